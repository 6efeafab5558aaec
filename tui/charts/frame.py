"""The axes around a chart, and the single points that are set into it by their values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan

import numpy as np
import numpy.typing as npt

from engine.insight.numbers import shown
from tui.charts.drawing import Layer, Stroke, draw
from tui.charts.glyphs import CURRENT, Glyphs
from tui.charts.rows import Grid, Rows
from tui.charts.ticks import Scale, ticks

AXIS = "axis"
"""The role of the axes and of the numbers beside them."""

_NUMBERS = 4
USUAL_LEFT = _NUMBERS + 1
"""Cells at the left of a canvas: as many where its numbers are shorter, so that it stays in its place."""


@dataclass(frozen=True)
class Point:
    """A point set into a chart: where, its role, its character, and a text to stand beside it."""

    x: float
    y: float
    role: str = "point"
    glyph: str = CURRENT
    label: str = ""


@dataclass(frozen=True)
class Frame:
    """A chart's place on its sheet: the canvas, and an axis left of it and below it where there is room."""

    width: int
    height: int
    x: Scale
    y: Scale
    glyphs: Glyphs
    left: int
    """Cells taken by the vertical axis and its numbers."""
    below: int
    """Rows taken by the horizontal axis and its numbers."""
    y_ticks: tuple[tuple[float, str], ...]
    whole: bool = False
    """Whether the horizontal axis counts, and so shows whole numbers only."""

    @classmethod
    def around(
        cls, width: int, height: int, x: Scale, y: Scale, glyphs: Glyphs, *, whole: bool = False
    ) -> Frame:
        """The frame for a sheet of so many cells; a small one has no numbers, the smallest no axes."""
        width, height = max(width, 0), max(height, 0)
        below = 2 if height >= 5 else 1 if height >= 3 else 0
        y_ticks = ticks(y, min((height - below) // 3 + 1, 6))
        numbers = max([_NUMBERS, *(len(text) for _, text in y_ticks)])
        if width - numbers - 1 < max(4, width // 2):
            numbers, y_ticks = 0, ()
        left = numbers + 1 if width >= 4 else 0
        return cls(width, height, x, y, glyphs, left, below, y_ticks, whole)

    @property
    def columns(self) -> int:
        """The canvas's width in cells."""
        return self.width - self.left

    @property
    def rows(self) -> int:
        """The canvas's height in cells."""
        return self.height - self.below

    def stroke(self, x: npt.ArrayLike, y: npt.ArrayLike, role: str, marker: str = "line") -> Stroke:
        """A stroke through points given by their values."""
        wide, high = self.columns * self.glyphs.across, self.rows * self.glyphs.up
        dots_x = self.x.dots(np.asarray(x, dtype=np.float64), wide)
        dots_y = self.y.dots(np.asarray(y, dtype=np.float64), high)
        usable = ~np.isnan(dots_x)
        return Stroke(dots_x[usable], dots_y[usable], role, marker, self.glyphs.inks[:1] or "*")

    def drawn(
        self,
        strokes: Iterable[Stroke],
        points: Iterable[Point] = (),
        cursor: float | None = None,
        ground: Iterable[Layer] = (),
    ) -> Rows:
        """The whole chart: axes, ground, strokes, the cursor where nothing else stands, and the points."""
        grid = Grid(self.width, self.height)
        if self.columns < 1 or self.rows < 1:
            return grid.rows()
        self._draw_axes(grid)
        for layer in [*ground, *draw(list(strokes), self.columns, self.rows, self.glyphs)]:
            grid.lay(self.left, 0, layer.characters, layer.role)
        if cursor is not None:
            self._draw_cursor(grid, cursor)
        for point in points:
            self._draw_point(grid, point)
        return grid.rows()

    def _column(self, x: float) -> int | None:
        dot = self.x.dot(x, self.columns * self.glyphs.across)
        return None if dot is None else dot // self.glyphs.across

    def _row(self, y: float) -> int | None:
        """The row of a value, counted from the top of the sheet."""
        dot = self.y.dot(y, self.rows * self.glyphs.up)
        return None if dot is None else self.rows - 1 - dot // self.glyphs.up

    def _draw_axes(self, grid: Grid) -> None:
        horizontal, vertical, corner, x_tick, y_tick = tuple(self.glyphs.axis)
        if self.left:
            for row in range(self.rows):
                grid.put(self.left - 1, row, vertical, AXIS)
            for value, text in reversed(self.y_ticks):
                at = self._row(value)
                if at is not None and 0 <= at < self.rows and grid.blank(self.left - 2, at):
                    grid.put(0, at, text.rjust(self.left - 1) + y_tick, AXIS)
        if self.below > 1:
            grid.put(self.left, self.rows, horizontal * self.columns, AXIS)
            if self.left:
                grid.put(self.left - 1, self.rows, corner, AXIS)
        if self.below:
            self._draw_x_ticks(grid, x_tick)

    def _draw_x_ticks(self, grid: Grid, mark: str) -> None:
        end = -1
        for value, text in ticks(self.x, self.columns // 10 + 1, whole=self.whole):
            column = self._column(value)
            if column is None or not 0 <= column < self.columns or len(text) > self.width:
                continue
            start = min(max(self.left + column - len(text) // 2, 0), self.width - len(text))
            if start <= end:
                continue
            if self.below > 1:
                grid.put(self.left + column, self.rows, mark, AXIS)
            grid.put(start, self.height - 1, text, AXIS)
            end = start + len(text)

    def _draw_cursor(self, grid: Grid, x: float) -> None:
        column = self._column(x)
        if column is None or not 0 <= column < self.columns:
            return
        for row in range(self.rows + (self.below > 1)):
            if row == self.rows or grid.blank(self.left + column, row):
                grid.put(self.left + column, row, self.glyphs.cursor, "cursor")

    def _draw_point(self, grid: Grid, point: Point) -> None:
        """The point and its label; for one outside an arrow at the edge, and the value that lies outside."""
        if isnan(point.x) or isnan(point.y):
            return
        column, row = self._column(point.x), self._row(point.y)
        if column is None:
            column = -1
        if row is None:
            # No logarithm: below every axis.
            row = self.rows
        spell = self.glyphs.spell
        left, right, up, down = tuple(self.glyphs.arrows)
        at_x, at_y = min(max(column, 0), self.columns - 1), min(max(row, 0), self.rows - 1)
        if column != at_x:
            arrow, text = left if column < 0 else right, shown(point.x, 4)
        elif row != at_y:
            arrow, text = up if row < 0 else down, shown(point.y, 4)
        else:
            arrow, text = spell(point.glyph), spell(point.label)
        grid.put(self.left + at_x, at_y, arrow, point.role)
        if not text:
            return
        if at_x + 1 + len(text) < self.columns:
            grid.put(self.left + at_x + 1, at_y, f" {text}", point.role)
        elif at_x > len(text):
            grid.put(self.left + at_x - 1 - len(text), at_y, f"{text} ", point.role)
