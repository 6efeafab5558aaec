"""The activation functions: what is computed against what is told, and both far out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.objectives.activations import ACTIVATIONS, LEAK, log_softmax, sigmoid, softmax, softplus
from engine.objectives.expression import evaluate
from engine.objectives.parsing import INTERNAL, parse
from engine.types import Matrix

ELEMENTWISE = [name for name in ACTIVATIONS if name != "softmax"]
Z = np.array([[-700.0, -30.0, -3.0, -0.5, -1e-9, 1e-9, 0.5, 3.0, 30.0, 700.0]])
NEAR = np.array([[-3.0, -0.5, -0.01, 0.01, 0.5, 3.0]])


def values(name: str, z: Matrix) -> Matrix:
    function = ACTIVATIONS[name].value
    return z if function is None else function(z)


def slopes(name: str, z: Matrix) -> Matrix:
    function = ACTIVATIONS[name].derivative
    return np.ones_like(z) if function is None else function(z, values(name, z))


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_told_formula_is_what_is_computed(name: str) -> None:
    told = evaluate(parse(ACTIVATIONS[name].formula, functions=INTERNAL), {"z": Z})
    np.testing.assert_allclose(values(name, Z), told, rtol=1e-14)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_told_slope_is_what_is_computed(name: str) -> None:
    told = evaluate(
        parse(ACTIVATIONS[name].derivative_formula, functions=INTERNAL), {"z": NEAR, "a": values(name, NEAR)}
    )
    np.testing.assert_allclose(slopes(name, NEAR), np.broadcast_to(told, NEAR.shape), rtol=1e-14)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_slope_is_that_of_the_values(name: str) -> None:
    # the error of a central difference: h² ≈ 1e-11, and rounding 1e-16/h ≈ 1e-11
    width = 6e-6
    differences = (values(name, NEAR + width) - values(name, NEAR - width)) / (2.0 * width)
    np.testing.assert_allclose(slopes(name, NEAR), differences, rtol=1e-8)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_values_and_slopes_are_real_numbers(name: str) -> None:
    assert values(name, NEAR).dtype == slopes(name, NEAR).dtype == np.float64


@pytest.mark.parametrize(
    ("name", "z", "a", "slope"),
    [
        ("linear", 3.0, 3.0, 1.0),
        ("sigmoid", 0.0, 0.5, 0.25),
        ("tanh", 0.0, 0.0, 1.0),
        ("relu", 2.0, 2.0, 1.0), ("relu", -2.0, 0.0, 0.0), ("relu", 0.0, 0.0, 0.0),
        ("leaky_relu", 2.0, 2.0, 1.0), ("leaky_relu", -2.0, -0.02, 0.01), ("leaky_relu", 0.0, 0.0, 0.01),
        ("softplus", 0.0, math.log(2.0), 0.5),
    ],
)  # fmt: skip
def test_values_and_slopes_by_hand(name: str, z: float, a: float, slope: float) -> None:
    assert values(name, np.array([[z]])).item() == pytest.approx(a, rel=1e-15)
    assert slopes(name, np.array([[z]])).item() == pytest.approx(slope, rel=1e-15)
    assert LEAK == 0.01


def test_sigmoid_keeps_its_digits_at_both_ends() -> None:
    # σ(−700) = e^−700 and 1 − σ(40) = e^−40, to every digit
    z = np.array([[-700.0, -40.0, 40.0, 800.0, -800.0]])
    assert sigmoid(z)[0].tolist() == pytest.approx([math.exp(-700), math.exp(-40), 1.0, 1.0, 0.0], rel=1e-15)
    assert slopes("sigmoid", z)[0].tolist() == pytest.approx(
        [math.exp(-700), math.exp(-40), math.exp(-40), 0.0, 0.0], rel=1e-15
    )


def test_softplus_keeps_its_digits_at_both_ends() -> None:
    z = np.array([[-700.0, -40.0, 40.0, 1000.0]])
    assert softplus(z)[0].tolist() == pytest.approx([math.exp(-700), math.exp(-40), 40.0, 1000.0], rel=1e-15)


def test_softmax_is_a_share_along_each_row() -> None:
    # e^0 : e^log 3 = 1 : 3
    z = np.array([[0.0, math.log(3.0)], [5.0, 5.0]])
    np.testing.assert_allclose(softmax(z), [[0.25, 0.75], [0.5, 0.5]], rtol=1e-15)
    np.testing.assert_allclose(softmax(z + 1000.0), [[0.25, 0.75], [0.5, 0.5]], rtol=1e-12)
    np.testing.assert_allclose(softmax(z - 1000.0), [[0.25, 0.75], [0.5, 0.5]], rtol=1e-12)


def test_softmax_far_out_is_certain_and_its_logarithm_still_tells_how() -> None:
    z = np.array([[1000.0, 0.0, -1000.0]])
    assert softmax(z).tolist() == [[1.0, 0.0, 0.0]]
    assert log_softmax(z).tolist() == [[0.0, -1000.0, -2000.0]]
    near = np.array([[0.3, -0.2, 1.0]])
    np.testing.assert_allclose(log_softmax(near), np.log(softmax(near)), rtol=1e-14)


def test_no_activation_far_out_makes_a_noise() -> None:
    # warnings are errors here
    far = np.array([[-1e300, -800.0, 800.0, 1e300]])
    for name in ACTIVATIONS:
        assert np.isfinite(values(name, far)).all()
        assert np.isfinite(slopes(name, far)).all()
