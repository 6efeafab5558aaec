"""A small network in a few rows: a line for each layer, and one for the parameter that is lit or selected."""

from __future__ import annotations

from tui.drawing.spans import Row, Span, width_of
from tui.panes.network.facts import NetworkFacts
from tui.panes.network.reading import reading
from tui.panes.network.unit_list import units_line

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
        lines = [
            (self._rank(layer), units_line(facts, layer, self.width, loss=True))
            for layer in range(facts.last + 1)
        ]
        return [*lines, (0, told)] if told else lines

    def _rank(self, layer: int) -> int:
        units = range(self.facts.sizes[layer])
        if layer == self.facts.last:
            return 1
        return 2 if any(self.facts.lit_unit(layer, unit) for unit in units) else 3 + self.facts.last - layer
