"""How a run's divergence is explained."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.descent.optimizers import Momentum, Sgd
from engine.descent.schedules import Exponential
from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.insight.analysis import divergence as divergence_module
from engine.insight.analysis.divergence import Divergence, divergence, growth_message, is_growing
from engine.insight.analysis.ending import Cause
from engine.objectives.losses import Loss
from engine.objectives.network import Layer
from tests.engine.builders import finished, function_training, network_training, package_prediction


def explained(training: Training) -> Divergence:
    timeline = finished(training)
    assert timeline.ending is not None
    assert timeline.ending.reason == "diverged"
    told = divergence(timeline.branch)
    assert told.step == timeline.ending.step
    return told


@pytest.mark.parametrize(
    ("expression", "learning_rate", "limit"),
    # x ← (1 − 2η)x grows beyond η = 1, b ← (1 − 10η)b beyond η = 0.2: 2·|g|²/(gᵀHg) = 2/H
    [("x**2", 1.1, 1.0), ("5*x**2", 0.3, 0.2), ("x**2/2 + 7", 2.01, 2.0)],
)
def test_a_parabola_names_its_first_step_and_its_limit(
    expression: str, learning_rate: float, limit: float
) -> None:
    told = explained(function_training(expression, {"x": 3.0}, learning_rate, steps=20_000))
    assert (told.first_growth, told.learning_rate) == (1, learning_rate)
    assert told.limit == pytest.approx(limit, rel=1e-8)


def test_the_explanation_reads_as_a_story() -> None:
    told = explained(function_training("5*b**2", {"b": -5.0}, 1.0, steps=1000))
    # b ← −9b: the loss 125·81^(k − 1) passes 1e150 with step 79
    assert told.explanation == (
        "The run diverged: at step 79 the loss reached 9.09372e150. Step 1 was the first to make its loss larger, "
        "with a learning rate of 1; with 0.2 it would not have. Try a smaller one."
    )


@pytest.mark.parametrize(
    ("expression", "start", "rate", "last", "bearable"),
    # log(−1) from x = 1 − 2·1; with 1 it would be log(0). For x² − log x: 2 − 1.2·(4 − 0.5) < 0.
    [
        ("log(x)", 1.0, 2.0, 2, "0.999"),
        ("x**2 - log(x)", 2.0, 1.2, 2, "0.56"),
        ("sqrt(x)", 1.0, 3.0, 2, "2"),
    ],
)
def test_a_step_out_of_the_domain_is_not_told_as_a_loss_that_grows(
    expression: str, start: float, rate: float, last: int, bearable: str
) -> None:
    told = explained(function_training(expression, {"x": start}, rate))
    assert told.explanation == (
        f"The run left the domain of the function: at step {last} its value is not defined. Step {last - 1} led "
        f"there, with a learning rate of {rate:g}; with {bearable} its value would not have grown. Try a smaller one."
    )


def test_numbers_that_overflow_are_told_as_such() -> None:
    # exp(exp(x)) at 7 is infinite, and infinity minus infinity is no number
    told = explained(function_training("exp(exp(x)) - exp(2*exp(x))", {"x": 1.0}, 0.9))
    assert told.cause == "size"
    assert "domain" not in told.explanation


@pytest.mark.parametrize(
    ("expression", "start"), [("sqrt(x)", {"x": 0.0}), ("sqrt(x**2 + y**2)", {"x": 0.0, "y": 0.0})]
)
def test_a_slope_that_is_not_finite_is_to_blame_and_no_learning_rate(
    expression: str, start: dict[str, float]
) -> None:
    # the second start is the minimum itself
    told = explained(function_training(expression, start, 0.1))
    assert (told.step, told.first_growth, told.limit) == (1, None, None)
    assert told.explanation == (
        "The run cannot go on: at step 1 the loss is 0, but its slope there is not finite, so no learning rate leads "
        "on from there. Choose another start."
    )


def test_an_update_that_is_not_finite_is_told_as_such() -> None:
    told = explained(function_training("1e100*x", {"x": 1e-90}, 1e300))
    assert told.cause == "update"
    assert told.explanation.startswith("The run cannot go on: at step 1 the slope is finite, but the new")


def test_a_step_that_leads_uphill_with_any_learning_rate_tells_no_limit() -> None:
    # at 9 the slope of (x − 10)² is −2, but the decay adds 10·9: d = 88, away from 10
    decaying = Sgd(weight_decay=10.0)
    told = explained(function_training("(x - 10)**2", {"x": 9.0}, 1.0, steps=1000, optimizer=decaying))
    assert (told.first_growth, told.limit) == (1, None)
    assert "would not have" not in told.explanation
    assert told.explanation.endswith("with a learning rate of 1. Try a smaller one.")


def test_a_function_without_a_least_value_is_told_as_falling() -> None:
    told = explained(function_training("-x**2", {"x": 1.0}, 0.5, steps=1000))
    # x ← 2x: −4^(k − 1) passes −1e150 with step 251
    assert told == Divergence(251, -(4.0**250), Cause.SIZE)
    assert told.explanation == (
        "The run diverged: at step 251 the loss reached -3.27339e150. A function that falls without end has no "
        "minimum."
    )


def test_a_loss_that_was_too_large_from_the_start_blames_no_step() -> None:
    told = explained(function_training("x", {"x": 1e160}, 1.0))
    assert told.explanation == "The run diverged: at step 1 the loss reached 1e160."


def test_the_limit_holds_where_the_loss_is_no_parabola() -> None:
    # x⁴ at 1: 1 − 4η = −1 at η = ½, where the loss is the same again; by the curvature 12 it would be 2/12
    told = explained(function_training("x**4", {"x": 1.0}, 0.6, steps=1000))
    assert told.first_growth == 1
    assert told.limit == pytest.approx(0.5, rel=1e-8)


def test_the_limit_is_found_however_far_below_the_learning_rate_it_is() -> None:
    told = explained(function_training("x**2", {"x": 1.0}, 1e12))
    assert told.limit == pytest.approx(1.0, rel=1e-8)


def test_the_first_growth_is_sought_from_the_last_time_all_was_well() -> None:
    # η 0.25·1.1^t passes the limit 1 with t = 15, step 16
    schedule = Exponential(factor=1.1)
    told = explained(function_training("x**2", {"x": 3.0}, 0.25, steps=1000, schedule=schedule))
    assert told.first_growth == 16
    assert told.learning_rate == pytest.approx(0.25 * 1.1**15, rel=1e-12)
    assert told.limit == pytest.approx(1.0, rel=1e-6)


def test_a_frozen_direction_has_no_say_in_the_limit() -> None:
    frozen = np.array([False, True])
    told = explained(
        function_training("5*b**2 + 1000*c**2", {"b": 1.0, "c": 1.0}, 0.3, steps=1000, frozen=frozen)
    )
    assert told.limit == pytest.approx(0.2, rel=1e-6)


def test_weight_decay_is_part_of_the_step_whose_curvature_is_told() -> None:
    # x²: g = 2x, decay 1: d = 3x, x ← (1 − 3η)x grows beyond η = 2/3
    told = explained(function_training("x**2", {"x": 1.0}, 0.9, steps=1000, optimizer=Sgd(weight_decay=1.0)))
    assert told.limit == pytest.approx(2.0 / 3.0, rel=1e-8)


def test_an_optimizer_with_memory_has_no_limit_that_one_step_tells() -> None:
    told = explained(function_training("x**2", {"x": 1.0}, 4.0, steps=1000, optimizer=Momentum()))
    assert (told.first_growth, told.limit) == (1, None)


def test_a_change_to_other_settings_is_where_the_trouble_began() -> None:
    timeline = Timeline(function_training("x**2", {"x": 3.0}, 0.1, steps=1000))
    timeline.go(20)
    timeline.change(function_training("x**2", {"x": 3.0}, 1.5, steps=1000))
    timeline.go(1000)
    told = divergence(timeline.branch)
    assert (told.first_growth, told.learning_rate) == (21, 1.5)


# Networks


@pytest.mark.parametrize(("learning_rate", "first_growth"), [(0.012, 5), (0.02, 2), (1.0, 1)])
def test_a_network_with_too_large_a_learning_rate_names_the_step_and_a_limit_that_holds(
    learning_rate: float, first_growth: int
) -> None:
    training = package_prediction(learning_rate=learning_rate, epochs=100)
    told = explained(training)
    assert (told.first_growth, told.learning_rate) == (first_growth, learning_rate)
    assert told.limit is not None
    run = finished(training)
    step = run.step(first_growth)
    for factor, grows in ((0.001, False), (0.9, False), (0.999, False), (1.001, True), (1.1, True)):
        there = step.theta - factor * told.limit * step.gradient
        assert (training.objective.loss(there, step.rows) > step.loss) == grows
    best_epoch = int(run.branch.epoch_losses.array.argmin())
    for number in range(4 * best_epoch + 1, first_growth):
        earlier = run.step(number)
        assert training.objective.loss(earlier.after.theta, earlier.rows) <= earlier.loss


def test_the_first_growth_of_a_network_is_sought_from_its_best_epoch_on() -> None:
    # (1·w − 0)² and (2·w − 0)²: an epoch makes w (1 − 2η)(1 − 8η)w, while η grows by 5 % a step
    schedule = Exponential(factor=1.05)
    training = network_training(
        [[1.0, 0.0], [2.0, 0.0]],
        [Layer(1, bias=False)],
        [1.0],
        learning_rate=0.05,
        schedule=schedule,
        epochs=1000,
    )
    assert int(finished(training).branch.epoch_losses.array.argmin()) == 26
    told = explained(training)
    # From step 34 on η is beyond ¼ and every step on row 2 makes its loss larger, but the steps on row 1 outweigh
    # that until the best epoch, 27. Step 53 is row 1, which grows from η = 1 on only.
    assert told.first_growth == 54
    assert told.learning_rate == pytest.approx(0.05 * 1.05**53, rel=1e-12)
    assert told.limit == pytest.approx(0.25, rel=1e-8)


def test_a_network_that_diverges_in_its_first_epoch_is_explained_too() -> None:
    training = network_training(
        [[1.0, 0.0], [1e80, 0.0], [1.0, 0.0]], [Layer(1)], [1.0, 0.0], learning_rate=0.1
    )
    told = explained(training)
    assert told.step == 2
    assert told.first_growth == 2


def test_one_step_epochs_are_looked_at_step_by_step() -> None:
    # the mean of (w − 0)² and (2w)² is 2.5w²: H = 5, limit 0.4
    told = explained(
        network_training(
            [[1.0, 0.0], [2.0, 0.0]],
            [Layer(1, bias=False)],
            [1.0],
            learning_rate=0.5,
            epochs=2000,
            batch_size=None,
        )
    )
    assert told.first_growth == 1
    assert told.limit == pytest.approx(0.4, rel=1e-6)


def test_the_search_for_the_first_growth_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    training = network_training(
        [[1.0, 0.0]] * 6 + [[30.0, 0.0]], [Layer(1, bias=False)], [1.0], learning_rate=0.3, epochs=1000
    )
    # six times ·0.4, then ·(1 − 0.3·1800) = −539: an epoch doubles w
    assert explained(training).first_growth == 7
    monkeypatch.setattr(divergence_module, "_MAX_STEPS_SEARCHED", 5)
    told = explained(training)
    assert (told.first_growth, told.learning_rate, told.limit) == (None, None, None)


# A run that merely grows


def test_a_function_is_growing_once_its_loss_has_risen_three_times_in_a_row() -> None:
    timeline = finished(function_training("x**2", {"x": 1.0}, 1.1, steps=20))
    assert timeline.ending == (20, "steps")
    assert [is_growing(timeline.branch, step) for step in range(6)] == [False] * 4 + [True] * 2


def test_a_network_is_growing_by_its_epochs() -> None:
    training = package_prediction(learning_rate=0.01, epochs=12, cost=Loss(scale=0.5))
    branch = finished(replace(training, learning_rate=0.025)).branch
    losses = branch.epoch_losses.array
    growing = [epoch for epoch in range(len(losses) + 1) if is_growing(branch, 4 * epoch)]
    expected = [
        epoch
        for epoch in range(4, len(losses) + 1)
        if all((rises := np.diff(losses[epoch - 4 : epoch])) > 0)
        and rises[2] >= rises[0]
        and losses[epoch - 1] > losses[0]
    ]
    assert growing == expected
    assert not is_growing(finished(training).branch, 48)


def test_a_run_that_falls_or_jumps_to_and_fro_is_not_growing() -> None:
    for learning_rate in (0.1, 1.0):
        branch = finished(function_training("x**2", {"x": 1.0}, learning_rate, steps=20)).branch
        assert not any(is_growing(branch, step) for step in range(21))


def test_a_rise_below_where_the_run_began_is_not_growth() -> None:
    # from 10 the descent falls to about 0; then η grows until x² grows too, by little at first
    schedule = Exponential(factor=1.1)
    branch = finished(function_training("x**2", {"x": 10.0}, 0.25, steps=60, schedule=schedule)).branch
    rising = [
        step for step in range(5, branch.newest) if (np.diff(branch.losses.array[step - 4 : step]) > 0).all()
    ]
    assert branch.losses.array[rising[0] - 1] < 100.0
    growing = [step for step in range(branch.newest) if is_growing(branch, step)]
    assert growing[0] > rising[0]
    assert branch.losses.array[growing[0] - 1] > 100.0 >= branch.losses.array[growing[0] - 2]


def test_growth_is_judged_at_the_step_that_is_looked_at() -> None:
    timeline = Timeline(function_training("x**2", {"x": 1.0}, 0.1, steps=100))
    timeline.go(10)
    timeline.change(function_training("x**2", {"x": 1.0}, 2.0, steps=40))
    timeline.go(100)
    assert is_growing(timeline.branch, 40)
    assert not is_growing(timeline.branch, 10)


def test_a_loss_that_only_grows_is_explained_while_it_grows() -> None:
    timeline = Timeline(function_training("x**2", {"x": 1.0}, 1.5, steps=10))
    timeline.go(10)
    assert timeline.ending is not None
    assert timeline.ending.reason == "steps"
    # x ← −2x from the first step on; along the step L is a parabola, which η = 1 takes to its mirror image.
    told = growth_message(timeline.branch, 10)
    assert told.startswith(
        "The loss is growing: each of the last 3 steps began at a larger loss than the step before it. Step 1 was the "
        "first to make its loss larger, with a learning rate of 1.5; with 1 it would not have."
    )
    assert growth_message(timeline.branch, 3) == ""  # not yet often enough to say so


def test_a_loss_that_falls_is_not_growing() -> None:
    timeline = Timeline(function_training("x**2", {"x": 1.0}, 0.1, steps=10))
    timeline.go(10)
    assert growth_message(timeline.branch, 10) == ""


PULLED_APART = network_training(
    [[1, 1], [1, -1]], [Layer(1, bias=False)], [0.0], learning_rate=0.1, epochs=30
)
"""From w = 0 each step follows its own row, 1 → 1 or 1 → −1, and the other's loss pays for it."""


def test_a_loss_that_rises_ever_more_slowly_only_settles() -> None:
    # On the way to where both rows pull alike the mean rises with every epoch, after the first two by ever less.
    branch = finished(PULLED_APART).branch
    rises = np.diff(branch.epoch_losses.array)
    assert (rises > 0).all()
    assert (np.diff(rises[1:]) < 0).all()
    assert not any(is_growing(branch, step) for step in range(61))


def test_rows_that_pull_apart_make_a_loss_grow_though_no_step_does() -> None:
    # With η growing, too, the rises get larger; but each step still lowers the loss of its own row.
    training = replace(PULLED_APART, learning_rate=0.02, schedule=Exponential(factor=1.1))
    timeline = Timeline(training)
    timeline.go(30)
    assert is_growing(timeline.branch, 30)
    assert growth_message(timeline.branch, 30) == ""
