"""Random expressions for tests, and a second way to their derivatives: dual numbers, in forward mode.

A dual number is a value and its slope by one variable; every operation carries both along.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from hypothesis import strategies as st

from engine.objectives.expression import ONE, Call, Constant, Name, Node, evaluate

NAMES = ("x", "y", "z")

numbers = st.floats(allow_nan=False, allow_infinity=False)
places = st.fixed_dictionaries({name: st.floats(-3, 3).map(partial(round, ndigits=3)) for name in NAMES})


def table(text: str, separator: str = "→") -> list[list[str]]:
    """The lines of a table of test cases, as cells."""
    return [[cell.strip() for cell in line.split(separator)] for line in text.strip().splitlines()]


def operation(function: str, *operands: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Trees with that operation at the top."""
    return st.tuples(*operands).map(lambda parts: Call(function, parts))


def leaves(constants: st.SearchStrategy[float]) -> st.SearchStrategy[Node]:
    """Names, numbers, pi and e."""
    return st.one_of(
        st.sampled_from([Name(name) for name in NAMES]),
        constants.map(Constant),
        st.sampled_from([Call("pi", ()), Call("e", ())]),
    )


def _any_operation(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    unary = ("neg", "sin", "exp", "log", "sqrt", "tanh", "sigmoid", "relu", "softplus", "abs")
    return st.one_of(
        *(operation(function, parts, parts) for function in ("+", "-", "*", "/", "**")),
        st.sampled_from(unary).flatmap(lambda function: operation(function, parts)),
    )


any_trees = st.recursive(leaves(numbers), _any_operation, max_leaves=15)
"""Anything that a function expression may say, wherever it may lead."""


def _condition(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(operation("and", parts, parts), operation("or", parts, parts), operation("not", parts))


_comparisons = st.sampled_from(["<", "<=", ">", ">=", "==", "!="]).flatmap(
    lambda function: operation(function, any_trees, any_trees)
)
condition_trees = st.recursive(_comparisons, _condition, max_leaves=5)
"""Anything that a condition may say."""


def _tame(function: str) -> Callable[[Node, Node], Node]:
    """An operation kept to where it is defined and its slopes are moderate."""

    def square(part: Node) -> Node:
        return Call("**", (part, Constant(2.0)))

    def positive(part: Node) -> Node:
        return Call("+", (ONE, square(part)))

    def bounded(part: Node) -> Node:
        return Call("tanh", (part,))

    match function:
        case "/":
            return lambda left, right: Call("/", (left, positive(right)))
        case "**":
            return lambda left, right: Call("**", (positive(bounded(left)), bounded(right)))
        case "square":
            return lambda left, right: square(left)
        case "cube":
            return lambda left, right: Call("**", (bounded(left), Constant(3.0)))
        case "log" | "sqrt":
            return lambda left, right: Call(function, (positive(left),))
        case "exp" | "tan":
            return lambda left, right: Call(function, (bounded(left),))
        case "+" | "-" | "*":
            return lambda left, right: Call(function, (left, right))
    return lambda left, right: Call(function, (left,))


_smooth = (
    *("+", "-", "*", "/", "**", "square", "cube", "neg", "sin", "cos", "tan", "exp", "log", "sqrt"),
    *("tanh", "sigmoid", "softplus"),
)
_few_digits = st.floats(-3, 3).map(partial(round, ndigits=2))


def tame_trees(*more: str) -> st.SearchStrategy[Node]:
    """Trees whose values and slopes are defined everywhere and of moderate size."""
    return st.recursive(
        leaves(_few_digits),
        lambda parts: st.sampled_from((*_smooth, *more)).flatmap(
            lambda function: st.builds(_tame(function), parts, parts)
        ),
        max_leaves=10,
    )


smooth_trees = tame_trees()
kinked_trees = tame_trees("abs", "relu")


def largest(node: Node, at: Mapping[str, float]) -> float:
    """The largest magnitude of all values in the tree."""
    parts = node.arguments if isinstance(node, Call) else ()
    return max([abs(evaluate(node, at)), *(largest(part, at) for part in parts)])


class Dual(NamedTuple):
    """A value and its slope."""

    value: float
    slope: float


def dual(node: Node, at: Mapping[str, float], by: str) -> Dual:
    """The tree's value where the names have these values, and its slope by one of them."""
    if isinstance(node, Constant):
        return Dual(node.value, 0.0)
    if isinstance(node, Name):
        return Dual(at[node.key], float(node.key == by))
    operands = [dual(argument, at, by) for argument in node.arguments]
    if len(operands) == 2:
        return _dual_binary(node.function, *operands)
    if not operands:
        return Dual({"pi": math.pi, "e": math.e}[node.function], 0.0)
    ((u, du),) = operands
    logistic = 1 / (1 + math.exp(-u)) if u > -700 else 0.0
    value, slope = {
        "neg": lambda: (-u, -1.0),
        "sin": lambda: (math.sin(u), math.cos(u)),
        "cos": lambda: (math.cos(u), -math.sin(u)),
        "tan": lambda: (math.tan(u), 1 / math.cos(u) ** 2),
        "exp": lambda: (math.exp(u), math.exp(u)),
        "log": lambda: (math.log(u), 1 / u),
        "sqrt": lambda: (math.sqrt(u), 0.5 / math.sqrt(u)),
        "tanh": lambda: (math.tanh(u), 1 / math.cosh(u) ** 2 if abs(u) < 700 else 0.0),
        "sigmoid": lambda: (logistic, logistic * (1 - logistic)),
        "softplus": lambda: (u if u > 700 else math.log1p(math.exp(u)), logistic),
        "abs": lambda: (abs(u), math.copysign(1.0, u) if u else 0.0),
        "relu": lambda: (max(u, 0.0), 1.0 if u > 0 else 0.0),
    }[node.function]()
    return Dual(value, slope * du)


def _dual_binary(function: str, left: Dual, right: Dual) -> Dual:
    (u, du), (v, dv) = left, right
    match function:
        case "+":
            return Dual(u + v, du + dv)
        case "-":
            return Dual(u - v, du - dv)
        case "*":
            return Dual(u * v, du * v + u * dv)
        case "/":
            return Dual(u / v, (du * v - u * dv) / v**2)
    # u**v = exp(v·log u), but for a whole exponent u may be negative.
    slope = v * u ** (v - 1) * du if v != 0 else 0.0
    return Dual(u**v, slope + (u**v * math.log(u) * dv if dv else 0.0))
