"""The wire: a terminal that is sent its pieces shows what was meant, for few bytes, whatever stood there before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from tests.support.emulator import Emulator, Picture
from tui.screen.output.frame_diff import FrameDiff
from tui.screen.output.sgr_style import PLAIN, change, sgr_style_of

STYLES = [
    None,
    Style(),
    Style(color="#ff8800"),
    Style(color="#ff8800", bgcolor="#101820"),
    Style(bgcolor="#101820", bold=True),
    Style(color="blue", dim=True),
    Style(bold=True, italic=True, underline=True),
    Style(reverse=True, color="red"),
    Style(bold=True, dim=True),
]
TEXTS = ["", " ", "w¹₁₂", "0.5 ", "漢字", "a漢b", "é", "━━━●──", "⣿⡇", "日本語 words", "∂L/∂w"]

texts = st.sampled_from(TEXTS) | st.text("ab漢 ·", max_size=8)
segments = st.lists(st.tuples(texts, st.sampled_from(STYLES)), max_size=5)
updates = st.tuples(st.integers(0, 30), st.integers(0, 7), segments, st.integers(0, 31))


def meant(
    frame_diff: FrameDiff, x: int, y: int, parts: Iterable[tuple[str, Style | None]], end: int = 10**6
) -> None:
    frame_diff.set_cells(x, y, [Segment(text, style) for text, style in parts], ColorSystem.TRUECOLOR, end)


def sent(frame_diff: FrameDiff, size: float = inf) -> str:
    return "".join(frame_diff.chunks(size, inf))


def screen(columns: int, rows: int) -> Emulator:
    """A terminal that does not wrap lines, as Textual leaves it."""
    terminal = Emulator(columns, rows, lambda answer: None)
    terminal.feed(b"\x1b[?7l")
    return terminal


def written_anew(frame_diff: FrameDiff) -> Picture:
    """What is meant, sent as a whole to an empty terminal."""
    terminal = screen(frame_diff.width, frame_diff.height)
    frame_diff.invalidate()
    terminal.feed(sent(frame_diff).encode())
    return terminal.picture()


@settings(max_examples=300)
@given(
    st.integers(1, 30),
    st.integers(1, 8),
    st.lists(updates | st.just("send") | st.just("little"), max_size=30),
)
def test_what_stands_on_the_terminal_is_what_is_meant(
    columns: int, rows: int, steps: list[tuple[int, int, list[tuple[str, Style | None]], int] | str]
) -> None:
    frame_diff, terminal = FrameDiff(), screen(columns, rows)
    frame_diff.resize(columns, rows)
    for y in range(rows):
        meant(frame_diff, 0, y, [(" " * columns, Style(bgcolor="#101820"))])
    for step in steps:
        if step == "send":
            terminal.feed(sent(frame_diff).encode())
        elif step == "little":
            terminal.feed(next(frame_diff.chunks(1, 0), "").encode())
        else:
            assert not isinstance(step, str)
            x, y, parts, end = step
            meant(frame_diff, x, y, parts, end)
    terminal.feed(sent(frame_diff).encode())
    assert not frame_diff.behind
    assert terminal.picture() == written_anew(frame_diff)


def test_an_update_of_no_cells_splits_no_wide_character() -> None:
    frame_diff, terminal = written("      aa漢a", width=11), screen(11, 1)
    meant(frame_diff, 9, 0, [], 0)
    meant(frame_diff, 9, 0, [("b", None)], 9)
    frame_diff.invalidate()
    terminal.feed(sent(frame_diff).encode())
    assert terminal.picture().text == "      aa漢a"


def written(*rows: str, width: int = 12) -> FrameDiff:
    """A wire whose rows are meant and stand."""
    frame_diff = FrameDiff()
    frame_diff.resize(width, len(rows))
    for y, text in enumerate(rows):
        meant(frame_diff, 0, y, [(text.ljust(width), None)])
    sent(frame_diff)
    return frame_diff


def test_what_stands_already_is_not_sent_again() -> None:
    frame_diff = written("loss 13.5424", "loss 21.2865")
    meant(frame_diff, 0, 0, [("loss 13.5424", None)])
    assert sent(frame_diff) == ""
    assert not frame_diff.behind
    meant(frame_diff, 0, 1, [("loss 21.3865", None)])
    assert sent(frame_diff) == "\x1b[2;9H3"


def test_what_lies_between_is_written_again_where_that_is_shorter_than_to_move() -> None:
    frame_diff = written("abcdefghijkl")
    meant(frame_diff, 0, 0, [("AbCdefghiJkl", None)])
    assert sent(frame_diff) == "\x1b[1HAbC\x1b[6CJ"


def test_a_colour_is_sent_once_for_all_cells_that_follow_in_it_and_no_more_than_what_differs() -> None:
    frame_diff = written("            ", "            ")
    warm, strong = Style(color="#ff8800"), Style(color="#ff8800", bold=True)
    meant(frame_diff, 0, 0, [("ab", warm), ("cd", strong), ("ef", warm)])
    meant(frame_diff, 0, 1, [("gh", warm)])
    assert sent(frame_diff) == "\x1b[1H\x1b[38;2;255;136;0mab\x1b[1mcd\x1b[22mef\x1b[2Hgh\x1b[m"


def test_what_is_not_known_to_stand_is_sent_whole() -> None:
    frame_diff = written("abc", width=3)
    frame_diff.invalidate()
    assert frame_diff.behind
    assert sent(frame_diff) == "\x1b[1Habc"
    frame_diff.resize(4, 1)
    # Nothing is meant for the new size yet.
    assert sent(frame_diff) == ""


def test_pieces_are_whole_rows_and_the_cheapest_come_first_where_room_is_short() -> None:
    frame_diff = written("            ", "            ", "            ")
    for y, text in enumerate(("aaaaaaaa", "b", "cccc")):
        meant(frame_diff, 0, y, [(text, None)])
    assert list(frame_diff.chunks(1, 10)) == ["\x1b[2Hb", "\x1b[3Hcccc", "\x1b[1Haaaaaaaa"]
    for y, text in enumerate(("dddddddd", "e", "ffff")):
        meant(frame_diff, 0, y, [(text, None)])
    assert list(frame_diff.chunks(8, inf)) == ["\x1b[1Hdddddddd", "\x1b[2He\x1b[3Hffff"]


def test_a_piece_that_is_not_taken_is_still_to_be_sent_and_as_it_is_meant_then() -> None:
    frame_diff = written("            ", "            ")
    meant(frame_diff, 0, 0, [("a", None)])
    meant(frame_diff, 0, 1, [("b", None)])
    assert next(frame_diff.chunks(1, inf)) == "\x1b[1Ha"
    assert frame_diff.behind
    meant(frame_diff, 0, 1, [("c", None)])
    assert sent(frame_diff) == "\x1b[2Hc"


@pytest.mark.parametrize(
    "hostile",
    ["\x1b[2J", "\x9b2J", "\x07", "\r\n", "\x1b]0;title\x07", "\u202eabc", "\u2066a", "a\u200bb", "\ud800"],
)
def test_nothing_that_commands_a_terminal_gets_through(hostile: str) -> None:
    frame_diff = written(" " * 12)
    meant(frame_diff, 0, 0, [(f"{hostile}x", None)])
    out = re.sub(r"\x1b\[[0-9;]*H", "", sent(frame_diff))
    assert out.isprintable()
    assert "x" in out


def test_marks_stay_with_the_letter_that_they_belong_to() -> None:
    frame_diff = written(" " * 12)
    meant(frame_diff, 0, 0, [("ae\u0301i", None)])
    assert sent(frame_diff) == "\x1b[1Hae\u0301\x1b[1;3Hi"


def test_the_second_half_of_a_wide_letter_goes_with_the_first() -> None:
    frame_diff = written("漢字        "[:10])
    meant(frame_diff, 1, 0, [("x", None)])
    terminal = screen(12, 1)
    terminal.feed("漢字".encode() + sent(frame_diff).encode())
    assert terminal.line(0) == " x字"


@given(st.sampled_from(STYLES), st.sampled_from(STYLES), st.sampled_from(list(ColorSystem)))
def test_from_each_look_to_each_other_leads_a_way_that_is_no_longer_than_anew(
    before: Style | None, after: Style | None, colours: ColorSystem
) -> None:
    one, other = sgr_style_of(before, colours), sgr_style_of(after, colours)
    terminal, anew = screen(2, 1), screen(2, 1)
    terminal.feed(f"{change(PLAIN, one)}{change(one, other)}x".encode())
    anew.feed(f"{change(PLAIN, other)}x".encode())
    assert terminal.cell(0, 0) == anew.cell(0, 0)
    assert len(change(one, other)) <= len(change(one, PLAIN)) + len(change(PLAIN, other))
