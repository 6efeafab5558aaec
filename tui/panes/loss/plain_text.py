"""The losses as lines of text: of the last steps and epochs, or of those that are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from engine.descent.branch import Branch
from scenarios.wording import counted
from tui.workspace import describe
from tui.workspace.arguments import InvalidArgument
from tui.workspace.snapshot import Snapshot

_LAST_LISTED = 5
"""Steps, and epochs, that are listed where none are asked for."""


def loss_lines(snapshot: Snapshot, argument: str) -> Iterator[str]:
    """The last losses; the losses of a step, or of a range of steps: "3", "3 8"; or of all epochs: "epochs".

    Raises:
        InvalidArgument: these are no steps that have been taken.
    """
    revealed = snapshot.place.step if snapshot.complete else max(0, snapshot.place.step - 1)
    if argument.casefold() in ("epochs", "epoch"):
        epochs = revealed // snapshot.training.steps_per_epoch
        return _epochs(snapshot, range(1, epochs + 1)) if snapshot.network is not None else iter(())
    if argument:
        first, last = _steps_named(argument, snapshot.branch)
    else:
        first, last = max(1, revealed - _LAST_LISTED + 1), revealed
    return _steps(snapshot, range(first, last + 1), revealed, with_epochs=not argument)


def _steps_named(argument: str, branch: Branch) -> tuple[int, int]:
    """The first and the last step that are asked for.

    Raises:
        InvalidArgument: these are no steps that have been taken.
    """
    words = argument.replace("to", " ").replace("-", " ").split()
    numbers = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 10]
    if len(numbers) != len(words) or not 1 <= len(numbers) <= 2:
        raise InvalidArgument("Type a step, or the first and the last of some: loss 3 8. Or: loss epochs.")
    first, last = numbers[0], numbers[-1]
    if not 1 <= first <= last <= branch.newest:
        raise InvalidArgument(f"{counted(branch.newest, 'step has', 'steps have')} been taken.")
    return first, last


def _steps(snapshot: Snapshot, steps: range, revealed: int, *, with_epochs: bool) -> Iterator[str]:
    losses, number = snapshot.branch.losses.array, snapshot.notation.number
    yield f"{describe.place(snapshot)}."
    yield from (f"step {step:,}: loss {number(float(losses[step - 1]))}" for step in steps)
    if not steps:
        yield "No loss is known here."
    if with_epochs and snapshot.network is not None:
        complete = revealed // snapshot.training.steps_per_epoch
        yield from _epochs(snapshot, range(max(1, complete - _LAST_LISTED + 1), complete + 1))
    yield from describe.others(snapshot)


def _epochs(snapshot: Snapshot, epochs: range) -> Iterator[str]:
    number, branch = snapshot.notation.number, snapshot.branch
    for epoch in epochs:
        line = f"epoch {epoch:,}: mean loss of its rows {number(float(branch.epoch_losses.array[epoch - 1]))}"
        line += f", of all rows at its end {number(float(branch.training_losses.array[epoch - 1]))}"
        if snapshot.network is not None and len(snapshot.network.test_rows):
            line += f", of test rows {number(float(branch.test_losses.array[epoch - 1]))}"
        yield line
    if not epochs:
        yield "No epoch is complete here."
