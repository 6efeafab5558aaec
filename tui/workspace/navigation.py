"""The way to a place that a person names: a step, an epoch and row, or the next time a condition holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import numpy as np

from engine.insight.analysis.condition import Condition, condition_of
from engine.objectives.parsing import ExpressionError
from scenarios.wording import plain
from tui.workspace.progress import Progress
from tui.workspace.workspace import Workspace

_EPOCH_AND_ROW = re.compile(r"(?:epoch\s+)?(\d+)\s*(?:[:,]|\s+row)\s*(\d+)")
_STEP = re.compile(r"(?:step\s+)?([-−]?\d+)")
_NUMBER = re.compile(r"[-−+]?[\d.,_]+(?:[eE][-−+]?\d+)?")

_GREAT = 10**12
"""Beyond all steps, epochs and rows."""

FAR_STEPS = 2000
"""So many steps ahead a place is travelled to, with a report, and not just gone to."""

SLICE_SECONDS = 0.04
"""Seconds of stepping between two reports of a journey."""

_STRIDE = 32
"""Steps between two looks at the clock."""


class NoSuchPlace(Exception):
    """There is no such place; the message is a sentence that says why."""


def go_to(workspace: Workspace, text: str, *, stopping: bool = False) -> Iterator[Progress]:
    """Move the desk to the place that the text names, slice by slice; yields how far it has come.

    With `stopping`, a breakpoint on the way ends it there.

    Raises:
        NoSuchPlace: there is none, or the run does not come to it; `or_back` leads back from where the desk then
            stands.
    """
    if match := _STEP.fullmatch(text):
        yield from _to_step(workspace, _number(match[1]), stopping)
    elif match := _EPOCH_AND_ROW.fullmatch(text):
        yield from _to_step(workspace, _step_of(workspace, _number(match[1]), match[2]), stopping)
    elif _NUMBER.fullmatch(text):
        raise NoSuchPlace("A step is a whole number, written in digits alone: 12.")
    else:
        yield from _to_condition(workspace, _condition(workspace, text))


@contextmanager
def returning_on_failure(workspace: Workspace) -> Iterator[None]:
    """Go somewhere; from a way that ends nowhere, or is given up, come back."""
    left = workspace.place
    try:
        yield
    except BaseException:
        workspace.stand(left)
        raise


def _number(digits: str) -> int:
    """The number; of one that is typed with more digits than make sense, all the same a great one."""
    return int(digits.replace("−", "-")) if len(digits) <= len(str(_GREAT)) else _GREAT


def _to_step(workspace: Workspace, step: int, stopping: bool) -> Iterator[Progress]:
    last = max(run.timeline.branch.training.steps for run in workspace.runs)
    if not 0 <= step <= last:
        raise NoSuchPlace(f"The run has steps 1 to {last:,}.")
    while workspace.newest() < step:
        until, came_from = monotonic() + SLICE_SECONDS, workspace.newest()
        moving = True
        while moving and workspace.newest() < step:
            left = workspace.completed
            moving = workspace.go(min(step, workspace.newest() + _STRIDE)) and monotonic() < until
            if stopping and workspace.stop_at_a_breakpoint(left):
                return
        if workspace.newest() == came_from:
            raise NoSuchPlace(f"The run ended at step {came_from:,}.")
        yield Progress(workspace.newest(), step, workspace.newest())
    workspace.go(step)


def _step_of(workspace: Workspace, epoch: int, row: str) -> int:
    """The step of an epoch in which a row comes."""
    training = workspace.run.timeline.branch.training
    if training.sampler is None:
        raise NoSuchPlace("A function has no epochs and rows; type a step.")
    epochs = training.steps // training.steps_per_epoch
    if not 1 <= epoch <= epochs:
        raise NoSuchPlace(f"The run has epochs 1 to {epochs:,}.")
    step = training.step_with(epoch, _number(row))
    if step is None:
        raise NoSuchPlace(f"Row {plain(row, 20)} does not come in epoch {epoch}.")
    return step


def _condition(workspace: Workspace, text: str) -> Condition:
    if not text:
        raise NoSuchPlace("Type a step, or a condition such as loss < 0.5.")
    try:
        return condition_of(text, workspace.run.timeline.branch, workspace.any_step())
    except ExpressionError as error:
        raise NoSuchPlace(error.sentence) from error


@np.errstate(all="ignore")
def _to_condition(workspace: Workspace, wanted: Condition) -> Iterator[Progress]:
    """To the next step after this one for which it holds."""
    timeline, number = workspace.run.timeline, workspace.run.timeline.cursor
    report = monotonic() + SLICE_SECONDS
    while timeline.go(number + 1):
        number += 1
        if wanted.holds(timeline.branch, timeline.step(number)):
            workspace.go(number)
            return
        if monotonic() > report:
            yield Progress(number, timeline.branch.training.steps, number)
            report = monotonic() + SLICE_SECONDS
    raise NoSuchPlace("The condition is never met in the rest of this run.")
