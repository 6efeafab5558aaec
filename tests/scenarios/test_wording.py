"""The words for what strangers wrote: short, on one line, and never a command to the terminal."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from scenarios.wording import described, plain, suggestion


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("größe ∂ 漢", "größe ∂ 漢"),
        ("a\nb\rc\td", r"a\nb\rc\td"),
        ("\x00\x1b\x7f", r"\x00\x1b\x7f"),
        ("\x80\u202e", r"\u0080\u202e"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
    ],
)
def test_a_text_is_shown_on_one_line_and_shortened(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (True, "true"),
        (False, "false"),
        (2**128 - 1, "340282366920938463463374607431768211455"),
        (2**128, "a number with very many digits"),
        (0.1, "0.1"),
        ("a\n", r'"a\n"'),
        ([], "an empty list"),
        ([1], "a list"),
        ((), "an empty list"),
        ({}, "an empty table"),
        ({"a": 1}, "a table"),
        (date(2024, 1, 2), "a date or time"),
        (time(12, 30), "a date or time"),
        (datetime(2024, 1, 2, 12, 30), "a date or time"),  # noqa: DTZ001 - as TOML has them, too
    ],
    ids=repr,
)
def test_a_value_is_described_in_a_few_words(value: object, told: str) -> None:
    assert described(value) == told


def test_without_a_proposal_what_there_is_is_listed_unless_it_is_much() -> None:
    many = [f"a{i}" for i in range(24)]
    assert suggestion("zzzz", many) == f"; known are {', '.join(many[:-1])} and a23"
    assert suggestion("zzzz", [*many, "a24"]) == ""
