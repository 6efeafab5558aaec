"""Layout state: the view that is shown, its panes, and the arrangement that a person has made of them."""

from __future__ import annotations

from dataclasses import replace

from tui.lessons.script import Script
from tui.panes.declaration import MIN_PANE_ROWS, PaneDeclaration
from tui.panes.shape import ScenarioShape
from tui.views.areas import Area, Arrangement
from tui.views.preferences import Preferences
from tui.views.registry import VIEWS
from tui.views.view import View
from tui.views.workbench import WORKBENCH
from tui.workspace.workspace import Workspace


class LayoutState:
    """Which panes are shown and where; commands change it, a front end reads it."""

    def __init__(
        self, workspace: Workspace, script: Script, chosen: Preferences, view: View = WORKBENCH
    ) -> None:
        self._workspace, self._script = workspace, script
        self.arrangements = {other.name: Arrangement() for other in VIEWS}
        """By the view's name; that of the workbench is remembered."""
        self.arrangements[WORKBENCH.name] = chosen.arrangement(WORKBENCH.sharing_of(self._shape))
        self.width = self.height = 0
        """The size of the screen in cells; 0 where there is none."""
        self.view = view
        self.show_view(view)

    @property
    def _shape(self) -> ScenarioShape:
        return ScenarioShape.of(self._workspace.run.training.objective, lesson=bool(self._script.cues))

    @property
    def panes(self) -> dict[str, PaneDeclaration]:
        """The panes of the view that this scenario has, by name, in the order of Tab."""
        return self.panes_of(self.view)

    def panes_of(self, view: View) -> dict[str, PaneDeclaration]:
        """The panes of a view that this scenario has, by name."""
        return {pane.name: pane for pane in view.panes_of(self._shape)}

    @property
    def arrangement(self) -> Arrangement:
        """What was chosen of the layout of the view that is shown."""
        return self.arrangements[self.view.name]

    @arrangement.setter
    def arrangement(self, arrangement: Arrangement) -> None:
        self.arrangements[self.view.name] = arrangement

    @property
    def focused(self) -> str:
        """The name of the focused pane."""
        return self._workspace.view_options.pane

    def show_view(self, view: View) -> None:
        """Show another view; the focus goes to its first pane if it does not have the focused one."""
        self.view = view
        if self.focused not in self.panes:
            self._set_focus(next(iter(self.panes)))

    def toggle_view(self, view: View) -> None:
        """Show a view, or where it is shown already, the workbench."""
        self.show_view(WORKBENCH if self.view is view else view)

    def areas(self) -> dict[str, Area]:
        """The area of each pane that has a place on a screen of this size."""
        arrangement = self.arrangement._replace(focused=self.focused)
        return self.view.areas(self.width, self.height, self._shape, arrangement)

    def focus(self, name: str) -> None:
        """Focus a pane of the view, and give it a place where it has none, or one too small for its text."""
        pane, left = self.panes[name], self.panes.get(self.focused)
        arrangement = self.arrangement._replace(hidden=self.arrangement.hidden - {name})
        if name in self.view.sharing_of(self._shape):
            arrangement = arrangement._replace(beside=name)
        if left is not None and left.min_height > MIN_PANE_ROWS:
            arrangement = arrangement._replace(enlarged=False)
        self.arrangement = arrangement
        self._set_focus(name)
        if pane.min_height > MIN_PANE_ROWS:
            area = self.areas().get(name)
            too_small = area is None or area.height < pane.min_height
            self.arrangement = arrangement._replace(enlarged=too_small or arrangement.enlarged)

    def _set_focus(self, name: str) -> None:
        self._workspace.view_options = replace(self._workspace.view_options, pane=name)

    def enlarge(self) -> None:
        """Give the focused pane the whole screen, or the others their places back."""
        self.arrangement = self.arrangement._replace(enlarged=not self.arrangement.enlarged)

    def hide(self) -> None:
        """Hide the focused pane and focus one that is seen; the last one stays."""
        areas = self.areas()
        seen = [name for name in self.panes if name in areas and name != self.focused]
        if seen and not self.arrangement.enlarged:
            self.arrangement = self.arrangement._replace(hidden=self.arrangement.hidden | {self.focused})
            self.focus(seen[0])

    def show_all(self) -> None:
        """Give every pane its place back."""
        self.arrangement = self.arrangement._replace(hidden=frozenset(), enlarged=False)
