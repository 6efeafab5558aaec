"""The units of a small network with their numbers, in boxes where there is room for that."""

from __future__ import annotations

from tui.drawing.canvas import Canvas
from tui.drawing.numbers import aligned_within
from tui.panes.network.fields import Field, loss_field, number_role, unit_fields
from tui.panes.network.plan import LEADING_EDGE_LENGTH, Columns, Lines, field_count
from tui.panes.network.revealed_network import RevealedNetwork
from tui.text.notation import cut_name

Port = tuple[float, float]
"""The start of the edges that leave a unit, in cells (the middle of a cell is ½)."""


class Cards:
    """Draws units onto a canvas as planned."""

    def __init__(self, canvas: Canvas, revealed: RevealedNetwork, lines: Lines, columns: Columns) -> None:
        self._canvas, self._revealed = canvas, revealed
        self._lines, self._columns = lines, columns

    def input(self, unit: int, x: int, y: int) -> Port:
        """The name of an input, and its value below."""
        revealed, columns = self._revealed, self._columns
        name, called = revealed.network.input_names[unit], revealed.input_names[unit]
        value, target, active = (
            revealed.value("a", 0, unit),
            f"quantity:{name}",
            revealed.unit_active(0, unit),
        )
        spare = max(0, columns.edges - 2)
        text = revealed.sized(value, columns.inputs + spare)
        head = "selected" if revealed.selected == name else "now" if active else "text"
        role = number_role("value", value, active=active)
        line = "now" if active else "dim"
        title = cut_name(called, columns.inputs)
        if columns.boxed:
            text = text if len(text) <= columns.inputs else revealed.sized(value, columns.inputs)
            self._box(x, y, columns.inputs + 4, 1, line, target)
            self._canvas.put(x + 1, y, f" {title} ", head, target)
            self._canvas.put(x + 2, y + 1, text.rjust(columns.inputs), role, target)
            self._canvas.put(x + columns.inputs + 3, y + 1, "├", line, target)
            self._in_border(x, y + 2, columns.inputs + 4, "", revealed.raw_input(unit), target)
            return x + columns.inputs + 4.0, y + 1.5
        self._canvas.put(x, y, title, head, target)
        self._canvas.put(x, y + 1, text, role, target)
        start = end = x + len(text) + 1
        if columns.edges >= LEADING_EDGE_LENGTH:
            end = max(start, x + columns.inputs)
            self._canvas.put(start, y + 1, ("━" if active else "─") * (end - start), line, target)
        return float(end), y + 1.5

    def unit(self, layer: int, unit: int, x: int, y: int, port: int) -> Port:
        """The lines beside a unit from (x, y) on; its edges enter and leave in the row of its value, `port`."""
        revealed, columns = self._revealed, self._columns
        fields = unit_fields(
            revealed, layer, unit, sums=self._lines.sums, both_gradients=self._lines.both_gradients
        )
        name, target = revealed.unit(layer, unit), f"quantity:{revealed.unit(layer, unit)}"
        last, width = layer == revealed.last, columns.unit(layer)
        inner, spare = x, 0 if last else max(0, columns.edges - 2)
        if columns.boxed:
            line = "now" if revealed.unit_active(layer, unit) else "dim"
            count = field_count(revealed, self._lines, layer)
            self._box(x, y - 1, width, count, line, target)
            if last:
                prediction = f"{revealed.notation.unmarked(name)} "
                self._in_border(x, y + count, width, prediction, revealed.raw_prediction(unit), target)
            self._canvas.put(x - 1, port, "─", line)
            self._canvas.put(x, port, "┤", line, target)
            self._canvas.put(x + width - 1, port, "│" if last else "├", line, target)
            inner, spare = x + 2, 0
        texts = _below_each_other(revealed, fields, columns.field, spare)
        for line_number, (field, text) in enumerate(zip(fields, texts, strict=True), y):
            self._field(
                layer,
                inner,
                line_number,
                field,
                text,
                target,
                chosen=line_number == port and revealed.selected == name,
            )
        if columns.boxed:
            return x + float(width), port + 0.5
        used = len(texts[port - y].rstrip()) if port - y < len(texts) else 0
        return inner + columns.fields[layer - 1] + 2.0 + used, port + 0.5

    def loss(self, x: int, y: int) -> None:
        """The loss below the last output, whose lines start at (x, y)."""
        revealed, lines = self._revealed, self._lines
        below = (
            y
            + field_count(revealed, lines, revealed.last)
            + (1 if lines.boxed else 0)
            + (1 if lines.edge > 2 else 0)
        )
        loss = loss_field(revealed)
        text = revealed.sized(loss.number, self._columns.field)
        self._field(revealed.last, x + (2 if lines.boxed else 0), below, loss, text, "", chosen=False)

    def _box(self, x: int, y: int, width: int, height: int, role: str, target: str) -> None:
        self._canvas.put(x, y, "┌" + "─" * (width - 2) + "┐", role, target)
        for line in range(1, height + 1):
            self._canvas.put(x, y + line, "│" + " " * (width - 2) + "│", role, target)
        self._canvas.put(x, y + height + 1, "└" + "─" * (width - 2) + "┘", role, target)

    def _in_border(self, x: int, y: int, width: int, name: str, raw: float | None, target: str) -> None:
        """The number of the data in the lower border of a box that has the standardized one; nothing if it is None."""
        if raw is not None:
            number = self._revealed.sized(raw, width - 4 - len(name))
            self._canvas.put(x + 1, y, f" {name}{number} ", "text", target)

    def _field(
        self, layer: int, x: int, y: int, field: Field, text: str, target: str, *, chosen: bool
    ) -> None:
        head = "selected" if chosen else "now" if field.active else "dim"
        self._canvas.put(x, y, field.name, head, target)
        self._canvas.put(x + self._columns.fields[layer - 1] + 1, y, text, field.number_role, target)
        if field.active:
            self._canvas.put(x - 1, y, "▌", "now", target)


def _below_each_other(revealed: RevealedNetwork, fields: list[Field], room: int, spare: int) -> list[str]:
    """The numbers with aligned decimal points; where these take too many cells, each may use blank cells beside it."""
    texts = [revealed.sized(field.number, room + spare, sign=field.signed) for field in fields]
    return aligned_within(texts, room)
