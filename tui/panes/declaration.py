"""Pane declarations: everything about a pane but its drawing.

Commands, plain mode, preferences, layouts and the help read these. They import nothing that draws, so that plain mode
can have them, and not even NumPy, which the list of scenarios does without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.panes.help_page import HelpPage

if TYPE_CHECKING:
    from tui.panes.shape import ScenarioShape
    from tui.workspace.snapshot import Snapshot

MIN_PANE_ROWS = 3
"""Rows of the smallest pane: its frame and one line."""


def _always(shape: ScenarioShape) -> bool:
    return True


@dataclass(frozen=True, eq=False)
class PaneDeclaration:
    """What a pane is called, where it belongs, and what it says in lines of text."""

    name: str
    """Its name in scenario files, session files, preferences and the ids of commands."""
    digit: int
    """The key that leads to it."""
    label: str
    """The name in the pane's frame and in the help."""
    help_page: HelpPage
    plain: Callable[[Snapshot, str], Iterator[str]]
    """(snapshot, argument) → what plain mode says of it, line by line; the argument is "" where none was typed.

    Raises:
        InvalidArgument: the argument names nothing that exists.
    """
    wanted_rows: Callable[[ScenarioShape], int]
    """The rows that it can use, with its frame."""
    min_width: int = 34
    """Cells that it needs, with its frame, to show all that matters beside another pane."""
    min_height: int = MIN_PANE_ROWS
    """Rows that it needs, with its frame."""
    words: tuple[str, ...] = ()
    """The command's words in plain mode, the usual one first."""
    argument: str = ""
    """What can follow them, as the help writes it: "[ROW]"; "" for nothing."""
    plain_help: str = ""
    """What the command says in plain mode: imperative, without a full stop."""
    lines_at_once: int = 21
    """Lines of `plain` that are said before somebody asks for more."""
    available: Callable[[ScenarioShape], bool] = _always
    """Whether a scenario of this shape has the pane."""
    unavailable: str = ""
    """The refusal for scenarios that do not have it; "" where its plain text makes sense all the same."""
    can_focus: bool = True
    """Whether keys and clicks can lead to it."""
