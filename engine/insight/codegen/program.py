"""What all exported programs share: where they begin, their data, their loop over the steps, and their stop."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from math import nan
from typing import NamedTuple

import numpy as np

from engine.descent.branch import MAX_LOSS, Branch
from engine.descent.sampling import Sampler
from engine.descent.schedules import Constant
from engine.descent.training import State, Training
from engine.insight.codegen.expression_code import array_expression
from engine.objectives.expression import names_of
from engine.objectives.network import Network
from engine.objectives.standardization import DIVISORS, Standardization
from engine.types import Matrix


class ProgramStart(NamedTuple):
    """The state from which a program goes on."""

    state: State
    """θ and the optimizer's state before the program's first step."""
    number: int
    """The program's first step, from 1."""
    held: int = 0
    """For how many steps in a row a stop criterion has held before it."""
    losses: tuple[float, ...] = ()
    """The losses of the steps before it: those of its epoch, and at least the last one."""
    epoch_loss: float = nan
    """The mean loss of the rows of the epoch before its own; NaN if there is none."""
    changes: tuple[int, ...] = ()
    """Later steps of the run that are the first after a change by hand."""

    @classmethod
    def of(cls, branch: Branch, number: int) -> ProgramStart:
        """The start of a program whose first step is step `number` of a branch, which has been taken or is next."""
        training = branch.training_of(number)
        kept = max(1, (number - 1) % training.steps_per_epoch)
        losses = branch.losses.array[max(0, number - 1 - kept) : number - 1]
        changes = tuple(branch.changes_after(number))
        state = branch.state(number - 1)
        epochs = branch.epoch_losses.array[: (number - 1) // training.steps_per_epoch]
        epoch_loss = float(epochs[-1]) if len(epochs) else nan
        held = _held_before(branch, number)
        return cls(state, number, held, tuple(losses.tolist()), epoch_loss, changes)

    @property
    def loss_before(self) -> float:
        """The loss of the step before the first one; NaN if there is none."""
        return self.losses[-1] if self.losses else nan


def _held_before(branch: Branch, number: int) -> int:
    """For how many steps, or epochs, in a row before step `number` a stop criterion has held."""
    stopping = branch.training_of(number).stopping
    if stopping is None or stopping.patience == 1:
        return 0
    since = branch.settings_since(number)
    held = 0
    checked = stopping.patience * (
        branch.training_of(number).steps_per_epoch if stopping.per == "epoch" else 1
    )
    for step in branch.steps(max(since, number - checked) + 1, number - 1):
        holds = branch.criteria_met(step)
        if holds is not None:
            held = held + 1 if holds else 0
    return held


NUMBER = "number_"
"""The beginning of the names of functions of single numbers, beside those of arrays and tensors."""

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


def indented(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a block."""
    return (f"    {line}".rstrip() for line in lines)


def definition_lines(definitions: Iterable[str]) -> Iterator[str]:
    """The definitions that are not empty, and the blank lines before, between and after them."""
    known = [definition for definition in definitions if definition]
    for definition in known:
        yield from ("", "", definition)
    yield from ("", "") if known else ("",)


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


def last_step(training: Training, start: ProgramStart) -> int:
    """The last step of a program that is not stopped earlier; it takes one step at least."""
    return max(start.number, training.steps)


def loop_head_lines(training: Training, start: ProgramStart) -> Iterator[str]:
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
        if _needs_epoch_loss(training):
            batch = (start.number - 1) % sampler.steps_per_epoch
            costs = start.losses[len(start.losses) - batch :] if batch else ()
            sizes = sampler.batch_sizes.tolist() if _is_mean(training) else [1] * sampler.steps_per_epoch
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


def loop_line(training: Training, start: ProgramStart) -> str:
    """The head of the loop over the steps."""
    return f"for step in range({start.number}, {last_step(training, start) + 1}):"


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


# The update


def hyperparameter_lines(training: Training) -> Iterator[str]:
    """The optimizer's hyperparameters as variables, for the program's update formulas."""
    for setting, value in training.optimizer.settings().items():
        if setting == "weight_decay" and training.undecayed is not None:
            network = training.objective
            assert isinstance(network, Network)
            decays = [
                decay for block in network.blocks for decay in ([value, 0.0] if block.bias else [value])
            ]
            yield f"decays = {decays!r}  # of each array: the weight decay spares the biases"
        elif setting != "weight_decay" or value:
            yield f"{setting} = {value!r}"


def ratio_definition(training: Training, library: str) -> str:
    """The function `ratio`, if the update's formulas call it; "" otherwise."""
    if not any("ratio(" in text for _, text in training.optimizer.formulas):
        return ""
    return (
        "def ratio(numerator, divisor):\n"
        f"    divisor = {library}.where(divisor == 0, {library}.inf, divisor)  # 0/0 counts as 0\n"
        "    return numerator / divisor"
    )


def list_name(slot: str) -> str:
    """The name of a list of a slot's arrays: velocities, square_sums."""
    return re.sub(r"y$", "ie", slot) + "s"


def has_frozen(training: Training) -> bool:
    """Whether some parameter is frozen."""
    return training.frozen is not None and bool(training.frozen.any())


def formula_lines(
    training: Training, library: str, kept: str, frozen: str, parameter: str = "parameter"
) -> Iterator[str]:
    """The update from the optimizer's own formulas, calling the functions of "np" or "torch".

    Args:
        kept: the assignment to a slot, with {slot} and {value}.
        frozen: the name of the mask of the frozen parameters.
        parameter: the name of what is updated.
    """
    optimizer = training.optimizer
    names = {"parameter": parameter}
    numbers = {"step", "learning_rate", *optimizer.settings()}
    for name, text in optimizer.formulas:
        value = array_expression(text, library, lambda key: names.get(key, key), numbers)
        if name == "gradient":
            names["gradient"] = "decayed"
        yield (
            kept.format(slot=name, value=value)
            if name in optimizer.slots
            else f"{names.get(name, name)} = {value}"
        )
    if has_frozen(training):
        yield f"update = {library}.where({frozen}, 0.0, update)"


# The stop


def wanted_names(training: Training) -> frozenset[str]:
    """The names in the condition of the stop criteria."""
    stopping = training.stopping
    if stopping is None or stopping.when is None:
        return frozenset()
    return frozenset(names_of(stopping.when))


def wants(training: Training, *prefixes: str) -> bool:
    """Whether the condition has a name with one of these prefixes."""
    return any(name.partition(".")[0] in prefixes and "." in name for name in wanted_names(training))


class StopCode(NamedTuple):
    """What a program's stop criteria are written with."""

    finite: str
    """Whether all parameters are finite."""
    gradient_norm: str
    update_norm: str
    when: str
    """The condition."""


def stop_lines(training: Training, start: ProgramStart, code: StopCode) -> Iterator[str]:
    """The end of a step: its printed loss, and the checks that may end the loop."""
    stopping = training.stopping
    yield 'print(f"step {step}: loss {loss}")'
    yield ""
    yield "# Stop"
    yield f"if not (abs(loss) <= {MAX_LOSS!r} and {code.finite}):"
    yield '    stopped = "diverged"'
    yield "    break"
    if stopping is not None:
        if _needs_epoch_loss(training):
            yield from _epoch_loss_lines(training)
        if stopping.per == "epoch" and training.steps_per_epoch > 1:
            yield "if batch == batches - 1:"
            yield from indented(_convergence_lines(training, code))
        else:
            yield from _convergence_lines(training, code)


def _convergence_lines(training: Training, code: StopCode) -> Iterator[str]:
    """The check of the stop criteria."""
    stopping = training.stopping
    assert stopping is not None
    holds = " or ".join(_criteria(training, code)) or "False"
    if stopping.patience > 1:
        yield f"held = held + 1 if {holds} else 0"
        holds = f"held >= {stopping.patience}"
    yield f"if {holds}:"
    yield '    stopped = "converged"'
    yield "    break"
    if stopping.loss_change is not None:
        yield f"loss_before = {_compared_loss(training)}"


def _compared_loss(training: Training) -> str:
    """The name of the loss that the stop criteria compare."""
    return "epoch_loss" if training.stopping and training.stopping.per == "epoch" else "loss"


def _needs_epoch_loss(training: Training) -> bool:
    """Whether a stop criterion compares the epoch's loss."""
    return training.sampler is not None and (
        "epoch_loss" in wanted_names(training) or _compared_loss(training) == "epoch_loss"
    )


def ending_lines(training: Training, start: ProgramStart) -> Iterator[str]:
    """The lines after the loop: why it ended."""
    sampler = training.sampler
    closes = sampler is not None and sampler.closes_epoch(last_step(training, start))
    yield "else:"
    yield f'    stopped = "{"epochs" if closes else "steps"}"'
    yield 'print(f"stopped after step {step}: {stopped}")'


def _criteria(training: Training, code: StopCode) -> Iterator[str]:
    stopping = training.stopping
    assert stopping is not None
    if stopping.gradient_norm is not None:
        yield f"{code.gradient_norm} <= {stopping.gradient_norm!r}"
    if stopping.update_norm is not None:
        yield f"{code.update_norm} <= {stopping.update_norm!r}"
    if stopping.loss_change is not None:
        yield f"abs({_compared_loss(training)} - loss_before) <= {stopping.loss_change!r}"
    if stopping.loss_below is not None:
        yield f"{_compared_loss(training)} < {stopping.loss_below!r}"
    if stopping.when is not None:
        yield f"({code.when})"


def _is_mean(training: Training) -> bool:
    """Whether the loss of a batch is a mean over its rows."""
    network = training.objective
    assert isinstance(network, Network)
    return network.cost.over_rows == "mean"


def _epoch_loss_lines(training: Training) -> Iterator[str]:
    """The mean loss of an epoch's rows, NaN before its last step."""
    assert training.sampler is not None
    cost = "loss * len(rows)" if _is_mean(training) else "loss"
    if training.sampler.steps_per_epoch == 1:
        yield f"epoch_loss = {cost} / len(X)"
        return
    yield f"costs = [{cost}] if batch == 0 else [*costs, {cost}]"
    yield "epoch_loss = np.sum(costs) / len(X) if batch == batches - 1 else np.nan"
