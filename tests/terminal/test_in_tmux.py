"""The program inside a real tmux: its keys arrive, its numbers stand there, and the pane is given back as it was."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import pytest

from tests.support.program import COMMAND, ROOT, begun
from tests.support.terminal import Terminal
from tests.support.tmux import Tmux, tmux_server


@pytest.fixture
def tmux() -> Iterator[Tmux]:
    """Give a server that only this test knows."""
    with tmux_server() as server:
        yield server


def in_tmux(tmux: Tmux, command: str, columns: int, rows: int, **env: str) -> Terminal:
    # tmux keeps the lowest row for itself.
    words = tmux.session(command)
    return Terminal(words, columns=columns, rows=rows + 1, cwd=ROOT, env=tmux.env | env)


def test_it_works_inside_tmux(tmux: Tmux) -> None:
    gradstep = shlex.join([*COMMAND, "package-prediction"])
    # What comes after it shows in which state it leaves the pane.
    with in_tmux(tmux, f"{gradstep}; echo status $?; exec cat", 80, 24) as terminal:
        terminal.wait_for(begun).wait_for("[0] 0:")
        terminal.press("n")
        for told in "L 13.5424", "δ −7.36", "0.111776", "0.105888", "0.00736":
            terminal.wait_for(told)
        terminal.press("right", ".").wait_for("row 2 of 4").wait_for("▐forward▌")
        terminal.press("left", "left").wait_for("L 13.5424")
        terminal.press("home").wait_for(begun)
        terminal.press("end").wait_for("row 2 of 4")
        terminal.press("g").wait_for("Enter: go").press("3:2", "enter").wait_for("epoch 3 of 5  row 2 of 4")
        terminal.press("?").wait_for("Type to search").press("escape")
        terminal.wait_for(lambda seen: "Type to search" not in seen.text())
        terminal.resize(120, 41)
        terminal.wait_for("step 10 of 20").wait_for("Parameters ").wait_for("Data ")
        # tmux leaves some of a full-screen program behind where that had another size at its beginning.
        terminal.resize(80, 25)
        terminal.wait_for(lambda seen: "step 10 of 20" not in seen.text())
        flags = "#{alternate_on} #{mouse_any_flag} #{cursor_flag}"
        assert tmux.ask("display-message", "-p", flags) == "1 1 0"
        terminal.press("q").wait_for("status 0")
        terminal.wait_for(lambda seen: "Package prediction" not in seen.text())
        assert tmux.ask("display-message", "-p", flags) == "0 0 1"
        assert "Traceback" not in terminal.text()


def test_the_doctor_knows_that_it_is_inside_tmux(tmux: Tmux) -> None:
    doctor = shlex.join([*COMMAND, "doctor"])
    with in_tmux(tmux, f"{doctor}; echo all told; exec cat", 120, 40, COLORTERM="") as terminal:
        terminal.wait_for("all told")
        told = dict(line.split(maxsplit=1) for line in terminal.lines() if len(line.split()) > 1)
        assert told["screen"] == "can be drawn"
        assert told["inside"] == "tmux"
        assert told["colours"].startswith("256, since ")
        assert told["charset"] == "utf-8, since LANG is C.UTF-8"
        assert told["mouse"].startswith("used")


def test_without_a_locale_it_is_ascii_since_tmux_shows_nothing_else(tmux: Tmux) -> None:
    gradstep = shlex.join([*COMMAND, "package-prediction"])
    with in_tmux(tmux, gradstep, 80, 24, LANG="") as terminal:
        terminal.wait_for("+ 1 Stage").wait_for("w1_1_1").press("n").wait_for("13.5424").press("q")
        assert terminal.wait_for_exit() == 0
