"""Numbers beyond the float limit make no noise: NumPy's warnings, which are errors here, reach nobody."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.descent.timeline import Timeline
from engine.insight.analysis.gradient_check import gradient_check
from engine.insight.story.step_story import story
from engine.objectives.losses import Loss
from engine.objectives.network import Layer
from tests.engine.builders import (
    finished,
    function_training,
    network_evaluation,
    network_of,
    network_training,
)

HUGE = [[1e200, 0.0, 1.0], [1.0, 0.0, 0.0]]


@pytest.mark.parametrize(
    ("activation", "loss"),
    [("linear", "mse"), ("softplus", "mae"), ("sigmoid", "bce"), ("softmax", "cross_entropy")],
)
def test_a_network_is_silent_whatever_its_numbers(activation: str, loss: str) -> None:
    layers = [Layer(2), Layer(2, activation)]
    theta = np.full(10, 1e200)
    training = network_training(
        HUGE, layers, theta, targets=("u", "v"), cost=Loss(loss), batch_size=2, epochs=2, learning_rate=1.0
    )
    network, rows = network_of(training), np.arange(2)
    network.predict(theta, network.inputs)
    network.loss(theta, rows)
    network.mean_row_loss(theta, rows)
    sums, activations = network.forward(theta, network.inputs)
    network.row_losses(network.targets, activations[-1], sums[-1])
    gradient_check(network, theta, rows, np.array([0]))
    timeline = finished(training)
    step = timeline.step()
    assert network_evaluation(step).row_losses.shape == (2,)
    assert len(story(timeline.training, step)) > 0
    assert timeline.ending is not None


@pytest.mark.parametrize(
    ("z", "target", "slope"), [(-800.0, 1.0, -math.inf), (800.0, 0.0, math.inf), (800.0, 1.0, -1.0)]
)
def test_the_slope_of_a_certain_and_wrong_sigmoid_is_infinite_and_silent(
    z: float, target: float, slope: float
) -> None:
    training = network_training([[1.0, target]], [Layer(1, "sigmoid")], [z, 0.0], cost=Loss("bce"))
    timeline = Timeline(training)
    timeline.go(1)
    evaluation = network_evaluation(timeline.step())
    assert evaluation.gradient_a(0).tolist() == [[slope]]
    assert evaluation.named_gradients()["a1_1"] == slope


def test_a_diverged_function_tells_its_last_step_in_silence() -> None:
    timeline = finished(function_training("exp(x) + x**2", {"x": 5.0}, 3.0, steps=50))
    assert timeline.ending is not None
    assert timeline.ending.reason == "diverged"
    assert len(story(timeline.training, timeline.step())) > 0
