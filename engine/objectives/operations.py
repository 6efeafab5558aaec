"""Operations of the expression language, on single numbers and on arrays.

Both follow IEEE 754 and never raise or warn: 1/0 is inf; 0/0, log(-1) and (-8)**0.5 are NaN; 0**0 is 1. NaN
propagates, except in comparisons, where it gives False (and True for !=).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import reduce
from typing import NamedTuple

import numpy as np

from engine.objectives import activations
from engine.objectives.activations import LEAK
from engine.types import Matrix

CONSTANTS = {"pi": math.pi, "e": math.e}

COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
LOGIC = ("and", "or", "not")


class OperationCode(NamedTuple):
    """A function as text for the exported programs; {0} stands for its operand, {all} for all of them."""

    numpy: str = ""
    """The call on NumPy numbers; "" for an operator, which Python has as well."""
    torch: str = ""
    """The call on PyTorch tensors; "" for an operator, and for what only conditions may use."""
    definition: str = ""
    """The Python function that the call on numbers needs; "" if it needs none."""


_OPERATOR = OperationCode()


class Operation(NamedTuple):
    """One operation on numbers, the same operation elementwise on arrays, and as code."""

    scalar: Callable[..., float]
    array: Callable[..., Matrix]
    code: OperationCode = _OPERATOR


def _defined(name: str, body: str, torch: str = "") -> OperationCode:
    """The code of a function whose definition has this body."""
    return OperationCode(f"{name}({{all}})", torch, f"def {name}(z):\n    {body}")


def _guarded_code(name: str, condition: str) -> OperationCode:
    """The code of a function of Python's math, and of NumPy where it would raise: their last digits may differ."""
    body = f"return np.float64(math.{name}(z)) if {condition} else np.{name}(z)"
    return _defined(name, body, f"torch.{name}({{0}})")


def _guarded(
    fast: Callable[..., float], complete: Callable[..., Matrix], code: OperationCode = _OPERATOR
) -> Operation:
    """The operation `fast`, and where Python raises, `complete`, which returns the inf or NaN."""

    def scalar(*operands: float) -> float:
        try:
            return fast(*operands)
        except (ArithmeticError, ValueError):
            with np.errstate(all="ignore"):
                return float(complete(*operands))

    return Operation(scalar, complete, code)


def _sigmoid(z: float) -> float:
    tail = math.exp(-abs(z))
    return (1.0 if z >= 0.0 else tail) / (1.0 + tail)


def _softplus(z: float) -> float:
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


def _sign(z: float) -> float:
    return float(z > 0.0) - float(z < 0.0) if z == z else z


def _ratio(numerator: float, divisor: float) -> float:
    """numerator/divisor; 0 where the divisor is 0."""
    return 0.0 if divisor == 0.0 else numerator / divisor


def _ratio_of_arrays(numerator: Matrix, divisor: Matrix) -> Matrix:
    return np.where(divisor == 0.0, 0.0, numerator / np.where(divisor == 0.0, 1.0, divisor))


def _two_level(name: str, below: float) -> Operation:
    """The derivative of relu and leaky_relu: 1 above 0, `below` at 0 and below."""
    return Operation(
        lambda z: z if z != z else 1.0 if z > 0.0 else below,
        lambda z: np.where(np.isnan(z), z, np.where(z > 0.0, 1.0, below)),
        _defined(name, f"return np.float64(1.0 if z > 0 else {below} if z <= 0 else z)"),
    )


def _extreme(fast: Callable[..., float], complete: Callable[..., Matrix], code: OperationCode) -> Operation:
    """The minimum or maximum of one or more values; NaN if any of them is NaN."""
    return Operation(
        lambda *values: math.nan if any(value != value for value in values) else fast(values),
        lambda *values: np.asarray(reduce(complete, values)),
        code,
    )


