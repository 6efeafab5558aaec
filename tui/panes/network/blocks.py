"""A large network as blocks of shades from left to right, with the numbers of each layer below."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from engine.insight.story.beats import Phase
from tui.drawing.canvas import Canvas
from tui.drawing.dots import Dots
from tui.drawing.numbers import ABSENT
from tui.drawing.spans import Row
from tui.panes.network.edge_lines import shades_legend
from tui.panes.network.facts import NetworkFacts, cut
from tui.panes.network.heat_map import Shape, is_picture, shape_of
from tui.panes.network.layer_summary import Layer, draw_block, layer_of, most_lengths
from tui.panes.network.reading import reading, unit_reading

GAP = 3
"""Cells between two columns, at the least."""
LONGEST_GAP = 30
FRAME = 2
"""Cells, and rows, of a frame around a block."""
LISTED = 16
"""So many outputs can be listed with their values and targets."""
HEAD = 3
"""Rows for a layer's title, its size, and a blank."""
LEAST_BLOCK = 4
"""Rows of a block, with its frame, that are worth it."""
NAME = 10
"""Cells for the name of a length: |∂L/∂W1| and a blank."""


class Box(NamedTuple):
    """Where a layer's block stands, with its frame."""

    left: int
    right: int
    top: int
    bottom: int


