"""A function of one variable: its curve, the way down so far, the tangent of now and the point to come."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, isfinite

import numpy as np

from engine.types import Vector
from tui.charts.drawing import Stroke
from tui.charts.frame import Frame, Point
from tui.charts.glyphs import GLYPHS, PAST
from tui.charts.lines import Chart, Limits, Series, ordered, series_strokes
from tui.charts.rows import Rows
from tui.charts.ticks import Scale, nice_limits

_REACH = 0.3
"""How far a tangent reaches to each side, as a part of the canvas's smaller side."""


def curve_rows(
    x: Vector,
    values: Vector,
    chart: Chart,
    *,
    trail: tuple[Vector, Vector] | None = None,
    tangent: tuple[float, float, float] | None = None,
    points: Sequence[Point] = (),
) -> Rows:
    """y = f(x) as exactly `height` rows of exactly `width` cells.

    Args:
        x: where the function was sampled, shape (n,), rising.
        values: f(x), shape (n,); what isn't finite leaves a gap.
        chart: the size, the limits of both axes (else those of the samples), the characters.
        trail: x and y of the past points, oldest first, each shape (k,).
        tangent: x, y and the slope there.
        points: the point of now, the next one, each with its role, character and label; later ones on top.
            One that lies outside is told by an arrow at the edge, with the value that lies outside.

    The roles are "curve", "tangent", "trail", "axis", and those of the points ("point" unless given).
    """
    glyphs = GLYPHS[chart.charset]
    usable = values[np.isfinite(values)]
    natural = (float(usable.min()), float(usable.max())) if len(usable) else (0.0, 1.0)
    frame = Frame.around(
        chart.width,
        chart.height,
        Scale(*ordered(chart.x_limits or ((float(x[0]), float(x[-1])) if len(x) else (0.0, 1.0)))),
        Scale(*(ordered(chart.y_limits) if chart.y_limits else nice_limits(*natural))),
        glyphs,
    )
    strokes = series_strokes([Series("", values, "curve", x)], frame)
    if tangent is not None and strokes:
        strokes += _tangent(frame, *tangent)
    if trail is not None:
        strokes.append(frame.stroke(*trail, "trail", glyphs.spell(PAST)))
    return frame.drawn(strokes, [*chart.points, *points], chart.cursor)


def _tangent(frame: Frame, x: float, y: float, slope: float) -> list[Stroke]:
    """A straight line through a point, of the same length on the screen whatever its slope."""
    x_span, y_span = frame.x.high - frame.x.low, frame.y.high - frame.y.low
    wide, high = frame.columns * frame.glyphs.across, frame.rows * frame.glyphs.up
    # How many times as high as wide a dot is, in cells that are twice as high as wide.
    tall = 2 * frame.glyphs.across / frame.glyphs.up
    steepness = slope * x_span / y_span * high * tall / wide
    if not isfinite(steepness) or not isfinite(y):
        return []
    reach = _REACH * min(wide, high * tall) / hypot(1.0, steepness) / wide * x_span
    ends: Limits = (x - reach, x + reach)
    return [frame.stroke(ends, [y + slope * (end - x) for end in ends], "tangent")]
