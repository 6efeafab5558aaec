"""The line rasteriser: no gap in a line, none over an interruption, and the bits of a cell's dots."""

from __future__ import annotations

from math import nan

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tui.drawing.raster import BRAILLE_BITS, cell_patterns, line_positions

POINTS = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=2, max_size=6)


@given(POINTS)
def test_no_two_neighbours_are_further_apart_than_a_dot(points: list[tuple[int, int]]) -> None:
    x, y = np.array(points, dtype=float).T
    along = np.stack(line_positions(x, y))
    path = np.column_stack([along[:, : -len(points)], along[:, -1:]])
    assert np.abs(np.diff(path)).max(initial=0.0) <= 1 + 1e-9
    assert along[:, -len(points) :].T.tolist() == np.array(points).tolist()


def test_a_line_is_interrupted_where_y_is_not_a_number() -> None:
    x, y = line_positions(np.array([0.0, 2, 4, 6]), np.array([0.0, 0, nan, 0]))
    assert x.tolist() == [0, 1, 0, 2, 6]
    assert y.tolist() == [0] * 5


def test_each_dot_of_a_braille_cell_has_its_bit() -> None:
    for row in range(4):
        for column in range(2):
            dots = np.zeros((4, 2), dtype=bool)
            dots[row, column] = True
            assert cell_patterns(dots, BRAILLE_BITS).tolist() == [[BRAILLE_BITS[row, column]]]
    assert cell_patterns(np.ones((8, 4), dtype=bool), BRAILLE_BITS).tolist() == [[255, 255], [255, 255]]
