"""The workspace: compared runs move together, and each is what it would be alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.insight.story.cursor import Grain, Place
from scenarios.loading import load
from tests.engine.builders import bits
from tests.tui.workspaces import TWO_SPEEDS, workspace_at, written
from tui.workspace.opening import workspace_of
from tui.workspace.workspace import Workspace


def cursors(workspace: Workspace) -> list[int]:
    return [run.timeline.cursor for run in workspace.runs]


def places(workspace: Workspace) -> list[Place]:
    return [run.cursor.place for run in workspace.runs]


@pytest.fixture(scope="module")
def two_speeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of a scenario whose own run diverges with step 27 of 200, the other one does not."""
    folder = tmp_path_factory.mktemp("two")
    written(folder, TWO_SPEEDS)
    return folder / "scenario.toml"


def two_speeds_desk(path: Path) -> Workspace:
    workspace = workspace_of(load(path))
    workspace.go(1000)
    assert cursors(workspace)[1] == 200
    assert cursors(workspace)[0] % 4 != 0
    workspace.reset()
    return workspace


def test_a_desk_knows_what_it_is_about() -> None:
    workspace = workspace_at("learning-rates")
    assert workspace.title == "Five learning rates"
    assert workspace.domain == {"w": (-4, 8)}
    # The scenario's own run has no label of its own: it is told apart by what the others change.
    assert [run.label for run in workspace.runs] == ["η 0.1", "η 1", "η 1.6", "η 2.5", "η 4"]
    assert [run.run_label for run in workspace.runs] == [None, "η 1", "η 1.6", "η 2.5", "η 4"]
    assert workspace_at("package-prediction").runs[0].label == ""


def test_where_more_than_the_learning_rate_is_changed_the_first_run_is_as_given(tmp_path: Path) -> None:
    compare = '[[compare]]\nlabel = "fewer"\nset = { "training.steps" = 3 }\n'
    bowl = (Path(__file__).parents[3] / "scenarios/library/bowl.toml").read_text(encoding="utf-8")
    workspace = workspace_of(written(tmp_path, f"{bowl}\n{compare}"))
    assert [run.label for run in workspace.runs] == ["as given", "fewer"]


@pytest.mark.parametrize("grain", Grain)
def test_compared_runs_step_together(grain: Grain) -> None:
    workspace = workspace_at("step-size")
    while workspace.forward(grain):
        assert len(set(cursors(workspace))) == 1
    assert cursors(workspace) == [10, 10]
    while workspace.back(grain):
        assert len(set(cursors(workspace))) == 1
    assert cursors(workspace) == [0, 0]


def test_within_a_step_the_others_stand_at_its_end() -> None:
    workspace = workspace_at("step-size", 3, beats=2)
    first, second = places(workspace)
    assert first == (4, 2)
    assert second.step == 4
    assert not workspace.runs[1].cursor.inside
    assert not workspace.finished


def test_a_run_that_has_ended_does_not_hold_the_others_up() -> None:
    workspace = workspace_at("learning-rates")
    workspace.go(100)
    # The exercise that this is after: η 0.1 needs 81 steps, η 1 6, η 1.6 one; η 4 never arrives.
    assert cursors(workspace)[:3] == [81, 6, 1]
    assert cursors(workspace)[4] == 100
    assert workspace.step == 100
    assert workspace.finished


@pytest.mark.parametrize("grain", [Grain.BEAT, Grain.PHASE, Grain.ROW, Grain.EPOCH])
def test_where_the_shown_run_has_ended_the_others_go_on_by_whole_steps(grain: Grain) -> None:
    workspace = workspace_at("learning-rates")
    workspace.show_run(2)
    workspace.go(1)
    for step in range(2, 11):
        assert workspace.forward(grain)
        assert cursors(workspace) == [step, min(step, 6), 1, step, step]
        assert workspace.step == step
    for step in range(9, 0, -1):
        assert workspace.back(grain)
        assert cursors(workspace) == [step, min(step, 6), 1, step, step]
    assert workspace.back(grain)
    assert workspace.step <= 1


def test_a_place_can_be_returned_to_though_the_shown_run_has_ended() -> None:
    workspace = workspace_at("learning-rates", 50)
    workspace.show_run(1)
    place = workspace.place
    assert place.step == 50
    workspace.go(3)
    workspace.set_place(place)
    assert cursors(workspace) == [50, 6, 1, 10, 50]
    workspace.show_run(0)
    workspace.forward(Grain.PHASE)
    place = workspace.place
    assert place == (51, 1)
    workspace.reset()
    workspace.set_place(place)
    assert workspace.run.cursor.place == (51, 1)
    assert cursors(workspace) == [51, 6, 1, 10, 51]


