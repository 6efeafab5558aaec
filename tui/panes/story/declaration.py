"""Declaration of the story pane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.panes.declaration import PaneDeclaration
from tui.panes.help_page import HelpPage, Mark

if TYPE_CHECKING:
    from tui.workspace.snapshot import Snapshot


def _plain(snapshot: Snapshot, argument: str) -> Iterator[str]:
    from tui.panes.story.plain_text import story_lines

    return story_lines(snapshot, argument)


_HELP = HelpPage(
    "Every operation of this step in its order: the formula, the same formula with this step's numbers, and the "
    "result. The equations hold between the digits that are shown. A selection, made on the stage or among the "
    "parameters, has its own story: its chain rule factor by factor, and what its update does to the loss.",
    (
        Mark("▌", "the current beat", "now"),
        Mark("›", "the line that you are reading"),
        Mark("grey", "not computed yet: symbols without numbers", "dim"),
        Mark("←", "gets the new value", "update"),
        Mark("→", "before and after the update"),
        Mark("f′", "the slope of an activation"),
        Mark("…", "cut: there is not room for all of it"),
    ),
    "Read the next line",
)

STORY = PaneDeclaration(
    name="story",
    digit=2,
    label="Story",
    help_page=_HELP,
    plain=_plain,
    wanted_rows=lambda shape: 20,
    lines_at_once=61,
    words=("story",),
    argument="[NAME]",
    plain_help="Say every equation of the step, or of what is selected; or the story of a name",
)
