"""However the program ends, it restores the terminal and leaves no process behind."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.support.program import COMMAND, PLAYING, ROOT, begun, drawn, opened, plays, program
from tests.support.terminal import Terminal, until

ALTERNATE_SCREEN, MOUSE, CURSOR = 1049, 1000, 25


SHELL = {"PYTHONPATH": str(ROOT), "PS1": "prompt> ", "BASH_SILENCE_DEPRECATION_WARNING": "1"}
"""A shell with job control and a known prompt."""


def gone(pid: int) -> bool:
    """Whether a process has ended, even if its parent has not asked for its status."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def has_written(data: bytes, terminal: Terminal) -> bool:
    return data in terminal.raw


def at_the_prompt(terminal: Terminal) -> bool:
    """Whether the shell waits for a command: its prompt is the last that stands on the screen."""
    return terminal.text().rstrip().endswith("\nprompt>") or terminal.text().strip() == "prompt>"


def at_the_prompt_below(text: str, terminal: Terminal) -> bool:
    """The same, below a text."""
    return text in terminal.text() and at_the_prompt(terminal)


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
        (signal.SIGQUIT, "standing"),
        (signal.SIGUSR1, "choosing"),
        (signal.SIGABRT, "playing"),
        (signal.SIGXCPU, "asking"),
        (signal.SIGALRM, "opening"),
        (signal.SIGTERM, "opening"),
        (signal.SIGHUP, "opening"),
        (signal.SIGTERM, "choosing"),
        (signal.SIGHUP, "standing"),
        (signal.SIGTERM, "playing"),
        (signal.SIGHUP, "asking"),
        (signal.SIGINT, "standing"),
    ],
    ids=lambda part: getattr(part, "name", part),
)
def test_a_signal_ends_it_with_the_terminal_as_it_was(number: signal.Signals, when: str) -> None:
    words = [] if when == "choosing" else ["package-prediction"]
    with program(*words, new_interpreter=when == "opening") as terminal:
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
                terminal.wait_for(begun).press("g").wait_for("Enter: go")
        terminal.signal(number)
        asks_to_leave = number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
        assert terminal.wait_for_exit() == (0 if asks_to_leave else 128 + number)
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


@pytest.mark.parametrize(
    ("keys", "sign"),
    [
        ((), "Nothing has happened yet"),
        (("space",), "space pause"),
        (("g",), "Enter: go"),
        (("?",), "Type to search"),
    ],
    ids=["standing", "playing", "asking", "reading"],
)
def test_ctrl_c_leaves_as_q_does(keys: tuple[str, ...], sign: str) -> None:
    with program("package-prediction") as terminal:
        opened(terminal)
        terminal.press(*keys).wait_for(sign).press("ctrl+c")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_behind() == []
        assert b"Traceback" not in terminal.raw


def test_ctrl_c_leaves_the_picker() -> None:
    with program() as terminal:
        terminal.wait_for("enter open").press("ctrl+c")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_behind() == []


@pytest.mark.parametrize("asking", [False, True], ids=["standing", "asking"])
def test_ctrl_z_gives_the_shell_its_terminal_and_fg_brings_the_screen_back(asking: bool) -> None:
    with Terminal(["bash", "--norc", "-i"], env=SHELL, cwd=ROOT) as terminal:
        # A shell that waits for a command has changed some modes itself.
        before = terminal.wait_for(at_the_prompt).left_behind()
        terminal.press(shlex.join([*COMMAND, "parabola"]), "enter").wait_for(begun)
        drawn(terminal.press("n", "n"))
        assert "step 2 of 25" in terminal.line(0)
        if asking:
            # What is typed is shown after everything that the dialog has brought.
            terminal.press("g").wait_for("Enter: go").press("4").wait_for(lambda seen: "  4  " in seen.text())
        screen = terminal.text()
        terminal.press("ctrl+z").wait_for(partial(at_the_prompt_below, "Stopped"))
        assert terminal.left_behind() == before
        terminal.press("echo still $((20 + 3))", "enter").wait_for(partial(at_the_prompt_below, "still 23"))
        terminal.press("fg", "enter").wait_for(lambda seen: seen.text() == screen)
        if asking:
            terminal.press("enter").wait_for("step 4 of 25")
        terminal.press("n", "q").wait_for(at_the_prompt)
        terminal.press("echo status $?", "enter").wait_for("status 0")


