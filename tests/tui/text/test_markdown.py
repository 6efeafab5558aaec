"""The Markdown of lessons: which blocks a text has, how names in it are written, and what stays as it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.text.markdown import Block, Run, blocks
from tui.text.notation import Notation

TWO_LAYERS = Notation(2)


def test_emphasis_and_names_in_code_are_runs_of_their_own() -> None:
    (block,) = blocks("The **gradient** of `w2_1_1` is *not* -7.36.", TWO_LAYERS)
    assert block == Block(
        "paragraph",
        (
            Run("The "),
            Run("gradient", True),
            Run(" of "),
            Run("w²₁₁", True),
            Run(" is "),
            Run("not", True),
            Run(" −7.36."),
        ),
    )


def test_emphasis_goes_on_over_the_end_of_a_line() -> None:
    (block,) = blocks("a **learning\nrate** that\nis small", TWO_LAYERS)
    assert block.runs == (Run("a "), Run("learning rate", True), Run(" that is small"))


def test_a_text_has_headings_lists_and_code_blocks() -> None:
    text = (
        "# Two steps\n\nFirst:\n\n- one\n- two\n  1. inner\n\n  still two\n\n```\nfor x in -1:\n    y\n```\n"
    )
    assert [(block.kind, block.marker, block.depth, block.text) for block in blocks(text, TWO_LAYERS)] == [
        ("heading", "", 0, "Two steps"),
        ("paragraph", "", 0, "First:"),
        ("paragraph", "•", 1, "one"),
        ("paragraph", "•", 1, "two"),
        ("paragraph", "1.", 2, "inner"),
        ("paragraph", "", 1, "still two"),
        ("code", "", 0, "for x in -1:\n    y"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[a link](elsewhere)",
        "<b>bold</b>",
        "&#27;[31m",
        "> 5",
        "---",
        "2 * 3 * 4",
        "| a | b |",
        "loss = 3\n===",
    ],
)
def test_what_has_no_place_in_a_terminal_stays_as_it_is_typed(text: str) -> None:
    (block,) = blocks(text, TWO_LAYERS)
    assert block.text == text.replace("\n", " ")


def test_without_letters_names_stay_as_they_are_typed() -> None:
    (block,) = blocks("`w2_1_1` goes to -1", Notation(2, unicode=False))
    assert block.text == "w2_1_1 goes to -1"


@given(st.text(st.sampled_from("a*_`#- 1.\n\\~>&")))
def test_no_text_is_too_much_for_it(text: str) -> None:
    assert all("\n" not in block.text or block.kind == "code" for block in blocks(text, TWO_LAYERS))
