"""Long series in few points: at most two to a column, and no spike is lost."""

from __future__ import annotations

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.drawing.charts.decimation import extremes, finite_range


def test_each_column_gives_its_least_and_greatest_in_the_order_of_time() -> None:
    # Two columns of two dots over x 1 … 8: the pitch is 7/3, the second column begins at 1 + 1.5·7/3 = 4.5.
    dots, values = extremes(np.array([3.0, 9, 1, 4, 5, 6, 7, 6]), None, (1, 8), 2, 2)
    assert values.tolist() == [1, 9, 5, 7]
    assert dots.tolist() == [0, 1, 2, 3]
    _, falling = extremes(np.array([9.0, 3, 4, 8, 7, 6, 5, 1]), None, (1, 8), 2, 2)
    assert falling.tolist() == [9, 3, 7, 1]


def test_given_places_decide_the_column_and_the_window_cuts() -> None:
    x = np.array([0.0, 1, 2, 2, 5, 9, 10, 11])
    dots, values = extremes(np.arange(8.0), x, (1, 10), 10, 1)
    assert dots.tolist() == [0, 1, 1, 4, 8, 9]
    assert values.tolist() == [1, 2, 3, 4, 5, 6]
    assert extremes(np.arange(8.0), x, (20, 30), 10, 1)[0].tolist() == []


def test_values_that_are_the_same_x_apart_need_no_x() -> None:
    values = np.random.default_rng(3).random(200)
    for first, every, limits in ((4.0, 4.0, (0, 1000)), (7.0, 1.0, (0, 250)), (100.0, 0.5, (120, 180))):
        given = extremes(values, first + every * np.arange(200.0), limits, 30, 2)
        counted = extremes(values, None, limits, 30, 2, first=first, every=every)
        for one, other in zip(given, counted, strict=True):
            assert one.tolist() == other.tolist()


def test_a_column_without_a_usable_value_is_one_gap() -> None:
    _, values = extremes(np.array([nan, inf, 1.0, 2.0, nan, 3.0]), None, (1, 6), 3, 2)
    assert np.array_equal(values, [nan, 1, 2, 3, 3], equal_nan=True)
    counts = np.array([3, 1, 2])
    assert extremes(counts, None, (1, 3), 1, 2)[1].tolist() == [3, 1]


@given(
    st.lists(st.floats(-100, 100), min_size=1, max_size=80).map(sorted),
    st.floats(-50, 50),
    st.floats(1e-3, 100),
    st.integers(1, 20),
    st.sampled_from([1, 2]),
)
def test_no_column_has_more_than_two_points_and_the_extremes_are_among_them(
    x: list[float], low: float, span: float, columns: int, across: int
) -> None:
    values = np.random.default_rng(len(x)).random(len(x))
    dots, kept = extremes(values, np.array(x), (low, low + span), columns, across)
    assert all(0 <= dot < columns * across for dot in dots)
    assert all(np.bincount((dots // across).astype(int)) <= 2)
    seen = [value for place, value in zip(x, values, strict=True) if low <= place <= low + span]
    assert len(kept) == 0 if not seen else (min(kept), max(kept)) == (min(seen), max(seen))


@pytest.mark.parametrize("x", [[2.0, 1.0], [1.0, nan], [1.0]])
def test_places_that_are_no_places_are_refused(x: list[float]) -> None:
    with pytest.raises(ValueError, match="x"):
        extremes(np.zeros(2), np.array(x), (0, 3), 10, 2)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([2.0, 1.0, 3.0], (1.0, 3.0)),
        ([2.0, nan, 3.0], (2.0, 3.0)),
        ([-inf, 2.0, 1e308, inf], (2.0, 1e308)),
        ([nan, inf], None),
        ([], None),
    ],
)
def test_the_range_of_a_series_is_that_of_its_finite_values(
    values: list[float], found: tuple[float, float] | None
) -> None:
    assert finite_range(np.array(values)) == found
