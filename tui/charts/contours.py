"""A function of two variables from above: lines of equal height, and the way down across them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from engine.types import Matrix, Vector
from tui.charts.decimation import LARGEST
from tui.charts.drawing import Layer, packed
from tui.charts.frame import Frame, Point
from tui.charts.glyphs import GLYPHS, PAST, Glyphs
from tui.charts.lines import Chart, Limits, ordered
from tui.charts.rows import Rows
from tui.charts.ticks import Scale

LEVELS = 8
"""Bands of height; the roles of the lines between them are "level-1" … "level-7", the lowest first."""

_SHADES = " .:-=+%#"
_MOST_MOVES, _MOST_MARKED = 4096, 32


def map_rows(
    values: Matrix,
    x_limits: Limits,
    y_limits: Limits,
    chart: Chart,
    *,
    trail: tuple[Vector, Vector] | None = None,
    points: Sequence[Point] = (),
) -> Rows:
    """f(x, y) as exactly `height` rows of exactly `width` cells.

    The heights of the lines are quantiles of the values, closer together towards the lowest: a bowl gets
    rings at equal distances, and a narrow valley is seen as well as a wide one. In ASCII the bands are
    shaded instead.

    Args:
        values: f on an even mesh over the limits, shape (≥ 2 along y, ≥ 2 along x), row 0
            at the least y; the infinite counts as the largest of floats would, NaN as nothing.
        x_limits: the ends of the horizontal axis. y_limits: the ends of the vertical axis. chart: the size
        and the characters; its limits are not looked at. trail: x and y of the path, oldest first, each
        shape (k,): its newest 4096 moves are drawn, the last 32
            points marked.
        points: as for a curve.

    The roles are "level-0" … "level-7", "trail", "axis", and those of the points.
    """
    glyphs = GLYPHS[chart.charset]
    frame = Frame.around(
        chart.width, chart.height, Scale(*ordered(x_limits)), Scale(*ordered(y_limits)), glyphs
    )
    if frame.columns < 1 or frame.rows < 1:
        return frame.drawn([])
    bands = _bands(values, frame.columns * glyphs.across, frame.rows * glyphs.up)
    ground = _shaded(bands) if glyphs.plain else _lines(bands, glyphs)
    strokes = []
    if trail is not None:
        x, y = (part[-_MOST_MOVES - 1 :] for part in trail)
        strokes.append(frame.stroke(x, y, "trail"))
        strokes.append(frame.stroke(x[-_MOST_MARKED:], y[-_MOST_MARKED:], "trail", glyphs.spell(PAST)))
    return frame.drawn(strokes, [*chart.points, *points], chart.cursor, ground=ground)


def _bands(values: Matrix, wide: int, high: int) -> npt.NDArray[np.intp]:
    """The band of every dot, shape (high, wide), the upper row first; −1 where f is not a number."""
    values = np.clip(values, -LARGEST, LARGEST)
    known = values[~np.isnan(values)]
    heights = np.quantile(known, (np.arange(1, LEVELS) / LEVELS) ** 2) if known.size else np.zeros(LEVELS - 1)
    dots = _stretched(_stretched(values, high).T, wide).T[::-1]
    return np.where(np.isnan(dots), -1, np.searchsorted(heights, dots))


def _stretched(values: Matrix, rows: int) -> Matrix:
    """The rows, evenly spaced, at so many places from the first to the last, linear in between."""
    place = np.linspace(0, len(values) - 1, rows)
    before = np.minimum(place.astype(np.intp), len(values) - 2)
    part = (place - before)[:, np.newaxis]
    stretched: Matrix = values[before] + (values[before + 1] - values[before]) * part
    return stretched


def _lines(bands: npt.NDArray[np.intp], glyphs: Glyphs) -> list[Layer]:
    """The dots where the band changes to the right or upwards; a cell has the role of its highest line."""
    edge = np.zeros_like(bands)
    for here, there, place in (
        (bands[:, :-1], bands[:, 1:], edge[:, :-1]),
        (bands[1:], bands[:-1], edge[1:]),
    ):
        crossed = (here != there) & (here >= 0) & (there >= 0)
        place[crossed] = np.maximum(place, np.maximum(here, there))[crossed]
    characters = packed(edge > 0, glyphs, "")
    cells = edge.reshape(characters.shape[0], glyphs.up, characters.shape[1], glyphs.across).max(axis=(1, 3))
    return [Layer(np.where(cells == level, characters, " "), f"level-{level}") for level in range(1, LEVELS)]


def _shaded(bands: npt.NDArray[np.intp]) -> list[Layer]:
    """A character for each band, denser towards the heights; for sets where a cell is a single dot."""
    return [
        Layer(np.where(bands == level, shade, " "), f"level-{level}") for level, shade in enumerate(_SHADES)
    ]
