"""Expression trees: evaluation, canonical text, and simplified sums, products and powers.

A tree may be arbitrarily deep on its left side (as a sum of a thousand terms is), so every function here walks the
left side in a loop and recurses only to the right, where the parser bounds the depth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from math import isfinite
from typing import NamedTuple, TypeAlias, TypeVar, overload

import numpy as np

from engine.objectives.operations import COMPARISONS, CONSTANTS, LOGIC, applied
from engine.types import Matrix


@dataclass(frozen=True, slots=True)
class Constant:
    """A number."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A named value: "x", "value.a2_1"; in a function's formulas also an unnamed one by its text, "x**2"."""

    key: str


@dataclass(frozen=True, slots=True)
class Call:
    """An operation and its operands: "+" - * / ** neg, a comparison, and or not, or a function such as "sin".

    The constants pi and e are calls without arguments, which keeps their names.
    """

    function: str
    arguments: tuple[Node, ...]


Node: TypeAlias = Constant | Name | Call

ZERO: Node = Constant(0.0)
ONE: Node = Constant(1.0)

T = TypeVar("T")


def folded(node: Node, leaf: Callable[[Node], T], call: Callable[[str, list[T]], T]) -> T:
    """The bottom-up reduction of a tree: `leaf` for each leaf, `call` for each operation with its reduced operands."""
    pending: list[Call] = []
    while isinstance(node, Call) and node.arguments:
        pending.append(node)
        node = node.arguments[0]
    result = leaf(node)
    for outer in reversed(pending):
        others = [
            folded(argument, leaf, call) if isinstance(argument, Call) else leaf(argument)
            for argument in outer.arguments[1:]
        ]
        result = call(outer.function, [result, *others])
    return result


def names_of(node: Node) -> tuple[str, ...]:
    """The distinct names in a tree, in order of first appearance."""
    names: dict[str, None] = {}

    def leaf(part: Node) -> None:
        if isinstance(part, Name):
            names[part.key] = None

    folded(node, leaf, lambda function, operands: None)
    return tuple(names)


def is_condition(node: Node) -> bool:
    """Whether a tree's value is a truth value and not a number."""
    return isinstance(node, Call) and (node.function in COMPARISONS or node.function in LOGIC)


@overload
def evaluate(node: Node, names: Mapping[str, float]) -> float: ...
@overload
def evaluate(node: Node, names: Mapping[str, float | Matrix]) -> float | Matrix: ...
def evaluate(node: Node, names: Mapping[str, float | Matrix]) -> float | Matrix:
    """The value of a tree for given values of its names; elementwise if any of them is an array.

    Numbers never cause an error or a warning: overflow gives inf, undefined results are NaN. Conditions give a bool.

    Raises:
        KeyError: a name has no value.
    """

    def leaf(part: Node) -> float | Matrix:
        if isinstance(part, Constant):
            return part.value
        if isinstance(part, Call):
            return CONSTANTS[part.function]
        value = names[part.key]
        return value if isinstance(value, np.ndarray) else float(value)

    return folded(node, leaf, applied)


# Text

_ATOM = 9
_BINDING = {"or": 1, "and": 2, "not": 3, "+": 5, "-": 5, "*": 6, "/": 6, "neg": 7, "**": 8}
_BINDING |= dict.fromkeys(COMPARISONS, 4)
"""The precedence of each operator; higher binds tighter."""

_OPERATOR_IN_TEXT = re.compile(r"[()]|^-|(?<= )[+-](?= )|\*\*|[*/]")


class Phrase(NamedTuple):
    """A piece of an expression's text, with the precedences that decide whether it needs parentheses."""

    text: str
    """The text at the start of an expression."""
    binding: int
    """The precedence of `text`."""
    inner: str
    """The text after an operator, where a leading minus needs parentheses: "(-x)"."""
    inner_binding: int
    """The precedence of `inner`."""

    def parenthesized(self, floor: int, first: bool) -> str:
        """The text, in parentheses if its precedence is below `floor`; `first` at the start of an expression."""
        text, binding = (self.text, self.binding) if first else (self.inner, self.inner_binding)
        return text if binding >= floor else f"({self.text})"


def phrase(text: str) -> Phrase:
    """The phrase of a number or name, whose precedence follows from the operators in its text."""
    depth, binding = 0, _ATOM
    for match in _OPERATOR_IN_TEXT.finditer(text):
        token = match[0]
        if token in "()":
            depth += 1 if token == "(" else -1
        elif depth == 0:
            binding = min(binding, _BINDING[token if match.start() else "neg"])
    return _leading_minus(text, binding) if text.startswith("-") else Phrase(text, binding, text, binding)


def _leading_minus(text: str, binding: int) -> Phrase:
    return Phrase(text, binding, f"({text})", _ATOM)


