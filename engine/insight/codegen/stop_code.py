"""The end of an exported program's step: the checks that may end its loop, and what they need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.descent.branch import MAX_LOSS
from engine.descent.training import Training
from engine.insight.codegen.expression_code import definitions_for
from engine.insight.codegen.lines import indented
from engine.objectives.expression import names_of
from engine.objectives.network import Network

NUMBER = "number_"
"""The beginning of the names of functions of single numbers, beside those of arrays and tensors."""


def wanted_names(training: Training) -> frozenset[str]:
    """The names in the condition of the stop criteria."""
    stopping = training.stopping
    if stopping is None or stopping.when is None:
        return frozenset()
    return frozenset(names_of(stopping.when))


def wants(training: Training, *prefixes: str) -> bool:
    """Whether the condition has a name with one of these prefixes."""
    return any(name.partition(".")[0] in prefixes and "." in name for name in wanted_names(training))


def keeps_updates(training: Training) -> bool:
    """Whether a stop criterion asks for the update of every parameter."""
    stopping = training.stopping
    return wants(training, "update") or (stopping is not None and stopping.update_norm is not None)


def stop_definitions(training: Training, norm: str) -> Iterator[str]:
    """The functions that the stop criteria call: `norm`, the length of a list of arrays, and those of the condition."""
    stopping = training.stopping
    if stopping is None:
        return
    if stopping.gradient_norm is not None or stopping.update_norm is not None:
        yield norm
    if stopping.when is not None:
        yield from definitions_for([stopping.when], NUMBER)


class StopCode(NamedTuple):
    """What a program's stop criteria are written with."""

    finite: str
    """Whether all parameters are finite."""
    gradient_norm: str
    update_norm: str
    when: str
    """The condition."""


def stop_lines(training: Training, code: StopCode) -> Iterator[str]:
    """The end of a step: its printed loss, and the checks that may end the loop."""
    stopping = training.stopping
    yield 'print(f"step {step}: loss {loss}")'
    yield ""
    yield "# Stop"
    yield f"if not (abs(loss) <= {MAX_LOSS!r} and {code.finite}):"
    yield '    stopped = "diverged"'
    yield "    break"
    if stopping is not None:
        if needs_epoch_loss(training):
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


def needs_epoch_loss(training: Training) -> bool:
    """Whether a stop criterion compares the epoch's loss."""
    return training.sampler is not None and (
        "epoch_loss" in wanted_names(training) or _compared_loss(training) == "epoch_loss"
    )


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


def is_mean(training: Training) -> bool:
    """Whether the loss of a batch is a mean over its rows."""
    network = training.objective
    assert isinstance(network, Network)
    return network.cost.over_rows == "mean"


def _epoch_loss_lines(training: Training) -> Iterator[str]:
    """The mean loss of an epoch's rows, NaN before its last step."""
    assert training.sampler is not None
    cost = "loss * len(rows)" if is_mean(training) else "loss"
    if training.sampler.steps_per_epoch == 1:
        yield f"epoch_loss = {cost} / len(X)"
        return
    yield f"costs = [{cost}] if batch == 0 else [*costs, {cost}]"
    yield "epoch_loss = np.sum(costs) / len(X) if batch == batches - 1 else np.nan"
