"""The moment that panes are given: everything the reader has come to, and nothing beyond."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import START, Grain, Place
from tests.engine.builders import bits
from tests.tui.desks import BUNDLED, DIVERGING, desk_at, desk_in, written


def test_at_the_start_nothing_has_happened() -> None:
    moment = desk_at("package-prediction").moment()
    assert (moment.place, moment.step, moment.beats, moment.beat, moment.phase) == (
        START,
        None,
        (),
        None,
        None,
    )
    assert moment.theta.tolist() == [0.1] * 4 + [0.0] * 2 + [0.1] * 2 + [0.0]
    assert moment.learning_rate == 0.001
    assert moment.told == {}
    assert moment.lit == frozenset()
    for place in range(9):
        assert moment.gradient(place) is moment.update(place) is moment.new(place) is None


def test_the_first_learning_rate_is_the_schedules(tmp_path: Path) -> None:
    text = DIVERGING + '[training.schedule]\nname = "linear_warmup"\nsteps = 10\n'
    desk = desk_at(written(tmp_path, text))
    before = desk.moment().learning_rate
    desk.go(1)
    assert desk.moment().learning_rate == before
    assert before < 50.0


@pytest.mark.parametrize("name", BUNDLED)
def test_what_has_been_told_is_the_engines_and_grows_beat_by_beat(name: str) -> None:
    desk = desk_at(name, 2)
    told: dict[str, float] = {}
    while desk.forward(Grain.BEAT) and desk.step == 3:
        moment = desk.moment()
        assert moment.step is not None
        assert bits(moment.step) == bits(desk.run.timeline.step(3))
        beat = moment.beat
        assert beat is not None
        assert (moment.told[beat.quantity], moment.phase) == (beat.result, beat.phase)
        told[beat.quantity] = beat.result
        assert moment.told == told
        assert moment.theta.tobytes() == moment.step.theta.tobytes()
        for place, parameter in enumerate(moment.training.objective.parameters.names):
            slope_known = f"gradient.{parameter}" in told or moment.phase is Phase.UPDATE
            new_known = f"new.{parameter}" in told
            assert moment.gradient(place) == (float(moment.step.gradient[place]) if slope_known else None)
            assert moment.update(place) == (float(moment.step.update[place]) if new_known else None)
            assert moment.new(place) == (float(moment.step.after.theta[place]) if new_known else None)
        assert beat.quantity in moment.lit
    assert len(told) > 3


def test_a_complete_step_has_told_everything_even_of_what_is_frozen() -> None:
    moment = desk_at("mazur", 1).moment()
    assert moment.complete
    names = moment.training.objective.parameters.names
    assert moment.training.frozen is not None
    assert moment.step is not None
    for place, name in enumerate(names):
        assert moment.update(place) == moment.step.update[place]
        assert moment.new(place) == moment.step.after.theta[place]
        if name.startswith("b"):
            assert moment.update(place) == 0.0
            assert moment.gradient(place) != 0.0


def test_every_run_is_a_line_of_the_chart() -> None:
    desk = desk_at("learning-rates", 20)
    desk.show(3)
    moment = desk.moment()
    assert moment.shown == 3
    assert [line.label for line in moment.lines] == ["η 0.1", "η 1", "η 1.6", "η 2.5", "η 4"]
    assert [line.cursor for line in moment.lines] == [20, 6, 1, 10, 20]
    assert moment.branch is moment.lines[3].branch


def test_a_function_has_no_network() -> None:
    assert desk_at("parabola").moment().network is None
    assert desk_at("mazur").moment().network is not None


def test_a_moment_stays_what_it_was_when_the_desk_goes_on() -> None:
    desk = desk_in("package-prediction", Phase.LOSS, 2)
    moment = desk.moment()
    told, place = dict(moment.told), moment.place
    desk.go(9)
    desk.reset()
    assert (moment.place, dict(moment.told)) == (place, told)
    assert place == Place(3, 8)


def test_how_a_run_diverged_is_told_where_it_did_and_only_there(tmp_path: Path) -> None:
    desk = desk_at(written(tmp_path, DIVERGING))
    assert desk.moment().divergence == ""
    desk.go(1000)
    explanation = desk.moment().divergence
    assert "diverged: at step 39" in explanation
    # x ← (1 − 2η)x grows for any η above 1.
    assert "learning rate above 1 " in explanation
    desk.back(Grain.BEAT)
    assert desk.moment().divergence == ""
    desk.back(Grain.ROW)
    assert desk.moment().divergence.startswith("The loss is growing. Step 1 was the first")
    assert desk_at("package-prediction", 20).moment().divergence == ""


def test_a_phase_is_finished_with_its_last_beat_and_until_the_next_one_is() -> None:
    desk = desk_at("parabola", 1)
    seen = []
    while desk.forward(Grain.BEAT) and desk.step == 2:
        seen.append((desk.moment().phase, desk.moment().finished))
    # One beat for each phase: x, x², L, ∂L/∂x, the new x.
    assert seen == [(phase, phase) for phase in Phase]
    desk = desk_at("bowl", 1, beats=2)
    # x² is told, y² and the sum are not: the last phase told to its end is the selection.
    assert (desk.moment().phase, desk.moment().finished) == (Phase.FORWARD, Phase.SELECT)
    assert desk_at("bowl").moment().finished is None
