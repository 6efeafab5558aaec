"""Declaration of the data pane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.panes.declaration import PaneDeclaration
from tui.panes.help_page import HelpPage, Mark

if TYPE_CHECKING:
    from tui.workspace.snapshot import Snapshot


def _plain(snapshot: Snapshot, argument: str) -> Iterator[str]:
    from tui.panes.data.plain_text import data_lines

    return data_lines(snapshot, argument)


_HELP = HelpPage(
    "One line for each row of the data: inputs, target, and the prediction ŷ and the loss with the parameters before "
    "this step. Below the rows is the mean loss of all rows, before and after the update, and at the end of an epoch "
    "the epoch mean. If columns are standardized, U switches between their numbers as given, the prediction in the "
    "same unit, and the standardized numbers, which a prime marks: size′.",
    (
        Mark("▌", "the row of the current beat", "now"),
        Mark("▏", "the other rows of the same batch", "now"),
        Mark("▸", "marked by you"),
        Mark("·", "not computed yet", "dim"),
    ),
    "Mark the next row",
)

DATA = PaneDeclaration(
    name="data",
    digit=4,
    label="Data",
    help_page=_HELP,
    plain=_plain,
    # A row of the screen for each row of data, the headings, the mean losses below a blank line, and the frame.
    wanted_rows=lambda shape: shape.rows + 7,
    min_width=46,
    available=lambda shape: shape.network,
    unavailable="A function has no rows of data.",
    words=("data", "rows"),
    argument="[ROW]",
    plain_help="Say the rows of the data, with predictions and losses",
)
