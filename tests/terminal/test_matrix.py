"""Every kind of terminal at every size: gradstep opens, steps and leaves, and sends nothing that it cannot show."""

from __future__ import annotations

import re

import pytest

from tests.support.emulator import colours_in
from tests.support.program import begun, program
from tests.support.terminal import Terminal

SIZES = [(40, 12), (80, 24), (120, 40), (200, 60)]
UTF_8, C = "C.UTF-8", "C"
TERMINALS: list[tuple[dict[str, str | None], str, str]] = [
    ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": UTF_8}, "truecolor", "utf-8"),
    ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": C}, "truecolor", "ascii"),
    ({"TERM": "xterm-kitty", "LANG": UTF_8}, "truecolor", "utf-8"),
    ({"TERM": "alacritty", "LANG": "en_US"}, "truecolor", "ascii"),
    ({"TERM": "xterm-256color", "LANG": UTF_8}, "256", "utf-8"),
    ({"TERM": "xterm-256color", "LANG": None}, "256", "utf-8"),
    ({"TERM": "tmux-256color", "LANG": UTF_8}, "256", "utf-8"),
    ({"TERM": "screen-256color", "LANG": C}, "256", "ascii"),
    ({"TERM": "screen", "COLORTERM": "truecolor", "LANG": UTF_8}, "16", "utf-8"),
    ({"TERM": "xterm", "LANG": UTF_8}, "16", "utf-8"),
    ({"TERM": "xterm", "LANG": "de_DE.ISO-8859-1"}, "16", "ascii"),
    ({"TERM": "linux", "LANG": UTF_8}, "16", "ascii"),
    ({"TERM": "vt100", "LANG": UTF_8}, "none", "ascii"),
    ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1", "LANG": UTF_8}, "none", "utf-8"),
]
# Not the whole product: each terminal has two sizes, each size every kind of colours and letters.
CASES = [
    (env, colours, charset, SIZES[(number // 2 + more) % len(SIZES)])
    for number, (env, colours, charset) in enumerate(TERMINALS)
    for more in (number % 2, number % 2 + 2)
]
ALLOWED = {"truecolor": {"truecolor"}, "256": {"256"}, "16": {"16"}, "none": set[str]()}


def complete(terminal: Terminal) -> bool:
    """Whether the workbench is shown at its start, from its panes and their numbers to the keys in the lowest row."""
    text = terminal.text()
    return begun(terminal) and "Stage" in text and bool(re.search(r"\d\.\d", text)) and "q quit" in text


def stepped(terminal: Terminal) -> bool:
    """Whether the header says that the first step has been taken."""
    return re.search(r"(row|step) 1(/| of )", terminal.line(0)) is not None


@pytest.mark.parametrize(
    ("env", "colours", "charset", "size"),
    CASES,
    ids=[f"{env['TERM']}-{charset}-{colours}-{size[0]}x{size[1]}" for env, colours, charset, size in CASES],
)
def test_it_opens_steps_and_leaves_with_nothing_that_the_terminal_lacks(
    env: dict[str, str | None], colours: str, charset: str, size: tuple[int, int]
) -> None:
    given = {"COLORTERM": None, **env}
    with program("package-prediction", env=given, columns=size[0], rows=size[1]) as terminal:
        terminal.wait_for(complete)
        assert "Package" in terminal.line(0)
        terminal.press("n").wait_for(stepped).press("q")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_behind() == []
        sent = bytes(terminal.raw)
        assert colours_in(sent) == ALLOWED[colours]
        assert sent.isascii() == (charset == "ascii")
        assert b"Traceback" not in sent


def test_without_the_mouse_the_terminal_keeps_it() -> None:
    with program("package-prediction", "--no-mouse") as terminal:
        terminal.wait_for(begun).press("n").wait_for(stepped).press("q")
        assert terminal.wait_for_exit() == 0
        assert not re.search(rb"\x1b\[\?(1000|1002|1003|1006|1015)h", terminal.raw)


def test_utf_8_can_be_asked_for_where_the_locale_has_other_letters() -> None:
    with program("package-prediction", "--charset", "utf-8", env={"LANG": "de_DE.ISO-8859-1"}) as terminal:
        terminal.wait_for(begun).wait_for("w¹₁₁").press("q")
        assert terminal.wait_for_exit() == 0


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_a_stream_in_another_encoding_does_not_spoil_the_screen(encoding: str) -> None:
    env = {"PYTHONIOENCODING": encoding}
    with program("package-prediction", env=env) as terminal:
        terminal.wait_for(begun).wait_for("w¹₁₁").press("q")
        assert terminal.wait_for_exit() == 0
        assert b"\\u" not in terminal.raw
