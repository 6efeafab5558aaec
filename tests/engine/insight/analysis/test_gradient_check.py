"""The gradient by differences."""

from __future__ import annotations

import numpy as np
import pytest

from engine.insight.analysis.gradient_check import gradient_check
from engine.objectives.function import Function, FunctionEvaluation
from engine.objectives.losses import Loss
from engine.objectives.network import Layer
from engine.types import NO_ROWS, Rows, Vector
from tests.engine.builders import network_of, network_training, package_prediction


def test_differences_agree_with_backpropagation() -> None:
    training = package_prediction()
    check = gradient_check(training.objective, training.start, np.array([0]))
    assert check.analytic[0] == pytest.approx(-5.888, rel=1e-14)
    assert check.numerical == pytest.approx(check.analytic, rel=1e-9)
    assert check.relative_error.max() < 1e-9


def test_differences_are_nine_digits_good_and_not_lost_in_rounding() -> None:
    # a width of 1e-12 would leave four
    rows = np.random.default_rng(1).normal(size=(6, 3))
    theta = np.random.default_rng(2).normal(size=13)
    training = network_training(
        np.abs(rows / 4).tolist(),
        [Layer(3, "tanh"), Layer(1, "sigmoid")],
        theta,
        inputs=("p", "q"),
        cost=Loss("bce"),
    )
    check = gradient_check(training.objective, theta, network_of(training).all_training_rows)
    assert len(check.numerical) == 13
    assert check.relative_error.max() < 1e-8


def test_the_width_grows_with_the_parameter() -> None:
    # at 10⁹ a width of 6e-6 would be some 50 units of rounding
    function = Function("x**2 + y", {}, ("x", "y"))
    check = gradient_check(function, np.array([1e9, 1.0]), NO_ROWS)
    assert check.numerical[0] == pytest.approx(2e9, rel=1e-9)


def test_small_parameters_are_moved_as_far_as_1_is() -> None:
    function = Function("x**3", {}, ("x",))
    # ((h)³ − (−h)³)/2h = h², with h = 6e-6
    check = gradient_check(function, np.array([0.0]), NO_ROWS)
    assert check.analytic.tolist() == [0.0]
    assert check.numerical[0] == pytest.approx(3.6e-11, rel=1e-9)
    assert check.relative_error.tolist() == [1.0]
    # with 2h it is 4h²
    assert check.numerical[0] <= check.tolerance[0] == pytest.approx(3.0 * 3.6e-11, rel=1e-6)


def test_what_rounding_alone_may_do_is_told() -> None:
    # the slope of x is 1e-9; beside 1e3, which is rounded to 1e-13, no width of 6e-6 shows that to more than a digit
    function = Function("1000 + 1e-9*x", {}, ("x",))
    check = gradient_check(function, np.array([0.0]), NO_ROWS)
    assert check.relative_error[0] > 1e-3
    assert abs(check.numerical[0] - check.analytic[0]) < check.tolerance[0] < 1e-6


def test_only_the_places_asked_for_are_checked() -> None:
    training = package_prediction()
    whole = gradient_check(training.objective, training.start, np.array([1]))
    some = gradient_check(training.objective, training.start, np.array([1]), np.array([8, 0]))
    for part, full in zip(some, whole, strict=True):
        assert part.tolist() == full[[8, 0]].tolist()


def test_where_nothing_depends_on_a_parameter_there_is_no_error() -> None:
    check = gradient_check(Function("x**2", {}, ("x", "y")), np.array([1.0, 1.0]), NO_ROWS)
    assert check.relative_error[1] == 0.0


class Overwriting(Function):
    """Forgets one of two uses of a value, as engines do that overwrite a gradient instead of adding to it."""

    def evaluate(self, theta: Vector, rows: Rows = NO_ROWS) -> FunctionEvaluation:
        right = super().evaluate(theta, rows)
        return right._replace(gradient=right.gradient / 2.0)


def test_a_wrong_gradient_is_found_out() -> None:
    wrong = Overwriting("x*x", {}, ("x",))
    check = gradient_check(wrong, np.array([3.0]), NO_ROWS)
    assert (check.analytic[0], check.numerical[0]) == (3.0, pytest.approx(6.0, rel=1e-9))
    assert check.relative_error[0] == pytest.approx(0.5, rel=1e-8)


def test_theta_is_left_alone() -> None:
    theta = np.array([3.0])
    theta.setflags(write=False)
    gradient_check(Function("x**2", {}, ("x",)), theta, NO_ROWS)
    assert theta.tolist() == [3.0]
