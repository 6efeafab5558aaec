"""Changes made in the past, and the memory of long runs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.descent import branch as branch_module
from engine.descent.branch import MAX_CHECKPOINT_BYTES, MAX_CHECKPOINTS, MIN_CHECKPOINTS, Branch
from engine.descent.optimizers import Adagrad, Adam, Momentum, Nesterov, Sgd
from engine.descent.series import Series
from engine.descent.timeline import Timeline
from engine.descent.training import State, Training
from engine.objectives.network import Layer
from tests.engine.builders import (
    PACKAGE_ROWS,
    bits,
    finished,
    function_training,
    network_training,
    package_prediction,
    whole_run,
)

FASTER = 0.002


def branched() -> Timeline:
    """Ten steps of package prediction, then from step 6 on twice as fast."""
    timeline = Timeline(package_prediction())
    timeline.advance(10)
    timeline.go(6)
    timeline.change(package_prediction(learning_rate=FASTER))
    return timeline


def test_after_a_change_in_the_past_the_next_step_follows_the_change() -> None:
    timeline = branched()
    assert (timeline.cursor, timeline.newest) == (6, 6)
    timeline.advance()
    expected = package_prediction(learning_rate=FASTER).step(
        finished(package_prediction()).branch.state(6), 7
    )
    assert timeline.step().learning_rate == FASTER
    assert bits(timeline.step()) == bits(expected)


def test_the_steps_before_a_change_are_those_that_were_taken() -> None:
    timeline, straight = branched(), finished(package_prediction())
    timeline.advance(14)
    assert whole_run(timeline)[:6] == whole_run(straight)[:6]
    assert timeline.branch.losses.array[:6].tobytes() == straight.branch.losses.array[:6].tobytes()
    assert timeline.branch.losses.array[7] != straight.branch.losses.array[7]
    for number in range(1, 7):
        assert timeline.step(number).learning_rate == 0.001
        assert timeline.branch.training_of(number) is timeline.branches[0].training


def test_the_branch_that_was_left_stays_whole_and_can_be_followed_again() -> None:
    timeline, straight = branched(), finished(package_prediction())
    timeline.advance(9)
    old, new = timeline.branches
    assert (new.parent, new.fork, old.newest, new.newest) == (old, 6, 10, 15)
    timeline.follow(old)
    assert (timeline.branch, timeline.cursor) == (old, 10)
    assert bits(timeline.step()) == bits(straight.step(10))
    timeline.go(20)
    assert whole_run(timeline) == whole_run(straight)
    timeline.go(8)
    timeline.follow(new)
    assert timeline.cursor == 8
    assert timeline.step().learning_rate == FASTER
    assert timeline.newest == 15


def test_what_is_in_force_at_the_cursor_is_what_the_next_step_takes() -> None:
    timeline = branched()
    assert timeline.training.learning_rate == FASTER
    timeline.go(5)
    assert timeline.training.learning_rate == 0.001
    timeline.advance()
    assert timeline.training.learning_rate == FASTER
    timeline.go(12)
    assert timeline.training.learning_rate == FASTER


def test_edited_parameters_are_what_the_next_step_starts_from() -> None:
    timeline = branched()
    theta = np.arange(9.0)
    timeline.change(package_prediction(), theta)
    theta[:] = -1.0
    assert timeline.state.theta.tolist() == list(range(9))
    assert not timeline.state.theta.flags.writeable
    before = timeline.step()
    assert before.after.theta.tolist() != list(range(9))
    timeline.advance()
    assert timeline.step().theta.tolist() == list(range(9))
    timeline.go(6)
    assert timeline.state.theta.tolist() == list(range(9))
    assert bits(timeline.step()) == bits(before)
    for step, number in zip(timeline.branch.steps(6, 7), (6, 7), strict=True):
        assert bits(step) == bits(timeline.step(number))


def test_an_edit_keeps_the_optimizers_memory() -> None:
    timeline = Timeline(package_prediction(optimizer=Momentum()))
    timeline.advance(3)
    memory = timeline.state.slots.tolist()
    timeline.change(timeline.training, np.zeros(9))
    assert timeline.state.slots.tolist() == memory != np.zeros((1, 9)).tolist()


def test_another_optimizer_with_another_memory_starts_with_an_empty_one() -> None:
    timeline = Timeline(package_prediction())
    timeline.advance(3)
    timeline.change(package_prediction(optimizer=Adam()))
    assert timeline.state.slots.tolist() == np.zeros((2, 9)).tolist()
    timeline.advance()
    assert timeline.step().slots.tolist() == np.zeros((2, 9)).tolist()
    timeline.change(package_prediction(optimizer=Sgd()))
    assert timeline.state.slots.shape == (0, 9)


def test_what_another_optimizer_remembered_is_not_taken_for_ones_own() -> None:
    # Both remember one number a parameter: the one a velocity, with a sign, the other a sum of squares.
    timeline = Timeline(package_prediction(optimizer=Momentum(momentum=0.9)))
    timeline.advance(3)
    assert timeline.state.slots.any()
    timeline.change(package_prediction(optimizer=Adagrad()))
    assert timeline.state.slots.tolist() == np.zeros((1, 9)).tolist()
    timeline.advance()
    assert np.isfinite(timeline.state.theta).all()


def test_an_optimizer_with_the_same_memory_goes_on_with_it() -> None:
    timeline = Timeline(package_prediction(optimizer=Momentum(momentum=0.9)))
    timeline.advance(3)
    memory = timeline.state.slots.tolist()
    timeline.change(package_prediction(optimizer=Nesterov(momentum=0.9)))
    assert timeline.state.slots.tolist() == memory
    timeline.change(package_prediction(optimizer=Nesterov(momentum=0.5)))
    assert timeline.state.slots.tolist() == memory


def test_it_is_the_optimizer_of_the_next_step_whose_memory_there_is() -> None:
    timeline = Timeline(package_prediction(optimizer=Momentum()))
    timeline.advance(6)
    timeline.change(package_prediction(optimizer=Sgd()))
    timeline.advance(2)
    timeline.go(6)
    timeline.change(package_prediction(optimizer=Momentum()))
    # Step 7 was sgd's, and left nothing to go on with …
    assert timeline.state.slots.tolist() == np.zeros((1, 9)).tolist()
    timeline.follow(timeline.branches[1])
    timeline.go(5)
    memory = timeline.state.slots.tolist()
    timeline.change(package_prediction(optimizer=Momentum(), learning_rate=FASTER))
    # … but step 6 was still taken with momentum.
    assert timeline.state.slots.tolist() == memory != np.zeros((1, 9)).tolist()


def test_with_another_number_of_parameters_memory_starts_empty() -> None:
    timeline = Timeline(package_prediction(optimizer=Adam()))
    timeline.advance(2)
    timeline.go(0)
    theta = [0.1, 0.1, 0.0]
    smaller = network_training(
        PACKAGE_ROWS, [Layer(1)], theta, inputs=("cgpa", "profile_score"), targets=("lpa",), optimizer=Adam()
    )
    timeline.change(smaller, smaller.start)
    timeline.advance(2)
    assert timeline.state.slots.shape == (2, 3)


def test_a_change_at_the_start_makes_another_run() -> None:
    timeline = Timeline(package_prediction())
    timeline.change(package_prediction(learning_rate=FASTER))
    timeline.go(20)
    assert whole_run(timeline) == whole_run(finished(package_prediction(learning_rate=FASTER)))


def test_changes_upon_changes_each_hold_from_their_own_place_on() -> None:
    timeline = Timeline(package_prediction())
    for place, rate in ((5, 0.002), (9, 0.003), (7, 0.004)):
        timeline.go(12)
        timeline.go(place)
        timeline.change(package_prediction(learning_rate=rate))
    timeline.go(20)
    rates = [step.learning_rate for step in timeline.branch.steps(1, 20)]
    assert rates == [0.001] * 5 + [0.002] * 2 + [0.004] * 13
    assert [branch.fork for branch in timeline.branches] == [0, 5, 9, 7]
    assert whole_run(timeline) == [bits(step) for step in timeline.branch.steps(1, 20)]


def test_a_second_change_at_the_same_place_takes_the_place_of_the_first() -> None:
    timeline = branched()
    timeline.change(package_prediction(learning_rate=0.0005))
    timeline.go(20)
    assert {step.learning_rate for step in timeline.branch.steps(7, 20)} == {0.0005}


@pytest.mark.parametrize("tried", [0, 1])
def test_a_branch_that_holds_nothing_to_return_to_gives_way_to_the_next(tried: int) -> None:
    timeline = branched()
    first = timeline.branches[0]
    timeline.advance(tried)
    timeline.go(6)
    timeline.change(package_prediction(learning_rate=0.0005))
    assert timeline.branches == [first, timeline.branch]
    assert timeline.branch.parent is first


@pytest.mark.parametrize(("tried", "place"), [(2, 6), (0, 5), (1, 7)])
def test_a_branch_that_was_followed_or_is_changed_elsewhere_stays(tried: int, place: int) -> None:
    timeline = branched()
    first, second = timeline.branches
    timeline.advance(tried)
    timeline.go(place)
    timeline.change(package_prediction(learning_rate=0.0005))
    assert timeline.branches == [first, second, timeline.branch]
    assert timeline.branch.parent is second


def test_the_run_itself_never_gives_way() -> None:
    timeline = Timeline(package_prediction())
    timeline.change(package_prediction(learning_rate=FASTER))
    assert len(timeline.branches) == 2
    assert timeline.branch.parent is timeline.branches[0]


def test_after_following_another_branch_its_own_step_is_seen() -> None:
    timeline = branched()
    timeline.go(8)
    assert timeline.step().learning_rate == FASTER
    timeline.follow(timeline.branches[0])
    assert timeline.cursor == 8
    assert timeline.step().learning_rate == 0.001


def test_a_branch_that_ended_can_be_left_for_one_that_goes_on() -> None:
    timeline = finished(function_training("x**2", {"x": 1.0}, 50.0, steps=1000))
    assert timeline.ending is not None
    assert timeline.ending.reason == "diverged"
    timeline.go(2)
    timeline.change(function_training("x**2", {"x": 1.0}, 0.25, steps=10))
    assert timeline.ending is None
    assert timeline.advance(100) == 8
    assert timeline.ending == (10, "steps")


def test_epoch_losses_of_a_branch_are_its_own_from_the_epoch_of_the_change_on() -> None:
    timeline, straight = branched(), finished(package_prediction())
    timeline.go(20)
    shared, own = timeline.branch.epoch_losses.array, straight.branch.epoch_losses.array
    assert len(shared) == 5
    assert shared[0] == own[0]
    assert shared[1] != own[1]
    # the epoch of the change has two losses from before it and two from after it
    assert shared[1] == pytest.approx(timeline.branch.losses.array[4:8].mean(), rel=1e-15)
    assert len(timeline.branch.training_losses.array) == 5
    assert timeline.branch.training_losses.array[0] == straight.branch.training_losses.array[0]


def test_a_branch_shares_the_test_losses_of_the_epochs_before_it() -> None:
    timeline = finished(package_prediction(training_rows=2))
    losses = timeline.branch.test_losses.array.tolist()
    timeline.go(5)
    timeline.change(package_prediction(training_rows=2, learning_rate=FASTER))
    assert timeline.branch.test_losses.array.tolist() == losses[:2]
    timeline.go(10)
    assert len(timeline.branch.test_losses) == 5


# Memory


@pytest.fixture
def few_checkpoints(monkeypatch: pytest.MonkeyPatch) -> int:
    """So few that a short run thins them many times over."""
    monkeypatch.setattr(branch_module, "MAX_CHECKPOINTS", 5)
    monkeypatch.setattr(branch_module, "MIN_CHECKPOINTS", 3)
    return 5


def many_steps(learning_rate: float = 0.01) -> Training:
    return function_training("x**2 + sin(3*x)", {"x": 2.0}, learning_rate, steps=10**9, optimizer=Momentum())


def test_thinned_checkpoints_leave_every_step_within_reach(few_checkpoints: int) -> None:
    timeline = Timeline(many_steps())
    straight = []
    for _ in range(203):
        timeline.advance()
        straight.append(bits(timeline.step()))
        assert len(timeline.branch._checkpoints) <= few_checkpoints
    assert timeline.branch.spacing == 64
    for number in np.random.default_rng(0).permutation(203):
        assert bits(timeline.step(int(number) + 1)) == straight[number]


def test_a_change_survives_thinning(few_checkpoints: int) -> None:
    timeline = Timeline(many_steps())
    timeline.advance(90)
    timeline.go(37)
    timeline.change(many_steps(0.02), np.array([0.5]))
    straight = whole_run(timeline)
    for _ in range(150):
        timeline.advance()
        straight.append(bits(timeline.step()))
    assert 37 in timeline.branch._checkpoints
    assert len(timeline.branch._checkpoints) <= few_checkpoints + 1
    assert timeline.branch.spacing > 37
    assert whole_run(timeline) == straight
    assert timeline.step(38).theta.tolist() == [0.5]
    assert timeline.step(37).after.theta.tolist() != [0.5]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60), st.sampled_from([0.01, 0.02])), max_size=6))
def test_whatever_is_changed_wherever_replay_gives_the_same_bits(
    changes: list[tuple[int, int, float]],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(branch_module, "MAX_CHECKPOINTS", 3)
        patch.setattr(branch_module, "MIN_CHECKPOINTS", 2)
        timeline = Timeline(many_steps())
        straight: list[tuple[object, ...]] = []
        for advance, place, rate in changes:
            timeline.advance(advance)
            timeline.go(min(place, timeline.newest))
            timeline.change(many_steps(rate))
            straight = straight[: timeline.cursor]
            while len(straight) < timeline.cursor:
                straight.append(bits(timeline.step(len(straight) + 1)))
            for _ in range(11):
                timeline.advance()
                straight.append(bits(timeline.step()))
        assert whole_run(timeline) == straight


def test_any_step_of_a_hundred_thousand_is_what_a_straight_run_saw() -> None:
    training = function_training("sin(x) + 0.01*x**2", {"x": 2.0}, 0.001, steps=100_000)
    looked_at = {1, 2, 31, 32, 33, 4095, 4096, 4097, 65_535, 65_536, 99_967, 99_999, 100_000}
    timeline = Timeline(training)
    seen = {}
    for number in sorted(looked_at):
        timeline.go(number)
        seen[number] = bits(timeline.step())
    assert timeline.newest == 100_000
    assert len(timeline.branch._checkpoints) <= MAX_CHECKPOINTS
    # so every step is at most this many steps of replay away
    assert timeline.branch.spacing == 32
    for number in sorted(looked_at, reverse=True):
        timeline.go(number)
        assert bits(timeline.step()) == seen[number]


def test_the_checkpoints_of_a_large_model_are_few_enough_to_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(branch_module, "MAX_CHECKPOINT_BYTES", 2**18)

    def kept(units: int) -> list[State]:
        size = 3 * units + 1
        layers = [Layer(units), Layer(1)]
        run = network_training([[1.0, 2.0]], layers, np.zeros(size), optimizer=Adam(), epochs=68)
        return list(finished(run).branch._checkpoints.values())

    # θ and two moments of 301 numbers are 7 KiB: some 35 of them fit
    fitting = kept(100)
    assert len(fitting) > MIN_CHECKPOINTS
    assert 2**17 < sum(state.theta.nbytes + state.slots.nbytes for state in fitting) <= 2**18
    # of 1501 numbers 35 KiB: 7 would fit, and 16 are kept however large they are
    assert MIN_CHECKPOINTS // 2 < len(kept(500)) <= MIN_CHECKPOINTS
    assert MAX_CHECKPOINTS * 256 < MAX_CHECKPOINT_BYTES < 2**25


def test_replay_beyond_the_float_limit_is_silent(few_checkpoints: int) -> None:
    # The second moment of the slope 1e160 overflows, while x and x·1e160 stay small. Warnings are errors here.
    training = function_training("1e160*x", {"x": 0.0}, 1e-30, optimizer=Adam(), steps=30)
    timeline = finished(training)
    timeline.go(27)
    assert 27 not in timeline.branch._checkpoints
    assert np.isfinite(timeline.state.theta).all()
    assert [step.number for step in timeline.branch.steps(1, 30)] == list(range(1, 31))
    timeline.change(training)
    timeline.go(30)
    assert timeline.branch.newest == 30


def test_history_gives_the_kept_states_in_order_and_the_newest_last(few_checkpoints: int) -> None:
    timeline = Timeline(many_steps())
    timeline.advance(50)
    timeline.go(37)
    timeline.change(many_steps(0.02))
    timeline.advance(30)
    numbers, states = timeline.branch.history()
    assert numbers == (0, 32, 37, 64, 67)
    for number, state in zip(numbers, states, strict=True):
        assert state.theta.tobytes() == timeline.branch.state(number).theta.tobytes()


def test_history_of_a_branch_has_nothing_of_the_future_that_was_left() -> None:
    timeline = branched()
    timeline.advance(2)
    numbers, states = timeline.branch.history()
    assert numbers == tuple(range(9))
    assert [state.theta.tobytes() for state in states] == [
        timeline.branch.state(number).theta.tobytes() for number in numbers
    ]


def test_history_of_a_run_that_has_not_begun_is_its_start() -> None:
    numbers, states = Branch(many_steps()).history()
    assert numbers == (0,)
    assert states[0].theta.tolist() == [2.0]


def test_a_series_grows_beyond_its_room_and_keeps_every_number() -> None:
    series = Series(np.array([1.0, 2.0]))
    for number in range(3, 101):
        series.append(float(number))
    assert len(series) == 100
    assert series.array.tolist() == list(range(1, 101))


def test_a_series_is_a_copy_of_the_numbers_it_was_given() -> None:
    numbers = np.arange(20.0)
    series = Series(numbers)
    numbers[:] = 0.0
    assert series.array.tolist() == list(range(20))
    assert len(Series().array) == 0


def test_a_change_that_was_only_tried_out_gives_way_to_the_next_one() -> None:
    timeline = Timeline(package_prediction())
    timeline.go(5)
    own = timeline.branch
    timeline.go(2)
    timeline.change(package_prediction(learning_rate=FASTER))
    tried = timeline.branch
    timeline.go(3)
    timeline.go(2)
    timeline.change(package_prediction(learning_rate=0.005))
    assert timeline.branches == [own, timeline.branch]
    assert timeline.branch is not tried
    assert timeline.branch.parent is own
    # One that went on holds something to return to, and so does the run itself.
    timeline.go(4)
    timeline.go(2)
    kept = timeline.branch
    timeline.change(package_prediction(learning_rate=0.02))
    assert timeline.branches == [own, kept, timeline.branch]
    fresh = Timeline(package_prediction())
    first = fresh.branch
    fresh.change(package_prediction(learning_rate=FASTER))
    assert fresh.branches == [first, fresh.branch]


def test_after_a_change_and_after_a_return_the_step_is_that_of_the_branch() -> None:
    timeline = Timeline(package_prediction())
    timeline.go(3)
    own, before = timeline.branch, timeline.step()
    timeline.change(package_prediction(learning_rate=FASTER), np.ones(9))
    timeline.go(4)
    changed = timeline.step()
    assert changed.theta.tobytes() == np.ones(9).tobytes()
    timeline.follow(own)
    timeline.go(4)
    assert bits(timeline.step(3)) == bits(before)
    assert timeline.step(4).theta.tobytes() == before.after.theta.tobytes()