class BlockDrawing:
    """For each layer all of its numbers at once, and what the story says of them."""

    def __init__(self, facts: NetworkFacts, width: int, height: int) -> None:
        self.facts = facts
        self.canvas = Canvas(width, height)
        self._number = facts.notation.digits + 3
        self._column = NAME + self._number
        self._words = 3 + most_lengths(facts)
        """Rows below the blocks: least, greatest, lengths, and the loss."""
        self._room = height - HEAD - 1 - self._words - 1
        """Rows that the blocks can have; the last of all are for what is selected."""
        self._spare = width - self._column * (facts.last + 1) - GAP * facts.last

    @property
    def fits(self) -> bool:
        """Whether there is room for this much detail."""
        if self._room < LEAST_BLOCK or self._spare < 0:
            return False
        sizes = self.facts.sizes
        return all(
            shape.picture for size, shape in zip(sizes, self._shapes(), strict=True) if is_picture(size)
        )

    def rows(self) -> list[Row]:
        """The drawing."""
        facts, canvas = self.facts, self.canvas
        layers = [layer_of(facts, place) for place in range(facts.last + 1)]
        shapes = self._shapes()
        widths = [max(self._column, shape.width + FRAME) for shape in shapes]
        heights = [shape.rows + FRAME for shape in shapes]
        listed = facts.sizes[-1] <= min(LISTED, self._room)
        if listed:
            heights[-1] = facts.sizes[-1]
        tallest = max(heights)
        gap = min(LONGEST_GAP, (canvas.width - sum(widths)) // facts.last)
        x = (canvas.width - sum(widths) - gap * facts.last) // 2
        top = HEAD + (self._room - tallest) // 2
        boxes = []
        for layer, shape, width, height in zip(layers, shapes, widths, heights, strict=True):
            role = "now" if layer.at_work else "text"
            canvas.put(x, top - HEAD, cut(facts.title(layer.place), width + gap - 1), role)
            canvas.put(x, top - HEAD + 1, units(facts, layer.place), "dim")
            y = top + (tallest - height) // 2
            if listed and layer.place == facts.last:
                self._outputs(x, y, layer)
                boxes.append(Box(x, x + self._column, y, y + height))
            else:
                self._framed(layer, x, y, shape)
                boxes.append(Box(x, x + shape.width + FRAME, y, y + height))
            self._told(layer, x, top + tallest + 1)
            x += width + gap
        self._flow(layers, boxes)
        read = unit_reading(facts, canvas.width) or reading(facts, canvas.width)
        canvas.put_spans(0, canvas.height - 1, read or shades_legend(canvas.width))
        return canvas.rows()

    def _shapes(self) -> list[Shape]:
        """The blocks: pictures as large as there is room for, others as wide as the numbers below them."""
        shapes, spare, room = [], self._spare, self._room - FRAME
        for size in self.facts.sizes:
            picture = shape_of(size, self._column + spare - FRAME, room)
            shape = picture if picture.picture else shape_of(size, self._column - FRAME, room)
            spare -= max(0, shape.width + FRAME - self._column)
            shapes.append(shape)
        return shapes

    def _framed(self, layer: Layer, x: int, y: int, shape: Shape) -> None:
        role = "now" if layer.at_work else "edge"
        self.canvas.put(x, y, "┌" + "─" * shape.width + "┐", role)
        for row in range(1, shape.rows + 1):
            self.canvas.put(x, y + row, "│", role)
            self.canvas.put(x + shape.width + 1, y + row, "│", role)
        self.canvas.put(x, y + shape.rows + 1, "└" + "─" * shape.width + "┘", role)
        draw_block(self.canvas, self.facts, layer, x + 1, y + 1, shape)

    def _outputs(self, x: int, y: int, layer: Layer) -> None:
        """The outputs with their values or slopes, and beside each what is asked of it."""
        facts, number = self.facts, self._number
        for unit in range(facts.sizes[-1]):
            name = facts.unit(facts.last, unit)
            target = f"quantity:{name}"
            shown = float(layer.values[unit]) if layer.known[unit] else None
            mark = "δ " if layer.slopes else ""
            text = ABSENT if shown is None else facts.sized(shown, number - len(mark), sign=layer.slopes)
            active = facts.lit_slope(facts.last, unit) if layer.slopes else facts.lit_unit(facts.last, unit)
            head = "selected" if facts.selected == name else "now" if active else "dim"
            role = "now" if active else "dim" if shown is None else layer.role
            self.canvas.put(x, y + unit, facts.notation.name(name), head, target)
            self.canvas.put(x + 4, y + unit, mark + text, role, target)
            asked = facts.target(unit)
            goal = "" if asked is None else f"y {facts.notation.number(asked)}"
            if len(goal) <= self._column - number - 5:
                active = facts.selecting or facts.active(facts.network.target_names[unit])
                role = "now" if active else "text" if asked else "dim"
                self.canvas.put(x + 5 + number, y + unit, goal, role, target)

    def _told(self, layer: Layer, x: int, y: int) -> None:
        """Below a block: between which numbers it lies, the lengths, and below the last one the loss."""
        facts = self.facts
        bounds: tuple[float | None, float | None] = layer.bounds or (None, None)
        lines = [
            (name, number, layer.role, False)
            for name, number in zip(("least", "greatest"), bounds, strict=True)
        ]
        lines += layer.lengths
        if layer.place == facts.last:
            loss = facts.loss()
            lines.append(("L", loss.number, loss.role, loss.active))
        for line, (name, number, role, active) in enumerate(lines, y):
            text = ABSENT if number is None else facts.sized(number, self._number)
            self.canvas.put(x, line, cut(name, NAME - 1), "now" if active else "dim")
            self.canvas.put(x + NAME, line, text, "now" if active else "dim" if number is None else role)

    def _flow(self, layers: list[Layer], boxes: list[Box]) -> None:
        """Between two blocks, all edges at once: from corner to corner, lit where they are at work."""
        dots, phase = Dots(), self.facts.phase
        for layer, (before, after) in zip(layers[1:], pairwise(boxes), strict=True):
            active = layer.at_work and phase in (Phase.FORWARD, Phase.BACKWARD)
            role = "now" if active else "dim"
            left, right = before.right + 0.5, after.left - 1.0
            dots.line(left, before.top + 0.5, right, after.top + 0.5, role, heavy=active)
            dots.line(left, before.bottom - 0.5, right, after.bottom - 0.5, role, heavy=active)
            if active:
                middle = (before.top + before.bottom + after.top + after.bottom) // 4
                self.canvas.put(int((left + right) / 2), middle, "▸" if phase is Phase.FORWARD else "◂", role)
        dots.onto(self.canvas)


def units(facts: NetworkFacts, layer: int) -> str:
    """How many units a layer has, in words."""
    size = facts.sizes[layer]
    return f"{size} unit{'' if size == 1 else 's'}"
