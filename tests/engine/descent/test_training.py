"""One training step: what it is a function of, in which order things happen, and what no update changes."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from engine.descent.optimizers import OPTIMIZERS, Momentum
from engine.descent.sampling import Order
from engine.descent.schedules import Exponential
from engine.descent.timeline import Timeline
from engine.objectives.losses import Loss
from engine.objectives.network import Layer
from tests.engine.builders import (
    bits,
    finished,
    function_training,
    network_training,
    package_prediction,
    parameters,
    stepped,
)


def test_a_row_counts_as_it_was_before_its_own_update() -> None:
    # ŷ = 2·3 = 6, L = (10 − 6)² = 16, ∂L/∂w = −2·4·3 = −24, w ← 2 + 0.01·24 = 2.24
    step = stepped(network_training([[3, 10]], [Layer(1, bias=False)], [2.0], learning_rate=0.01))
    assert step.loss == 16.0
    assert step.theta.tolist() == [2.0]
    assert step.gradient.tolist() == [-24.0]
    assert step.update.tolist() == [0.24]
    assert step.after.theta.tolist() == [2.24]


def test_every_gradient_is_taken_before_any_parameter_moves() -> None:
    # ∂L/∂w1 = ∂L/∂z2·w2·x with the old w2 = 0.1: −7.36·0.1·8 = −5.888; with the new one it would be −6.58
    training = package_prediction()
    step = stepped(training)
    assert parameters(training, step.gradient)["w1_1_1"] == pytest.approx(-5.888, rel=1e-14)
    assert parameters(training, step.after.theta)["w2_1_1"] == pytest.approx(0.111776, rel=1e-14)


def test_a_gradient_is_a_slope_and_not_a_change_divided_by_the_learning_rate() -> None:
    # x² from 4, η 0.1, μ 0.9: v₁ = 8, x = 3.2; the slope there is 6.4, while v₂ = 0.9·8 + 6.4 = 13.6 moves x
    step = stepped(function_training("x**2", {"x": 4.0}, 0.1, optimizer=Momentum(momentum=0.9)), 2)
    assert step.gradient.tolist() == pytest.approx([6.4], rel=1e-15)
    assert step.update.tolist() == pytest.approx([-1.36], rel=1e-15)
    assert step.slots.tolist() == [[8.0]]
    assert step.after.slots.tolist() == pytest.approx(np.array([[13.6]]), rel=1e-15)


def test_the_schedule_says_the_learning_rate_of_each_step() -> None:
    # η 1, 0.5, 0.25 on the slope 1
    training = function_training("x", {"x": 0.0}, 1.0, schedule=Exponential(factor=0.5), steps=3)
    steps = [finished(training).step(number) for number in (1, 2, 3)]
    assert [step.learning_rate for step in steps] == [1.0, 0.5, 0.25]
    assert [step.update.item() for step in steps] == [-1.0, -0.5, -0.25]


def test_a_function_has_neither_epochs_nor_rows() -> None:
    step = stepped(function_training("x**2", {"x": 1.0}, 0.1), 3)
    assert (step.number, step.epoch, step.rows.tolist()) == (3, 0, [])


def test_a_network_step_knows_its_epoch_and_its_rows() -> None:
    steps = [stepped(package_prediction(batch_size=3), number) for number in (1, 2, 3, 4)]
    assert [(step.number, step.epoch, step.rows.tolist()) for step in steps] == [
        (1, 1, [0, 1, 2]), (2, 1, [3]), (3, 2, [0, 1, 2]), (4, 2, [3]),
    ]  # fmt: skip


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_frozen_parameter_keeps_its_value_and_its_memory(name: str) -> None:
    frozen = np.array([True, False])
    optimizer = OPTIMIZERS[name](weight_decay=0.1)
    training = function_training(
        "x**2 + 3*y**2 + x*y", {"x": 1.0, "y": 2.0}, 0.01, optimizer=optimizer, frozen=frozen
    )
    for number in range(1, 6):
        step = stepped(training, number)
        assert step.gradient[0] != 0.0
        assert step.update[0] == 0.0
        assert step.after.theta[0] == 1.0
        assert step.after.theta[1] != step.theta[1]
        assert not step.after.slots[:, 0].any()
        assert step.after.slots[:, 1].all()


def test_thawing_goes_on_with_the_memory_from_before_the_freeze() -> None:
    # μ 0.5, slope 1 throughout: v = 1, then 1.5, kept for two frozen steps, then 0.5·1.5 + 1 = 1.75
    optimizer = Momentum(momentum=0.5)
    free = function_training("x", {"x": 0.0}, 1.0, optimizer=optimizer)
    held = function_training("x", {"x": 0.0}, 1.0, optimizer=optimizer, frozen=np.array([True]))
    timeline = Timeline(free)
    timeline.advance(2)
    timeline.change(held)
    timeline.advance(2)
    assert timeline.state.slots.tolist() == [[1.5]]
    assert timeline.state.theta.tolist() == [-2.5]
    timeline.change(free)
    timeline.advance()
    assert timeline.state.slots.tolist() == [[1.75]]
    assert timeline.state.theta.tolist() == [-4.25]


def test_nothing_in_a_step_can_be_written_to() -> None:
    step, first = stepped(package_prediction(), 2), stepped(package_prediction())
    for array in (first.theta, step.theta, step.gradient, step.update, step.after.theta):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


def test_a_training_leaves_the_start_it_was_given_alone() -> None:
    training = package_prediction()
    start = training.start.tolist()
    finished(training)
    assert training.start.tolist() == start
    assert training.beginning().theta is not training.start


@pytest.mark.parametrize("order", ["sequential", "shuffle", "random"])
def test_a_step_is_a_function_of_its_state_and_its_number(order: Order) -> None:
    training, again = package_prediction(order=order), package_prediction(order=order)
    step = stepped(training, 7)
    assert bits(again.step(stepped(package_prediction(order=order), 6).after, 7)) == bits(step)


def test_the_loss_over_a_batch_is_put_together_as_the_loss_says() -> None:
    # ŷ 0.32 for row 1 and 0.1·7·2·0.1·2 … = 0.32 for row 2: squares 3.68² = 13.5424 and 4.68² = 21.9024
    mean = stepped(package_prediction(batch_size=2))
    together = stepped(package_prediction(batch_size=2, cost=Loss(over_rows="sum")))
    assert mean.loss == pytest.approx((13.5424 + 21.9024) / 2, rel=1e-14)
    assert together.loss == pytest.approx(13.5424 + 21.9024, rel=1e-14)
    assert together.gradient.tolist() == pytest.approx((2.0 * mean.gradient).tolist(), rel=1e-14)


def test_the_step_that_takes_a_row_is_found_by_the_row_s_number() -> None:
    training = package_prediction(order="shuffle", batch_size=2, epochs=3)
    for epoch, row in product((1, 2, 3), (1, 2, 3, 4)):
        step = training.step_with(epoch, row)
        assert step in (2 * epoch - 1, 2 * epoch)
        assert training.sampler is not None
        assert row - 1 in training.sampler.rows_of(step)
    assert training.step_with(1, 5) is None


def test_a_row_kept_for_testing_and_a_function_s_row_come_in_no_step() -> None:
    assert package_prediction(training_rows=3).step_with(1, 4) is None
    assert function_training("x**2", {"x": 1.0}, 0.1, steps=2).step_with(1, 1) is None


def test_the_weight_decay_may_leave_parameters_alone() -> None:
    # λθ = 0.5·4 joins the weight's gradient only; the state of both is their own
    spared = np.array([False, True])
    for name in OPTIMIZERS:
        optimizer = OPTIMIZERS[name](weight_decay=0.5)
        pulled = network_training([[1.0, 2.0]], [Layer(1)], [4.0, 4.0], optimizer=optimizer, undecayed=spared)
        whole = replace(pulled, undecayed=None)
        none = replace(whole, optimizer=OPTIMIZERS[name](weight_decay=0.0))
        weight, bias = (stepped(pulled, 3).after.theta[index] for index in (0, 1))
        first = [stepped(training, 1) for training in (pulled, whole, none)]
        assert first[0].update.tolist() == [first[1].update[0], first[2].update[1]]
        assert first[0].after.slots.tolist() == [
            [decayed, plain]
            for decayed, plain in zip(
                first[1].after.slots[:, 0].tolist(), first[2].after.slots[:, 1].tolist(), strict=True
            )
        ]
        assert pulled.optimizer_of(0) == optimizer
        assert pulled.optimizer_of(1) == none.optimizer
        assert weight < bias
