"""The program inside a real GNU screen, which has fewer colours, and keys that it delivers in its own time."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import pytest

from tests.support.emulator import colours_in
from tests.support.gnu_screen import GnuScreen, gnu_screen
from tests.support.program import COMMAND, ROOT, begun
from tests.support.terminal import Terminal


@pytest.fixture
def screen() -> Iterator[GnuScreen]:
    """Give sessions that only this test knows."""
    with gnu_screen() as sessions:
        yield sessions


def in_screen(screen: GnuScreen, command: str, columns: int = 80, rows: int = 24, **env: str) -> Terminal:
    words = screen.session("sh", "-c", command)
    return Terminal(words, columns=columns, rows=rows, cwd=ROOT, env=screen.env | env)


def told_of(terminal: Terminal) -> dict[str, str]:
    """What the doctor told there."""
    terminal.wait_for("all told")
    lines = terminal.text().partition("all told")[0].splitlines()
    return dict(line.split(maxsplit=1) for line in lines if len(line.split()) > 1)


def test_it_works_inside_gnu_screen(screen: GnuScreen) -> None:
    gradstep = shlex.join([*COMMAND, "package-prediction"])
    # What comes after it shows in which state it leaves the window.
    with in_screen(screen, f"{gradstep}; echo status $?; exec cat") as terminal:
        terminal.wait_for(begun).press("n")
        for told in "L 13.5424", "δ −7.36", "0.111776", "0.00736":
            terminal.wait_for(told)
        terminal.press("right", ".").wait_for("▐forward▌")
        terminal.press("left", "left").wait_for("L 13.5424")
        terminal.press("home").wait_for(begun)
        terminal.press("end").wait_for("row 2 of 4")
        # GNU screen waits for what may follow Esc, for as long as it takes where the mouse is on.
        terminal.press("g").wait_for("Enter: go").press("escape")
        terminal.wait_for(lambda seen: "Enter: go" not in seen.text())
        terminal.resize(120, 40)
        terminal.wait_for("step 2 of 20").wait_for("Parameters ").wait_for("Data ")
        terminal.press("q").wait_for("status 0")
        assert "truecolor" not in colours_in(bytes(terminal.raw))
        assert "Traceback" not in terminal.text()


@pytest.mark.parametrize("term", ["xterm-256color", "xterm", "linux"])
def test_the_doctor_knows_that_it_is_inside_gnu_screen(screen: GnuScreen, term: str) -> None:
    doctor = shlex.join([*COMMAND, "doctor"])
    with in_screen(screen, f"{doctor}; echo all told; exec cat", 120, 40, TERM=term) as terminal:
        told = told_of(terminal)
        assert told["screen"] == "can be drawn"
        assert told["inside"] == "screen"
        assert told["TERM"].startswith("screen")
        assert told["COLORTERM"] == "truecolor", "it is handed on, though GNU screen has no such colours"
        assert told[
            "colours"
        ] == f"{'256' if '256' in told['TERM'] else '16'}, since TERM is {told['TERM']}" + (
            "" if "256" in told["TERM"] else ", which promises no more"
        )
        assert told["mouse"].startswith("left to the terminal, since GNU screen")


def test_without_a_locale_it_is_ascii_since_gnu_screen_shows_nothing_else(screen: GnuScreen) -> None:
    gradstep = shlex.join([*COMMAND, "package-prediction"])
    with in_screen(screen, gradstep, LANG="") as terminal:
        terminal.wait_for("+ 1 Stage").wait_for("w1_1_1").press("q")
        assert terminal.wait_for_exit() == 0
