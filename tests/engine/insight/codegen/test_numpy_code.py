"""Networks as NumPy programs: run, they give the engine's own numbers."""

from __future__ import annotations

import subprocess
import sys
from itertools import product

import numpy as np
import pytest

from engine.descent.optimizers import OPTIMIZERS
from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.insight.codegen.numpy_code import ProgramStart, numpy_code
from engine.objectives.activations import ACTIVATIONS
from engine.objectives.losses import Loss
from tests.engine.builders import function_training, package_prediction
from tests.engine.insight.codegen.networks import HOSTILE_TITLE, PROGRAMS, halfway, net

HIDDEN = [name for name in ACTIVATIONS if name != "softmax"]


def losses(code: str) -> list[float]:
    """What a program prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [float(line.rpartition(" ")[2]) for line in done.stdout.splitlines()]


def compared(training: Training, taken: int) -> None:
    """Go on by the program from there, and by the engine."""
    timeline = Timeline(training)
    timeline.go(taken)
    code = numpy_code(timeline.training, ProgramStart(timeline.state, taken + 1), "A net")
    timeline.go(training.steps)
    assert losses(code) == pytest.approx(timeline.branch.losses.array[taken:].tolist(), rel=1e-12)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_program_takes_the_same_steps_with_every_optimizer(name: str) -> None:
    for taken, frozen in product((0, 5), (False, True)):
        compared(net(optimizer=name, frozen=frozen), taken)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_the_program_takes_the_same_steps_with_every_activation(hidden: str) -> None:
    compared(net(hidden=hidden), 0)


@pytest.mark.parametrize(
    ("output", "cost"),
    [
        ("linear", Loss("mse", 0.5, "sum", "sum")),
        ("tanh", Loss("mae", 2.0, "mean", "mean")),
        ("sigmoid", Loss("bce", 1.0, "mean", "sum")),
        ("softmax", Loss("cross_entropy", 1.0, "mean", "mean")),
    ],
)
def test_the_program_takes_the_same_steps_with_every_loss(output: str, cost: Loss) -> None:
    compared(net(output=output, cost=cost, batch_size=None), 0)
    compared(net(output=output, cost=cost, order="random"), 3)


def test_the_program_of_package_prediction_has_its_published_losses() -> None:
    training = package_prediction()
    code = numpy_code(training, ProgramStart(training.beginning(), 1), "Package prediction")
    found = losses(code)
    assert found[0] == pytest.approx(13.5424, rel=1e-12)
    assert np.mean(found[:4]) == pytest.approx(26.345577666415263, rel=1e-12)


def test_at_the_end_of_a_run_the_program_takes_one_step_more() -> None:
    timeline = Timeline(package_prediction(epochs=1))
    timeline.go(4)
    assert len(losses(numpy_code(timeline.training, ProgramStart(timeline.state, 5), "t"))) == 1


def test_a_title_cannot_end_the_text_that_it_stands_in() -> None:
    training = package_prediction()
    code = numpy_code(training, ProgramStart(training.beginning(), 1), HOSTILE_TITLE)
    compile(code, "program", "exec")
    assert code.count('"""') == 2


def test_a_function_is_no_program() -> None:
    training = function_training("x**2", {"x": 1.0}, 0.1, steps=2)
    with pytest.raises(ValueError, match="only a network"):
        numpy_code(training, ProgramStart(training.beginning(), 1), "t")


def test_the_program_reads_as_it_did() -> None:
    expected = (PROGRAMS / "numpy_code.txt").read_text(encoding="utf-8")
    assert numpy_code(*halfway("momentum"), "A small net") == expected
