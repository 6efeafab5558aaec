"""Views: which panes are on the screen, where, and the command that opens the view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from tui.panes.declaration import PaneDeclaration
from tui.views.areas import Area, Arrangement

if TYPE_CHECKING:
    from tui.panes.shape import ScenarioShape

Layout: TypeAlias = "Callable[[int, int, ScenarioShape, Arrangement], dict[str, Area]]"
"""(width, height, shape of the scenario, arrangement) → the area of each pane that is shown, by name."""


@dataclass(frozen=True, eq=False)
class View:
    """A set of panes with their layout."""

    name: str
    """Its name in the ids of commands."""
    title: str
    key: str
    """The key of the command that opens it, as Textual calls it; "" for the view that the others go back to."""
    help: str
    """What that command does, without the full stop."""
    panes: tuple[PaneDeclaration, ...]
    """In the order in which Tab goes through them."""
    layout: Layout
    sharing: tuple[str, ...] = ()
    """The panes that share a place where there is room for few, the usual one first."""

    def panes_of(self, shape: ScenarioShape) -> tuple[PaneDeclaration, ...]:
        """The panes that a scenario of this shape has in this view."""
        return tuple(pane for pane in self.panes if pane.available(shape))

    def sharing_of(self, shape: ScenarioShape) -> tuple[str, ...]:
        """Those of them that share a place."""
        names = {pane.name for pane in self.panes_of(shape)}
        return tuple(name for name in self.sharing if name in names)

    def areas(
        self, width: int, height: int, shape: ScenarioShape, arrangement: Arrangement
    ) -> dict[str, Area]:
        """The area of each pane that is shown on a screen of this size."""
        names = {pane.name for pane in self.panes_of(shape)}
        areas = self.layout(width, height, shape, arrangement)
        return {name: area for name, area in areas.items() if name in names}
