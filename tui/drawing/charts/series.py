"""Series over steps: loss charts, histories, compared runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.types import Vector
from tui.drawing.charts.decimation import extremes
from tui.drawing.charts.frame import Axes, Frame
from tui.drawing.charts.glyphs import GLYPHS, PAST, Charset, Glyphs
from tui.drawing.charts.plotext_adapter import plotted
from tui.drawing.charts.scale import MAX_MAGNITUDE, Limits, apart, nice_limits, ordered
from tui.drawing.charts.sheet import Point, Sheet, parts_row
from tui.drawing.charts.strokes import Stroke
from tui.drawing.charts.ticks import Axis
from tui.drawing.spans import Rows

Extremes = tuple[Vector, Vector]

SAMPLES = {"line": "─", "dots": "•", "dotted": "┄"}
"""The legend's samples of the markers that are not characters."""

_INKS = {"dots": ".", "dotted": "~"}
"""What these are drawn with where a cell is a single dot, as in the legend there."""
_COLUMNS_BETWEEN_MARKS = 12
"""Columns between two marks along a line; several lines share them, so that no mark hides another."""
_UNMARKED_COLUMNS_AT_END = 3
"""Columns before the end of a line without marks."""
_MIN_ROWS_FOR_PART_NAMES = 8
"""Rows from which on a chart has a row for the names of its parts."""


@dataclass(frozen=True, eq=False)
class Series:
    """One line or set of points of a chart."""

    label: str
    """What the legend calls it."""
    values: Vector
    """y, shape (n,); what is not finite, past 1e300, or on a logarithmic axis not above 0 leaves a gap."""
    role: str
    x: Vector | None = None
    """Shape (n,), finite and nowhere decreasing; None for `first`, `first` + `every`, …"""
    marker: str = "line"
    """"line", "dots" (not joined), "dotted" (a ghost), or one character to stand at every point."""
    first: float = 1.0
    every: float = 1.0
    mark: str = ""
    """A character at its end and at intervals along it; "" for none."""
    ending: str = ""
    """A text beside its end."""

    def x_of(self, index: int) -> float:
        """The x of one value."""
        return float(self.first + self.every * index if self.x is None else self.x[index])


@dataclass(frozen=True)
class Chart:
    """How series are shown: the size in cells, the axes, the cursor and single points."""

    width: int
    height: int
    log: bool = False
    """Whether the vertical axis is logarithmic."""
    x_limits: Limits | None = None
    """What is seen of the horizontal axis at least: given, so that a growing series only appends; else the data."""
    y_limits: Limits | None = None
    """The same of the vertical axis, above 0 if logarithmic; else round numbers around what is seen."""
    cursor: float | None = None
    """The x of a line from top to bottom."""
    points: tuple[Point, ...] = ()
    charset: Charset = "braille"
    whole_x: bool = True
    """Whether the horizontal axis counts, and so has whole numbers only."""
    x_name: str = ""
    y_name: str = ""
    dividers: tuple[tuple[float, str], ...] = ()
    """The x of lines between parts of the canvas, and what the part before each is called; in a row of their own."""
    empty: str = ""
    """What stands on the canvas where no series has anything to show."""
    newest: int = 0
    """The newest of the steps along the horizontal axis: clicks on the canvas are about 1 … newest; 0 for none."""


