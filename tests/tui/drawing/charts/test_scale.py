"""Scales and ranges of axes, at all magnitudes that a float has."""

from __future__ import annotations

from fractions import Fraction
from math import inf, isfinite

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.extremes import EXTREMES
from tui.drawing.charts.scale import (
    MAX_MAGNITUDE,
    Scale,
    apart,
    axis_fault,
    nice_limits,
    ordered,
    portions,
)
from tui.drawing.charts.ticks import Room, axis

ENDS = st.sampled_from([sign * value for value in EXTREMES for sign in (1, -1)])
FINITE = st.floats(allow_nan=False, allow_infinity=False) | ENDS
ANY = st.floats(allow_nan=False) | ENDS


@given(ANY, ANY, st.booleans())
def test_any_two_numbers_give_limits_between_which_an_axis_has_numbers(
    one: float, two: float, counts: bool
) -> None:
    for limits in (apart(*sorted((one, two))), ordered((one, two)), nice_limits(*sorted((one, two)))):
        low, high = limits
        assert low < high
        assert isfinite(10 * (high - low))
        drawn = axis(limits, Room(40, 2, 3, True, counts))
        assert drawn.cell(low) in range(40)
        assert drawn.cell(high) in range(40)
        assert all(isfinite(tick.value) and 0 <= tick.cell < 40 for tick in drawn.ticks)


@given(FINITE.map(abs).filter(bool), FINITE.map(abs).filter(bool))
def test_the_same_holds_for_a_logarithmic_axis(one: float, two: float) -> None:
    low, high = nice_limits(*sorted((one, two)), log=True)
    assert 0 < low < high < inf
    assert all(0 < tick.value < inf for tick in axis((low, high), Room(20, 4, 2), log=True).ticks)


@given(FINITE, FINITE, FINITE)
def test_portions_are_those_of_exact_arithmetic(one: float, two: float, value: float) -> None:
    low, high = sorted((one, two))
    if high - low > 1e-300:
        (found,) = portions(np.array([value]), low, high)
        span = Fraction(high) - Fraction(low)
        exact = (Fraction(value) - Fraction(low)) / span
        if abs(exact) < MAX_MAGNITUDE:
            # Each number is rounded once, in proportion to itself.
            largest = max(abs(Fraction(number)) for number in (low, high, value))
            assert (
                abs(Fraction(float(found)) - exact) <= Fraction(2, 2**50) * (1 + abs(exact)) * largest / span
            )


def test_numbers_of_a_few_units_in_the_last_place_have_an_axis() -> None:
    low, high = nice_limits(1e-323, 4e-323)
    assert low <= -1 < 1 <= high


def test_the_whole_range_of_floats_has_a_middle() -> None:
    assert portions(np.array([-1.7e308, 0.0, 1.7e308]), -1.7e308, 1.7e308).tolist() == [0.0, 0.5, 1.0]
    assert Scale.of(-1.7e308, 1.7e308).dot(0.0, 101) == 50


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ((-1.7e308, 1.7e308), "x from -1.7e308 to 1.7e308 is beyond 1e300"),
        ((1e308, 1.0000000000000002e308), "beyond 1e300"),
        ((-2e307, inf), "to inf is beyond"),
        ((0.0, 5e-324), "x from 0 to 5e-324 is too narrow"),
        ((1.0, 1.0000000000000002), "x from 1 to 1.0000000000000002 is too narrow"),
    ],
)
def test_a_range_that_no_axis_shows_is_said_with_all_its_digits(
    limits: tuple[float, float], words: str
) -> None:
    assert words in axis_fault("x", limits)


@pytest.mark.parametrize("limits", [(-MAX_MAGNITUDE, MAX_MAGNITUDE), (0.0, 1e-280), (1.0, 1.00000001)])
def test_a_range_that_an_axis_shows_has_no_fault(limits: tuple[float, float]) -> None:
    assert axis_fault("x", limits) == ""
    assert ordered(limits) == limits
