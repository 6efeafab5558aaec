"""The lines of edges: sign by colour and by gaps, size by thickness; active and selected ones are drawn last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.insight.story.beats import Phase
from tui.drawing.dots import Dots
from tui.drawing.spans import Span, width_of
from tui.panes.network.revealed_network import Parameter, RevealedNetwork
from tui.panes.terms import linked

ARROWS: Mapping[Phase | None, str] = {Phase.FORWARD: "▸", Phase.BACKWARD: "◂"}
"""The direction in which numbers flow along active edges."""
SMALL_SHARE = 0.1
"""A weight below this share of the largest one of its layer has no mark of its own."""
HEAVY_SHARE = 0.5
"""An edge from this share of the largest weight of its layer on is thick."""


class Stroke(NamedTuple):
    """The style of an edge."""

    rank: int
    """Edges of a higher rank are drawn over the others."""
    role: str
    heavy: bool
    broken: bool


def stroke(revealed: RevealedNetwork, layer: int, parameter: Parameter, *, ends: tuple[str, str]) -> Stroke:
    """The style of the edge of a weight between these two units."""
    value = parameter.value if parameter.new is None else parameter.new
    heavy, broken = abs(value) >= HEAVY_SHARE * revealed.largest[layer - 1] > 0, value < 0
    sign = "negative" if broken else "positive"
    if parameter.active:
        return Stroke(3, "now", True, broken)
    if revealed.selected == parameter.name:
        return Stroke(2, "edge-selected", True, broken)
    if revealed.selected in ends:
        return Stroke(1, sign, heavy, broken)
    if revealed.selected_unit:
        return Stroke(0, "edge", False, broken)
    return Stroke(0, f"edge-{sign}", heavy, broken)


class Edges:
    """All edges of a drawing, drawn by rank, the highest last."""

    def __init__(self) -> None:
        self._lines: list[tuple[Stroke, tuple[float, float], tuple[float, float], str]] = []

    def add(
        self, stroke: Stroke, start: tuple[float, float], end: tuple[float, float], parameter: str
    ) -> None:
        """Add an edge between two points, in cells (the middle of a cell is ½)."""
        self._lines.append((stroke, start, end, f"quantity:{parameter}"))

    def dots(self) -> Dots:
        """The lines."""
        dots = Dots()
        for style, start, end, target in sorted(self._lines, key=lambda line: line[0].rank):
            dots.line(*start, *end, style.role, heavy=style.heavy, broken=style.broken, target=target)
        return dots


_EDGES = (
    ("∂L", "slope of the loss"),
    ("δ", "∂L/∂a"),
    ("Δ", "update"),
    ("←", "new value"),
    ("─ ╌", "positive, negative"),
    ("━", "large"),
)
_UNITS = (
    ("δ", "∂L/∂a"),
    ("─ ╌", "positive, negative"),
    ("● •", "positive, large or small"),
    ("○ ◦", "negative"),
)
_SHADES = (("░▒▓█", "from a layer's least number to its greatest"),)


def edges_legend(width: int) -> list[Span]:
    """The legend of a small network, as much of it as there is room for."""
    return _legend(_EDGES, width)


def units_legend(width: int, *, marks: bool) -> list[Span]:
    """The legend of a larger one."""
    return _legend(_UNITS if marks else _UNITS[:2], width)


def shades_legend(width: int) -> list[Span]:
    """The legend of shades."""
    return _legend(_SHADES, width)


def _legend(marks: tuple[tuple[str, str], ...], width: int) -> list[Span]:
    spans: list[Span] = []
    for mark, meaning in marks:
        gap = Span("   " if spans else "", "dim")
        added = [gap, linked(mark, "text"), linked(f" {meaning}", "dim", mark)]
        if width_of([*spans, *added]) > width:
            break
        spans += added
    return spans


def mark(revealed: RevealedNetwork, layer: int, parameter: Parameter) -> str:
    """A weight as one character: filled where it is positive, hollow where negative, large or small."""
    value = parameter.value if parameter.new is None else parameter.new
    share = abs(value) / revealed.largest[layer - 1] if revealed.largest[layer - 1] > 0 else 0.0
    if not share >= SMALL_SHARE:
        return "·"
    if value < 0:
        return "○" if share >= HEAVY_SHARE else "◦"
    return "●" if share >= HEAVY_SHARE else "•"
