"""A network as a small drawing: how many units, fed by which, with what goes in and comes out."""

from __future__ import annotations

from itertools import pairwise

from engine.objectives.network import Network
from tui.drawing.canvas import Canvas
from tui.drawing.dots import Dots
from tui.drawing.spans import Row
from tui.panes.network.facts import cut, widest

MOST_UNITS = 6
"""Of more units in a layer the last but one stands for all that are left out."""
_LONGEST_NAME = 14
_LEAST_GAP, _LONGEST_GAP = 6, 16
"""Cells between two layers."""
_UNIT, _LEFT_OUT = "○", "⋮"


def sketch(network: Network, width: int, height: int) -> list[Row]:
    """The layers from left to right with what they are called below; [] where there is no room for that."""
    sizes = [len(network.input_names), *(layer.units for layer in network.layers)]
    shown = [min(size, MOST_UNITS) for size in sizes]
    names, targets = network.input_names, network.target_names
    before = min(_LONGEST_NAME, widest(names)) + 1
    after = min(_LONGEST_NAME, widest(targets)) + 1
    gap = min(_LONGEST_GAP, (width - before - after - len(sizes)) // (len(sizes) - 1))
    tall = 2 * max(shown) - 1
    if gap < _LEAST_GAP or height < tall + 2:
        return []
    canvas, dots = Canvas(width, tall + 2), Dots()
    columns = [before + layer * (gap + 1) for layer in range(len(sizes))]
    places = [
        [(x, tall // 2 - (count - 1) + 2 * unit) for unit in range(count)]
        for x, count in zip(columns, shown, strict=True)
    ]
    for sources, units in pairwise(places):
        for x0, y0 in sources:
            for x1, y1 in units:
                dots.line(x0 + 1.5, y0 + 0.5, x1 - 0.5, y1 + 0.5, "edge")
    for size, units in zip(sizes, places, strict=True):
        for unit, (x, y) in enumerate(units):
            left_out = size > MOST_UNITS and unit == MOST_UNITS - 2
            canvas.put(x, y, _LEFT_OUT if left_out else _UNIT, "dim" if left_out else "text")
    for called, units, side in ((names, places[0], -1), (targets, places[-1], 1)):
        for unit, (x, y) in enumerate(units):
            name = cut(_named(called, unit), _LONGEST_NAME)
            canvas.put(x + 2 if side > 0 else x - 1 - len(name), y, name, "dim")
    labels = [f"{layer.units} {layer.activation.replace('_', ' ')}" for layer in network.layers]
    if widest(labels) > gap - 1:
        labels = [f"{layer.units}" for layer in network.layers]
    for x, told in zip(columns[1:], labels, strict=True):
        canvas.put(max(0, x - len(told) // 2), tall + 1, told, "dim")
    dots.onto(canvas)
    return canvas.rows()


def _named(names: tuple[str, ...], unit: int) -> str:
    """The name of the unit that is shown there: of many, the last one's stands at the end."""
    if len(names) <= MOST_UNITS or unit < MOST_UNITS - 2:
        return names[unit]
    return names[-1] if unit == MOST_UNITS - 1 else ""
