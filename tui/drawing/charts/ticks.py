"""Ticks of axes: round numbers, whole cells apart, so that they are evenly spaced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor, log10
from typing import NamedTuple

from engine.insight.numbers import DIGITS, shown
from tui.drawing.charts.scale import SLACK, Limits, Scale, round_above

_EDGE = 0.49
"""Dots beyond the outermost one within which a value is still drawn on that one."""
_MIN_TICKS, _MAX_TICKS = 3, 7
"""The preferred least and greatest number of ticks."""
_DIGITS_BETWEEN_POWERS = (2.0, 5.0)
"""Times a power of ten: the ticks between two powers on a logarithmic axis."""
_MAX_WASTE = 1 / 3
"""On a logarithmic axis of less than one power of ten, ticks that waste more of the axis than this are not used."""
_DECADES = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200)
"""Possible distances between two ticks on a logarithmic axis, in powers of ten."""
_MAX_EXPONENT = 300
"""The largest exponent, in absolute value, of a tick."""
_WIDEST_FIXED = 1e6
"""Larger numbers are written in as few digits as tell them apart, smaller ones with decimals below each other."""


class Tick(NamedTuple):
    """A number beside an axis."""

    value: float
    text: str
    cell: int
    """The cell that it stands at, counted from the low end: the one in which a point of its value is drawn."""


class Axis(NamedTuple):
    """One axis of a chart: where on its cells a value lies, and which numbers stand beside it."""

    scale: Scale
    cells: int
    dots: int
    """Of each cell."""
    ticks: tuple[Tick, ...] = ()

    def cell(self, value: float) -> int | None:
        """The cell of a value, counted from the low end; outside 0 … cells − 1 for one outside, None for NaN."""
        dot = self.scale.dot(value, self.cells * self.dots)
        return None if dot is None else dot // self.dots

    def value(self, cell: int) -> float:
        """What stands in the middle of a cell; of a scale that is not logarithmic."""
        share = (cell * self.dots + (self.dots - 1) / 2) / max(1, self.cells * self.dots - 1)
        return self.scale.low + share * (self.scale.high - self.scale.low)


class Room(NamedTuple):
    """What an axis has to fit: its cells, and what is required of its ticks."""

    cells: int
    dots: int
    """Of each cell."""
    gap: int
    """Cells from one number to the next at least."""
    along: bool = False
    """Whether the numbers are written along the axis, and so have the gap between them."""
    whole: bool = False
    """Whether the axis counts, and so has whole numbers only."""
    middle: bool = False
    """Whether what is left over is shared between both ends; else it is all at the high one."""

    def apart(self, longest: int) -> int:
        """How many cells two numbers must be apart at least, given the length of the longest."""
        return self.gap + (longest if self.along else 0)


@lru_cache(256)
def axis(limits: Limits, room: Room, *, log: bool = False) -> Axis:
    """An axis on which all between the limits is seen, and as little beyond them as even numbers allow.

    From each number to the next it is the same number of cells. On a logarithmic axis this holds for the powers of
    ten; 2 and 5 times each of them stand between where there is room. Where the limits are too close together for
    these, the numbers are round.

    Args:
        limits: the least and the greatest value, low < high; above 0 if logarithmic.
        room: the cells, at least 1, and what is asked of the numbers.
        log: whether the axis is logarithmic.
    """
    exact = Scale.of(*limits, log=log)
    found = [fitted for step in _steps(exact, room) if (fitted := _fitted(step, exact, room))]
    found = [one for one in found if len(one.ticks) > 1]
    if log and exact.high - exact.low < 1:
        found = [one for one in found if _waste(one, exact) <= _MAX_WASTE]
    return min(found, key=lambda fitted: _cost(fitted, exact, room)) if found else _exact(exact, room)


class _Step(NamedTuple):
    """The distance from one number to the next: on a logarithmic axis in powers of ten."""

    every: float
    log: bool = False
    offset: int = 0
    """The power from which the others are counted."""

    def value(self, multiple: int) -> float:
        if self.log:
            return 10.0 ** (round(multiple * self.every) + self.offset)
        return multiple * self.every

    def texts(self, multiples: Sequence[int]) -> list[str]:
        values = [self.value(multiple) for multiple in multiples]
        return [shown(value) for value in values] if self.log else _even_texts(values, self.every)


def _steps(scale: Scale, room: Room) -> Iterator[_Step]:
    """All round distances between two numbers, from one to every cell to two on the whole axis."""
    span = scale.high - scale.low
    if scale.log:
        for every in _DECADES:
            if span / room.cells <= every <= max(2 * span, 1):
                yield from (_Step(every, True, offset) for offset in range(every if every <= 3 else 1))
        return
    least = 1.0 if room.whole else 0.0
    size = max(round_above(span / room.cells), least)
    while size <= max(2 * span, least):
        yield _Step(size)
        size = round_above(1.5 * size)


def _fitted(step: _Step, scale: Scale, room: Room) -> Axis | None:
    """The axis with as many cells to a step as there is room for; None where its numbers would be too close."""
    last = room.cells * room.dots - 1
    span = scale.high - scale.low
    between = floor((last + 2 * _EDGE) * step.every / (span * room.dots) + SLACK)
    # More cells than there are would leave room for no second number.
    between = min(between, room.cells)
    while between > 0:
        dot = step.every / (between * room.dots)
        multiple = ceil((scale.low - step.offset) / step.every - SLACK)
        beyond = (multiple * step.every + step.offset - scale.low) / dot
        spare = last - span / dot
        # The number's dot is a whole one, and both limits are on the axis.
        places = range(ceil(beyond - _EDGE), floor(beyond + spare + _EDGE) + 1)
        if places:
            wanted = beyond + (spare / 2 if room.middle else 0)
            at = min(places, key=lambda dot: (not _is_inside(dot, room.dots), abs(dot - wanted)))
            break
        between -= 1
    else:
        return None
    distance = between * room.dots
    multiple, at = multiple - at // distance, at % distance
    start = multiple * step.every + step.offset - at * dot
    numbers = [
        number
        for number in range(multiple, multiple + (last - at) // distance + 1)
        if not scale.log or abs(number * step.every + step.offset) <= _MAX_EXPONENT
    ]
    texts = step.texts(numbers)
    if between < room.apart(max(map(len, texts), default=1)):
        return None
    ticks = tuple(
        Tick(step.value(number), text, (at + (number - multiple) * distance) // room.dots)
        for number, text in zip(numbers, texts, strict=True)
    )
    if not (scale.log or room.along) and between == 1 and len(ticks) > _MIN_TICKS:
        # A number in every row is a wall of them: every other one says the same.
        ticks = tuple(tick for number, tick in zip(numbers, ticks, strict=True) if number % 2 == 0)
    even = Axis(Scale(start, start + last * dot, scale.log), room.cells, room.dots, ticks)
    return _filled(even, room) if scale.log and step.every == 1 else even


def _filled(even: Axis, room: Room) -> Axis:
    """The axis with 2 and 5 times each power of ten as well, if all of them have room."""
    low, high = floor(even.scale.low), ceil(even.scale.high)
    ticks = [*even.ticks]
    for power in range(low, high + 1):
        for value in (digit * 10.0**power for digit in _DIGITS_BETWEEN_POWERS):
            cell = even.cell(value)
            if cell is not None and 0 <= cell < room.cells:
                ticks.append(Tick(value, shown(value), cell))
    ticks.sort()
    apart = room.apart(max((len(tick.text) for tick in ticks), default=1))
    close = any(after.cell - before.cell < apart for before, after in pairwise(ticks))
    return even if close else even._replace(ticks=tuple(ticks))


def _is_inside(dot: int, dots: int) -> bool:
    """Whether a dot is not the first or last of its cell, so that what is near a number shares its cell."""
    return dots < 3 or 0 < dot % dots < dots - 1


def _waste(fitted: Axis, wanted: Scale) -> float:
    """The part of an axis that is not needed."""
    return 1 - (wanted.high - wanted.low) / (fitted.scale.high - fitted.scale.low)


def _cost(fitted: Axis, wanted: Scale, room: Room) -> float:
    """How much of the axis is not needed, and how far the numbers are from being neither few nor many."""
    longest = max((len(tick.text) for tick in fitted.ticks), default=1)
    best = max(_MIN_TICKS, min(_MAX_TICKS, room.cells // (2 * room.apart(longest))))
    return (
        _waste(fitted, wanted)
        + 0.03 * abs(len(fitted.ticks) - best)
        + (0.13 if len(fitted.ticks) < _MIN_TICKS else 0)
    )


def _exact(scale: Scale, room: Room) -> Axis:
    """The axis from limit to limit; if logarithmic, with the round numbers that have room on it."""
    bare = Axis(scale, room.cells, room.dots)
    if not scale.log:
        return bare
    low, high = 10**scale.low, 10**scale.high
    step = round_above((high - low) / _MAX_TICKS)
    multiples = range(ceil(low / step - SLACK), floor(high / step + SLACK) + 1)
    values = [multiple * step for multiple in multiples]
    ticks: list[Tick] = []
    for value, text in zip(values, _even_texts(values, step), strict=True):
        cell = bare.cell(value)
        if cell is None or not 0 <= cell < room.cells:
            continue
        if not ticks or cell >= ticks[-1].cell + room.apart(len(text)):
            ticks.append(Tick(value, text, cell))
    return bare._replace(ticks=tuple(ticks))


def _even_texts(values: list[float], step: float) -> list[str]:
    """Numbers that are so far apart, with the digits that tell them apart, and equally many decimals."""
    largest = max((abs(value) for value in values), default=0.0)
    if step < 1 and 1e-4 <= largest < _WIDEST_FIXED and step > 1e-5:
        return [f"{value:.{-floor(log10(step) + SLACK)}f}" for value in values]
    digits = floor(log10(largest) + SLACK) - floor(log10(step) + SLACK) + 1 if largest else 1
    return [shown(value, min(max(digits, DIGITS), 17)) for value in values]
