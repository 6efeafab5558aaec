"""Runs as NumPy programs: they take the engine's steps, bit for bit, and stop where the run stops."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.descent.optimizers import OPTIMIZERS, Adagrad, Adam, AdamW, Optimizer, RMSprop
from engine.descent.sampling import Order
from engine.descent.schedules import Schedule
from engine.descent.stopping import Stopping
from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.insight.codegen.numpy_code import numpy_code
from engine.insight.codegen.program_start import ProgramStart
from engine.objectives.activations import ACTIVATIONS
from engine.objectives.losses import Loss
from engine.objectives.network import Layer
from engine.objectives.parsing import CONDITIONAL, parse
from tests.engine.builders import function_training, network_training, package_prediction
from tests.engine.insight.codegen.networks import HOSTILE_TITLE, PROGRAMS, halfway, net
from tests.engine.insight.codegen.programs import (
    FUNCTION_CONDITIONS,
    NETWORK_CONDITIONS,
    SCHEDULES_WITH_SETTINGS,
    Outcome,
    finished_after,
    function_trainings,
    network_trainings,
    outcome_from,
    outcome_of,
    standardized,
)

HIDDEN = [name for name in ACTIVATIONS if name != "softmax"]


def compared(training: Training, taken: int = 0) -> Outcome:
    """Take so many steps, go on by the program and by the engine, and return what both come to."""
    branch, taken = finished_after(training, taken)
    code = numpy_code(branch.training_of(taken + 1), ProgramStart.of(branch, taken + 1), "A run")
    expected, found = outcome_from(branch, taken), outcome_of(code)
    assert (found.step, found.stopped) == (expected.step, expected.stopped)
    assert found.losses == pytest.approx(expected.losses, rel=0, abs=0, nan_ok=True)
    assert np.array_equal(found.parameters, expected.parameters, equal_nan=True)
    return found


@settings(max_examples=40)
@given(network_trainings(), st.integers(0, 9))
def test_a_network_takes_the_same_steps_to_the_same_end(training: Training, taken: int) -> None:
    compared(training, taken)


@settings(max_examples=40)
@given(function_trainings(), st.integers(0, 9))
def test_a_function_takes_the_same_steps_to_the_same_end(training: Training, taken: int) -> None:
    compared(training, taken)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_with_every_optimizer(name: str) -> None:
    for taken, frozen in product((0, 5), (False, True)):
        compared(net(optimizer=name, frozen=frozen), taken)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_with_a_weight_decay_that_spares_the_biases(name: str) -> None:
    training = net(optimizer=name)
    spared = np.array([one.startswith("b") for one in training.objective.parameters.names])
    compared(replace(training, undecayed=spared), 3)


@pytest.mark.parametrize("kind", [Adagrad, RMSprop, Adam, AdamW])
def test_without_epsilon_a_parameter_without_any_slope_stays(kind: Callable[..., Optimizer]) -> None:
    training = network_training(
        [[0.0, 1.0, 2.0]],
        [Layer(1)],
        [0.5, 0.5, 0.0],
        inputs=("p", "q"),
        optimizer=kind(epsilon=0.0),
        epochs=3,
    )
    compared(training)


@pytest.mark.parametrize("z", [-745.0, -40.0, 20.0, 40.0, 300.0])
@pytest.mark.parametrize(
    ("output", "loss", "y"),
    [
        ("sigmoid", "bce", 1.0), ("sigmoid", "bce", 0.25), ("sigmoid", "mse", 1.0), ("sigmoid", "mae", 1.0),
        ("tanh", "mse", 1.0), ("tanh", "mae", -1.0), ("softplus", "mse", 40.0),
    ],
)  # fmt: skip
def test_with_saturated_units(output: str, loss: str, y: float, z: float) -> None:
    # η is so large that θ tells the gradients of the first step
    compared(
        network_training(
            [[1.0, y]], [Layer(1, "tanh"), Layer(1, output)], [20.0, 0.0, z, 0.0],
            cost=Loss(loss), learning_rate=1e12, epochs=2,
        )
    )  # fmt: skip


@pytest.mark.parametrize("hidden", HIDDEN)
def test_with_every_activation(hidden: str) -> None:
    compared(net(hidden=hidden))


@pytest.mark.parametrize(
    ("output", "cost"),
    [
        ("linear", Loss("mse", 0.5, "sum", "sum")),
        ("sigmoid", Loss("mse", 0.5, "mean", "sum")),
        ("tanh", Loss("mae", 2.0, "mean", "mean")),
        ("softplus", Loss("mae", 2.0, "mean", "mean")),
        ("sigmoid", Loss("bce", 1.0, "mean", "sum")),
        ("softmax", Loss("cross_entropy", 1.0, "mean", "mean")),
    ],
)
def test_with_every_loss(output: str, cost: Loss) -> None:
    compared(net(output=output, cost=cost, batch_size=None))
    compared(net(output=output, cost=cost, order="random"), 3)


@pytest.mark.parametrize("schedule", SCHEDULES_WITH_SETTINGS)
def test_with_every_schedule(schedule: Schedule) -> None:
    training = replace(net(), schedule=schedule)
    rates = {schedule.rate(training.learning_rate, number) for number in range(1, training.steps + 1)}
    assert len(rates) > 1 or schedule.name == "constant"
    compared(training, 2)


@pytest.mark.parametrize("batch_size", [1, 2, 3, None])
@pytest.mark.parametrize("order", ["sequential", "shuffle", "random"])
def test_with_every_order_and_batch(order: Order, batch_size: int | None) -> None:
    for taken in (0, 1):
        compared(net(order=order, batch_size=batch_size), taken)


@pytest.mark.parametrize("divisor", ["population", "sample"])
def test_standardization_is_an_operation_on_the_rows_as_given(divisor: str) -> None:
    training = standardized(net(batch_size=1), divisor, with_targets=True)
    code = numpy_code(training, ProgramStart(training.beginning(), 1), "t")
    ddof = ", ddof=1" if divisor == "sample" else ""
    assert f"X = (X - X.mean(axis=0)) / X.std(axis=0{ddof})\n" in code
    assert f"Y = (Y - Y.mean(axis=0)) / Y.std(axis=0{ddof})\n" in code
    compared(training)


def test_rows_whose_squares_overflow_are_standardized_by_the_numbers_of_the_run() -> None:
    training = standardized(net(scale=1e300), "population", with_targets=False)
    code = numpy_code(training, ProgramStart(training.beginning(), 1), "t")
    assert "X.std" not in code
    compared(training)


# Stops


@pytest.mark.parametrize(
    "stopping",
    [
        Stopping(gradient_norm=0.5, patience=2),
        Stopping(update_norm=0.03, patience=3),
        Stopping(loss_change=0.02, patience=2),
        Stopping(loss_below=0.4),
        Stopping(gradient_norm=1e-9, loss_below=0.3, patience=4),
        *(Stopping(when=parse(text, functions=CONDITIONAL), patience=2) for text in NETWORK_CONDITIONS),
    ],
)
def test_it_stops_by_every_criterion(stopping: Stopping) -> None:
    for taken in range(4):
        compared(replace(net(scale=0.5, batch_size=2, order="shuffle"), stopping=stopping, steps=60), taken)


@pytest.mark.parametrize(
    "stopping",
    [
        Stopping(gradient_norm=0.5, patience=2, per="epoch"),
        Stopping(loss_change=0.02, patience=2, per="epoch"),
        Stopping(loss_change=0.1, loss_below=0.2, per="epoch"),
        Stopping(loss_below=0.6, patience=3, per="epoch"),
        Stopping(when=parse("epoch_loss < 0.5 and epoch > 2", functions=CONDITIONAL), per="epoch"),
    ],
)
@pytest.mark.parametrize("batch_size", [2, None])
def test_it_stops_by_every_criterion_per_epoch(stopping: Stopping, batch_size: int | None) -> None:
    for taken in (0, 2, 4, 9):
        training = net(scale=0.5, batch_size=batch_size, order="shuffle")
        compared(replace(training, stopping=stopping, steps=90), taken)


@pytest.mark.parametrize("text", FUNCTION_CONDITIONS)
def test_a_function_stops_by_its_own_quantities(text: str) -> None:
    stopping = Stopping(when=parse(text, functions=CONDITIONAL), patience=2)
    training = function_training(
        "q**2 + sin(x)/y", {"x": 1.0, "y": 2.0}, 0.02, where={"q": "x - y"}, steps=60, stopping=stopping
    )
    for taken in range(4):
        compared(training, taken)


@pytest.mark.parametrize(("batch_size", "over_rows"), [(1, "mean"), (3, "mean"), (3, "sum")])
def test_an_epoch_that_has_begun_already_has_the_loss_of_all_its_rows(
    batch_size: int, over_rows: Literal["mean", "sum"]
) -> None:
    training = package_prediction(batch_size=batch_size, cost=Loss(over_rows=over_rows))
    epoch = training.steps_per_epoch
    branch, _ = finished_after(training, 0)
    threshold = float(branch.epoch_losses.array[2]) * 0.999
    when = parse(f"epoch_loss < {threshold!r}", functions=CONDITIONAL)
    for taken in range(2 * epoch, 3 * epoch):
        assert compared(replace(training, stopping=Stopping(when=when)), taken).step == 4 * epoch


def test_the_criterion_that_has_held_already_is_counted_on() -> None:
    stopping = Stopping(loss_below=30.0, patience=5)
    training = function_training("x**2", {"x": 5.0}, 0.1, steps=50, stopping=stopping)
    for taken in range(6):
        assert compared(training, taken).step == 5


def test_after_a_change_by_hand_the_criterion_is_counted_anew() -> None:
    timeline = Timeline(
        function_training("x**2", {"x": 5.0}, 0.1, steps=50, stopping=Stopping(loss_below=30.0, patience=5))
    )
    timeline.go(3)
    timeline.change(timeline.training, np.array([4.0]))
    timeline.go(50)
    assert timeline.ending is not None
    assert timeline.ending.step == 8
    for number in (4, 6, 8):
        start = ProgramStart.of(timeline.branch, number)
        assert outcome_of(numpy_code(timeline.branch.training, start, "t")).step == 8


def test_a_run_that_diverges_is_stopped_in_silence() -> None:
    assert compared(function_training("x**2", {"x": 1.0}, 50.0, steps=1000)).stopped == "diverged"
    assert compared(function_training("exp(x**4)", {"x": 1.0}, 1e9, steps=1000)).stopped == "diverged"
    assert compared(package_prediction(learning_rate=5.0, epochs=50)).stopped == "diverged"


def test_at_the_end_of_a_run_the_program_takes_one_step_more() -> None:
    timeline = Timeline(package_prediction(epochs=1))
    timeline.go(4)
    found = outcome_of(numpy_code(timeline.training, ProgramStart.of(timeline.branch, 5), "t"))
    assert (len(found.losses), found.step) == (1, 5)


def test_later_changes_by_hand_are_told_and_left_out() -> None:
    timeline = Timeline(package_prediction())
    timeline.go(6)
    timeline.change(replace(timeline.training, learning_rate=0.5))
    timeline.go(8)
    early = numpy_code(timeline.branch.training_of(3), ProgramStart.of(timeline.branch, 3), "t")
    assert "Changes made by hand at a later step (7) are not part of it." in early
    late = numpy_code(timeline.branch.training_of(7), ProgramStart.of(timeline.branch, 7), "t")
    assert "by hand" not in late
    assert "learning_rate = 0.5\n" in late


# Texts


def test_a_long_run_makes_no_longer_program() -> None:
    lengths = [
        len(numpy_code(training, ProgramStart(training.beginning(), 1), "t").splitlines())
        for training in (package_prediction(epochs=2), package_prediction(epochs=100_000))
    ]
    assert lengths[0] == lengths[1]


def test_a_name_of_the_program_is_not_taken_by_a_value() -> None:
    names = ["np", "step", "momentum", "velocity", "lambda", "print", "v1", "dx", "x", "cosh", "loss_before"]
    expression = "+".join(f"({name} - {number})**2" for number, name in enumerate(names))
    training = function_training(
        f"loss_ + tanh(held*{expression})",
        dict.fromkeys([*names, "held"], 0.5),
        0.1,
        where={"loss_": f"({expression})/9", "update": "x**2"},
        optimizer=OPTIMIZERS["momentum"](weight_decay=0.01),
        stopping=Stopping(loss_change=1e-9),
    )
    compared(training)
    compared(function_training("loss", {"loss": 3.0}, 0.1))


@pytest.mark.parametrize("training", [package_prediction(), function_training("x**2", {"x": 1.0}, 0.1)])
def test_a_title_cannot_end_the_text_that_it_stands_in(training: Training) -> None:
    code = numpy_code(training, ProgramStart(training.beginning(), 1), HOSTILE_TITLE)
    compile(code, "program", "exec")
    assert code.count('"""') == 2


