"""Declaration of the lesson pane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.panes.declaration import PaneDeclaration
from tui.panes.help_page import HelpPage, Mark

if TYPE_CHECKING:
    from tui.workspace.snapshot import Snapshot


def _plain(snapshot: Snapshot, argument: str) -> Iterator[str]:
    from tui.panes.lesson.plain_text import lesson_lines

    return lesson_lines(snapshot, argument)


_HELP = HelpPage(
    "The scenario's text for the current step. A cue comes at the end of a phase, when its numbers are on the screen. "
    "Its text stays until the next cue; after its step it is dimmed, and the edge shows the step that it is from.",
    (
        Mark("▎", "bright at a cue; before the first cue the text is the scenario's summary", "now"),
        Mark("…", "there is more to read: the digit of the pane enlarges it"),
    ),
)

LESSON = PaneDeclaration(
    name="lesson",
    digit=6,
    label="Lesson",
    help_page=_HELP,
    plain=_plain,
    wanted_rows=lambda shape: 8,
    min_height=5,
    available=lambda shape: shape.lesson,
    words=("lesson",),
    plain_help="Say once more what the scenario says here",
)
