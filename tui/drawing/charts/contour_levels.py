"""The levels of contour lines, and the labels on the lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from engine.insight.numbers import shown
from engine.types import Matrix, Vector
from tui.drawing.charts.scale import MAX_MAGNITUDE
from tui.drawing.charts.sheet import AXIS, Sheet

LEVELS = 8
"""Bands of height at most; the roles of the lines between them are "level-1" … "level-7", the lowest first."""

_LINES_DRAWN_EVERY = ((14, 1), (6, 2), (0, 4))
"""(minimum rows of the canvas, n): of a canvas that high every n-th line is drawn, so that lines do not merge."""
_MIN_ROWS_FOR_LABELS = 8
"""Rows from which on lines are labelled."""
_LABELLED_LINES = (2, 4, 6)
"""The numbers of the lines that are labelled."""
_MIN_DIGITS, _MAX_DIGITS = 2, 6

Edges = npt.NDArray[np.intp]
"""For every cell the number of the highest line through it, 0 for none; shape (rows, columns)."""


def numbers(rows: int) -> range:
    """The numbers of the lines for a canvas of so many rows."""
    every = next(every for least, every in _LINES_DRAWN_EVERY if rows >= least)
    return range(every, LEVELS, every)


def levels(values: Matrix, lines: range) -> tuple[Vector, list[str]]:
    """The levels of the lines, rounded to as few digits as keep them distinct, and their texts.

    They are the (k/8)²-quantiles of the values for line k, closer together towards the minimum.
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
    """Label lines with their levels, each as far up as possible where it covers nothing but its own line."""
    if len(edges) < _MIN_ROWS_FOR_LABELS:
        return
    middle = edges.shape[1] / 2
    for number, text in zip(lines, texts, strict=True):
        size = len(text) + 2
        if number not in _LABELLED_LINES or not text:
            continue
        positions = [(int(row), int(column) - size // 2) for row, column in np.argwhere(edges == number)]
        positions.sort(key=lambda position: (position[0], abs(position[1] + size / 2 - middle)))
        for row, column in positions:
            if column < 0 or column + size > edges.shape[1]:
                continue
            under = edges[row, column : column + size]
            if ((under == 0) | (under == number)).all() and sheet.free(column, row, size):
                sheet.put(column, row, f" {text} ", AXIS)
                break
