"""The heights of a map's lines: which there are, and where each of them is told on the map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from engine.insight.numbers import shown
from engine.types import Matrix, Vector
from tui.drawing.charts.decimation import MAX_MAGNITUDE
from tui.drawing.charts.sheet import AXIS, Sheet

LEVELS = 8
"""Bands of height at most; the roles of the lines between them are "level-1" … "level-7", the lowest first."""

_LINES_DRAWN_EVERY = ((14, 1), (6, 2), (0, 4))
"""Rows of the canvas from which on one line of so many is drawn: on a small one they would run into each other."""
_MIN_ROWS_FOR_LABELS = 8
"""Rows from which on heights are told."""
_LABELLED_LINES = (2, 4, 6)
"""The lines whose heights are told."""
_MIN_DIGITS, _MAX_DIGITS = 2, 6

Edges = npt.NDArray[np.intp]
"""For every cell the number of the highest line through it, 0 for none; shape (rows, columns)."""


def numbers(rows: int) -> range:
    """The numbers of the lines for a canvas of so many rows."""
    every = next(every for least, every in _LINES_DRAWN_EVERY if rows >= least)
    return range(every, LEVELS, every)


def levels(values: Matrix, lines: range) -> tuple[Vector, list[str]]:
    """The heights of the lines, and how they are written: in as few digits as tell them apart, and these exactly.

    They are quantiles of the values, closer together towards the lowest.
    """
    known = np.clip(values[~np.isnan(values)], -MAX_MAGNITUDE, MAX_MAGNITUDE)
    if not known.size:
        return np.zeros(len(lines)), [""] * len(lines)
    exact = np.quantile(known, (np.array(lines) / LEVELS) ** 2)
    for digits in range(_MIN_DIGITS, _MAX_DIGITS):
        rounded = [float(f"{value:.{digits - 1}e}") for value in exact]
        if len(set(rounded)) == len(lines):
            return np.array(rounded), [shown(value) for value in rounded]
    return exact, [""] * len(lines)


def label_levels(sheet: Sheet, edges: Edges, lines: Sequence[int], texts: Sequence[str]) -> None:
    """Write heights into their lines, each where it covers nothing but its own, as far up as can be."""
    if len(edges) < _MIN_ROWS_FOR_LABELS:
        return
    middle = edges.shape[1] / 2
    for number, text in zip(lines, texts, strict=True):
        size = len(text) + 2
        if number not in _LABELLED_LINES or not text:
            continue
        places = [(int(row), int(column) - size // 2) for row, column in np.argwhere(edges == number)]
        places.sort(key=lambda place: (place[0], abs(place[1] + size / 2 - middle)))
        for row, column in places:
            if column < 0 or column + size > edges.shape[1]:
                continue
            under = edges[row, column : column + size]
            if ((under == 0) | (under == number)).all() and sheet.free(column, row, size):
                sheet.put(column, row, f" {text} ", AXIS)
                break
