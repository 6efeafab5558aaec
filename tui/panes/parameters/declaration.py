"""Declaration of the parameters pane."""

from __future__ import annotations

from tui.panes.declaration import PaneDeclaration
from tui.panes.help_page import HelpPage, Mark
from tui.panes.parameters.plain_text import parameter_lines
from tui.panes.shape import ScenarioShape


def _wanted_rows(shape: ScenarioShape) -> int:
    """A row for each parameter, the headings and the frame."""
    return shape.parameters + 3


_HELP = HelpPage(
    "A line for each parameter: its value before this step, its gradient, the update, and the new value. The upper "
    "edge has |∇L|, the length of the gradient. Of many parameters those around the selected one are listed.",
    (
        Mark("▌", "what is told at this moment", "now"),
        Mark("▸", "selected"),
        Mark("■", "frozen: no update changes it"),
        Mark("▁…▇", "its history, from its least value to its greatest", "dim"),
        Mark("·", "not worked out yet", "dim"),
    ),
    "Select the next parameter: the story turns to it",
)

PARAMETERS = PaneDeclaration(
    name="parameters",
    digit=3,
    label="Parameters",
    help_page=_HELP,
    plain=parameter_lines,
    wanted_rows=_wanted_rows,
    min_width=44,
    words=("parameters",),
    argument="[PATTERN]",
    plain_help="Say the parameters: values, gradients, updates and new values",
)
