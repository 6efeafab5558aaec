"""A small network in a few rows: a line for each layer, and one for the parameter that is active or selected."""

from __future__ import annotations

from tui.drawing.spans import Row, Span, width_of
from tui.panes.network.reading import reading
from tui.panes.network.revealed_network import RevealedNetwork
from tui.panes.network.unit_list import units_line

MAX_UNITS = 8
"""Units of a layer that are listed at most."""


class LineDrawing:
    """The units of each layer with their values in one line; of too many lines the active ones."""

    def __init__(self, revealed: RevealedNetwork, width: int, height: int) -> None:
        self.revealed, self.width, self.height = revealed, width, height
        self._lines = self._ranked_lines() if max(revealed.sizes) <= MAX_UNITS else []

    @property
    def fits(self) -> bool:
        """Whether there is room for every line."""
        return bool(self._lines) and all(width_of(line) <= self.width for _, line in self._lines)

    def rows(self) -> list[Row]:
        """The drawing."""
        kept = sorted(range(len(self._lines)), key=lambda index: self._lines[index][0])[: self.height]
        spread = len(self._lines) * 2 - 1 <= self.height
        rows: list[Row] = []
        for index in sorted(kept):
            rows += [()] if spread and rows else []
            rows.append(tuple(self._lines[index][1]))
        return rows

    def _ranked_lines(self) -> list[tuple[int, list[Span]]]:
        """The lines with their ranks, from 0 for the most important one."""
        revealed = self.revealed
        read = reading(revealed, self.width)
        lines = [
            (self._rank(layer), units_line(revealed, layer, self.width, loss=True))
            for layer in range(revealed.last + 1)
        ]
        return [*lines, (0, read)] if read else lines

    def _rank(self, layer: int) -> int:
        units = range(self.revealed.sizes[layer])
        if layer == self.revealed.last:
            return 1
        return (
            2
            if any(self.revealed.unit_active(layer, unit) for unit in units)
            else 3 + self.revealed.last - layer
        )
