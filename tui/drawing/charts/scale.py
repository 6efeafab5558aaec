"""Scales from values to dots, round limits for an axis, and the ranges that an axis can show."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
import numpy.typing as npt

from engine.types import Vector
from scenarios.number_input import shortest_text

Limits = tuple[float, float]

_ROUND = (1.0, 2.0, 5.0, 10.0)
SLACK = 1e-9
"""Relative room for rounding when a number is compared with a round one."""
MAX_MAGNITUDE = 1e300
"""The end of every axis: larger numbers, and on a logarithmic axis smaller ones than its reciprocal, are outside.

Sums, differences and multiples of what is inside are finite.
"""
_HALVED_FROM = 1e290
"""Larger numbers are halved before they are subtracted."""
_MIN_DISTANCE = 1e-290
"""Smaller differences count as none, so that what is divided by them stays finite."""
_MIN_SHARE = 1e-12
"""Differences below this share of the numbers count as none: there is no room for rounding between the dots."""


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
            position = portions(units, self.low, self.high) * (count - 1)
        return np.clip(np.floor(position + 0.5), -count, 2 * count - 1)

    def dot(self, value: float, count: int) -> int | None:
        """The dot of one value; None for NaN."""
        dot = self.dots(np.array([value]), count)[0]
        return None if np.isnan(dot) else int(dot)


def nice_limits(low: float, high: float, *, log: bool = False) -> Limits:
    """Round ends, low < high, around two values, low ≤ high; they stay in place while a series creeps on."""
    if log:
        low, high = _inside(low, high, log=True)
        below, above = _round_below(low), round_above(high)
        return (below, above) if below < above else (_round_below(low * 0.99), round_above(high * 1.01))
    low, high = apart(low, high)
    step = round_above((high - low) / 5)
    return step * floor(low / step + SLACK), step * ceil(high / step - SLACK)


def apart(low: float, high: float) -> Limits:
    """Two ends, low ≤ high, inside the range of an axis and far enough from each other for one between them."""
    low, high = _inside(low, high)
    if _are_apart(low, high):
        return low, high
    reach = abs(low) / 2 if abs(low) > 2 * _MIN_DISTANCE else 1.0
    return low - reach, high + reach


def ordered(limits: Limits, *, log: bool = False) -> Limits:
    """Given limits as an axis can take them: low before high, and apart."""
    low, high = sorted(limits)
    if low == high:
        return nice_limits(low, high, log=log)
    return _inside(low, high, log=True) if log else apart(low, high)


def axis_fault(name: str, limits: Limits) -> str:
    """Return why no axis shows a given range, low < high, as a sentence; "" if one does."""
    low, high = limits
    written = f"{name} from {shortest_text(low)} to {shortest_text(high)}"
    if not -MAX_MAGNITUDE <= low <= high <= MAX_MAGNITUDE:
        return f"No chart: {written} is beyond {shortest_text(MAX_MAGNITUDE)}, where every axis ends."
    return "" if _are_apart(low, high) else f"No chart: {written} is too narrow for an axis."


def portions(values: npt.NDArray[np.float64], low: float, high: float) -> npt.NDArray[np.float64]:
    """t = (value − low)/(high − low): 0 at low, 1 at high, low < high; no difference of finite numbers overflows."""
    # Smaller numbers would lose their last digits, and change no number near the greatest one.
    half = 0.5 if max(abs(low), abs(high)) > _HALVED_FROM else 1.0
    with np.errstate(all="ignore"):
        return (half * values - half * low) / (half * high - half * low)


def _are_apart(low: float, high: float) -> bool:
    return high - low > max(_MIN_SHARE * max(abs(low), abs(high)), _MIN_DISTANCE)


def _inside(low: float, high: float, *, log: bool = False) -> Limits:
    """The part of a range that an axis can show."""
    least = 1 / MAX_MAGNITUDE if log else -MAX_MAGNITUDE
    return min(max(low, least), MAX_MAGNITUDE), max(min(high, MAX_MAGNITUDE), least)


def round_above(value: float) -> float:
    """The least of 1, 2, 5, 10, 20, 50, … (and of 0.1, 0.2, …) that is no smaller than a positive number."""
    power = 10.0 ** floor(log10(value) + SLACK)
    return next((digit * power for digit in _ROUND if digit * power >= value * (1 - SLACK)), 10 * power)


def _round_below(value: float) -> float:
    power = 10.0 ** floor(log10(value) + SLACK)
    return next((digit * power for digit in reversed(_ROUND) if digit * power <= value * (1 + SLACK)), power)
