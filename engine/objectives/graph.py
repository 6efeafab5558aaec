"""A function's computational graph: its values in topological order, and the terms of each value's gradient."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from engine.objectives.backward import gradient_terms
from engine.objectives.expression import (
    Call,
    Constant,
    Name,
    Node,
    Phrase,
    joined,
    names_of,
    number_text,
    phrase,
    text_of,
)
from engine.objectives.graph_node import EQUALS, VARIABLE, GraphNode, Terms
from engine.objectives.operations import LOGIC
from engine.objectives.parsing import MAX_NODES, ExpressionError, check_names, column_of, parse
from engine.objectives.stable_forms import stable_form

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_EXPRESSION, _WHERE, _START = "function.expression", "function.where.", "function.start."


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
        tree = self._parsed(text, entry, where)
        expression = self._operation(tree)[0]
        if isinstance(expression, Call) and names_of(expression):
            self._add(name, expression.function, expression, tree)
        else:
            self._add(name, EQUALS, expression)

    def close(self, text: str, where: Mapping[str, str]) -> tuple[str, Terms]:
        """Add the expression itself; return its key, and the terms of every gradient."""
        operand, _ = self._operand(self._parsed(text, _EXPRESSION, where))
        if "loss" in self.nodes and operand != Name("loss"):
            entry = f"{_WHERE}loss" if "loss" in where else f"{_START}loss"
            raise ExpressionError("'loss' is the name of the function's own value", entry=entry)
        if isinstance(operand, Name):
            terms = gradient_terms(list(self.nodes.values()), operand.key)
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
        if name in LOGIC:
            raise ExpressionError(f"{name!r} is reserved: choose another name", entry=entry)
        if name in self.nodes:
            raise ExpressionError(f"there is a variable called {name!r} already", entry=entry)

    def _parsed(self, text: str, entry: str, where: Mapping[str, str]) -> Node:
        """The tree of a text, whose names must all be defined by now."""
        try:
            tree = parse(text, declared={*self.nodes, *where})
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
        self._add(written.text, expression.function, expression, tree)
        return Name(written.text), written

    def _add(self, key: str, operation: str, expression: Node, tree: Node | None = None) -> None:
        operands = () if operation == VARIABLE else names_of(expression)
        form = None if tree is None else stable_form(tree)
        computed = expression if form is None else self._over_keys(form)
        self.nodes[key] = GraphNode(key, operation, operands, expression, computed)
        if len(self.nodes) > MAX_NODES:
            raise ExpressionError(f"a function may have {MAX_NODES:,} values in all", entry=_EXPRESSION)

    def _over_keys(self, tree: Node) -> Node:
        """The tree with each part that is a value of the graph replaced by the value's key."""
        if not isinstance(tree, Call) or not names_of(tree):
            return tree
        key = text_of(tree)
        if key in self.nodes:
            return Name(key)
        return Call(tree.function, tuple(map(self._over_keys, tree.arguments)))
