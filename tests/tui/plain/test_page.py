"""What is written: whatever is said comes out as a line of text that commands no terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.plain.page import Page
from tui.plain.spelling import spelt_out
from tui.text.glossary import glossary


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("\x1b[2Jred\x07", "[2Jred\n"),
        ("one\ntwo\r\tthree\u2028four", "one two three four\n"),
        ("\u202eturned\u2066 \x9b1m", "turned 1m\n"),
        ("  blanks \n", "blanks\n"),
        ("é, 中, 🙂", "é, 中, 🙂\n"),
    ],
)
def test_what_is_said_is_one_line(capsys: pytest.CaptureFixture[str], said: str, written: str) -> None:
    Page().say(said)
    assert capsys.readouterr().out == written


def test_a_list_is_written_in_pieces(capsys: pytest.CaptureFixture[str]) -> None:
    page = Page()
    page.list(map(str, range(45)))
    page.more()
    page.more()
    assert not page.more()
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.isdigit()] == [str(number) for number in range(45)]
    assert [place for place, line in enumerate(lines) if line.startswith("More available")] == [20, 41]


def test_a_list_is_looked_at_no_further_than_it_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    taken = 0

    def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield str(taken)

    Page().list(endless())  # type: ignore[arg-type]
    assert taken == 21
    assert len(capsys.readouterr().out.splitlines()) == 21


@pytest.mark.parametrize(
    ("signs", "spelt"),
    [
        ("w²₁₁ and b₂₁", "w2_1_1 and b2_1"),
        ("w¹₁₂,₃", "w1_12_3"),
        ("x² − y³", "x**2 - y**3"),
        ("∂L/∂ŷ = −2·(y − ŷ)", "dL/dyhat = -2*(y - yhat)"),
        ("η 0.1 → ∞", "eta 0.1 -> infinity"),
        ("σ(z) = 1/(1 + e⁻ᶻ)", "sigma(z) = 1/(1 + e^(-z))"),
        ("café", "café"),
    ],
)
def test_signs_are_spelt_out(signs: str, spelt: str) -> None:
    assert spelt_out(signs) == spelt


def test_every_term_can_be_spelt_out() -> None:
    for term in glossary():
        assert spelt_out(f"{term.name} {term.formula} {term.sentence}").isascii(), term.name


@given(st.text())
def test_anything_can_be_spelt_out(text: str) -> None:
    assert spelt_out(spelt_out(text)) == spelt_out(text)