def chart_rows(series: Sequence[Series], chart: Chart) -> Rows:
    """The chart as exactly `height` rows of exactly `width` cells, whatever the series hold.

    The roles of its spans are those of the series and points, "axis", "cursor", and "" where nothing
    stands. Later series lie over earlier ones. Where there is nothing to show, the vertical axis has no numbers
    but those of given limits. Takes O(n) once in NumPy, and at most two points a column of each series are drawn.
    """
    glyphs = GLYPHS[chart.charset]
    named = chart.height >= _MIN_ROWS_FOR_PART_NAMES and any(name for _, name in chart.dividers)
    height = chart.height - (1 if named else 0)
    x = ordered(chart.x_limits) if chart.x_limits else _x_limits(series)
    right = max((len(one.ending) + 2 for one in series if one.ending and len(one.values)), default=0)
    given = chart.y_limits if chart.y_limits and (min(chart.y_limits) > 0 or not chart.log) else None

    def framed(y: Limits) -> Frame:
        axes = Axes(x, y, chart.log, chart.whole_x, chart.x_name, chart.y_name, right)
        return Frame.around(chart.width, height, axes, glyphs)

    # The visible values determine the width of the numbers at the left, and that the columns for the values.
    frame = framed(ordered(given, log=chart.log) if given else (1.0, 10.0))
    seen = [_extremes(one, frame.x, log=chart.log) for one in series]
    if not given:
        first, frame = frame, framed(_y_limits(seen, log=chart.log))
        if frame.x != first.x:
            seen = [_extremes(one, frame.x, log=chart.log) for one in series]
    nothing = all(np.isnan(values).all() for _, values in seen)
    if nothing and not given:
        frame = replace(frame, y=frame.y._replace(ticks=()))
    sheet = Sheet(frame, plotted)
    if not sheet.drawable:
        return sheet.rows()
    for place, _ in chart.dividers:
        sheet.divider(place)
    strokes = _strokes(series, frame, seen)
    marks = list(dict.fromkeys(one.mark for one in series if one.mark))
    for one in series:
        if one.mark:
            strokes.append(_marks(one, frame, _COLUMNS_BETWEEN_MARKS * marks.index(one.mark) // len(marks)))
    sheet.strokes(strokes)
    if chart.cursor is not None:
        sheet.cursor(chart.cursor)
    ends = [end for one in series if one.ending or one.mark for end in _end(one, chart)]
    sheet.points([*ends, *chart.points])
    if nothing:
        sheet.note(chart.empty)
    rows = sheet.rows(chart.newest)
    return (parts_row(frame, chart.dividers), *rows) if named else rows


def _strokes(series: Sequence[Series], frame: Frame, seen: Sequence[Extremes]) -> list[Stroke]:
    """The strokes of the series, through the extremes of each column."""
    strokes = []
    lines = 0
    for one, (dots, values) in zip(series, seen, strict=True):
        y = frame.y.scale.dots(values, frame.high)
        drawn = _INKS.get(one.marker) or ink(lines, frame.glyphs)
        strokes.append(Stroke(dots, y, one.role, _marker(one, frame.glyphs), drawn))
        lines += one.marker == "line"
    return strokes


def ink(number: int, glyphs: Glyphs) -> str:
    """The character that draws the n-th line where a cell is a single dot."""
    return glyphs.inks[number % len(glyphs.inks)] if glyphs.inks else "*"


def _marks(series: Series, frame: Frame, offset: int) -> Stroke:
    """The marks along a line, at the points nearest to every 12th column from an offset on."""
    columns = np.arange(offset, frame.columns, _COLUMNS_BETWEEN_MARKS)
    places = np.array([frame.x.value(int(column)) for column in columns])
    if series.x is None:
        indices = np.floor((places - series.first) / series.every + 0.5).astype(np.intp)
    else:
        indices = np.searchsorted(series.x, places)
    indices = np.unique(indices[(indices >= 0) & (indices < len(series.values))])
    x = series.first + series.every * indices if series.x is None else series.x[indices]
    # The end has one of its own.
    apart = x <= series.x_of(len(series.values) - 1) - (
        frame.x.value(_UNMARKED_COLUMNS_AT_END) - frame.x.value(0)
    )
    return frame.stroke(x[apart], series.values[indices[apart]], series.role, frame.glyphs.spell(series.mark))


def _end(series: Series, chart: Chart) -> list[Point]:
    """The last point of a series that can be drawn, with its label."""
    values = series.values[-_COLUMNS_BETWEEN_MARKS:]
    usable = np.flatnonzero((np.abs(values) <= MAX_MAGNITUDE) & ((values > 0) | (not chart.log)))
    if not len(usable):
        return []
    index = len(series.values) - len(values) + int(usable[-1])
    value = float(series.values[index])
    mark = series.mark or (PAST if series.marker in SAMPLES else series.marker)
    sample = f"{series.mark} " if series.mark else ""
    outside = f"{sample}{series.label} off the chart"
    at = (series.x_of(index), value)
    return [Point(*at, series.role, mark, series.ending, outside, needed=False, sample=series.mark)]


def _extremes(series: Series, x: Axis, *, log: bool) -> Extremes:
    limits = (x.scale.low, x.scale.high)
    return extremes(
        series.values,
        series.x,
        limits,
        x.cells,
        x.dots,
        first=series.first,
        every=series.every,
        positive=log,
    )


def _x_limits(series: Sequence[Series]) -> Limits:
    ends = [(one.x_of(0), one.x_of(len(one.values) - 1)) for one in series if len(one.values)]
    low, high = min((end[0] for end in ends), default=0.0), max((end[1] for end in ends), default=1.0)
    return ordered((low, high))


def _y_limits(seen: Sequence[Extremes], *, log: bool) -> Limits:
    """Round limits around all visible values, and 0 where that is near."""
    values = np.concatenate([np.empty(0), *(values for _, values in seen)])
    values = values[~np.isnan(values)]
    if not len(values):
        return (0.1, 1.0) if log else (0.0, 1.0)
    low, high = float(values.min()), float(values.max())
    if log:
        return nice_limits(low, high, log=True)
    if 0 <= low <= high / 2 or 0 < low == high:
        low = 0.0
    return nice_limits(*apart(low, high))


def _marker(series: Series, glyphs: Glyphs) -> str:
    return series.marker if series.marker in SAMPLES else glyphs.spell(series.marker[:1])
