"""One training step: rows → forward → loss → backward → update, as a frozen record."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    """The state that the next step depends on: θ and the optimizer's state."""

    theta: Vector
    slots: Matrix
    """The optimizer's state, shape (len(optimizer.slots), parameters)."""


class Step(NamedTuple):
    """The record of one training step; everything in it was computed at θ before the update."""

    number: int
    """From 1."""
    epoch: int
    """From 1; 0 for a function."""
    rows: Rows
    """The batch, as indices into the data; empty for a function."""
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
    """The complete definition of a run: equal definitions give equal runs, bit for bit."""

    objective: Objective
    start: Vector
    """θ before the first step."""
    optimizer: Optimizer
    learning_rate: float
    schedule: Schedule
    steps: int
    """The last step of the run, unless it ends earlier."""
    sampler: Sampler | None = None
    """The rows of each step; None for a function."""
    frozen: Mask | None = None
    """The parameters that no update changes."""
    stopping: Stopping | None = None
    undecayed: Mask | None = None
    """The parameters that the weight decay leaves alone."""

    @property
    def steps_per_epoch(self) -> int:
        """The number of steps in an epoch; 1 for a function."""
        return self.sampler.steps_per_epoch if self.sampler else 1

    def is_frozen(self, index: int) -> bool:
        """Whether the parameter at an index of θ is frozen."""
        return self.frozen is not None and bool(self.frozen[index])

    def optimizer_of(self, index: int) -> Optimizer:
        """The optimizer as it updates the parameter at an index of θ: without weight decay if that spares it."""
        if self.undecayed is None or not self.undecayed[index]:
            return self.optimizer
        return replace(self.optimizer, weight_decay=0.0)

    def step_with(self, epoch: int, row_number: int) -> int | None:
        """The first step of an epoch that takes the row with this number in the data; None if none does."""
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

        A frozen parameter keeps its value and its part of the optimizer's state.
        """
        theta, slots = state
        sampler = self.sampler
        rows = sampler.rows_of(number) if sampler else NO_ROWS
        evaluation = self.objective.evaluate(theta, rows)
        rate = self.schedule.rate(self.learning_rate, number)
        decayed = theta if self.undecayed is None else np.where(self.undecayed, 0.0, theta)
        update, new_slots = self.optimizer.update(decayed, evaluation.gradient, slots, rate, number)
        if self.frozen is not None:
            update = np.where(self.frozen, 0.0, update)
            new_slots = np.where(self.frozen, slots, new_slots)
        after = theta + update
        after.setflags(write=False)
        update.setflags(write=False)
        epoch = sampler.epoch(number) if sampler else 0
        return Step(number, epoch, rows, theta, evaluation, rate, slots, update, State(after, new_slots))
