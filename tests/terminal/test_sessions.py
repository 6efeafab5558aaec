"""A session survives whatever ends the program: at most the last key is lost, and never a file."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from engine.insight.story.cursor import Grain
from scenarios.loading import load, load_kept
from tests.support.program import PLAYING, asked, begun, playback, program
from tests.support.terminal import Terminal
from tui.sessions.journal import parse_session
from tui.sessions.replay import replay_all
from tui.workspace.edits import change_learning_rate
from tui.workspace.opening import workspace_of
from tui.workspace.workspace import Workspace

SCENARIO = """\
format = 1
kind = "function"
title = "A long way"
[function]
expression = "x**2 + y**2"
[function.start]
x = 5
y = -3
[training]
steps = 100000
[training.optimizer]
name = "momentum"
learning_rate = 0.01
"""

ROUNDS = 25
"""Endings in each of four sessions: a hundred in all."""

KEYS = 12
"""Keys that are typed at once in each round."""


def done_again(file: Path) -> Workspace:
    """The workspace that a session's file leads to."""
    session = parse_session(file.read_bytes(), "x")
    assert session.damage == ""
    workspace = workspace_of(load_kept(session.scenario, session.content, session.files))
    assert replay_all(workspace, session.events).message == ""
    return workspace


def state_of(workspace: Workspace) -> Any:
    """The run's place, history and parameters; two are equal only if they are so to the last bit."""
    timeline = workspace.run.timeline
    return (
        workspace.run.cursor.place,
        timeline.newest,
        timeline.branches.index(timeline.branch),
        [(branch.fork, branch.losses.array.tobytes()) for branch in timeline.branches],
        timeline.state.theta.tobytes(),
        workspace.run.training.learning_rate,
    )


def pressed(workspace: Workspace, keys: str) -> Iterator[Any]:
    """The states after none of the keys, after the first, and so on, in a workspace without a screen."""
    yield state_of(workspace)
    for key in keys:
        if key == "n":
            workspace.forward(Grain.ROW)
        else:
            change_learning_rate(workspace.run, 1 if key == "+" else -1)
        yield state_of(workspace)


def step_shown(terminal: Terminal) -> int:
    """The step in the header; 0 at the start."""
    after = terminal.line(0).partition(" step ")[2]
    digits = after.partition(" of")[0].replace(",", "").strip()
    return int(digits) if digits.isdigit() else 0


def has_come_to(steps: range, terminal: Terminal) -> bool:
    return step_shown(terminal) in steps


def end(terminal: Terminal, how: str) -> None:
    """End the program in one of three ways."""
    match how:
        case "kill -9":
            terminal.signal(signal.SIGKILL)
        case "SIGHUP":
            terminal.signal(signal.SIGHUP)
        case "closed":
            terminal.hang_up()
    terminal.wait_for_exit()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_whenever_the_program_is_ended_at_most_the_last_key_is_lost(seed: int, tmp_path: Path) -> None:
    chance = random.Random(f"ended {seed}")
    kept = {"XDG_STATE_HOME": str(tmp_path / "state")}
    scenario = tmp_path / "long.toml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    workspace = workspace_of(load(scenario))
    for number in range(ROUNDS):
        how = chance.choice(["kill -9", "kill -9", "SIGHUP", "closed"])
        playing = number % 5 == 4
        keys = "n" + "".join(chance.choices("nnn+-", k=KEYS - 1))
        states = list(pressed(workspace, keys))
        came_to = [state[0].step for state in states]
        some = came_to[chance.randrange(1, KEYS + 1)]
        with program(*(("resume",) if number else (str(scenario),)), env=kept) as terminal:
            terminal.wait_for(
                begun if not number else partial(has_come_to, range(came_to[0], came_to[0] + 1))
            )
            if playing:
                terminal.press("space").wait_for(lambda seen: playback(seen)[0] == PLAYING)
                terminal.wait_for(partial(has_come_to, range(came_to[0] + 1, 10**6)))
            else:
                terminal.press(*keys).wait_for(partial(has_come_to, range(some, came_to[-1] + 1)))
            shown = step_shown(terminal)
            end(terminal, how)
        (file,) = (tmp_path / "state" / "gradstep" / "sessions").glob("*.jsonl")
        workspace = done_again(file)
        if playing:
            assert workspace.step >= shown
        else:
            lost = 1 if how == "kill -9" else 0
            assert state_of(workspace) in states[came_to.index(shown) - lost :], (
                f"round {number}, {how}, {keys}"
            )


def test_what_is_not_kept_is_told_where_the_screen_was(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with program("parabola", env={"XDG_STATE_HOME": str(tmp_path / "file")}) as terminal:
        terminal.wait_for(begun)
        terminal.press("n").wait_for("Session not saved: ")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
        assert [line for line in terminal.lines() if line] == ["Session not saved."]


def test_playback_at_full_speed_writes_little_and_is_gone_on_with(tmp_path: Path) -> None:
    kept = {"XDG_STATE_HOME": str(tmp_path / "state")}
    scenario = tmp_path / "long.toml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    with program(str(scenario), env=kept) as terminal:
        terminal.wait_for(begun).press(*">>>>>>>>>>>>", "space")
        terminal.wait_for(lambda seen: playback(seen) == (PLAYING, "max"))
        terminal.wait_for(lambda seen: step_shown(seen) > 5_000)
        shown = step_shown(terminal)
        end(terminal, "kill -9")
    (file,) = (tmp_path / "state" / "gradstep" / "sessions").glob("*.jsonl")
    assert file.stat().st_size < 100_000
    step = done_again(file).step
    assert step >= shown - 2_000  # a frame's work
    with program("resume", env=kept) as terminal:
        terminal.wait_for(lambda seen: step_shown(seen) == step)


def test_an_exported_session_opens_where_it_was_never_begun(tmp_path: Path) -> None:
    here = {"XDG_STATE_HOME": str(tmp_path / "here")}
    with program("package-prediction", env=here) as terminal:
        terminal.wait_for(begun).press("n", "n", "n", "+", "n").wait_for("row 4 of 4")
        terminal.press("q").wait_for_exit()
    (file,) = (tmp_path / "here" / "gradstep" / "sessions").glob("*.jsonl")
    with program("sessions", "export", file.stem, str(tmp_path / "mine"), env=here) as terminal:
        assert terminal.wait_for_exit() == 0
    exported = (tmp_path / "mine").read_bytes()
    there = {"XDG_STATE_HOME": str(tmp_path / "there")}
    with program(str(tmp_path / "mine"), env=there) as terminal:
        terminal.wait_for("row 4 of 4").wait_for("↳ η 0.002")
        terminal.press("n").wait_for("epoch 2 of 5").press("q").wait_for_exit()
    assert (tmp_path / "mine").read_bytes() == exported
    with program("resume", env=there) as terminal:
        terminal.wait_for("epoch 2 of 5")


def test_a_branch_that_was_left_is_there_to_be_returned_to(tmp_path: Path) -> None:
    kept = {"XDG_STATE_HOME": str(tmp_path)}
    with program("parabola", env=kept) as terminal:
        terminal.wait_for(begun)
        asked(terminal, "7")
        terminal.press("p", "p", "+").wait_for("↳ η 0.2").press("n", "n").wait_for("step 7 of 25")
        end(terminal, "kill -9")
    with program("resume", env=kept) as terminal:
        terminal.wait_for("↳ η 0.2").press("B").wait_for("Each change started a branch").press("up", "enter")
        terminal.wait_for(lambda seen: "↳" not in seen.line(0))
        terminal.press("end").wait_for("step 7 of 25")
