"""The nodes of a function's computational graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.objectives.expression import Call, Node

VARIABLE, EQUALS = "variable", "="
"""The operations of a given value, and of a name for another value or for a number."""

GRADIENT = "gradient."
"""The prefix that names the gradient ∂f/∂q of a value q in formulas."""

Terms: TypeAlias = dict[str, list[Node]]
"""The terms of each node's gradient, one for each use; only for nodes that the output depends on."""


@dataclass(frozen=True, slots=True)
class GraphNode:
    """One value of a function: a variable, or the result of an operation on other values."""

    key: str
    """The value's name, or its text if it has none: "x**2"."""
    operation: str
    """An operation of the language ("*", "sin"), or VARIABLE, or EQUALS."""
    operands: tuple[str, ...]
    """The distinct keys of the values that the operation uses."""
    expression: Node
    """The operation over those keys (as names) and numbers."""
    computed: Node
    """The formula that the value is computed by, over keys: the operation, or an equal one that loses no digits."""

    @property
    def arguments(self) -> tuple[Node, ...]:
        """The operands in order: keys (as names) and numbers."""
        return self.expression.arguments if isinstance(self.expression, Call) else (self.expression,)
