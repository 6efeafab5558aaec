"""The cause of a divergence: what is not finite, the step that first increased the loss, and the η it could bear."""

from __future__ import annotations

from collections.abc import Callable
from math import floor, isfinite, isnan, log10
from typing import NamedTuple

import numpy as np

from engine.descent.branch import Branch
from engine.descent.optimizers import Sgd
from engine.descent.training import Step
from engine.insight.analysis.ending import Cause, run_end
from engine.insight.numbers import shown

_MAX_HALVINGS = 50
"""Halvings of the learning rate in search of one with which the loss falls."""

_LIMIT_BITS = 30
"""Binary digits to which the limit is computed."""

_LIMIT_DIGITS = 3
"""Significant digits of the learning rate that a message gives."""

_MAX_STEPS_SEARCHED = 10_000
"""Steps searched for the first one that increased its loss."""

_RISES = 3
"""Rises in a row after which a loss counts as growing, if the last one is no smaller than the first: shrinking
rises mean that the loss settles at a higher value."""


class Divergence(NamedTuple):
    """The end of a run whose numbers cannot go on, with its cause as far as it is known."""

    step: int
    """The last step."""
    loss: float
    """That step's loss."""
    cause: Cause
    """What is not finite, or too large."""
    growth: Growth | None = None
    """The step that first increased the loss; None if no step did, or the cause is not the loss."""

    @property
    def first_growth(self) -> int | None:
        """The number of the step that first increased the loss; None if no step did."""
        return None if self.growth is None else self.growth.step

    @property
    def learning_rate(self) -> float | None:
        """η of that step."""
        return None if self.growth is None else self.growth.learning_rate

    @property
    def limit(self) -> float | None:
        """The η above which that step increases its loss; None if it does not follow from one step alone."""
        return None if self.growth is None else self.growth.limit

    @property
    def explanation(self) -> str:
        """The cause in sentences."""
        match self.cause:
            case Cause.DOMAIN:
                text = (
                    f"The run left the domain of the function: at step {self.step} its value is not defined."
                )
                return text if self.growth is None else f"{text} {self.growth.into_undefined}"
            case Cause.GRADIENT:
                other = (
                    "Choose another start." if self.step == 1 else "Choose another start or learning rate."
                )
                return (
                    f"The run cannot go on: at step {self.step} the loss is {shown(self.loss)}, but its slope there "
                    f"is not finite, so no learning rate leads on from there. {other}"
                )
            case Cause.UPDATE:
                return (
                    f"The run cannot go on: at step {self.step} the slope is finite, but the new parameters are not. "
                    "The update is out of range, or its formula divides 0 by 0."
                )
        size = (
            f"the loss reached {shown(self.loss)}"
            if isfinite(self.loss)
            else "its numbers were no longer finite"
        )
        text = f"The run diverged: at step {self.step} {size}."
        if self.growth is not None:
            return f"{text} {self.growth.sentences}"
        falls = isfinite(self.loss) and self.loss < 0
        return f"{text} A function that falls without end has no minimum." if falls else text


class Growth(NamedTuple):
    """The step that first increased the loss of its own rows, since the loss was lowest."""

    step: int
    learning_rate: float
    """η of that step."""
    since: int
    """The first step that was searched: the first of the epoch with the least mean loss, or the step with the
    least loss."""
    epoch: int | None
    """That epoch; None if an epoch has one step, and for a function."""
    rows: int
    """The number of rows of the step; 0 for a function."""
    after: float
    """The loss of these rows after the step."""
    limit: float | None
    """The η above which that step increases its loss; None if it does not follow from one step alone."""
    bearable: float | None
    """A learning rate of three digits at most, near the limit, with which that step does not increase its loss."""

    @property
    def sentences(self) -> str:
        """The step, its learning rate, and one that it could bear."""
        larger = "no longer a number" if isnan(self.after) else "larger"
        if self.since == 1:
            text = f"Step {self.step} was the first to make {self._loss} {larger},"
        elif self.epoch is not None:
            text = f"The mean loss was lowest in epoch {self.epoch}. Then step {self.step} made {self._loss} {larger},"
        elif self.since == self.step:
            text = f"The loss was lowest at step {self.step}, which made it {larger},"
        else:
            text = f"The loss was lowest at step {self.since}. Then step {self.step} made it {larger},"
        return f"{text} {self._rate('would not have')}"

    @property
    def into_undefined(self) -> str:
        """The step that led to where the function is not defined, and a learning rate that would not have."""
        return f"Step {self.step} led there, {self._rate('its value would not have grown')}"

    @property
    def _loss(self) -> str:
        """The loss that the step is about: of its own rows."""
        return "its loss" if not self.rows else f"the loss of its {'row' if self.rows == 1 else 'rows'}"

    def _rate(self, otherwise: str) -> str:
        text = f"with a learning rate of {shown(self.learning_rate)}"
        if self.bearable is not None:
            it = "" if otherwise.startswith("its") else "it "
            text += f"; with {shown(self.bearable)} {it}{otherwise}"
        return f"{text}. Try a smaller one."


