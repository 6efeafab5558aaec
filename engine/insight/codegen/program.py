"""What all exported programs share: their heading, their data, and their loop over the steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import chain

import numpy as np

from engine.descent.sampling import Sampler
from engine.descent.schedules import Constant
from engine.descent.training import Training
from engine.insight.codegen.lines import indented
from engine.insight.codegen.program_start import ProgramStart
from engine.insight.codegen.stop_code import StopCode, is_mean, needs_epoch_loss, stop_lines, wanted_names
from engine.objectives.network import Network
from engine.objectives.standardization import DIVISORS, Standardization
from engine.types import Matrix

QUIET = 'np.seterr(all="ignore")  # the numbers of a run that diverges overflow before it is stopped'
"""The line that silences NumPy, as the engine does."""


def program_text(body: Iterable[str], title: str, start: ProgramStart, library: str) -> str:
    """The whole program: docstring, imports and body."""
    lines = list(body)
    imports = ["import math", ""] if any("math." in line for line in lines) else []
    imports.append("import numpy as np")
    if library == "PyTorch":
        imports.append("import torch")
        if any("F." in line for line in lines):
            imports.append("import torch.nn.functional as F")
    return "\n".join([*_heading_lines(title, start, library), "", *imports, "", *lines, ""])


def _heading_lines(title: str, start: ProgramStart, library: str) -> Iterator[str]:
    yield f'"""{_docstring_safe(title)}: the run from step {start.number} on, in {library}.'
    yield ""
    yield "It takes the same steps on the same rows as gradstep, and stops where the run stops."
    if start.changes:
        steps = ", ".join(map(str, start.changes))
        yield f"Changes made by hand at a later step ({steps}) are not part of it."
    yield '"""'


def _docstring_safe(title: str) -> str:
    """A title without quotes and backslashes, which could end or change the docstring around it."""
    return re.sub(r'["\\]', "", title)


# Data


def data_lines(network: Network) -> Iterator[str]:
    """X and Y: the training rows as given, and their standardization."""
    rows = network.training_rows
    yield f"# Data: {', '.join(network.input_names)}; to predict: {', '.join(network.target_names)}"
    yield f"X = np.array({_table(network.raw_inputs[:rows])})"
    yield f"Y = np.array({_table(network.raw_targets[:rows])})"
    for name, scale in (("X", network.input_standardization), ("Y", network.target_standardization)):
        if scale is not None:
            yield f"{name} = {_standardized(name, scale, rows)}"


def _table(matrix: Matrix) -> str:
    rows = [f"    {row!r}," for row in matrix.tolist()]
    return "\n".join(["[", *rows, "]"])


def _standardized(name: str, scale: Standardization, training_rows: int) -> str:
    """(x − mean)/deviation over the rows of an array."""
    rows, correction = scale.raw[:training_rows], DIVISORS[scale.divisor]
    with np.errstate(all="ignore"):
        mean, deviation = rows.mean(axis=0), rows.std(axis=0, ddof=correction)
    if np.array_equal(mean, scale.mean) and np.array_equal(deviation, scale.deviation):
        ddof = f", ddof={correction}" if correction else ""
        return f"({name} - {name}.mean(axis=0)) / {name}.std(axis=0{ddof})"
    # The squares of very large or very small numbers leave the range of float64.
    return f"({name} - np.array({scale.mean.tolist()!r})) / np.array({scale.deviation.tolist()!r})"


# The loop


def _last_step(training: Training, start: ProgramStart) -> int:
    """The last step of a program that is not stopped earlier; it takes one step at least."""
    return max(start.number, training.steps)


