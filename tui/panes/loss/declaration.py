"""Declaration of the loss pane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.panes.declaration import PaneDeclaration
from tui.panes.help_page import HelpPage, Mark

if TYPE_CHECKING:
    from tui.workspace.snapshot import Snapshot


def _plain(snapshot: Snapshot, argument: str) -> Iterator[str]:
    from tui.panes.loss.plain_text import loss_lines

    return loss_lines(snapshot, argument)


_HELP = HelpPage(
    "The loss over the steps of the run: of each step before its own update, the mean of each epoch, and of all rows "
    "with the same θ. Below the chart are the exact numbers at the cursor, or else of the current step. Each compared "
    "run has a line; other branches are dotted, as ghosts.",
    (
        Mark("●", "the current step", "now"),
        Mark("• ◆ ■ ▼", "each loss, the epoch mean, all rows, test rows", "text"),
        Mark("● ▲ ■ ◆ ▼ ×", "the compared runs, if there are any; the legend names them", "text"),
        Mark("○", "the last step of another branch", "dim"),
        Mark("│", "the cursor"),
        Mark("┊", "the end of an epoch", "dim"),
        Mark("grey", "steps after the current one that the run has taken before", "dim"),
        Mark("y log", "a logarithmic axis: 1, 10 and 100 are equally far apart"),
    ),
)

LOSS = PaneDeclaration(
    name="loss",
    digit=5,
    label="Loss",
    help_page=_HELP,
    plain=_plain,
    wanted_rows=lambda shape: 9 if shape.network else 16,
    words=("loss", "losses"),
    argument="[STEP [STEP]], or epochs",
    plain_help="Say the last losses; or those of the steps, or of all epochs, that are asked for",
)
