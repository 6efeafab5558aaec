"""Lesson texts with places for numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.language import filled, pieces_of

NAMES = {"loss": 13.5424, "value.a2_1": 1 / 3, "step": 7.0, "epoch": 12345678.0}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no place", "no place"),
        ("ŷ is {value.a2_1:.3g}.", "ŷ is 0.333."),
        ("{loss}", "13.5424"),
        ("step {step}", "step 7"),
        ("{value.a2_1}", "0.333333"),
        ("{epoch:,.0f} {loss:+.2e} {value.a2_1:.1%} {loss:>8.2f}|{loss:*^9.1f}|{step:03.0f}",
         "12,345,678 +1.35e+01 33.3%    13.54|**13.5***|007"),
        ("{2*loss - 1:.2f}", "26.08"),
        ("{{loss}} {{{loss:.0f}}}", "{loss} {14}"),
        ("{sign(-loss)}", "-1"),
        ("{loss > 3}", "1"),
        ("{log(0)} {0/0}", "-inf nan"),
    ],
)  # fmt: skip
def test_places_are_filled_with_the_numbers_of_the_moment(text: str, expected: str) -> None:
    assert filled(text, NAMES) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "{ has no } after it; write {{ for a brace itself"),
        ("{loss", "{ has no } after it; write {{ for a brace itself"),
        ("loss}", "} has no { before it; write }} for a brace itself"),
        ("{}", '"", column 1: the expression is empty'),
        ("{loss:}", '"" is not a number format; give one such as .3g, .4f or +.2e after the colon'),
        ("{loss:d}", '"d" is not a number format; give one such as .3g, .4f or +.2e after the colon'),
        (
            "{loss:999f}",
            '"999f" is not a number format; give one such as .3g, .4f or +.2e after the colon',
        ),
        (
            "{loss:.3g:x}",
            '".3g:x" is not a number format; give one such as .3g, .4f or +.2e after the colon',
        ),
        ("{a b}", "\"a b\", column 3: an operator is missing before 'b': a product is written a*b"),
    ],
)
def test_a_text_with_a_faulty_place_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        pieces_of(text)
    assert str(caught.value) == message


@given(st.text())
def test_braces_written_twice_stand_for_themselves(text: str) -> None:
    assert filled(text.replace("{", "{{").replace("}", "}}"), {}) == text


@given(st.text("{}:.loss3gf +-*^<>%,é", max_size=20))
def test_any_accepted_text_can_be_filled(text: str) -> None:
    try:
        pieces = pieces_of(text)
    except ValueError:
        return
    names = dict.fromkeys(("loss", "l", "o", "s", "g", "f", "lo", "ss", "los", "so"), 1.0)
    if "KeyError" not in _filled_or_error(text, names):
        assert len(pieces) <= len(text)


def _filled_or_error(text: str, names: dict[str, float]) -> str:
    try:
        return filled(text, names)
    except KeyError as error:
        return repr(error)
