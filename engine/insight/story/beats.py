"""Beats: the operations of a step as data, each one quantity with its formula and its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.insight.numbers import DIGITS, shown
from engine.objectives.expression import Node, names_of, text_of


class Phase(StrEnum):
    """A phase of the cycle of a step."""

    SELECT = "select"
    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Beat:
    """One operation of a step: quantity = formula = result."""

    phase: Phase
    quantity: str
    """The name of the result: z1_1, loss, gradient.w2_1_1, new.w2_1_1."""
    formula: Node
    """The formula of the result, over the names in `numbers`."""
    result: float
    """The number that the engine computed; equal to the formula's value up to rounding."""
    numbers: Mapping[str, float]
    """The value of each name in the formula; beats of one row share one mapping."""
    row: int = 0
    """The index in the batch of the row that the beat belongs to."""
    note: str = ""
    """An explanation in plain language; "" where the formula needs none."""

    @property
    def symbolic(self) -> str:
        """The formula in symbols: "w1_1_1*cgpa + w1_2_1*profile_score + b1_1"."""
        return text_of(self.formula)

    def substituted(self, digits: int = DIGITS) -> str:
        """The formula with numbers in place of names: "0.1*8 + 0.1*8 + 0"."""
        numbers = self.numbers
        return text_of(
            self.formula,
            name=lambda key: shown(numbers[key], digits),
            number=lambda value: shown(value, digits),
        )

    @property
    def quantities(self) -> tuple[str, ...]:
        """The names on both sides of the equation, the result first."""
        return (self.quantity, *(name for name in names_of(self.formula) if name != self.quantity))
