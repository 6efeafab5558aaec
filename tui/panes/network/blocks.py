"""A large network as blocks of shades from left to right, with the numbers of each layer below."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from engine.insight.story.beats import Phase
from tui.drawing.canvas import Canvas
from tui.drawing.dots import Dots
from tui.drawing.spans import Row
from tui.panes.network.edge_lines import shades_legend
from tui.panes.network.fields import loss_field, number_role
from tui.panes.network.heat_map import Shape, is_picture, shape_of
from tui.panes.network.layer_summary import Layer, draw_block, layer_of, most_lengths
from tui.panes.network.reading import reading, unit_reading
from tui.panes.network.revealed_network import RevealedNetwork
from tui.text.notation import cut_name

MIN_GAP = 3
"""Cells between two columns, at least."""
MAX_GAP = 30
FRAME_SIZE = 2
"""Cells, and rows, of a frame around a block."""
MAX_LISTED = 16
"""Outputs that can be listed with their values and targets."""
HEAD_ROWS = 3
"""Rows for the title of a layer, its size, and a blank."""
MIN_BLOCK_ROWS = 4
"""Rows of the smallest block, with its frame."""
NAME_WIDTH = 10
"""Cells for the name of a length: |∂L/∂W1| and a blank."""


class Box(NamedTuple):
    """The rectangle of a layer's block, with its frame."""

    left: int
    right: int
    top: int
    bottom: int


