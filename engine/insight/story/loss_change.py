"""The change of the loss by a step: of its own rows and of all training rows, before and after the update."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose, isfinite, isnan

import numpy as np

from engine.descent.stopping import norm
from engine.descent.training import Step, Training
from engine.insight.story.beats import Beat, Phase
from engine.objectives.expression import Name, Node, total
from engine.objectives.function import Function
from engine.objectives.network import Network

ALL_ROWS = "loss of all rows"
"""The name of the mean loss of all training rows."""

MAX_ROW_PARAMETERS = 20_000_000
"""Rows × parameters up to which the loss of all rows is computed; beyond, only that of the step's own rows."""

_MAX_HALVINGS = 30
"""Halvings of an update in search of a shorter one that lowers the loss."""

_ROUNDING = 1e-9
"""Relative difference up to which two directions are the same."""


def loss_change_beats(training: Training, step: Step) -> Iterator[Beat]:
    """The loss after the update, as the sum of the loss before it and the change.

    `after.loss`; for a network then `after.loss of all rows`, the mean loss of all training rows, if the step took
    only some of them and MAX_ROW_PARAMETERS allows it.
    """
    objective, theta = training.objective, step.after.theta
    before, after = step.loss, objective.loss(theta, step.rows)
    if not isinstance(objective, Network):
        yield _beat("loss", before, after, _verdict(training, step, after, "the value"))
        return
    rows = objective.all_training_rows
    own = "this row" if len(step.rows) == 1 else "these rows"
    note = _verdict(training, step, after, f"the loss of {own}")
    if (
        len(set(step.rows.tolist())) == len(rows)
        or len(rows) * len(objective.parameters) > MAX_ROW_PARAMETERS
    ):
        yield _beat("loss", before, after, note)
        return
    yield _beat("loss", before, after, "")
    all_before, all_after = objective.mean_row_loss(step.theta, rows), objective.mean_row_loss(theta, rows)
    yield _beat(
        ALL_ROWS, all_before, all_after, note + _verdict_of_all(after - before, all_after - all_before)
    )


def _beat(quantity: str, before: float, after: float, note: str) -> Beat:
    """after = before + change; only the number itself where the sum is not finite or loses digits."""
    name, changed = f"after.{quantity}", f"change.{quantity}"
    change = after - before
    node: Node = Name(name)
    if isclose(before + change, after, rel_tol=1e-9):
        node = total((Name(quantity), Name(changed)))
    numbers = {quantity: before, changed: change, name: after}
    return Beat(Phase.UPDATE, name, node, after, numbers, 0, note)


def _verdict(training: Training, step: Step, after: float, what: str) -> str:
    """Whether the loss fell, and a possible cause if it did not."""
    before, objective = step.loss, training.objective
    if not isfinite(before):
        return f"{what} was not finite before the step"
    if isnan(after) and isinstance(objective, Function) and np.isfinite(step.after.theta).all():
        return f"{what} is not defined there: the step left the domain"
    if not isfinite(after):
        return f"{what} is no longer finite{_because(training, step)}"
    if after < before:
        return f"{what} fell"
    if after == before:
        return f"{what} stayed"
    return f"{what} rose{_because(training, step)}"


def _because(training: Training, step: Step) -> str:
    """Why a step did not lower its loss, as the end of a sentence: since a shorter one would have, or its direction."""
    objective = training.objective
    if not np.isfinite(step.update).all():
        return ""
    if max(1, len(step.rows)) * len(objective.parameters) * _MAX_HALVINGS > MAX_ROW_PARAMETERS:
        return ""
    length = norm(step.update)
    # A step of many powers of ten is shortened to the length of θ first.
    longest = min(1.0, max(1.0, norm(step.theta)) / length) if length > 0.0 else 1.0
    for halvings in range(_MAX_HALVINGS):
        shorter = 0.5 * longest * 0.5**halvings
        if objective.loss(step.theta + step.update * shorter, step.rows) < step.loss:
            return ": the step went too far"
    return "" if _is_steepest(training, step) else ": the step does not follow today's slopes alone"


def _is_steepest(training: Training, step: Step) -> bool:
    """Whether the update has the direction of the negative gradient, as far as the parameters are not frozen."""
    free = slice(None) if training.frozen is None else ~training.frozen
    update, gradient = step.update[free], step.gradient[free]
    lengths = norm(update) * norm(gradient)
    return bool(lengths > 0.0 and -update.dot(gradient) >= lengths * (1.0 - _ROUNDING))


def _verdict_of_all(own: float, all_rows: float) -> str:
    """Whether the loss of all rows changed in the same direction, as the end of a sentence."""
    if not (isfinite(own) and isfinite(all_rows)):
        return ""
    way = "fell" if all_rows < 0 else "rose" if all_rows > 0 else "stayed"
    same = (own < 0) == (all_rows < 0) and (own > 0) == (all_rows > 0)
    return ", and that of all rows too" if same else f", but that of all rows {way}"
