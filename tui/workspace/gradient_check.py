"""The check of the gradient: beside each slope that backpropagation found, the slope by trying."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.insight.analysis.gradient_check import GradientComparison, gradient_check
from engine.types import Rows
from scenarios.wording import counted
from tui.workspace.snapshot import Snapshot

MOST_CHECKED = 200
"""So many parameters are checked, spread evenly over θ: each takes two more forward passes."""

AGREE = 1e-5
"""Up to this relative error the two slopes are held to agree."""


class GradientCheck(NamedTuple):
    """Some parameters' slopes by both ways."""

    names: tuple[str, ...]
    """Of those that were checked."""
    check: GradientComparison
    parameters: int
    """How many there are."""

    @classmethod
    def at(cls, snapshot: Snapshot) -> GradientCheck:
        """Check the step that is looked at, or at the start the first one."""
        objective = snapshot.training.objective
        places = _places(len(objective.parameters))
        step = snapshot.step or snapshot.training.step(snapshot.branch.state(0), 1)
        check = gradient_check(objective, step.theta, step.rows, places)
        names = tuple(objective.parameters.names[place] for place in places.tolist())
        return cls(names, check, len(objective.parameters))

    @property
    def agree(self) -> tuple[bool, ...]:
        """For each of them, whether both slopes are held to be the same, as far as trying can tell."""
        analytic, numeric, error, tolerance = self.check
        return tuple(((error <= AGREE) | (np.abs(analytic - numeric) <= tolerance)).tolist())

    @property
    def verdict(self) -> str:
        """All of it in a sentence."""
        checked = len(self.check.relative_error)
        if all(self.agree):
            which = "all " if checked == self.parameters > 1 else ""
            of = f" of {self.parameters:,}" if checked < self.parameters else ""
            worst = float(np.max(self.check.relative_error))
            error = f"the largest relative error is {worst:.1e}"
            if worst > AGREE:
                error = "to the last digit that trying gives"
            return f"They agree: {which}{counted(checked, 'slope')}{of}, {error}."
        return "They differ. That is so at the kinks of relu, abs and mae, and where numbers overflow."


def _places(parameters: int) -> Rows:
    if parameters <= MOST_CHECKED:
        return np.arange(parameters)
    return np.linspace(0, parameters - 1, MOST_CHECKED).astype(np.intp)