def _head_lines(training: Training, start: ProgramStart) -> Iterator[str]:
    """The lines before the loop that its rows, learning rate and stop criteria need."""
    sampler, wanted = training.sampler, wanted_names(training)
    if sampler is not None:
        if "row" in wanted:
            network = training.objective
            assert isinstance(network, Network)
            yield f"row_numbers = {list(network.row_numbers[: network.training_rows])!r}"
        if sampler.steps_per_epoch > 1:
            yield f"batch_size = {sampler.batch_size}"
            yield f"batches = {sampler.steps_per_epoch}  # steps of an epoch"
        if sampler.order == "sequential":
            yield f"{'order' if sampler.steps_per_epoch > 1 else 'rows'} = np.arange(len(X))"
        if needs_epoch_loss(training):
            batch = (start.number - 1) % sampler.steps_per_epoch
            costs = start.losses[len(start.losses) - batch :] if batch else ()
            sizes = sampler.batch_sizes.tolist() if is_mean(training) else [1] * sampler.steps_per_epoch
            costs = tuple(loss * size for loss, size in zip(costs, sizes, strict=False))
            yield f"costs = {_floats(costs)}  # of the rows of this epoch so far"
    stopping = training.stopping
    if stopping is not None:
        if stopping.patience > 1:
            yield f"held = {start.held}  # {stopping.per}s in a row for which a stop criterion has held"
        if stopping.loss_change is not None:
            before = start.epoch_loss if stopping.per == "epoch" else start.loss_before
            yield f"loss_before = {_floats([before])[1:-1]}"


def _floats(numbers: Iterable[float]) -> str:
    texts = [repr(number) if np.isfinite(number) else f"np.float64('{number}')" for number in numbers]
    return f"[{', '.join(texts)}]"


def loop_lines(training: Training, start: ProgramStart, step: Iterable[str], stop: StopCode) -> Iterator[str]:
    """The loop over the steps, each with the lines of `step` and the stop criteria, and why it ended."""
    yield from _head_lines(training, start)
    yield f"for step in range({start.number}, {_last_step(training, start) + 1}):"
    yield from indented(chain(step, stop_lines(training, stop)))
    yield from _ending_lines(training, start)


def row_lines(sampler: Sampler, start: ProgramStart) -> Iterator[str]:
    """The rows of a step."""
    drawn = {
        "shuffle": "permutation(len(X))",
        "random": "integers(len(X), size=len(X))",
    }.get(sampler.order)
    draw = f"np.random.default_rng([{sampler.seed}, epoch]).{drawn}"
    batches = sampler.steps_per_epoch
    if batches == 1:
        yield "epoch = step"
        if drawn:
            yield f"rows = {draw}"
        return
    yield "epoch, batch = (step - 1) // batches + 1, (step - 1) % batches"
    if drawn:
        resumed = f" or step == {start.number}" if (start.number - 1) % batches else ""
        yield f"if batch == 0{resumed}:"
        yield f"    order = {draw}"
    yield "rows = order[batch * batch_size : (batch + 1) * batch_size]"


def rate_head_lines(training: Training) -> Iterator[str]:
    """η before the loop: the learning rate itself, or what the schedule makes it of."""
    name = "learning_rate" if is_constant(training) else "eta"
    yield f"{name} = {training.learning_rate!r}"


def rate_lines(training: Training) -> Iterator[str]:
    """The learning rate of a step, after the schedule; nothing if it is constant."""
    schedule = training.schedule
    if not is_constant(training):
        settings = {field.name: getattr(schedule, field.name) for field in fields(schedule)}
        yield "t = step - 1"
        yield f"learning_rate = {schedule.code.format(**settings)}"


def is_constant(training: Training) -> bool:
    """Whether all steps have the same learning rate."""
    return isinstance(training.schedule, Constant)


def _ending_lines(training: Training, start: ProgramStart) -> Iterator[str]:
    """The lines after the loop: why it ended."""
    sampler = training.sampler
    closes = sampler is not None and sampler.closes_epoch(_last_step(training, start))
    yield "else:"
    yield f'    stopped = "{"epochs" if closes else "steps"}"'
    yield 'print(f"stopped after step {step}: {stopped}")'
