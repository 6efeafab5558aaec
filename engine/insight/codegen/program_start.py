"""The state from which an exported program goes on."""

from __future__ import annotations

from math import nan
from typing import NamedTuple

from engine.descent.branch import Branch
from engine.descent.training import State


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
