"""Curves of functions of one variable, with the path of gradient descent, a tangent and the next step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import hypot, isfinite
from typing import NamedTuple

import numpy as np

from engine.types import Mask, Vector
from scenarios.number_input import shortest_text
from tui.drawing.charts.decimation import extremes
from tui.drawing.charts.frame import Axes, Frame
from tui.drawing.charts.glyphs import GLYPHS, PAST
from tui.drawing.charts.scale import MAX_MAGNITUDE, Limits, apart, ordered
from tui.drawing.charts.series import Chart
from tui.drawing.charts.sheet import Label, Point, Sheet
from tui.drawing.charts.strokes import Stroke
from tui.drawing.charts.tracing import traced
from tui.drawing.spans import Rows

_REACH = 0.3
"""How far a tangent reaches to each side, as a part of the canvas's smaller side."""
_SAMPLES_PER_COLUMN = 8
"""Positions in each column at which the function is evaluated."""
_POLE_RANGES = 20.0
"""Values beyond so many times the range of the middle nine tenths belong to a pole, and are left off the chart."""


class Tangent(NamedTuple):
    """A straight line through a point of the curve, and a label beside that point."""

    x: float
    y: float
    slope: float
    label: str = ""
    side: int = 1
    """The preferred side of the label: 1 right, −1 left."""


class Move(NamedTuple):
    """A step from a point of the curve to another one, drawn along the horizontal axis, with a label."""

    x: float
    y: float
    new_x: float
    new_y: float
    label: str = ""
    target: str = ""


def curve_rows(
    function: Callable[[Vector], Vector],
    domain: Limits,
    chart: Chart,
    *,
    trail: tuple[Vector, Vector] | None = None,
    tangent: Tangent | None = None,
    move: Move | None = None,
    points: Sequence[Point] = (),
) -> Rows:
    """y = f(x) as exactly `height` rows of exactly `width` cells.

    Args:
        function: y at given x, shape (n,) → (n,); what isn't finite leaves a gap.
        domain: the x that are seen, and perhaps a little beyond, so that the numbers along the axis are even.
        chart: the size, the vertical axis's limits (else those of the curve), the characters, the names.
        trail: x and y of the past points, oldest first, each shape (k,).
        tangent: where the curve's slope is shown, by a line.
        move: the step to come: an arrow from the height of the point to the place of the next, and down to it.
        points: the point of now, the next one, each with its role, character and label; later ones on top.
            One that lies outside is told by an arrow at the edge.

    The roles are "curve", "tangent", "gradient" (its label), "update" (the move), "trail", "axis", and those of
    the points.
    """
    glyphs = GLYPHS[chart.charset]
    domain = ordered(domain)
    heights = function(np.linspace(*domain, max(2, _SAMPLES_PER_COLUMN * chart.width)))
    limits = ordered(chart.y_limits) if chart.y_limits else _seen(heights)
    axes = Axes(domain, limits, x_name=chart.x_name, y_name=chart.y_name)
    frame = Frame.around(chart.width, chart.height, axes, glyphs)
    sheet = Sheet(frame, traced)
    if not sheet.drawable:
        return sheet.rows()
    strokes = [_curve(function, frame, points)]
    if tangent is not None:
        strokes += _tangent(frame, tangent)
    if trail is not None:
        strokes.append(frame.stroke(*trail, "trail", glyphs.spell(PAST)))
        for past in zip(*trail, strict=True):
            sheet.keep_apart(frame.column(past[0]), frame.row(past[1]))
    sheet.strokes(strokes)
    if not _is_drawn(heights).any():
        sheet.note(f"{chart.y_name or 'f'} is not a number up to {shortest_text(MAX_MAGNITUDE)} here")
    label = None if move is None else _draw_move(sheet, move)
    sheet.points(points)
    if tangent is not None and tangent.label:
        column, row = frame.column(tangent.x), frame.row(tangent.y)
        if column is not None and row is not None:
            at = min(max(column, 0), frame.columns - 1), min(max(row, 0), frame.rows - 1)
            sheet.label(Label(tangent.label, "gradient", *at, side=tangent.side))
    if label is not None:
        sheet.label(label)
    return sheet.rows()


