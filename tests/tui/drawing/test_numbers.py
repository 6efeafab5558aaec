"""Numbers in columns: signs, and decimal points below each other."""

from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.insight.numbers import shown
from tui.drawing.numbers import aligned, aligned_within, headed_column, sign_role, signed, split_at_point

NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


@given(st.lists(NUMBERS, max_size=8))
@example([1.5, -20.25, 3.0, 1e-7, nan])
def test_numbers_below_each_other_have_their_points_below_each_other(numbers: list[float]) -> None:
    texts = [shown(number).replace("-", "−") for number in numbers]
    lines = aligned([*texts, "·"])
    assert [line.strip() for line in lines] == [*texts, "·"]
    assert len({cell_len(line) for line in lines}) == 1
    # A whole number's last digit stands where others' last digit before the point does.
    ends = set()
    for text, line in zip(texts, lines, strict=False):
        if text[-1].isdigit():
            whole = text.partition("e")[0].partition(".")[0]
            ends.add(line.index(text) + len(whole))
    assert len(ends) <= 1


def test_no_numbers_are_aligned_to_nothing() -> None:
    assert aligned([]) == []


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1, "+0.1"),
        (-0.736, "−0.736"),
        (0.0, "0"),
        (nan, "nan"),
        (inf, "+inf"),
        (-inf, "−inf"),
        (1e-9, "+1e−9"),
    ],
)
def test_a_sign_stands_before_every_number_that_has_one(number: float, text: str) -> None:
    assert signed(shown(number).replace("-", "−")) == text


def test_what_is_not_known_has_no_sign() -> None:
    assert signed("·") == "·"


def test_positive_and_negative_are_told_apart() -> None:
    assert sign_role(-1e-300) != sign_role(1e-300)
    assert sign_role(0.0) == sign_role(1.0)


def test_only_numbers_are_split_at_a_point_or_an_exponent() -> None:
    assert [split_at_point(text) for text in ("−0.5", "+1e-7", "12", "·", "setosa", "v1.5")] == [
        ("−0", ".5"),
        ("+1", "e-7"),
        ("12", ""),
        ("·", ""),
        ("setosa", ""),
        ("v1.5", ""),
    ]


def test_a_heading_stands_above_the_end_of_its_numbers() -> None:
    assert headed_column("new", ["1.25", "10", "·"]) == ["  new", " 1.25", "10   ", " ·   "]
    assert headed_column("gradient", ["1", "2"]) == ["gradient", "       1", "       2"]


def test_numbers_that_would_be_too_wide_below_each_other_stay_as_they_are() -> None:
    assert aligned_within(["1.5", "100"], 5) == ["  1.5", "100  "]
    assert aligned_within(["1.5", "100"], 4) == ["1.5", "100"]
