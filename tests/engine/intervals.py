"""Interval arithmetic over expression trees: whether an equation holds between numbers that were rounded.

Shares no arithmetic with the engine. Every operation rounds outwards, so the exact value for any numbers within
the operands' intervals lies within the result.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from typing import NamedTuple

from engine.objectives.expression import Call, Constant, Node

ULPS = 8
"""How far apart two libraries' elementary functions may be, in units of the last place."""


class Interval(NamedTuple):
    """All numbers from `low` to `high`."""

    low: float
    high: float

    def overlaps(self, other: Interval) -> bool:
        return self.low <= other.high and other.low <= self.high

    def holds(self, number: float) -> bool:
        return self.low <= number <= self.high


EVERYTHING = Interval(-math.inf, math.inf)


def around(number: float, distance: float) -> Interval:
    """All numbers at most so far from this one."""
    return outwards(number - distance, number + distance)


def outwards(low: float, high: float) -> Interval:
    return Interval(
        low - ULPS * math.ulp(low) if math.isfinite(low) else low,
        high + ULPS * math.ulp(high) if math.isfinite(high) else high,
    )


def as_shown(number: float, digits: int) -> Interval:
    """All numbers that, in so many significant digits, are shown as this one; 0 is shown for 0 alone."""
    if number == 0.0:
        return Interval(0.0, 0.0)
    exponent = int(f"{number:.{digits - 1}e}".partition("e")[2])
    return around(number, 0.5 * 10.0 ** (exponent - digits + 1))


def enclosure(node: Node, leaf: Callable[[Node], Interval]) -> Interval:
    """The interval of a tree whose numbers and names have the intervals that `leaf` says."""
    if not isinstance(node, Call):
        return leaf(node)
    if not node.arguments:
        return around({"pi": math.pi, "e": math.e}[node.function], 0.0)
    operands = [enclosure(argument, leaf) for argument in node.arguments]
    if node.function == "**":
        exponent = node.arguments[1]
        if (
            operands[0].low <= 0.0
            and isinstance(exponent, Constant)
            and exponent.value == int(exponent.value)
        ):
            return whole_power(operands[0], int(exponent.value))
        return power(*operands)
    return OPERATIONS[node.function](*operands)


def plus(left: Interval, right: Interval) -> Interval:
    return outwards(left.low + right.low, left.high + right.high)


def negated(interval: Interval) -> Interval:
    return Interval(-interval.high, -interval.low)


def times(left: Interval, right: Interval) -> Interval:
    # 0·∞ is 0 here: an endpoint at infinity is not itself among the numbers.
    corners = [0.0 if 0.0 in (a, b) else a * b for a, b in product(left, right)]
    return outwards(min(corners), max(corners))


def over(left: Interval, right: Interval) -> Interval:
    if right.low <= 0.0 <= right.high:
        return EVERYTHING
    return times(left, outwards(1.0 / right.high, 1.0 / right.low))


def power(base: Interval, exponent: Interval) -> Interval:
    """base**exponent for numbers from 0 on: a base that rounding took below 0 is cut off there."""
    if base.high < 0.0:
        raise ArithmeticError(f"{base} to the power {exponent}")
    corners = [_power(a, b) for a, b in product((max(base.low, 0.0), base.high), exponent)]
    return outwards(min(corners), max(corners))


def whole_power(base: Interval, exponent: int) -> Interval:
    if exponent < 0:
        return over(Interval(1.0, 1.0), whole_power(base, -exponent))
    low, high = (_power(end, exponent) for end in base)
    if exponent % 2 == 0:
        least = 0.0 if base.low <= 0.0 <= base.high else min(low, high)
        return outwards(least, max(low, high))
    return outwards(low, high)


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except (OverflowError, ValueError):
        return math.inf


def rising(function: Callable[[float], float]) -> Callable[[Interval], Interval]:
    """The interval form of a function that never falls."""
    return lambda interval: outwards(function(interval.low), function(interval.high))


def exp(x: float) -> float:
    return math.exp(x) if x < 709.0 else math.inf


def log(interval: Interval) -> Interval:
    if interval.high <= 0.0:
        raise ArithmeticError(f"log of {interval}")
    return outwards(math.log(interval.low) if interval.low > 0.0 else -math.inf, math.log(interval.high))


def sqrt(interval: Interval) -> Interval:
    if interval.high < 0.0:
        raise ArithmeticError(f"sqrt of {interval}")
    return outwards(math.sqrt(max(interval.low, 0.0)), math.sqrt(interval.high))


def absolute(interval: Interval) -> Interval:
    if interval.low >= 0.0:
        return interval
    return negated(interval) if interval.high <= 0.0 else Interval(0.0, max(-interval.low, interval.high))


def sin(interval: Interval) -> Interval:
    if not interval.high - interval.low < math.tau:
        return Interval(-1.0, 1.0)
    low, high = sorted((math.sin(interval.low), math.sin(interval.high)))
    quarter = math.pi / 2.0
    for turn in range(math.floor(interval.low / quarter), math.ceil(interval.high / quarter) + 1):
        if interval.holds(turn * quarter):
            low, high = (low, 1.0) if turn % 4 == 1 else (-1.0, high) if turn % 4 == 3 else (low, high)
    return outwards(low, high)


def cos(interval: Interval) -> Interval:
    return sin(plus(interval, around(math.pi / 2.0, 0.0)))


def sigmoid(z: float) -> float:
    return 1.0 / (1.0 + exp(-z)) if z > 0.0 else exp(z) / (1.0 + exp(z))


def softplus(z: float) -> float:
    return z if z > 700.0 else math.log1p(math.exp(z))


def cosh(interval: Interval) -> Interval:
    low, high = absolute(interval)
    return outwards(*(math.cosh(end) if end < 710.0 else math.inf for end in (low, high)))


def hypot(left: Interval, right: Interval) -> Interval:
    low, high = zip(absolute(left), absolute(right), strict=True)
    return outwards(math.hypot(*low), math.hypot(*high))


OPERATIONS: dict[str, Callable[..., Interval]] = {
    "+": plus,
    "-": lambda left, right: plus(left, negated(right)),
    "*": times,
    "/": over,
    "neg": negated,
    "exp": rising(exp),
    "log": log,
    "sqrt": sqrt,
    "sin": sin,
    "cos": cos,
    "tan": lambda interval: over(sin(interval), cos(interval)),
    "tanh": rising(math.tanh),
    "sigmoid": rising(sigmoid),
    "softplus": rising(softplus),
    "relu": rising(lambda z: max(z, 0.0)),
    "relu_slope": rising(lambda z: 1.0 if z > 0.0 else 0.0),
    "leaky_relu": rising(lambda z: z if z > 0.0 else 0.01 * z),
    "leaky_relu_slope": rising(lambda z: 1.0 if z > 0.0 else 0.01),
    "sign": rising(lambda z: 0.0 if z == 0.0 else math.copysign(1.0, z)),
    "abs": absolute,
    "cosh": cosh,
    "hypot": hypot,
    "ratio": lambda left, right: Interval(0.0, 0.0) if right.low == right.high == 0.0 else over(left, right),
    "expm1": rising(lambda x: math.expm1(x) if x < 709.0 else math.inf),
    "log1p": lambda interval: outwards(*(math.log1p(x) if x > -1.0 else -math.inf for x in interval)),
    "max": lambda left, right: Interval(max(left.low, right.low), max(left.high, right.high)),
}
