"""Stopping criteria: conditions on single steps that end a run once they hold several steps in a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from engine.objectives.expression import Node, evaluate
from engine.types import Vector

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_LEAST_LENGTH = 1e-140
"""The length below which squares have lost digits."""


@np.errstate(over="ignore", under="ignore")
def norm(vector: Vector) -> float:
    """The Euclidean length |v| = √(Σ v²); computed as |v/s|·s, s = max |v|, if a square overflows or underflows."""
    length = float(np.sqrt(vector.dot(vector)))
    if _LEAST_LENGTH <= length < np.inf or not vector.size:
        return length
    largest = float(np.abs(vector).max())
    if largest == 0.0 or not np.isfinite(vector).all():
        return length
    scaled = vector / largest
    return float(np.sqrt(scaled.dot(scaled))) * largest


@dataclass(frozen=True, slots=True)
class Stopping:
    """Criteria of convergence: a run has converged once any has held for `patience` steps, or epochs, in a row.

    Per epoch, L is the mean row loss of the epoch, and the gradient, the update and all other quantities are those of
    its last step.
    """

    gradient_norm: float | None = None
    """|∂L/∂θ| at most this."""
    update_norm: float | None = None
    """|update| at most this."""
    loss_change: float | None = None
    """|L − L of the step, or epoch, before| at most this; never true at the first."""
    loss_below: float | None = None
    """L below this."""
    when: Node | None = None
    """A condition on the step's quantities."""
    patience: int = 1
    per: Literal["step", "epoch"] = "step"
    """Whether the criteria are checked after each step, or at the last step of each epoch with the epoch's losses."""

    def met(
        self,
        gradient: Vector,
        update: Vector,
        loss: float,
        loss_before: float,
        quantities: Mapping[str, float],
    ) -> Iterator[str]:
        """Yield the criteria that hold for a step, by their names; `loss_before` is NaN at the first step."""
        if self.gradient_norm is not None and norm(gradient) <= self.gradient_norm:
            yield "gradient_norm"
        if self.update_norm is not None and norm(update) <= self.update_norm:
            yield "update_norm"
        if self.loss_change is not None and abs(loss - loss_before) <= self.loss_change:
            yield "loss_change"
        if self.loss_below is not None and loss < self.loss_below:
            yield "loss_below"
        if self.when is not None and evaluate(self.when, quantities):
            yield "when"
