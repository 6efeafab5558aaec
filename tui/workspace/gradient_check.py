"""The gradient check of a step: backpropagation against central finite differences."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.insight.analysis.gradient_check import GradientComparison, gradient_check
from engine.types import Rows
from scenarios.wording import counted
from tui.workspace.snapshot import Snapshot

MAX_PARAMETERS_CHECKED = 200
"""Parameters that are checked, spread evenly over θ; each takes two forward passes."""

RELATIVE_TOLERANCE = 1e-5
"""The relative error up to which both derivatives agree."""


class GradientCheck(NamedTuple):
    """The derivatives ∂L/∂θᵢ of some parameters, both by backpropagation and numerically."""

    names: tuple[str, ...]
    """The checked parameters."""
    check: GradientComparison
    parameters: int
    """The number of all parameters."""

    @classmethod
    def at(cls, snapshot: Snapshot) -> GradientCheck:
        """Check the gradient of the current step, or of the first step at the start."""
        objective = snapshot.training.objective
        indices = _indices(len(objective.parameters))
        step = snapshot.step or snapshot.training.step(snapshot.branch.state(0), 1)
        check = gradient_check(objective, step.theta, step.rows, indices)
        names = tuple(objective.parameters.names[index] for index in indices.tolist())
        return cls(names, check, len(objective.parameters))

    @property
    def agree(self) -> tuple[bool, ...]:
        """For each checked parameter, whether both derivatives agree within the numerical error."""
        analytic, numeric, error, tolerance = self.check
        return tuple(((error <= RELATIVE_TOLERANCE) | (np.abs(analytic - numeric) <= tolerance)).tolist())

    @property
    def verdict(self) -> str:
        """The result as a sentence."""
        checked = len(self.check.relative_error)
        if all(self.agree):
            which = "all " if checked == self.parameters > 1 else ""
            of = f" of {self.parameters:,}" if checked < self.parameters else ""
            worst = float(np.max(self.check.relative_error))
            error = f"the largest relative error is {worst:.1e}"
            if worst > RELATIVE_TOLERANCE:
                error = "to the precision of finite differences"
            return f"They agree: {which}{counted(checked, 'slope')}{of}, {error}."
        return "They differ. This is expected at the kinks of relu, abs and mae, and where numbers overflow."


def _indices(parameters: int) -> Rows:
    if parameters <= MAX_PARAMETERS_CHECKED:
        return np.arange(parameters)
    return np.linspace(0, parameters - 1, MAX_PARAMETERS_CHECKED).astype(np.intp)
