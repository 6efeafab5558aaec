"""The change of the loss by a step: of its own rows and of all training rows, before and after the update."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose, isfinite

from engine.descent.training import Step, Training
from engine.insight.story.beats import Beat, Phase
from engine.objectives.expression import Name, Node, total
from engine.objectives.network import Network

ALL_ROWS = "loss of all rows"
"""The name of the mean loss of all training rows."""

MAX_ROW_PARAMETERS = 20_000_000
"""Rows × parameters up to which the loss of all rows is computed; beyond, only that of the step's own rows."""


def loss_change_beats(training: Training, step: Step) -> Iterator[Beat]:
    """The loss after the update, as the sum of the loss before it and the change.

    `after.loss`; for a network then `after.loss of all rows`, the mean loss of all training rows, if the step took
    only some of them and MAX_ROW_PARAMETERS allows it.
    """
    objective, theta = training.objective, step.after.theta
    before, after = step.loss, objective.loss(theta, step.rows)
    if not isinstance(objective, Network):
        yield _beat("loss", before, after, _verdict(training, before, after, "the value"))
        return
    rows = objective.all_training_rows
    own = "this row" if len(step.rows) == 1 else "these rows"
    note = _verdict(training, before, after, f"the loss of {own}")
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


def _verdict(training: Training, before: float, after: float, what: str) -> str:
    """Whether the loss fell, and a possible cause if it did not."""
    if not isfinite(after):
        return f"{what} is no longer finite: the step went much too far"
    if after < before:
        return f"{what} fell"
    if after == before:
        return f"{what} stayed"
    is_plain = training.optimizer.name == "sgd" and training.optimizer.weight_decay == 0
    why = "the step went too far" if is_plain else "the step does not follow today's slopes alone"
    return f"{what} rose: {why}"


def _verdict_of_all(own: float, all_rows: float) -> str:
    """Whether the loss of all rows changed in the same direction, as the end of a sentence."""
    if not (isfinite(own) and isfinite(all_rows)):
        return ""
    way = "fell" if all_rows < 0 else "rose" if all_rows > 0 else "stayed"
    same = (own < 0) == (all_rows < 0) and (own > 0) == (all_rows > 0)
    return ", and that of all rows too" if same else f", but that of all rows {way}"
