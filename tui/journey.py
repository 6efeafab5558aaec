"""The way to a place that a person names: a step, an epoch and row, or the next time a condition holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from time import monotonic

import numpy as np

from engine.descent.quantities import Quantities
from engine.objectives.expression import Node, evaluate, is_condition
from engine.objectives.network import Network
from engine.objectives.parsing import check_names, parse
from engine.objectives.tokens import CONDITIONAL, ExpressionError
from tui.desk import Desk

_EPOCH_AND_ROW = re.compile(r"(?:epoch\s+)?(\d{1,9})\s*(?:[:,]|\s+row)\s*(\d{1,9})")
_STEP = re.compile(r"(?:step\s+)?(\d{1,10})")

SLICE = 0.04
"""Seconds of stepping between two reports of a journey."""


class NoSuchPlace(Exception):
    """There is no such place; the message is a sentence that says why."""


def journey(desk: Desk, text: str) -> Iterator[str]:
    """Move the desk to the place that the text names, slice by slice; yields how far it has come.

    Raises:
        NoSuchPlace: there is none, or the run does not come to it; where the desk then stands is for the caller
            to mend.
    """
    if match := _STEP.fullmatch(text):
        yield from _to_step(desk, int(match[1]))
    elif match := _EPOCH_AND_ROW.fullmatch(text):
        yield from _to_step(desk, _step_of(desk, int(match[1]), int(match[2])))
    else:
        yield from _to_condition(desk, _condition(desk, text))


def _to_step(desk: Desk, step: int) -> Iterator[str]:
    last = max(run.timeline.branch.training.steps for run in desk.runs)
    if step > last:
        raise NoSuchPlace(f"The run has {last:,} steps.")
    while desk.newest() < step:
        until, came_from = monotonic() + SLICE, desk.newest()
        moving = True
        while moving and desk.newest() < step:
            moving = desk.go(min(step, desk.newest() + 32)) and monotonic() < until
        if desk.newest() == came_from:
            raise NoSuchPlace(f"The run ended at step {came_from:,}.")
        yield f"step {desk.newest():,} of {step:,}"
    desk.go(step)


def _step_of(desk: Desk, epoch: int, row: int) -> int:
    """The step of an epoch in which a row comes."""
    training = desk.run.timeline.branch.training
    sampler, network = training.sampler, training.objective
    if sampler is None or not isinstance(network, Network):
        raise NoSuchPlace("A function has no epochs and rows; type a step.")
    epochs = training.steps // sampler.steps_per_epoch
    if not 1 <= epoch <= epochs:
        raise NoSuchPlace(f"The run has epochs 1 to {epochs:,}.")
    first = (epoch - 1) * sampler.steps_per_epoch + 1
    for step in range(first, first + sampler.steps_per_epoch):
        if any(network.row_numbers[place] == row for place in sampler.rows_of(step).tolist()):
            return step
    raise NoSuchPlace(f"Row {row} does not come in epoch {epoch}.")


def _condition(desk: Desk, text: str) -> Node:
    if not text:
        raise NoSuchPlace("Type a step, or a condition such as loss < 0.5.")
    try:
        condition = parse(text, functions=CONDITIONAL)
        moment = desk.moment()
        with np.errstate(all="ignore"):
            step = moment.step or moment.training.step(moment.branch.state(0), 1)
        check_names(condition, list(Quantities(moment.training, step)), "quantity", text)
    except ExpressionError as error:
        raise NoSuchPlace(f"Column {error.column}: {error.message}") from error
    if not is_condition(condition):
        raise NoSuchPlace("This is a number, not a condition; compare it with something: loss < 0.5")
    return condition


def _to_condition(desk: Desk, condition: Node) -> Iterator[str]:
    """To the next step after this one for which it holds."""
    timeline, number = desk.run.timeline, desk.run.timeline.cursor
    report = monotonic() + SLICE
    while timeline.go(number + 1):
        number += 1
        step, branch = timeline.step(number), timeline.branch
        quantities = Quantities(branch.training_of(number), step, branch.epoch_loss_at(number))
        if evaluate(condition, quantities):
            desk.go(number)
            return
        if monotonic() > report:
            yield f"not up to step {number:,}"
            report = monotonic() + SLICE
    raise NoSuchPlace("From here on this never holds.")
