"""How numbers are shown."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.insight.numbers import half_unit, shown

FINITE = st.floats(allow_nan=False, allow_infinity=False)
DIGITS = st.integers(1, 17)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (1.0, "1"), (13.542399999999997, "13.5424"), (-0.736, "-0.736"), (0.1, "0.1"),
        (1e-5, "1e-5"), (-1.25e-7, "-1.25e-7"), (0.0001, "0.0001"), (0.00012345678, "0.000123457"),
        (123456.7, "123457"), (1234567.0, "1.23457e6"), (1e16, "1e16"), (1e300, "1e300"), (5e-324, "4.94066e-324"),
        (-999999.9, "-1e6"), (math.inf, "inf"), (-math.inf, "-inf"), (math.nan, "nan"), (8, "8"),
    ],
)  # fmt: skip
def test_a_number_is_shown_in_six_digits_unless_asked_otherwise(number: float, text: str) -> None:
    assert shown(number) == text


@pytest.mark.parametrize(
    ("digits", "text"), [(3, "0.667"), (4, "0.6667"), (9, "0.666666667"), (17, "0.66666666666666663")]
)
def test_more_or_fewer_digits_can_be_asked_for(digits: int, text: str) -> None:
    assert shown(2.0 / 3.0, digits) == text


@given(FINITE, DIGITS)
def test_nothing_but_0_is_shown_as_0(number: float, digits: int) -> None:
    text = shown(number, digits)
    assert (text == "0") == (number == 0.0)
    assert any(digit in text.partition("e")[0] for digit in "123456789") or number == 0.0


@given(FINITE, DIGITS)
def test_a_shown_number_is_the_number_within_half_a_unit_of_its_last_digit(
    number: float, digits: int
) -> None:
    text = shown(number, digits)
    distance = abs(Decimal(text) - Decimal(number))
    assert distance <= Decimal(half_unit(text)) * Decimal("1.000000001") + Decimal(math.ulp(number))


@given(FINITE, DIGITS)
def test_a_shown_number_has_no_more_digits_than_asked_for(number: float, digits: int) -> None:
    mantissa = shown(number, digits).partition("e")[0].lstrip("-").replace(".", "").lstrip("0")
    assert len(mantissa) <= digits


@given(FINITE)
def test_seventeen_digits_give_the_very_number_back(number: float) -> None:
    assert float(shown(number, 17)) == number


@given(FINITE, DIGITS)
def test_a_shown_number_is_shown_as_itself(number: float, digits: int) -> None:
    text = shown(number, digits)
    if math.isfinite(float(text)):
        assert shown(float(text), digits) == text


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("13.5424", 5e-5),
        ("8", 0.5),
        ("-0.1", 0.05),
        ("1e-5", 5e-6),
        ("1.23457e6", 5.0),
        ("120", 0.5),
        ("-2.5e-3", 5e-5),
    ],
)
def test_half_a_unit_of_the_last_digit(text: str, half: float) -> None:
    assert half_unit(text) == pytest.approx(half, rel=1e-14)
