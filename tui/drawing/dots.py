"""Thin lines of braille dots behind what is written on a canvas."""

from __future__ import annotations

from math import floor

import numpy as np

from tui.drawing.canvas import Canvas
from tui.drawing.raster import BRAILLE_BITS, DotCoordinates, cell_patterns, line_positions

_PERIOD, _STROKE = 5, 3
"""Dots of a broken line: the period, and how many of it are drawn."""


class Dots:
    """Lines of braille dots, two by four to a cell, that are drawn behind what is written."""

    def __init__(self) -> None:
        self._lines: list[tuple[DotCoordinates, DotCoordinates, tuple[str, str]]] = []

    def line(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        role: str,
        *,
        heavy: bool = False,
        broken: bool = False,
        target: str = "",
    ) -> None:
        """Add a line between two positions in cells (the middle of a cell is ½); where lines meet, the later role wins.

        A heavy line is two dots thick, a broken one has gaps.
        """
        left, top, right, bottom = floor(2 * x0), floor(4 * y0), floor(2 * x1), floor(4 * y1)
        wide, high = abs(right - left), abs(bottom - top)
        x, y = (
            # The start stands among the positions already: it is not wanted again with the points that follow.
            np.rint(np.delete(positions, -2)).astype(np.intp)
            for positions in line_positions(np.array([left, right], float), np.array([top, bottom], float))
        )
        if broken:
            drawn = np.arange(len(x)) % _PERIOD < _STROKE
            x, y = x[drawn], y[drawn]
        if heavy:
            # Dots lie as far apart across as they do down: the second one stands across the line's direction.
            beside = (0, 1) if wide >= high else (1, 0)
            x, y = np.concatenate([x, x + beside[0]]), np.concatenate([y, y + beside[1]])
        self._lines.append((x, y, (role, target)))

    def onto(self, canvas: Canvas) -> None:
        """Draw the dots wherever the canvas is still blank."""
        shape = (canvas.height, canvas.width)
        dots = np.zeros((4 * canvas.height, 2 * canvas.width), dtype=bool)
        drawn_by = np.full(shape, -1, dtype=np.intp)
        for number, (x, y, _) in enumerate(self._lines):
            inside = (x >= 0) & (x < 2 * canvas.width) & (y >= 0) & (y < 4 * canvas.height)
            x, y = x[inside], y[inside]
            dots[y, x] = True
            drawn_by[y // 4, x // 2] = number
        patterns = cell_patterns(dots, BRAILLE_BITS)
        rows, columns = np.nonzero(drawn_by >= 0)
        kinds = [kind for _, _, kind in self._lines]
        found = np.stack([rows, columns, patterns[rows, columns], drawn_by[rows, columns]], axis=1)
        for row, column, pattern, number in found.tolist():
            canvas.put_behind(column, row, chr(0x2800 + pattern), kinds[number])
