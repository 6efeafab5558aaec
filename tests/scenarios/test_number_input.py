"""Numbers as they are typed: exactly the float that is written, or a sentence."""

from __future__ import annotations

from contextlib import suppress
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.number_input import InvalidNumber, parse_number, shortest_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        ("0,5", 0.5),
        ("−1,25e−3", -0.00125),
        ("0,125", 0.125),
        ("1,5000", 1.5),
        ("1/3", 1 / 3),
        ("−1 / 3", -1 / 3),
        ("0,5/2", 0.25),
        ("0/3", 0.0),
        (" 12 ", 12.0),
        ("-0.5", -0.5),
        ("−0.5", -0.5),
        ("+3", 3.0),
        ("1e-3", 0.001),
        ("1e−3", 0.001),
        ("1.5E+2", 150.0),
        (".25", 0.25),
        ("5.", 5.0),
        ("0", 0.0),
        ("0e999", 0.0),
        ("0.1", 0.1),
        ("1.7976931348623157e308", 1.7976931348623157e308),
        ("5e-324", 5e-324),
    ],
)
def test_a_number_is_what_is_written(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Type a number"),
        ("  ", "Type a number"),
        ("nan", "not a number"),
        ("inf", "not a number"),
        ("-Infinity", "not a number"),
        ("half", "not a number"),
        ("1 2", "not a number"),
        ("1_000", "not a number"),
        ("0x10", "not a number"),
        ("--1", "not a number"),
        ("1e", "not a number"),
        ("٣", "not a number"),
        ("\x1b[31m1", "not a number"),
        ("1,500", "can be 1.500 or 1500; write it without a comma"),
        ("-12,345", "can be -12.345 or -12345"),
        ("1,2,3", "not a number"),
        ("1.5,2", "not a number"),
        ("1/0", "divides by 0"),
        ("1/", "not a number"),
        ("1/2/3", "not a number"),
        ("1e308/1e-308", "too large"),
        ("1e-308/1e308", "too small"),
        ("1e999", "too large"),
        ("-1e999", "too large"),
        ("1e-999", "too small"),
        ("1" * 500, "not a number"),
    ],
)
def test_what_is_no_number_is_answered_with_a_sentence(text: str, told: str) -> None:
    with pytest.raises(InvalidNumber, match=told) as caught:
        parse_number(text)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 140


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_shown_for_editing_stands_for_the_very_same_number(value: float) -> None:
    assert parse_number(shortest_text(value)) == value
    assert parse_number(shortest_text(value).replace("-", "−")) == value


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_number_or_a_sentence(text: str) -> None:
    with suppress(InvalidNumber):
        assert isfinite(parse_number(text))


@pytest.mark.parametrize(
    ("value", "text"), [(8.0, "8"), (0.1, "0.1"), (1e-05, "1e-5"), (1e22, "1e22"), (-2.0, "-2")]
)
def test_numbers_are_written_as_short_as_can_be(value: float, text: str) -> None:
    assert shortest_text(value) == text
