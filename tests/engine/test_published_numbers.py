"""The engine against numbers that others have published, each with its source."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from engine.descent.stopping import Stopping
from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.objectives.losses import Loss
from engine.objectives.network import Layer
from engine.objectives.parsing import CONDITIONAL, parse
from tests.engine.builders import (
    finished,
    function_training,
    network_evaluation,
    network_training,
    package_prediction,
    parameters,
    stepped,
)

# Package prediction, the project's own example: derived twice, analytically and by complex-step differentiation.

EPOCH_LOSSES = [
    26.345577666415263, 19.85942891863526, 10.881602572213675, 3.777037799271362, 1.223804496951285,
    0.8860544873038916, 0.9037980809999199, 0.9126959329820745, 0.9022607000454246, 0.8845704163881786,
]  # fmt: skip


def test_package_prediction_has_the_published_epoch_losses() -> None:
    assert finished(package_prediction()).branch.epoch_losses.array == pytest.approx(
        EPOCH_LOSSES[:5], rel=1e-12
    )
    assert finished(package_prediction(epochs=10)).branch.epoch_losses.array == pytest.approx(
        EPOCH_LOSSES, rel=1e-12
    )


def test_package_prediction_predicts_what_is_published_in_its_first_epoch() -> None:
    timeline = finished(package_prediction())
    predictions = [network_evaluation(timeline.step(number)).predictions.item() for number in (1, 2, 3, 4)]
    published = [0.32, 0.386268121088, 0.4834707490242261, 0.6658628181652971]
    assert predictions == pytest.approx(published, rel=1e-13)


def test_package_prediction_has_the_published_parameters_after_its_first_row() -> None:
    training = package_prediction()
    assert parameters(training, stepped(training).after.theta) == pytest.approx(
        {
            "w1_1_1": 0.105888, "w1_1_2": 0.105888, "w1_2_1": 0.105888, "w1_2_2": 0.105888,
            "b1_1": 0.000736, "b1_2": 0.000736, "w2_1_1": 0.111776, "w2_2_1": 0.111776, "b2_1": 0.00736,
        },
        rel=1e-14,
    )  # fmt: skip


def test_package_prediction_has_the_published_parameters_after_five_epochs() -> None:
    training = package_prediction()
    assert parameters(training, finished(training).state.theta) == pytest.approx(
        {
            "w1_1_1": 0.27198995161606426, "w1_1_2": 0.27198995161606426,
            "w1_2_1": 0.39273926325008407, "w1_2_2": 0.39273926325008407,
            "b1_1": 0.028380736400000415, "b1_2": 0.028380736400000415,
            "w2_1_1": 0.46900040200354964, "w2_2_1": 0.46900040200354964, "b2_1": 0.12168148210187665,
        },
        rel=1e-12,
    )  # fmt: skip


def test_hidden_units_that_start_equal_stay_equal_for_ever() -> None:
    training = package_prediction(epochs=200)
    timeline = finished(training)
    for step in timeline.branch.steps(1, timeline.newest):
        after = parameters(training, step.after.theta)
        assert after["w1_1_1"] == after["w1_1_2"]
        assert after["w1_2_1"] == after["w1_2_2"]
        assert after["b1_1"] == after["b1_2"]
        assert after["w2_1_1"] == after["w2_2_1"]


def classification_twin() -> Training:
    """Sigmoid in both layers and binary cross-entropy, from the same start."""
    return network_training(
        [[8, 8, 1], [7, 9, 1], [6, 10, 0], [5, 5, 0]],
        [Layer(2, "sigmoid"), Layer(1, "sigmoid")],
        [0.1, 0.1, 0.1, 0.1, 0.0, 0.0, 0.1, 0.1, 0.0],
        inputs=("cgpa", "profile_score"),
        targets=("placed",),
        cost=Loss("bce"),
        learning_rate=0.0001,
        epochs=50,
    )


def test_its_classification_twin_learns() -> None:
    timeline = finished(classification_twin())
    losses = timeline.branch.epoch_losses.array
    assert len(losses) == 50
    assert np.all(np.diff(losses) < 0)
    # σ(1.6) = 0.832018, ŷ = σ(0.1·0.832018·2) = σ(0.166404) = 0.541505, L = −log ŷ
    assert timeline.step(1).loss == pytest.approx(0.613403, abs=1e-6)


def test_fifty_epochs_of_its_classification_twin_are_those_of_a_plain_loop() -> None:
    timeline = finished(classification_twin())
    W1, b1, W2, b2 = [[0.1, 0.1], [0.1, 0.1]], [0.0, 0.0], [0.1, 0.1], 0.0
    means = []
    for _ in range(50):
        losses = []
        for x1, x2, y in ((8, 8, 1), (7, 9, 1), (6, 10, 0), (5, 5, 0)):
            h = [1 / (1 + math.exp(-(x1 * W1[0][unit] + x2 * W1[1][unit] + b1[unit]))) for unit in (0, 1)]
            y_hat = 1 / (1 + math.exp(-(h[0] * W2[0] + h[1] * W2[1] + b2)))
            losses.append(-math.log(y_hat if y else 1 - y_hat))
            slope = y_hat - y
            slopes = [slope * W2[unit] * h[unit] * (1 - h[unit]) for unit in (0, 1)]
            for unit in (0, 1):
                W2[unit] -= 0.0001 * slope * h[unit]
                W1[0][unit] -= 0.0001 * slopes[unit] * x1
                W1[1][unit] -= 0.0001 * slopes[unit] * x2
                b1[unit] -= 0.0001 * slopes[unit]
            b2 -= 0.0001 * slope
        means.append(sum(losses) / 4)
    assert timeline.branch.epoch_losses.array == pytest.approx(means, rel=1e-12)
    assert timeline.state.theta.tolist() == pytest.approx([*W1[0], *W1[1], *b1, *W2, b2], rel=1e-12)


# The numbers of the project's own description.


def test_x_squared_plus_x_has_the_slope_11_at_5() -> None:
    assert stepped(function_training("x**2 + x", {"x": 5.0}, 0.1)).gradient.tolist() == [11.0]


def test_the_bowl_has_its_least_value_where_both_slopes_are_0() -> None:
    bowl = function_training("x**2 + y**2", {"x": 3.0, "y": -4.0}, 0.5, steps=1)
    assert stepped(bowl).gradient.tolist() == [6.0, -8.0]
    assert finished(bowl).state.theta.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(("learning_rate", "arrives_at"), [(1.0, 45.0), (0.01, -4.5)])
def test_one_step_from_b_minus_5_with_the_slope_minus_50(learning_rate: float, arrives_at: float) -> None:
    step = stepped(function_training("5*b**2", {"b": -5.0}, learning_rate))
    assert step.gradient.tolist() == [-50.0]
    assert step.after.theta.tolist() == [arrives_at]


def places_on_the_parabola(learning_rate: float) -> list[float]:
    """x after 0 to 20 steps on x² from 10, each x ← (1 − 2η)x."""
    branch = finished(function_training("x**2", {"x": 10.0}, learning_rate, steps=20)).branch
    return [branch.state(number).theta.item() for number in range(21)]


def test_below_one_half_the_parabola_is_descended_monotonously() -> None:
    for learning_rate in (0.01, 0.2, 0.49):
        places = places_on_the_parabola(learning_rate)
        assert all(0 < after < before for before, after in pairwise(places))


def test_at_one_half_one_jump_arrives() -> None:
    assert places_on_the_parabola(0.5)[1] == 0.0


def test_between_one_half_and_1_the_parabola_is_crossed_at_every_step_ever_nearer_to_0() -> None:
    for learning_rate in (0.51, 0.75, 0.99):
        places = places_on_the_parabola(learning_rate)
        for before, after in pairwise(places):
            assert before * after < 0
            assert abs(after) < abs(before)


def test_at_1_the_descent_jumps_to_and_fro() -> None:
    assert places_on_the_parabola(1.0) == [10.0, -10.0] * 10 + [10.0]


def test_beyond_1_every_step_on_the_parabola_leads_further_away() -> None:
    for learning_rate in (1.01, 1.1, 3.0):
        places = places_on_the_parabola(learning_rate)
        assert all(abs(after) > abs(before) for before, after in pairwise(places))


# x² from 10, ten steps: "Dive into deep learning" (d2l.ai), section "Gradient descent".


@pytest.mark.parametrize(
    ("learning_rate", "published"),
    [(0.2, 0.06046617599999997), (0.05, 3.4867844009999995), (1.1, 61.917364224000096)],
)
def test_ten_steps_on_the_parabola_end_where_d2l_says(learning_rate: float, published: float) -> None:
    timeline = finished(function_training("x**2", {"x": 10.0}, learning_rate))
    assert timeline.state.theta.item() == pytest.approx(published, rel=1e-14)
    assert timeline.state.theta.item() == pytest.approx(10.0 * (1.0 - 2.0 * learning_rate) ** 10, rel=1e-13)


# One step of a 2-2-2 network: Matt Mazur, "A step by step backpropagation example".


def mazur(frozen: Sequence[str]) -> Training:
    """L = Σ ½(t − o)², η 0.5; w1 to w8 are w1_1_1 w1_2_1 w1_1_2 w1_2_2 w2_1_1 w2_2_1 w2_1_2 w2_2_2."""
    theta = [0.15, 0.25, 0.20, 0.30, 0.35, 0.35, 0.40, 0.50, 0.45, 0.55, 0.60, 0.60]
    names = ["w1_1_1", "w1_1_2", "w1_2_1", "w1_2_2", "b1_1", "b1_2"]
    names += ["w2_1_1", "w2_1_2", "w2_2_1", "w2_2_2", "b2_1", "b2_2"]
    return network_training(
        [[0.05, 0.10, 0.01, 0.99]],
        [Layer(2, "sigmoid"), Layer(2, "sigmoid")],
        theta,
        inputs=("i1", "i2"),
        targets=("t1", "t2"),
        cost=Loss("mse", 0.5, "sum"),
        learning_rate=0.5,
        epochs=1,
        frozen=np.array([name in frozen for name in names]),
    )


BIASES = ("b1_1", "b1_2", "b2_1", "b2_2")


def test_mazurs_network_starts_as_published() -> None:
    step = stepped(mazur(BIASES))
    hidden, output = network_evaluation(step).activations
    assert step.loss == pytest.approx(0.2983711087600027, rel=1e-14)
    assert hidden[0].tolist() == pytest.approx([0.593269992, 0.596884378], abs=5e-10)
    assert output[0].tolist() == pytest.approx([0.751365070, 0.772928465], abs=5e-10)


def test_mazurs_step_leads_to_the_published_weights_and_loss() -> None:
    training = mazur(BIASES)
    timeline = finished(training)
    assert parameters(training, timeline.state.theta) == pytest.approx(
        {
            "w1_1_1": 0.149780716, "w1_2_1": 0.19956143, "w1_1_2": 0.24975114, "w1_2_2": 0.29950229,
            "w2_1_1": 0.35891648, "w2_2_1": 0.408666186, "w2_1_2": 0.511301270, "w2_2_2": 0.561370121,
            "b1_1": 0.35, "b1_2": 0.35, "b2_1": 0.6, "b2_2": 0.6,
        },
        abs=5e-9,
    )  # fmt: skip
    # The famous 0.291027924 comes from an older, sequential update.
    assert timeline.branch.training_losses.array.tolist() == pytest.approx([0.29102777369359933], rel=1e-14)


def test_mazurs_step_leads_further_with_the_biases_updated_too() -> None:
    timeline = finished(mazur(()))
    assert timeline.branch.training_losses.array.tolist() == pytest.approx([0.28047144679143016], rel=1e-14)


# The learning-rate exercise of Google's machine learning crash course.


@pytest.mark.parametrize(("learning_rate", "steps"), [(0.1, 81), (1.0, 6), (1.6, 1)])
def test_the_learning_rate_exercise_takes_the_published_number_of_steps(
    learning_rate: float, steps: int
) -> None:
    assert exercise(learning_rate).ending == (steps, "converged")


def test_the_learning_rate_exercise_never_arrives_with_4() -> None:
    timeline = exercise(4.0)
    assert timeline.ending is not None
    assert timeline.ending.reason == "diverged"


def exercise(learning_rate: float) -> Timeline:
    """(w − w*)²/(2·1.6) from w₀ = 0 with w* = 2, until |w − w*| ≤ 0.0055·|w₀ − w*|."""
    near = parse("abs(new.w - 2) <= 0.0055*2", functions=CONDITIONAL)
    return finished(
        function_training(
            "(w - 2)**2/(2*1.6)", {"w": 0.0}, learning_rate, steps=1000, stopping=Stopping(when=near)
        )
    )
