"""Terminal input: what is one key, one click or one paste, and what is none."""

from __future__ import annotations

import pytest
from textual import constants
from textual.events import Key, MouseDown, Paste, Resize
from textual.message import Message

from tests.tui.workspaces import Clock
from tui.screen.output.terminal_input import MAX_PASTE_BYTES, TerminalInput

SIZE = (80, 24)
RESIZES = b"\x1b[?2048;1$y"
"""What a terminal says that sends its size among the keys."""


def reading() -> tuple[TerminalInput, Clock]:
    clock = Clock()
    return TerminalInput(lambda: SIZE, lambda: clock.now), clock


def events(*chunks: bytes) -> list[Message]:
    read, _ = reading()
    return [event for chunk in chunks for event in read.feed(chunk)]


def keys(*chunks: bytes) -> list[str]:
    """The keys of chunks that come at once, and of what is left after a while."""
    read, clock = reading()
    found = [event for chunk in chunks for event in read.feed(chunk)]
    clock.now += constants.ESCAPE_DELAY
    return [event.key for event in (*found, *read.tick()) if isinstance(event, Key)]


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"n\x1b[A\x1b[H\x1bOP", ["n", "up", "home", "f1"]),
        (b"\x1b", ["escape"]),
        (b"\x1b\x1b[A", ["escape", "up"]),
        (b"\x1bf\x1b\r", ["ctrl+right", "enter"]),
        (b"\x1b[[Cn", ["f3", "n"]),
        ("é−n".encode(), ["é", "minus_sign", "n"]),
        (b"\x1b[99;5u\x1b[110u", ["ctrl+c", "n"]),
    ],
)
def test_keys_are_read(data: bytes, wanted: list[str]) -> None:
    assert keys(data) == wanted
    assert keys(*(data[at : at + 1] for at in range(len(data)))) == wanted


@pytest.mark.parametrize(
    "noise",
    [
        b"\xff\xe2\x80",
        b"\x1b[?62;22c",
        b"\x1b[1;",
        b"\x1b[1114112u",
        b"\x1b[100000000000;57399S",
        b"\x1b[97:65;5u",
        b"\x1b[55296u",
        b"\x1b[97;1;55296u",
        b"\x1b[M\xff\xff\xff",
        b"\x1b[M q\x7f",
        b"\x1b]11;rgb:ffff/ffff/ffff\x07",
        b"\x1bP>|terminal(quick)\x1b\\",
        b"\x1b_" + b"q" * 100_000 + b"\x1b\\",
        b"\x1b[" + b"1;" * 100_000 + b"m",
        b"\x1b[<0;0;0M",
        b"\x1b[<0;81;1M",
        b"\x1b[<0;1;25m",
        b"\x1b[<0;99999999999999;1M",
        b"\x1b[48;30;100;300;1000t",
        RESIZES + b"\x1b[48;0;0;0;0t\x1b[48;24;3000;24;3000t",
        b"\x1b[201~",
    ],
    ids=lambda noise: repr(noise[:20]),
)
def test_what_no_terminal_of_this_size_means_is_skipped_and_types_nothing(noise: bytes) -> None:
    assert keys(noise, b"\x1b[H", b"n") == ["home", "n"]
    assert not any(isinstance(event, MouseDown | Resize) for event in events(noise))


def test_a_sequence_without_an_end_takes_no_memory_and_ends_with_the_next() -> None:
    read, _ = reading()
    for _ in range(100):
        assert [*read.feed(b"\x1b[" + b"1;" * 2_000)] == [*read.feed(b"\x1b]" + b"q" * 4_000)] == []
        assert len(read._held) < 100
    assert [repr(event) for event in read.feed(b"\x1b[A")] == [repr(Key("up", None))]


def test_an_incomplete_sequence_is_dropped_after_a_while() -> None:
    assert keys(b"\x1b[1;") == keys(b"\x1b]11;rgb") == []
    read, clock = reading()
    assert [*read.feed(b"\x1b]11;rgb")] == []
    clock.now += constants.ESCAPE_DELAY
    assert [*read.tick()] == []
    assert [event.key for event in read.feed(b"n") if isinstance(event, Key)] == ["n"]


@pytest.mark.parametrize("cells", [b"\x1b[48;0;80;0;0t", b"\x1b[48;24;80;0;0t", b"\x1b[48;24;9999;480;1t"])
def test_a_size_that_no_screen_has_leaves_the_mouse_as_it_was(cells: bytes) -> None:
    read, _ = reading()
    assert [*read.feed(RESIZES + b"\x1b[48;24;80;480;800t" + cells)]
    if b";24;80;0" in cells:
        return  # without pixels nobody knows where the mouse is: what it reports is skipped
    (down,) = read.feed(b"\x1b[<0;101;41M")
    assert isinstance(down, MouseDown)
    assert (down.x, down.y) == (10, 2)


def test_a_paste_is_text_without_control_characters() -> None:
    (paste,) = events(b"\x1b[200~0.5\x03\x1b[31m", b"\x00\x9b\xc2\x9b\xed\xa0\x80q\t\xe2\x88\x921\x1b[201~")
    assert isinstance(paste, Paste)
    assert paste.text == "0.5[31mq\t−1"
    assert not any(events(b"\x1b[200~\x03\x1b\x1b[201~"))


def test_a_paste_is_cut_off_where_no_field_takes_more_and_keys_go_on_behind_it() -> None:
    pasted, key = events(b"\x1b[200~", *[b"7" * 5_000] * 100, b"7\x1b[201~n")
    assert isinstance(pasted, Paste)
    assert pasted.text == "7" * MAX_PASTE_BYTES
    assert isinstance(key, Key)
    assert key.key == "n"


def test_ctrl_c_ends_a_paste_whose_end_was_lost() -> None:
    read, clock = reading()
    assert [*read.feed(b"\x1b[200~lost\x03")] == []
    assert [*read.tick()] == [], "the rest of the paste may still come"
    clock.now += constants.ESCAPE_DELAY
    pasted, key = read.tick()
    assert isinstance(pasted, Paste)
    assert pasted.text == "lost"
    assert isinstance(key, Key)
    assert key.key == "ctrl+c"
