"""One training step: rows → forward → loss → backward → update, as a frozen record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.descent.optimizers import Optimizer
from engine.descent.sampling import Sampler
from engine.descent.schedules import Schedule
from engine.descent.stopping import Stopping
from engine.objectives.network import Network
from engine.objectives.objective import Evaluation, Objective
from engine.types import NO_ROWS, Mask, Matrix, Rows, Vector


class State(NamedTuple):
    """All that the next step depends on besides its number: θ and the optimizer's memory."""

    theta: Vector
    slots: Matrix
    """The optimizer's state, shape (len(optimizer.slots), parameters)."""


class Step(NamedTuple):
    """One training step, whole: everything in it was computed at θ before the update."""

    number: int
    """From 1."""
    epoch: int
    """From 1; 0 for a function, which has none."""
    rows: Rows
    """The batch, by the rows' places in the data; empty for a function."""
    theta: Vector
    """θ before, shape (parameters,)."""
    evaluation: Evaluation
    """Every forward value, the loss, and every gradient."""
    learning_rate: float
    """η of this step, after the schedule."""
    slots: Matrix
    """The optimizer's state before."""
    update: Vector
    """What is added to θ."""
    after: State
    """θ and the optimizer's state after."""

    @property
    def loss(self) -> float:
        """The batch's loss, before the update."""
        return self.evaluation.loss

    @property
    def gradient(self) -> Vector:
        """∂L/∂θ, shape (parameters,)."""
        return self.evaluation.gradient


@dataclass(frozen=True, slots=True)
class Training:
    """Everything that a run is a function of. Changing any of it makes another run."""

    objective: Objective
    start: Vector
    """θ before the first step."""
    optimizer: Optimizer
    learning_rate: float
    schedule: Schedule
    steps: int
    """The step with which the run ends, if nothing ends it before."""
    sampler: Sampler | None = None
    """Which rows make up a step; None for a function."""
    frozen: Mask | None = None
    """The parameters that no update changes."""
    stopping: Stopping | None = None

    @property
    def steps_per_epoch(self) -> int:
        """How many steps an epoch has; 1 for a function."""
        return self.sampler.steps_per_epoch if self.sampler else 1

    def is_frozen(self, place: int) -> bool:
        """Whether no update changes the parameter at that place of θ."""
        return self.frozen is not None and bool(self.frozen[place])

    def step_with(self, epoch: int, row_number: int) -> int | None:
        """The first step of an epoch that takes the row of this number in the data; None where none does."""
        network = self.objective
        if self.sampler is None or not isinstance(network, Network) or row_number not in network.row_numbers:
            return None
        return next(iter(self.sampler.steps_with(network.row_numbers.index(row_number), epoch)), None)

    def beginning(self) -> State:
        """The state before the first step."""
        theta = self.start.copy()
        theta.setflags(write=False)
        return State(theta, self.optimizer.start(len(theta)))

    def step(self, state: State, number: int) -> Step:
        """Take step `number` from `state`: θ ← θ + update(∂L/∂θ), all parameters at once.

        A frozen parameter keeps its value and its place in the optimizer's memory.
        """
        theta, slots = state
        sampler = self.sampler
        rows = sampler.rows_of(number) if sampler else NO_ROWS
        evaluation = self.objective.evaluate(theta, rows)
        rate = self.schedule.rate(self.learning_rate, number)
        update, new_slots = self.optimizer.update(theta, evaluation.gradient, slots, rate, number)
        if self.frozen is not None:
            update = np.where(self.frozen, 0.0, update)
            new_slots = np.where(self.frozen, slots, new_slots)
        after = theta + update
        after.setflags(write=False)
        update.setflags(write=False)
        epoch = sampler.epoch(number) if sampler else 0
        return Step(number, epoch, rows, theta, evaluation, rate, slots, update, State(after, new_slots))
