"""The cause of a divergence: the step that first increased the loss, and the learning rate it could bear."""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

import numpy as np

from engine.descent.branch import Branch
from engine.descent.optimizers import Sgd
from engine.descent.training import Step
from engine.insight.numbers import shown

_MAX_HALVINGS = 50
"""Halvings of the learning rate in search of one with which the loss falls."""

_LIMIT_BITS = 30
"""Binary digits to which the limit is computed."""

_MAX_STEPS_SEARCHED = 10_000
"""Steps searched for the first one that increased its loss."""

_RISES = 3
"""Rises in a row after which a loss counts as growing, if the last one is no smaller than the first: shrinking
rises mean that the loss settles at a higher value."""


class Divergence(NamedTuple):
    """The end of a diverged run, with its cause as far as it is known."""

    step: int
    """The last step."""
    loss: float
    """That step's loss."""
    first_growth: int | None
    """The first step of the final rise that increased the loss of its own rows; None if no step did."""
    learning_rate: float | None
    """η of that step."""
    limit: float | None
    """The η above which that step increases its loss; None if it does not follow from one step alone."""
    gradient_is_finite: bool = True
    """Whether that step's gradient was finite; if not, the cause is not η."""

    @property
    def explanation(self) -> str:
        """The cause in sentences."""
        size = (
            f"the loss reached {shown(self.loss)}"
            if isfinite(self.loss)
            else "its numbers were no longer finite"
        )
        parts = [f"The run diverged: at step {self.step} {size}."]
        if not self.gradient_is_finite:
            parts.append(
                f"The slope at step {self.first_growth} is not finite, so no learning rate makes that step a good "
                "one. Choose another start."
            )
        elif self.first_growth is not None and self.learning_rate is not None:
            parts.append(_cause(self.first_growth, self.learning_rate, self.limit))
        elif self.loss < 0:
            parts.append("It only fell: the function has no minimum.")
        return " ".join(parts)


def _cause(first: int, rate: float, limit: float | None) -> str:
    """The step that first increased its loss, and its learning rate, in sentences."""
    text = f"Step {first} was the first to make its loss larger, with a learning rate of {shown(rate)}."
    if limit is not None:
        text += f" There, any learning rate above {shown(limit, 3)} overshoots so far that the loss grows."
    return f"{text} Try a smaller one."


def divergence(branch: Branch) -> Divergence:
    """The cause of the end of a branch that ended as diverged."""
    assert branch.ending is not None
    last = branch.ending.step
    loss = float(branch.losses.array[last - 1])
    growth = _first_growth(branch, last)
    if growth is None:
        return Divergence(last, loss, None, None, None)
    finite = bool(np.isfinite(growth.gradient).all())
    limit = _stable_limit(branch, growth) if finite else None
    return Divergence(last, loss, growth.number, growth.learning_rate, limit, finite)


def growth_message(branch: Branch, step: int) -> str:
    """Why the loss is growing after `step` steps, in sentences; "" if it is not, or no single step caused it."""
    if not is_growing(branch, step):
        return ""
    growth = _first_growth(branch, step)
    if growth is None:
        return ""
    return (
        f"The loss is growing. {_cause(growth.number, growth.learning_rate, _stable_limit(branch, growth))}"
    )


def _stable_limit(branch: Branch, step: Step) -> float | None:
    """The η above which a step increases its loss; None for optimizers with memory."""
    return _limit(branch, step) if isinstance(branch.training_of(step.number).optimizer, Sgd) else None


def is_growing(branch: Branch, step: int) -> bool:
    """Whether the loss is growing after `step` steps: over epochs for a network, over steps for a function."""
    epochs = step // branch.training.steps_per_epoch
    losses = branch.epoch_losses.array[:epochs] if branch.training.sampler else branch.losses.array[:step]
    rises = np.diff(losses[-_RISES - 1 :])
    return bool(
        len(rises) == _RISES and (rises > 0).all() and rises[-1] >= rises[0] and losses[-1] > losses[0]
    )


def _first_growth(branch: Branch, last: int) -> Step | None:
    """The first step of the final rise that increased the loss of its own rows."""
    first = _rise_begins(branch, last)
    for step in branch.steps(first, min(last, first + _MAX_STEPS_SEARCHED)):
        after = branch.training_of(step.number).objective.loss(step.after.theta, step.rows)
        if not after <= step.loss:
            return step
    return None


def _rise_begins(branch: Branch, last: int) -> int:
    """The step after the minimum of the loss; of the epoch means, if an epoch has several steps."""
    size = branch.training.steps_per_epoch
    losses = branch.epoch_losses.array if size > 1 else branch.losses.array[:last]
    finite = np.where(np.isfinite(losses), losses, np.inf)
    least = int(np.argmin(finite)) if len(finite) else 0
    return least * size + 1


@np.errstate(all="ignore")
def _limit(branch: Branch, step: Step) -> float | None:
    """The η at which the step leaves its loss unchanged, found by bisection along the step.

    Where L is quadratic along the step, this is 2·g·d/(dᵀHd), with d = −update/η: g itself, without frozen
    parameters and weight decay. None if no step in that direction lowers the loss.
    """
    objective = branch.training_of(step.number).objective
    direction = step.update / -step.learning_rate

    def falls(rate: float) -> bool:
        return objective.loss(step.theta - rate * direction, step.rows) <= step.loss

    high = step.learning_rate
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
