"""Loss functions: what one output of one row costs, its slope, and how rows and outputs are put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from engine.objectives.activations import log_softmax, sigmoid
from engine.types import Matrix

Reduction = Literal["mean", "sum"]


class LossRule(NamedTuple):
    """The cost of single outputs: all matrices have the shape (rows, outputs).

    z is there because the cost of a nearly certain sigmoid or softmax can only be had from it: log(ŷ) of a rounded
    ŷ is −∞ long before the true logarithm is large. The formulas tell the same in the engine's language, over the
    target y and the output a.
    """

    elements: Callable[[Matrix, Matrix, Matrix], Matrix]
    """Each output's cost, of target, output ŷ = f(z) and z."""
    slope: Callable[[Matrix, Matrix, Matrix], Matrix]
    """∂cost/∂ŷ, of the same."""
    fused_with: str
    """The activation with which ∂cost/∂z = ŷ − y, free of cancellation; "" if none."""
    formula: str
    slope_formula: str


def _squares(target: Matrix, output: Matrix, z: Matrix) -> Matrix:
    error = output - target
    return error * error


def _bce(target: Matrix, output: Matrix, z: Matrix) -> Matrix:
    return np.asarray(np.maximum(z, 0.0) - target * z + np.log1p(np.exp(-np.abs(z))))


def _bce_slope(target: Matrix, output: Matrix, z: Matrix) -> Matrix:
    # 1 − ŷ as σ(−z): the subtraction would round to 0 from z = 37 on. A class that is certain costs nothing.
    hit = np.divide(target, output, out=np.zeros_like(output), where=target != 0.0)
    miss = np.divide(1.0 - target, sigmoid(-z), out=np.zeros_like(output), where=target != 1.0)
    return np.asarray(miss - hit)


def _cross_entropy(target: Matrix, output: Matrix, z: Matrix) -> Matrix:
    return np.asarray(-target * log_softmax(z))


def _cross_entropy_slope(target: Matrix, output: Matrix, z: Matrix) -> Matrix:
    return np.asarray(np.divide(-target, output, out=np.zeros_like(output), where=target != 0.0))


LOSSES: dict[str, LossRule] = {
    "mse": LossRule(_squares, lambda y, a, z: 2.0 * (a - y), "", "(y - a)**2", "-2*(y - a)"),
    "mae": LossRule(
        lambda y, a, z: np.abs(y - a), lambda y, a, z: np.sign(a - y), "", "abs(y - a)", "-sign(y - a)"
    ),
    "bce": LossRule(
        _bce, _bce_slope, "sigmoid", "-(y*log(a) + (1 - y)*log(1 - a))", "-y/a + (1 - y)/(1 - a)"
    ),
    "cross_entropy": LossRule(_cross_entropy, _cross_entropy_slope, "softmax", "-y*log(a)", "-y/a"),
}


@dataclass(frozen=True, slots=True)
class Loss:
    """L = scale · over_rows over_outputs cost(y, ŷ), with either reduction a mean or a sum.

    Cross-entropy is a sum over classes by its definition, whatever `over_outputs` says.
    """

    name: str = "mse"
    scale: float = 1.0
    over_outputs: Reduction = "mean"
    over_rows: Reduction = "mean"

    @property
    def rule(self) -> LossRule:
        return LOSSES[self.name]

    def output_divisor(self, outputs: int) -> int:
        """What a row's sum over its outputs is divided by."""
        return outputs if self.over_outputs == "mean" and self.name != "cross_entropy" else 1

    def row_divisor(self, rows: int) -> int:
        """What a batch's sum over its rows is divided by."""
        return rows if self.over_rows == "mean" else 1

    def output_weight(self, outputs: int) -> float:
        """What one output's cost counts for in its row's loss."""
        return self.scale / self.output_divisor(outputs)
