"""What the program sends to a real terminal: little, nothing at rest, the same screen whatever the terminal answers."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.support.emulator import Emulator, Picture
from tests.support.program import ROOT, drawn, opened, program
from tests.support.terminal import Terminal

CURSOR_QUERY = b"\x1b[6n"
CURSOR_REPORT = re.compile(rb"\x1b\[\d+;\d+R")
FRAME_BEGINS, FRAME_ENDS = b"\x1b[?2026h", b"\x1b[?2026l"
KEYS = ("n", "right", ".", "3", "down", "z", "z", "N", "P", "1")


class AnsweringTerminal(Terminal):
    """A terminal that answers as long as it is told to."""

    answers = True
    reports = 0
    """How often it has told where its cursor is."""

    def __enter__(self) -> AnsweringTerminal:
        self._screen = Emulator(self.columns, self.rows, self._answer)
        super().__enter__()
        return self

    def _answer(self, data: bytes) -> None:
        if self.answers:
            self.reports += len(CURSOR_REPORT.findall(data))
            self.send(data)


def pictures_of_a_walk(terminal: Terminal, columns: int = 120, rows: int = 40) -> list[Picture]:
    """The screens after some keys, a dialog and a new size."""
    pictures = [opened(terminal)]
    for key in KEYS:
        terminal.press(key)
        pictures.append(drawn(terminal))
    terminal.press("?").wait_for("Type to search").press("escape")
    terminal.wait_for(lambda seen: "Type to search" not in seen.text())
    pictures.append(drawn(terminal))
    terminal.resize(columns, rows)
    terminal.wait_for(lambda seen: "Data " in seen.text() and "quit" in seen.line(-1))
    pictures.append(drawn(terminal))
    return pictures


def leave(terminal: Terminal) -> None:
    terminal.press("q")
    assert terminal.wait_for_exit() == 0
    assert terminal.left_behind() == []


def test_every_screen_is_the_one_that_textual_itself_would_have_drawn() -> None:
    with program("package-prediction") as diffing:
        pictures = pictures_of_a_walk(diffing)
        assert CURSOR_QUERY in diffing.raw
        leave(diffing)
    with program("package-prediction", env={"GRADSTEP_WIRE": "off"}) as textual:
        assert pictures_of_a_walk(textual) == pictures
        assert CURSOR_QUERY not in textual.raw
        leave(textual)
    assert len(diffing.raw) < len(textual.raw) / 2


def rests(terminal: Terminal) -> bool:
    """Whether the program's event loop waits without a time limit: nothing that could draw is scheduled."""
    # The number of the system call and its arguments, epoll_wait(epoll, events, count, timeout); "running" for none.
    call = Path(f"/proc/{terminal.pid}/syscall").read_text("ascii").split()
    return len(call) > 4 and int(call[4], 16) & 0xFFFFFFFF == 0xFFFFFFFF


@pytest.mark.parametrize("env", [{}, {"GRADSTEP_WIRE": "off"}], ids=["diffing", "off"])
def test_at_rest_nothing_is_scheduled_and_nothing_is_sent(env: Mapping[str, str]) -> None:
    with program("package-prediction", env=env) as terminal:
        opened(terminal)
        sent = len(terminal.raw)
        terminal.wait_for(rests)
        # All that comes is the frame that answers the next key.
        terminal.press(">").wait_for("2×")
        frame = bytes(terminal.raw[sent:])
        assert frame.startswith(FRAME_BEGINS)
        assert frame.endswith(FRAME_ENDS)
        assert frame.count(FRAME_BEGINS) == 1


def test_a_terminal_that_never_answers_is_asked_only_at_first_and_delays_nothing() -> None:
    command = [sys.executable, "-m", "tui", "package-prediction"]
    with AnsweringTerminal(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}) as silent:
        silent.answers = False
        pictures_of_a_walk(silent)
        asked = -1
        while silent.raw.count(CURSOR_QUERY) != asked:  # until the program has noticed it
            asked = silent.raw.count(CURSOR_QUERY)
            drawn(silent.press("N", "P"))
        for _ in range(5):
            drawn(silent.press("n"))
        assert silent.raw.count(CURSOR_QUERY) == asked
        leave(silent)


PLAYING_WITH_NO_ANSWER_LOST = """
import sys
from pathlib import Path
import tui.screen.output.diff_rendering_app as diff_rendering_app
from tui.screen.output.flow_control import FlowControl

report, reports = Path(sys.argv[1]), 0

class ReportingFlowControl(FlowControl):
    # With a clock that stands still no answer is late.
    def __init__(self):
        super().__init__(clock=lambda: 0.0)

    def answered(self):
        global reports
        reports += 1
        super().answered()

    @property
    def room(self):
        room = super().room
        if not room:
            report.write_text(str(reports))
        return room

diff_rendering_app.FlowControl = ReportingFlowControl
from tui.__main__ import main
sys.argv = ["gradstep", "play", "tests/tui/middle.toml", "--loop", "--speed", "32"]
main()
"""
"""The program, which writes to a file how many answers it has had whenever it may send nothing more."""


def holds(path: Path, text: str) -> Callable[[Terminal], bool]:
    """A condition: a file has this text."""
    return lambda _: path.exists() and path.read_text() == text


def test_a_key_is_answered_though_the_terminal_is_as_far_behind_as_it_may_be(tmp_path: Path) -> None:
    report = tmp_path / "report"
    command = [sys.executable, "-c", PLAYING_WITH_NO_ANSWER_LOST, str(report)]
    with AnsweringTerminal(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}) as terminal:
        terminal.wait_for("32×").press("<").wait_for("16×")
        terminal.answers = False
        terminal.wait_for(holds(report, str(terminal.reports)))
        terminal.press(">").wait_for("32×").press("<").wait_for("16×")


def test_no_answer_comes_after_the_program_has_ended() -> None:
    with program("package-prediction") as terminal:
        opened(terminal)
        terminal.press("N", "n", "q")
        assert terminal.wait_for_exit() == 0
        # Every question had been answered by then, or the answer would be typed into the shell.
        last = terminal.raw.rindex(CURSOR_QUERY)
        assert terminal.raw.index(b"\x1b[?1049l") > last
        assert terminal.left_behind() == []


UNKNOWN_UPDATES = """
import sys
import tui.screen.output.diff_rendering_app as diff_rendering_app
usual, updates = diff_rendering_app._pieces, []

def changed(update):
    updates.append(update)
    if len(updates) > 5:
        raise AttributeError("Textual's updates have changed")
    return usual(update)

diff_rendering_app._pieces = changed
from tui.__main__ import main
sys.argv = ["gradstep", "package-prediction"]
main()
"""


def test_updates_of_an_unknown_kind_are_left_to_textual() -> None:
    with program("package-prediction") as diffing:
        pictures = pictures_of_a_walk(diffing)
    command = [sys.executable, "-c", UNKNOWN_UPDATES]
    with Terminal(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}) as terminal:
        assert pictures_of_a_walk(terminal) == pictures
        leave(terminal)
