"""A chart being drawn: axes, lines, points, and labels placed where they cover least."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from typing import NamedTuple

from engine.insight.numbers import shown
from tui.drawing.charts.frame import Frame
from tui.drawing.charts.glyphs import CURRENT, Glyphs
from tui.drawing.charts.grid import GROUND, INKED, Grid
from tui.drawing.charts.strokes import Layer, Stroke
from tui.drawing.spans import Row, Rows

Rasterise = Callable[[Sequence[Stroke], int, int, Glyphs], list[Layer]]
"""Draws strokes on a canvas of so many columns and rows: by plotext, or by the program's own rasteriser."""

AXIS = "axis"
"""The role of the axes and of the numbers beside them."""

DIVIDER, PART = "frame", "dim"
"""The roles of lines between parts of the canvas, and of what the parts are called."""

_ROW_OFFSETS = (0, -1, 1, -2, 2, -3, 3, -4, -5)
"""Rows above or below its point at which a label may be placed, the nearest first."""
_OTHER_SIDE_COST = 5
"""The cost of a label on the other side than preferred, in units of `Grid.weight`."""
_MAX_OPTIONAL_COST = 4 * INKED
"""The greatest cost of an optional label."""
_BESIDE_ANOTHER_COST = 30
"""The cost of a label right beside another point than its own."""
_MIN_CELLS_APART = 3
"""Cells between a label and a point from which on they do not seem to belong together."""
_MAX_SHIFT_COLUMNS = 3
"""Columns by which a label may be moved aside."""


@dataclass(frozen=True)
class Point:
    """A point in a chart: its position, role, character and label."""

    x: float
    y: float
    role: str = "point"
    glyph: str = CURRENT
    label: str = ""
    outside: str = ""
    """What stands at the edge where the point lies outside; if "", the number that lies outside."""
    target: str = ""
    """What a click on it is about."""
    side: int = 1
    """The preferred side of its label: 1 right, −1 left."""
    needed: bool = True
    """Whether its label is drawn even where it covers lines."""
    sample: str = ""
    """Prefix of its label where that could be taken for another point's."""


@dataclass(frozen=True)
class Label:
    """A label beside a cell of the canvas."""

    text: str
    role: str
    column: int
    row: int
    target: str = ""
    side: int = 1
    """Its preferred side: 1 right, −1 left."""
    needed: bool = True
    """Whether it is drawn even where it covers lines."""
    sample: str = ""
    """Its prefix where it could be taken for another point's."""


class _Place(NamedTuple):
    """A position of a label on the canvas, and its cost."""

    cost: int
    column: int
    row: int


