"""The loss functions: what is computed against what is told, and both where an output is certain."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.objectives.activations import sigmoid, sigmoid_error, softmax
from engine.objectives.expression import evaluate
from engine.objectives.losses import LOSSES, Loss
from engine.objectives.parsing import INTERNAL, parse
from engine.types import Matrix

RNG = np.random.default_rng(5)
Z = RNG.normal(size=(4, 3))


def case(name: str) -> tuple[Matrix, Matrix]:
    """Targets and outputs that the loss is made for."""
    if name == "bce":
        return RNG.uniform(size=(4, 3)), sigmoid(Z)
    if name == "cross_entropy":
        return RNG.dirichlet(np.ones(3), size=4), softmax(Z)
    return RNG.normal(size=(4, 3)), Z


@pytest.mark.parametrize("name", LOSSES)
def test_the_told_formulas_are_what_is_computed(name: str) -> None:
    rule, (y, a) = LOSSES[name], case(name)
    for formula, computed in (
        (rule.formula, rule.elements(y, a, Z, a - y)),
        (rule.derivative_formula, rule.derivative(y, a, Z, a - y)),
    ):
        told = evaluate(parse(formula, functions=INTERNAL), {"y": y, "a": a})
        np.testing.assert_allclose(computed, told, rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "y", "z", "cost", "slope"),
    [
        ("mse", 4.0, 0.32, 13.5424, -7.36),
        ("mae", 4.0, 0.5, 3.5, -1.0), ("mae", 0.5, 4.0, 3.5, 1.0), ("mae", 2.0, 2.0, 0.0, 0.0),
        ("bce", 1.0, 0.0, math.log(2.0), -2.0), ("bce", 0.0, 0.0, math.log(2.0), 2.0),
        # a soft target of ¾ at ŷ = ½: −¾/½ + ¼/½ = −1
        ("bce", 0.75, 0.0, math.log(2.0), -1.0),
    ],
)  # fmt: skip
def test_costs_and_slopes_by_hand(name: str, y: float, z: float, cost: float, slope: float) -> None:
    rule = LOSSES[name]
    sums = np.array([[z]])
    target = np.array([[y]])
    output = sigmoid(sums) if name == "bce" else sums
    given = target, output, sums, output - target
    assert rule.elements(*given).item() == pytest.approx(cost, rel=1e-15)
    assert rule.derivative(*given).item() == pytest.approx(slope, rel=1e-15)


def test_cross_entropy_by_hand() -> None:
    # ŷ = (¼, ¾), y = (⅓, ⅔): −⅓ log ¼ and −⅔ log ¾, slopes −4/3 and −8/9
    z = np.array([[0.0, math.log(3.0)]])
    y = np.array([[1 / 3, 2 / 3]])
    rule = LOSSES["cross_entropy"]
    assert rule.elements(y, softmax(z), z, softmax(z) - y)[0].tolist() == pytest.approx(
        [math.log(4) / 3, 2 * math.log(4 / 3) / 3], rel=1e-14
    )
    assert rule.derivative(y, softmax(z), z, softmax(z) - y)[0].tolist() == pytest.approx(
        [-4 / 3, -8 / 9], rel=1e-14
    )


@pytest.mark.parametrize(("z", "y", "cost"), [(40.0, 1.0, math.exp(-40)), (-40.0, 0.0, math.exp(-40))])
def test_a_certain_and_right_sigmoid_costs_what_its_tail_says(z: float, y: float, cost: float) -> None:
    # log(1 − 4e-18) of the rounded ŷ would be 0
    sums = np.array([[z]])
    given = np.array([[y]]), sigmoid(sums), sums, sigmoid_error(np.array([[y]]), sums, sigmoid(sums))
    assert LOSSES["bce"].elements(*given).item() == pytest.approx(cost, rel=1e-14)
    # −1/ŷ = −1 and 1/(1 − ŷ) = 1
    assert LOSSES["bce"].derivative(*given).item() == pytest.approx(1.0 - 2.0 * y, rel=1e-14)


@pytest.mark.parametrize(("z", "y"), [(40.0, 0.0), (-40.0, 1.0)])
def test_a_certain_and_wrong_sigmoid_has_a_slope_as_large_as_its_tail_is_small(z: float, y: float) -> None:
    sums = np.array([[z]])
    given = np.array([[y]]), sigmoid(sums), sums, sigmoid_error(np.array([[y]]), sums, sigmoid(sums))
    assert LOSSES["bce"].elements(*given).item() == pytest.approx(40.0, rel=1e-14)
    assert LOSSES["bce"].derivative(*given).item() == pytest.approx((1.0 - 2.0 * y) * math.exp(40), rel=1e-14)


@pytest.mark.parametrize(("z", "y", "slope"), [(800.0, 1.0, -1.0), (-800.0, 0.0, 1.0)])
def test_the_half_of_bce_that_a_certain_class_leaves_out_costs_nothing(
    z: float, y: float, slope: float
) -> None:
    # (1 − y)/(1 − ŷ) is 0/0 here; warnings are errors
    sums = np.array([[z]])
    given = np.array([[y]]), sigmoid(sums), sums, sigmoid_error(np.array([[y]]), sums, sigmoid(sums))
    assert LOSSES["bce"].elements(*given).item() == 0.0
    assert LOSSES["bce"].derivative(*given).item() == slope


def test_a_class_that_is_not_the_target_costs_nothing_however_small_its_share() -> None:
    z = np.array([[1000.0, 0.0]])
    y = np.array([[1.0, 0.0]])
    rule = LOSSES["cross_entropy"]
    assert rule.elements(y, softmax(z), z, softmax(z) - y).tolist() == [[0.0, 0.0]]
    assert rule.derivative(y, softmax(z), z, softmax(z) - y).tolist() == [[-1.0, 0.0]]


@pytest.mark.parametrize("name", LOSSES)
def test_an_output_counts_as_the_reductions_say(name: str) -> None:
    always = name == "cross_entropy"
    mean, together = Loss(name, 0.5), Loss(name, 0.5, "sum", "sum")
    assert (mean.output_divisor(3), together.output_divisor(3)) == (1 if always else 3, 1)
    assert (mean.row_divisor(4), together.row_divisor(4)) == (4, 1)
    assert mean.output_weight(3) == pytest.approx(0.5 if always else 0.5 / 3, rel=1e-15)
    assert together.output_weight(3) == 0.5


def test_which_activation_a_loss_is_fused_with() -> None:
    assert {name: rule.fused_with for name, rule in LOSSES.items()} == {
        "mse": "", "mae": "", "bce": "sigmoid", "cross_entropy": "softmax",
    }  # fmt: skip


def test_unless_said_otherwise_the_loss_is_the_mean_square() -> None:
    assert Loss() == Loss("mse", 1.0, "mean", "mean")
    assert Loss("bce").rule is LOSSES["bce"]
