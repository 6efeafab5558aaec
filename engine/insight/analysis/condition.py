"""Conditions on a step's numbers, and on the change of a number since the step before."""

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
"""The changes of a number, by the words for them."""

_MOVE = re.compile(rf"(.+?)\s+({'|'.join(word.replace(' ', chr(92) + 's+') for word in _MOVES)})", re.DOTALL)

_SHORT = ("new.", "value.")
"""The prefixes that a name without one may stand for: a parameter after the step, else a forward value."""


class Condition(NamedTuple):
    """A condition on a step."""

    text: str
    expression: Node
    """A condition; with `move`, the number that changes."""
    move: str = ""
    """The change of the number: a key of the moves, or "" for a condition."""

    def holds(self, branch: Branch, step: Step) -> bool:
        """Whether the condition holds for a step of a branch; a change needs a step before.

        A parameter changes from before the step to after it, an epoch's mean loss since the epoch before.
        """
        now = evaluate(self.expression, _Numbers(_quantities(branch, step)))
        if not self.move:
            return bool(now)
        before = evaluate(self.expression, _NumbersBefore(branch, step))
        # Unknown numbers have not changed.
        return not isnan(before) and not isnan(now) and _MOVES[self.move](before, now)


def condition_of(text: str, branch: Branch, step: Step) -> Condition:
    """The condition of a text: "loss < 0.5", "w2_1_1 changes sign", "loss rises".

    A parameter's name without a prefix is its value after the step; any other value's name is that value. `step` is
    any step of the run, from which the known names are taken.

    Raises:
        ExpressionError: the text is neither a condition nor a number with a change, or has an unknown name.
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
    # The first step's names are used before it is taken, when no epoch is complete.
    closed = branch.epoch_loss_at(step.number) if step.number <= branch.newest else None
    return Quantities(branch.training_of(step.number), step, closed)


class _Numbers(dict[str, float]):
    """A step's numbers by name, with an optional prefix."""

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
    """The numbers at the step before by name; NaN where there was none."""

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
