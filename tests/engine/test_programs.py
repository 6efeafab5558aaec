"""Networks as programs: run, they give the engine's own numbers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from engine.descent.optimizers import OPTIMIZERS
from engine.descent.sampling import Order
from engine.descent.timeline import Timeline
from engine.descent.training import State, Training
from engine.insight.codegen.numpy_code import ProgramStart, numpy_code
from engine.insight.codegen.torch_code import torch_code
from engine.objectives.losses import Loss
from engine.objectives.network import Layer
from tests.engine.builders import function_training, network_training, package_prediction

HIDDEN = ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "softplus"]


def net(
    *,
    hidden: str = "tanh",
    output: str = "linear",
    cost: Loss | None = None,
    optimizer: str = "sgd",
    batch_size: int | None = 2,
    order: Order = "shuffle",
    frozen: bool = False,
    outputs: int = 2,
) -> Training:
    """Three inputs, two hidden layers, the first of them without biases, on five rows."""
    rng = np.random.default_rng(5)
    rows = rng.uniform(0.1, 0.9, size=(5, 3 + outputs))
    rows[:, 3:] /= rows[:, 3:].sum(axis=1, keepdims=True)
    layers = [Layer(4, hidden, bias=False), Layer(3, hidden), Layer(outputs, output)]
    size = 12 + 15 + 4 * outputs
    mask = np.arange(size) % 3 == 0
    return network_training(
        rows.tolist(),
        layers,
        rng.normal(scale=0.7, size=size),
        inputs=("p", "q", "r"),
        targets=tuple(f"t{i}" for i in range(outputs)),
        optimizer=OPTIMIZERS[optimizer](weight_decay=0.01),
        cost=cost,
        batch_size=batch_size,
        order=order,
        learning_rate=0.05,
        epochs=4,
        frozen=mask if frozen else None,
    )


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
    hostile = '"""\nraise SystemExit(7)\\'
    for code in (
        write(training, ProgramStart(training.beginning(), 1), hostile) for write in (numpy_code, torch_code)
    ):
        compile(code, "program", "exec")
        assert code.count('"""') == 2


def test_a_function_is_no_program() -> None:
    training = function_training("x**2", {"x": 1.0}, 0.1, steps=2)
    for write in (numpy_code, torch_code):
        with pytest.raises(ValueError, match="only a network"):
            write(training, ProgramStart(training.beginning(), 1), "t")


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_torch_program_says_what_torch_needs(name: str) -> None:
    timeline = Timeline(net(optimizer=name, frozen=True))
    timeline.go(3)
    code = torch_code(timeline.training, ProgramStart(timeline.state, 4), "A net")
    compile(code, "program", "exec")
    kind = {"sgd": "SGD", "momentum": "SGD", "nesterov": "SGD", "rmsprop": "RMSprop"}.get(name)
    assert f"torch.optim.{kind or {'adagrad': 'Adagrad', 'adam': 'Adam', 'adamw': 'AdamW'}[name]}(" in code
    assert "weight_decay=0.01" in code
    assert (".state[parameter]" in code) == bool(timeline.training.optimizer.slots)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_at_the_start_the_torch_program_brings_no_memory(name: str) -> None:
    training = net(optimizer=name)
    assert ".state[parameter]" not in torch_code(training, ProgramStart(training.beginning(), 1), "A net")


# The programs as they are read


def halfway(optimizer: str) -> tuple[Training, ProgramStart]:
    """A small net before its second step: what every kind of line in a program has to say."""
    training = network_training(
        [[1, 2, 3], [0.5, -1, 0.25]],
        [Layer(2, "relu"), Layer(2, "linear", bias=False)],
        [0.0] * 8,
        inputs=("p",),
        targets=("t", "u"),
        optimizer=OPTIMIZERS[optimizer](weight_decay=0.25),
        cost=Loss("mse", 0.5, "mean", "mean"),
        batch_size=1,
        learning_rate=0.5,
        epochs=2,
        frozen=np.arange(8) == 2,
    )
    theta, slots = np.arange(8) / 8, np.arange(8.0) * np.ones((len(training.optimizer.slots), 1))
    return training, ProgramStart(State(theta, slots), 2)


@pytest.mark.parametrize("write", [numpy_code, torch_code])
def test_a_program_reads_as_it_did(write: Callable[[Training, ProgramStart, str], str]) -> None:
    kept = Path(__file__).parent / "programs" / f"{write.__name__}.txt"
    assert write(*halfway("momentum"), "A small net") == kept.read_text(encoding="utf-8")


def test_where_torch_counts_steps_it_is_told_how_many_there_were() -> None:
    counted = 'for parameter in parameters:\n    optimizer.state[parameter]["step"] = torch.tensor(1.0)\n'
    assert counted in torch_code(*halfway("adam"), "A small net")
    assert '["step"]' not in torch_code(*halfway("nesterov"), "A small net")
