"""`gradstep explain`: the complete story of one step."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from engine.descent.timeline import Timeline
from engine.descent.training import Step, Training
from engine.insight.analysis.divergence import divergence
from engine.insight.analysis.ending import RunEnd, run_end
from engine.objectives.function import Function
from scenarios.loading import Loaded
from scenarios.wording import counted
from tui.headless import exit_status
from tui.headless.errors import Refusal
from tui.headless.loading import build_runs
from tui.headless.output import narrate, stdout
from tui.headless.progress import Progress, progress_stream
from tui.terminal.encoding import encodes_unicode
from tui.text.notation import Notation
from tui.text.untrusted import clean_line
from tui.traces.function_text import text_of_function
from tui.traces.records import json_line
from tui.traces.step_json import record_of_step
from tui.traces.step_text import position_of_step, text_of_step

_STEPS_PER_UPDATE = 1000
_DEFAULT_COLUMNS = 100
"""Width of the text where neither the terminal nor COLUMNS gives one."""


def explain_step(loaded: Loaded, number: int, form: str, max_rows: int) -> int:
    """Write the story of step `number` of the scenario's own run, and return the exit status.

    As JSON, a larger batch has the numbers of its first `max_rows` rows.

    Raises:
        Refusal: the run ends before that step.
    """
    timeline = Timeline(build_runs(loaded)[0].training)
    with Progress(number, progress_stream(False)) as progress:
        while timeline.ending is None and timeline.cursor < number:
            timeline.go(min(number, timeline.cursor + _STEPS_PER_UPDATE))
            progress.reached(timeline.cursor)
    ending = timeline.ending
    diverged = ending is not None and ending.reason == "diverged"
    if diverged:
        narrate(divergence(timeline.branch).explanation)
    if timeline.cursor < number:
        if diverged:
            return exit_status.DIVERGED
        raise Refusal(_too_late(number, run_end(timeline.branch)))
    training = timeline.branch.training
    step = timeline.step(number)
    if form == "json":
        stdout().write(json_line(record_of_step(training, step, max_rows)) + "\n")
    else:
        notation = Notation.of(training.objective, unicode=encodes_unicode(stdout()))
        epoch_loss = timeline.branch.epoch_loss_at(number)
        for line in _text(loaded, training, step, epoch_loss, notation):
            stdout().write(line + "\n")
    return exit_status.DIVERGED if diverged else exit_status.DONE


def _too_late(number: int, ended: RunEnd) -> str:
    reason = ended.phrase if ended.criteria else "the end set by the scenario"
    return f"There is no step {number:,}: the run ends after {counted(ended.step, 'step')}: {reason}."


def _text(
    loaded: Loaded, training: Training, step: Step, epoch_loss: float | None, notation: Notation
) -> Iterator[str]:
    width = shutil.get_terminal_size((_DEFAULT_COLUMNS, 24)).columns
    yield f"{clean_line(loaded.scenario.title)}: {_position(training, step, notation)}"
    if isinstance(training.objective, Function):
        yield from text_of_function(training.objective, notation)
    yield from text_of_step(training, step, notation, width)
    if epoch_loss is not None:
        yield ""
        yield f"epoch {step.epoch} is complete: the mean loss of its rows is {notation.number(epoch_loss)}"


def _position(training: Training, step: Step, notation: Notation) -> str:
    eta = notation.name("learning_rate")
    rate = f"{eta} = {notation.number(step.learning_rate)}"
    return f"{position_of_step(training, step)}, {rate}, {training.optimizer.name}"
