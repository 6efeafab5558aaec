"""How runs end: with their last epoch or step, converged, or diverged."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.descent.branch import MAX_LOSS
from engine.descent.stopping import Stopping, norm
from engine.descent.timeline import Timeline
from engine.objectives.losses import Loss
from engine.objectives.network import Layer
from engine.objectives.parsing import CONDITIONAL, parse
from tests.engine.builders import finished, function_training, network_training, package_prediction


def condition(text: str) -> Stopping:
    return Stopping(when=parse(text, functions=CONDITIONAL))


def parabola(stopping: Stopping | None, steps: int = 50, learning_rate: float = 0.25) -> Timeline:
    """x² from 16 with η ¼, every step halving x: 16, 8, 4, …; slopes 32, 16, …, updates −8, −4, …, L 256, 64, …"""
    return finished(function_training("x**2", {"x": 16.0}, learning_rate, steps=steps, stopping=stopping))


def test_a_network_ends_with_its_last_epoch() -> None:
    assert finished(package_prediction(epochs=3)).ending == (12, "epochs")


def test_a_function_ends_with_its_last_step() -> None:
    assert parabola(None, steps=7).ending == (7, "steps")


def test_a_network_may_end_within_an_epoch() -> None:
    training = package_prediction()
    timeline = Timeline(replace(training, steps=6))
    assert timeline.go(100) == 6
    assert timeline.ending == (6, "steps")


@pytest.mark.parametrize(
    ("stopping", "epoch"),
    [
        # the epoch losses of the package prediction: 26.3, 19.9, 10.9, 3.8, 1.2, 0.89, 0.90
        (Stopping(loss_below=11.0, per="epoch"), 3),
        (Stopping(loss_below=10.8, per="epoch"), 4),
        (Stopping(loss_change=6.5, per="epoch"), 2),
        (Stopping(loss_change=0.1, per="epoch"), 7),
        (Stopping(loss_below=11.0, per="epoch", patience=3), 5),
        (Stopping(gradient_norm=1e9, per="epoch"), 1),
        (Stopping(update_norm=1e9, per="epoch", patience=2), 2),
        (replace(condition("epoch_loss < 11 and row == 4"), per="epoch"), 3),
    ],
)
def test_criteria_per_epoch_are_checked_at_its_end_by_its_mean_loss(stopping: Stopping, epoch: int) -> None:
    training = package_prediction(epochs=10, stopping=stopping)
    assert finished(training).ending == (4 * epoch, "converged")
    again = Timeline(training)
    for _ in range(4 * epoch):
        again.go(again.newest + 1)
    assert again.ending == (4 * epoch, "converged")


def test_criteria_per_step_are_checked_by_each_row_s_loss() -> None:
    # the first row's loss is 13.5, below the mean of its epoch
    assert finished(package_prediction(stopping=Stopping(loss_below=14.0))).ending == (1, "converged")


def test_a_run_that_can_go_on_has_no_ending() -> None:
    timeline = Timeline(package_prediction())
    timeline.go(19)
    assert timeline.ending is None
    timeline.go(20)
    assert timeline.ending == (20, "epochs")
    timeline.go(3)
    assert timeline.ending == (20, "epochs")


@pytest.mark.parametrize(
    ("stopping", "step"),
    [
        (Stopping(gradient_norm=8.0), 3),  # slopes 32, 16, 8
        (Stopping(gradient_norm=7.9), 4),
        (Stopping(update_norm=1.0), 4),  # updates −8, −4, −2, −1
        (Stopping(update_norm=0.9), 5),
        (Stopping(loss_change=12.0), 4),  # losses 256, 64, 16, 4
        (Stopping(loss_change=11.9), 5),
        (Stopping(loss_below=16.0), 4),
        (Stopping(loss_below=16.1), 3),
        (condition("new.x < 3"), 3),
        (condition("step == 5 and gradient.x > 0"), 5),
        (Stopping(gradient_norm=8.0, patience=3), 5),
        (Stopping(gradient_norm=100.0, patience=3), 3),  # held from the first step on
        (Stopping(gradient_norm=0.1, loss_below=60.0), 3),
    ],
)
def test_a_run_has_converged_once_a_criterion_has_held_long_enough(stopping: Stopping, step: int) -> None:
    assert parabola(stopping).ending == (step, "converged")


@pytest.mark.parametrize(
    "stopping",
    [Stopping(), Stopping(loss_below=-1.0), Stopping(gradient_norm=8.0, patience=49), condition("loss < 0")],
)
def test_a_run_whose_criteria_do_not_hold_goes_to_its_end(stopping: Stopping) -> None:
    assert parabola(stopping).ending == (50, "steps")


def test_the_change_of_the_loss_means_its_size() -> None:
    # to and fro between 16 and −16 with no change from step 2 on; growing by 1.2² does not hold
    assert parabola(Stopping(loss_change=0.0), learning_rate=1.0).ending == (2, "converged")
    assert parabola(Stopping(loss_change=1.0), learning_rate=1.1).ending == (50, "steps")


def test_patience_starts_over_when_a_criterion_fails_in_between() -> None:
    # holds at steps 1, 2, 3, not at 4, and at 5, 6, 7, 8
    when = parse("step != 4", functions=CONDITIONAL)
    training = function_training("x", {"x": 0.0}, 1.0, steps=30, stopping=Stopping(when=when, patience=4))
    assert finished(training).ending == (8, "converged")


def test_convergence_in_the_last_step_is_convergence() -> None:
    assert parabola(Stopping(gradient_norm=8.0), steps=3).ending == (3, "converged")


def test_the_norm_is_the_euclidean_length() -> None:
    assert norm(np.array([3.0, -4.0])) == 5.0
    training = function_training(
        "x**2 + y**2", {"x": 3.0, "y": 4.0}, 0.25, stopping=Stopping(gradient_norm=10.0)
    )
    assert finished(training).ending == (1, "converged")


def test_a_length_whose_square_is_too_large_is_still_a_number() -> None:
    assert norm(np.array([3e200, -4e200])) == pytest.approx(5e200)
    with np.errstate(invalid="ignore"):
        assert norm(np.array([np.inf, 1.0])) == np.inf


def test_an_epoch_loss_can_end_a_run_only_where_an_epoch_closes() -> None:
    # epoch losses 26.3, 19.9, 10.9, 3.8; single rows are below 4 long before
    assert finished(package_prediction(stopping=condition("epoch_loss < 4"))).ending == (16, "converged")
    assert finished(package_prediction(stopping=condition("loss < 14"))).ending == (1, "converged")


def test_a_run_converges_on_a_branch_by_the_criteria_of_the_branch() -> None:
    timeline = Timeline(function_training("x**2", {"x": 16.0}, 0.25, steps=50))
    timeline.go(5)
    stopping = Stopping(loss_change=0.1)
    timeline.change(function_training("x**2", {"x": 16.0}, 0.25, steps=50, stopping=stopping))
    timeline.go(50)
    # losses 256, 64, 16, 4, 1, ¼, 1/16: the change to step 7's is 3/16, to step 8's 3/64
    assert timeline.ending == (8, "converged")


# Divergence


def test_a_loss_that_is_not_finite_ends_the_run() -> None:
    # log of a negative number: x = 1 − 2·1 = −1
    timeline = finished(function_training("log(x)", {"x": 1.0}, 2.0, steps=9))
    assert timeline.ending == (2, "diverged")
    assert math.isnan(timeline.step().loss)


def test_parameters_that_are_not_finite_end_the_run() -> None:
    # √x at 0 has the value 0 and the slope 1/0
    timeline = finished(function_training("sqrt(x)", {"x": 0.0}, 0.1, steps=9))
    assert timeline.ending == (1, "diverged")
    assert timeline.step().loss == 0.0
    assert timeline.state.theta.tolist() == [-math.inf]


def test_one_parameter_that_is_not_finite_is_enough() -> None:
    timeline = finished(function_training("sqrt(x) + y", {"x": 0.0, "y": 1.0}, 0.5, steps=9))
    assert timeline.ending == (1, "diverged")
    assert timeline.state.theta.tolist() == [-math.inf, 0.5]


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_loss_past_the_limit_either_way_ends_the_run(sign: str) -> None:
    def run(start: float) -> Timeline:
        return finished(function_training(f"{sign}x", {"x": start}, 1.0, steps=3))

    assert run(MAX_LOSS).ending == (3, "steps")
    assert run(1.000001 * MAX_LOSS).ending == (1, "diverged")


def test_parameters_whose_square_overflows_are_still_finite() -> None:
    timeline = finished(function_training("x*1e-100", {"x": 1e200}, 1.0, steps=3))
    assert timeline.ending == (3, "steps")


def test_a_run_that_merely_grows_goes_on() -> None:
    assert parabola(None, learning_rate=1.1).ending == (50, "steps")


def test_a_diverged_epoch_is_closed_and_told_as_diverged() -> None:
    training = network_training([[1e80, 0.0]], [Layer(1, bias=False)], [1.0], learning_rate=1.0)
    timeline = finished(training)
    assert timeline.ending == (1, "diverged")
    assert timeline.branch.epoch_losses.array.tolist() == [pytest.approx(1e160)]


def test_divergence_outweighs_convergence() -> None:
    stopping = condition("step == 1")
    timeline = finished(function_training("sqrt(x)", {"x": 0.0}, 0.1, stopping=stopping))
    assert timeline.ending == (1, "diverged")


def test_a_network_may_diverge_within_an_epoch() -> None:
    training = network_training(
        [[1.0, 0.0], [1e80, 0.0], [1.0, 0.0]], [Layer(1, bias=False)], [1.0], cost=Loss(), learning_rate=0.1
    )
    timeline = finished(training)
    assert timeline.ending == (2, "diverged")
    assert len(timeline.branch.epoch_losses) == 0
