"""Heat maps: many numbers as a block of shades, the darkest for the least one, the brightest for the greatest."""

from __future__ import annotations

from math import isqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engine.types import Mask, Vector
from tui.drawing.charts.scale import portions

SHADES = " ░▒▓█"
UNKNOWN, NON_FINITE = "·", "×"
"""The marks of a number that is not revealed, and of one that is not finite."""
_MAX_CELL_WIDTH = 4
"""Cells of a number, at most."""
_MIN_PICTURE_SIDE = 6
"""A square number of values, with at least this side, is drawn as a picture."""


class Shape(NamedTuple):
    """The rows and columns of a block of numbers."""

    rows: int
    columns: int
    wide: int = 1
    """Cells of each number."""
    picture: bool = False
    """Whether it is a picture, which keeps its proportions: a cell is twice as high as wide."""

    @property
    def width(self) -> int:
        """The block's width in cells."""
        return self.columns * self.wide


def is_picture(count: int) -> bool:
    """Whether so many numbers are drawn as a picture."""
    return isqrt(count) ** 2 == count and isqrt(count) >= _MIN_PICTURE_SIDE


def shape_of(count: int, columns: int, rows: int) -> Shape:
    """The block for so many numbers, in at most so many columns and rows.

    A square number of them is a picture. Otherwise each number has a cell, or several if the numbers are few, in as
    few rows as possible; if they are too many, neighbours share a cell.
    """
    side, columns, rows = isqrt(count), max(1, columns), max(1, rows)
    if is_picture(count):
        if 2 * side <= columns and side <= rows:
            return Shape(side, side, 2, True)
        if side <= columns and (side + 1) // 2 <= rows:
            return Shape((side + 1) // 2, side, 1, True)
    needed = min(rows, -(-count // columns))
    across = min(columns, -(-count // needed))
    return Shape(needed, across, min(_MAX_CELL_WIDTH, columns // across) if needed == 1 else 1)


def heat(values: Vector, known: Mask, shape: Shape) -> list[str]:
    """The numbers as rows of shades; a cell of several numbers shows their mean."""
    total = shape.rows * shape.columns
    cells = _cells(len(values), shape)
    with np.errstate(all="ignore"):
        sizes = np.bincount(cells, minlength=total)
        means = np.bincount(cells, weights=values, minlength=total) / sizes
        revealed = np.bincount(cells, weights=known, minlength=total) == sizes
        finite = means[revealed & np.isfinite(means)]
        least, greatest = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)
        share = portions(means, least, greatest) if greatest > least else np.full(total, 0.5)
        levels = np.nan_to_num(np.clip(share * len(SHADES), 0, len(SHADES) - 1)).astype(np.intp)
    letters = np.array(list(SHADES))[levels]
    letters[~np.isfinite(means)] = NON_FINITE
    letters[~revealed] = UNKNOWN
    letters[sizes == 0] = " "
    wide = np.repeat(letters, shape.wide).tolist()
    return ["".join(wide[row * shape.width : (row + 1) * shape.width]) for row in range(shape.rows)]


def first_of(count: int, shape: Shape) -> list[int]:
    """The index of the first number of each cell, row by row; −1 where there is none."""
    firsts = np.full(shape.rows * shape.columns, -1)
    cells = _cells(count, shape)
    firsts[cells[::-1]] = np.arange(count)[::-1]
    indices: list[int] = firsts.tolist()
    return indices


def _cells(count: int, shape: Shape) -> npt.NDArray[np.intp]:
    """The cell of each number, row by row."""
    indices, total = np.arange(count), shape.rows * shape.columns
    if shape.picture:
        side = shape.columns
        return indices // side * shape.rows // side * side + indices % side
    return indices if count <= total else indices * total // count
