"""Gradient check: backpropagation compared with central differences."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.objectives.objective import Objective
from engine.types import Rows, Vector

WIDTH = 6e-6
"""Relative width h of a central difference: the cube root of the float64 epsilon balances its two errors."""
_EPSILON = float(np.finfo(np.float64).eps)
_ROUNDING_UNITS = 16
"""Rounding error assumed for a loss, which is a sum of many numbers, in units in the last place."""


class GradientComparison(NamedTuple):
    """Analytic and numerical gradient and their difference, each of shape (parameters checked,)."""

    analytic: Vector
    numerical: Vector
    relative_error: Vector
    """|analytic − numerical| / max(|analytic|, |numerical|); 0 where both are 0."""
    tolerance: Vector
    """The error of the numerical gradient D(h): 16ε·|L|/2h from rounding, and |D(2h) − D(h)| from the width."""


@np.errstate(all="ignore")
def gradient_check(
    objective: Objective, theta: Vector, rows: Rows, indices: Rows | None = None
) -> GradientComparison:
    """∂L/∂θᵢ ≈ (L(θ + hᵢ) − L(θ − hᵢ))/(2h), h = 6e-6·max(1, |θᵢ|), for the given indices of θ or for all.

    The error of the difference is of the order h² + rounding/h. It is not valid at kinks (relu, abs, mae).
    """
    checked = np.arange(len(theta)) if indices is None else indices
    analytic = objective.evaluate(theta, rows).gradient[checked]
    numerical, tolerance = np.empty(len(checked)), np.empty(len(checked))
    for position, index in enumerate(checked):
        width = WIDTH * max(1.0, abs(float(theta[index])))
        numerical[position], rounding = _difference(objective, theta, rows, int(index), width)
        wider, _ = _difference(objective, theta, rows, int(index), 2.0 * width)
        # The width's error is of the order h², so that of 2h is four times as large.
        tolerance[position] = rounding + abs(wider - numerical[position])
    scale = np.maximum(np.abs(analytic), np.abs(numerical))
    error = np.divide(np.abs(analytic - numerical), scale, out=np.zeros_like(scale), where=scale > 0)
    return GradientComparison(analytic, numerical, error, tolerance)


def _difference(
    objective: Objective, theta: Vector, rows: Rows, index: int, width: float
) -> tuple[float, float]:
    """(L(θ + h) − L(θ − h))/(2h) along one parameter, and the error that rounding may cause in it."""
    moved = theta.copy()
    moved[index] = theta[index] + width
    above, ahead = objective.loss(moved, rows), float(moved[index])
    moved[index] = theta[index] - width
    below, behind = objective.loss(moved, rows), float(moved[index])
    rounding = _ROUNDING_UNITS * _EPSILON * max(abs(above), abs(below))
    return (above - below) / (ahead - behind), rounding / (ahead - behind)
