"""The story of one value: how it is made, where it flows, and its slope on the way back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.descent.optimizers import Adam
from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.insight.story import named_numbers
from engine.insight.story.beats import Beat, Phase
from engine.insight.story.formulas import MAX_TERMS
from engine.insight.story.named_numbers import NamedNumbers
from engine.insight.story.network_beats import OTHER_INPUTS, OTHER_UNITS
from engine.insight.story.step_story import story
from engine.insight.story.unit_story import unit_story
from engine.objectives.losses import Loss
from engine.objectives.network import Layer
from tests.engine.builders import function_training, network_of, network_training, package_prediction, stepped
from tests.engine.insight.story.test_step_story_truth import CASES, Case, training_of
from tests.engine.insight.story.truth import DIGITS, assert_true


def told(training: Training, name: str, number: int = 1) -> tuple[Beat, ...]:
    return unit_story(training, stepped(training, number), name)


def quantities(beats: Sequence[Beat], phase: Phase) -> list[str]:
    return [beat.quantity for beat in beats if beat.phase is phase]


def test_a_hidden_unit_is_told_with_what_makes_it_what_it_feeds_and_what_comes_back() -> None:
    beats = told(package_prediction(), "a1_1")
    assert quantities(beats, Phase.FORWARD) == ["z1_1", "a1_1", "z2_1"]
    assert quantities(beats, Phase.LOSS) == ["loss"]
    assert quantities(beats, Phase.BACKWARD) == [
        "gradient.w2_1_1", "gradient.a1_1", "gradient.z1_1",
        "gradient.w1_1_1", "gradient.w1_2_1", "gradient.b1_1",
    ]  # fmt: skip
    assert not quantities(beats, Phase.UPDATE)


def test_of_a_small_network_a_units_beats_are_those_of_the_step() -> None:
    training = package_prediction(batch_size=2)
    step = stepped(training, 2)
    of_step = {(beat.phase, beat.quantity, beat.row): beat for beat in story(training, step)}
    for name in ("a1_2", "a2_1", "cgpa"):
        for beat in unit_story(training, step, name):
            same = of_step[beat.phase, beat.quantity, beat.row]
            assert (beat.symbolic, beat.substituted(), beat.result) == (
                same.symbolic, same.substituted(), same.result,
            )  # fmt: skip


def test_an_output_flows_into_the_loss_and_its_slope_back_to_all_units_before_it() -> None:
    assert quantities(told(package_prediction(), "a2_1"), Phase.BACKWARD) == [
        "gradient.a2_1", "gradient.z2_1", "gradient.w2_1_1", "gradient.w2_2_1", "gradient.b2_1",
        "gradient.a1_1", "gradient.a1_2",
    ]  # fmt: skip


def test_an_input_is_told_with_the_units_and_weights_that_take_it() -> None:
    beats = told(package_prediction(), "profile_score")
    assert quantities(beats, Phase.FORWARD) == ["z1_1", "z1_2"]
    assert quantities(beats, Phase.BACKWARD) == ["gradient.w1_2_1", "gradient.w1_2_2"]


def test_a_unit_may_be_asked_for_by_its_z() -> None:
    training = package_prediction()
    step = stepped(training)
    by_z, by_a = unit_story(training, step, "z1_2"), unit_story(training, step, "a1_2")
    assert [beat.quantity for beat in by_z] == [beat.quantity for beat in by_a]


def test_of_many_connections_the_strongest_are_told() -> None:
    rng = np.random.default_rng(1)
    training = network_training(
        rng.normal(size=(2, 41)).tolist(),
        [Layer(2, "tanh"), Layer(30, "tanh"), Layer(1)],
        rng.normal(size=82 + 90 + 31),
        inputs=[f"x{column}" for column in range(1, 41)],
    )
    step = stepped(training)
    weights = network_of(training).blocks[1].weight_view(step.theta)[0]
    fed = np.sort(np.argsort(-np.abs(weights))[:MAX_TERMS]) + 1
    beats = unit_story(training, step, "a1_1")
    assert quantities(beats, Phase.FORWARD)[2:] == [f"z2_{unit}" for unit in fed]
    slopes = network_of(training).blocks[0].weight_view(step.gradient)[:, 0]
    taken = np.sort(np.argsort(-np.abs(slopes))[:MAX_TERMS]) + 1
    assert [name for name in quantities(beats, Phase.BACKWARD) if name.startswith("gradient.w1")] == [
        f"gradient.w1_{place}_1" for place in taken
    ]
    # each long sum has at most three terms of its own, and what is asked for among them
    by_name = {beat.quantity: beat.symbolic for beat in beats}
    assert by_name["z1_1"].endswith(OTHER_INPUTS)
    assert by_name["gradient.a1_1"].endswith(OTHER_UNITS)
    back = {beat.quantity: beat.symbolic for beat in unit_story(training, step, "a2_30")}
    assert "gradient.z2_30*w2_1_30" in back["gradient.a1_1"]


@pytest.mark.parametrize("name", ["a1_3", "a3_1", "w1_1_1", "lpa", "loss", ""])
def test_there_is_no_story_of_what_is_no_unit(name: str) -> None:
    with pytest.raises(ValueError, match="is not an input or unit"):
        told(package_prediction(), name)


def test_a_value_of_a_function_is_told_with_its_uses() -> None:
    # f = q·q + q with q = xy
    training = function_training("q*q + q", {"x": 3.0, "y": -2.0}, 0.1, where={"q": "x*y"})
    beats = told(training, "q")
    assert [(str(beat.phase), beat.quantity) for beat in beats] == [
        ("select", "step"),
        ("forward", "q"), ("forward", "q*q"), ("forward", "q*q + q"),
        ("loss", "loss"),
        ("backward", "gradient.q"), ("backward", "gradient.x"), ("backward", "gradient.y"),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="is not a value"):
        told(training, "p")


@given(CASES, st.integers(1, 4), st.sampled_from(DIGITS), st.integers(0, 10**6))
@settings(max_examples=60)
def test_every_beat_of_a_units_story_is_true(case: Case, number: int, digits: int, which: int) -> None:
    training = training_of(case)
    network = network_of(training)
    names = [*network.input_names]
    names += [
        f"a{n}_{unit}" for n, layer in enumerate(network.layers, 1) for unit in range(1, layer.units + 1)
    ]
    timeline = Timeline(training)
    timeline.go(number)
    beats = unit_story(training, timeline.step(), names[which % len(names)])
    for beat in beats:
        assert_true(beat, digits)
    phases = [list(Phase).index(beat.phase) for beat in beats]
    assert phases == sorted(phases)


@pytest.mark.parametrize("row", [0, 1])
def test_of_a_large_network_each_number_is_found_by_its_name(
    row: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    training = network_training(
        [[0.5, -1.0, 0.3], [0.25, 0.75, -0.2]],
        [Layer(2, "tanh"), Layer(1, "sigmoid")],
        np.linspace(-1.0, 1.0, 9),
        inputs=("p", "q"),
        optimizer=Adam(),
        batch_size=2,
    )
    step, network = stepped(training, 2), network_of(training)
    replay_all = NamedNumbers(network, step, row)
    monkeypatch.setattr(named_numbers, "MAX_PARAMETERS_PRELOADED", 0)
    one_by_one = NamedNumbers(network, step, row)
    names = [name for name in replay_all if name != "loss"]
    assert {"p", "y", "z1_2", "a2_1", "gradient.a1_1", "gradient.z2_1", "gradient.b1_2", "w2_1_1"} <= {*names}
    assert not one_by_one
    assert {name: one_by_one[name] for name in names} == {name: replay_all[name] for name in names}
    for numbers in (one_by_one, replay_all):
        with pytest.raises(KeyError):
            numbers["w9_9_9"]


@pytest.mark.parametrize("target", [0, 11])
@pytest.mark.parametrize("scale", [0.1, 3.0, 40.0])
def test_a_softmax_of_many_classes_is_told_in_short_and_true(scale: float, target: int) -> None:
    rng = np.random.default_rng(2)
    training = network_training(
        [[*rng.normal(size=2), *np.eye(12)[target]]],
        [Layer(3, "tanh"), Layer(12, "softmax")],
        rng.normal(scale=scale, size=9 + 48),
        inputs=("p", "q"),
        targets=[f"t{number}" for number in range(12)],
        cost=Loss("cross_entropy"),
    )
    for name in ("a1_1", "a2_1", "a2_12", "p"):
        for beat in told(training, name):
            assert_true(beat)
            assert len(beat.symbolic) < 200


def test_a_unit_s_story_begins_with_the_rows_that_the_step_took() -> None:
    training = package_prediction(batch_size=2)
    step = training.step(training.beginning(), 1)
    told = [beat for beat in unit_story(training, step, "a1_2") if beat.phase is Phase.SELECT]
    assert [(beat.quantity, beat.result) for beat in told] == [("row", 1), ("row", 2)]
