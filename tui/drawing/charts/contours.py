"""Contour maps of functions of two variables, with the path of gradient descent and arrows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import hypot, isfinite
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engine.types import Matrix, Vector
from tui.drawing.charts.contour_levels import LEVELS, Edges, label_levels, levels, numbers
from tui.drawing.charts.frame import Axes, Frame
from tui.drawing.charts.glyphs import GLYPHS, PAST, Glyphs
from tui.drawing.charts.scale import MAX_MAGNITUDE, Limits, ordered
from tui.drawing.charts.series import Chart
from tui.drawing.charts.sheet import Label, Point, Sheet
from tui.drawing.charts.strokes import Layer, Stroke
from tui.drawing.charts.tracing import characters_of, traced
from tui.drawing.spans import Rows

_SHADES = " .:-=+%#"
_MAX_MOVES, _MAX_MARKED = 4096, 32
_REACH = 0.28
"""The length of an arrow that only shows a direction, as a part of the canvas's smaller side."""


class Arrow(NamedTuple):
    """An arrow from a point of the map to another one, or only in a direction, with a label at its tip."""

    x: float
    y: float
    along_x: float
    along_y: float
    role: str
    label: str = ""
    exact: bool = True
    """Whether it is drawn in its own length; else in a length that is easy to see."""


def map_rows(
    heights: Callable[[Limits, Limits], Matrix],
    x_limits: Limits,
    y_limits: Limits,
    chart: Chart,
    *,
    trail: tuple[Vector, Vector] | None = None,
    arrows: Sequence[Arrow] = (),
    points: Sequence[Point] = (),
) -> Rows:
    """f(x, y) as exactly `height` rows of exactly `width` cells.

    The levels of the lines are quantiles of the values, closer together towards the minimum: a bowl gets rings at
    equal distances, and a narrow valley is as visible as a wide one. A small map has fewer lines, and on a larger one
    some of them are labelled. In ASCII the bands between the lines are shaded instead.

    Args:
        heights: f on an even mesh over the limits that it is given, shape (≥ 2 along y, ≥ 2 along x), row 0
            at the least y; the infinite counts as the largest of floats would, NaN as nothing.
        x_limits: what is seen of the horizontal axis, and perhaps a little beyond, so that its numbers are even.
        y_limits: the same of the vertical axis.
        chart: the size, the characters and the names; its limits are not looked at.
        trail: x and y of the path, oldest first, each shape (k,): its newest 4096 moves are drawn, the last 32
            points marked.
        arrows: the slope, the step to come.
        points: as for a curve.

    The roles are "level-0" … "level-7", "trail", "axis", and those of the arrows and points.
    """
    glyphs = GLYPHS[chart.charset]
    axes = Axes(ordered(x_limits), ordered(y_limits), middle_y=True, x_name=chart.x_name, y_name=chart.y_name)
    frame = Frame.around(chart.width, chart.height, axes, glyphs)
    sheet = Sheet(frame, traced)
    if not sheet.drawable:
        return sheet.rows()
    limits = frame.x_limits, (frame.y.scale.low, frame.y.scale.high)
    lines = numbers(frame.rows)
    values = heights(*limits)
    between, texts = levels(values, lines)
    bands = _bands(values, between, lines, frame)
    dots = _dots(bands)
    edges: Edges = dots.reshape(frame.rows, glyphs.up, frame.columns, glyphs.across).max(axis=(1, 3))
    sheet.ground(_shaded(bands) if glyphs.plain else _lines(dots, edges, glyphs))
    strokes: list[Stroke] = []
    marks: list[Stroke] = []
    if trail is not None:
        x, y = (part[-_MAX_MOVES - 1 :] for part in trail)
        strokes.append(frame.stroke(x, y, "trail"))
        marks.append(frame.stroke(x[-_MAX_MARKED:], y[-_MAX_MARKED:], "trail", glyphs.spell(PAST)))
    drawn = [parts for arrow in arrows if (parts := _drawn(frame, arrow)) is not None]
    # Descent often comes straight down: the points of the path stay seen over the slope.
    sheet.strokes([*strokes, *(shaft for shaft, _ in drawn), *marks])
    tips = [tip for _, tip in drawn if tip is not None]
    for tip in tips:
        sheet.put(tip.column, tip.row, tip.head, tip.arrow.role)
    sheet.points([*chart.points, *points])
    for tip in tips:
        if tip.arrow.label:
            sheet.label(Label(tip.arrow.label, tip.arrow.role, tip.column, tip.row))
    label_levels(sheet, edges, lines, texts)
    return sheet.rows()


