"""The moment that panes are given: everything the reader has come to, and nothing beyond."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import START, Grain, Place
from tests.engine.builders import bits
from tests.tui.workspaces import BUNDLED, DIVERGING, workspace_at, workspace_in, written


def test_at_the_start_nothing_has_happened() -> None:
    snapshot = workspace_at("package-prediction").snapshot()
    assert (snapshot.place, snapshot.step, snapshot.beats, snapshot.beat, snapshot.phase) == (
        START,
        None,
        (),
        None,
        None,
    )
    assert snapshot.theta.tolist() == [0.1] * 4 + [0.0] * 2 + [0.1] * 2 + [0.0]
    assert snapshot.learning_rate == 0.001
    assert snapshot.revealed == {}
    assert snapshot.active == frozenset()
    for place in range(9):
        assert snapshot.gradient(place) is snapshot.update(place) is snapshot.new(place) is None


def test_the_first_learning_rate_is_the_schedules(tmp_path: Path) -> None:
    text = DIVERGING + '[training.schedule]\nname = "linear_warmup"\nsteps = 10\n'
    workspace = workspace_at(written(tmp_path, text))
    before = workspace.snapshot().learning_rate
    workspace.go(1)
    assert workspace.snapshot().learning_rate == before
    assert before < 50.0


@pytest.mark.parametrize("name", BUNDLED)
def test_what_has_been_told_is_the_engines_and_grows_beat_by_beat(name: str) -> None:
    workspace = workspace_at(name, 2)
    told: dict[str, float] = {}
    while workspace.forward(Grain.BEAT) and workspace.step == 3:
        snapshot = workspace.snapshot()
        assert snapshot.step is not None
        assert bits(snapshot.step) == bits(workspace.run.timeline.step(3))
        beat = snapshot.beat
        assert beat is not None
        assert (snapshot.revealed[beat.quantity], snapshot.phase) == (beat.result, beat.phase)
        told[beat.quantity] = beat.result
        assert snapshot.revealed == told
        assert snapshot.theta.tobytes() == snapshot.step.theta.tobytes()
        for place, parameter in enumerate(snapshot.training.objective.parameters.names):
            slope_known = f"gradient.{parameter}" in told or snapshot.phase is Phase.UPDATE
            new_known = f"new.{parameter}" in told
            assert snapshot.gradient(place) == (float(snapshot.step.gradient[place]) if slope_known else None)
            assert snapshot.update(place) == (float(snapshot.step.update[place]) if new_known else None)
            assert snapshot.new(place) == (float(snapshot.step.after.theta[place]) if new_known else None)
        assert beat.quantity in snapshot.active
    assert len(told) > 3


def test_a_complete_step_has_told_everything_even_of_what_is_frozen() -> None:
    snapshot = workspace_at("mazur", 1).snapshot()
    assert snapshot.complete
    names = snapshot.training.objective.parameters.names
    assert snapshot.training.frozen is not None
    assert snapshot.step is not None
    for place, name in enumerate(names):
        assert snapshot.update(place) == snapshot.step.update[place]
        assert snapshot.new(place) == snapshot.step.after.theta[place]
        if name.startswith("b"):
            assert snapshot.update(place) == 0.0
            assert snapshot.gradient(place) != 0.0


def test_every_run_is_a_line_of_the_chart() -> None:
    workspace = workspace_at("learning-rates", 20)
    workspace.show_run(3)
    snapshot = workspace.snapshot()
    assert snapshot.shown == 3
    assert [line.label for line in snapshot.lines] == ["η 0.1", "η 1", "η 1.6", "η 2.5", "η 4"]
    assert [line.cursor for line in snapshot.lines] == [20, 6, 1, 10, 20]
    assert snapshot.branch is snapshot.lines[3].branch


def test_a_function_has_no_network() -> None:
    assert workspace_at("parabola").snapshot().network is None
    assert workspace_at("mazur").snapshot().network is not None


def test_a_moment_stays_what_it_was_when_the_desk_goes_on() -> None:
    workspace = workspace_in("package-prediction", Phase.LOSS, 2)
    snapshot = workspace.snapshot()
    told, place = dict(snapshot.revealed), snapshot.place
    workspace.go(9)
    workspace.reset()
    assert (snapshot.place, dict(snapshot.revealed)) == (place, told)
    assert place == Place(3, 8)


def test_how_a_run_diverged_is_told_where_it_did_and_only_there(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, DIVERGING))
    assert workspace.snapshot().divergence == ""
    workspace.go(1000)
    explanation = workspace.snapshot().divergence
    assert "diverged: at step 39" in explanation
    # x ← (1 − 2η)x grows for any η above 1.
    assert "with 1 it would not have" in explanation
    workspace.back(Grain.BEAT)
    assert workspace.snapshot().divergence == ""
    workspace.back(Grain.ROW)
    assert workspace.snapshot().divergence.startswith("The loss is growing: each of the last 3 steps ")
    assert workspace_at("package-prediction", 20).snapshot().divergence == ""


def test_a_phase_is_finished_with_its_last_beat_and_until_the_next_one_is() -> None:
    workspace = workspace_at("parabola", 1)
    seen = []
    while workspace.forward(Grain.BEAT) and workspace.step == 2:
        seen.append((workspace.snapshot().phase, workspace.snapshot().finished))
    # One beat for each phase: x, x², L, ∂L/∂x, the new x.
    assert seen == [(phase, phase) for phase in Phase]
    workspace = workspace_at("bowl", 1, beats=2)
    # x² is told, y² and the sum are not: the last phase told to its end is the selection.
    assert (workspace.snapshot().phase, workspace.snapshot().finished) == (Phase.FORWARD, Phase.SELECT)
    assert workspace_at("bowl").snapshot().finished is None
