"""What an epoch's loss is: the mean of its row losses, each before its row's update."""

from __future__ import annotations

import numpy as np
import pytest

from engine.descent.timeline import Timeline
from engine.objectives.losses import Loss, Reduction
from engine.objectives.network import Layer
from tests.engine.builders import (
    PACKAGE_ROWS,
    finished,
    function_training,
    network_evaluation,
    network_of,
    network_training,
    package_prediction,
)


@pytest.mark.parametrize("over_rows", ["mean", "sum"])
@pytest.mark.parametrize("batch_size", [1, 2, 3, None])
def test_an_epochs_loss_is_the_mean_of_its_rows_losses(batch_size: int | None, over_rows: Reduction) -> None:
    training = package_prediction(batch_size=batch_size, cost=Loss(over_rows=over_rows), epochs=3)
    timeline = finished(training)
    size = training.steps_per_epoch
    for epoch, loss in enumerate(timeline.branch.epoch_losses.array.tolist()):
        steps = [timeline.step(number) for number in range(epoch * size + 1, (epoch + 1) * size + 1)]
        rows = np.concatenate([network_evaluation(step).row_losses for step in steps])
        assert len(rows) == 4
        assert loss == pytest.approx(rows.mean(), rel=1e-14)


def test_the_first_epochs_loss_by_hand() -> None:
    # batches of 3 and 1 of package prediction with η 0: ŷ = 0.02·(cgpa + score) = 0.32, 0.32, 0.32, 0.34
    # squares 3.68², 4.68², 5.68², 6.66² = 13.5424, 21.9024, 32.2624, 44.3556, mean 28.0157
    timeline = finished(package_prediction(batch_size=3, learning_rate=1e-300, epochs=1))
    assert timeline.branch.epoch_losses.array.tolist() == pytest.approx([28.0157], rel=1e-14)
    assert timeline.branch.losses.array.tolist() == pytest.approx([67.7072 / 3, 44.3556], rel=1e-14)


def test_a_small_last_batch_does_not_leak_into_the_next_epoch() -> None:
    # 4 rows in batches of 3: with η 0 every epoch is like the first
    timeline = finished(package_prediction(batch_size=3, learning_rate=1e-300, epochs=4))
    assert len(timeline.branch.losses) == 8
    assert len(set(timeline.branch.epoch_losses.array.tolist())) == 1
    assert [step.rows.tolist() for step in timeline.branch.steps(1, 8)] == [[0, 1, 2], [3]] * 4


def test_the_loss_after_an_epoch_is_a_separate_figure() -> None:
    timeline = finished(package_prediction())
    branch = timeline.branch
    network = network_of(timeline.training)
    for epoch, loss in enumerate(branch.training_losses.array.tolist(), 1):
        theta = branch.state(4 * epoch).theta
        predictions = network.predict(theta, network.inputs)
        assert loss == pytest.approx(np.mean((network.targets - predictions) ** 2), rel=1e-14)
    assert branch.training_losses.array[0] < branch.epoch_losses.array[0]
    assert len(branch.test_losses) == 0


def test_held_out_rows_have_a_loss_of_their_own_and_train_nothing() -> None:
    timeline = finished(package_prediction(training_rows=3))
    branch, network = timeline.branch, network_of(timeline.training)
    assert {int(row) for step in branch.steps(1, branch.newest) for row in step.rows} == {0, 1, 2}
    assert branch.newest == 15
    theta = timeline.state.theta
    assert branch.test_losses.array[-1] == pytest.approx(
        network.mean_row_loss(theta, np.array([3])), rel=1e-15
    )
    assert branch.training_losses.array[-1] == pytest.approx(
        network.mean_row_loss(theta, np.array([0, 1, 2])), rel=1e-15
    )
    assert branch.epoch_losses.array[0] == pytest.approx(branch.losses.array[:3].mean(), rel=1e-15)


def test_an_epoch_loss_is_known_at_the_step_that_closes_the_epoch_and_nowhere_else() -> None:
    branch = finished(package_prediction()).branch
    known = {number: branch.epoch_loss_at(number) for number in range(1, 21)}
    assert {number for number, loss in known.items() if loss is not None} == {4, 8, 12, 16, 20}
    assert [known[number] for number in (4, 8, 12, 16, 20)] == branch.epoch_losses.array.tolist()


def test_a_function_has_no_epoch_losses() -> None:
    branch = finished(function_training("x**2", {"x": 1.0}, 0.1)).branch
    assert len(branch.epoch_losses) == len(branch.training_losses) == 0
    assert branch.epoch_loss_at(3) is None


def test_an_epoch_that_is_not_complete_has_no_loss() -> None:
    timeline = Timeline(package_prediction())
    timeline.go(7)
    assert len(timeline.branch.epoch_losses) == len(timeline.branch.training_losses) == 1


def test_the_mean_row_loss_of_many_rows_is_that_of_all_at_once() -> None:
    rows = np.random.default_rng(0).normal(size=(10_000, 2))
    training = network_training(rows.tolist(), [Layer(1)], [0.3, 0.1], cost=Loss(scale=0.5, over_rows="sum"))
    network = network_of(training)
    predictions = 0.3 * rows[:, 0] + 0.1
    expected = 0.5 * np.mean((rows[:, 1] - predictions) ** 2)
    assert network.mean_row_loss(training.start, network.all_training_rows) == pytest.approx(
        expected, rel=1e-13
    )


def test_the_mean_row_loss_of_no_rows_is_nan() -> None:
    training = package_prediction()
    network = network_of(training)
    assert len(network.test_rows) == 0
    assert np.isnan(network.mean_row_loss(training.start, network.test_rows))


def test_all_rows_are_trained_on_unless_some_are_held_out() -> None:
    assert network_of(package_prediction()).all_training_rows.tolist() == list(range(len(PACKAGE_ROWS)))
    assert network_of(package_prediction(training_rows=3)).test_rows.tolist() == [3]
