"""A branch of a run: its losses and checkpoints, from which any step is computed again by replay."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from math import inf, nan
from typing import Literal, NamedTuple

import numpy as np

from engine.descent.quantities import Quantities
from engine.descent.series import Series
from engine.descent.training import State, Step, Training
from engine.objectives.network import Network
from engine.types import Vector

MAX_LOSS = 1e150
"""|loss| beyond which a run ends as diverged: the square of the loss would overflow."""

MAX_CHECKPOINT_BYTES = 24 * 2**20
"""Memory of all checkpoints of one branch, in bytes."""
MAX_CHECKPOINTS = 4096
MIN_CHECKPOINTS = 16

Reason = Literal["epochs", "steps", "converged", "diverged"]


class Ending(NamedTuple):
    """The last step of a run, and the reason why it ended."""

    step: int
    reason: Reason


class Branch:
    """The history of a run: every step's loss, every epoch's losses, and checkpoints for replay.

    A state is kept every `spacing` steps; when there are too many, every other one is dropped and the spacing
    doubles. Replay repeats the same operations and gives the same bits. A branch that forks from another one copies
    their common part, and does not depend on the other afterwards.
    """

    def __init__(
        self, training: Training, parent: Branch | None = None, fork: int = 0, theta: Vector | None = None
    ) -> None:
        self.training = training
        """The settings from the fork on."""
        self.parent = parent
        self.fork = fork
        """The number of steps shared with the parent."""
        self.ending: Ending | None = None
        self._patience = 0
        if parent is None:
            state = training.beginning()
            self._segments = [(0, training)]
            self._checkpoints: dict[int, State] = {}
            self.spacing = 1
            self.losses, self.epoch_losses = Series(), Series()
            self.training_losses, self.test_losses = Series(), Series()
        else:
            state = parent.state(fork)
            self._segments = [segment for segment in parent._segments if segment[0] < fork]
            self._segments.append((fork, training))
            self._checkpoints = {step: state for step, state in parent._checkpoints.items() if step < fork}
            self.spacing = parent.spacing
            epochs = fork // training.steps_per_epoch
            self.losses = Series(parent.losses.array[:fork])
            self.epoch_losses = Series(parent.epoch_losses.array[:epochs])
            self.training_losses = Series(parent.training_losses.array[:epochs])
            self.test_losses = Series(parent.test_losses.array[:epochs])
        if theta is not None:
            theta = theta.copy()
            theta.setflags(write=False)
            state = state._replace(theta=theta)
        if parent is not None and (
            training.optimizer.slots != parent.training_of(fork + 1).optimizer.slots
            or state.slots.shape[1] != len(state.theta)
        ):
            # An optimizer's state is only valid for the same slots and the same number of parameters.
            state = state._replace(slots=training.optimizer.start(len(state.theta)))
        self._checkpoints[fork] = self._newest_state = state
        size = state.theta.nbytes + state.slots.nbytes + 256
        self._capacity = min(MAX_CHECKPOINTS, max(MIN_CHECKPOINTS, MAX_CHECKPOINT_BYTES // size))

    @property
    def newest(self) -> int:
        """The number of steps taken."""
        return len(self.losses)

    def training_of(self, number: int) -> Training:
        """The settings of step `number` (from 1)."""
        return self._segment_of(number)[1]

    def settings_since(self, number: int) -> int:
        """The number of steps before the settings of step `number` came into force."""
        return self._segment_of(number)[0]

    def changes_after(self, number: int) -> list[int]:
        """The steps after step `number` that are the first with other settings, or from an edited θ; ascending."""
        return [fork + 1 for fork, _ in self._segments if fork >= number]

    def _segment_of(self, number: int) -> tuple[int, Training]:
        return self._segments[bisect_right(self._segments, number - 1, key=lambda segment: segment[0]) - 1]

    def take(self) -> Step:
        """Take the next step and add it to the history."""
        training = self.training
        step = training.step(self._newest_state, len(self.losses) + 1)
        number, loss = step.number, step.evaluation.loss
        self.losses.append(loss)
        self._newest_state = after = step.after
        if number % self.spacing == 0:
            self._checkpoints[number] = after
            if len(self._checkpoints) > self._capacity:
                self._thin()
        # |θ|² is one call; only if it overflows is each number checked.
        square = after.theta.dot(after.theta)
        if not -MAX_LOSS <= loss <= MAX_LOSS or not (square < inf or np.isfinite(after.theta).all()):
            self.ending = Ending(number, "diverged")
        sampler = training.sampler
        epoch_over = sampler is not None and sampler.closes_epoch(number)
        if epoch_over:
            self._close_epoch(number)
        if self.ending is None:
            if training.stopping is not None and self._converged(step):
                self.ending = Ending(number, "converged")
            elif number >= training.steps:
                self.ending = Ending(number, "epochs" if epoch_over else "steps")
        return step

    def _thin(self) -> None:
        self.spacing *= 2
        forks = {fork for fork, _ in self._segments}
        self._checkpoints = {
            step: state
            for step, state in self._checkpoints.items()
            if step % self.spacing == 0 or step in forks
        }

    def _close_epoch(self, number: int) -> None:
        network, sampler = self.training.objective, self.training.sampler
        assert isinstance(network, Network)
        assert sampler is not None
        sums = self.losses.array[number - sampler.steps_per_epoch :]
        if network.cost.over_rows == "mean" and sampler.batch_size > 1:
            sums = sums * sampler.batch_sizes
        self.epoch_losses.append(float(sums.sum()) / network.training_rows)
        theta = self._newest_state.theta
        self.training_losses.append(network.mean_row_loss(theta, network.all_training_rows))
        if len(network.test_rows):
            self.test_losses.append(network.mean_row_loss(theta, network.test_rows))

    def _converged(self, step: Step) -> bool:
        stopping = self.training.stopping
        assert stopping is not None
        met = self.criteria_met(step)
        if met is None:
            return False
        self._patience = self._patience + 1 if met else 0
        return self._patience >= stopping.patience

    def criteria_met(self, step: Step) -> tuple[str, ...] | None:
        """The stopping criteria that hold at a taken step, by their names; None if none is checked within an epoch."""
        training = self.training_of(step.number)
        losses = self._compared_losses(step.number)
        if training.stopping is None or losses is None:
            return None
        quantities = Quantities(training, step, self.epoch_loss_at(step.number))
        return tuple(training.stopping.met(step.gradient, step.update, *losses, quantities))

    def _compared_losses(self, number: int) -> tuple[float, float] | None:
        """The losses that stopping criteria compare at a step: its own, or its epoch's, and the one before.

        None within an epoch if criteria are checked per epoch; NaN if there is none before.
        """
        stopping = self.training_of(number).stopping
        losses, count = self.losses.array, number
        if stopping is not None and stopping.per == "epoch":
            if self.epoch_loss_at(number) is None:
                return None
            losses, count = self.epoch_losses.array, number // self.training.steps_per_epoch
        return float(losses[count - 1]), float(losses[count - 2]) if count > 1 else nan

    def epoch_loss_at(self, number: int) -> float | None:
        """The mean row loss of the epoch whose last step is step `number`; None for any other step."""
        sampler = self.training.sampler
        if sampler is None or not sampler.closes_epoch(number):
            return None
        return float(self.epoch_losses.array[number // sampler.steps_per_epoch - 1])

    def state(self, number: int) -> State:
        """θ and the optimizer's state after `number` steps, from 0 to the newest."""
        if number == self.newest:
            return self._newest_state
        start = self._checkpoint_at_or_before(number)
        state = self._checkpoints[start]
        for replayed in range(start + 1, number + 1):
            state = self._replay(replayed, state).after
        return state

    def step(self, number: int) -> Step:
        """The record of step `number`, from 1 to the newest, by replay."""
        return self._replay(number, self.state(number - 1))

    @np.errstate(all="ignore")
    def _replay(self, number: int, before: State) -> Step:
        """The record of step `number` from the state before it, without overflow warnings."""
        return self.training_of(number).step(before, number)

    def steps(self, first: int, last: int) -> Iterator[Step]:
        """The records of steps `first` to `last`, in order."""
        state = self.state(first - 1)
        for number in range(first, last + 1):
            step = self._replay(number, state)
            yield step
            state = self.state(number) if number in self._checkpoints else step.after

    def _checkpoint_at_or_before(self, number: int) -> int:
        regular = number - number % self.spacing
        segment = bisect_right(self._segments, number, key=lambda segment: segment[0]) - 1
        return max(regular, self._segments[segment][0])

    def history(self) -> tuple[tuple[int, ...], tuple[State, ...]]:
        """The step numbers and states of all checkpoints, ascending, with the newest state last."""
        states = {**self._checkpoints, self.newest: self._newest_state}
        return tuple(states), tuple(states.values())
