"""Where an axis begins and ends, which numbers stand beside it, and where on it a value lies."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np

from engine.insight.numbers import DIGITS, shown
from engine.types import Vector

_ROUND = (1.0, 2.0, 5.0, 10.0)
_SLACK = 1e-9


@dataclass(frozen=True)
class Scale:
    """One axis: its two ends, low < high, and whether it is logarithmic."""

    low: float
    high: float
    log: bool = False

    def dots(self, values: Vector, count: int) -> Vector:
        """⌊t·(count − 1) + ½⌋, with t from 0 at the low end to 1 at the high one: the dot of each value.

        Outside the axis it is at most `count` dots away from an end. NaN where a value, or its logarithm, is no
        number.
        """
        low, high = self.low, self.high
        with np.errstate(all="ignore"):
            if self.log:
                values, low, high = np.log10(values), log10(low), log10(high)
            place = (values - low) / (high - low) * (count - 1)
        return np.clip(np.floor(place + 0.5), -count, 2 * count - 1)

    def dot(self, value: float, count: int) -> int | None:
        """The dot of one value; None for NaN."""
        dot = self.dots(np.array([value]), count)[0]
        return None if np.isnan(dot) else int(dot)


def nice_limits(low: float, high: float, *, log: bool = False) -> tuple[float, float]:
    """Round ends, low < high, around two values, low ≤ high; they stay in place while a series creeps on."""
    if log:
        below, above = _round_below(low), _round_above(high)
        return (below, above) if below < above else (_round_below(low * 0.99), _round_above(high * 1.01))
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        reach = abs(low) / 2 or 1.0
        low, high = low - reach, high + reach
    step = _step((high - low) / 5)
    return step * floor(low / step + _SLACK), step * ceil(high / step - _SLACK)


def ticks(scale: Scale, most: int, *, whole: bool = False) -> tuple[tuple[float, str], ...]:
    """Round numbers on an axis and their texts, from low to high, about as many as there is room for.

    Args:
        scale: the axis.
        most: how many there is room for.
        whole: only whole numbers, for an axis that counts.
    """
    found = _decades(scale, most) if scale.log else ()
    return found or _even(scale.low, scale.high, max(most, 2), whole=whole)


def _even(low: float, high: float, most: int, *, whole: bool) -> tuple[tuple[float, str], ...]:
    step = _step((high - low) / most)
    if whole:
        step = max(step, 1.0)
    first, last = ceil(low / step - _SLACK), floor(high / step + _SLACK)
    values = sorted({number * step for number in range(first, last + 1)})
    # As many digits as it takes to tell two neighbours apart.
    largest = max((abs(value) for value in values), default=0.0)
    digits = floor(log10(largest) + _SLACK) - floor(log10(step) + _SLACK) + 1 if largest else 1
    return tuple((value, shown(value, min(max(digits, DIGITS), 17))) for value in values)


def _decades(scale: Scale, most: int) -> tuple[tuple[float, str], ...]:
    """Powers of ten, every k-th, with 2 and 5 between where there is room; () where neither fits."""
    first, last = ceil(log10(scale.low) - _SLACK), floor(log10(scale.high) + _SLACK)
    between = [
        mantissa * 10.0**exponent for exponent in range(first - 1, last + 1) for mantissa in _ROUND[:3]
    ]
    values = [value for value in between if scale.low * (1 - _SLACK) <= value <= scale.high * (1 + _SLACK)]
    if len(values) > most:
        stride = ceil((last - first + 1) / most)
        powers = [10.0**exponent for exponent in range(first, last + 1) if exponent % stride == 0]
        values = powers if len(powers) > 1 else values
    return tuple((value, shown(value)) for value in values) if len(values) > 1 else ()


def _step(least: float) -> float:
    """The round number that is no smaller: 1, 2 or 5 times a power of ten."""
    return _round_above(max(least, 1e-300))


def _round_above(value: float) -> float:
    power = 10.0 ** floor(log10(value) + _SLACK)
    return next((digit * power for digit in _ROUND if digit * power >= value * (1 - _SLACK)), 10 * power)


def _round_below(value: float) -> float:
    power = 10.0 ** floor(log10(value) + _SLACK)
    return next((digit * power for digit in reversed(_ROUND) if digit * power <= value * (1 + _SLACK)), power)
