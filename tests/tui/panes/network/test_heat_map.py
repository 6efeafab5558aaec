"""Numbers as shades: every one has its place, more is brighter, and what is unknown is not shown as a number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.panes.network.heat_map import NON_FINITE, SHADES, UNKNOWN, Shape, first_of, heat, shape_of

ROOMS = st.integers(1, 90), st.integers(1, 40)


@given(st.integers(1, 2000), *ROOMS)
def test_a_block_fits_its_room_and_has_a_place_for_every_number(count: int, columns: int, rows: int) -> None:
    shape = shape_of(count, columns, rows)
    assert shape.rows <= rows
    assert shape.width <= columns
    block = heat(np.linspace(-1.0, 1.0, count), np.ones(count, dtype=np.bool_), shape)
    assert [len(row) for row in block] == [shape.width] * shape.rows
    firsts = first_of(count, shape)
    assert len(firsts) == shape.rows * shape.columns
    found = [first for first in firsts if first >= 0]
    assert found == sorted(found)
    assert found[0] == 0
    if count <= shape.rows * shape.columns:
        assert found == list(range(count))


@pytest.mark.parametrize(
    ("room", "shape"),
    [
        ((28, 14), Shape(14, 28, 1, picture=True)),
        ((56, 28), Shape(28, 28, 2, picture=True)),
        ((55, 40), Shape(14, 28, 1, picture=True)),
        ((27, 40), Shape(30, 27)),
        ((76, 1), Shape(1, 76)),
    ],
)
def test_a_square_number_of_values_is_a_picture_where_there_is_room(
    room: tuple[int, int], shape: Shape
) -> None:
    assert shape_of(784, *room) == shape


def test_few_numbers_are_wide_many_share_their_cells() -> None:
    assert shape_of(10, 76, 1) == Shape(1, 10, 4)
    assert shape_of(10, 25, 1) == Shape(1, 10, 2)
    assert shape_of(128, 60, 9) == Shape(3, 43)
    assert shape_of(128, 60, 1) == Shape(1, 60)


def test_shades_go_from_the_least_number_to_the_greatest() -> None:
    values = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    assert heat(values, np.ones(5, dtype=np.bool_), Shape(1, 5)) == [SHADES]
    assert heat(values[::-1], np.ones(5, dtype=np.bool_), Shape(1, 5, 2)) == ["██▓▓▒▒░░  "]


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30))
def test_of_two_numbers_the_greater_one_is_never_darker(numbers: list[float]) -> None:
    (row,) = heat(np.array(numbers), np.ones(len(numbers), dtype=np.bool_), Shape(1, len(numbers)))
    levels = [SHADES.index(letter) for letter in row]
    for one, level in zip(numbers, levels, strict=True):
        for other, other_level in zip(numbers, levels, strict=True):
            assert one >= other or level <= other_level


def test_neighbours_that_share_a_cell_are_shown_by_their_mean() -> None:
    values = np.array([0.0, 0.0, 4.0, 0.0, 4.0, 4.0])
    assert heat(values, np.ones(6, dtype=np.bool_), Shape(1, 3)) == [" ▒█"]


def test_all_alike_is_neither_little_nor_much() -> None:
    assert heat(np.full(4, 7.0), np.ones(4, dtype=np.bool_), Shape(1, 4)) == ["▒▒▒▒"]


def test_what_has_not_been_told_and_what_is_no_number_have_marks_of_their_own() -> None:
    known = np.array([True, False, True, True, True])
    values = np.array([0.0, 99.0, 1.0, np.inf, np.nan])
    assert heat(values, known, Shape(1, 5)) == [f" {UNKNOWN}█{NON_FINITE}{NON_FINITE}"]


def test_a_picture_keeps_its_rows_and_columns() -> None:
    picture = np.zeros((6, 6))
    picture[2:4, 1] = 1.0
    everything = np.ones(36, dtype=np.bool_)
    assert heat(picture.ravel(), everything, Shape(3, 6, 1, picture=True)) == [" " * 6, " █    ", " " * 6]
    whole = heat(picture.ravel(), everything, Shape(6, 6, 2, picture=True))
    assert whole[2] == whole[3] == "  ██" + " " * 8
    assert set("".join(whole[:2] + whole[4:])) == {" "}
