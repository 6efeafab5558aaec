"""Declaration of the loss pane."""

from __future__ import annotations

from tui.panes.declaration import PaneDeclaration
from tui.panes.help_page import HelpPage, Mark
from tui.panes.loss.plain_text import loss_lines
from tui.panes.shape import ScenarioShape


def _wanted_rows(shape: ScenarioShape) -> int:
    return 9 if shape.network else 16


_HELP = HelpPage(
    "The loss over the steps of the run: of each row before its own update, the epoch mean, and all rows under one θ. "
    "Below stand the exact numbers of the step at the cursor, or else of the step that is looked at. Compared runs "
    "have a line each; other branches stay dotted, as ghosts.",
    (
        Mark("●", "where you are", "now"),
        Mark("• ◆ ■ ▼", "each loss, the epoch mean, all rows, test rows", "text"),
        Mark("● ▲ ■ ◆ ▼ ×", "the compared runs, where there are any; the legend says which is which", "text"),
        Mark("○", "how far another branch has come", "dim"),
        Mark("│", "the cursor"),
        Mark("┊", "the end of an epoch", "dim"),
        Mark("grey", "further on than you are: the run has been there before", "dim"),
        Mark("y log", "a log axis: 1, 10 and 100 are as far apart from each other"),
    ),
)

LOSS = PaneDeclaration(
    name="loss",
    digit=5,
    label="Loss",
    help_page=_HELP,
    plain=loss_lines,
    wanted_rows=_wanted_rows,
    words=("loss", "losses"),
    argument="[STEP [STEP]], or epochs",
    plain_help="Say the last losses; or those of the steps, or of all epochs, that are asked for",
)
