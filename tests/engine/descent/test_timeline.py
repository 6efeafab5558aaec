"""The past of a run: the same to the last bit whichever way one comes to a step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.descent.optimizers import OPTIMIZERS
from engine.descent.sampling import Order
from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.objectives.network import Layer
from tests.engine.builders import (
    bits,
    finished,
    function_training,
    network_training,
    package_prediction,
    whole_run,
)

ORDERS: list[Order] = ["sequential", "shuffle", "random"]


def every_kind_of_run(name: str, order: Order, batch_size: int | None) -> Training:
    rows = np.random.default_rng(3).normal(size=(5, 3))
    theta = np.random.default_rng(4).normal(size=13)
    return network_training(
        rows.tolist(),
        [Layer(3, "tanh"), Layer(1)],
        theta,
        inputs=("p", "q"),
        optimizer=OPTIMIZERS[name](),
        order=order,
        batch_size=batch_size,
        learning_rate=0.05,
        epochs=4,
    )


@pytest.mark.parametrize("batch_size", [1, 2, None])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_single_steps_equal_one_run_to_the_last_bit(name: str, order: Order, batch_size: int | None) -> None:
    one_run = finished(every_kind_of_run(name, order, batch_size))
    singly = Timeline(every_kind_of_run(name, order, batch_size))
    while singly.ending is None:
        assert singly.advance() == 1
    assert whole_run(singly) == whole_run(one_run)
    assert singly.ending == one_run.ending == (one_run.training.steps, "epochs")
    assert singly.branch.losses.array.tobytes() == one_run.branch.losses.array.tobytes()
    assert singly.branch.epoch_losses.array.tobytes() == one_run.branch.epoch_losses.array.tobytes()


def test_single_steps_of_a_function_equal_one_run_to_the_last_bit() -> None:
    training = function_training("x**2*y + exp(-y)", {"x": 1.0, "y": 0.5}, 0.05, steps=40)
    singly = Timeline(training)
    for _ in range(40):
        singly.advance()
    assert whole_run(singly) == whole_run(finished(training))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_back_and_forward_again_equals_never_having_moved(name: str, order: Order) -> None:
    straight = finished(every_kind_of_run(name, order, 2))
    wanderer = Timeline(every_kind_of_run(name, order, 2))
    for place in (5, 2, 9, 0, 1, 7, 12, 3, 12):
        wanderer.go(place)
        assert wanderer.state.theta.tobytes() == straight.branch.state(place).theta.tobytes()
        assert wanderer.state.slots.tobytes() == straight.branch.state(place).slots.tobytes()
        if place:
            assert bits(wanderer.step()) == bits(straight.step(place))
    assert len(wanderer.branches) == 1
    assert whole_run(wanderer) == whole_run(straight)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 25), max_size=12))
def test_any_walk_sees_the_same_steps(places: list[int]) -> None:
    straight, wanderer = finished(package_prediction()), Timeline(package_prediction())
    for place in places:
        wanderer.go(place)
        reached = min(place, 20)
        assert wanderer.cursor == reached
        if reached:
            assert bits(wanderer.step()) == bits(straight.step(reached))


def test_a_run_is_a_function_of_its_training_alone() -> None:
    one, other = Timeline(package_prediction(order="shuffle")), Timeline(package_prediction(order="shuffle"))
    one.advance(11)
    finished(package_prediction(order="random"))
    other.advance(20)
    one.advance(9)
    assert whole_run(one) == whole_run(other)


def test_reset_returns_the_very_same_start_and_the_very_same_run() -> None:
    timeline = finished(every_kind_of_run("adam", "shuffle", 2))
    first = whole_run(timeline)
    start = timeline.branch.state(0)
    timeline.go(4)
    timeline.change(every_kind_of_run("sgd", "random", 2), np.zeros(13))
    timeline.advance(3)
    timeline.reset()
    assert (timeline.cursor, timeline.newest, timeline.ending, len(timeline.branches)) == (0, 0, None, 1)
    assert timeline.branch is timeline.branches[0]
    assert timeline.state.theta.tobytes() == start.theta.tobytes() == timeline.training.start.tobytes()
    assert timeline.state.slots.tobytes() == start.slots.tobytes()
    timeline.go(100)
    assert whole_run(timeline) == first


def test_reset_forgets_the_step_that_was_looked_at() -> None:
    timeline = Timeline(package_prediction())
    timeline.go(2)
    timeline.change(package_prediction(learning_rate=0.01))
    timeline.go(3)
    timeline.reset()
    timeline.go(5)
    timeline.go(3)
    assert timeline.step().learning_rate == 0.001


def test_the_cursor_moves_and_says_how_far() -> None:
    timeline = Timeline(package_prediction())
    assert timeline.advance(3) == 3
    assert timeline.go(1) == -2
    assert timeline.newest == 3
    assert timeline.go(-5) == -1
    assert timeline.cursor == 0
    assert timeline.go(0) == 0
    assert timeline.advance(18) == 18
    assert timeline.advance(5) == 2
    assert timeline.advance() == 0
    assert (timeline.cursor, timeline.newest) == (20, 20)


def test_looking_back_takes_no_step_and_forgets_none() -> None:
    timeline = Timeline(package_prediction())
    timeline.go(9)
    timeline.go(2)
    assert timeline.step(9).number == 9
    assert (timeline.cursor, timeline.newest, len(timeline.branch.losses)) == (2, 9, 9)


@pytest.mark.parametrize("number", [-1, 0, 4])
def test_a_step_that_was_not_taken_cannot_be_had(number: int) -> None:
    timeline = Timeline(package_prediction())
    timeline.go(3)
    with pytest.raises(IndexError, match=f"step {number} has not been taken; steps 1 to 3 have"):
        timeline.step(number)


def test_at_the_start_there_is_no_step_before() -> None:
    timeline = Timeline(package_prediction())
    with pytest.raises(IndexError, match="step 0 has not been taken"):
        timeline.step()


def test_the_state_at_the_cursor_is_that_after_its_step() -> None:
    timeline = finished(package_prediction())
    for number in (20, 7, 1):
        timeline.go(number)
        assert timeline.state.theta.tobytes() == timeline.step().after.theta.tobytes()
    timeline.go(0)
    assert timeline.state.theta.tobytes() == timeline.training.start.tobytes()