def test_a_suspended_program_ends_with_its_terminal(tmp_path: Path) -> None:
    kept = {**SHELL, "XDG_STATE_HOME": str(tmp_path)}
    with Terminal(["bash", "--norc", "-i"], env=kept, cwd=ROOT) as terminal:
        terminal.wait_for("prompt>").press(f"{shlex.join([*COMMAND, 'parabola'])}", "enter").wait_for(begun)
        terminal.press("n", "n").wait_for("step 2 of 25").press("ctrl+z")
        terminal.wait_for(partial(at_the_prompt_below, "Stopped"))
        terminal.press(f"jobs -p >{tmp_path}/pid; echo written", "enter").wait_for("\nwritten")
        pid = int((tmp_path / "pid").read_text())
        terminal.hang_up()
        until(lambda: gone(pid))
    with program("resume", env=kept) as terminal:
        terminal.wait_for("step 2 of 25")


def test_ctrl_z_stops_whatever_the_shell_began_the_program_with() -> None:
    """For instance make: the shell waits for the whole job."""
    begin = f"sh -c {shlex.quote(f'{shlex.join(COMMAND)} parabola; echo ended')}"
    with Terminal(["bash", "--norc", "-i"], env=SHELL, cwd=ROOT) as terminal:
        terminal.wait_for("prompt>").press(begin, "enter").wait_for(begun)
        terminal.press("n", "n").wait_for("step 2 of 25")
        terminal.press("ctrl+z").wait_for(partial(at_the_prompt_below, "Stopped"))
        terminal.press("fg", "enter").wait_for("step 2 of 25")
        terminal.press("n").wait_for("step 3 of 25").press("q").wait_for("ended")


def test_where_no_shell_could_wake_it_ctrl_z_does_not_stop_it() -> None:
    """As after `ssh -t HOST gradstep`."""
    with program("parabola") as terminal:
        terminal.wait_for(begun).press("n", "n").wait_for("step 2 of 25")
        terminal.press("ctrl+z", "n").wait_for("step 3 of 25").press("q")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_behind() == []


def test_what_somebody_else_stopped_and_woke_takes_each_key_once() -> None:
    with program("parabola") as terminal:
        terminal.wait_for(begun).press("n", "n").wait_for("step 2 of 25")
        drawn_before = len(terminal.raw)
        terminal.signal(signal.SIGSTOP)
        terminal.signal(signal.SIGCONT)
        terminal.wait_for(lambda seen: seen.raw.count(b"\x1b[?1049h", drawn_before) == 1)
        terminal.wait_for("step 2 of 25").press("n").wait_for("step 3 of 25").press(*"nnnn")
        terminal.wait_for("step 7 of 25")
        threads = sorted(
            task.joinpath("comm").read_text() for task in Path(f"/proc/{terminal.pid}/task").iterdir()
        )
        assert len(threads) == 5, threads
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_behind() == []


def test_a_terminal_that_takes_nothing_any_more_does_not_keep_it_from_ending(tmp_path: Path) -> None:
    kept = {"XDG_STATE_HOME": str(tmp_path)}
    with program("package-prediction", env=kept) as terminal:
        terminal.wait_for(begun).stop_taking()
        terminal.press("n")
        sessions = tmp_path / "gradstep" / "sessions"
        until(lambda: any('{"at":[[1,' in file.read_text() for file in sessions.glob("*.jsonl")))
        terminal.signal(signal.SIGTERM)
        until(lambda: terminal.exit_status is not None)
        assert terminal.exit_status == 0


