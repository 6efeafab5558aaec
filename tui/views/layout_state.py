"""Layout state: the view that is shown, its panes, and the arrangement that a person has made of them."""

from __future__ import annotations

from dataclasses import replace

from tui.lessons.script import Script
from tui.panes.pane import Pane
from tui.views.layouts import Area, Arrangement
from tui.views.registry import VIEWS, WORKBENCH
from tui.views.view import View
from tui.workspace.workspace import Workspace


class LayoutState:
    """Which panes are shown and where; commands change it, a front end reads it."""

    def __init__(
        self, workspace: Workspace, script: Script, arrangement: Arrangement, view: View = WORKBENCH
    ) -> None:
        self._workspace, self._script = workspace, script
        self.arrangement = arrangement
        self.width = self.height = 0
        """The size of the screen in cells; 0 where there is none."""
        self.view = view
        self.panes: dict[str, Pane] = {}
        """The panes of the view that this scenario has, in the order of Tab."""
        self.show_view(view)

    def show_view(self, view: View) -> None:
        """Show another view; the focus stays in its pane, if the view has it."""
        self.view = view
        self.panes = view.panes_for(self._workspace.snapshot(), self._script)
        if self._workspace.view_options.pane not in self.panes:
            self._focus_only(next(iter(self.panes)))

    def toggle_view(self, name: str) -> None:
        """Show the view with this name, or where it is shown, the workbench."""
        found = next(view for view in VIEWS if view.name == name)
        self.show_view(WORKBENCH if self.view is found else found)

    def areas(self) -> dict[str, Area]:
        """The rectangles of the panes that have a place, below the header and above transport and keys."""
        snapshot = self._workspace.snapshot()
        arrangement = self.arrangement._replace(focused=snapshot.view_options.pane)
        return self.view.areas(self.width, self.height, snapshot, self.panes, arrangement)

    def focus(self, name: str) -> None:
        """Move the focus to a pane, and show it where it has no place, or too little for its text."""
        arrangement = self.arrangement._replace(hidden=self.arrangement.hidden - {name})
        if self.panes[name].shares_place:
            arrangement = arrangement._replace(beside=name)
        before = self.panes.get(self._workspace.view_options.pane)
        if before is not None and before.needs_room:
            arrangement = arrangement._replace(enlarged=False)
        self.arrangement = arrangement
        self._focus_only(name)
        if self.panes[name].needs_room:
            area = self.areas().get(name)
            cramped = area is None or area.height < self.panes[name].least_height
            self.arrangement = arrangement._replace(enlarged=cramped or arrangement.enlarged)

    def _focus_only(self, name: str) -> None:
        self._workspace.view_options = replace(self._workspace.view_options, pane=name)

    def enlarge(self) -> None:
        """Give the focused pane the whole screen, or the others their places back."""
        self.arrangement = self.arrangement._replace(enlarged=not self.arrangement.enlarged)

    def hide(self) -> None:
        """Hide the focused pane and focus one that is seen; the last one stays."""
        name = self._workspace.view_options.pane
        areas = self.areas()
        seen = [other for other in self.panes if other in areas and other != name]
        if seen and not self.arrangement.enlarged:
            self.arrangement = self.arrangement._replace(hidden=self.arrangement.hidden | {name})
            self.focus(seen[0])

    def show_all(self) -> None:
        """Give every pane its place back."""
        self.arrangement = self.arrangement._replace(hidden=frozenset(), enlarged=False)
