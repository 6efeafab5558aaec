"""A function as drawings need it: its name, the domain that is shown, and the points of earlier steps."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine.descent.branch import Branch
from engine.objectives.function import Function
from engine.types import Matrix
from tui.drawing.charts.scale import Limits, axis_fault
from tui.workspace.snapshot import Snapshot

_MAX_TRAIL = 100
"""Points of earlier steps that are drawn, the newest ones."""


def function_of(snapshot: Snapshot) -> Function:
    """The function that is minimized."""
    function = snapshot.training.objective
    assert isinstance(function, Function)
    return function


def named(snapshot: Snapshot) -> str:
    """The name of the function's value: its own, or else L as in the story."""
    function = function_of(snapshot)
    return snapshot.notation.name(function.output if function.output.isidentifier() else "loss")


def domain(snapshot: Snapshot, function: Function) -> list[Limits]:
    """The limits of each variable: those of the scenario, else around the start and 0, or around a distant start."""
    limits = []
    for index, name in enumerate(function.variables):
        if name in snapshot.domain:
            limits.append(snapshot.domain[name])
            continue
        start = float(snapshot.branch.state(0).theta[index])
        reach = 1.2 * max(1.0, abs(start))
        limits.append((-reach, reach) if abs(start) < 1e3 else (start - reach, start + reach))
    return limits


def chart_fault(snapshot: Snapshot, function: Function) -> str:
    """Return why the function cannot be drawn over its domain, as a sentence; "" if it can."""
    limits = zip(function.variables, domain(snapshot, function), strict=True)
    return next((fault for name, given in limits if (fault := axis_fault(name, given))), "")


def trail(snapshot: Snapshot) -> Matrix:
    """θ before each of the steps that precede the current one, shape (steps, variables)."""
    return _trail(snapshot.branch, snapshot.place.step - 1, len(snapshot.theta))


@lru_cache(8)
def _trail(branch: Branch, last: int, variables: int) -> Matrix:
    """θ before each step up to `last`; it is the same for all beats of a step."""
    if last < 1:
        return np.empty((0, variables))
    return np.array([step.theta for step in branch.steps(max(1, last - _MAX_TRAIL + 1), last)])


def off_the_chart(name: str, number: str, lead: str = "") -> str:
    """The label of a point that is not on the chart."""
    return f"{lead}off the chart: {name} {number}"
