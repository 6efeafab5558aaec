"""What goes over the wire to a real terminal: little of it, nothing at rest, the same screen whatever it answers."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import pytest

from tests.support.emulator import Emulator, Picture
from tests.support.program import ROOT, drawn, opened, program
from tests.support.terminal import Terminal

QUESTION = b"\x1b[6n"
KEYS = ("n", "right", ".", "3", "down", "z", "z", "N", "P", "1")


class Silent(Terminal):
    """A terminal that answers nothing."""

    def __enter__(self) -> Silent:
        self._screen = Emulator(self.columns, self.rows, lambda answer: None)
        super().__enter__()
        return self


def walked(terminal: Terminal, columns: int = 120, rows: int = 40) -> list[Picture]:
    """The screens of a short walk, with a dialog and another size on the way."""
    seen = [opened(terminal)]
    for key in KEYS:
        terminal.press(key)
        seen.append(drawn(terminal))
    terminal.press("?").wait_for("Type to search").press("escape")
    terminal.wait_for(lambda here: "Type to search" not in here.text())
    seen.append(drawn(terminal))
    terminal.resize(columns, rows)
    terminal.wait_for(lambda here: "Data " in here.text() and "quit" in here.line(-1))
    seen.append(drawn(terminal))
    return seen


def ended(terminal: Terminal) -> None:
    terminal.press("q")
    assert terminal.wait_for_exit() == 0
    assert terminal.left_behind() == []


def test_every_screen_is_the_one_that_textual_itself_would_have_drawn() -> None:
    with program("package-prediction") as lean:
        screens = walked(lean)
        assert QUESTION in lean.raw
        ended(lean)
    with program("package-prediction", env={"GRADSTEP_WIRE": "off"}) as plain:
        assert walked(plain) == screens
        assert QUESTION not in plain.raw
        ended(plain)
    assert len(lean.raw) < len(plain.raw) / 2


@pytest.mark.parametrize("env", [{}, {"GRADSTEP_WIRE": "off"}], ids=["lean", "off"])
def test_at_rest_nothing_is_sent(env: Mapping[str, str]) -> None:
    with program("package-prediction", env=env) as terminal:
        opened(terminal)
        terminal.settle()
        before = len(terminal.raw)
        terminal.settle(quiet=2.0, timeout=2.0)
        assert len(terminal.raw) == before


def test_a_terminal_that_never_answers_is_asked_only_at_first_and_held_up_by_nothing() -> None:
    command = [sys.executable, "-m", "tui", "package-prediction"]
    with Silent(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}) as silent:
        walked(silent)
        asked = silent.raw.count(QUESTION)
        for _ in range(5):
            drawn(silent.press("n"))
        assert silent.raw.count(QUESTION) == asked
        ended(silent)


_PATIENT = """
import sys
import tui.screen.output.flow_control as pace

pace._LOST = 1e9
from tui.__main__ import main
sys.argv = ["gradstep", "play", "tests/tui/middle.toml", "--loop", "--speed", "32"]
main()
"""


class Stuck(Terminal):
    """A terminal that answers until it is stuck."""

    stuck = False

    def __enter__(self) -> Stuck:
        self._screen = Emulator(
            self.columns, self.rows, lambda answer: None if self.stuck else self.send(answer)
        )
        super().__enter__()
        return self


def test_a_key_is_answered_though_the_terminal_is_as_far_behind_as_it_may_be() -> None:
    with Stuck([sys.executable, "-c", _PATIENT], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}) as terminal:
        terminal.wait_for("32×").press("<").wait_for("16×")
        terminal.stuck = True
        terminal.settle(quiet=2.0)  # all that may be under way is
        terminal.press(">").wait_for("32×").press("<").wait_for("16×")


def test_no_answer_comes_after_the_program_has_gone() -> None:
    with program("package-prediction") as terminal:
        opened(terminal)
        terminal.press("N", "n", "q")
        assert terminal.wait_for_exit() == 0
        # Whatever was asked had been answered by then, or it would be typed into the shell.
        last = terminal.raw.rindex(QUESTION)
        assert terminal.raw.index(b"\x1b[?1049l") > last
        assert terminal.left_behind() == []


_OTHERWISE = """
import sys
import tui.screen.output.diff_rendering_app as lean
usual, updates = lean._pieces, []

def changed(update):
    updates.append(update)
    if len(updates) > 5:
        raise AttributeError("what Textual gives is otherwise now")
    return usual(update)

lean._pieces = changed
from tui.__main__ import main
sys.argv = ["gradstep", "package-prediction"]
main()
"""


def test_updates_of_a_kind_that_is_not_known_are_left_to_textual() -> None:
    with program("package-prediction") as lean:
        screens = walked(lean)
    command = [sys.executable, "-c", _OTHERWISE]
    with Terminal(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}) as otherwise:
        assert walked(otherwise) == screens
        ended(otherwise)