class _Tip(NamedTuple):
    """The cell in which an arrow ends, and the character there."""

    column: int
    row: int
    head: str
    arrow: Arrow


def _drawn(frame: Frame, arrow: Arrow) -> tuple[Stroke, _Tip | None] | None:
    """The shaft of an arrow, and its tip unless it is too short for one; None where it has no direction."""
    x_span = frame.x.scale.high - frame.x.scale.low
    y_span = frame.y.scale.high - frame.y.scale.low
    # Its length in cells' widths; a cell is twice as high as wide.
    across, up = arrow.along_x / x_span * frame.columns, 2 * arrow.along_y / y_span * frame.rows
    length = hypot(across, up)
    if not isfinite(length) or length == 0:
        return None
    share = 1.0
    if not arrow.exact:
        share = min(_REACH * min(frame.columns, 2 * frame.rows) / length, _room(frame, arrow))
    end_x, end_y = arrow.x + share * arrow.along_x, arrow.y + share * arrow.along_y
    # The head stands a cell before the place that the arrow leads to, where the next point is.
    back = max(0.0, 1 - (1.5 / (share * length) if arrow.exact else 0.0))
    tip_x, tip_y = arrow.x + back * share * arrow.along_x, arrow.y + back * share * arrow.along_y
    stroke = frame.stroke([arrow.x, end_x], [arrow.y, end_y], arrow.role)
    here = frame.column(arrow.x), frame.row(arrow.y)
    column, row = frame.column(tip_x), frame.row(tip_y)
    if column is None or row is None or (column, row) == here:
        return stroke, None
    if not (0 <= column < frame.columns and 0 <= row < frame.rows):
        return stroke, None
    left, right, upward, down = tuple(frame.glyphs.arrows)
    sideways = abs(across) > abs(up)
    head = (right if across > 0 else left) if sideways else (upward if up > 0 else down)
    return stroke, _Tip(column, row, head, arrow)


def _room(frame: Frame, arrow: Arrow) -> float:
    """By how much an arrow can be lengthened without leaving the canvas."""
    room = float("inf")
    for start, along, scale in (
        (arrow.x, arrow.along_x, frame.x.scale),
        (arrow.y, arrow.along_y, frame.y.scale),
    ):
        if along:
            room = min(room, ((scale.high if along > 0 else scale.low) - start) / along)
    return max(0.0, room)


def _bands(values: Matrix, between: Vector, lines: range, frame: Frame) -> npt.NDArray[np.intp]:
    """The band of every dot, called by the line below it; the upper row first, and −1 where f is not a number."""
    values = np.clip(values, -MAX_MAGNITUDE, MAX_MAGNITUDE)
    dots = _stretched(_stretched(values, frame.high).T, frame.wide).T[::-1]
    return np.where(np.isnan(dots), -1, lines.step * np.searchsorted(between, dots))


def _stretched(values: Matrix, rows: int) -> Matrix:
    """The rows, evenly spaced, at so many places from the first to the last, linear in between."""
    if len(values) == rows:
        return values
    position = np.linspace(0, len(values) - 1, rows)
    before = np.minimum(position.astype(np.intp), len(values) - 2)
    part = (position - before)[:, np.newaxis]
    stretched: Matrix = values[before] + (values[before + 1] - values[before]) * part
    return stretched


def _dots(bands: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The dots where the band changes to the right or upwards, with the number of the line there; else 0."""
    edge = np.zeros_like(bands)
    for here, there, line in (
        (bands[:, :-1], bands[:, 1:], edge[:, :-1]),
        (bands[1:], bands[:-1], edge[1:]),
    ):
        crossed = (here != there) & (here >= 0) & (there >= 0)
        line[crossed] = np.maximum(line, np.maximum(here, there))[crossed]
    return edge


def _lines(dots: npt.NDArray[np.intp], edges: Edges, glyphs: Glyphs) -> list[Layer]:
    """The lines; a cell has the role of its highest one."""
    characters = characters_of(dots > 0, glyphs, "")
    return [Layer(np.where(edges == level, characters, " "), f"level-{level}") for level in range(1, LEVELS)]


def _shaded(bands: npt.NDArray[np.intp]) -> list[Layer]:
    """A character for each band, denser towards the heights; for sets where a cell is a single dot."""
    return [
        Layer(np.where(bands == level, shade, " "), f"level-{level}") for level, shade in enumerate(_SHADES)
    ]
