"""Many numbers as a block of shades: the darkest for the least of them, the brightest for the greatest."""

from __future__ import annotations

from math import isqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engine.types import Mask, Vector

SHADES = " ░▒▓█"
UNKNOWN, ODD = "·", "×"
"""What stands for numbers that have not been told, and for such as are not finite."""
_WIDEST = 4
"""Where there is room, a number has so many cells at most."""
_LEAST_PICTURE = 6
"""So many squared, and more, are taken for a picture if they are a square number."""


class Shape(NamedTuple):
    """How many numbers stand in a block's rows."""

    rows: int
    columns: int
    wide: int = 1
    """Cells of each number."""
    picture: bool = False
    """Whether they are a picture, which keeps its shape: a cell is twice as high as wide."""

    @property
    def width(self) -> int:
        """The block's width in cells."""
        return self.columns * self.wide


def is_picture(count: int) -> bool:
    """Whether so many numbers are taken for a picture."""
    return isqrt(count) ** 2 == count and isqrt(count) >= _LEAST_PICTURE


def shape_of(count: int, columns: int, rows: int) -> Shape:
    """The block for so many numbers, within the given room.

    A square number of them is a picture. Of others each has its cell, or several where they are few, in as few rows
    as can be; where there are too many, neighbours share one.
    """
    side, columns, rows = isqrt(count), max(1, columns), max(1, rows)
    if is_picture(count):
        if 2 * side <= columns and side <= rows:
            return Shape(side, side, 2, True)
        if side <= columns and (side + 1) // 2 <= rows:
            return Shape((side + 1) // 2, side, 1, True)
    needed = min(rows, -(-count // columns))
    across = min(columns, -(-count // needed))
    return Shape(needed, across, min(_WIDEST, columns // across) if needed == 1 else 1)


def heat(values: Vector, known: Mask, shape: Shape) -> list[str]:
    """The numbers as rows of shades; those of one cell by their mean."""
    total = shape.rows * shape.columns
    cells = _cells(len(values), shape)
    with np.errstate(all="ignore"):
        sizes = np.bincount(cells, minlength=total)
        means = np.bincount(cells, weights=values, minlength=total) / sizes
        told = np.bincount(cells, weights=known, minlength=total) == sizes
        finite = means[told & np.isfinite(means)]
        least, greatest = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)
        share = (means - least) / (greatest - least) if greatest > least else np.full(total, 0.5)
        levels = np.nan_to_num(np.clip(share * len(SHADES), 0, len(SHADES) - 1)).astype(np.intp)
    letters = np.array(list(SHADES))[levels]
    letters[~np.isfinite(means)] = ODD
    letters[~told] = UNKNOWN
    letters[sizes == 0] = " "
    wide = np.repeat(letters, shape.wide).tolist()
    return ["".join(wide[row * shape.width : (row + 1) * shape.width]) for row in range(shape.rows)]


def first_of(count: int, shape: Shape) -> list[int]:
    """The first number of each cell, row by row; −1 where there is none."""
    firsts = np.full(shape.rows * shape.columns, -1)
    cells = _cells(count, shape)
    firsts[cells[::-1]] = np.arange(count)[::-1]
    found: list[int] = firsts.tolist()
    return found


def _cells(count: int, shape: Shape) -> npt.NDArray[np.intp]:
    """The cell of each number, row by row."""
    places, total = np.arange(count), shape.rows * shape.columns
    if shape.picture:
        side = shape.columns
        return places // side * shape.rows // side * side + places % side
    return places if count <= total else places * total // count
