"""Changes of a run: the step that is looked at is taken anew, everything follows, and nothing that was is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.descent.branch import Branch
from engine.descent.training import State
from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from engine.types import Vector
from scenarios.errors import ScenarioError
from scenarios.loading import load
from tests.engine.builders import bits
from tests.tui.workspaces import DIVERGING, TWO_SPEEDS, workspace_at, written
from tui.panes.transport import header
from tui.workspace import describe
from tui.workspace.opening import workspace_of
from tui.workspace.run import Run
from tui.workspace.workspace import Workspace

W2_1_1 = 6
"""Its place in θ of the package prediction."""

CONVERGING = """\
format = 1
kind = "function"
title = "Until it is small"
[function]
expression = "x**2"
[function.start]
x = 4.0
[training]
steps = 100
[training.optimizer]
name = "sgd"
learning_rate = 0.25
[training.stop]
loss_below = 1e-3
patience = 2
"""
"""x halves each step: 4, 2, 1, ½, …; x² is below 0.001 from step 8 on, and the run ends with step 9."""


def run_at(scenario: str, step: int, settings: dict[str, object] | None = None) -> Run:
    workspace = workspace_of(load(scenario, settings))
    workspace.go(step)
    return workspace.run


def whole(branch: Branch) -> list[object]:
    """Everything a branch remembers, to the bit."""
    return [branch.ending, branch.losses.array.tobytes(), *map(bits, branch.steps(1, branch.newest))]


def edited(theta: Vector, place: int, value: float) -> list[float]:
    changed = theta.copy()
    changed[place] = value
    return [float(number) for number in changed]


# An edit, wherever one stands


def test_at_the_start_an_edit_changes_the_first_parameters() -> None:
    workspace = workspace_at("package-prediction")
    given = workspace.snapshot().theta
    workspace.run.edit_parameter(W2_1_1, 0.5, "w2_1_1 = 0.5")
    snapshot = workspace.snapshot()
    assert (snapshot.place, snapshot.step) == ((0, 0), None)
    assert snapshot.theta.tolist() == edited(given, W2_1_1, 0.5)
    workspace.go(1)
    # ŷ = 0.5·1.6 + 0.1·1.6 for cgpa 8 and profile_score 8.
    assert workspace.snapshot().revealed["a2_1"] == pytest.approx(0.96)


@pytest.mark.parametrize("beats", [1, 8, 20, 31])
def test_inside_a_step_the_same_beat_of_the_same_step_is_told_with_the_new_numbers(beats: int) -> None:
    workspace = workspace_at("package-prediction", 2, beats)
    before = workspace.snapshot()
    assert before.step is not None
    workspace.run.edit_parameter(W2_1_1, 0.5, "w2_1_1 = 0.5")
    after = workspace.snapshot()
    assert (after.place, after.phase) == (before.place, before.phase)
    assert after.step is not None
    assert after.theta.tolist() == edited(before.theta, W2_1_1, 0.5)
    assert bits(after.step) == bits(after.training.step(State(after.theta, before.step.slots), 3))
    assert [beat.quantity for beat in after.beats] == [beat.quantity for beat in before.beats]
    assert after.revealed != before.revealed or beats == 1


def test_at_a_steps_end_that_step_is_taken_anew() -> None:
    workspace = workspace_at("package-prediction", 3)
    before = workspace.snapshot()
    workspace.run.edit_parameter(W2_1_1, 0.5, "w2_1_1 = 0.5")
    after = workspace.snapshot()
    assert after.complete
    assert after.place == before.place
    assert after.theta.tolist() == edited(before.theta, W2_1_1, 0.5)
    assert after.new(W2_1_1) == after.theta[W2_1_1] + (after.update(W2_1_1) or 0)
    assert workspace.run.timeline.newest == 3
    workspace.go(4)
    assert workspace.snapshot().theta[W2_1_1] == after.new(W2_1_1)


def test_a_complete_step_stays_complete_though_its_story_grows() -> None:
    run = run_at("package-prediction", 3)
    before = run.cursor.place.beat
    run.change_settings(
        {"training.optimizer.name": "momentum", "training.optimizer.momentum": 0.9}, "momentum"
    )
    assert run.cursor.place.step == 3
    assert run.cursor.place.beat > before
    assert not run.cursor.inside


def test_at_the_runs_end_the_last_step_is_taken_anew_and_the_run_ends_again() -> None:
    workspace = workspace_at("package-prediction", 20)
    workspace.run.edit_parameter(W2_1_1, 0.5, "w2_1_1 = 0.5")
    assert workspace.run.timeline.ending == (20, "epochs")
    assert workspace.snapshot().theta[W2_1_1] == 0.5
    assert not workspace.forward(Grain.ROW)


def test_after_divergence_an_edit_leads_on(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, DIVERGING), 1000)
    assert workspace.snapshot().divergence
    step = workspace.step
    workspace.run.edit_parameter(0, 1e-300, "x = 1e-300")
    assert workspace.run.timeline.ending is None
    assert workspace.snapshot().place.step == step
    assert "diverged" not in workspace.snapshot().divergence
    assert workspace.forward(Grain.ROW)


def test_an_edit_that_makes_the_step_diverge_is_told_as_that() -> None:
    workspace = workspace_at("parabola", 2)
    workspace.run.edit_parameter(0, 1e200, "x = 1e200")
    assert workspace.run.timeline.ending == (2, "diverged")
    assert "diverged" in workspace.snapshot().divergence


def test_a_branch_comes_to_its_own_stop(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, CONVERGING), 100)
    assert workspace.run.timeline.ending == (9, "converged")
    workspace.go(4)
    workspace.run.edit_parameter(0, 4.0, "x = 4")
    workspace.go(100)
    # The first step's start again, three steps later.
    assert workspace.run.timeline.ending == (12, "converged")
    workspace.run.switch_branch(workspace.run.timeline.branches[0])
    assert workspace.run.timeline.ending == (9, "converged")


@pytest.mark.parametrize(
    ("optimizer", "slots"), [({"name": "momentum", "momentum": 0.9}, 1), ({"name": "adam"}, 2)]
)
def test_an_edit_leaves_the_optimizers_memory_as_it_was(optimizer: dict[str, object], slots: int) -> None:
    settings = {f"training.optimizer.{key}": value for key, value in optimizer.items()}
    run = run_at("package-prediction", 5, settings)
    memory = run.timeline.branch.state(4).slots.tolist()
    run.edit_parameter(W2_1_1, 0.5, "w2_1_1 = 0.5")
    step = run.timeline.step(5)
    assert step.slots.tolist() == memory
    assert np.shape(memory) == (slots, 9)
    assert np.any(memory)


def test_of_compared_runs_only_the_shown_one_is_edited() -> None:
    workspace = workspace_at("learning-rates", 4)
    others = [whole(run.timeline.branch) for run in workspace.runs[1:]]
    workspace.run.edit_parameter(0, 7.0, "w = 7")
    workspace.align_runs()
    assert workspace.snapshot().theta.tolist() == [7.0]
    assert [whole(run.timeline.branch) for run in workspace.runs[1:]] == others
    assert workspace.forward(Grain.ROW)
    assert {run.timeline.cursor for run in workspace.runs if run.timeline.ending is None} == {5}


# Settings


def test_other_settings_hold_for_the_step_that_is_looked_at() -> None:
    run = run_at("package-prediction", 3)
    before = run.timeline.step(3)
    run.change_settings({"training.optimizer.learning_rate": 0.002}, "η 0.002")
    after = run.timeline.step(3)
    assert (before.learning_rate, after.learning_rate) == (0.001, 0.002)
    assert after.gradient.tolist() == before.gradient.tolist()
    assert run.timeline.step(2).learning_rate == 0.001


def test_settings_that_cannot_be_had_change_nothing() -> None:
    run = run_at("package-prediction", 3)
    branch, before = run.timeline.branch, whole(run.timeline.branch)
    with pytest.raises(ScenarioError, match="learning_rate"):
        run.change_settings({"training.optimizer.learning_rate": -1.0}, "η −1")
    assert (run.timeline.branch, run.cursor.place.step) == (branch, 3)
    assert whole(branch) == before
    assert run.change_of(branch).description == ""


def test_another_batch_size_begins_at_the_start_with_the_same_first_parameters() -> None:
    run = run_at("package-prediction", 7)
    run.edit_parameter(W2_1_1, 0.5, "w2_1_1 = 0.5")
    run.change_settings({"training.batch_size": 2}, "batch_size 2")
    assert run.cursor.place == (0, 0)
    assert run.timeline.newest == 0
    assert run.timeline.state.theta.tolist() == run.timeline.training.start.tolist()


def test_a_change_can_be_asked_to_begin_at_the_start() -> None:
    run = run_at("package-prediction", 7)
    run.change_settings({"training.optimizer.learning_rate": 0.002}, "η 0.002", restart=True)
    assert (run.cursor.place, run.timeline.newest) == ((0, 0), 0)
    assert run.timeline.branch.fork == 0


def test_a_change_of_the_past_takes_over_nothing_from_its_future() -> None:
    """Back before the change of η, an edit leaves η as it was there, and so does another setting."""
    changes: list[tuple[str, Callable[[Run], None]]] = [
        ("edit", lambda run: run.edit_parameter(W2_1_1, 0.5, "w2_1_1 = 0.5")),
        ("frozen", lambda run: run.change_settings({"training.frozen": ["b*"]}, "frozen")),
    ]
    for told, change in changes:
        run = run_at("package-prediction", 6)
        run.change_settings({"training.optimizer.learning_rate": 0.002}, "η 0.002")
        assert run.timeline.step(6).learning_rate == 0.002
        for looked in (5, 3, 0):
            run.cursor.go(looked)
            assert run.training.learning_rate == 0.001
            assert run.scenario.training.optimizer.learning_rate == 0.001
            change(run)
            run.cursor.go(8)
            rates = [run.timeline.step(step).learning_rate for step in range(1, 9)]
            assert rates == [0.001] * 8, told
            assert "training.optimizer.learning_rate" not in run.change_of(run.timeline.branch).settings
            run.switch_branch(run.timeline.branches[1])


def test_changes_add_up() -> None:
    run = run_at("package-prediction", 3)
    run.change_settings({"training.optimizer.learning_rate": 0.002}, "η 0.002")
    run.cursor.go(6)
    run.change_settings({"training.frozen": ["b*"]}, "b* frozen")
    run.cursor.go(8)
    run.edit_parameter(W2_1_1, 0.5, "w2_1_1 = 0.5")
    run.cursor.go(9)
    step = run.timeline.step(9)
    assert step.learning_rate == 0.002
    assert step.update.nonzero()[0].tolist() == [0, 1, 2, 3, 6, 7]
    assert run.change_of(run.timeline.branch).settings == {
        "training.optimizer.learning_rate": 0.002,
        "training.frozen": ["b*"],
    }
    assert run.scenario.training.frozen == ("b*",)


# Branches


@pytest.mark.parametrize("step", [0, 1, 6, 20])
def test_the_branch_that_is_left_stays_as_it_was_to_the_bit(step: int) -> None:
    run = run_at("package-prediction", 20)
    branch, before = run.timeline.branch, whole(run.timeline.branch)
    run.cursor.go(step)
    run.edit_parameter(W2_1_1, 0.5, "w2_1_1 = 0.5")
    run.change_settings({"training.optimizer.learning_rate": 0.002}, "η 0.002")
    run.cursor.go(20)
    assert whole(run.timeline.branch)[2:] != before[2:]
    assert whole(branch) == before
    run.cursor.go(step)
    run.switch_branch(branch)
    assert run.cursor.place.step == step
    run.cursor.go(20)
    assert whole(run.timeline.branch) == before


def test_a_branch_is_returned_to_at_the_same_beat_with_its_own_story() -> None:
    workspace = workspace_at("package-prediction", 4, beats=9)
    before, branch = workspace.snapshot(), workspace.run.timeline.branch
    workspace.run.edit_parameter(W2_1_1, 0.5, "w2_1_1 = 0.5")
    assert workspace.snapshot().revealed != before.revealed
    workspace.run.switch_branch(branch)
    again = workspace.snapshot()
    assert (again.place, again.revealed) == (before.place, before.revealed)


def test_a_branch_that_is_shorter_is_returned_to_at_its_newest_step() -> None:
    run = run_at("package-prediction", 3)
    run.edit_parameter(W2_1_1, 0.5, "w2_1_1 = 0.5")
    short = run.timeline.branch
    run.switch_branch(run.timeline.branches[0])
    run.cursor.go(9)
    run.switch_branch(short)
    assert run.cursor.place.step == 3


def test_knobs_turned_at_one_place_leave_one_branch_and_no_other() -> None:
    run = run_at("package-prediction", 3)
    for value in (0.2, 0.3, 0.4):
        run.edit_parameter(W2_1_1, value, f"w2_1_1 = {value}")
    run.edit_parameter(0, 0.7, "w1_1_1 = 0.7")
    assert [run.change_of(branch).description for branch in run.timeline.branches] == [
        "",
        "w2_1_1 = 0.4, w1_1_1 = 0.7",
    ]
    # Of two knobs turned one after the other, both hold.
    assert run.timeline.step(3).theta[[0, W2_1_1]].tolist() == [0.7, 0.4]


class Counting(list[Branch]):
    """Branches that count how often one is looked for among them."""

    looked = 0

    def __contains__(self, branch: object) -> bool:
        self.looked += 1
        return super().__contains__(branch)


def test_however_many_branches_there_are_a_change_asks_only_for_the_one_that_is_left() -> None:
    run = run_at("package-prediction", 8)
    branches = run.timeline.branches = Counting(run.timeline.branches)
    for edits in range(1, 21):
        run.edit_parameter(W2_1_1, edits / 10, f"w2_1_1 = {edits / 10}")
        run.cursor.go(10)
        run.cursor.go(8)
        assert branches.looked <= edits
    assert len(branches) == 21
    assert [run.change_of(branch).description for branch in branches[1:3]] == ["w2_1_1 = 0.1", "w2_1_1 = 0.2"]


def test_reset_forgets_every_change() -> None:
    workspace = workspace_at("package-prediction", 20)
    first = whole(workspace.run.timeline.branch)
    workspace.go(3)
    workspace.run.edit_parameter(W2_1_1, 0.5, "w2_1_1 = 0.5")
    workspace.run.change_settings({"training.optimizer.learning_rate": 0.002}, "η 0.002")
    workspace.reset()
    snapshot = workspace.snapshot()
    assert (snapshot.place, snapshot.change, snapshot.ghosts) == ((0, 0), "", ())
    assert snapshot.learning_rate == 0.001
    workspace.go(20)
    assert whole(workspace.run.timeline.branch) == first


def header_text(workspace: Workspace) -> str:
    return "".join(span.text for span in header(workspace.snapshot(), 120))


def test_what_was_changed_is_marked_in_the_header_and_on_the_ghosts() -> None:
    workspace = workspace_at("package-prediction", 3)
    assert "↳" not in header_text(workspace)
    workspace.run.edit_parameter(W2_1_1, -0.5, "w2_1_1 = −0.5")
    assert "↳ w²₁₁ = −0.5" in header_text(workspace)
    assert [ghost.label for ghost in workspace.snapshot().ghosts] == ["as given"]
    workspace.go(5)
    workspace.run.change_settings({"training.optimizer.learning_rate": 0.002}, "η 0.002")
    assert "↳ w²₁₁ = −0.5, η 0.002" in header_text(workspace)
    assert [ghost.label for ghost in workspace.snapshot().ghosts] == ["as given", "w²₁₁ = −0.5"]
    workspace.run.switch_branch(workspace.run.timeline.branches[0])
    assert "↳" not in header_text(workspace)


def test_a_branch_is_called_by_all_that_was_changed_and_each_thing_once() -> None:
    workspace = workspace_at("package-prediction", 3)
    run = workspace.run
    for told in ("w1_1_1 = 0.5", "w1_1_1 = 0.6", "w1_1_1 = 0.7"):
        run.edit_parameter(0, float(told[-3:]), told)
    for rate in (0.002, 0.005):
        run.change_settings({"training.optimizer.learning_rate": rate}, f"η {rate}")
    run.change_settings({"training.frozen": ["w1_1_1"]}, "w1_1_1 frozen")
    assert run.change_of(run.timeline.branch).description == "w1_1_1 = 0.7, η 0.005, w1_1_1 frozen"
    run.change_settings({"training.frozen": []}, "w1_1_1 free")
    run.change_settings({"training.batch_size": 1}, "row 2: lpa 6.5")
    run.change_settings({"training.batch_size": 1}, "row 3: lpa 6.5")
    run.change_settings({"training.batch_size": 1}, "row 2 changed")
    assert run.change_of(run.timeline.branch).parts == (
        "w1_1_1 = 0.7",
        "η 0.005",
        "w1_1_1 free",
        "row 3: lpa 6.5",
        "row 2 changed",
    )


def test_what_a_restart_discards_is_no_longer_told_as_changed() -> None:
    workspace = workspace_at("package-prediction", 3)
    run = workspace.run
    run.edit_parameter(0, 0.5, "w1_1_1 = 0.5")
    run.change_settings(
        {"training.batch_size": 2, "training.order": "shuffle"}, "batch_size 2, order shuffle"
    )
    # another order restarts: the parameter has its own start again
    assert run.timeline.branch.state(0).theta[0] == 0.1
    assert run.change_of(run.timeline.branch).description == "batch_size 2, order shuffle"
    run.change_settings({"training.order": "sequential"}, "order sequential")
    assert run.change_of(run.timeline.branch).description == "batch_size 2, order sequential"
    for told in ("row 2: lpa 6", "a, b.csv loaded", "c.csv loaded", "row 1: lpa 3"):
        run.change_settings({"training.batch_size": 2}, told)
    assert run.change_of(run.timeline.branch).description.endswith("c.csv loaded, row 1: lpa 3")
    assert "b.csv" not in run.change_of(run.timeline.branch).description


def test_a_run_is_called_by_its_label_and_what_has_become_of_it() -> None:
    workspace = workspace_at("learning-rates", 3)
    workspace.show_run(1)
    workspace.run.change_settings({"training.optimizer.learning_rate": 0.9}, "η 0.9")
    snapshot = workspace.snapshot()
    assert [line.label for line in snapshot.lines] == ["η 0.1", "η 1 → η 0.9", "η 1.6", "η 2.5", "η 4"]
    assert describe.place(snapshot).startswith("η 1 → η 0.9: step 3 of")
    assert "[η 1]  ↳ η 0.9" in header_text(workspace)


def test_at_the_start_of_a_branch_the_settings_of_the_start_are_shown() -> None:
    workspace = workspace_at("package-prediction", 6)
    workspace.run.change_settings({"training.optimizer.learning_rate": 0.002}, "η 0.002")
    workspace.go(0)
    assert workspace.snapshot().learning_rate == 0.001
    assert "η 0.001" in header_text(workspace)
    workspace.go(6)
    assert "η 0.002" in header_text(workspace)


def test_where_a_change_leads_to_the_start_the_other_runs_come_along(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, TWO_SPEEDS), 9)
    workspace.run.change_settings({"training.batch_size": 2}, "batch_size 2")
    workspace.align_runs()
    assert [run.cursor.place.step for run in workspace.runs] == [0, 0]
    assert not workspace.back(Grain.ROW)
    workspace.go_to_phase(Phase.LOSS)
    assert [run.cursor.place.step for run in workspace.runs] == [1, 1]