OPERATIONS: dict[str, Operation] = {
    "+": Operation(operator.add, operator.add),
    "-": Operation(operator.sub, operator.sub),
    "*": Operation(operator.mul, operator.mul),
    "/": _guarded(operator.truediv, np.true_divide),
    # math.pow, since ** of a negative number to a fraction turns complex.
    "**": _guarded(math.pow, np.power),
    "neg": Operation(operator.neg, operator.neg),
    "sin": _guarded(math.sin, np.sin, _guarded_code("sin", "math.isfinite(z)")),
    "cos": _guarded(math.cos, np.cos, _guarded_code("cos", "math.isfinite(z)")),
    "tan": _guarded(math.tan, np.tan, _guarded_code("tan", "math.isfinite(z)")),
    "exp": _guarded(math.exp, np.exp, _guarded_code("exp", "z < 709.78")),
    "log": _guarded(math.log, np.log, _guarded_code("log", "z > 0")),
    "sqrt": _guarded(math.sqrt, np.sqrt, OperationCode("np.sqrt({0})", "torch.sqrt({0})")),
    "tanh": Operation(
        math.tanh, np.tanh, _defined("tanh", "return np.float64(math.tanh(z))", "torch.tanh({0})")
    ),
    "cosh": _guarded(math.cosh, np.cosh, _guarded_code("cosh", "abs(z) < 710")),
    "expm1": _guarded(math.expm1, np.expm1, _guarded_code("expm1", "z < 709.78")),
    "log1p": _guarded(math.log1p, np.log1p, _guarded_code("log1p", "z > -1")),
    "hypot": Operation(
        math.hypot, np.hypot, OperationCode("np.float64(math.hypot({all}))", "torch.hypot({all})")
    ),
    "ratio": Operation(_ratio, _ratio_of_arrays, OperationCode("ratio({all})", "ratio({all})")),
    "sigmoid": Operation(
        _sigmoid,
        activations.sigmoid,
        _defined(
            "sigmoid",
            "tail = math.exp(-abs(z))  # so that nothing overflows\n"
            "    return np.float64((1.0 if z >= 0 else tail) / (1.0 + tail))",
            "torch.sigmoid({0})",
        ),
    ),
    "relu": Operation(
        lambda z: 0.0 if z <= 0.0 else z,
        lambda z: np.maximum(z, 0.0),
        OperationCode("np.maximum({0}, 0.0)", "torch.relu({0})"),
    ),
    "softplus": Operation(
        _softplus,
        activations.softplus,
        _defined(
            "softplus",
            "return np.float64(max(z, 0.0) + math.log1p(math.exp(-abs(z))))",
            "F.softplus({0}, threshold=700)",
        ),
    ),
    "abs": Operation(abs, np.abs, OperationCode("np.abs({0})", "torch.abs({0})")),
    "sign": Operation(_sign, np.sign, OperationCode("np.sign({0})", "torch.sign({0})")),
    "relu_slope": _two_level("relu_slope", 0.0),
    "leaky_relu": Operation(
        lambda z: LEAK * z if z <= 0.0 else z,
        lambda z: np.where(z <= 0.0, LEAK * z, z),
        OperationCode(f"np.where({{0}} <= 0, {LEAK} * ({{0}}), {{0}})", f"F.leaky_relu({{0}}, {LEAK})"),
    ),
    "leaky_relu_slope": _two_level("leaky_relu_slope", LEAK),
    "min": _extreme(min, np.minimum, OperationCode("np.min([{all}])")),
    "max": _extreme(max, np.maximum, OperationCode("np.max([{all}])", "torch.maximum({all})")),
    "<": Operation(operator.lt, operator.lt),
    "<=": Operation(operator.le, operator.le),
    ">": Operation(operator.gt, operator.gt),
    ">=": Operation(operator.ge, operator.ge),
    "==": Operation(operator.eq, operator.eq),
    "!=": Operation(operator.ne, operator.ne),
    "and": Operation(lambda left, right: bool(left and right), np.logical_and),
    "or": Operation(lambda left, right: bool(left or right), np.logical_or),
    "not": Operation(operator.not_, np.logical_not),
}


AUXILIARY = frozenset(["cosh", "expm1", "log1p", "hypot", "ratio"])
"""Functions that only the engine's own formulas have, so that values may have their names."""


def applied(function: str, operands: list[float | Matrix]) -> float | Matrix:
    """The result of an operation: elementwise if any operand is an array, else on numbers."""
    operation = OPERATIONS[function]
    if not any(isinstance(operand, np.ndarray) for operand in operands):
        return operation.scalar(*operands)
    with np.errstate(all="ignore"):
        return operation.array(*operands)
