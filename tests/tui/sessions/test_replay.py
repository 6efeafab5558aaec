"""What a journal tells, done again, gives the very same workspace: branches, places and numbers, to the last bit."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from textual.widgets import Input

from scenarios.errors import ScenarioError
from scenarios.loading import Loaded, load, load_kept
from tests.support.sessions import begun, save, stood
from tests.tui.workspace_state import state_of
from tests.tui.workspaces import BUNDLED, written
from tui.commands.open_request import OpenRequest
from tui.commands.registry import BY_ID, COMMANDS
from tui.screen.app import GradstepApp
from tui.screen.dialogs.working import WorkingDialog
from tui.screen.picker import Picker
from tui.screen.workbench import Workbench
from tui.sessions.journal import Session, parse_session, session_text
from tui.sessions.replay import replay_all
from tui.sessions.store import all_sessions, latest, read_session
from tui.workspace.edits import set_parameter
from tui.workspace.events import BranchSelected, BreakpointsChanged, Event, ParameterEdited, SettingsChanged
from tui.workspace.opening import workspace_of
from tui.workspace.run import Run
from tui.workspace.workspace import Workspace

KEYS = 50
"""Random keys for each scenario."""

GROUPS = ("Time", "Editing", "Run")
MERELY_SHOWN = ("export", "gradient_check")
"""Actions of these groups that change nothing."""

FROM_A_FILE = """\
format = 1
kind = "network"
[data]
file = "marks.csv"
test_fraction = 0.3
[network]
layers = [{ units = 2, activation = "tanh" }, { units = 1 }]
[training]
epochs = 3
order = "shuffle"
[training.optimizer]
name = "adam"
learning_rate = 0.01
[[compare]]
label = "slower"
set = { "training.optimizer.learning_rate" = 0.001 }
"""


def done_again(session: Session) -> Workspace:
    """The workspace that a session file leads to, opened with nothing but itself."""
    found = parse_session(session_text(session).encode(), "x")
    assert found.damage == ""
    workspace = workspace_of(load_kept(found.scenario, found.content, found.files))
    outcome = replay_all(workspace, found.events)
    assert outcome.message == ""
    return workspace


async def pressed_at_random(loaded: Loaded, chance: random.Random) -> tuple[Workspace, Session]:
    """Random keys in a workbench; the workspace that they lead to, and the session that was kept."""
    commands = [command for command in COMMANDS if command.group in GROUPS and command.id not in MERELY_SHOWN]
    commands += [BY_ID[id] for id in ("pane.parameters", "pane.data", "select.next", "select.next", "faster")]
    app = GradstepApp(OpenRequest(loaded))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        bench = cast(Workbench, app.screen)
        for number in range(KEYS):
            command = chance.choice(commands)
            if command.id == "reset" and number > KEYS / 4:
                continue  # what was done before it need not be done again
            await bench.action_run(command.id)
            if app.screen_stack[-1] is not bench:
                await pilot.pause()
                if app.screen_stack[-1].query(Input):
                    texts = [["1", "7"], ["0", "full_stop", "3"], [*"loss<1"], ["tab", "3"]]
                    await pilot.press(*chance.choice(texts))
                await pilot.press(*chance.choice([["enter"], ["down", "enter"], ["up", "up", "enter"], []]))
                while app.screen_stack[-1] is not bench:
                    await pilot.press("escape")
                await pilot.pause()
        bench.playback.pause()
        await pilot.pause()
        assert app.close_scenario()
    session = latest()
    assert session is not None
    return bench.workspace, session


@pytest.mark.long
@pytest.mark.parametrize("scenario", BUNDLED)
async def test_whatever_was_done_is_done_again_to_the_last_bit(
    scenario: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # what is exported goes there
    workspace, session = await pressed_at_random(load(scenario), random.Random(f"session with {scenario}"))
    assert session.changes
    assert state_of(done_again(session)) == state_of(workspace)


async def test_a_scenario_with_a_file_is_done_again_where_there_is_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{x},{x * x % 7},{x % 3}\n" for x in range(20))
    (tmp_path / "marks.csv").write_text(f"a,b,y\n{rows}")
    loaded = written(tmp_path, FROM_A_FILE)
    # What becomes of the file meanwhile changes nothing.
    (tmp_path / "marks.csv").write_text("a,b,y\n1,2,3\n")
    workspace, session = await pressed_at_random(loaded, random.Random("a file"))
    (tmp_path / "marks.csv").unlink()
    (tmp_path / "scenario.toml").unlink()
    assert session.changes
    assert state_of(done_again(session)) == state_of(workspace)


# What is told of a workspace


def recorded() -> tuple[Workspace, list[Event]]:
    events: list[Event] = []
    workspace = workspace_of(load("package-prediction"))
    workspace.subscribe(events.append)
    return workspace, events


def test_a_change_is_told_with_the_place_at_which_it_was_made() -> None:
    workspace, events = recorded()
    workspace.go(7)
    workspace.go(3)
    set_parameter(workspace.run, "w2_1_1", 0.5)
    workspace.go(5)
    workspace.settle()
    workspace.settle()
    last = len(workspace.run.story(3))
    assert events == [stood(3, last, 7), ParameterEdited(0, "w2_1_1", 0.5, "w2_1_1 = 0.5"), stood(5, last)]


def test_a_change_that_cannot_be_made_is_not_told() -> None:
    workspace, events = recorded()
    with pytest.raises(ScenarioError):
        workspace.run.change_settings({"training.optimizer.learning_rate": -1}, "η −1")
    assert events == []


def test_a_branch_that_is_returned_to_is_told_by_its_place() -> None:
    workspace, events = recorded()
    workspace.go(3)
    set_parameter(workspace.run, "w2_1_1", 0.5)
    workspace.run.switch_branch(workspace.run.timeline.branches[0])
    assert events[-1] == BranchSelected(0, 0)


def test_breakpoints_are_told_as_they_are_set_and_come_back() -> None:
    workspace, events = recorded()
    workspace.breakpoints.set("low: loss < 0.5", workspace.run.timeline.branch, workspace.example_step())
    workspace.breakpoints.set("loss rises", workspace.run.timeline.branch, workspace.example_step())
    workspace.breakpoints.switch(0)
    assert events[-1] == BreakpointsChanged(
        (("low", "loss < 0.5", False), ("loss rises", "loss rises", True))
    )
    workspace.breakpoints.remove(1)
    again = workspace_of(load("package-prediction"))
    assert replay_all(again, events).message == ""
    assert state_of(again) == state_of(workspace)


def test_the_places_of_all_runs_are_one_event() -> None:
    workspace = workspace_of(load("learning-rates"))
    workspace.go(4)
    found = workspace.position
    assert len(found.runs) == len(workspace.runs) == 5
    assert found.step == 4


# What can no longer be done


IMPOSSIBLE: dict[str, Event] = {
    "a setting": SettingsChanged(0, {"training.optimizer.learning_rate": -1}, "", False),
    "a key": SettingsChanged(0, {"training.optimiser": 1}, "", False),
    "a file": SettingsChanged(0, {"data.file": "/etc/passwd"}, "", False),
    "settings in settings": SettingsChanged(0, {"a": {"b": {"c": 1}}}, "", False),
    "a parameter": ParameterEdited(0, "w9_9_9", 1.0, ""),
    "a branch": BranchSelected(0, 3),
    "a run": BranchSelected(1, 0),
    "other runs": stood(1, runs=2),
    "steps": stood(7, newest=5000),
    "a breakpoint": BreakpointsChanged((("", "nothing < 1", True),)),
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_what_can_no_longer_be_done_is_told_and_all_before_it_is_there(what: str) -> None:
    before: tuple[Event, ...] = (
        stood(5, 3),
        ParameterEdited(0, "w2_1_1", 0.5, "w2_1_1 = 0.5"),
        BranchSelected(0, 0),
    )
    workspace, alone = (workspace_of(load("package-prediction")) for _ in range(2))
    outcome = replay_all(workspace, [*before, IMPOSSIBLE[what], ParameterEdited(0, "b2_1", 9.0, "")])
    assert outcome.message.startswith("Change 4 of 5 of this session can no longer be applied: ")
    assert outcome.message.endswith("Everything before it was restored.")
    assert outcome.events == before
    replay_all(alone, before)
    if what != "steps":  # as many as there are have been taken
        assert state_of(workspace) == state_of(alone)


def test_what_brought_the_program_down_does_not_do_so_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(run: Run, place: int, value: float, told: str) -> None:
        raise ZeroDivisionError("a mistake")

    monkeypatch.setattr(Run, "edit_parameter", mistaken)
    workspace = workspace_of(load("package-prediction"))
    outcome = replay_all(workspace, [stood(5, 3), ParameterEdited(0, "w2_1_1", 0.5, "")])
    assert "ZeroDivisionError: a mistake" in outcome.message
    assert outcome.events == (stood(5, 3),)
    assert workspace.step == 5


async def test_a_session_that_no_longer_holds_is_gone_on_with_in_a_copy() -> None:
    kept = save(begun("parabola", stood(2, 5), IMPOSSIBLE["a parameter"]))
    app = GradstepApp(OpenRequest(load("parabola"), session=kept))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        (note,) = app._notifications
        assert note.message.startswith("Change 2 of 2 of this session can no longer be applied: ")
        assert cast(Workbench, app.screen).workspace.step == 2
        await pilot.press("n")
        await pilot.pause()
        assert app.close_scenario()
    copy, original = all_sessions().sessions
    assert original == kept
    assert copy.step == 3


async def test_damage_is_told_where_a_session_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "mine"
    file.write_text(session_text(begun("parabola", stood(2, 5))) + '{"at":[[3', encoding="utf-8")
    app = GradstepApp(OpenRequest(load("parabola"), session=read_session(file)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        (note,) = app._notifications
        assert "is damaged at line 4: it is cut off" in note.message
        assert cast(Workbench, app.screen).workspace.step == 2


# On the screen


async def test_a_long_session_tells_how_far_it_has_come_and_can_be_given_up() -> None:
    events = (SettingsChanged(0, {"training.steps": 900_000}, "steps", False), stood(900_000, 5))
    app = GradstepApp(OpenRequest(load("parabola"), session=replace(begun("parabola"), events=events)))
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.screen, WorkingDialog)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, Picker)


async def test_a_session_that_takes_a_while_is_gone_on_with() -> None:
    events = (SettingsChanged(0, {"training.steps": 9_000}, "steps", False), stood(9_000, 5))
    app = GradstepApp(OpenRequest(load("parabola"), session=replace(begun("parabola"), events=events)))
    async with app.run_test(size=(80, 24)) as pilot:
        while not isinstance(app.screen, Workbench):
            await pilot.pause()
        assert app.screen.workspace.step == 9_000


async def test_a_session_that_is_opened_and_left_alone_is_not_written_to() -> None:
    kept = save(begun("parabola", stood(2, 5)))
    assert kept.path is not None
    before = kept.path.read_bytes()
    app = GradstepApp(OpenRequest(load("parabola"), session=kept))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.close_scenario()
    assert kept.path.read_bytes() == before
    assert latest() == kept


async def test_the_speed_of_a_playback_is_gone_on_with() -> None:
    app = GradstepApp(OpenRequest(load("parabola"), speed=4.0))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", ">")
        await pilot.pause()
        assert app.close_scenario()
    kept = latest()
    assert kept is not None
    again = GradstepApp(OpenRequest(load("parabola"), session=kept))
    async with again.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert cast(Workbench, again.screen).playback.player.speed == 8.0
        assert again.close_scenario()
    assert latest() == kept


async def test_a_disk_that_fails_is_told_on_the_screen_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    app = GradstepApp(OpenRequest(load("parabola")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        while not app._notifications:
            await pilot.pause()
        await pilot.press("n", "n")
        await pilot.pause()
        assert cast(Workbench, app.screen).workspace.step == 3
        (note,) = app._notifications
        assert "Session not saved: " in note.message
        assert not app.close_scenario()
    assert app.pending_message == ""


@pytest.mark.parametrize(("forward", "back"), [(12, 5), (12, 12)])
def test_what_had_been_told_further_on_is_known_again(forward: int, back: int) -> None:
    workspace, again = (workspace_of(load("package-prediction")) for _ in range(2))
    workspace.go(forward)
    workspace.go(back)
    replay_all(again, [workspace.position])
    assert [run.cursor.seen for run in again.runs] == [run.cursor.seen for run in workspace.runs] == [forward]