def test_epochs_are_kept_where_the_shown_run_ended_within_one(two_speeds: Path) -> None:
    workspace = two_speeds_desk(two_speeds)
    ended = workspace.go(1000) and cursors(workspace)[0]
    workspace.go(ended)
    assert workspace.forward(Grain.EPOCH)
    assert workspace.step == ended // 4 * 4 + 4
    assert workspace.forward(Grain.EPOCH)
    assert workspace.step == ended // 4 * 4 + 8
    assert workspace.forward(Grain.ROW)
    assert workspace.back(Grain.EPOCH)
    assert workspace.step == ended // 4 * 4 + 8
    assert workspace.back(Grain.EPOCH)
    assert workspace.step == ended // 4 * 4 + 4


def test_the_end_is_the_end_for_every_run() -> None:
    workspace = workspace_at("learning-rates", 99)
    assert not workspace.finished
    assert workspace.forward(Grain.ROW)
    assert workspace.finished
    for grain in Grain:
        assert not workspace.forward(grain)
    assert workspace.step == workspace.newest() == 100


def test_another_run_is_shown_where_it_stands() -> None:
    workspace = workspace_at("step-size", 2)
    first = workspace.snapshot()
    workspace.show_run(1)
    second = workspace.snapshot()
    assert (first.shown, second.shown) == (0, 1)
    assert first.place == second.place
    assert (first.learning_rate, second.learning_rate) == (1.0, 0.01)
    # 5b² from −5: η 1 goes −5 → 45 → −405, η 0.01 goes −5 → −4.5 → −4.05.
    assert first.new(0) == -405.0
    assert second.new(0) == pytest.approx(-4.05)
    workspace.show_run(2)
    assert workspace.snapshot().learning_rate == 1.0


def test_each_run_is_what_it_would_be_alone() -> None:
    together = workspace_at("learning-rates", 10)
    for place, compare in enumerate(load("learning-rates").scenario.compare, 1):
        alone = workspace_of(load("learning-rates", compare.set))
        alone.go(10)
        one, other = together.runs[place].timeline, alone.run.timeline
        assert one.cursor == other.cursor
        assert bits(one.step()) == bits(other.step())


def test_reset_leads_to_the_very_same_start() -> None:
    workspace = workspace_at("package-prediction")
    start = workspace.snapshot()
    workspace.go(3)
    first = [bits(workspace.runs[0].timeline.step(number)) for number in (1, 2, 3)]
    workspace.forward(Grain.BEAT)
    workspace.reset()
    again = workspace.snapshot()
    assert (again.place, again.step, again.beats) == (start.place, None, ())
    assert again.theta.tobytes() == start.theta.tobytes()
    assert workspace.newest() == 0
    assert not workspace.back(Grain.BEAT)
    workspace.go(3)
    assert [bits(workspace.runs[0].timeline.step(number)) for number in (1, 2, 3)] == first


def test_the_story_is_told_anew_after_a_reset() -> None:
    workspace = workspace_at("package-prediction", 1)
    before = workspace.run.story(1)
    workspace.reset()
    workspace.go(1)
    after = workspace.run.story(1)
    assert before is not after
    assert [beat.result for beat in before] == [beat.result for beat in after]


MOVES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["forward", "back"]), st.sampled_from(list(Grain))),
        st.tuples(st.just("go"), st.integers(-3, 110)),
        st.tuples(st.just("show_run"), st.integers(0, 6)),
        st.tuples(st.just("reset"), st.none()),
    ),
    max_size=25,
)


@given(MOVES)
@settings(max_examples=40)
@pytest.mark.parametrize("name", ["learning-rates", "package-prediction", "step-size"])
def test_runs_stay_together_whatever_is_done(name: str, moves: list[tuple[str, object]]) -> None:
    workspace = workspace_at(name)
    for what, how in moves:
        getattr(workspace, what)(*([] if how is None else [how]))
        snapshot = workspace.snapshot()
        assert snapshot.place == workspace.run.cursor.place
        assert workspace.step <= workspace.newest()
        for run in workspace.runs:
            ending = run.timeline.ending
            last = ending.step if ending is not None else 10**9
            # Every run stands after the same step, or where it ended before.
            assert run.timeline.cursor == min(workspace.step, last)
            assert run.cursor.place.step == run.timeline.cursor
            assert bool(run.cursor.place.beat) == bool(run.cursor.place.step)
        if workspace.finished:
            assert not workspace.forward(Grain.ROW)
