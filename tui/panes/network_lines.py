"""A small network in a few rows: a line for each layer, and one for the parameter that is lit or selected."""

from __future__ import annotations

from itertools import product

from tui.charts.rows import Row, Span
from tui.drawing import ABSENT, width_of
from tui.panes.network_facts import Field, NetworkFacts
from tui.panes.network_reading import reading

MOST_UNITS = 8
"""More units cannot be taken in as a list."""


class LineDrawing:
    """Each layer's units with their values in one line; of too many lines those that matter now."""

    def __init__(self, facts: NetworkFacts, width: int, height: int) -> None:
        self.facts, self.width, self.height = facts, width, height
        self._lines = self._told() if max(facts.sizes) <= MOST_UNITS else []

    @property
    def fits(self) -> bool:
        """Whether there is room for every line."""
        return bool(self._lines) and all(width_of(line) <= self.width for _, line in self._lines)

    def rows(self) -> list[Row]:
        """The drawing."""
        kept = sorted(range(len(self._lines)), key=lambda place: self._lines[place][0])[: self.height]
        spread = len(self._lines) * 2 - 1 <= self.height
        rows: list[Row] = []
        for place in sorted(kept):
            rows += [()] if spread and rows else []
            rows.append(tuple(self._lines[place][1]))
        return rows

    def _told(self) -> list[tuple[int, list[Span]]]:
        """The lines with their ranks, 0 for the first that must be seen."""
        facts = self.facts
        told = reading(facts, self.width)
        lines = [(self._rank(layer), self._layer(layer)) for layer in range(facts.last + 1)]
        return [*lines, (0, told)] if told else lines

    def _rank(self, layer: int) -> int:
        units = range(self.facts.sizes[layer])
        if layer == self.facts.last:
            return 1
        return 2 if any(self.facts.lit_unit(layer, unit) for unit in units) else 3 + self.facts.last - layer

    def _layer(self, layer: int) -> list[Span]:
        """A layer's units, each with its numbers: as many, and in as many digits, as there is room for."""
        facts = self.facts
        for fields, number in product((3, 2, 1), range(facts.notation.digits + 3, 4, -1)):
            spans: list[Span] = []
            for unit in range(facts.sizes[layer]):
                target = f"quantity:{facts.unit(layer, unit)}"
                for field in self._fields(layer, unit)[:fields]:
                    spans += [Span("  ", "text")] if spans else []
                    spans += _written(
                        facts, field, number, target, chosen=target == f"quantity:{facts.selected}"
                    )
            if layer == facts.last:
                spans += [Span("  ", "text"), *_written(facts, facts.loss(), number, "", chosen=False)]
            if width_of(spans) <= self.width:
                break
        return spans

    def _fields(self, layer: int, unit: int) -> list[Field]:
        facts = self.facts
        if layer == 0:
            name = facts.network.input_names[unit]
            return [Field(name, facts.value("a", 0, unit), "value", facts.lit_unit(0, unit))]
        return facts.fields(layer, unit, sums=False, both_slopes=False)


def _written(facts: NetworkFacts, field: Field, room: int, target: str, *, chosen: bool) -> list[Span]:
    number = ABSENT if field.number is None else facts.sized(field.number, room, sign=field.signed)
    head = "selected" if chosen and not field.signed else "now" if field.lit else "dim"
    role = "now" if field.lit else "dim" if field.number is None else field.role
    return [Span(field.name, head, target), Span(" ", "text", target), Span(number, role, target)]
