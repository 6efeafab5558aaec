"""Loss functions: the cost of one output of one row, its derivative, and how costs reduce to one loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from engine.objectives.activations import log_softmax, sigmoid
from engine.types import Matrix

Reduction = Literal["mean", "sum"]


class LossCode(NamedTuple):
    """A loss as text for the exported programs; {z} and {a} stand for the last layer's matrices, y for targets."""

    numpy: str
    """Each output's cost as a NumPy expression."""
    numpy_derivative: str
    """∂cost/∂ŷ as a NumPy expression."""
    torch: str
    """Each output's cost as a PyTorch expression."""
    definition: str = ""
    """The Python function that the NumPy expressions call; "" if they call none."""
    torch_definition: str = ""
    """The Python function that the PyTorch expression calls; "" if it calls none."""
    of_error: ErrorCode | None = None
    """The same over `error`, ŷ − y, for an activation that has code for it; None for other losses."""


class ErrorCode(NamedTuple):
    """A loss that is a function of the error ŷ − y, as text for the exported programs over the name `error`."""

    cost: str
    derivative: str
    torch: str


class LossRule(NamedTuple):
    """The cost of single outputs: as functions, as formulas, and as code.

    Functions take target, output ŷ = f(z), z and the error ŷ − y, all of shape (rows, outputs), and return that
    shape. They need z because log(ŷ) of a rounded ŷ is −∞ long before the true logarithm is large, and the error
    because it has digits where the difference of a rounded ŷ has none. Formulas are in the engine's expression
    language, over the target y and the output a; tests compare them with what the functions compute.
    """

    elements: Callable[[Matrix, Matrix, Matrix, Matrix], Matrix]
    """cost(y, ŷ) of each output."""
    derivative: Callable[[Matrix, Matrix, Matrix, Matrix], Matrix]
    """∂cost/∂ŷ of each output."""
    fused_with: str
    """The last layer's activation that the loss requires, for which ∂cost/∂z = ŷ − y; "" if any will do."""
    formula: str
    derivative_formula: str
    code: LossCode
    notation: str = ""
    """The cost as a textbook writes it; "" to show the formula."""
    targets: Literal["any", "probabilities", "distribution"] = "any"
    """What targets must be: any numbers; each from 0 to 1; or from 0 up and adding up to 1 in each row."""
    of_error: tuple[str, str] | None = None
    """The cost and its derivative as formulas over the name `error`, ŷ − y; None for other losses."""
    sums_outputs: bool = False
    """Whether a row's costs are summed over its outputs by definition, whatever `over_outputs` says."""


def _bce(target: Matrix, output: Matrix, z: Matrix, error: Matrix) -> Matrix:
    """y·softplus(−z) + (1 − y)·softplus(z): the two softpluses share log1p(e^(−|z|)), and differ by |z|."""
    wrong = np.where(z > 0.0, 1.0 - target, target)
    return np.asarray(wrong * np.abs(z) + np.log1p(np.exp(-np.abs(z))))


def _bce_derivative(target: Matrix, output: Matrix, z: Matrix, error: Matrix) -> Matrix:
    # 1 − ŷ as σ(−z): the subtraction would round to 0 from z = 37 on. A class that is certain costs nothing.
    hit = np.divide(target, output, out=np.zeros_like(output), where=target != 0.0)
    miss = np.divide(1.0 - target, sigmoid(-z), out=np.zeros_like(output), where=target != 1.0)
    return np.asarray(miss - hit)


def _cross_entropy(target: Matrix, output: Matrix, z: Matrix, error: Matrix) -> Matrix:
    # A class that is not the target costs nothing, even if its logarithm is −∞.
    return np.multiply(-target, log_softmax(z), out=np.zeros_like(output), where=target != 0.0)


def _cross_entropy_derivative(target: Matrix, output: Matrix, z: Matrix, error: Matrix) -> Matrix:
    return np.asarray(np.divide(-target, output, out=np.zeros_like(output), where=target != 0.0))


