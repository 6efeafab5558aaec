"""Expressions as trees: their text, their value, and sums, products and powers that read as in a textbook.

A tree may lean left without limit (a sum of a thousand terms does), so everything here walks the left side in
a loop and recurses to the right only, where the parser bounds the depth.
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
    """A number that stands in the expression."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A value that is known by its name: "x", "value.a2_1"; in a function's formulas also "x**2"."""

    key: str


@dataclass(frozen=True, slots=True)
class Call:
    """An operation on its operands: "+" - * / ** neg, a comparison, and or not, or a function such as "sin".

    The constants pi and e are calls without arguments, so that they keep their names.
    """

    function: str
    arguments: tuple[Node, ...]


Node: TypeAlias = Constant | Name | Call

ZERO: Node = Constant(0.0)
ONE: Node = Constant(1.0)

T = TypeVar("T")


def folded(node: Node, leaf: Callable[[Node], T], call: Callable[[str, list[T]], T]) -> T:
    """What comes of a tree from its leaves up: `leaf` of each leaf, `call` of each operation and operands."""
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
    """The names in it, each once, in the order in which they first appear."""
    names: dict[str, None] = {}

    def leaf(part: Node) -> None:
        if isinstance(part, Name):
            names[part.key] = None

    folded(node, leaf, lambda function, operands: None)
    return tuple(names)


def is_condition(node: Node) -> bool:
    """Whether its value is true or false, and not a number."""
    return isinstance(node, Call) and (node.function in COMPARISONS or node.function in LOGIC)


@overload
def evaluate(node: Node, names: Mapping[str, float]) -> float: ...
@overload
def evaluate(node: Node, names: Mapping[str, float | Matrix]) -> float | Matrix: ...
def evaluate(node: Node, names: Mapping[str, float | Matrix]) -> float | Matrix:
    """Its value where the names have these values; with arrays among them, element by element.

    No number makes it raise or warn: overflow gives inf, what is undefined gives NaN. Conditions give a bool.

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
"""How tightly an operator holds its operands together."""

_OPERATOR_IN_TEXT = re.compile(r"[()]|^-|(?<= )[+-](?= )|\*\*|[*/]")


class Phrase(NamedTuple):
    """A piece of an expression's text, with what decides whether it needs parentheses where it stands."""

    text: str
    """How it reads at the start."""
    binding: int
    inner: str
    """How it reads further in, where a leading minus must not meet another operator: "(-x)"."""
    inner_binding: int

    def fitting(self, floor: int, first: bool) -> str:
        """Its text where everything that binds looser than `floor` needs parentheses."""
        text, binding = (self.text, self.binding) if first else (self.inner, self.inner_binding)
        return text if binding >= floor else f"({self.text})"


def phrase(text: str) -> Phrase:
    """A number or a name as a phrase: parenthesised by whatever operators its own text shows."""
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
    """The phrase of an operation from its operands' phrases, with no parentheses that could be spared."""
    binding = _BINDING.get(function)
    if binding is None:
        text = f"{function}({', '.join(part.text for part in parts)})" if parts else function
        return Phrase(text, _ATOM, text, _ATOM)
    if function == "neg":
        return _leading_minus(f"-{parts[0].fitting(binding, first=False)}", binding)
    if function == "not":
        text = f"not {parts[0].fitting(binding, first=True)}"
        return Phrase(text, binding, text, binding)
    left, right = parts
    # a**b**c is a**(b**c), a - b - c is (a - b) - c, and a < b < c is nothing at all.
    left_floor = binding + 1 if function == "**" or function in COMPARISONS else binding
    right_floor = binding if function == "**" else binding + 1
    symbol = f" {function} " if binding <= _BINDING["+"] else function
    # Each side of a comparison is an expression of its own, with a start of its own.
    rest = symbol + right.fitting(right_floor, first=binding <= _BINDING["<"])
    text = left.fitting(left_floor, first=True) + rest
    inner = text if left.text == left.inner else left.fitting(left_floor, first=False) + rest
    return Phrase(text, binding, inner, binding)


def number_text(value: float) -> str:
    """The shortest digits that give back the very same float64: "2", "0.1", "1e-07"."""
    return repr(float(value)).removesuffix(".0")


def text_of(
    node: Node, name: Callable[[str], str] = lambda key: key, number: Callable[[float], str] = number_text
) -> str:
    """Its canonical text, "a*b + c**2"; `name` and `number` say how names and numbers are written.

    Parentheses stand only where they are needed. That includes a negative number (or name, where names are
    written as their values) that is not the first thing of its expression: "0.1 - 0.001*(-11.776)".
    Parsing the text gives a tree of the same value.
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
    """-node where the node itself shows a minus, so that the two minus signs can cancel."""
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
    for one, other in ((left, right), (right, left)):
        if _is(one, 1):
            return other
        if _is(one, -1):
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
    """-node, without a double minus; of a product or a quotient, the first factor takes the minus."""
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
    """The operation on its operands without what changes nothing: x*1, x + 0, x**1, 0*x, -(-x), a + -b.

    With `fold`, + - * of two numbers become the number that they make in decimal arithmetic: 1.1 - 1 is 0.1.
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
    """The sum of the terms from left to right; 0 if there are none."""
    return reduce(_plus, terms, ZERO)
