"""Activations, losses and functions against 60 digits, over the whole range of float64: no digit cancels."""

from __future__ import annotations

import math
from collections.abc import Callable

import mpmath
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mpmath import mp, mpf

from engine.objectives.activations import ACTIVATIONS, log_softmax, softmax
from engine.objectives.function import Function
from engine.objectives.losses import Loss
from engine.objectives.network import Layer
from tests.engine.builders import network_evaluation, network_training, stepped

DIGITS = 60
ULPS = 12
"""The difference allowed, in units of the last place: a few operations of half a unit each, and NumPy's functions."""

numbers = st.floats(allow_nan=False, allow_infinity=False)
moderate = st.floats(-800.0, 800.0)
sums = st.one_of(moderate, st.floats(-40.0, 40.0), numbers)
targets = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0.0, 1.0))

Exact = Callable[..., mpf]


def close(number: float, exact: mpf, *terms: mpf) -> bool:
    """Whether a number is the exact one within ULPS of it, or of the largest of the terms that it is a sum of."""
    largest = max([abs(exact), *map(abs, terms)])
    if largest > mpf(np.finfo(float).max):
        return True
    return bool(abs(mpf(number) - exact) <= ULPS * mpf(math.ulp(float(largest))))


def sigmoid(z: mpf) -> mpf:
    return 1 / (1 + mpmath.exp(-z)) if z > 0 else mpmath.exp(z) / (1 + mpmath.exp(z))


def softplus(z: mpf) -> mpf:
    return max(z, mpf(0)) + mpmath.log1p(mpmath.exp(-abs(z)))


EXACT_VALUES: dict[str, Exact] = {
    "sigmoid": sigmoid,
    "tanh": mpmath.tanh,
    "softplus": softplus,
}
EXACT_SLOPES: dict[str, Exact] = {
    "sigmoid": lambda z: sigmoid(z) * sigmoid(-z),
    "tanh": lambda z: 4 * sigmoid(2 * z) * sigmoid(-2 * z),
    "softplus": sigmoid,
}
EXACT_ERRORS: dict[str, Exact] = {
    "sigmoid": lambda z, y: (1 - y) * sigmoid(z) - y * sigmoid(-z),
    "tanh": lambda z, y: (1 - y) * sigmoid(2 * z) - (1 + y) * sigmoid(-2 * z),
    "softplus": lambda z, y: softplus(z) - y,
}
"""a − y; each is evaluated with enough digits for the difference."""


@pytest.mark.parametrize("name", EXACT_VALUES)
@given(z=sums)
@example(z=40.0)
@example(z=-745.13)
@example(z=372.0)
@example(z=1.7e308)
@example(z=-1.7e308)
@example(z=5e-324)
def test_an_activation_and_its_slope_have_all_their_digits(name: str, z: float) -> None:
    activation = ACTIVATIONS[name]
    assert activation.value is not None
    assert activation.derivative is not None
    matrix = np.array([[z]])
    a = activation.value(matrix)
    with mp.workdps(DIGITS):
        assert close(a.item(), EXACT_VALUES[name](mpf(z)))
        assert close(activation.derivative(matrix, a).item(), EXACT_SLOPES[name](mpf(z)))


@pytest.mark.parametrize("name", EXACT_ERRORS)
@given(z=sums, limit=st.sampled_from([-1.0, 0.0, 1.0]))
@example(z=40.0, limit=1.0)
@example(z=-20.0, limit=-1.0)
@example(z=700.0, limit=1.0)
def test_the_distance_to_a_limit_has_all_its_digits(name: str, z: float, limit: float) -> None:
    activation = ACTIVATIONS[name]
    y = limit if name == "tanh" else abs(limit) if name == "sigmoid" else max(z, 0.0)
    assert activation.value is not None
    assert activation.error is not None
    matrix = np.array([[z]])
    with mp.workdps(DIGITS + 700), np.errstate(over="ignore"):
        error = activation.error(np.array([[y]]), matrix, activation.value(matrix)).item()
        exact = EXACT_ERRORS[name](mpf(z), mpf(y))
        # Between the limits, the distance of a small z to 0 is a sum of 1 and −1 in none of the two forms.
        assert close(error, exact)


