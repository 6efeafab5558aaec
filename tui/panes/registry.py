"""The registry of panes: every declaration, in the order in which Tab goes through the panes."""

from __future__ import annotations

from tui.panes.data.declaration import DATA
from tui.panes.declaration import PaneDeclaration
from tui.panes.function.declaration import FUNCTION_STAGE
from tui.panes.lesson.declaration import LESSON
from tui.panes.loss.declaration import LOSS
from tui.panes.network.declaration import NETWORK_STAGE
from tui.panes.parameters.declaration import PARAMETERS
from tui.panes.story.declaration import STORY

PANES: tuple[PaneDeclaration, ...] = (NETWORK_STAGE, FUNCTION_STAGE, STORY, PARAMETERS, DATA, LOSS, LESSON)
"""A network's stage and a function's share a name: a scenario has one of them."""

PANE_DIGITS: dict[str, int] = {pane.name: pane.digit for pane in PANES}
"""The digit that leads to each pane, by name, in the order of Tab."""


def declared(name: str) -> PaneDeclaration:
    """The first declaration with this name."""
    return next(pane for pane in PANES if pane.name == name)
