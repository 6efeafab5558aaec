"""The engine against exercises and questions that people have worked, each with its source."""

from __future__ import annotations

import numpy as np
import pytest

from engine.descent.optimizers import Momentum
from engine.descent.schedules import Exponential
from engine.descent.stopping import Stopping
from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.insight.analysis.divergence import divergence
from engine.objectives.losses import Loss
from engine.objectives.network import Layer
from engine.objectives.parsing import CONDITIONAL, parse
from tests.engine.builders import finished, function_training, network_training, stepped

# Saturated units: −1/(1 + e^z) with 60 digits.


@pytest.mark.parametrize(
    ("z", "gradient"),
    [
        (20.0, -2.0611536181902037e-09),
        (25.0, -1.3887943864771144e-11),
        (30.0, -9.357622968839299e-14),
        (35.0, -6.305116760146985e-16),
        (37.0, -8.533047625744066e-17),
        (40.0, -4.248354255291589e-18),
    ],
)
def test_bce_of_a_saturated_sigmoid_has_a_gradient(z: float, gradient: float) -> None:
    step = stepped(network_training([[1, 1]], [Layer(1, "sigmoid", bias=False)], [z], cost=Loss("bce")))
    assert step.gradient.item() == pytest.approx(gradient, rel=1e-15, abs=0.0)


def test_cross_entropy_of_a_saturated_softmax_has_gradients_that_sum_to_0() -> None:
    step = stepped(
        network_training(
            [[1, 1, 0]], [Layer(2, "softmax", bias=False)], [40.0, 0.0],
            targets=("y1", "y2"), cost=Loss("cross_entropy"),
        )
    )  # fmt: skip
    assert step.loss == 4.248354255291589e-18
    assert step.gradient.tolist() == [-4.248354255291589e-18, 4.248354255291589e-18]


# A line through points, the loss summed over all rows: four points, and a fifth far away.

LINE = [[1, 0], [2, -1], [3, -2], [4, -3]]


def first_rise(timeline: Timeline) -> tuple[int, float | None]:
    """(the first step that made its loss larger, the rate above which it does) of a run that has diverged."""
    found = divergence(timeline.branch)
    return found.first_growth or 0, found.limit


def line(rows: list[list[int]], epochs: int = 1000) -> Training:
    return network_training(
        rows, [Layer(1)], [0.3, -0.3], cost=Loss(over_rows="sum"), batch_size=None, epochs=epochs,
        learning_rate=0.01,
    )  # fmt: skip


def test_four_points_are_fitted_in_a_thousand_epochs() -> None:
    timeline = finished(line(LINE))
    assert timeline.step().after.theta.tolist() == pytest.approx(
        [-0.9999968893811771, 0.9999908544013311], rel=1e-13
    )
    row_losses = timeline.training.objective.loss(timeline.step().after.theta, np.arange(4))
    assert row_losses == pytest.approx(5.5877e-11, rel=1e-4)


def test_a_fifth_point_far_away_makes_the_same_rate_diverge() -> None:
    # 2/λ of the Hessian 2·Σ (x, 1)(x, 1)ᵀ
    timeline = finished(line([*LINE, [35, -34]]))
    assert timeline.ending is not None
    assert timeline.ending.reason == "diverged"
    first, limit = first_rise(timeline)
    assert first == 1
    assert limit == pytest.approx(0.000795787, rel=1e-3)


# The derivatives of a chain of two tanh, asked about at a question-and-answer site.


def test_a_chain_of_two_tanh_has_the_derivatives_of_the_chain_rule() -> None:
    where = {"h1_raw": "w_h*0.5", "h1": "tanh(h1_raw)", "h2_raw": "w_h*h1", "h2": "tanh(h2_raw)"}
    step = stepped(function_training("w_y*h2", {"w_h": 2.0, "w_y": 40.0}, 0.01, where=where))
    assert step.loss == pytest.approx(36.370066959877704, rel=1e-15)
    assert step.gradient.tolist() == pytest.approx([8.188808168328672, 0.9092516739969425], rel=1e-15)


# Mitchell, "Machine learning" (1997), exercise 4.7: momentum 0.9, η 0.3, half the squared error.


def test_mitchells_exercise_4_7_has_the_weights_of_its_solution() -> None:
    training = network_training(
        [[1, 0, 1], [0, 1, 0]],
        [Layer(1, "sigmoid"), Layer(1, "sigmoid")],
        [0.1] * 5,
        inputs=("a", "b"),
        targets=("d",),
        cost=Loss("mse", 0.5),
        optimizer=Momentum(momentum=0.9),
        learning_rate=0.3,
        epochs=1,
    )
    for number, weights in (
        (1, [0.100851, 0.1, 0.100851, 0.11891, 0.134393]),
        (2, [0.101617, 0.098799, 0.100416, 0.113474, 0.124522]),
    ):
        assert stepped(training, number).after.theta.tolist() == pytest.approx(weights, abs=5e-7)


# Rosenbrock's function as homework: gradient descent with a fixed rate, from 0.

ROSENBROCK = "(1 - x1)**2 + 100*(x2 - x1**2)**2"
ROSENBROCK_3 = "100*(x2 - x1**2)**2 + (1 - x1)**2 + 100*(x3 - x2**2)**2 + (1 - x2)**2"
RELATIVE_CHANGE = (
    "sqrt(update.x1**2 + update.x2**2 + update.x3**2)"
    "/sqrt(parameter.x1**2 + parameter.x2**2 + parameter.x3**2) < 1e-4"
)


@pytest.mark.parametrize(("rate", "factor", "updates"), [(1e-3, 1.0, 3096), (5e-3, 0.999, 1467)])
def test_rosenbrock_stops_where_the_value_hardly_changes(rate: float, factor: float, updates: int) -> None:
    # one step more: the last one only shows the value that the update before it has led to
    training = function_training(
        ROSENBROCK, {"x1": 0.0, "x2": 0.0}, rate, steps=5000,
        schedule=Exponential(factor=factor), stopping=Stopping(loss_change=1e-5),
    )  # fmt: skip
    assert finished(training).ending == (updates + 1, "converged")


def test_rosenbrock_in_three_dimensions_stops_where_the_relative_change_is_small() -> None:
    training = function_training(
        ROSENBROCK_3, {"x1": 0.0, "x2": 0.0, "x3": 0.0}, 1e-3, steps=5000,
        stopping=Stopping(when=parse(RELATIVE_CHANGE, functions=CONDITIONAL)),
    )  # fmt: skip
    assert finished(training).ending == (2491, "converged")


@pytest.mark.parametrize("text", [ROSENBROCK, ROSENBROCK_3])
def test_rosenbrock_diverges_with_a_larger_rate(text: str) -> None:
    start = {"x1": 0.0, "x2": 0.0} | ({"x3": 0.0} if text is ROSENBROCK_3 else {})
    ending = finished(function_training(text, start, 1e-2, steps=100)).ending
    assert ending is not None
    assert ending.reason == "diverged"


def test_rosenbrock_rises_first_at_the_step_that_is_told() -> None:
    training = function_training(ROSENBROCK, {"x1": 0.0, "x2": 0.0}, 1e-2, steps=100)
    first, limit = first_rise(finished(training))
    assert first == 27
    assert limit == pytest.approx(0.008091, rel=1e-3)