def test_a_terminal_that_is_gone_without_a_signal_ends_it(tmp_path: Path) -> None:
    """A program in a session of its own, as under some launchers, gets no SIGHUP."""
    begin = f"setsid -f sh -c 'echo $$ >{tmp_path}/pid; exec {shlex.join(COMMAND)} parabola'; exec sleep 1000"
    kept = {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(tmp_path)}
    with Terminal(["sh", "-c", begin], env=kept, cwd=ROOT) as terminal:
        terminal.wait_for(begun).press("n", "n").wait_for("step 2 of 25")
        pid = int((tmp_path / "pid").read_text())
        terminal.hang_up()
        until(lambda: gone(pid))
    with program("resume", env=kept) as terminal:
        terminal.wait_for("step 2 of 25")


CRASHING = """
from tui.workspace.workspace import Workspace

def back(self, grain):
    secret = "of-a-variable".upper()
    raise ZeroDivisionError("a mistake\\x1b[31m")

Workspace.back = back
from tui.__main__ import main
main()
"""
"""The program with an error in the step back."""


@pytest.mark.parametrize("when", ["standing", "before anything was done"])
def test_a_mistake_restores_the_terminal_keeps_the_session_and_names_the_report(
    when: str, tmp_path: Path
) -> None:
    kept = {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(tmp_path), "SECRET_TOKEN": "from-the-environment"}
    command = [sys.executable, "-c", CRASHING, "parabola"]
    with Terminal(command, env=kept, cwd=ROOT, columns=200) as terminal:
        terminal.wait_for(begun)
        if when == "standing":
            terminal.press("n", "n").wait_for("step 2 of 25")
        terminal.press("p")
        assert terminal.wait_for_exit() == 1
        assert terminal.left_behind() == []
        told = [line for line in terminal.lines() if line]
    (report,) = (tmp_path / "gradstep" / "reports").iterdir()
    assert told[:2] == [
        "Internal error: ZeroDivisionError: a mistake[31m",
        f"Please report it, with the file {report}.",
    ]
    text = report.read_text(encoding="utf-8")
    assert "ZeroDivisionError: a mistake" in text
    assert "OF-A-VARIABLE" not in text
    assert "from-the-environment" not in text
    if when == "standing":
        assert told[2:] == ["Your work is saved: `gradstep resume` continues where you stopped."]
        with program("resume", env=kept) as terminal:
            terminal.wait_for("step 2 of 25")
    else:
        assert told[2:] == []


# Where there is no terminal for the screen


AS_DATA = "`gradstep run package-prediction` gives the same numbers as data"
AS_TEXT = f"{AS_DATA}, and `gradstep explain package-prediction` as text"


def refusal(why: str, instead: str = AS_TEXT) -> str:
    """The sentence that says what to do without a terminal."""
    plain = "--plain works without one, in lines of text"
    return f"The screen needs a terminal, and {why}. {plain}; {instead}."


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        ((), "`gradstep list` shows the scenarios, and `gradstep run NAME` runs one without a screen"),
        (("package-prediction",), AS_TEXT),
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
    assert ended.stderr == f"{refusal('its standard input is not one', instead)}\n"


def test_a_piped_output_gets_the_sentence_and_no_escape_sequence() -> None:
    piped = f"{shlex.join([*COMMAND, 'package-prediction'])} | cat"
    with Terminal(["sh", "-c", piped], cwd=ROOT, columns=400) as terminal:
        assert terminal.wait_for_exit() == 0
        assert terminal.lines()[0] == refusal("its standard output is not one")
        assert b"\x1b" not in terminal.raw


def test_a_dumb_terminal_gets_the_sentence_and_no_escape_sequence() -> None:
    with program("package-prediction", env={"TERM": "dumb"}, columns=400) as terminal:
        assert terminal.wait_for_exit() == 2
        assert terminal.lines()[0] == refusal("TERM is dumb, a terminal on which nothing can be placed")
        assert b"\x1b" not in terminal.raw
