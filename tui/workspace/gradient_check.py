"""The gradient check of a step: backpropagation against central finite differences."""

from __future__ import annotations

from enum import StrEnum
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

COARSE_TOLERANCE = 1e-2
"""The relative error up to which they agree if the difference is within the error of the finite differences."""


class Result(StrEnum):
    """The comparison of both derivatives by one parameter."""

    AGREES = "agrees"
    """They are equal up to RELATIVE_TOLERANCE."""
    ROUNDED = "agrees within the error of the differences"
    """They differ by no more than the error of the finite differences, and by COARSE_TOLERANCE at most."""
    UNKNOWN = "not known"
    """The error of the finite differences is as large as what is compared."""
    DIFFERS = "differs"
    """They differ by more than the error of the finite differences, or are not finite."""


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
    def results(self) -> tuple[Result, ...]:
        """The comparison for each checked parameter."""
        analytic, numerical, error, tolerance = self.check
        close = np.abs(analytic - numerical) <= tolerance
        known = [error <= RELATIVE_TOLERANCE, close & (error <= COARSE_TOLERANCE), close]
        chosen = np.select(known, [0, 1, 2], 3).tolist()
        return tuple([*Result][number] for number in chosen)

    @property
    def agrees(self) -> bool:
        """Whether both derivatives agree for every checked parameter."""
        return {Result.AGREES, Result.ROUNDED}.issuperset(self.results)

    @property
    def verdict(self) -> str:
        """The result in sentences."""
        results, error = self.results, self.check.relative_error
        checked = len(results)
        of = f", of {self.parameters:,} in all" if checked < self.parameters else ""
        count = {result: results.count(result) for result in Result}
        exact, rounded = count[Result.AGREES], count[Result.ROUNDED]
        if self.agrees:
            which = "all " if checked == self.parameters > 1 else ""
            sentence = f"They agree: {which}{counted(checked, 'slope')}{of}"
            if not rounded:
                return f"{sentence}, the largest relative error is {float(np.max(error)):.1e}."
            worst = float(np.max(error))
            return f"{sentence}, {rounded:,} within the error of the differences: {worst:.1e} at most."
        parts = [f"{exact + rounded:,} of {checked:,} slopes{of} agree."] if checked > 1 else []
        if count[Result.DIFFERS]:
            differ = counted(count[Result.DIFFERS], "differs", "differ") if checked > 1 else "They differ"
            parts.append(
                f"{differ}; this is expected at the kinks of relu, abs and mae, and where numbers overflow."
            )
        if count[Result.UNKNOWN]:
            start = f"For {count[Result.UNKNOWN]:,} of them finite" if checked > 1 else "Finite"
            parts.append(
                f"{start} differences are too coarse to tell: their own error is more than one percent."
            )
        return " ".join(parts)


def _indices(parameters: int) -> Rows:
    if parameters <= MAX_PARAMETERS_CHECKED:
        return np.arange(parameters)
    return np.linspace(0, parameters - 1, MAX_PARAMETERS_CHECKED).astype(np.intp)
