"""Declaration of the data pane."""

from __future__ import annotations

from tui.panes.data.plain_text import data_lines
from tui.panes.declaration import PaneDeclaration
from tui.panes.help_page import HelpPage, Mark
from tui.panes.shape import ScenarioShape


def _has_data(shape: ScenarioShape) -> bool:
    return shape.network


def _wanted_rows(shape: ScenarioShape) -> int:
    """A row of the screen for each row of data, the headings, the mean losses below a blank line, and the frame."""
    return shape.rows + 7


_HELP = HelpPage(
    "A line for each row of the data: inputs, target, the prediction ŷ and the loss, both under the parameters before "
    "this step. Below them stands the mean loss of all rows, before and after the update, and at an epoch's end the "
    "epoch mean.",
    (
        Mark("▌", "the row that is told at this moment", "now"),
        Mark("▏", "the other rows of the same batch", "now"),
        Mark("▸", "marked by you"),
        Mark("·", "not worked out yet", "dim"),
    ),
    "Mark the next row",
)

DATA = PaneDeclaration(
    name="data",
    digit=4,
    label="Data",
    help_page=_HELP,
    plain=data_lines,
    wanted_rows=_wanted_rows,
    min_width=46,
    unavailable="A function has no rows of data.",
    available=_has_data,
    words=("data", "rows"),
    argument="[ROW]",
    plain_help="Say the rows of the data, with predictions and losses",
)
