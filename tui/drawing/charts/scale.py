"""Scales from values to dots, and round limits for an axis."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np

from engine.types import Vector

Limits = tuple[float, float]

_ROUND = (1.0, 2.0, 5.0, 10.0)
SLACK = 1e-9
"""Relative room for rounding when a number is compared with a round one."""
_MIN_DISTANCE = 1e-290
"""Smaller differences count as none, so that what is divided by them stays finite."""


@dataclass(frozen=True)
class Scale:
    """From values to dots: its two ends, low < high, which are exponents of ten where it is logarithmic."""

    low: float
    high: float
    log: bool = False

    @classmethod
    def of(cls, low: float, high: float, *, log: bool = False) -> Scale:
        """The scale between two values; both above 0 if logarithmic."""
        return cls(log10(low), log10(high), log=True) if log else cls(low, high)

    def dots(self, values: Vector, count: int) -> Vector:
        """⌊t·(count − 1) + ½⌋, with t from 0 at the low end to 1 at the high one: the dot of each value.

        Outside the axis it is at most `count` dots away from an end. NaN where a value, or its logarithm, is no
        number.
        """
        with np.errstate(all="ignore"):
            units = np.log10(values) if self.log else values
            position = (units - self.low) / (self.high - self.low) * (count - 1)
        return np.clip(np.floor(position + 0.5), -count, 2 * count - 1)

    def dot(self, value: float, count: int) -> int | None:
        """The dot of one value; None for NaN."""
        dot = self.dots(np.array([value]), count)[0]
        return None if np.isnan(dot) else int(dot)


def nice_limits(low: float, high: float, *, log: bool = False) -> Limits:
    """Round ends, low < high, around two values, low ≤ high; they stay in place while a series creeps on."""
    if log:
        below, above = _round_below(low), round_above(high)
        return (below, above) if below < above else (_round_below(low * 0.99), round_above(high * 1.01))
    low, high = apart(low, high)
    step = round_above((high - low) / 5)
    return step * floor(low / step + SLACK), step * ceil(high / step - SLACK)


def apart(low: float, high: float) -> Limits:
    """Two ends, low ≤ high, far enough from each other for an axis between them."""
    if high - low > max(1e-12 * max(abs(low), abs(high)), _MIN_DISTANCE):
        return low, high
    reach = abs(low) / 2 or 1.0
    return low - reach, high + reach


def ordered(limits: Limits, *, log: bool = False) -> Limits:
    """Given limits as an axis can take them: low before high, and apart."""
    low, high = sorted(limits)
    if low == high:
        return nice_limits(low, high, log=log)
    return (low, high) if log else apart(low, high)


def round_above(value: float) -> float:
    """The least of 1, 2, 5, 10, 20, 50, … (and of 0.1, 0.2, …) that is no smaller than a positive number."""
    power = 10.0 ** floor(log10(value) + SLACK)
    return next((digit * power for digit in _ROUND if digit * power >= value * (1 - SLACK)), 10 * power)


def _round_below(value: float) -> float:
    power = 10.0 ** floor(log10(value) + SLACK)
    return next((digit * power for digit in reversed(_ROUND) if digit * power <= value * (1 + SLACK)), power)
