"""Protocols of an objective: its value and gradients at any θ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from engine.objectives.parameters import Parameters
from engine.types import Rows, Vector


class Evaluation(Protocol):
    """An objective at one θ and one batch of rows: every forward value, and every gradient."""

    @property
    def loss(self) -> float:
        """L(θ) over the batch."""

    @property
    def gradient(self) -> Vector:
        """∂L/∂θ, shape (parameters,), read-only."""

    def named_values(self, row: int = 0) -> Mapping[str, float]:
        """Every value by name, for the row at index `row` of the batch; the batch's loss as "loss"."""

    def named_gradients(self, row: int = 0) -> Mapping[str, float]:
        """∂L/∂v of every intermediate value v by name, for the row at index `row` of the batch."""


class Objective(Protocol):
    """A differentiable function of θ and, for networks, of rows of data; every quantity in it has a name."""

    @property
    def parameters(self) -> Parameters:
        """The names of θ."""

    def evaluate(self, theta: Vector, rows: Rows) -> Evaluation:
        """Forward, loss and backward at θ over these rows; a function ignores them."""

    def loss(self, theta: Vector, rows: Rows) -> float:
        """L(θ) over these rows, without gradients."""