def _curve(function: Callable[[Vector], Vector], frame: Frame, points: Sequence[Point]) -> Stroke:
    """The curve, dense enough for its columns, and through the very points that are set into it."""
    low, high = frame.x_limits
    given = [point.x for point in points if low <= point.x <= high]
    x = np.unique(np.concatenate([np.linspace(low, high, _SAMPLES_PER_COLUMN * frame.columns + 1), given]))
    dots, y = extremes(function(x), x, frame.x_limits, frame.columns, frame.glyphs.across)
    # A curve that leaves at one side and comes back at the other has a pole between: no line leads there.
    side = np.where(y > frame.y.scale.high, 1, np.where(y < frame.y.scale.low, -1, 0))
    poles = np.flatnonzero(side[1:] * side[:-1] < 0) + 1
    dots, y = np.insert(dots, poles, dots[poles]), np.insert(y, poles, np.nan)
    return Stroke(dots, frame.y.scale.dots(y, frame.high), "curve", ink=frame.glyphs.inks[:1] or "*")


def _seen(heights: Vector) -> Limits:
    """The limits of a curve's heights; near a pole, those of most of it."""
    usable = np.sort(heights[_is_drawn(heights)])
    if not len(usable):
        return 0.0, 1.0
    low, high = float(usable[0]), float(usable[-1])
    inner_low, inner_high = (float(usable[round(share * (len(usable) - 1))]) for share in (0.05, 0.95))
    reach = inner_high - inner_low
    if reach > 0 and high - low > _POLE_RANGES * reach:
        low, high = max(low, inner_low - reach / 2), min(high, inner_high + reach / 2)
    return apart(low, high)


def _is_drawn(heights: Vector) -> Mask:
    """Which heights an axis can show."""
    with np.errstate(invalid="ignore"):
        drawn: Mask = np.abs(heights) <= MAX_MAGNITUDE
    return drawn


def _tangent(frame: Frame, tangent: Tangent) -> list[Stroke]:
    """A straight line through a point, of the same length on the screen whatever its slope."""
    x, y, slope, *_ = tangent
    x_span = frame.x.scale.high - frame.x.scale.low
    y_span = frame.y.scale.high - frame.y.scale.low
    wide, high = frame.wide, frame.high
    # How many times as high as wide a dot is, in cells that are twice as high as wide.
    tall = 2 * frame.glyphs.across / frame.glyphs.up
    steepness = slope * x_span / y_span * high * tall / wide
    if not isfinite(steepness) or not isfinite(y):
        return []
    reach = _REACH * min(wide, high * tall) / hypot(1.0, steepness) / wide * x_span
    ends = (x - reach, x + reach)
    return [frame.stroke(ends, [y + slope * (end - x) for end in ends], "tangent")]


def _draw_move(sheet: Sheet, move: Move) -> Label | None:
    """An arrow along the row of the point to the column of the next, a thin line from there to it; the text's place."""
    frame = sheet.frame
    column, row = frame.column(move.x), frame.row(move.y)
    to, end = frame.column(move.new_x), frame.row(move.new_y)
    if column is None or row is None or to is None:
        return None
    if not (0 <= column < frame.columns and 0 <= row < frame.rows):
        return None
    end = frame.rows if end is None else end
    forward = 1 if to > column else -1
    inside = min(max(to, 0), frame.columns - 1)
    # Where the next point stands in the same row, the arrow ends beside it.
    tip = inside - forward if (inside, row) == (to, end) else inside
    left, right, *_ = tuple(frame.glyphs.arrows)
    for at in range(column + forward, tip, forward):
        sheet.put(at, row, "━", "update", move.target)
    if (tip - column) * forward > 0:
        sheet.put(tip, row, right if forward > 0 else left, "update", move.target)
        sheet.keep_apart(tip, row)
    if inside == to:
        lower = 1 if end > row else -1
        for between in range(row + lower, end, lower):
            if 0 <= between < frame.rows and sheet.blank(inside, between):
                sheet.put(inside, between, frame.glyphs.divider, "update", move.target)
    if not move.label:
        return None
    near = tip if abs(tip - column) <= len(move.label) + 2 else (tip + column) // 2
    return Label(move.label, "update", near, row, move.target, forward)
