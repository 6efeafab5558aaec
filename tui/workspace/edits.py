"""What a person can change of a run, as the settings and numbers that it comes to."""

from __future__ import annotations

from math import ceil, floor, isfinite, log10
from typing import NamedTuple

import numpy as np

from engine.objectives.network import Network
from engine.types import NO_ROWS, Rows
from scenarios.format import NetworkScenario
from scenarios.raw_rows import RawRows, raw_rows
from scenarios.wording import plain
from tui.workspace.run import Run

_ROUND = (1.0, 2.0, 5.0, 10.0)
_SLACK = 1e-9

_FINEST = 0.01
"""The least that a knob turns by."""
_LARGEST = 1e308
"""From here on notches do not lie further apart: there are no larger numbers."""

QUICK = 20_000_000
"""Up to so many rows times parameters all rows can be answered anew while somebody types or steps."""


def next_round(value: float, up: bool) -> float:
    """The next number of 1, 2, 5, 10, 20, 50, … (and of 0.1, 0.2, 0.5, …) above or below a positive one."""
    power = 10.0 ** floor(log10(value) + _SLACK)
    steps = [digit * scale for scale in (power / 10, power) for digit in _ROUND]
    if up:
        found = min(step for step in steps if step > value * (1 + _SLACK))
    else:
        found = max(step for step in steps if step < value * (1 - _SLACK))
    return float(f"{found:.6g}")


def next_notch(value: float, by: int) -> float:
    """Where a knob comes to rest when it is turned up (1) or down (−1): the next number of two digits.

    Its notches lie a tenth of the number's size apart, and 0.01 at least: 0.98, 0.99, 1, 1.1, 1.2. So turning it
    back leads through the same numbers.
    """
    outward = by > 0 if value >= 0 else by < 0
    # At 10 the notches change: inwards they are those of 9.9, outwards those of 11.
    size = min(abs(value), _LARGEST) * (1 + _SLACK if outward else 1 - _SLACK)
    apart = max(_FINEST, 10.0 ** floor(log10(size)) / 10) if size else _FINEST
    place = value / apart
    notch = floor(place + _SLACK) + 1 if by > 0 else ceil(place - _SLACK) - 1
    found = float(f"{notch * apart:.12g}")
    return found if isfinite(found) else value


def other_learning_rate(run: Run, by: int) -> None:
    """Go on with a learning rate that is one round number higher or lower.

    Raises:
        ScenarioError: it is beyond what a learning rate can be.
    """
    rate = next_round(run.training.learning_rate, by > 0)
    run.revise({"training.optimizer.learning_rate": rate}, f"η {rate:g}")


def freeze_or_free(run: Run, name: str) -> None:
    """Let no update change a parameter from here on, or let it move again.

    Raises:
        ScenarioError: so many have been frozen one by one that no more can be.
    """
    training, patterns = run.training, run.scenario.training.frozen
    parameters = training.objective.parameters
    if not training.is_frozen(parameters.index(name)):
        run.revise({"training.frozen": [*patterns, name]}, f"{name} frozen")
        return
    kept: list[str] = []
    for pattern in patterns:
        named = parameters.matching(pattern)
        if named[parameters.index(name)]:
            # What else the pattern froze stays frozen.
            others = (parameters.names[place] for place in named.nonzero()[0].tolist())
            kept += [other for other in others if other != name]
        else:
            kept.append(pattern)
    run.revise({"training.frozen": list(dict.fromkeys(kept))}, f"{name} free")


def nudge(run: Run, name: str, by: int) -> None:
    """Turn a parameter up (1) or down (−1) by one notch, as a knob."""
    place = run.training.objective.parameters.index(name)
    set_parameter(run, name, next_notch(run.theta_edited(place), by))


def set_parameter(run: Run, name: str, value: float) -> None:
    """Let the step that is looked at start from another value of a parameter."""
    place = run.training.objective.parameters.index(name)
    run.edit(place, value, f"{name} = {value:g}".replace("-", "−"))


NOT_RANDOM = "Nothing here is drawn at random: another seed changes nothing."
"""What is said where nothing depends on the seed."""


def another_seed(run: Run) -> None:
    """Begin anew with the next seed; of a network."""
    assert isinstance(run.scenario, NetworkScenario)
    seed = run.scenario.training.seed + 1
    run.revise({"training.seed": seed}, f"seed {seed}")


def is_random(run: Run) -> bool:
    """Whether the parameters' start or the rows' order depends on the seed."""
    scenario = run.scenario
    if not isinstance(scenario, NetworkScenario):
        return False
    method = getattr(scenario.network.initial, "method", "pinned")
    return (
        method not in ("constant", "pinned")
        or scenario.training.order != "sequential"
        or scenario.data.test_fraction > 0
    )


class Losses(NamedTuple):
    """What one θ costs."""

    own: float
    """L of the rows that the step looked at takes, or of a function its value."""
    all_rows: float | None
    """The mean row loss over the training rows; None for a function, and where there are too many to try."""
    test_rows: float | None
    """The same over the test rows, where there are any."""


def losses_with(run: Run, place: int, value: float) -> Losses:
    """What the θ that the step looked at starts from would cost with another value at that place."""
    objective, theta = run.training.objective, run.theta_with(place, value)
    with np.errstate(all="ignore"):
        own = objective.loss(theta, rows_looked_at(run))
        if not isinstance(objective, Network) or len(objective.inputs) * len(objective.parameters) > QUICK:
            return Losses(own, None, None)
        held = len(objective.test_rows) > 0
        return Losses(
            own,
            objective.mean_row_loss(theta, objective.all_training_rows),
            objective.mean_row_loss(theta, objective.test_rows) if held else None,
        )


def rows_looked_at(run: Run) -> Rows:
    """The rows of the step that is looked at, or at the start of the first one, by their places in the data."""
    sampler = run.training.sampler
    return NO_ROWS if sampler is None else sampler.rows_of(max(1, run.cursor.place.step))


# Rows of data


def network_of(run: Run) -> tuple[NetworkScenario, Network]:
    """The scenario and the network that are in force at the step that is looked at; of a run with data."""
    scenario, network = run.scenario, run.training.objective
    assert isinstance(scenario, NetworkScenario)
    assert isinstance(network, Network)
    return scenario, network


def rows_given(run: Run) -> RawRows:
    """The rows as they were given.

    Raises:
        ScenarioError: there are too many to be edited, or their file has changed.
    """
    scenario, network = network_of(run)
    return raw_rows(scenario, run.folder, network)


def set_row(run: Run, rows: RawRows, place: int | None, row: list[float]) -> None:
    """Go on with another row at a place of the data (from 0), or, from the start, with one more at its end.

    Raises:
        ScenarioError: the data cannot be had with it.
    """
    if place is None:
        told = f"row {len(rows.values) + 1} added"
    else:
        before = rows.values[place].tolist()
        changed = [
            (name, value) for name, value, old in zip(rows.columns, row, before, strict=True) if value != old
        ]
        told = f"row {place + 1} changed"
        if len(changed) == 1:
            ((name, value),) = changed
            told = f"row {place + 1}: {name} {value:g}".replace("-", "−")
    run.revise(rows.with_row(place, row).settings(), told)


MAX_PROBLEMS_LISTED = 6
"""Of what is wrong with a file so many things are told at once."""


def load_rows(run: Run, rows: RawRows, name: str) -> None:
    """Begin anew with the rows of a file.

    Raises:
        ScenarioError: the network, or where it starts, does not fit them.
    """
    run.revise(rows.settings(), f"{plain(name, 24)} loaded", anew=True)
