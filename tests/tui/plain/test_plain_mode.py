"""The program itself, in lines: on a terminal, through pipes, with signals, and with whatever is sent to it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.commandline import COMMAND as GRADSTEP
from tests.cli.commandline import ROOT, Gradstep, surroundings
from tests.support.program import program
from tests.support.terminal import Terminal
from tests.support.untrusted_scenario import NAME, ODD, written
from tests.tui.plain.talk import Conversation, piped
from tui.plain.lines import MAX_LINE_BYTES
from tui.sessions.store import latest_readable

CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]")
"""Every control character but the line end."""


def begun(terminal: Terminal) -> None:
    terminal.wait_for(lambda one: one.text().rstrip().endswith(">"))


def test_a_transcript_has_what_was_typed_and_what_was_said() -> None:
    said = piped(b"n\n.\nq\n", "package-prediction", TERM="dumb")
    assert (said.status, said.err) == (0, "")
    assert "\n> n\nstep 1 of 20, epoch 1, row 1.\n" in said.out
    assert said.out.endswith("\n> q\nYour work is saved: gradstep resume continues from here.\n")


@pytest.mark.parametrize("typed", [b"", b"\n", b"n", b"q", b"q\nn\n"])
def test_the_end_of_input_leaves(typed: bytes) -> None:
    said = piped(typed, "parabola")
    assert (said.status, said.err) == (0, "")
    assert said.out.endswith("\n")


def test_a_closed_input_leaves() -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", *GRADSTEP, "parabola", "--plain"],
        cwd=ROOT,
        env=surroundings(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_whoever_stops_reading_ends_it_quietly() -> None:
    done = subprocess.run(
        [
            "sh",
            "-c",
            '(yes n | "$@"; echo $? >&2) | head -n 3',
            "sh",
            *GRADSTEP,
            "package-prediction",
            "--plain",
        ],
        cwd=ROOT,
        env=surroundings(),
        capture_output=True,
        check=False,
    )
    assert done.stdout.splitlines()[0] == b"Package prediction"
    assert done.stderr.split() == [b"141"]


@pytest.mark.parametrize(
    "typed",
    [
        b"\0\n\0n\nn\0\n",
        b"\xff\xfe\n\xc3\n? \x80\n",
        b"\x1b[2J\x1b]0;title\x07\ng \x1b[31m\ne \x9b1m 2\n",
        "g \u202eloss < 1\n\u2028\u2029\n? \ud7ff\n".encode(),
        b"\r\nn\r\n\rn\n",
        bytes(range(256)) * 40 + b"\nn\n",
    ],
    ids=["nul", "no utf-8", "escapes", "directions", "carriage returns", "all bytes"],
)
def test_whatever_is_typed_nothing_comes_out_but_lines(typed: bytes) -> None:
    for scenario in ("package-prediction", "parabola"):
        done = subprocess.run(
            [*GRADSTEP, scenario, "--plain"],
            cwd=ROOT,
            env=surroundings(),
            input=typed,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert CONTROL.search(done.stdout) is None
        assert "Traceback" not in done.stdout.decode("utf-8")


def test_an_endless_line_is_left_aside() -> None:
    said = piped(
        b"a" * 3_000_000 + b"\nn\n" + b"b" * (MAX_LINE_BYTES + 1) + b"\n" + b" " * MAX_LINE_BYTES + b"\n",
        "parabola",
    )
    assert said.status == 0
    assert "The line has 3,000,000 bytes, more than any command, and was ignored." in said.out
    assert f"The line has {MAX_LINE_BYTES + 1:,} bytes, more than any command" in said.out
    assert "step 2 of 25." in said.out
    assert max(map(len, said.out.splitlines())) <= MAX_LINE_BYTES + 2


@pytest.mark.parametrize("title", [ODD, ""], ids=["a strange title", "a title from a strange file name"])
def test_a_strangers_texts_command_nothing(tmp_path: Path, title: str) -> None:
    path = written(tmp_path / NAME, *([title] if title else ["", *[ODD] * 4]))
    typed = b"n\ns\n.\n1\n2\n3\n4\n5\n6\nx csv\nwhere\nq\n"
    done = subprocess.run(
        [*GRADSTEP, str(path), "--plain"],
        cwd=tmp_path,
        env=surroundings(),
        input=typed,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert ODD.encode() in done.stdout
    assert CONTROL.search(done.stdout) is None
    assert not any(letter in done.stdout.decode() for letter in "\u202e\u2066\u200f\u061c\u200e")
    prompts = [line for line in done.stdout.decode().splitlines() if line.startswith("> ")]
    assert prompts == [f"> {line}" for line in typed.decode().splitlines()]


def test_a_faulty_scenario_is_told_as_everywhere(gradstep: Gradstep, network: Path) -> None:
    network.write_text("format = 2\n", encoding="utf-8")
    assert gradstep(network, "--plain") == gradstep("check", network)._replace(
        out="", err=gradstep(network).err
    )
    assert gradstep("zzzz", "--plain").status == 2


@pytest.mark.parametrize("words", [[], ["mazur"], ["play", "mazur"]], ids=["picker", "scenario", "play"])
def test_where_there_is_no_terminal_plain_mode_is_named(gradstep: Gradstep, words: list[str]) -> None:
    said = gradstep(*words)
    assert said.status == 2
    assert "--plain works without one, in lines of text" in said.err


def test_many_lines_at_once_are_all_answered() -> None:
    said = piped(b"n\np\n" * 1000, "parabola")
    assert said.status == 0
    assert said.out.count("\nstep 1 of 25.\n") == 1000
    assert said.out.count("\nat the start, before step 1 of 25.\n") == 1001


# Picking


def test_a_scenario_is_picked_from_a_numbered_list() -> None:
    said = piped(b"foo\nparbola\n99\n5\nn\nq\n")
    assert said.beginning[0] == "1 The loop:"
    assert "5: The bottom of the bowl, parabola, function, 7 cues" in said.beginning
    unknown, near, beyond, opened, step, _ = said.answers
    assert unknown[0].startswith('There is no scenario "foo". Type a number from 1 to ')
    assert near == ['There is no scenario "parbola". Did you mean parabola?']
    assert beyond[0].startswith('There is no scenario "99".')
    assert opened[0] == "The bottom of the bowl"
    assert step[0] == "step 1 of 25."


@pytest.mark.parametrize("typed", [b"", b"q\n", b"\nquit\n"])
def test_nothing_need_be_picked(typed: bytes) -> None:
    said = piped(typed)
    assert (said.status, said.err) == (0, "")
    assert latest_readable() is None


def test_a_file_is_picked_by_its_path(network: Path) -> None:
    said = piped(f"/nowhere.toml\n{network}\nn\n".encode())
    missing, opened, *_ = said.answers
    assert missing[0] == "/nowhere.toml: there is no such file"
    assert opened[0] == "Two rows"


# Playing


def test_without_a_terminal_playing_goes_on_to_the_end(talk: Conversation) -> None:
    played = talk("package-prediction", "play", "play").answers
    steps = [line for line in played[0] if re.match(r"step \d+ of 20", line)]
    assert [int(line.split()[1]) for line in steps] == list(range(1, 21))
    assert "The run ends here: all epochs are done." in played[0]
    assert sum(line.startswith("Lesson: ") for line in played[0]) > 2
    assert played[1] == ["The run ends here: all epochs are done."]


def test_a_breakpoint_stops_playing(talk: Conversation) -> None:
    played = talk("package-prediction", "b loss < 4", "space", "play").answers
    assert played[1][-2].startswith("step 13 of 20, epoch 4, row 1: loss 0.635016")
    assert played[1][-1] == "Stopped by the breakpoint loss < 4."
    assert played[2][0].startswith("step 14 of 20")


def test_a_long_run_is_played_in_few_lines(talk: Conversation, tmp_path: Path) -> None:
    path = tmp_path / "long.toml"
    path.write_text(
        'format = 1\nkind = "function"\ntitle = "Long"\n[function]\nexpression = "x**2"\n'
        "[function.start]\nx = 5\n[training]\nsteps = 12345\n[training.optimizer]\nlearning_rate = 1e-6\n"
    )
    said = talk(path, "n 3", "play")
    numbers = [int(line.split()[1].replace(",", "")) for line in said.answer if line.startswith("step ")]
    assert numbers == [*range(500, 12345, 500), 12345]


def test_play_begins_at_the_first_cue_and_talks_on(gradstep: Gradstep, talk: Conversation) -> None:
    said = piped(b"p\n", "play", "parabola")
    assert said.beginning[-1].startswith("Lesson: After 25 steps")
    assert said.answers[0][0] == "step 24 of 25."
    late = piped(b"", "play", "parabola", "--from", "4", "--loop")
    assert any(line.startswith("step 11 of 25") for line in late.beginning)
    assert late.status == 0


# On a terminal


def test_on_a_terminal_nothing_but_lines_is_written() -> None:
    with program("package-prediction", "--plain") as terminal:
        begun(terminal)
        terminal.press("n", "enter").wait_for("update: w1_1_1")
        begun(terminal)
        terminal.press("q", "enter")
        assert terminal.wait_for_exit() == 0
        written = bytes(terminal.raw).replace(b"\r\n", b"\n")
        assert CONTROL.search(written) is None
        assert written.count(b"> n\n") == 1
        assert terminal.left_behind() == []


@pytest.mark.parametrize("term", ["dumb", "", "vt52"])
def test_any_terminal_will_do(term: str) -> None:
    with program("mazur", "--plain", env={"TERM": term or None, "LANG": "C"}) as terminal:
        begun(terminal)
        terminal.press("ctrl+d")
        assert terminal.wait_for_exit() == 0


def test_ctrl_c_stops_playing_and_gives_the_prompt_back() -> None:
    with program("package-prediction", "--plain", rows=60) as terminal:
        begun(terminal)
        terminal.press("play", "enter").wait_for("step 1 of 20, epoch 1, row 1, forward")
        terminal.press("ctrl+c").wait_for("Paused.")
        begun(terminal)
        terminal.press("m", "enter").wait_for("Numbers have 7 digits.")
        begun(terminal)
        terminal.press("q", "enter")
        assert terminal.wait_for_exit() == 0


def test_a_line_stops_playing_and_is_done() -> None:
    with program("package-prediction", "--plain", rows=60) as terminal:
        begun(terminal)
        terminal.press("play", "enter").wait_for("step 1 of 20, epoch 1, row 1, forward")
        terminal.press("start", "enter").wait_for("Paused.")
        terminal.wait_for(lambda one: one.text().count("at the start") == 2)
        begun(terminal)
        terminal.press("q", "enter")
        assert terminal.wait_for_exit() == 0


def test_ctrl_c_at_the_prompt_says_how_to_leave_and_then_leaves() -> None:
    with program("package-prediction", "--plain") as terminal:
        begun(terminal)
        terminal.press("n", "enter").wait_for("update: w1_1_1")
        begun(terminal)
        terminal.press("ctrl+c").wait_for("Press Ctrl+C once more, or type quit, to leave.")
        begun(terminal)
        terminal.press("m", "enter").wait_for("Numbers have 7 digits.")
        begun(terminal)
        terminal.press("ctrl+c").wait_for(lambda one: one.text().count("once more") == 2)
        begun(terminal)
        terminal.press("ctrl+c").wait_for("Your work is saved")
        assert terminal.wait_for_exit() == 130
        assert terminal.left_behind() == []


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGQUIT, 131), (signal.SIGUSR2, 140)],
    ids=str,
)
def test_a_signal_ends_it_with_the_session_kept(number: signal.Signals, status: int) -> None:
    with program("package-prediction", "--plain") as terminal:
        begun(terminal)
        terminal.press("n", "enter").wait_for("update: w1_1_1")
        begun(terminal)
        terminal.signal(number)
        terminal.wait_for("Your work is saved")
        assert terminal.wait_for_exit() == status


def test_ctrl_c_gives_up_a_long_way(tmp_path: Path) -> None:
    path = tmp_path / "long.toml"
    path.write_text(
        'format = 1\nkind = "function"\ntitle = "Long"\n[function]\nexpression = "x**2"\n'
        "[function.start]\nx = 5\n[training]\nsteps = 1000000000\n[training.optimizer]\nlearning_rate = 1e-9\n"
    )
    with program(str(path), "--plain") as terminal:
        begun(terminal)
        terminal.press("g 1000000000", "enter").wait_for("Working: ")
        terminal.press("ctrl+c").wait_for("Cancelled.")
        begun(terminal)
        terminal.press("where", "enter").wait_for(lambda one: one.text().count("at the start") == 2)
        begun(terminal)
        terminal.press("q", "enter")
        assert terminal.wait_for_exit() == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_letters_that_are_asked_for_come_whatever_the_locale_says(encoding: str) -> None:
    said = piped(b"phase 4\n", "package-prediction", "--charset", "utf-8", PYTHONIOENCODING=encoding)
    assert "\n∂L/∂w²₁₁ = ∂L/∂z₂₁·a₁₁ = −7.36·1.6 = −11.776\n" in said.out


def test_a_terminal_that_is_gone_ends_it_with_the_session_kept() -> None:
    home = {name: os.environ[name] for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME")}
    with program("package-prediction", "--plain", env=home) as terminal:
        begun(terminal)
        terminal.press("n", "enter").wait_for("update: w1_1_1")
        begun(terminal)
        terminal.hang_up()
        assert terminal.wait_for_exit() == 129
    session = latest_readable()
    assert session is not None
    assert session.step == 1
