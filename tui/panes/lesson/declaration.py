"""Declaration of the lesson pane."""

from __future__ import annotations

from tui.panes.declaration import PaneDeclaration
from tui.panes.help_page import HelpPage, Mark
from tui.panes.lesson.plain_text import lesson_lines
from tui.panes.shape import ScenarioShape


def _has_cues(shape: ScenarioShape) -> bool:
    return shape.lesson


def _wanted_rows(shape: ScenarioShape) -> int:
    return 8


_HELP = HelpPage(
    "What the scenario has to say at this place. Each cue comes at the end of a phase, when its numbers stand on the "
    "screen, and stays until the next one: dimmed, and with the step that it is from, once that step is left.",
    (
        Mark("▎", "lit where a cue has come; before the first one the text is the scenario's summary", "now"),
        Mark("…", "there is more to read: the number of the pane gives it the whole screen"),
    ),
)

LESSON = PaneDeclaration(
    name="lesson",
    digit=6,
    label="Lesson",
    help_page=_HELP,
    plain=lesson_lines,
    wanted_rows=_wanted_rows,
    min_height=5,
    available=_has_cues,
    words=("lesson",),
    plain_help="Say once more what the scenario says here",
)
