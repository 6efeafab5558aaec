"""What every picture of a function needs: its name, what is seen of its variables, and the way so far."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine.descent.branch import Branch
from engine.objectives.function import Function
from engine.types import Matrix
from tui.drawing.charts.scale import Limits
from tui.workspace.snapshot import Snapshot

_TRAIL = 100
"""So many past points are drawn, the newest."""


def function_of(snapshot: Snapshot) -> Function:
    """The function that is descended."""
    function = snapshot.training.objective
    assert isinstance(function, Function)
    return function


def named(snapshot: Snapshot) -> str:
    """What the function's own value is called: its name where it has one, else as the story calls it, L."""
    function = function_of(snapshot)
    return snapshot.notation.name(function.output if function.output.isidentifier() else "loss")


def domain(snapshot: Snapshot, function: Function) -> list[Limits]:
    """What is shown of each variable: as the scenario says, else around the start, and a minimum at 0 or near."""
    limits = []
    for place, name in enumerate(function.variables):
        if name in snapshot.domain:
            limits.append(snapshot.domain[name])
            continue
        start = float(snapshot.branch.state(0).theta[place])
        reach = 1.2 * max(1.0, abs(start))
        limits.append((-reach, reach) if abs(start) < 1e3 else (start - reach, start + reach))
    return limits


def trail(snapshot: Snapshot) -> Matrix:
    """θ before each of the last steps before the one that is looked at, shape (steps, variables)."""
    return _trail(snapshot.branch, snapshot.place.step - 1, len(snapshot.theta))


@lru_cache(8)
def _trail(branch: Branch, last: int, variables: int) -> Matrix:
    """θ before each of the steps up to the last: it stays while the beats of the next one are told."""
    if last < 1:
        return np.empty((0, variables))
    return np.array([step.theta for step in branch.steps(max(1, last - _TRAIL + 1), last)])


def off_the_chart(name: str, number: str, lead: str = "") -> str:
    """The words for a point that is not on the chart."""
    return f"{lead}off the chart: {name} {number}"
