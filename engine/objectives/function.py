"""A function given as an expression: an objective with named values, differentiated in reverse mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple, TypeAlias

import numpy as np

from engine.objectives.backward import gradient_terms
from engine.objectives.expression import ZERO, Call, Name, Node, evaluate, folded, total
from engine.objectives.graph import Graph
from engine.objectives.graph_node import GRADIENT, GraphNode, Terms
from engine.objectives.operations import CONSTANTS, OPERATIONS
from engine.objectives.parameters import Parameters
from engine.types import NO_ROWS, Matrix, Rows, Vector


class FunctionEvaluation(NamedTuple):
    """A function at one θ: every value v, and the gradient ∂f/∂v."""

    function: Function
    loss: float
    """f(θ)."""
    gradient: Vector
    """∂f/∂θ, shape (variables,), read-only; 0 for a variable that f does not depend on."""
    numbers: list[float]
    """The values of all nodes, then the gradients ∂f/∂v of all nodes."""

    @property
    def values(self) -> dict[str, float]:
        """The value of every node, variables included, by its key."""
        return dict(zip(self.function.keys, self.numbers, strict=False))

    @property
    def gradients(self) -> dict[str, float]:
        """∂f/∂v of every node v, variables included, by its key."""
        keys = self.function.keys
        return dict(zip(keys, self.numbers[len(keys) :], strict=True))

    def named_values(self, row: int = 0) -> dict[str, float]:
        """The value of every node by its key, and f as "loss"; a function has no rows."""
        return {**self.values, "loss": self.loss}

    def named_gradients(self, row: int = 0) -> dict[str, float]:
        """∂f/∂v of every intermediate value v by its key, from the output back."""
        gradients = list(self.gradients.items())
        return dict(reversed(gradients[len(self.function.variables) :]))


class Function:
    """f(θ), an expression in the variables θ, with optional named intermediate values.

    Every operation is a node of a graph, and equal texts share one node. Backward from ∂f/∂f = 1, each node's
    gradient is the sum over all its uses: ∂f/∂u = Σ ∂f/∂y · ∂y/∂u.

    Args:
        expression: the text of f.
        where: the texts of the named intermediate values; each may use the variables and the names before it.
        variables: the names of θ, in order.

    Raises:
        ExpressionError: a text or name is invalid; its `entry` says which.
    """

    def __init__(self, expression: str, where: Mapping[str, str], variables: Sequence[str]) -> None:
        self.expression, self.where = expression, dict(where)
        """The texts that define f."""
        self.variables = tuple(variables)
        self.declared = frozenset((*variables, *where))
        """The names that its texts use for values, which may be those of constants and functions."""
        self.parameters = Parameters(self.variables)
        graph = Graph(self.variables)
        for name, text in where.items():
            graph.define(name, text, where)
        self.output, self._terms = graph.close(expression, where)
        """The key of f itself; the terms of each node's gradient."""
        self.nodes = tuple(graph.nodes.values())
        """In topological order: the variables first, each other node after its operands."""
        self.keys = tuple(graph.nodes)
        self.used = frozenset(self._terms)
        """The keys of the nodes that f depends on; the gradient of any other is 0."""
        self._nodes = graph.nodes
        slots = {key: slot for slot, key in enumerate(self.keys)}
        size = len(slots)
        slots |= {f"{GRADIENT}{key}": size + slot for key, slot in slots.items()}
        self._forward = [_computation([node.computed], slots) for node in self.nodes[len(self.variables) :]]
        self._backward = [
            (slots[GRADIENT + key], _computation(self._terms[key], slots))
            for key in reversed(self.keys)
            if key in self.used
        ]
        self._output = slots[self.output]
        self._zeros = [0.0] * size
        self._gradient_slice = slice(size, size + len(self.variables))

    def evaluate(self, theta: Vector, rows: Rows = NO_ROWS) -> FunctionEvaluation:
        """Every value and every gradient at θ; a function has no rows."""
        numbers: list[float] = theta.tolist()
        for compute in self._forward:
            numbers.append(compute(numbers))
        numbers += self._zeros
        for slot, compute in self._backward:
            numbers[slot] = compute(numbers)
        gradient = np.array(numbers[self._gradient_slice])
        gradient.setflags(write=False)
        return FunctionEvaluation(self, numbers[self._output], gradient, numbers)

    def loss(self, theta: Vector, rows: Rows = NO_ROWS) -> float:
        """f(θ)."""
        numbers: list[float] = theta.tolist()
        for compute in self._forward:
            numbers.append(compute(numbers))
        return numbers[self._output]

    def over(self, arrays: Mapping[str, Matrix | float]) -> Matrix:
        """f over arrays of points, for charts; the last digit may differ from that of `loss`.

        `arrays` has a number or an array for each variable; the result has the shape that they broadcast to.
        """
        values: dict[str, float | Matrix] = dict(arrays)
        for node in self.nodes:
            values[node.key] = evaluate(node.computed, values)
        shape = np.broadcast_shapes(*(np.shape(array) for array in arrays.values()))
        return np.broadcast_to(np.asarray(values[self.output], dtype=np.float64), shape)

    def node(self, key: str) -> GraphNode:
        """The node with that key; KeyError if there is none."""
        return self._nodes[key]

    @cached_property
    def _textbook_terms(self) -> Terms:
        return gradient_terms(self.nodes, self.output, textbook=True)

    def forward_formula(self, key: str) -> Node:
        """The operation that gives this value, over the keys of its operands."""
        return self._nodes[key].expression

    def computed_formula(self, key: str) -> Node:
        """The formula that this value is computed by: the operation, or an equal one that loses no digits.

        With values by key, it evaluates to exactly the computed value.
        """
        return self._nodes[key].computed

    def gradient_formula(self, key: str) -> Node:
        """The textbook's formula of this value's gradient: Σ gradient.USER · ∂USER/∂key over all its uses.

        The output's gradient is 1 and is left out of products.
        """
        return total(self._textbook_terms.get(key, ()))

    def computed_gradient_formula(self, key: str) -> Node:
        """The same with derivatives that lose no digits.

        With values by key and gradients by "gradient." and key, it evaluates to exactly the computed gradient.
        """
        return total(self._terms.get(key, ()))


