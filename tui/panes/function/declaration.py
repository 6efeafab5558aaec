"""Declaration of the stage of a function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.panes.declaration import PaneDeclaration
from tui.panes.help_page import HelpPage, Mark

if TYPE_CHECKING:
    from tui.workspace.snapshot import Snapshot


def _plain(snapshot: Snapshot, argument: str) -> Iterator[str]:
    from tui.panes.function.plain_text import function_lines

    return function_lines(snapshot, argument)


_HELP = HelpPage(
    "The function that is minimized. With one variable: its curve, the current point, its tangent once the slope is "
    "known, and the update. With two variables: a map with contour lines. With more, and where there is room: the "
    "graph, each operation with its value and its slope.",
    (
        Mark("●", "the point of this step", "now"),
        Mark("◌", "the point after the update", "update"),
        Mark(
            "Σ",
            "in the graph: the value is used in several places, and its slope is the sum over all of them",
        ),
        Mark("○", "the points of earlier steps", "trail"),
        Mark("Δ", "the update: its size and its direction", "update"),
        Mark("◂ ▸ ▴ ▾", "at the edge: a point outside of the chart"),
    ),
    "Select the next value; the story follows it",
)

FUNCTION_STAGE = PaneDeclaration(
    name="stage",
    digit=1,
    label="Stage",
    help_page=_HELP,
    plain=_plain,
    wanted_rows=lambda shape: 20,
    available=lambda shape: not shape.network,
    words=("stage", "network", "function"),
    plain_help="Say what is trained: the layers of a network, or a function and its derivatives",
)
