"""What a person can change of a run, as the settings and numbers that it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

from tui.runs import LabelledRun

_ROUND = (1.0, 2.0, 5.0, 10.0)
_SLACK = 1e-9


def next_round(value: float, up: bool) -> float:
    """The next number of 1, 2, 5, 10, 20, 50, … (and of 0.1, 0.2, 0.5, …) above or below a positive one."""
    power = 10.0 ** floor(log10(value) + _SLACK)
    steps = [digit * scale for scale in (power / 10, power) for digit in _ROUND]
    if up:
        found = min(step for step in steps if step > value * (1 + _SLACK))
    else:
        found = max(step for step in steps if step < value * (1 - _SLACK))
    return float(f"{found:.6g}")


def other_learning_rate(run: LabelledRun, by: int) -> None:
    """Go on with a learning rate that is one round number higher or lower.

    Raises:
        ScenarioError: it is beyond what a learning rate can be.
    """
    rate = next_round(run.timeline.training.learning_rate, by > 0)
    run.revise({"training.optimizer.learning_rate": rate}, f"η {rate:g}")


def freeze_or_free(run: LabelledRun, name: str) -> None:
    """Let no update change a parameter from here on, or let it move again."""
    training = run.timeline.training
    names = training.objective.parameters.names
    frozen = (
        [] if training.frozen is None else [names[place] for place in training.frozen.nonzero()[0].tolist()]
    )
    if name in frozen:
        _freeze(run, [other for other in frozen if other != name], f"{name} free")
    else:
        _freeze(run, [*frozen, name], f"{name} frozen")


def _freeze(run: LabelledRun, names: Sequence[str], told: str) -> None:
    run.revise({"training.frozen": list(names)}, told)


def nudge(run: LabelledRun, name: str, by: int) -> None:
    """Turn a parameter by a tenth of its size, and by 0.01 at least."""
    place = run.timeline.training.objective.parameters.index(name)
    value = run.theta_edited(place)
    width = max(0.01, 10.0 ** floor(log10(max(abs(value), 1e-300))) / 10)
    set_parameter(run, name, float(f"{value + by * width:.12g}"))


def set_parameter(run: LabelledRun, name: str, value: float) -> None:
    """Let the step that is looked at start from another value of a parameter."""
    place = run.timeline.training.objective.parameters.index(name)
    run.edit(place, value, f"{name} = {value:g}")
