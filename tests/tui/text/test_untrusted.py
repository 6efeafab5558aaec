"""Untrusted text: characters that command a terminal are removed, and no others."""

from __future__ import annotations

from unicodedata import category

from hypothesis import given
from hypothesis import strategies as st

from tui.text.untrusted import MAX_CHARACTERS, clean, clean_line

TURNING = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_escape_sequences_lose_what_makes_them_work() -> None:
    assert clean("a\x1b[2Jb\x9b31mc\x1b]52;c;aGk=\x07d\x08\x7f\r") == "a[2Jb31mc]52;c;aGk=d"


def test_text_keeps_its_lines_and_letters() -> None:
    text = "Zeile 1\n\tŷ ← ∂L/∂w²₁₁ · 寿司 👍🏽\n"
    assert clean(text) == text
    assert clean_line(text) == "Zeile 1  ŷ ← ∂L/∂w²₁₁ · 寿司 👍🏽 "


def test_what_turns_the_text_around_it_is_dropped() -> None:
    assert clean("a" + "".join(sorted(TURNING)) + "b") == "ab"


def test_what_is_not_seen_is_dropped() -> None:
    hidden = "\u00ad\u200b\u200c\u200d\u2060\ufeff\U000e0001" + "".join(map(chr, range(0xE0020, 0xE0080)))
    assert clean(f"a{hidden}b") == "ab"
    # An accent and the colour of a heart are seen with the letter before them.
    assert clean("e\u0301 ❤\ufe0f") == "e\u0301 ❤\ufe0f"


def test_a_long_text_is_cut() -> None:
    assert clean("x" * (MAX_CHARACTERS + 1)) == "x" * (MAX_CHARACTERS - 1) + "…"
    assert clean_line("abcdef", 4) == "abc…"
    assert clean_line("abcd", 4) == "abcd"


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_nothing_that_commands_a_terminal_passes(text: str) -> None:
    shown = clean(text)
    assert not TURNING & set(shown)
    assert all(category(letter) not in ("Cc", "Cf", "Cs") or letter in "\t\n" for letter in shown)
    assert clean_line(text).splitlines() in ([], [clean_line(text)])
    assert clean(shown) == shown