@given(z=sums, y=targets)
@example(z=40.0, y=1.0)
@example(z=40.0, y=1.0 - 2.0**-53)
@example(z=-40.0, y=5e-324)
@example(z=-745.0, y=0.0)
def test_bce_and_its_slope_have_all_their_digits(z: float, y: float) -> None:
    training = network_training([[1.0, y]], [Layer(1, "sigmoid", bias=False)], [z], cost=Loss("bce"))
    evaluation = network_evaluation(stepped(training))
    with mp.workdps(DIGITS):
        exact_z, exact_y = mpf(z), mpf(y)
        costs = exact_y * softplus(-exact_z), (1 - exact_y) * softplus(exact_z)
        assert close(evaluation.loss, sum(costs))
        slopes = (1 - exact_y) * sigmoid(exact_z), -exact_y * sigmoid(-exact_z)
        assert close(evaluation.gradient.item(), sum(slopes), *slopes)


@given(
    st.lists(sums, min_size=2, max_size=5),
    st.integers(0, 4),
    st.lists(st.floats(0.01, 1.0), min_size=5, max_size=5),
)
@example([40.0, 0.0], 0, [0.01] * 5)
@example([-700.3, 0.1], 0, [0.01] * 5)
@example([1.7e308, -1.7e308], 1, [0.01] * 5)
def test_cross_entropy_and_its_slopes_have_all_their_digits(
    z: list[float], target: int, soft: list[float]
) -> None:
    count = len(z)
    one_hot = [float(index == target % count) for index in range(count)]
    shares = np.array(soft[:count]) / sum(soft[:count])
    for y in (one_hot, shares.tolist()):
        training = network_training(
            [[1.0, *y]], [Layer(count, "softmax", bias=False)], z,
            targets=[f"t{index}" for index in range(count)], cost=Loss("cross_entropy"),
        )  # fmt: skip
        evaluation = network_evaluation(stepped(training))
        with mp.workdps(DIGITS):
            powers = [mpmath.exp(mpf(one) - mpf(max(z))) for one in z]
            p = [power / sum(powers) for power in powers]
            missing = [sum(powers[:k] + powers[k + 1 :]) / sum(powers) for k in range(count)]
            costs = [
                mpf(y[k]) * (mpf(max(z)) - mpf(z[k]) + mpmath.log(sum(powers)))
                if z[k] != max(z)
                else -mpf(y[k]) * mpmath.log1p(-missing[k])
                for k in range(count)
            ]
            if max(z) - min(z) < math.inf:  # beyond, the logarithm of a share is no float64
                assert close(evaluation.loss, sum(costs))
            for k, slope in enumerate(evaluation.gradient.tolist()):
                terms = p[k] * sum(map(mpf, y[:k] + y[k + 1 :])), -mpf(y[k]) * missing[k]
                assert close(slope, sum(terms), *terms)


@given(st.lists(sums, min_size=2, max_size=5))
@example([0.1, -700.3])
def test_softmax_and_its_logarithm_have_all_their_digits(z: list[float]) -> None:
    matrix = np.array([z])
    with np.errstate(over="ignore", invalid="ignore"):
        shares, logarithms = softmax(matrix)[0].tolist(), log_softmax(matrix)[0].tolist()
    with mp.workdps(DIGITS):
        powers = [mpmath.exp(mpf(one) - mpf(max(z))) for one in z]
        others = [
            sum(powers[:k] + powers[k + 1 :]) / powers[k] if powers[k] else mpmath.inf for k in range(len(z))
        ]
        for share, logarithm, power, rest in zip(shares, logarithms, powers, others, strict=True):
            assert close(share, power / sum(powers))
            assert close(logarithm, -mpmath.log1p(rest))


