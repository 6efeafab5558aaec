"""Watching a run: conditions on a step's numbers, and on how a number went from the step before to this one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from math import isnan
from typing import NamedTuple

from engine.descent.branch import Branch
from engine.descent.quantities import Quantities
from engine.descent.training import Step
from engine.objectives.expression import Node, evaluate, is_condition
from engine.objectives.parsing import ExpressionError, check_names, parse
from engine.objectives.tokens import CONDITIONAL

_MOVES: Mapping[str, Callable[[float, float], bool]] = {
    "rises": lambda before, now: now > before,
    "falls": lambda before, now: now < before,
    "changes sign": lambda before, now: (now > 0) != (before > 0) and (now < 0) != (before < 0),
    "changes": lambda before, now: now != before,
}
"""How a number can have gone, by the words for it."""

_MOVE = re.compile(rf"(.+?)\s+({'|'.join(word.replace(' ', chr(92) + 's+') for word in _MOVES)})", re.DOTALL)

_SHORT = ("new.", "value.")
"""What a name without a prefix can mean: a parameter after the step, else a value on the way."""


class Condition(NamedTuple):
    """What is watched for."""

    text: str
    expression: Node
    """A condition; with `move`, the number that is looked at."""
    move: str = ""
    """How the number must have gone: a key of the moves, or "" for a condition."""

    def holds(self, branch: Branch, step: Step) -> bool:
        """Whether it holds for a step of a branch; no move does where there is nothing before.

        A parameter's own move is that from before the step to after it; of an epoch's mean, that from the epoch
        before.
        """
        now = evaluate(self.expression, _Numbers(_quantities(branch, step)))
        if not self.move:
            return bool(now)
        before = evaluate(self.expression, _NumbersBefore(branch, step))
        # Two numbers that are not known have not moved.
        return not isnan(before) and not isnan(now) and _MOVES[self.move](before, now)


def condition_of(text: str, branch: Branch, step: Step) -> Condition:
    """What a text asks to be watched for: "loss < 0.5", "w2_1_1 changes sign", "loss rises".

    Names are those of conditions; a parameter's name alone is its value after the step, another value's alone that
    value. `step` is any step of the run, whose names are known.

    Raises:
        ExpressionError: it is neither a condition nor a number that moves, or speaks of something there is not.
    """
    moving = _MOVE.fullmatch(text.strip())
    number = moving[1] if moving else text
    expression = parse(number, functions=CONDITIONAL)
    check_names(expression, _Numbers(_quantities(branch, step)), "quantity", number)
    if moving is None and not is_condition(expression):
        raise ExpressionError("this is a number, not a condition; compare it with another: loss < 0.5")
    if moving is not None and is_condition(expression):
        raise ExpressionError("this is a condition; only a number rises, falls or changes sign")
    return Condition(" ".join(text.split()), expression, " ".join(moving[2].split()) if moving else "")


def _quantities(branch: Branch, step: Step) -> Quantities:
    # The names of the first step are asked for before it is taken, when no epoch has been closed.
    closed = branch.epoch_loss_at(step.number) if step.number <= branch.newest else None
    return Quantities(branch.training_of(step.number), step, closed)


class _Numbers(dict[str, float]):
    """A step's numbers, where a name's prefix can be left out."""

    def __init__(self, quantities: Quantities) -> None:
        self._quantities = quantities

    def __missing__(self, key: str) -> float:
        for name in (key, *(f"{prefix}{key}" for prefix in _SHORT)):
            with suppress(KeyError):
                return self._quantities[name]
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        try:
            self[str(key)]
        except KeyError:
            return False
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(self._quantities)


class _NumbersBefore(_Numbers):
    """The same numbers at the step before; NaN where there was none."""

    def __init__(self, branch: Branch, step: Step) -> None:
        super().__init__(_quantities(branch, step))
        self._branch, self._step = branch, step
        self._before: _Numbers | None = None

    def __missing__(self, key: str) -> float:
        branch, number = self._branch, self._step.number
        if key == "epoch_loss":
            epochs = number // branch.training_of(number).steps_per_epoch
            closed = branch.epoch_loss_at(number) is not None and epochs > 1
            return float(branch.epoch_losses.array[epochs - 2]) if closed else float("nan")
        name = key.removeprefix("new.")
        if name in branch.training.objective.parameters.names:
            return self._quantities[f"parameter.{name}"]
        if number == 1:
            return float("nan")
        if self._before is None:
            self._before = _Numbers(_quantities(branch, branch.step(number - 1)))
        return self._before[key]
