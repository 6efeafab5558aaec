"""The gradient by differences: what backpropagation must agree with."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.objectives.objective import Objective
from engine.types import Rows, Vector

WIDTH = 6e-6
"""About the cube root of the float64 rounding unit: where a central difference's two errors balance."""
_EPSILON = float(np.finfo(np.float64).eps)
_ROUNDING_UNITS = 16
"""Units in the last place by which a loss may be off, having been summed up from many numbers."""


class GradientComparison(NamedTuple):
    """Analytic and numeric gradient, and how far they are apart, each of shape (parameters checked,)."""

    analytic: Vector
    numerical: Vector
    relative_error: Vector
    """|analytic − numeric| / max(|analytic|, |numeric|); 0 where both are 0."""
    tolerance: Vector
    """How far the numeric slope may be off by itself: 16ε·|L|/2h by rounding, and h² by the width."""


@np.errstate(all="ignore")
def gradient_check(
    objective: Objective, theta: Vector, rows: Rows, places: Rows | None = None
) -> GradientComparison:
    """∂L/∂θᵢ ≈ (L(θ + hᵢ) − L(θ − hᵢ))/(2h), h = 6e-6·max(1, |θᵢ|), for the given places of θ or for all.

    The error of the difference is of the order h² and of rounding/h. It is wrong at kinks (relu, abs, mae).
    """
    checked = np.arange(len(theta)) if places is None else places
    analytic = objective.evaluate(theta, rows).gradient[checked]
    numerical, tolerance = np.empty(len(checked)), np.empty(len(checked))
    for position, place in enumerate(checked):
        moved = theta.copy()
        width = WIDTH * max(1.0, abs(float(theta[place])))
        moved[place] = theta[place] + width
        above, ahead = objective.loss(moved, rows), moved[place]
        moved[place] = theta[place] - width
        below, behind = objective.loss(moved, rows), moved[place]
        numerical[position] = (above - below) / (ahead - behind)
        rounding = _ROUNDING_UNITS * _EPSILON * max(abs(above), abs(below))
        tolerance[position] = rounding / (ahead - behind) + width * width
    scale = np.maximum(np.abs(analytic), np.abs(numerical))
    error = np.divide(np.abs(analytic - numerical), scale, out=np.zeros_like(scale), where=scale > 0)
    return GradientComparison(analytic, numerical, error, tolerance)
