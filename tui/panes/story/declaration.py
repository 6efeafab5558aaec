"""Declaration of the story pane."""

from __future__ import annotations

from tui.panes.declaration import PaneDeclaration
from tui.panes.help_page import HelpPage, Mark
from tui.panes.shape import ScenarioShape
from tui.panes.story.plain_text import story_lines


def _wanted_rows(shape: ScenarioShape) -> int:
    return 20


_HELP = HelpPage(
    "Every operation of this step in its order: the formula, the same with today's numbers, and the result. "
    "The equations hold between the digits that are shown. What you select, on the stage or among the parameters, has "
    "a story of its own: its chain rule factor by factor, and what its update does to the loss.",
    (
        Mark("▌", "what is told at this moment", "now"),
        Mark("›", "the line that you read"),
        Mark("grey", "still to come: symbols without numbers", "dim"),
        Mark("←", "takes the new value", "update"),
        Mark("→", "before and after the update"),
        Mark("f′", "the slope of an activation"),
        Mark("…", "more than there is room for"),
    ),
    "Read on, line by line",
)

STORY = PaneDeclaration(
    name="story",
    digit=2,
    label="Story",
    help_page=_HELP,
    plain=story_lines,
    wanted_rows=_wanted_rows,
    lines_at_once=61,
    words=("story",),
    argument="[NAME]",
    plain_help="Say every equation of the step, or of what is selected; or the story of a name",
)
