"""Lines and sets of points to be drawn on a chart's canvas, and what they look like drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from engine.types import Vector
from tui.drawing.raster import DotCoordinates, line_positions

_DOTTED_EVERY = 3
"""Of a dotted line one dot in so many is drawn."""


@dataclass(frozen=True)
class Stroke:
    """One line or a set of points, in dots from the lower left corner; where y is NaN a line breaks.

    The marker is "line", "dots" (not joined), "dotted" (joined, one dot in three), or a character set down
    at every point, whole cells apart.
    """

    x: Vector
    y: Vector
    role: str
    marker: str = "line"
    ink: str = "*"
    """What a line, or its points, is drawn with where a cell is a single dot."""


@dataclass(frozen=True)
class Layer:
    """The characters of one stroke, shape (rows, columns), blank where it isn't seen."""

    characters: npt.NDArray[np.str_]
    role: str


def simplified(strokes: Sequence[Stroke]) -> list[Stroke]:
    """The same to the eye in fewer points: level stretches by their ends, a dotted line as its dots."""
    return [_simplified(stroke) for stroke in strokes if not np.isnan(stroke.y).all()]


def _simplified(stroke: Stroke) -> Stroke:
    x, y = stroke.x, stroke.y
    if stroke.marker == "line" and len(y) > 2:
        onward = (x[1:-1] - x[:-2]) * (x[2:] - x[1:-1]) >= 0
        keep = np.ones(len(y), dtype=bool)
        keep[1:-1] = (y[1:-1] != y[:-2]) | (y[1:-1] != y[2:]) | ~onward
        return replace(stroke, x=x[keep], y=y[keep])
    if stroke.marker == "dotted":
        along = np.stack(line_dots(x, y), axis=1)[::_DOTTED_EVERY]
        # Each dot once, from left to right.
        dots = np.unique(along, axis=0).astype(float)
        return replace(stroke, x=dots[:, 0], y=dots[:, 1], marker="dots")
    return stroke


def line_dots(x: Vector, y: Vector) -> tuple[DotCoordinates, DotCoordinates]:
    """Every dot along the straight lines from point to point, positions truncated towards zero, as plotext does."""
    along_x, along_y = line_positions(x, y)
    return along_x.astype(np.intp), along_y.astype(np.intp)
