"""What is done by lines is kept as it is done on the screen, and gone on with from either."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

from engine.insight.story.cursor import Grain
from tests.cli.commandline import COMMAND, ROOT, surroundings
from tests.support.program import program
from tests.support.sessions import begun, save, stood
from tests.support.terminal import until
from tests.tui.plain.talk import Conversation, piped
from tests.tui.workspaces import workspace_at
from tui.headless.loading import load_session_scenario
from tui.sessions.journal import Session, session_text
from tui.sessions.replay import replay_all
from tui.sessions.store import latest_readable
from tui.workspace.edits import change_learning_rate, set_parameter
from tui.workspace.events import PositionRecorded, RunPosition, SpeedChanged
from tui.workspace.opening import workspace_of
from tui.workspace.workspace import Workspace

DONE = ("n 3", "e w2_1_1 0.5", "n 2", "+", ".", "b low: loss < 1", "faster", "P")


def by_hand() -> Workspace:
    """The same on a desk."""
    workspace = workspace_at("package-prediction", 3)
    set_parameter(workspace.run, "w2_1_1", 0.5)
    workspace.go(5)
    change_learning_rate(workspace.run, 1)
    workspace.forward(Grain.BEAT)
    workspace.back(Grain.EPOCH)
    return workspace


def kept() -> Session:
    session = latest_readable()
    assert session is not None
    return session


def test_a_session_is_gone_on_with_where_it_stood(talk: Conversation) -> None:
    first = talk("package-prediction", *DONE, "where", "3", "B", "b")
    again = talk("resume", "where", "3", "B", "b")
    assert again.answers[:-1] == first.answers[len(DONE) : -1]
    assert again.beginning[0] == "Package prediction"
    assert again.answers[0][0] in again.beginning
    assert "Your work is saved: gradstep resume continues from here." in first.out


def test_a_session_holds_the_very_deeds_of_the_desk(talk: Conversation) -> None:
    talk("package-prediction", *DONE)
    session, workspace = kept(), by_hand()
    replayed = workspace_of(load_session_scenario(session))
    outcome = replay_all(replayed, session.events)
    assert (outcome.message, outcome.speed) == ("", 2.0)
    assert replayed.place == workspace.place
    for one, other in zip(replayed.runs, workspace.runs, strict=True):
        assert [branch.losses.array.tobytes() for branch in one.timeline.branches] == [
            branch.losses.array.tobytes() for branch in other.timeline.branches
        ]


def test_a_session_of_the_screens_is_gone_on_with_in_lines(talk: Conversation) -> None:
    save(begun("mazur", stood(7, 42), SpeedChanged(4.0)))
    said = talk("resume", "slower", "n")
    assert "step 7 of 20, epoch 7, row 1." in said.beginning
    assert said.answers[0] == ["Playback speed: 2 steps a second."]
    assert said.answers[1][0] == "step 8 of 20, epoch 8, row 1."
    assert isinstance(kept().events[-1], PositionRecorded)
    assert kept().step == 8


def test_a_session_of_lines_is_gone_on_with_on_the_screen() -> None:
    home = {name: os.environ[name] for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    assert piped(b"n 6\ne w2_1_1 0.5\n", "package-prediction").status == 0
    with program("resume", env=home) as terminal:
        terminal.wait_for("step 6")
        assert "w²₁₁ = 0.5" in terminal.line(0)


def test_a_session_file_opens_in_lines(talk: Conversation, tmp_path: Path) -> None:
    file = tmp_path / "handed in.session"
    file.write_text(session_text(begun("mazur", stood(3, 42))), encoding="utf-8")
    assert "step 3 of 20, epoch 3, row 1." in talk(file).beginning


def test_what_is_otherwise_than_it_was_is_told(talk: Conversation, network: Path) -> None:
    save(begun(network, stood(2)))
    network.write_text(network.read_text("utf-8").replace("epochs = 2", "epochs = 3"), encoding="utf-8")
    said = talk("resume")
    assert said.beginning[0].endswith("has changed since; this session continues with the earlier version.")


def test_what_cannot_be_done_again_is_told_and_the_rest_is_there(talk: Conversation) -> None:
    save(begun("mazur", stood(2, 42), SpeedChanged(2.0), PositionRecorded((RunPosition(99, 1, 99),), 0)))
    said = talk("resume")
    assert said.beginning[0].startswith("Change 3 of 3 of this session can no longer be applied: ")
    assert any(line.startswith("step ") for line in said.beginning)


def test_a_session_that_is_only_looked_at_is_not_kept(talk: Conversation) -> None:
    said = talk("mazur", "where", "3", "2", "S")
    assert latest_readable() is None
    assert "is kept" not in said.out


def test_a_session_that_cannot_be_kept_says_so_once(talk: Conversation, tmp_path: Path) -> None:
    file = tmp_path / "no folder"
    file.write_text("")
    with_file = piped(b"n\nn\nn\nwhere\n", "mazur", XDG_STATE_HOME=str(file))
    assert with_file.status == 0
    assert with_file.out.count("Session not saved: ") == 1
    assert "is kept: gradstep resume" not in with_file.out
    assert with_file.out.endswith("Session not saved.\n")


def test_a_session_whose_file_is_removed_is_not_told_to_be_kept() -> None:
    command = [*COMMAND, "parabola", "--plain"]
    with subprocess.Popen(
        command, cwd=ROOT, env=surroundings(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        process.stdin.write("n\n")
        process.stdin.flush()
        until(lambda: latest_readable() is not None)
        home = kept().path
        assert home is not None
        home.unlink()
        out, _ = process.communicate("n\nq\n")
    assert "Session not saved: its file has been removed." in out
    assert out.endswith("Session not saved.\n")


def test_what_is_done_stands_in_the_file_before_the_program_ends() -> None:
    command = [*COMMAND, "package-prediction", "--plain"]
    with subprocess.Popen(
        command, cwd=ROOT, env=surroundings(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        process.stdin.write(b"n 5\n+\n")
        process.stdin.flush()
        until(lambda: (found := latest_readable()) is not None and found.changes == 1)
        process.send_signal(signal.SIGKILL)
    assert (kept().step, kept().changes) == (5, 1)


def test_another_scenario_is_a_session_of_its_own(talk: Conversation) -> None:
    said = talk("mazur", "n", "O zzz", "where", "O parabola", "n", "O", "0", "where")
    _, none, still, left, step, listed, on, where, _ = said.answers
    assert none[0].startswith("zzz: there is no such file, and no bundled scenario of this name")
    assert still[0] == "step 1 of 20, epoch 1, row 1."
    assert left[:2] == ["Your work is saved: gradstep resume continues from here.", "The bottom of the bowl"]
    assert step[0] == "step 1 of 25."
    assert listed[1] == "0: resume the last session, The bottom of the bowl, step 1"
    assert on[0] == "The bottom of the bowl"
    assert where[0] == "step 1 of 25."
    assert kept().title == "The bottom of the bowl"


def test_a_file_that_is_no_scenario_is_told_by_its_name(talk: Conversation) -> None:
    said = talk("parabola", "O /dev/zero")
    assert said.answers[0] == ["/dev/zero: this is a pipe or a device; give a regular file"]


def test_the_speed_that_a_run_was_played_at_is_gone_on_with(talk: Conversation) -> None:
    assert piped(b"", "play", "parabola", "--speed", "4").status == 0
    assert talk("resume", "faster").answers[0] == ["Playback speed: 8 steps a second."]


def test_a_scenario_that_cannot_begin_is_told_and_one_stays(talk: Conversation, network: Path) -> None:
    network.write_text(network.read_text("utf-8").replace("value = 0.5", "value = 1e200"), encoding="utf-8")
    said = talk("mazur", "n", f"O {network}", "where", "O", str(network), "q")
    assert said.status == 0
    _, refused, where, listed, again, _ = said.answers
    assert len(refused) == 1
    assert where[0] == "step 1 of 20, epoch 1, row 1."
    assert again[0].endswith(refused[0].removeprefix("network.initial: "))
    assert again[1:] == listed[-len(again[1:]) :]
