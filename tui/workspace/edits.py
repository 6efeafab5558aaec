"""Edits of a run: learning rate, frozen parameters, values of parameters, seed, and rows of data."""

from __future__ import annotations

from math import ceil, floor, inf, isfinite, log10
from typing import NamedTuple

import numpy as np

from engine.objectives.network import Network
from engine.types import NO_ROWS, Rows
from scenarios.format import NetworkScenario
from scenarios.raw_rows import RawRows, raw_rows
from scenarios.wording import plain
from tui.workspace.arguments import InvalidArgument
from tui.workspace.run import Run

_ROUND = (1, 2, 5, 10)
_SLACK = 1e-9

_MIN_NOTCH = 0.01
"""The smallest difference between two notches of a knob."""
_MAX_NOTCH_SCALE = 1e308
"""The magnitude from which notches are no longer further apart: there are no larger floats."""

QUICK = 20_000_000
"""Rows times parameters up to which predicting all rows is fast enough after each key."""


def next_round(value: float, up: bool) -> float:
    """Return the next number of 1, 2, 5, 10, 20, 50, … (and of 0.1, 0.2, 0.5, …) above or below a positive number.

    At the ends of the floats, where there is none, it is the number itself.
    """
    power = floor(log10(value) + _SLACK)
    steps = [float(f"{digit}e{scale}") for scale in (power - 1, power) for digit in _ROUND]
    if up:
        return min((step for step in steps if value * (1 + _SLACK) < step < inf), default=value)
    return max((step for step in steps if 0 < step < value * (1 - _SLACK)), default=value)


def next_notch(value: float, by: int) -> float:
    """Return the next number of two significant digits above (1) or below (−1) a value.

    The notches are a tenth of the number's power of ten apart, and at least 0.01: 0.98, 0.99, 1, 1.1, 1.2. Turning
    back goes through the same numbers.
    """
    outward = by > 0 if value >= 0 else by < 0
    # The spacing changes at a power of ten: below 10 it is that of 9.9, above 10 that of 11.
    size = min(abs(value), _MAX_NOTCH_SCALE) * (1 + _SLACK if outward else 1 - _SLACK)
    spacing = max(_MIN_NOTCH, 10.0 ** floor(log10(size)) / 10) if size else _MIN_NOTCH
    quotient = value / spacing
    notch = floor(quotient + _SLACK) + 1 if by > 0 else ceil(quotient - _SLACK) - 1
    turned = float(f"{notch * spacing:.12g}")
    return turned if isfinite(turned) else value


def change_learning_rate(run: Run, by: int) -> None:
    """Raise or lower the learning rate to the next round number, from the current step on.

    Raises:
        InvalidArgument: there is no such number.
        ScenarioError: the rate is out of range.
    """
    before = run.training.learning_rate
    rate = next_round(before, by > 0)
    if rate == before:
        raise InvalidArgument(f"There is no round number {'above' if by > 0 else 'below'} η {before:g}.")
    run.change_settings({"training.optimizer.learning_rate": rate}, f"η {rate:g}")


def toggle_frozen(run: Run, name: str) -> None:
    """Freeze a parameter, so that no update changes it from the current step on, or unfreeze it.

    Raises:
        ScenarioError: the list of frozen parameters is too long.
    """
    training, patterns = run.training, run.scenario.training.frozen
    parameters = training.objective.parameters
    if not training.is_frozen(parameters.index(name)):
        run.change_settings({"training.frozen": [*patterns, name]}, f"{name} frozen")
        return
    still_frozen: list[str] = []
    for pattern in patterns:
        matching = parameters.matching(pattern)
        if matching[parameters.index(name)]:
            # All other parameters that the pattern matches stay frozen.
            others = (parameters.names[index] for index in matching.nonzero()[0].tolist())
            still_frozen += [other for other in others if other != name]
        else:
            still_frozen.append(pattern)
    run.change_settings({"training.frozen": list(dict.fromkeys(still_frozen))}, f"{name} free")


