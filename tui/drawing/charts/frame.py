"""The layout of a chart: the canvas, the axes around it, and the cells of values on both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tui.drawing.charts.glyphs import Glyphs
from tui.drawing.charts.scale import Limits
from tui.drawing.charts.strokes import Stroke
from tui.drawing.charts.ticks import Axis, Room, axis

_MIN_NUMBER_CELLS, _MAX_NAME_CELLS = 4, 8
USUAL_LEFT = _MIN_NUMBER_CELLS + 1
"""Cells left of the canvas, kept even where the numbers are shorter, so that the canvas does not move."""
_CELLS_BETWEEN_NUMBERS = 3
"""Cells between two numbers along the horizontal axis."""


@dataclass(frozen=True)
class Axes:
    """The specification of the two axes."""

    x: Limits
    y: Limits
    log: bool = False
    """Whether the vertical one is logarithmic."""
    whole_x: bool = False
    """Whether the horizontal one counts, and so has whole numbers only, from its low end on."""
    x_name: str = ""
    y_name: str = ""
    right: int = 0
    """Cells kept free at the right of the canvas, for texts."""
    middle_y: bool = False
    """Whether what the vertical one has left over is at both ends, as with a horizontal one that does not count."""


@dataclass(frozen=True)
class Frame:
    """The canvas, with an axis left of it and below it where there is room."""

    width: int
    height: int
    x: Axis
    y: Axis
    glyphs: Glyphs
    left: int
    """Cells taken by the vertical axis and its numbers."""
    below: int
    """Rows taken by the horizontal axis and its numbers."""
    x_name: str = ""
    y_name: str = ""

    @classmethod
    def around(cls, width: int, height: int, axes: Axes, glyphs: Glyphs) -> Frame:
        """The frame for a sheet of so many cells; a small one has no numbers, the smallest no axes."""
        width, height = max(width, 0), max(height, 0)
        below = 2 if height >= 5 else 1 if height >= 3 else 0
        rows = height - below
        y_room = Room(max(1, rows), glyphs.up, 1 if rows < 8 else 2, middle=axes.middle_y)
        y = axis(axes.y, y_room, log=axes.log)
        name = (
            axes.y_name if len(axes.y_name) <= _MAX_NAME_CELLS else axes.y_name[: _MAX_NAME_CELLS - 1] + "…"
        )
        numbers = max([_MIN_NUMBER_CELLS, len(name), *(len(tick.text) for tick in y.ticks)])
        if width - numbers - 1 < max(4, width // 2):
            numbers, y, name = 0, y._replace(ticks=()), ""
        # Numbers beside the axis come before room for labels at the ends of lines.
        least = max(2 * width // 3, width // 2 + numbers + 1)
        right = axes.right if width - axes.right >= least else 0
        left = numbers + 1 if width >= 4 else 0
        columns = max(1, width - left - right)
        x_room = Room(columns, glyphs.across, _CELLS_BETWEEN_NUMBERS, True, axes.whole_x, not axes.whole_x)
        return cls(width, height, axis(axes.x, x_room), y, glyphs, left, below, axes.x_name, name)

    @property
    def columns(self) -> int:
        """The canvas's width in cells; 0 where there is none."""
        return self.x.cells if self.width > self.left else 0

    @property
    def rows(self) -> int:
        """The canvas's height in cells; 0 where there is none."""
        return self.height - self.below

    @property
    def wide(self) -> int:
        """The canvas's width in dots."""
        return self.columns * self.glyphs.across

    @property
    def high(self) -> int:
        """The canvas's height in dots."""
        return self.rows * self.glyphs.up

    def stroke(self, x: npt.ArrayLike, y: npt.ArrayLike, role: str, marker: str = "line") -> Stroke:
        """A stroke through points given by their values."""
        dots_x = self.x.scale.dots(np.asarray(x, dtype=np.float64), self.wide)
        dots_y = self.y.scale.dots(np.asarray(y, dtype=np.float64), self.high)
        usable = ~np.isnan(dots_x)
        return Stroke(dots_x[usable], dots_y[usable], role, marker, self.glyphs.inks[1:2] or "*")

    def column(self, x: float) -> int | None:
        """The column of the canvas in which an x lies; None for NaN."""
        return self.x.cell(x)

    def on_canvas(self, x: float) -> int | None:
        """The column in which an x lies, if that is one of the canvas's."""
        column = self.column(x)
        return column if column is not None and 0 <= column < self.columns else None

    def row(self, y: float) -> int | None:
        """The row in which a y lies, counted from the top; None where it, or its logarithm, is no number."""
        cell = self.y.cell(y)
        return None if cell is None else self.rows - 1 - cell

    @property
    def x_limits(self) -> Limits:
        """The x of the first and of the last dot."""
        return self.x.scale.low, self.x.scale.high
