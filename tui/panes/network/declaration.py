"""Declaration of the stage of a network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.panes.declaration import PaneDeclaration
from tui.panes.help_page import HelpPage, Mark

if TYPE_CHECKING:
    from tui.workspace.snapshot import Snapshot

_USUAL_ROWS, _LARGE_ROWS = 16, 33
"""Rows in which every number of a usual network can stand; in which a large one can have its inputs as a picture."""


def _plain(snapshot: Snapshot, argument: str) -> Iterator[str]:
    from tui.panes.network.plain_text import network_lines

    return network_lines(snapshot, argument)


_HELP = HelpPage(
    "The network, inputs at the left and outputs at the right, with every number that this step has computed so far. "
    "In the forward phase values flow right, in the backward phase gradients flow left, and in the update phase each "
    "parameter gets its new value. The upper edge shows the formula of the loss. A network that is too large for all "
    "of its numbers is drawn with fewer of them; enlarge the pane to see more.",
    (
        Mark(
            "▌",
            "the current beat computes this; its line is thick, and an arrow on it shows which way it flows",
            "now",
        ),
        Mark("·", "not computed yet", "dim"),
        Mark("a₁₁ z₁₁", "the unit's output and its weighted sum: layer 1, unit 1"),
        Mark("ŷ y L", "the prediction, the target of this row, and the loss of this step before its update"),
        Mark("w¹₁₂ b₁₂", "a weight, layer 1, from input 1 to unit 2; a bias, layer 1, unit 2"),
        Mark("∂L", "the slope of the loss by that parameter: its gradient", "gradient"),
        Mark("δ", "the slope of the loss by the unit's output, ∂L/∂a", "gradient"),
        Mark("δz", "the slope of the loss by the unit's weighted sum, ∂L/∂z", "gradient"),
        Mark("Δ ←", "the parameter's update, and its new value", "update"),
        Mark("■", "instead of ←: frozen, no update changes it", "dim"),
        Mark("─ ╌ ━", "a positive weight, a negative one, and a large one", "text"),
        Mark("● • ○ ◦", "a weight as one character: positive, large or small; negative, large or small"),
        Mark("░▒▓█", "the numbers of a layer, from the smallest to the largest", "text"),
    ),
    "Select the next weight, bias or unit; the story follows it",
)

NETWORK_STAGE = PaneDeclaration(
    name="stage",
    digit=1,
    label="Stage",
    help_page=_HELP,
    plain=_plain,
    wanted_rows=lambda shape: _LARGE_ROWS if shape.large else _USUAL_ROWS,
    available=lambda shape: shape.network,
    words=("stage", "network", "function"),
    plain_help="Say what is trained: the layers of a network, or a function and its derivatives",
)
