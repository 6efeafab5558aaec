"""Declaration of the stage of a network."""

from __future__ import annotations

from tui.panes.declaration import PaneDeclaration
from tui.panes.help_page import HelpPage, Mark
from tui.panes.network.plain_text import network_lines
from tui.panes.shape import ScenarioShape

_USUAL_ROWS, _LARGE_ROWS = 16, 33
"""Rows in which every number of a usual network can stand; in which a large one can have its inputs as a picture."""


def _is_network(shape: ScenarioShape) -> bool:
    return shape.network


def _wanted_rows(shape: ScenarioShape) -> int:
    return _LARGE_ROWS if shape.large else _USUAL_ROWS


_HELP = HelpPage(
    "The network, inputs at the left, outputs at the right, with every number that this step has come to. In forward "
    "the values flow right, in backward the gradients flow left, in update the new values land. The upper edge says "
    "how the loss is reckoned. A network that is too large for all of its numbers is drawn with fewer of "
    "them; enlarged, it has more room.",
    (
        Mark(
            "▌",
            "what is told at this moment; its line is thick, and an arrow on it says which way it flows",
            "now",
        ),
        Mark("·", "not worked out yet", "dim"),
        Mark("a₁₁ z₁₁", "what the unit hands on, and its weighted sum: layer 1, unit 1"),
        Mark("ŷ y L", "the prediction, the target of this row, and the loss of this step before its update"),
        Mark("w¹₁₂ b₁₂", "a weight, layer 1, from input 1 to unit 2; a bias, layer 1, unit 2"),
        Mark("∂L", "the slope of the loss by that parameter: its gradient", "gradient"),
        Mark("δ", "the slope of the loss by what the unit hands on, ∂L/∂a", "gradient"),
        Mark("δz", "the slope of the loss by the unit's sum, ∂L/∂z", "gradient"),
        Mark("Δ ←", "the parameter's update, and its new value", "update"),
        Mark("■", "in the place of ←: frozen, no update changes it", "dim"),
        Mark("─ ╌ ━", "a positive weight, a negative one, and a large one", "text"),
        Mark("● • ○ ◦", "the same in a mark: positive, large or small, and negative"),
        Mark("░▒▓█", "a layer's numbers from the least to the greatest", "text"),
    ),
    "Select the next weight, bias or unit: the story turns to it",
)

NETWORK_STAGE = PaneDeclaration(
    name="stage",
    digit=1,
    label="Stage",
    help_page=_HELP,
    plain=network_lines,
    wanted_rows=_wanted_rows,
    available=_is_network,
    words=("stage", "network", "function"),
    plain_help="Say what is trained: the layers of a network, or a function and its derivatives",
)
