"""Standardized columns have the mean 0 and the deviation 1, whatever the size of the numbers, and lead back to them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.objectives.standardization import DIVISORS, Standardization


def column(*numbers: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array(numbers, dtype=np.float64).reshape(-1, 1)


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=12),
    st.integers(-1000, 900),
    st.sampled_from(sorted(DIVISORS)),
)
def test_usable_columns_have_the_moments_of_their_divisor_and_lead_back(
    numbers: list[float], exponent: int, divisor: str
) -> None:
    raw = np.ldexp(column(*numbers), exponent)
    scale = Standardization.of(raw.copy(), len(raw), divisor)
    if not scale.is_usable(0, len(raw)):
        spread = np.ptp(column(*numbers))
        assert spread <= 1e-7 * np.abs(column(*numbers)).max() or scale.deviation[0] < 1e-290
        return
    values = scale.values()
    assert abs(values.mean()) < 1e-6
    assert (values**2).sum() / (len(raw) - DIVISORS[divisor]) == pytest.approx(1.0, abs=1e-5)
    assert scale.to_raw(values) == pytest.approx(raw, rel=1e-9, abs=1e-9 * scale.deviation[0])
    assert np.array_equal(scale.raw, raw)


@given(st.lists(st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1e-6), min_size=2, max_size=20))
def test_ordinary_numbers_have_the_bits_of_numpys_own_deviation(numbers: list[float]) -> None:
    raw = column(*numbers)
    for divisor, less in DIVISORS.items():
        scale = Standardization.of(raw.copy(), len(raw), divisor)
        assert scale.mean[0] == raw.mean(axis=0)[0]
        assert scale.deviation[0] == raw.std(axis=0, ddof=less)[0]


@pytest.mark.parametrize("size", [1e300, 1e200, 1e-200, 1e-300])
def test_squares_of_huge_and_tiny_numbers_neither_overflow_nor_vanish(size: float) -> None:
    scale = Standardization.of(column(size, 3 * size), 2, "population")
    assert scale.is_usable(0, 2)
    assert scale.deviation == pytest.approx([size], rel=1e-12, abs=0.0)
    assert scale.values().ravel() == pytest.approx([-1.0, 1.0], rel=1e-12)


@pytest.mark.parametrize(
    "numbers",
    [
        (5.0, 5.0),
        (0.0, 0.0),
        (0.1, np.nextafter(0.1, 1.0)),
        (1.7e308, 1.7e308, -1.7e308),
        (0.0, 5e-324),
        (1e16, 1e16 + 2, 1e16 + 2),
    ],
)
def test_columns_that_come_to_no_mean_of_0_and_deviation_of_1_are_not_usable(
    numbers: tuple[float, ...],
) -> None:
    for divisor in DIVISORS:
        assert not Standardization.of(column(*numbers), len(numbers), divisor).is_usable(0, len(numbers))
