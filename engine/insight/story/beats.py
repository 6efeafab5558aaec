"""A step's story as data: beats, each one quantity with its formula, in symbols and in today's numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.insight.numbers import DIGITS, shown
from engine.objectives.expression import Node, names_of, text_of


class Phase(StrEnum):
    """Where in the cycle of a step we are."""

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
    """What is worked out: z1_1, loss, gradient.w2_1_1, new.w2_1_1."""
    formula: Node
    """How, over names of `numbers`."""
    result: float
    """The engine's own number; the formula's value but for rounding."""
    numbers: Mapping[str, float]
    """What the formula's names stand for; beats of one row share one mapping."""
    row: int = 0
    """The place in the batch of the row that is told."""
    note: str = ""
    """A sentence in plain language; "" where the formula says it all."""

    @property
    def symbolic(self) -> str:
        """The formula in symbols: "w1_1_1*cgpa + w1_2_1*profile_score + b1_1"."""
        return text_of(self.formula)

    def substituted(self, digits: int = DIGITS) -> str:
        """The formula with the numbers put in: "0.1*8 + 0.1*8 + 0"."""
        numbers = self.numbers
        return text_of(
            self.formula,
            name=lambda key: shown(numbers[key], digits),
            number=lambda value: shown(value, digits),
        )

    @property
    def quantities(self) -> tuple[str, ...]:
        """The quantities on both sides of the equation, the one that is worked out first."""
        return (self.quantity, *(name for name in names_of(self.formula) if name != self.quantity))
