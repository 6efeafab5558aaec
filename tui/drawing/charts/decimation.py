"""Decimation of a series of any length to at most two points a column: its minimum and its maximum."""

from __future__ import annotations

from math import isfinite

import numpy as np
import numpy.typing as npt

from engine.types import Vector
from tui.drawing.charts.scale import MAX_MAGNITUDE


def extremes(
    values: Vector,
    x: Vector | None,
    limits: tuple[float, float],
    columns: int,
    across: int,
    *,
    first: float = 1.0,
    every: float = 1.0,
    positive: bool = False,
) -> tuple[Vector, Vector]:
    """The minimum and the maximum of each column, in order of x, and the dots at which they are.

    Column c holds the x that come to lie on its dots across·c … across·c + across − 1, of columns·across
    dots that stretch evenly over the limits, from centre to centre. A column with a single point gives that
    one, an empty one nothing, and one whose values are all masked a NaN, where a line breaks.

    Args:
        values: y, shape (n,).
        x: shape (n,), finite and nowhere decreasing; None for `first`, `first` + `every`, …
        limits: the least and the greatest x that are looked at, different from each other.
        columns: how many.
        across: dots in a column.
        first: the x of the first value, where none are given.
        every: the x from each value to the next, above 0.
        positive: mask whatever isn't above 0, for a logarithmic axis.

    Returns:
        The dots counted from 0, and the values, both of shape (≤ 2·columns,). O(n) once, in NumPy.
    """
    values = np.asarray(values, dtype=np.float64)
    low, high = limits
    pitch = (high - low) / max(columns * across - 1, 1)
    edges = low + pitch * (across * np.arange(1.0, columns) - 0.5)
    bounds = (
        _even_bounds(len(values), first, every, limits, edges)
        if x is None
        else _bounds(len(values), x, limits, edges)
    )
    filled = np.flatnonzero(bounds[1:] > bounds[:-1])
    if not len(filled):
        return np.empty(0), np.empty(0)
    begins, ends = bounds[filled], bounds[filled + 1] - 1
    within = values[bounds[0] : bounds[-1]]
    least = np.minimum.reduceat(within, begins - bounds[0])
    greatest = np.maximum.reduceat(within, begins - bounds[0])
    smallest = 1 / MAX_MAGNITUDE if positive else -MAX_MAGNITUDE
    for column in np.flatnonzero(~((least >= smallest) & (greatest <= MAX_MAGNITUDE))):
        part = values[begins[column] : ends[column] + 1]
        part = part[(part >= smallest) & (part <= MAX_MAGNITUDE)]
        least[column], greatest[column] = (part.min(), part.max()) if len(part) else (np.nan, np.nan)

    rising = values[begins] <= values[ends]
    pairs = np.stack([np.where(rising, least, greatest), np.where(rising, greatest, least)], axis=1)
    at = np.stack([begins, ends], axis=1)
    at = first + every * at if x is None else x[at]
    start = (across * filled)[:, np.newaxis]
    dots = np.clip(np.floor((at - low) / pitch + 0.5), start, start + across - 1)
    keep = np.stack([np.ones(len(filled), dtype=bool), (ends > begins) & ~np.isnan(least)], axis=1)
    return dots[keep], pairs[keep]


def finite_range(values: Vector) -> tuple[float, float] | None:
    """The least and the greatest of the values that are finite; None if none is."""
    if not len(values):
        return None
    low, high = float(values.min()), float(values.max())
    if isfinite(low) and isfinite(high):
        return low, high
    # Selecting them takes ten times as long as checking that all are finite.
    return finite_range(values[np.isfinite(values)])


def _even_bounds(
    count: int, first: float, every: float, limits: tuple[float, float], edges: Vector
) -> npt.NDArray[np.intp]:
    """As `_bounds`, for evenly spaced x."""
    begin, *inner, end = np.ceil(
        (np.array([limits[0], *edges, np.nextafter(limits[1], np.inf)]) - first) / every
    )
    bounds: npt.NDArray[np.intp] = np.clip([begin, *inner, end], 0, count).astype(np.intp)
    return bounds


def _bounds(count: int, x: Vector, limits: tuple[float, float], edges: Vector) -> npt.NDArray[np.intp]:
    """The index at which each column begins, and the one at which the last one ends."""
    if len(x) != count:
        raise ValueError(f"{len(x)} x for {count} values")
    if not (x[1:] >= x[:-1]).all():
        raise ValueError("x must be numbers that nowhere decrease")
    begin, end = np.searchsorted(x, limits[0], "left"), np.searchsorted(x, limits[1], "right")
    bounds: npt.NDArray[np.intp] = np.clip([begin, *np.searchsorted(x, edges), end], begin, end).astype(
        np.intp
    )
    return bounds