class BlockDrawing:
    """All numbers of each layer at once, and below them what the story has computed of the layer."""

    def __init__(self, revealed: RevealedNetwork, width: int, height: int) -> None:
        self.revealed = revealed
        self.canvas = Canvas(width, height)
        self._number = revealed.notation.digits + 3
        self._column = NAME_WIDTH + self._number
        self._summary_rows = 3 + most_lengths(revealed)
        """Rows below the blocks: least, greatest, lengths, and the loss."""
        self._room = height - HEAD_ROWS - 1 - self._summary_rows - 1
        """Rows for the blocks; the last row of the screen is for the selection."""
        self._spare = width - self._column * (revealed.last + 1) - MIN_GAP * revealed.last

    @property
    def fits(self) -> bool:
        """Whether there is room for this detail."""
        if self._room < MIN_BLOCK_ROWS or self._spare < 0:
            return False
        sizes = self.revealed.sizes
        return all(
            shape.picture for size, shape in zip(sizes, self._shapes(), strict=True) if is_picture(size)
        )

    def rows(self) -> list[Row]:
        """The drawing."""
        revealed, canvas = self.revealed, self.canvas
        layers = [layer_of(revealed, number) for number in range(revealed.last + 1)]
        shapes = self._shapes()
        widths = [max(self._column, shape.width + FRAME_SIZE) for shape in shapes]
        heights = [shape.rows + FRAME_SIZE for shape in shapes]
        listed = revealed.sizes[-1] <= min(MAX_LISTED, self._room)
        if listed:
            heights[-1] = revealed.sizes[-1]
        tallest = max(heights)
        gap = min(MAX_GAP, (canvas.width - sum(widths)) // revealed.last)
        x = (canvas.width - sum(widths) - gap * revealed.last) // 2
        top = HEAD_ROWS + (self._room - tallest) // 2
        boxes = []
        for layer, shape, width, height in zip(layers, shapes, widths, heights, strict=True):
            role = "now" if layer.at_work else "text"
            canvas.put(x, top - HEAD_ROWS, cut_name(revealed.title(layer.number), width + gap - 1), role)
            canvas.put(x, top - HEAD_ROWS + 1, units(revealed, layer.number), "dim")
            y = top + (tallest - height) // 2
            if listed and layer.number == revealed.last:
                self._outputs(x, y, layer)
                boxes.append(Box(x, x + self._column, y, y + height))
            else:
                self._framed(layer, x, y, shape)
                boxes.append(Box(x, x + shape.width + FRAME_SIZE, y, y + height))
            self._summary(layer, x, top + tallest + 1)
            x += width + gap
        self._flow(layers, boxes)
        read = unit_reading(revealed, canvas.width) or reading(revealed, canvas.width)
        canvas.put_spans(0, canvas.height - 1, read or shades_legend(canvas.width))
        return canvas.rows()

    def _shapes(self) -> list[Shape]:
        """The shapes of the blocks: pictures as large as fits, others as wide as the numbers below them."""
        shapes, spare, room = [], self._spare, self._room - FRAME_SIZE
        for size in self.revealed.sizes:
            picture = shape_of(size, self._column + spare - FRAME_SIZE, room)
            shape = picture if picture.picture else shape_of(size, self._column - FRAME_SIZE, room)
            spare -= max(0, shape.width + FRAME_SIZE - self._column)
            shapes.append(shape)
        return shapes

    def _framed(self, layer: Layer, x: int, y: int, shape: Shape) -> None:
        role = "now" if layer.at_work else "edge"
        self.canvas.put(x, y, "┌" + "─" * shape.width + "┐", role)
        for row in range(1, shape.rows + 1):
            self.canvas.put(x, y + row, "│", role)
            self.canvas.put(x + shape.width + 1, y + row, "│", role)
        self.canvas.put(x, y + shape.rows + 1, "└" + "─" * shape.width + "┘", role)
        draw_block(self.canvas, self.revealed, layer, x + 1, y + 1, shape)

    def _outputs(self, x: int, y: int, layer: Layer) -> None:
        """The outputs with their values or gradients, and beside each its target."""
        revealed, number = self.revealed, self._number
        for unit in range(revealed.sizes[-1]):
            name = revealed.unit(revealed.last, unit)
            target = f"quantity:{name}"
            shown = float(layer.values[unit]) if layer.known[unit] else None
            mark = "δ " if layer.gradients else ""
            text = revealed.sized(shown, number - len(mark), sign=layer.gradients)
            active = (
                revealed.unit_gradient_active(revealed.last, unit)
                if layer.gradients
                else revealed.unit_active(revealed.last, unit)
            )
            head = "selected" if revealed.selected == name else "now" if active else "dim"
            role = number_role(layer.role, shown, active=active)
            self.canvas.put(x, y + unit, revealed.notation.name(name), head, target)
            self.canvas.put(x + 4, y + unit, mark + text, role, target)
            wanted = revealed.target(unit)
            goal = "" if wanted is None else f"y {revealed.notation.number(wanted)}"
            if len(goal) <= self._column - number - 5:
                active = revealed.selecting or revealed.active(revealed.network.target_names[unit])
                role = "now" if active else "text" if wanted else "dim"
                self.canvas.put(x + 5 + number, y + unit, goal, role, target)

    def _summary(self, layer: Layer, x: int, y: int) -> None:
        """Below a block: the range of its numbers, the lengths, and below the last one the loss."""
        revealed = self.revealed
        bounds: tuple[float | None, float | None] = layer.bounds or (None, None)
        lines = [
            (name, number, layer.role, False)
            for name, number in zip(("least", "greatest"), bounds, strict=True)
        ]
        lines += layer.lengths
        if layer.number == revealed.last:
            loss = loss_field(revealed)
            lines.append(("L", loss.number, loss.role, loss.active))
        for line, (name, number, role, active) in enumerate(lines, y):
            self.canvas.put(x, line, cut_name(name, NAME_WIDTH - 1), "now" if active else "dim")
            text = revealed.sized(number, self._number)
            self.canvas.put(x + NAME_WIDTH, line, text, number_role(role, number, active=active))

    def _flow(self, layers: list[Layer], boxes: list[Box]) -> None:
        """The edges between two blocks as one shape from corner to corner, bright where the current beat uses them."""
        dots, phase = Dots(), self.revealed.phase
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


def units(revealed: RevealedNetwork, layer: int) -> str:
    """The number of units of a layer, in words."""
    size = revealed.sizes[layer]
    return f"{size} unit{'' if size == 1 else 's'}"
