"""The line rasteriser: straight lines as dots, and fields of dots as patterns of cells."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine.types import Vector

DotCoordinates = npt.NDArray[np.intp]
"""One coordinate of each dot."""

BRAILLE_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.intp)
"""The bit of each dot in a braille cell, shape (4, 2), the upper row first (Unicode, block "Braille Patterns")."""


def line_positions(x: Vector, y: Vector) -> tuple[Vector, Vector]:
    """Positions along the straight lines from point to point, no two neighbours further apart than one dot.

    Each line gives its start and ⌈max(|Δx|, |Δy|)⌉ − 1 positions after it, evenly spaced; the points themselves follow
    at the end. Not rounded: whoever draws rounds them to dots.

    Args:
        x: the points in dots, shape (n,).
        y: the same; where it is NaN the line is interrupted.
    """
    joined = ~(np.isnan(y[:-1]) | np.isnan(y[1:]))
    x0, y0, dx, dy = x[:-1][joined], y[:-1][joined], np.diff(x)[joined], np.diff(y)[joined]
    steps = np.maximum(np.abs(dx), np.abs(dy)).astype(np.intp)
    line = np.repeat(np.arange(len(steps)), steps)
    number = np.arange(len(line)) - (np.cumsum(steps) - steps)[line]
    length = np.maximum(steps, 1)
    known = ~np.isnan(y)
    return (
        np.concatenate([x0[line] + number * (dx / length)[line], x[known]]),
        np.concatenate([y0[line] + number * (dy / length)[line], y[known]]),
    )


def cell_patterns(dots: npt.NDArray[np.bool_], bits: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The sum of the bits of each cell's dots.

    Args:
        dots: which dots are drawn, shape (rows · up, columns · across).
        bits: the bit of each dot in a cell, shape (up, across).

    Returns:
        One number for each cell, shape (rows, columns).
    """
    up, across = bits.shape
    patterns = np.zeros((dots.shape[0] // up, dots.shape[1] // across), dtype=np.intp)
    for (row, column), bit in np.ndenumerate(bits):
        patterns += dots[row::up, column::across] * bit
    return patterns
