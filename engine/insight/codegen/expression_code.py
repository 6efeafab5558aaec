"""Expression trees as Python code: on NumPy numbers, on PyTorch tensors, or on the arrays of either."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Iterator
from typing import NamedTuple

from engine.objectives.expression import (
    Call,
    Constant,
    Name,
    Node,
    Phrase,
    folded,
    joined,
    number_text,
    phrase,
)
from engine.objectives.operations import CONSTANTS, OPERATIONS
from engine.objectives.parsing import INTERNAL, parse


class _Part(NamedTuple):
    """A subexpression: its text, and its value if no name is in it."""

    text: Phrase
    value: float | None = None
    is_number: bool = False
    """Whether only numbers are in it, and no array."""


def numpy_expression(node: Node, name: Callable[[str], str]) -> str:
    """A tree over single numbers, with the very operations of the engine; `name` writes its names."""
    return _text(node, name, lambda function: OPERATIONS[function].code.numpy, "np")


def torch_expression(node: Node, name: Callable[[str], str]) -> str:
    """A tree over tensors; `name` writes its names."""
    return _text(node, name, lambda function: OPERATIONS[function].code.torch, "torch")


def array_expression(
    text: str, library: str, name: Callable[[str], str], numbers: Container[str] = ()
) -> str:
    """A formula of the engine's tables over arrays of "np" or "torch", elementwise; `numbers` are no arrays."""
    extremes = {"min": f"{library}.minimum({{all}})", "max": f"{library}.maximum({{all}})"}

    def call(function: str) -> str:
        is_operator = not OPERATIONS[function].code.numpy
        if function == "ratio":
            return OPERATIONS[function].code.numpy
        return "" if is_operator else extremes.get(function, f"{library}.{function}({{all}})")

    return _text(parse(text, functions=INTERNAL), name, call, library, numbers)


def definitions_for(nodes: Iterable[Node], prefix: str = "") -> Iterator[str]:
    """The definitions of the functions that the trees call as NumPy expressions, each once."""
    functions = set().union(*map(_functions_of, nodes))
    for name, operation in OPERATIONS.items():
        if name in functions and operation.code.definition:
            yield operation.code.definition.replace("def ", f"def {prefix}")


def condition_code(when: Node | None, name: Callable[[str], str], prefix: str = "") -> str:
    """A condition on a step as Python; "" if there is none. `prefix` begins the names of functions defined for it."""
    if when is None:
        return ""

    def code(function: str) -> str:
        operation = OPERATIONS[function].code
        return f"{prefix}{operation.numpy}" if operation.definition else operation.numpy

    # A quotient or a power of Python's own numbers may raise an error.
    guarded = not _functions_of(when).isdisjoint(("/", "**"))
    return _text(when, (lambda key: f"np.float64({name(key)})") if guarded else name, code, "np")


def _functions_of(node: Node) -> set[str]:
    functions: set[str] = set()
    folded(node, lambda part: None, lambda function, operands: functions.add(function))
    return functions


def _text(
    node: Node,
    name: Callable[[str], str],
    code: Callable[[str], str],
    library: str,
    numbers: Container[str] = (),
) -> str:
    def leaf(part: Node) -> _Part:
        match part:
            case Constant(value):
                return _number(value, library)
            case Call(function):
                return _Part(phrase(f"{library}.{function}"), CONSTANTS[function], is_number=True)
            case Name(key):
                return _Part(phrase(name(key)), is_number=key in numbers)

    def call(function: str, operands: list[_Part]) -> _Part:
        values = [operand.value for operand in operands if operand.value is not None]
        if len(values) == len(operands):
            # Python's own numbers would raise where float64 gives inf or NaN, and are exact where it rounds.
            return _number(float(OPERATIONS[function].scalar(*values)), library)
        texts = [operand.text for operand in operands]
        if function == "/" and operands[-1].value == 0.0 and library == "np":
            texts[-1] = phrase(f"np.float64({texts[-1].text})")
        template = code(function)
        is_number = all(operand.is_number for operand in operands)
        if not template:
            return _Part(joined(function, texts), is_number=is_number)
        if is_number and hasattr(math, function):
            template = f"math.{function}({{all}})"
        written = [text.text for text in texts]
        return _Part(phrase(template.format(*written, all=", ".join(written))), is_number=is_number)

    return folded(node, leaf, call).text.text


def _number(value: float, library: str) -> _Part:
    if math.isnan(value):
        text = f"{library}.nan"
    elif math.isinf(value):
        text = f"{library}.inf" if value > 0 else f"-{library}.inf"
    else:
        text = number_text(value)
    return _Part(phrase(text), value, is_number=True)
