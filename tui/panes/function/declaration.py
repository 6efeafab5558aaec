"""Declaration of the stage of a function."""

from __future__ import annotations

from tui.panes.declaration import PaneDeclaration
from tui.panes.function.plain_text import function_lines
from tui.panes.help_page import HelpPage, Mark
from tui.panes.shape import ScenarioShape


def _is_function(shape: ScenarioShape) -> bool:
    return not shape.network


def _wanted_rows(shape: ScenarioShape) -> int:
    return 20


_HELP = HelpPage(
    "What is descended. With one variable a curve, the point of now on it, its tangent once the slope is known, and "
    "the update as the way that is gone. With two variables the same from above, with contour lines. With more, "
    "and where there is room, the graph: each operation with its value and its slope.",
    (
        Mark("●", "the point of this step", "now"),
        Mark("◌", "where the update takes it", "update"),
        Mark(
            "Σ", "in the graph, the value stands in several places: its slope is the sum through all of them"
        ),
        Mark("○", "the points of the steps before", "trail"),
        Mark("Δ", "the update: how far, and which way", "update"),
        Mark("◂ ▸ ▴ ▾", "at the edge: what lies outside of what the chart shows"),
    ),
    "Select the next value: the story turns to it",
)

FUNCTION_STAGE = PaneDeclaration(
    name="stage",
    digit=1,
    label="Stage",
    help_page=_HELP,
    plain=function_lines,
    wanted_rows=_wanted_rows,
    available=_is_function,
    words=("stage", "network", "function"),
    plain_help="Say what is trained: the layers of a network, or a function and its derivatives",
)
