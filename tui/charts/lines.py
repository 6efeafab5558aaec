"""Series over steps: loss charts, histories, compared runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.cells import cell_len, set_cell_size

from engine.types import Vector
from tui.charts.decimation import extremes
from tui.charts.drawing import Stroke
from tui.charts.frame import USUAL_LEFT, Frame, Point
from tui.charts.glyphs import GLYPHS, Charset, Glyphs
from tui.charts.rows import Row, Rows, Span
from tui.charts.ticks import Scale, nice_limits

Limits = tuple[float, float]
Extremes = tuple[Vector, Vector]

_SAMPLES = {"line": "─", "dots": "·", "dotted": "┄"}


@dataclass(frozen=True, eq=False)
class Series:
    """One line or set of points of a chart."""

    label: str
    """What the legend calls it."""
    values: Vector
    """y, shape (n,); what is not finite, past 1e300, or on a logarithmic axis not above 0 leaves a gap."""
    role: str
    x: Vector | None = None
    """Shape (n,), finite and nowhere decreasing; None for 1 … n."""
    marker: str = "line"
    """"line", "dots" (not joined), "dotted" (a ghost), or one character to stand at every point."""


@dataclass(frozen=True)
class Chart:
    """How series are shown: the size in cells, the axes, and what stands out."""

    width: int
    height: int
    log: bool = False
    """Whether the vertical axis is logarithmic."""
    x_limits: Limits | None = None
    """The ends of the horizontal axis: given, so that a growing series only appends; else the data's."""
    y_limits: Limits | None = None
    """The ends of the vertical axis, above 0 if logarithmic; else round numbers around what is seen."""
    cursor: float | None = None
    """The x of now."""
    points: tuple[Point, ...] = ()
    charset: Charset = "braille"
    whole_x: bool = True
    """Whether the horizontal axis counts, and so shows whole numbers only."""


def chart_rows(series: Sequence[Series], chart: Chart) -> Rows:
    """The chart as exactly `height` rows of exactly `width` cells, whatever the series hold.

    The roles of its spans are those of the series and points, "axis", "cursor", and "" where nothing
    stands. Later series lie over earlier ones. Takes O(n) once in NumPy, and at most two points a column of
    each series are drawn.
    """
    glyphs = GLYPHS[chart.charset]
    x = Scale(*(ordered(chart.x_limits) if chart.x_limits else _x_limits(series)))
    columns = max(chart.width - USUAL_LEFT, 1)
    seen = [_extremes(one, x, columns, glyphs.across, log=chart.log) for one in series]
    given = chart.y_limits if chart.y_limits and (min(chart.y_limits) > 0 or not chart.log) else None
    y_limits = ordered(given, log=chart.log) if given else _y_limits(seen, log=chart.log)
    frame = Frame.around(
        chart.width, chart.height, x, Scale(*y_limits, log=chart.log), glyphs, whole=chart.whole_x
    )
    strokes = series_strokes(series, frame, seen if frame.columns == columns else None)
    return frame.drawn(strokes, chart.points, chart.cursor)


def series_strokes(
    series: Sequence[Series], frame: Frame, seen: Sequence[Extremes] | None = None
) -> list[Stroke]:
    """The series inside a frame, at most two points a column: those already found, if they are given."""
    if frame.columns < 1 or frame.rows < 1:
        return []
    if seen is None:
        seen = [
            _extremes(one, frame.x, frame.columns, frame.glyphs.across, log=frame.y.log) for one in series
        ]
    strokes = []
    for number, (one, (dots, values)) in enumerate(zip(series, seen, strict=True)):
        y = frame.y.dots(values, frame.rows * frame.glyphs.up)
        strokes.append(Stroke(dots, y, one.role, _marker(one, frame.glyphs), _ink(number, frame.glyphs)))
    return strokes


def legend_row(series: Sequence[Series], width: int, charset: Charset = "braille") -> Row:
    """One row of exactly `width` cells that tells the series apart: a sample of each, and its label."""
    glyphs = GLYPHS[charset]
    spans: list[Span] = []
    left = max(width, 0)
    for number, one in enumerate(series):
        sample = _SAMPLES.get(one.marker, one.marker)
        if glyphs.plain and one.marker == "line":
            sample = _ink(number, glyphs)
        for text, role in ((glyphs.spell(f"{sample} {one.label}"), one.role), ("   ", "")):
            text = set_cell_size(text, min(cell_len(text), left))
            left -= cell_len(text)
            spans.append(Span(text, role))
    spans.append(Span(" " * left, ""))
    return tuple(span for span in spans if span.text)


def ordered(limits: Limits, *, log: bool = False) -> Limits:
    """Given limits as an axis can take them: low before high, and apart."""
    low, high = sorted(limits)
    return (low, high) if low < high else nice_limits(low, high, log=log)


def _extremes(series: Series, x: Scale, columns: int, across: int, *, log: bool) -> Extremes:
    return extremes(series.values, series.x, (x.low, x.high), columns, across, positive=log)


def _x_limits(series: Sequence[Series]) -> Limits:
    ends = [
        (1.0, float(len(one.values))) if one.x is None else (float(one.x[0]), float(one.x[-1]))
        for one in series
        if len(one.values)
    ]
    low, high = min((end[0] for end in ends), default=0.0), max((end[1] for end in ends), default=1.0)
    return ordered((low, high))


def _y_limits(seen: Sequence[Extremes], *, log: bool) -> Limits:
    """Round ends around all that the chart will show."""
    values = np.concatenate([np.empty(0), *(values for _, values in seen)])
    values = values[~np.isnan(values)]
    if not len(values):
        return (0.1, 1.0) if log else (0.0, 1.0)
    return nice_limits(float(values.min()), float(values.max()), log=log)


def _marker(series: Series, glyphs: Glyphs) -> str:
    return series.marker if series.marker in _SAMPLES else glyphs.spell(series.marker[:1])


def _ink(number: int, glyphs: Glyphs) -> str:
    """What the series of a number is drawn with where a cell is a single dot."""
    return glyphs.inks[number % len(glyphs.inks)] if glyphs.inks else "*"
