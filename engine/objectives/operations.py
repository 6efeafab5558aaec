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


class Operation(NamedTuple):
    """One operation on numbers, and the same operation elementwise on arrays."""

    scalar: Callable[..., float]
    array: Callable[..., Matrix]


def _guarded(fast: Callable[..., float], complete: Callable[..., Matrix]) -> Operation:
    """The operation `fast`, and where Python raises, `complete`, which returns the inf or NaN."""

    def scalar(*operands: float) -> float:
        try:
            return fast(*operands)
        except (ArithmeticError, ValueError):
            with np.errstate(all="ignore"):
                return float(complete(*operands))

    return Operation(scalar, complete)


def _sigmoid(z: float) -> float:
    tail = math.exp(-abs(z))
    return (1.0 if z >= 0.0 else tail) / (1.0 + tail)


def _softplus(z: float) -> float:
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


def _sign(z: float) -> float:
    return float(z > 0.0) - float(z < 0.0) if z == z else z


def _two_level(below: float) -> Operation:
    """The derivative of relu and leaky_relu: 1 above 0, `below` at 0 and below."""
    return Operation(
        lambda z: z if z != z else 1.0 if z > 0.0 else below,
        lambda z: np.where(np.isnan(z), z, np.where(z > 0.0, 1.0, below)),
    )


def _extreme(fast: Callable[..., float], complete: Callable[..., Matrix]) -> Operation:
    """The minimum or maximum of one or more values; NaN if any of them is NaN."""
    return Operation(
        lambda *values: math.nan if any(value != value for value in values) else fast(values),
        lambda *values: np.asarray(reduce(complete, values)),
    )


OPERATIONS: dict[str, Operation] = {
    "+": Operation(operator.add, operator.add),
    "-": Operation(operator.sub, operator.sub),
    "*": Operation(operator.mul, operator.mul),
    "/": _guarded(operator.truediv, np.true_divide),
    # math.pow, since ** of a negative number to a fraction turns complex.
    "**": _guarded(math.pow, np.power),
    "neg": Operation(operator.neg, operator.neg),
    "sin": _guarded(math.sin, np.sin),
    "cos": _guarded(math.cos, np.cos),
    "tan": _guarded(math.tan, np.tan),
    "exp": _guarded(math.exp, np.exp),
    "log": _guarded(math.log, np.log),
    "sqrt": _guarded(math.sqrt, np.sqrt),
    "tanh": Operation(math.tanh, np.tanh),
    "cosh": _guarded(math.cosh, np.cosh),
    "expm1": _guarded(math.expm1, np.expm1),
    "log1p": _guarded(math.log1p, np.log1p),
    "hypot": Operation(math.hypot, np.hypot),
    "sigmoid": Operation(_sigmoid, activations.sigmoid),
    "relu": Operation(lambda z: 0.0 if z <= 0.0 else z, lambda z: np.maximum(z, 0.0)),
    "softplus": Operation(_softplus, activations.softplus),
    "abs": Operation(abs, np.abs),
    "sign": Operation(_sign, np.sign),
    "relu_slope": _two_level(0.0),
    "leaky_relu": Operation(lambda z: LEAK * z if z <= 0.0 else z, lambda z: np.where(z <= 0.0, LEAK * z, z)),
    "leaky_relu_slope": _two_level(LEAK),
    "min": _extreme(min, np.minimum),
    "max": _extreme(max, np.maximum),
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


AUXILIARY = frozenset(["cosh", "expm1", "log1p", "hypot"])
"""Functions that only the engine's own formulas have, so that values may have their names."""


def applied(function: str, operands: list[float | Matrix]) -> float | Matrix:
    """The result of an operation: elementwise if any operand is an array, else on numbers."""
    operation = OPERATIONS[function]
    if not any(isinstance(operand, np.ndarray) for operand in operands):
        return operation.scalar(*operands)
    with np.errstate(all="ignore"):
        return operation.array(*operands)