_LOG_SOFTMAX = """\
def log_softmax(z):
    below, others = powers_of(z)
    others[np.arange(len(z)), below.argmax(axis=1)] = 0.0  # near 0, the logarithm of a sum with 1 would round to 0
    return below - np.log1p(others.sum(axis=1, keepdims=True))"""
_TORCH_LOG_SOFTMAX = """\
def log_softmax(z):
    one = torch.eye(z.shape[1], dtype=torch.bool)  # F.log_softmax, whose gradient would round to 0 near 1
    others = z.unsqueeze(1).masked_fill(one, float("-inf")).logsumexp(dim=2)
    return F.logsigmoid(z - others)"""


LOSSES: dict[str, LossRule] = {
    "mse": LossRule(
        lambda y, a, z, error: error * error,
        lambda y, a, z, error: 2.0 * error,
        "",
        "(y - a)**2",
        "-2*(y - a)",
        LossCode(
            "(y - {a}) ** 2",
            "-2 * (y - {a})",
            "(y - {a}) ** 2",
            of_error=ErrorCode("error ** 2", "2 * error", "error ** 2"),
        ),
        "(y − ŷ)²",
        of_error=("error**2", "2*error"),
    ),
    "mae": LossRule(
        lambda y, a, z, error: np.abs(error),
        lambda y, a, z, error: np.sign(error),
        "",
        "abs(y - a)",
        "-sign(y - a)",
        LossCode(
            "np.abs(y - {a})",
            "-np.sign(y - {a})",
            "(y - {a}).abs()",
            of_error=ErrorCode("np.abs(error)", "np.sign(error)", "error.abs()"),
        ),
        "|y − ŷ|",
        of_error=("abs(error)", "sign(error)"),
    ),
    "bce": LossRule(
        _bce,
        _bce_derivative,
        "sigmoid",
        "-(y*log(a) + (1 - y)*log(1 - a))",
        "-y/a + (1 - y)/(1 - a)",
        LossCode(
            "np.where({z} > 0, 1 - y, y) * np.abs({z}) + np.log1p(np.exp(-np.abs({z})))",
            "-y / {a} + (1 - y) / sigmoid(-{z})",
            "-y * F.logsigmoid({z}) - (1 - y) * F.logsigmoid(-{z})",
        ),
        "−y·log ŷ − (1−y)·log(1−ŷ)",
        targets="probabilities",
    ),
    "cross_entropy": LossRule(
        _cross_entropy,
        _cross_entropy_derivative,
        "softmax",
        "-y*log(a)",
        "-y/a",
        LossCode(
            "np.where(y == 0, 0.0, -y * log_softmax({z}))",
            "-y / {a}",
            "-y * log_softmax({z})",
            _LOG_SOFTMAX,
            _TORCH_LOG_SOFTMAX,
        ),
        "−Σ y·log ŷ",
        targets="distribution",
        sums_outputs=True,
    ),
}
"""The losses by name. The scenario format, the exports and the glossary read this table."""


@dataclass(frozen=True, slots=True)
class Loss:
    """L = scale · over_rows over_outputs cost(y, ŷ), each reduction being a mean or a sum."""

    name: str = "mse"
    scale: float = 1.0
    over_outputs: Reduction = "mean"
    over_rows: Reduction = "mean"

    @property
    def rule(self) -> LossRule:
        return LOSSES[self.name]

    def output_divisor(self, outputs: int) -> int:
        """The divisor of a row's sum over its outputs."""
        return outputs if self.over_outputs == "mean" and not self.rule.sums_outputs else 1

    def row_divisor(self, rows: int) -> int:
        """The divisor of a batch's sum over its rows."""
        return rows if self.over_rows == "mean" else 1

    def output_weight(self, outputs: int) -> float:
        """The factor of one output's cost in its row's loss."""
        return self.scale / self.output_divisor(outputs)
