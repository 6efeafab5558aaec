"""A network as a small drawing: layers, units and edges, with the names of inputs and targets."""

from __future__ import annotations

from itertools import pairwise

from engine.objectives.network import Network
from tui.drawing.canvas import Canvas
from tui.drawing.dots import Dots
from tui.drawing.spans import Row
from tui.panes.network.revealed_network import widest
from tui.text.notation import cut_name

MAX_UNITS = 6
"""Of more units in a layer the last but one is drawn as an ellipsis."""
_MAX_NAME_WIDTH = 14
_MIN_GAP, _MAX_GAP = 6, 16
"""Cells between two layers."""
_UNIT, _LEFT_OUT = "○", "⋮"


def sketch(network: Network, width: int, height: int) -> list[Row]:
    """The layers from left to right with their sizes and activations below; [] if there is no room for that."""
    sizes = [len(network.input_names), *(layer.units for layer in network.layers)]
    shown = [min(size, MAX_UNITS) for size in sizes]
    names, targets = network.input_names, network.target_names
    before = min(_MAX_NAME_WIDTH, widest(names)) + 1
    after = min(_MAX_NAME_WIDTH, widest(targets)) + 1
    gap = min(_MAX_GAP, (width - before - after - len(sizes)) // (len(sizes) - 1))
    tall = 2 * max(shown) - 1
    if gap < _MIN_GAP or height < tall + 2:
        return []
    canvas, dots = Canvas(width, tall + 2), Dots()
    columns = [before + layer * (gap + 1) for layer in range(len(sizes))]
    positions = [
        [(x, tall // 2 - (count - 1) + 2 * unit) for unit in range(count)]
        for x, count in zip(columns, shown, strict=True)
    ]
    for sources, units in pairwise(positions):
        for x0, y0 in sources:
            for x1, y1 in units:
                dots.line(x0 + 1.5, y0 + 0.5, x1 - 0.5, y1 + 0.5, "edge")
    for size, units in zip(sizes, positions, strict=True):
        for unit, (x, y) in enumerate(units):
            left_out = size > MAX_UNITS and unit == MAX_UNITS - 2
            canvas.put(x, y, _LEFT_OUT if left_out else _UNIT, "dim" if left_out else "text")
    for called, units, side in ((names, positions[0], -1), (targets, positions[-1], 1)):
        for unit, (x, y) in enumerate(units):
            name = cut_name(_named(called, unit), _MAX_NAME_WIDTH)
            canvas.put(x + 2 if side > 0 else x - 1 - len(name), y, name, "dim")
    labels = [f"{layer.units} {layer.activation.replace('_', ' ')}" for layer in network.layers]
    if widest(labels) > gap - 1:
        labels = [f"{layer.units}" for layer in network.layers]
    for x, label in zip(columns[1:], labels, strict=True):
        canvas.put(max(0, x - len(label) // 2), tall + 1, label, "dim")
    dots.onto(canvas)
    return canvas.rows()


def _named(names: tuple[str, ...], unit: int) -> str:
    """The name of a drawn unit: if units are left out, the last one drawn has the last name."""
    if len(names) <= MAX_UNITS or unit < MAX_UNITS - 2:
        return names[unit]
    return names[-1] if unit == MAX_UNITS - 1 else ""