@np.errstate(all="ignore")
def divergence(branch: Branch) -> Divergence:
    """The cause of the end of a branch that ended as diverged."""
    assert branch.ending is not None
    last, cause = branch.ending.step, run_end(branch).cause
    loss = float(branch.losses.array[last - 1])
    if cause in (Cause.GRADIENT, Cause.UPDATE):
        return Divergence(last, loss, cause)
    if cause is Cause.DOMAIN:
        leaving = branch.step(last - 1)
        return Divergence(last, loss, cause, _growth(branch, leaving, leaving.number, loss))
    return Divergence(last, loss, cause, _first_growth(branch, last))


def growth_message(branch: Branch, step: int) -> str:
    """Why the loss is growing after `step` steps, in sentences; "" if it is not, or no single step caused it."""
    if not is_growing(branch, step):
        return ""
    growth = _first_growth(branch, step)
    return "" if growth is None else f"{_growing(branch)} {growth.sentences}"


def _growing(branch: Branch) -> str:
    """What it means that the loss of a branch is growing."""
    if branch.training.steps_per_epoch > 1:
        return f"The loss is growing: in each of the last {_RISES} epochs the mean was larger than in the epoch before."
    return f"The loss is growing: each of the last {_RISES} steps began at a larger loss than the step before it."


def is_growing(branch: Branch, step: int) -> bool:
    """Whether the loss is growing after `step` steps: over epochs for a network, over steps for a function."""
    epochs = step // branch.training.steps_per_epoch
    losses = branch.epoch_losses.array[:epochs] if branch.training.sampler else branch.losses.array[:step]
    rises = np.diff(losses[-_RISES - 1 :])
    return bool(
        len(rises) == _RISES and (rises > 0).all() and rises[-1] >= rises[0] and losses[-1] > losses[0]
    )


def _first_growth(branch: Branch, last: int) -> Growth | None:
    """The first step of the final rise that increased the loss of its own rows."""
    since = _rise_begins(branch, last)
    for step in branch.steps(since, min(last, since + _MAX_STEPS_SEARCHED)):
        after = branch.training_of(step.number).objective.loss(step.after.theta, step.rows)
        if not after <= step.loss:
            return _growth(branch, step, since, after)
    return None


def _growth(branch: Branch, step: Step, since: int, after: float) -> Growth:
    """The record of a step that increased its loss."""
    training = branch.training_of(step.number)
    limit = bearable = None
    # The update of an optimizer with memory does not follow from its gradient alone.
    if isinstance(training.optimizer, Sgd):
        falls = _falls(branch, step)
        limit = _limit(falls, step.learning_rate)
        bearable = None if limit is None else _rounded(falls, limit, step.learning_rate)
    size = branch.training.steps_per_epoch
    epoch = (since - 1) // size + 1 if size > 1 else None
    return Growth(step.number, step.learning_rate, since, epoch, len(step.rows), after, limit, bearable)


def _rise_begins(branch: Branch, last: int) -> int:
    """The step after the minimum of the loss; of the epoch means, if an epoch has several steps."""
    size = branch.training.steps_per_epoch
    losses = branch.epoch_losses.array[: last // size] if size > 1 else branch.losses.array[:last]
    finite = np.where(np.isfinite(losses), losses, np.inf)
    least = int(np.argmin(finite)) if len(finite) else 0
    return least * size + 1


def _falls(branch: Branch, step: Step) -> Callable[[float], bool]:
    """Whether the step does not increase its loss with another learning rate, as a function of that."""
    objective = branch.training_of(step.number).objective
    direction = step.update / -step.learning_rate

    def falls(rate: float) -> bool:
        loss = objective.loss(step.theta - rate * direction, step.rows)
        return isfinite(loss) and loss <= step.loss

    return falls


@np.errstate(all="ignore")
def _limit(falls: Callable[[float], bool], learning_rate: float) -> float | None:
    """The η at which the step leaves its loss unchanged, found by bisection along the step.

    Where L is quadratic along the step, this is 2·g·d/(dᵀHd), with d = −update/η: g itself, without frozen
    parameters and weight decay. None if no step in that direction lowers the loss.
    """
    high = learning_rate
    for _ in range(_MAX_HALVINGS):
        low = high / 2.0
        if falls(low):
            break
        high = low
    else:
        return None
    for _ in range(_LIMIT_BITS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if falls(middle) else (low, middle)
    return low


@np.errstate(all="ignore")
def _rounded(falls: Callable[[float], bool], limit: float, learning_rate: float) -> float | None:
    """The limit with three digits, or the next number below it, if the loss does not grow with that."""
    rounded = float(f"{limit:.{_LIMIT_DIGITS}g}")
    unit = 10.0 ** (floor(log10(limit)) - _LIMIT_DIGITS + 1) if limit > 0 else 0.0
    below = float(f"{rounded - unit:.{_LIMIT_DIGITS}g}")
    return next((rate for rate in (rounded, below) if 0 < rate < learning_rate and falls(rate)), None)