class Sheet:
    """The cells of a chart, drawn from the background to the labels."""

    def __init__(self, frame: Frame, rasterise: Rasterise) -> None:
        self.frame = frame
        self._rasterise = rasterise
        self._grid = Grid(frame.width, frame.height)
        self._set_in: set[tuple[int, int]] = set()
        """The cells of points."""
        self.drawable = frame.columns > 0 and frame.rows > 0
        """Whether there is a canvas at all; without one nothing may be drawn."""
        if self.drawable:
            self._draw_axes()

    def rows(self, newest: int = 0) -> Rows:
        """The sheet as it is; with a newest step, every column of the canvas is about the step nearest to it."""
        if not newest or not self.drawable:
            return self._grid.rows()
        frame = self.frame
        steps = [min(max(1, round(frame.x.value(column))), newest) for column in range(frame.columns)]
        return self._grid.rows(steps, frame.left, frame.rows)

    def ground(self, layers: Iterable[Layer]) -> None:
        """Draw what labels may cover."""
        for layer in layers:
            self._grid.lay(self.frame.left, 0, layer.characters, layer.role, ground=True)

    def divider(self, x: float) -> None:
        """A thin line from top to bottom."""
        column = self.frame.on_canvas(x)
        if column is not None:
            for row in range(self.frame.rows):
                self._grid.put(self.frame.left + column, row, self.frame.glyphs.divider, DIVIDER, ground=True)

    def note(self, text: str) -> None:
        """A text in the middle of the canvas, where that has room for it."""
        text = self.frame.glyphs.spell(text)
        if len(text) <= self.frame.columns:
            at = self.frame.left + (self.frame.columns - len(text)) // 2
            self._grid.put(at, self.frame.rows // 2, text, PART)

    def keep_apart(self, column: int | None, row: int | None) -> None:
        """Keep other labels away from a cell, as if a point were drawn there."""
        if column is not None and row is not None:
            self._set_in.add((column, row))

    def strokes(self, strokes: Sequence[Stroke]) -> None:
        """Draw lines, each over those before it."""
        for layer in self._rasterise(strokes, self.frame.columns, self.frame.rows, self.frame.glyphs):
            self._grid.lay(self.frame.left, 0, layer.characters, layer.role)

    def cursor(self, x: float) -> None:
        """A line from top to bottom, where nothing else stands."""
        column = self.frame.on_canvas(x)
        if column is None:
            return
        at = self.frame.left + column
        for row in range(self.frame.rows):
            if self._grid.weight(at, row, 1) <= GROUND:
                self._grid.put(at, row, self.frame.glyphs.cursor, "cursor", ground=True)
        if self.frame.below > 1:
            joint = "┼" if any(tick.cell == column for tick in self.frame.x.ticks) else "┴"
            self._grid.put(at, self.frame.rows, self.frame.glyphs.spell(joint), "cursor")

    def blank(self, column: int, row: int) -> bool:
        """Whether nothing stands in a cell of the canvas."""
        return self._grid.blank(self.frame.left + column, row)

    def free(self, column: int, row: int, width: int) -> bool:
        """Whether nothing but the ground stands in so many cells of the canvas."""
        return self._grid.weight(self.frame.left + column, row, width) < INKED

    def put(self, column: int, row: int, text: str, role: str, target: str = "") -> None:
        """Write in cells of the canvas what no text is to cover."""
        spelt = self.frame.glyphs.spell(text)
        self._grid.put(self.frame.left + column, row, spelt, role, target, keep=True)

    def points(self, points: Sequence[Point]) -> None:
        """Draw points, later ones over earlier ones, and then their labels, the last one's first.

        A point outside is drawn as an arrow at the edge, with a label that says so. An optional label is left out
        where another such point covers its own.
        """
        labels = [label for point in points if (label := self._set(point)) is not None]
        hidden: set[tuple[int, int]] = set()
        for label in reversed(labels):
            cell = (label.column, label.row)
            if label.needed or cell not in hidden:
                self.label(label)
            if not label.needed:
                hidden.add(cell)

    def label(self, label: Label) -> None:
        """Draw a label beside a cell, where it covers least: to its right if possible, else left, above or below.

        Where it could be taken for another point's, it is prefixed by the sample. An optional label is left out there,
        and where it would be far away.
        """
        glyphs = self.frame.glyphs
        text = glyphs.spell(label.text)
        best = self._best(label, len(text))
        if best is None:
            return
        ambiguous = self._is_ambiguous(label, best, len(text))
        if not label.needed and (
            ambiguous or best.cost >= _MAX_OPTIONAL_COST or abs(best.row - label.row) > 1
        ):
            return
        if ambiguous:
            prefixed = f"{glyphs.spell(label.sample)} {text}".lstrip()
            better = self._best(label, len(prefixed))
            best, text = (better, prefixed) if better is not None else (best, text)
        self._grid.put(self.frame.left + best.column, best.row, text, label.role, label.target, keep=True)

    def _best(self, label: Label, size: int) -> _Place | None:
        """The best position of a label of that size; None where it has no room."""
        best: _Place | None = None
        for column, lower, cost in _places(label.column, size, label.side):
            at, row = self.frame.left + column, label.row + lower
            if column < 0 or at + size > self.frame.width or not 0 <= row < self.frame.rows:
                continue
            # What would stand right beside it is half as bad as what it would cover.
            cost += self._grid.weight(at, row, size) + self._grid.weight(at - 1, row, size + 2)
            cost += _BESIDE_ANOTHER_COST * self._is_beside_another(label, column, row, size)
            if best is None or cost < best.cost:
                best = _Place(cost, column, row)
        return best

    def _is_beside_another(self, label: Label, column: int, row: int, size: int) -> bool:
        """Whether a label is right beside another point than its own."""
        near = (
            *range(column - _MIN_CELLS_APART, column),
            *range(column + size, column + size + _MIN_CELLS_APART),
        )
        return any((at, row) in self._set_in and (at, row) != (label.column, label.row) for at in near)

    def _is_ambiguous(self, label: Label, place: _Place, size: int) -> bool:
        """Whether a label is nearer to another point than to its own."""
        gap = max(place.column - label.column - 1, label.column - place.column - size)
        if (
            place.row == label.row
            and gap <= _MIN_CELLS_APART
            and not self._is_beside_another(label, *place[1:], size)
        ):
            return False
        return any(
            abs(row - place.row) < 2 and place.column - 2 <= column <= place.column + size + 1
            for column, row in self._set_in
            if (column, row) != (label.column, label.row)
        )

    def _set(self, point: Point) -> Label | None:
        """The point or its arrow; where its text belongs, if it has one."""
        if isnan(point.x) or isnan(point.y):
            return None
        frame = self.frame
        # No column: infinitely far to the left. No row: no logarithm, and so below every axis.
        column, row = frame.column(point.x), frame.row(point.y)
        column, row = -1 if column is None else column, frame.rows if row is None else row
        at = min(max(column, 0), frame.columns - 1), min(max(row, 0), frame.rows - 1)
        left, right, up, down = tuple(frame.glyphs.arrows)
        if column != at[0]:
            glyph, text = left if column < 0 else right, point.outside or _number(point.x)
        elif row != at[1]:
            glyph, text = up if row < 0 else down, point.outside or _number(point.y)
        else:
            glyph, text = point.glyph, point.label
        side = point.side if column == at[0] else -1 if column > at[0] else 1
        if at != (column, row):
            at = self._free(*at)
        self.put(*at, glyph, point.role, point.target)
        self._set_in.add(at)
        sample = point.sample if glyph == point.glyph else glyph
        return Label(text, point.role, *at, point.target, side, point.needed, sample) if text else None

    def _free(self, column: int, row: int) -> tuple[int, int]:
        """A cell at the edge where no other arrow stands, as near as can be."""
        rows = sorted(range(self.frame.rows), key=lambda other: abs(other - row))
        free = [one for one in rows if not self._grid.kept(self.frame.left + column, one)]
        return column, free[0] if free else row

    def _draw_axes(self) -> None:
        frame, grid = self.frame, self._grid
        horizontal, vertical, corner, x_tick, y_tick = tuple(frame.glyphs.axis)
        if frame.left:
            for row in range(frame.rows):
                grid.put(frame.left - 1, row, vertical, AXIS)
            for tick in frame.y.ticks:
                row = frame.rows - 1 - tick.cell
                if row or not frame.y_name:
                    text = frame.glyphs.spell(_written(tick.text))
                    grid.put(0, row, text.rjust(frame.left - 1) + y_tick, AXIS)
            if frame.y_name:
                grid.put(0, 0, frame.glyphs.spell(frame.y_name).rjust(frame.left - 1), AXIS)
        if frame.below > 1:
            grid.put(frame.left, frame.rows, horizontal * frame.columns, AXIS)
            if frame.left:
                grid.put(frame.left - 1, frame.rows, corner, AXIS)
        if frame.below:
            self._draw_x_ticks(x_tick)

    def _draw_x_ticks(self, mark: str) -> None:
        frame, grid = self.frame, self._grid
        begins, end = frame.left, -1
        for tick in frame.x.ticks:
            text = frame.glyphs.spell(_written(tick.text))
            start = min(max(frame.left + tick.cell - len(text) // 2, 0), frame.width - len(text))
            # At an edge a long number may be moved so far that it would touch its neighbour.
            if start <= end or len(text) > frame.width:
                continue
            begins, end = min(begins, start), start + len(text)
            if frame.below > 1:
                grid.put(frame.left + tick.cell, frame.rows, mark, AXIS)
            grid.put(start, frame.height - 1, text, AXIS)
        name = frame.glyphs.spell(frame.x_name)
        if not name or frame.below < 2:
            return
        if len(name) < begins:
            grid.put(max(0, min(begins - 1, frame.left) - 1 - len(name)), frame.height - 1, name, AXIS)
        elif len(name) + 2 <= frame.columns // 3:
            at = frame.left + frame.columns - len(name) - 2
            grid.put(at, frame.rows, f" {name} ", AXIS)


def parts_row(frame: Frame, parts: Sequence[tuple[float, str]]) -> Row:
    """The names of a canvas's parts, each beside the line at its end, in a row to stand above the canvas."""
    grid = Grid(frame.width, 1)
    if frame.left:
        grid.put(frame.left - 1, 0, frame.glyphs.axis[1], AXIS)
    for x, name in parts:
        column = frame.on_canvas(x)
        if column is None:
            continue
        at, text = frame.left + column, frame.glyphs.spell(name)
        grid.put(at, 0, frame.glyphs.divider, DIVIDER)
        begin = at - len(text) - 1
        if begin > frame.left and not grid.weight(begin - 1, 0, len(text) + 2):
            grid.put(begin, 0, text, PART)
    (row,) = grid.rows()
    return row


def _number(value: float) -> str:
    return _written(shown(value, 4))


def _written(number: str) -> str:
    """A number's text with the minus sign of the rest of the screen."""
    return number.replace("-", "−")


def _places(column: int, size: int, side: int) -> Iterator[tuple[int, int, int]]:
    """Positions of a label of that size: its first column, its row relative to the point, and the cost."""
    for rank, lower in enumerate(_ROW_OFFSETS):
        beside = 2 if lower == 0 else 1
        for further in range(_MAX_SHIFT_COLUMNS + 1):
            cost = 3 * rank + 2 * further
            yield column + beside + further, lower, cost + (0 if side > 0 else _OTHER_SIDE_COST)
            yield column - beside + 1 - size - further, lower, cost + (0 if side < 0 else _OTHER_SIDE_COST)
        if lower:
            yield column - size // 2, lower, 3 * rank + 2