_Computation: TypeAlias = Callable[[list[float]], float]


def _computation(terms: Sequence[Node], slots: Mapping[str, int]) -> _Computation:
    """The sum of the terms, left to right, as a function of the list of all nodes' numbers."""
    first, *others = [_compiled(term, slots) for term in terms or [ZERO]]
    if not others:
        return first

    def summed(numbers: list[float]) -> float:
        result = first(numbers)
        for term in others:
            result += term(numbers)
        return result

    return summed


def _compiled(node: Node, slots: Mapping[str, int]) -> _Computation:
    """The tree as nested functions of the list of all nodes' numbers: several times faster than walking it."""

    def leaf(part: Node) -> _Computation | float:
        if isinstance(part, Name):
            return itemgetter(slots[part.key])
        return CONSTANTS[part.function] if isinstance(part, Call) else part.value

    def call(function: str, operands: list[_Computation | float]) -> _Computation | float:
        compute = OPERATIONS[function].scalar
        left, right = operands[0], operands[-1]
        if len(operands) == 1:
            return compute(left) if isinstance(left, float) else lambda numbers: compute(left(numbers))
        if isinstance(left, float):
            if isinstance(right, float):
                return compute(left, right)
            return lambda numbers: compute(left, right(numbers))
        if isinstance(right, float):
            return lambda numbers: compute(left(numbers), right)
        return lambda numbers: compute(left(numbers), right(numbers))

    result = folded(node, leaf, call)
    return (lambda numbers: result) if isinstance(result, float) else result