def test_the_program_of_package_prediction_has_its_published_losses() -> None:
    training = package_prediction()
    code = numpy_code(training, ProgramStart(training.beginning(), 1), "Package prediction")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    lines = [line for line in done.stdout.splitlines() if ": loss " in line]
    losses = [float(line.rpartition(" ")[2]) for line in lines]
    assert losses[0] == pytest.approx(13.5424, rel=1e-12)
    assert np.mean(losses[:4]) == pytest.approx(26.345577666415263, rel=1e-12)
    assert "stopped after step 20: epochs" in done.stdout
    assert done.stderr == ""


def test_the_program_of_a_network_reads_as_it_did() -> None:
    expected = (PROGRAMS / "numpy_code.txt").read_text(encoding="utf-8")
    assert numpy_code(*halfway("momentum"), "A small net") == expected


def test_the_program_of_a_function_reads_as_it_did() -> None:
    training = function_training("q**2 + sin(x)", {"x": 1.0, "y": 2.0}, 0.1, where={"q": "x - 3*y"})
    training = replace(training, stopping=Stopping(gradient_norm=1e-6, patience=3))
    expected = (PROGRAMS / "numpy_function.txt").read_text(encoding="utf-8")
    assert numpy_code(training, ProgramStart(training.beginning(), 1), "A function") == expected
