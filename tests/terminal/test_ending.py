"""However the program ends, the terminal is as it was found, and nothing is left running."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from functools import partial
from pathlib import Path

import pytest

from tests.support.program import COMMAND, PLAYING, ROOT, begun, opened, plays, program
from tests.support.terminal import Terminal

ALTERNATE_SCREEN, MOUSE, CURSOR = 1049, 1000, 25


def has_written(data: bytes, terminal: Terminal) -> bool:
    return data in terminal.raw


def test_q_leaves_with_status_0_and_the_terminal_as_it_was() -> None:
    with program("package-prediction") as terminal:
        opened(terminal)
        told = " ".join(terminal.left_behind())
        for changed in (
            f"mode {ALTERNATE_SCREEN} is on",
            f"mode {MOUSE} is on",
            f"mode {CURSOR} is off",
            "keyboard",
            "echo",
        ):
            assert changed in told
        terminal.press("n", "q")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_behind() == []
        assert terminal.text().strip() == ""
        end = bytes(terminal.raw[terminal.raw.rindex(b"\x1b[?1049l") :])
        assert b"\x1b[?25h" in end


@pytest.mark.parametrize(
    ("number", "when"),
    [
        (signal.SIGTERM, "opening"),
        (signal.SIGHUP, "opening"),
        (signal.SIGTERM, "choosing"),
        (signal.SIGHUP, "standing"),
        (signal.SIGTERM, "playing"),
        (signal.SIGHUP, "asking"),
    ],
    ids=lambda part: getattr(part, "name", part),
)
def test_a_signal_ends_it_with_the_terminal_as_it_was(number: signal.Signals, when: str) -> None:
    with program(*([] if when == "choosing" else ["package-prediction"])) as terminal:
        match when:
            case "opening":
                terminal.wait_for(partial(has_written, b"\x1b[?1049h"))
            case "choosing":
                terminal.wait_for("enter open")
            case "standing":
                terminal.wait_for(begun)
            case "playing":
                terminal.wait_for(begun).press("space").wait_for(partial(plays, PLAYING, "1×"))
            case "asking":
                terminal.wait_for(begun).press("g").wait_for("Enter goes there")
        terminal.signal(number)
        assert terminal.wait_for_exit() == 0
        assert terminal.left_behind() == []
        assert terminal.text().strip() == ""


def test_a_closed_terminal_leaves_no_process_and_resume_goes_on_where_it_stood(tmp_path: Path) -> None:
    kept = {"XDG_STATE_HOME": str(tmp_path)}
    with program("package-prediction", env=kept) as terminal:
        opened(terminal)
        terminal.press("N", "n").wait_for("epoch 2 of 5  row 1 of 4")
        terminal.hang_up()
        terminal.wait_for_exit()
        with pytest.raises(ProcessLookupError):
            # The program leads a group of its own, in which whatever it started would be.
            os.killpg(terminal.pid, 0)
    with program("resume", env=kept) as terminal:
        terminal.wait_for("epoch 2 of 5  row 1 of 4")


def test_ctrl_c_leaves_no_traceback_and_the_program_alive() -> None:
    with program("package-prediction") as terminal:
        opened(terminal)
        for keys, sign, back in (
            ((), "Nothing has happened yet", ()),
            (("space",), "space pause", ("space",)),
            (("g",), "Enter goes there", ("escape",)),
            (("?",), "Type to search", ("escape",)),
        ):
            terminal.press(*keys).wait_for(sign).press("ctrl+c", *back)
            if back:
                terminal.wait_for(lambda seen, sign=sign: sign not in seen.text())  # type: ignore[misc]
        terminal.press("home", "n").wait_for("row 1 of 4").press("q")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_behind() == []
        assert b"Traceback" not in terminal.raw


# Where there is no terminal for the screen


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        ((), "`gradstep list` shows the scenarios, and `gradstep run NAME` runs one without a screen"),
        (
            ("package-prediction",),
            "`gradstep run package-prediction` gives the same numbers as data, and `gradstep explain "
            "package-prediction` as text",
        ),
    ],
    ids=["the picker", "a scenario"],
)
def test_without_a_terminal_a_sentence_says_what_to_do_instead(words: tuple[str, ...], instead: str) -> None:
    ended = subprocess.run(
        [*COMMAND, *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"The screen needs a terminal, and its standard input is not one. Without one, {instead}.\n"
    )


def test_a_piped_output_gets_the_sentence_and_no_escape_sequence() -> None:
    piped = f"{shlex.join([*COMMAND, 'package-prediction'])} | cat"
    with Terminal(["sh", "-c", piped], cwd=ROOT, columns=300) as terminal:
        assert terminal.wait_for_exit() == 0
        assert terminal.lines()[0] == (
            "The screen needs a terminal, and its standard output is not one. Without one, `gradstep run "
            "package-prediction` gives the same numbers as data, and `gradstep explain package-prediction` as text."
        )
        assert b"\x1b" not in terminal.raw


def test_a_dumb_terminal_gets_the_sentence_and_no_escape_sequence() -> None:
    with program("package-prediction", env={"TERM": "dumb"}, columns=300) as terminal:
        assert terminal.wait_for_exit() == 2
        assert terminal.lines()[0] == (
            "The screen needs a terminal, and TERM is dumb, a terminal on which nothing can be placed. Without one, "
            "`gradstep run package-prediction` gives the same numbers as data, and `gradstep explain "
            "package-prediction` as text."
        )
        assert b"\x1b" not in terminal.raw
