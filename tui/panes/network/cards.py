"""The units of a small network with their numbers, in boxes where there is room for that."""

from __future__ import annotations

from tui.drawing.canvas import Canvas
from tui.drawing.numbers import ABSENT, aligned_within
from tui.panes.network.facts import Field, NetworkFacts, cut
from tui.panes.network.plan import LEADING_WIRE, Columns, Lines, fields_of

Port = tuple[float, float]
"""Where the edges that lead on from a unit begin, in cells (the middle of a cell is ½)."""


class Cards:
    """Draws units onto a canvas, as they are planned."""

    def __init__(self, canvas: Canvas, facts: NetworkFacts, lines: Lines, columns: Columns) -> None:
        self._canvas, self._facts = canvas, facts
        self._lines, self._columns = lines, columns

    def input(self, unit: int, x: int, y: int) -> Port:
        """An input's name and below it its value."""
        facts, columns = self._facts, self._columns
        name = facts.network.input_names[unit]
        value, target, active = facts.value("a", 0, unit), f"quantity:{name}", facts.lit_unit(0, unit)
        spare = max(0, columns.wires - 2)
        text = ABSENT if value is None else facts.sized(value, columns.inputs + spare)
        head = "selected" if facts.selected == name else "now" if active else "text"
        role = "now" if active else "dim" if value is None else "value"
        line = "now" if active else "dim"
        title = cut(name, columns.inputs)
        if columns.boxed:
            text = text if len(text) <= columns.inputs else facts.sized(value or 0.0, columns.inputs)
            self._box(x, y, columns.inputs + 4, 1, line, target)
            self._canvas.put(x + 1, y, f" {title} ", head, target)
            self._canvas.put(x + 2, y + 1, text.rjust(columns.inputs), role, target)
            self._canvas.put(x + columns.inputs + 3, y + 1, "├", line, target)
            return x + columns.inputs + 4.0, y + 1.5
        self._canvas.put(x, y, title, head, target)
        self._canvas.put(x, y + 1, text, role, target)
        start = end = x + len(text) + 1
        if columns.wires >= LEADING_WIRE:
            end = max(start, x + columns.inputs)
            self._canvas.put(start, y + 1, ("━" if active else "─") * (end - start), line, target)
        return float(end), y + 1.5

    def unit(self, layer: int, unit: int, x: int, y: int, port: int) -> Port:
        """The lines beside a unit from (x, y) on; what leads to it and on from it does so in the row of its value."""
        facts, columns = self._facts, self._columns
        fields = facts.fields(layer, unit, sums=self._lines.sums, both_slopes=self._lines.both_slopes)
        name, target = facts.unit(layer, unit), f"quantity:{facts.unit(layer, unit)}"
        last, width = layer == facts.last, columns.unit(layer)
        inner, spare = x, 0 if last else max(0, columns.wires - 2)
        if columns.boxed:
            line = "now" if facts.lit_unit(layer, unit) else "dim"
            self._box(x, y - 1, width, fields_of(facts, self._lines, layer), line, target)
            self._canvas.put(x - 1, port, "─", line)
            self._canvas.put(x, port, "┤", line, target)
            self._canvas.put(x + width - 1, port, "│" if last else "├", line, target)
            inner, spare = x + 2, 0
        texts = _below_each_other(facts, fields, columns.field, spare)
        for line_number, (field, text) in enumerate(zip(fields, texts, strict=True), y):
            self._field(
                layer,
                inner,
                line_number,
                field,
                text,
                target,
                chosen=line_number == port and facts.selected == name,
            )
        if columns.boxed:
            return x + float(width), port + 0.5
        used = len(texts[port - y].rstrip()) if port - y < len(texts) else 0
        return inner + columns.fields[layer - 1] + 2.0 + used, port + 0.5

    def loss(self, x: int, y: int) -> None:
        """The loss below the last output, whose lines begin at (x, y)."""
        facts, lines = self._facts, self._lines
        below = (
            y + fields_of(facts, lines, facts.last) + (1 if lines.boxed else 0) + (1 if lines.edge > 2 else 0)
        )
        loss = facts.loss()
        text = ABSENT if loss.number is None else facts.sized(loss.number, self._columns.field)
        self._field(facts.last, x + (2 if lines.boxed else 0), below, loss, text, "", chosen=False)

    def _box(self, x: int, y: int, width: int, height: int, role: str, target: str) -> None:
        self._canvas.put(x, y, "┌" + "─" * (width - 2) + "┐", role, target)
        for line in range(1, height + 1):
            self._canvas.put(x, y + line, "│" + " " * (width - 2) + "│", role, target)
        self._canvas.put(x, y + height + 1, "└" + "─" * (width - 2) + "┘", role, target)

    def _field(
        self, layer: int, x: int, y: int, field: Field, text: str, target: str, *, chosen: bool
    ) -> None:
        head = "selected" if chosen else "now" if field.active else "dim"
        role = "now" if field.active else "dim" if field.number is None else field.role
        self._canvas.put(x, y, field.name, head, target)
        self._canvas.put(x + self._columns.fields[layer - 1] + 1, y, text, role, target)
        if field.active:
            self._canvas.put(x - 1, y, "▌", "now", target)


def _below_each_other(facts: NetworkFacts, fields: list[Field], room: int, spare: int) -> list[str]:
    """The numbers, decimal points in line; where that takes too much, any may reach into what is blank beside it."""
    texts = [
        ABSENT if field.number is None else facts.sized(field.number, room + spare, sign=field.signed)
        for field in fields
    ]
    return aligned_within(texts, room)
