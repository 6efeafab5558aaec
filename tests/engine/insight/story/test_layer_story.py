"""The story of a network too large to be told unit by unit."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.descent.training import Training
from engine.insight.story.beats import Beat, Phase
from engine.insight.story.step_story import MAX_PARAMETERS_LISTED, story
from engine.objectives.losses import Loss
from engine.objectives.network import Layer
from tests.engine.builders import network_evaluation, network_training, stepped
from tests.engine.insight.story.truth import assert_true

ROWS = [[0.5, 1.0], [-0.25, 0.0], [1.5, 2.0]]


def large(*, bias: bool = True, batch_size: int = 1) -> Training:
    """1-300-1: 300 weights and 300 biases, 300 weights and 1 bias."""
    size = 901 if bias else 601
    return network_training(
        ROWS,
        [Layer(300, "tanh", bias), Layer(1)],
        np.random.default_rng(0).normal(scale=0.1, size=size),
        cost=Loss("mse", 0.5),
        batch_size=batch_size,
        learning_rate=0.01,
    )


def length(numbers: object) -> float:
    return math.sqrt(math.fsum(one * one for one in np.ravel(np.asarray(numbers)).tolist()))


def by_quantity(beats: tuple[Beat, ...]) -> dict[str, Beat]:
    found = {beat.quantity: beat for beat in beats}
    assert len(found) == len(beats)
    return found


@pytest.mark.parametrize("batch_size", [1, 2])
def test_a_large_network_is_told_layer_by_layer(batch_size: int) -> None:
    training = large(batch_size=batch_size)
    step = stepped(training, 2)
    beats = story(training, step)
    assert [(beat.phase, beat.quantity) for beat in beats] == [
        (Phase.SELECT, "row"),
        (Phase.FORWARD, "|z1|"), (Phase.FORWARD, "|a1|"), (Phase.FORWARD, "|z2|"), (Phase.FORWARD, "|a2|"),
        (Phase.LOSS, "loss"),
        (Phase.BACKWARD, "|gradient.a2|"), (Phase.BACKWARD, "|gradient.z2|"),
        (Phase.BACKWARD, "|gradient.W2|"), (Phase.BACKWARD, "|gradient.b2|"),
        (Phase.BACKWARD, "|gradient.a1|"), (Phase.BACKWARD, "|gradient.z1|"),
        (Phase.BACKWARD, "|gradient.W1|"), (Phase.BACKWARD, "|gradient.b1|"),
        (Phase.UPDATE, "|update.layer 1|"), (Phase.UPDATE, "|update.layer 2|"),
    ]  # fmt: skip
    told = {quantity: beat.result for quantity, beat in by_quantity(beats).items()}
    evaluation = network_evaluation(step)
    assert told["loss"] == step.loss
    for layer in (1, 2):
        assert told[f"|z{layer}|"] == pytest.approx(length(evaluation.sums[layer - 1]), rel=1e-12)
        assert told[f"|a{layer}|"] == pytest.approx(length(evaluation.activations[layer - 1]), rel=1e-12)
        assert told[f"|gradient.a{layer}|"] == pytest.approx(
            length(evaluation.gradient_a(layer - 1)), rel=1e-12
        )
        assert told[f"|gradient.z{layer}|"] == pytest.approx(
            length(evaluation.gradients_z[layer - 1]), rel=1e-12
        )
    for quantity, part in (
        ("W1", slice(300)),
        ("b1", slice(300, 600)),
        ("W2", slice(600, 900)),
        ("b2", slice(900, 901)),
    ):
        assert told[f"|gradient.{quantity}|"] == pytest.approx(length(step.gradient[part]), rel=1e-12)
    assert told["|update.layer 1|"] == pytest.approx(length(step.update[:600]), rel=1e-12)
    assert told["|update.layer 2|"] == pytest.approx(length(step.update[600:]), rel=1e-12)


def test_its_formulas_are_those_of_whole_layers() -> None:
    beats = by_quantity(story(large(), stepped(large())))
    assert {quantity: beat.symbolic for quantity, beat in beats.items()} == {
        "row": "1",
        "|z1|": "|x·W1 + b1|", "|a1|": "|tanh(z1)|", "|z2|": "|a1·W2 + b2|", "|a2|": "|linear(z2)|",
        "loss": "mse(y, a2)",
        "|gradient.a2|": "|∂mse(y, a2)|", "|gradient.z2|": "|gradient.a2·linear′(z2)|",
        "|gradient.W2|": "|a1ᵀ·gradient.z2|", "|gradient.b2|": "|Σ gradient.z2|",
        "|gradient.a1|": "|gradient.z2·W2ᵀ|", "|gradient.z1|": "|gradient.a1·tanh′(z1)|",
        "|gradient.W1|": "|xᵀ·gradient.z1|", "|gradient.b1|": "|Σ gradient.z1|",
        "|update.layer 1|": "|all its weights' and biases' updates|",
        "|update.layer 2|": "|all its weights' and biases' updates|",
    }  # fmt: skip
    assert beats["|z1|"].note == "300 numbers"
    assert beats["|gradient.W1|"].note == "300 numbers"
    assert beats["|update.layer 1|"].note == "600 numbers"


def test_a_large_networks_layers_without_biases_have_none_to_tell() -> None:
    beats = by_quantity(story(large(bias=False), stepped(large(bias=False))))
    assert "|gradient.b1|" not in beats
    assert "|gradient.b2|" in beats
    assert beats["|z1|"].symbolic == "|x·W1|"


def test_the_rows_of_a_large_network_are_told() -> None:
    one = story(large(), stepped(large(), 3))[0]
    assert (one.note, one.result) == ("row 3 of the data", 3)
    several = story(large(batch_size=2), stepped(large(batch_size=2)))[0]
    assert (several.note, several.result) == ("2 rows, row 1 the first", 1)


def test_every_beat_of_a_large_network_is_true() -> None:
    for beat in story(large(batch_size=3), stepped(large(batch_size=3), 2)):
        assert_true(beat)


@pytest.mark.parametrize(("bias", "by_layers"), [(False, False), (True, True)])
def test_where_the_story_turns_to_layers(bias: bool, by_layers: bool) -> None:
    # 1-200-1: 200 + 200 + 200 parameters, and one more for the last bias
    size = MAX_PARAMETERS_LISTED + bias
    training = network_training(ROWS, [Layer(200), Layer(1, bias=bias)], np.zeros(size))
    quantities = {beat.quantity for beat in story(training, stepped(training))}
    assert ("|z1|" in quantities) == by_layers
    assert ("z1_200" in quantities) != by_layers