def nudge(run: Run, name: str, by: int) -> None:
    """Turn a parameter up (1) or down (−1) by one notch, as a knob."""
    index = run.training.objective.parameters.index(name)
    set_parameter(run, name, next_notch(run.value_before_step(index), by))


def set_parameter(run: Run, name: str, value: float) -> None:
    """Set the value that a parameter has before the current step."""
    index = run.training.objective.parameters.index(name)
    run.edit_parameter(index, value, f"{name} = {value:g}".replace("-", "−"))


NOT_RANDOM = "Another seed changes nothing: start, order and test rows are not drawn at random."
"""The refusal of another seed."""


def use_next_seed(run: Run) -> None:
    """Restart a network's run with the next seed."""
    assert isinstance(run.scenario, NetworkScenario)
    seed = run.scenario.training.seed + 1
    run.change_settings({"training.seed": seed}, f"seed {seed}")


def is_random(run: Run) -> bool:
    """Whether the initial parameters, the order of rows or the test rows depend on the seed."""
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
    """The losses at one θ."""

    step_rows: float
    """L over the rows of the current step; for a function, its value."""
    all_rows: float | None
    """The mean row loss over the training rows; None for a function, and if the data is too large."""
    test_rows: float | None
    """The mean row loss over the test rows; None if there are none."""


def losses_with(run: Run, index: int, value: float) -> Losses:
    """Return the losses at the θ before the current step with another value at an index."""
    objective, theta = run.training.objective, run.theta_with(index, value)
    with np.errstate(all="ignore"):
        step_rows = objective.loss(theta, rows_of_step(run))
        if not isinstance(objective, Network) or len(objective.inputs) * len(objective.parameters) > QUICK:
            return Losses(step_rows, None, None)
        has_test_rows = len(objective.test_rows) > 0
        return Losses(
            step_rows,
            objective.mean_row_loss(theta, objective.all_training_rows),
            objective.mean_row_loss(theta, objective.test_rows) if has_test_rows else None,
        )


def rows_of_step(run: Run) -> Rows:
    """Return the data indices of the rows of the current step, or of the first step at the start."""
    sampler = run.training.sampler
    return NO_ROWS if sampler is None else sampler.rows_of(max(1, run.cursor.place.step))


# Rows of data


def network_of(run: Run) -> tuple[NetworkScenario, Network]:
    """Return the scenario and the network of the current step of a run with data."""
    scenario, network = run.scenario, run.training.objective
    assert isinstance(scenario, NetworkScenario)
    assert isinstance(network, Network)
    return scenario, network


def original_rows(run: Run) -> RawRows:
    """Return the rows as given, before standardization and splitting.

    Raises:
        ScenarioError: there are too many to edit, or their file has changed.
    """
    scenario, network = network_of(run)
    return raw_rows(scenario, run.folder, network)


def set_row(run: Run, rows: RawRows, index: int | None, row: list[float]) -> None:
    """Replace the row at an index of the data (from 0); for None, append a row, and restart the run.

    Raises:
        ScenarioError: the data is invalid with this row.
    """
    if index is None:
        description = f"row {len(rows.values) + 1} added"
    else:
        before = rows.values[index].tolist()
        changed = [
            (name, value) for name, value, old in zip(rows.columns, row, before, strict=True) if value != old
        ]
        description = f"row {index + 1} changed"
        if len(changed) == 1:
            ((name, value),) = changed
            description = f"row {index + 1}: {name} {value:g}".replace("-", "−")
    run.change_settings(rows.with_row(index, row).settings(), description)


MAX_PROBLEMS_LISTED = 6
"""Problems of a data file that one message lists."""


def load_rows(run: Run, rows: RawRows, name: str) -> None:
    """Restart the run with the rows of a file.

    Raises:
        ScenarioError: the network, or its initial parameters, do not fit the rows.
    """
    run.change_settings(rows.settings(), f"{plain(name, 24)} loaded", restart=True)
