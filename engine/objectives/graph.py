"""A function's computational graph: its values in topological order, and the terms of each value's gradient."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engine.objectives.derivatives import partial
from engine.objectives.expression import (
    ONE,
    ZERO,
    Call,
    Constant,
    Name,
    Node,
    Phrase,
    joined,
    names_of,
    number_text,
    phrase,
    simplified,
)
from engine.objectives.parsing import MAX_NODES, RESERVED, ExpressionError, check_names, column_of, parse

VARIABLE, EQUALS = "variable", "="
"""The operations of a given value, and of a name for another value or for a number."""

GRADIENT = "gradient."
"""The prefix that names the gradient ∂f/∂q of a value q in formulas."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_EXPRESSION, _WHERE, _START = "function.expression", "function.where.", "function.start."


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

    @property
    def arguments(self) -> tuple[Node, ...]:
        """The operands in order: keys (as names) and numbers."""
        return self.expression.arguments if isinstance(self.expression, Call) else (self.expression,)


class Graph:
    """A function's graph under construction, text by text."""

    def __init__(self, variables: Sequence[str]) -> None:
        self.nodes: dict[str, GraphNode] = {}
        if not variables:
            raise ExpressionError("a function needs at least one variable", entry="function.start")
        for name in variables:
            self._claim(name, f"{_START}{name}")
            self._add(name, VARIABLE, Name(name))

    def define(self, name: str, text: str, where: Mapping[str, str]) -> None:
        """Add a named value."""
        entry = f"{_WHERE}{name}"
        self._claim(name, entry)
        expression = self._operation(self._parsed(text, entry, where))[0]
        if isinstance(expression, Call) and names_of(expression):
            self._add(name, expression.function, expression)
        else:
            self._add(name, EQUALS, expression)

    def close(self, text: str, where: Mapping[str, str]) -> tuple[str, Terms]:
        """Add the expression itself; return its key, and the terms of every gradient."""
        operand, _ = self._operand(self._parsed(text, _EXPRESSION, where))
        if "loss" in self.nodes and operand != Name("loss"):
            entry = f"{_WHERE}loss" if "loss" in where else f"{_START}loss"
            raise ExpressionError("'loss' is the name of the function's own value", entry=entry)
        if isinstance(operand, Name):
            terms = _gradient_terms(list(self.nodes.values()), operand.key)
            if any(self.nodes[key].operation == VARIABLE for key in terms):
                return operand.key, terms
        raise ExpressionError("the expression has no variable in it", entry=_EXPRESSION)

    def _claim(self, name: str, entry: str) -> None:
        """Check that a name can be given to a value."""
        if not _NAME.fullmatch(name):
            raise ExpressionError(
                f"{name!r} is not a valid name: use the letters a to z, digits and _, beginning with a letter or _",
                entry=entry,
            )
        if name in RESERVED:
            raise ExpressionError(f"{name!r} is reserved: choose another name", entry=entry)
        if name in self.nodes:
            raise ExpressionError(f"there is a variable called {name!r} already", entry=entry)

    def _parsed(self, text: str, entry: str, where: Mapping[str, str]) -> Node:
        """The tree of a text, whose names must all be defined by now."""
        try:
            tree = parse(text)
            for name in names_of(tree):
                if name in where and name not in self.nodes:
                    itself = entry == f"{_WHERE}{name}"
                    reason = "refers to itself" if itself else "is defined below: move it up"
                    raise ExpressionError(f"{name!r} {reason}", column_of(name, text))
            check_names(tree, self.nodes, "variable or earlier value", text)
        except ExpressionError as error:
            error.entry = entry
            raise
        return tree

    def _operation(self, tree: Node) -> tuple[Node, Phrase]:
        """The tree's top operation over the keys of its operands, and the tree's text."""
        if isinstance(tree, Constant):
            return tree, phrase(number_text(tree.value))
        if isinstance(tree, Name):
            return tree, phrase(tree.key)
        operands = [self._operand(argument) for argument in tree.arguments]
        written = joined(tree.function, [text for _, text in operands])
        return Call(tree.function, tuple(operand for operand, _ in operands)), written

    def _operand(self, tree: Node) -> tuple[Node, Phrase]:
        """The key of the tree's value, after adding its node; a constant tree is returned as it is."""
        expression, written = self._operation(tree)
        if not isinstance(expression, Call) or not names_of(expression):
            return expression, written
        self._add(written.text, expression.function, expression)
        return Name(written.text), written

    def _add(self, key: str, operation: str, expression: Node) -> None:
        operands = () if operation == VARIABLE else names_of(expression)
        self.nodes[key] = GraphNode(key, operation, operands, expression)
        if len(self.nodes) > MAX_NODES:
            raise ExpressionError(f"a function may have {MAX_NODES:,} values in all", entry=_EXPRESSION)


def _gradient_terms(nodes: Sequence[GraphNode], output: str) -> Terms:
    terms: Terms = {output: []}
    for node in reversed(nodes):
        if node.key in terms:
            terms.update((key, []) for key in node.operands)
    for node in nodes:
        if node.key not in terms or node.operation == VARIABLE:
            continue
        upstream = ONE if node.key == output else Name(GRADIENT + node.key)
        for index, operand in enumerate(node.arguments):
            if isinstance(operand, Name):
                local = ONE
                if node.operation != EQUALS:
                    local = partial(node.operation, index, node.arguments, Name(node.key))
                term = simplified("*", (upstream, local))
                if term != ZERO:
                    terms[operand.key].append(term)
    terms[output].append(ONE)
    return terms
