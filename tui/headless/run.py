"""`gradstep run`: a scenario's runs, computed without a screen and written as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TextIO

from engine.descent.branch import Branch
from engine.descent.timeline import Timeline
from engine.insight.analysis.divergence import divergence, is_growing
from scenarios.building import RunSpec
from tui.headless import exit_status
from tui.headless.destination import destination
from tui.headless.interruption import Interruption
from tui.headless.output import narrate
from tui.headless.progress import Progress, progress_stream
from tui.traces.formats import Csv, Format, JsonLines, Summary
from tui.traces.table import Table

FORMATS: Mapping[str, Callable[[TextIO, str, Sequence[RunSpec]], Format]] = {
    "summary": Summary,
    "jsonl": JsonLines,
    "csv": Csv,
    "table": Table,
}

_CHECK_INTERVAL_SECONDS = 0.02
"""Seconds of computing between two checks for signals, in formats that write no single steps."""


def run_scenario(
    title: str,
    runs: Sequence[RunSpec],
    *,
    epochs: int | None,
    steps: int | None,
    form: str,
    output: Path | None,
) -> int:
    """Take every run to its end, or to the given epoch or step, write the data, and return the exit status."""
    runs = [RunSpec(run.label, replace(run.training, steps=_last_step(run, epochs, steps))) for run in runs]
    diverged = False
    with destination(output) as stream, Interruption() as interruption:
        writing = FORMATS[form](stream, title, runs)
        for number, run in enumerate(runs, 1):
            branch = _take_steps(
                run, writing, interruption, f"run {number} of {len(runs)} " if len(runs) > 1 else ""
            )
            stopped = _stop_reason(branch, interruption, steps)
            diverged = diverged or stopped == "diverged"
            writing.end(branch, stopped)
            _narrate(branch, stopped, run.label)
            if interruption:
                break
    return interruption.status or (exit_status.DIVERGED if diverged else exit_status.DONE)


def _last_step(run: RunSpec, epochs: int | None, steps: int | None) -> int:
    """Return the last step: the earlier of the given limits, or the scenario's own."""
    given = [] if epochs is None else [epochs * run.training.steps_per_epoch]
    if steps is not None:
        given.append(steps)
    return min(given, default=run.training.steps)


def _take_steps(run: RunSpec, writing: Format, interruption: Interruption, label: str) -> Branch:
    """Take the run's steps until it ends or a signal arrives."""
    timeline = Timeline(run.training)
    branch = timeline.branch
    writing.begin(run)
    on_terminal = writing.by_step and writing.stream.isatty()
    chunk = 1
    with Progress(run.training.steps, progress_stream(on_terminal), label) as progress:
        while branch.ending is None and not interruption:
            if writing.by_step:
                timeline.advance()
                writing.take(timeline.step(), branch.epoch_loss_at(branch.newest))
            else:
                started = monotonic()
                timeline.advance(chunk)
                if monotonic() - started < _CHECK_INTERVAL_SECONDS:
                    chunk *= 2
            progress.reached(branch.newest)
    return branch


def _stop_reason(branch: Branch, interruption: Interruption, steps: int | None) -> str:
    if branch.ending is None:
        assert interruption
        return "interrupted"
    reason = branch.ending.reason
    if reason == "epochs" and branch.newest == steps:
        return "steps"
    return reason


def _narrate(branch: Branch, stopped: str, label: str | None) -> None:
    """Explain on stderr why a run diverged, was interrupted, or is about to diverge."""
    prefix = f"{label}: " if label is not None else ""
    match stopped:
        case "diverged":
            narrate(prefix + divergence(branch).explanation)
        case "interrupted":
            narrate(
                f"{prefix}Interrupted after step {branch.newest:,}; the results up to this step are written."
            )
        case _ if is_growing(branch, branch.newest):
            narrate(
                f"{prefix}The loss keeps growing: this run is diverging, though its numbers are still finite."
            )