EXACT_FUNCTIONS: dict[str, tuple[Exact, Exact]] = {
    "log(1 + exp(x))": (softplus, sigmoid),
    "log(exp(x) + 1)": (softplus, sigmoid),
    "log(1 + x)": (mpmath.log1p, lambda x: 1 / (1 + x)),
    "log(1 - x)": (lambda x: mpmath.log1p(-x), lambda x: -1 / (1 - x)),
    "log(sigmoid(x))": (lambda x: -softplus(-x), lambda x: sigmoid(-x)),
    "log(1 - sigmoid(x))": (lambda x: -softplus(x), lambda x: -sigmoid(x)),
    "-log(1/(1 + exp(-x)))": (lambda x: softplus(-x), lambda x: -sigmoid(-x)),
    "1/(1 + exp(-x))": (sigmoid, EXACT_SLOPES["sigmoid"]),
    "exp(x)/(1 + exp(x))": (sigmoid, EXACT_SLOPES["sigmoid"]),
    "sigmoid(x)": (sigmoid, EXACT_SLOPES["sigmoid"]),
    "1 - sigmoid(x)": (lambda x: sigmoid(-x), lambda x: -EXACT_SLOPES["sigmoid"](x)),
    "sigmoid(x) - 1": (lambda x: -sigmoid(-x), EXACT_SLOPES["sigmoid"]),
    "exp(x) - 1": (mpmath.expm1, mpmath.exp),
    "1 - exp(x)": (lambda x: -mpmath.expm1(x), lambda x: -mpmath.exp(x)),
    "tanh(x)": (mpmath.tanh, EXACT_SLOPES["tanh"]),
    "(exp(x) - exp(-x))/(exp(x) + exp(-x))": (mpmath.tanh, EXACT_SLOPES["tanh"]),
    "1 - tanh(x)": (lambda x: 2 * sigmoid(-2 * x), lambda x: -EXACT_SLOPES["tanh"](x)),
    "tanh(x) + 1": (lambda x: 2 * sigmoid(2 * x), EXACT_SLOPES["tanh"]),
    "1 - tanh(x)**2": (EXACT_SLOPES["tanh"], lambda x: -2 * mpmath.tanh(x) * EXACT_SLOPES["tanh"](x)),
    "1 - tanh(x)*tanh(x)": (EXACT_SLOPES["tanh"], lambda x: -2 * mpmath.tanh(x) * EXACT_SLOPES["tanh"](x)),
    "softplus(x)": (softplus, sigmoid),
    "sqrt(x*x)": (abs, mpmath.sign),
    "sqrt(1 + x) - 1": (lambda x: x / (mpmath.sqrt(1 + x) + 1), lambda x: 1 / (2 * mpmath.sqrt(1 + x))),
}
"""Functions of x, each with its exact value and slope."""


@pytest.mark.parametrize("text", EXACT_FUNCTIONS)
@given(
    x=st.one_of(
        st.floats(-300.0, 300.0), st.floats(-1e-3, 1e-3), st.sampled_from([40.0, -40.0, 20.0, 1e-300])
    )
)
@example(x=40.0)
@example(x=-40.0)
@example(x=1e-12)
def test_a_function_and_its_slope_have_all_their_digits(text: str, x: float) -> None:
    value, slope = EXACT_FUNCTIONS[text]
    if (
        (text.startswith("log(1 ") or "sqrt(1" in text)
        and "exp" not in text
        and "sig" not in text
        and abs(x) >= 0.9
    ):
        x = math.copysign(0.9, x)
    evaluation = Function(text, {}, ["x"]).evaluate(np.array([x]))
    with mp.workdps(DIGITS + 300):
        assert close(evaluation.loss, value(mpf(x)))
        if x != 0.0 or text != "sqrt(x*x)":
            assert close(evaluation.gradient.item(), slope(mpf(x)))


@pytest.mark.parametrize(("x", "y"), [(3e-200, 4e-200), (3e200, 4e200), (3.0, 4.0)])
def test_a_length_has_its_digits_where_its_squares_have_none(x: float, y: float) -> None:
    evaluation = Function("sqrt(x**2 + y**2)", {}, ["x", "y"]).evaluate(np.array([x, y]))
    assert evaluation.loss == pytest.approx(5.0 / 3.0 * x, rel=1e-15, abs=0.0)
    assert evaluation.gradient.tolist() == pytest.approx([0.6, 0.8], rel=1e-15)


def test_the_cosine_near_its_ends_has_its_digits() -> None:
    assert Function("1 - cos(x)", {}, ["x"]).loss(np.array([1e-9])) == pytest.approx(
        5e-19, rel=1e-15, abs=0.0
    )
    assert Function("cos(x) - 1", {}, ["x"]).loss(np.array([1e-9])) == pytest.approx(
        -5e-19, rel=1e-15, abs=0.0
    )
    assert Function("1 - cos(x)**2", {}, ["x"]).loss(np.array([1e-9])) == pytest.approx(
        1e-18, rel=1e-15, abs=0.0
    )
    assert Function("log(exp(x) + exp(y))", {}, ["x", "y"]).loss(np.array([0.0, -40.0])) == math.exp(-40.0)


def test_a_named_value_is_a_number_with_a_rounding_of_its_own() -> None:
    assert Function("log(u)", {"u": "1 + exp(x)"}, ["x"]).loss(np.array([-40.0])) == 0.0
