"""Networks for the tests of exported programs."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.descent.optimizers import OPTIMIZERS
from engine.descent.sampling import Order
from engine.descent.training import State, Training
from engine.insight.codegen.program_start import ProgramStart
from engine.objectives.losses import Loss
from engine.objectives.network import Layer
from tests.engine.builders import network_training

PROGRAMS = Path(__file__).parent / "programs"
"""The folder of the expected programs."""

HOSTILE_TITLE = '"""\nraise SystemExit(7)\\'
"""A title that would end the docstring that it stands in."""


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
    scale: float = 1.0,
) -> Training:
    """Three inputs, two hidden layers, the first of them without biases, on five rows."""
    rng = np.random.default_rng(5)
    rows = rng.uniform(0.1, 0.9, size=(5, 3 + outputs))
    rows[:, 3:] /= rows[:, 3:].sum(axis=1, keepdims=True)
    rows[:, :3] *= scale
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
