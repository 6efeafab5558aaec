"""Navigation to a typed target: a step, an epoch and row, or the next step at which a condition holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import numpy as np

from engine.insight.analysis.condition import Condition, condition_of
from engine.objectives.parsing import ExpressionError
from scenarios.wording import plain
from tui.workspace.progress import SLICE_SECONDS, Progress
from tui.workspace.workspace import Workspace

_EPOCH_AND_ROW = re.compile(r"(?:epoch\s+)?(\d+)\s*(?:[:,]|\s+row)\s*(\d+)")
_STEP = re.compile(r"(?:step\s+)?([-−]?\d+)")
_NUMBER = re.compile(r"[-−+]?[\d.,_]+(?:[eE][-−+]?\d+)?")

_MAX_NUMBER = 10**12
"""More than the steps, epochs and rows of any run."""

FAR_STEPS = 2000
"""Steps ahead beyond which navigation reports its progress and can be cancelled."""

_STEPS_PER_CLOCK_CHECK = 32


class NoSuchPlace(Exception):
    """The typed target does not exist; the message is a sentence that says why."""


def go_to(workspace: Workspace, text: str, *, stopping: bool = False) -> Iterator[Progress]:
    """Move all runs to a typed target in slices of `SLICE_SECONDS`, and yield the progress after each.

    With `stopping`, a breakpoint on the way ends the navigation.

    Raises:
        NoSuchPlace: the target does not exist, or the run does not reach it. The runs then are wherever they
            were; `returning_on_failure` moves them back.
    """
    if match := _STEP.fullmatch(text):
        yield from _to_step(workspace, _number(match[1]), stopping)
    elif match := _EPOCH_AND_ROW.fullmatch(text):
        yield from _to_step(workspace, _step_of(workspace, _number(match[1]), match[2]), stopping)
    elif _NUMBER.fullmatch(text):
        raise NoSuchPlace("A step is a whole number, in digits only: 12.")
    else:
        yield from _to_condition(workspace, _condition(workspace, text))


@contextmanager
def returning_on_failure(workspace: Workspace) -> Iterator[None]:
    """Move the runs back to where they are now if the block fails or is cancelled."""
    before = workspace.place
    try:
        yield
    except BaseException:
        workspace.set_place(before)
        raise


def _number(digits: str) -> int:
    """Return the number, or `_MAX_NUMBER` if it has more digits than that."""
    return int(digits.replace("−", "-")) if len(digits) <= len(str(_MAX_NUMBER)) else _MAX_NUMBER


def _to_step(workspace: Workspace, step: int, stopping: bool) -> Iterator[Progress]:
    last = max(run.timeline.branch.training.steps for run in workspace.runs)
    if not 0 <= step <= last:
        raise NoSuchPlace(f"The run has steps 1 to {last:,}.")
    while workspace.newest() < step:
        until, newest_before = monotonic() + SLICE_SECONDS, workspace.newest()
        moving = True
        while moving and workspace.newest() < step:
            completed = workspace.completed_steps
            moving = (
                workspace.go(min(step, workspace.newest() + _STEPS_PER_CLOCK_CHECK)) and monotonic() < until
            )
            if stopping and workspace.rewind_to_breakpoint(completed):
                return
        if workspace.newest() == newest_before:
            raise NoSuchPlace(f"The run ended at step {newest_before:,}.")
        yield Progress(workspace.newest(), step, workspace.newest())
    workspace.go(step)


def _step_of(workspace: Workspace, epoch: int, row: str) -> int:
    """Return the step of an epoch that uses a row."""
    training = workspace.run.timeline.branch.training
    if training.sampler is None:
        raise NoSuchPlace("A function has no epochs or rows; type a step.")
    epochs = training.steps // training.steps_per_epoch
    if not 1 <= epoch <= epochs:
        raise NoSuchPlace(f"The run has epochs 1 to {epochs:,}.")
    step = training.step_with(epoch, _number(row))
    if step is None:
        raise NoSuchPlace(f"Epoch {epoch} does not take row {plain(row, 20)}.")
    return step


def _condition(workspace: Workspace, text: str) -> Condition:
    if not text:
        raise NoSuchPlace("Type a step, or a condition such as loss < 0.5.")
    try:
        return condition_of(text, workspace.run.timeline.branch, workspace.example_step())
    except ExpressionError as error:
        raise NoSuchPlace(error.sentence) from error


@np.errstate(all="ignore")
def _to_condition(workspace: Workspace, condition: Condition) -> Iterator[Progress]:
    """Move to the next step at which the condition holds."""
    timeline, number = workspace.run.timeline, workspace.run.timeline.cursor
    next_report = monotonic() + SLICE_SECONDS
    while timeline.go(number + 1):
        number += 1
        if condition.holds(timeline.branch, timeline.step(number)):
            workspace.go(number)
            return
        if monotonic() > next_report:
            yield Progress(number, timeline.branch.training.steps, number)
            next_report = monotonic() + SLICE_SECONDS
    raise NoSuchPlace("The condition is never met in the rest of this run.")