def joined(function: str, parts: Sequence[Phrase]) -> Phrase:
    """The phrase of an operation from its operands' phrases, with only the necessary parentheses."""
    binding = _BINDING.get(function)
    if binding is None:
        text = f"{function}({', '.join(part.text for part in parts)})" if parts else function
        return Phrase(text, _ATOM, text, _ATOM)
    if function == "neg":
        return _leading_minus(f"-{parts[0].parenthesized(binding, first=False)}", binding)
    if function == "not":
        text = f"not {parts[0].parenthesized(binding, first=True)}"
        return Phrase(text, binding, text, binding)
    left, right = parts
    # a**b**c is a**(b**c), a - b - c is (a - b) - c, and a < b < c is not in the language.
    left_floor = binding + 1 if function == "**" or function in COMPARISONS else binding
    right_floor = binding if function == "**" else binding + 1
    symbol = f" {function} " if binding <= _BINDING["+"] else function
    # Each side of a comparison is a separate expression, so it may start with a minus.
    rest = symbol + right.parenthesized(right_floor, first=binding <= _BINDING["<"])
    text = left.parenthesized(left_floor, first=True) + rest
    inner = text if left.text == left.inner else left.parenthesized(left_floor, first=False) + rest
    return Phrase(text, binding, inner, binding)


def number_text(value: float) -> str:
    """The shortest digits that parse to the same float64: "2", "0.1", "1e-07"."""
    return repr(float(value)).removesuffix(".0")


def text_of(
    node: Node, name: Callable[[str], str] = lambda key: key, number: Callable[[float], str] = number_text
) -> str:
    """The canonical text of a tree, "a*b + c**2"; `name` and `number` write its names and numbers.

    Parentheses are written only where needed, which includes a negative number (or a name written as one) after an
    operator: "0.1 - 0.001*(-11.776)". Parsing the text gives a tree of the same value.
    """

    def leaf(part: Node) -> Phrase:
        if isinstance(part, Call):
            return joined(part.function, ())
        return phrase(number(part.value) if isinstance(part, Constant) else name(part.key))

    return folded(node, leaf, joined).text


# Textbook forms


def _is(node: Node, value: float) -> bool:
    return isinstance(node, Constant) and node.value == value


def _opposite(node: Node) -> Node | None:
    """-node where the node starts with a minus, which then cancels; None otherwise."""
    match node:
        case Constant(value) if value < 0:
            return Constant(-value)
        case Call("neg", (operand,)):
            return operand
        case Call("*" | "/" as function, (left, right)):
            opposite = _opposite(left)
            return None if opposite is None else simplified(function, (opposite, right))
    return None


def _plus(left: Node, right: Node) -> Node:
    if _is(left, 0) or _is(right, 0):
        return right if _is(left, 0) else left
    opposite = _opposite(right)
    return Call("+", (left, right)) if opposite is None else Call("-", (left, opposite))


def _minus(left: Node, right: Node) -> Node:
    if _is(left, 0) or _is(right, 0):
        return negative(right) if _is(left, 0) else left
    opposite = _opposite(right)
    return Call("-", (left, right)) if opposite is None else Call("+", (left, opposite))


def _times(left: Node, right: Node) -> Node:
    match right:
        case Call("/", (numerator, divisor)) if _is(numerator, 1):
            return _over(left, divisor)
    if not names_of(right) and names_of(left):
        left, right = right, left
    if _is(left, 0) or _is(right, 0):
        return ZERO
    for factor, other in ((left, right), (right, left)):
        if _is(factor, 1):
            return other
        if _is(factor, -1):
            return negative(other)
    opposite = _opposite(right)
    return Call("*", (left, right)) if opposite is None else negative(_times(left, opposite))


def _over(left: Node, right: Node) -> Node:
    if _is(left, 0):
        return ZERO
    return left if _is(right, 1) else Call("/", (left, right))


def _power(base: Node, exponent: Node) -> Node:
    if _is(exponent, 0):
        return ONE
    return base if _is(exponent, 1) else Call("**", (base, exponent))


def negative(node: Node) -> Node:
    """-node, without a double minus; in a product or quotient, the minus goes to the first factor."""
    match node:
        case Constant(value):
            return Constant(0.0 - value)
        case Call("*" | "/" as function, (left, right)):
            return Call(function, (negative(left), right))
    return _opposite(node) or Call("neg", (node,))


_FORMS: dict[str, Callable[..., Node]] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _over,
    "**": _power,
    "neg": negative,
}


def simplified(function: str, arguments: Iterable[Node], *, fold: bool = False) -> Node:
    """An operation on its operands, simplified where it contains x*1, x + 0, x**1, 0*x, -(-x) or a + -b.

    With `fold`, + - * of two numbers are computed in decimal arithmetic: 1.1 - 1 is 0.1.
    """
    operands = tuple(arguments)
    if fold and function in ("+", "-", "*") and all(isinstance(operand, Constant) for operand in operands):
        left, right = (Decimal(text_of(operand)) for operand in operands)
        value = float(left + right if function == "+" else left - right if function == "-" else left * right)
        if isfinite(value):
            return Constant(value)
    form = _FORMS.get(function)
    return Call(function, operands) if form is None else form(*operands)


def total(terms: Iterable[Node]) -> Node:
    """The sum of the terms, left to right; 0 if there are none."""
    return reduce(_plus, terms, ZERO)
