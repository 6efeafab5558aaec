"""Declaration of the parameters pane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.panes.declaration import PaneDeclaration
from tui.panes.help_page import HelpPage, Mark

if TYPE_CHECKING:
    from tui.workspace.snapshot import Snapshot


def _plain(snapshot: Snapshot, argument: str) -> Iterator[str]:
    from tui.panes.parameters.plain_text import parameter_lines

    return parameter_lines(snapshot, argument)


_HELP = HelpPage(
    "One line for each parameter: its value before this step, its gradient, its update and its new value. The upper "
    "edge shows |∇L|, the length of the gradient. Of many parameters, those around the selected one are listed.",
    (
        Mark("▌", "the current beat computes this", "now"),
        Mark("▸", "selected"),
        Mark("■", "frozen: no update changes it"),
        Mark("▁…▇", "the history of its value, from the smallest to the largest", "dim"),
        Mark("·", "not computed yet", "dim"),
    ),
    "Select the next parameter; the story follows it",
)

PARAMETERS = PaneDeclaration(
    name="parameters",
    digit=3,
    label="Parameters",
    help_page=_HELP,
    plain=_plain,
    # A row for each parameter, the headings and the frame.
    wanted_rows=lambda shape: shape.parameters + 3,
    min_width=44,
    words=("parameters",),
    argument="[PATTERN]",
    plain_help="Say the parameters: values, gradients, updates and new values",
)
