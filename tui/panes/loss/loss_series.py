"""The series of the loss chart: all losses of a single run, one line for each of several runs, and ghosts."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from engine.descent.branch import Branch
from engine.types import Vector
from tui.drawing.charts import Series
from tui.drawing.charts.decimation import finite_range
from tui.drawing.charts.scale import MAX_MAGNITUDE, Limits, nice_limits
from tui.workspace.snapshot import Line, Snapshot

MARKS = "●▲■◆▼×"
"""The marks along the lines of compared runs, besides their colours."""

DOT = "•"
"""The mark of the loss of a step, where there is room."""
AHEAD = "ahead"
"""The role of steps after the current one that the run has taken before."""
_MAX_GHOSTS = 8
"""Other branches that are drawn, the newest ones."""
_MAX_GROWTH = 100.0
"""A compared run leaves the chart when its loss is so many times the first losses, if other runs stay below."""
_STAYING_SHARE = 0.5
"""The share of a logarithmic axis for the runs that stay below."""


def drawn_ghosts(snapshot: Snapshot) -> tuple[Line, ...]:
    """The other branches that are drawn, the newest last."""
    return snapshot.ghosts[-_MAX_GHOSTS:]


def shown_line(snapshot: Snapshot) -> Line:
    """The run that the panes show."""
    return snapshot.lines[snapshot.shown]


class Extent(NamedTuple):
    """A number of steps of a run, and of its complete epochs."""

    steps: int
    epochs: int


def revealed_extent(snapshot: Snapshot, line: Line) -> Extent:
    """The losses of a run that are revealed at the current position."""
    size = snapshot.training.steps_per_epoch
    if line is not shown_line(snapshot):
        return Extent(line.cursor, line.cursor // size)
    before = max(0, line.cursor - 1)
    whole = line.cursor if snapshot.complete else before
    return Extent(line.cursor if "loss" in snapshot.revealed else before, whole // size)


def seen_extent(snapshot: Snapshot, line: Line) -> Extent:
    """The losses of a run that have ever been revealed, those after the current position as well."""
    now, seen = revealed_extent(snapshot, line), min(line.seen, line.branch.newest)
    return Extent(max(now.steps, seen), max(now.epochs, seen // snapshot.training.steps_per_epoch))


def series_of(snapshot: Snapshot, *, large: bool) -> list[Series]:
    """The series, those of the shown run last; `large` if each step has room for a mark of one cell."""
    ghosts = [_ghost(ghost, snapshot.branch) for ghost in drawn_ghosts(snapshot)]
    if len(snapshot.lines) > 1:
        runs = [_run(snapshot, line, number) for number, line in enumerate(snapshot.lines)]
        runs.append(runs.pop(snapshot.shown))
        lines = [part for run in runs for part in run]
    else:
        lines = _own(snapshot, large=large)
    # Steps ahead are drawn first, so that they hide nothing that is revealed.
    return [*ghosts, *sorted(lines, key=lambda line: line.role != AHEAD)]


def _own(snapshot: Snapshot, *, large: bool) -> list[Series]:
    """Each step's loss, each epoch's mean, the loss of all rows under the epoch's last parameters."""
    branch, size = snapshot.branch, snapshot.training.steps_per_epoch
    now, seen = revealed_extent(snapshot, shown_line(snapshot)), seen_extent(snapshot, shown_line(snapshot))
    losses = branch.losses.array[: seen.steps]
    if size == 1:
        return _parted(Series("loss", losses, "row-loss"), now.steps)
    lines = _parted(Series("loss", losses, "row-loss", marker=DOT if large else "dots"), now.steps)
    for label, numbers, role, marker, mark in (
        ("mean", branch.epoch_losses, "epoch-loss", "line", "◆"),
        ("all rows", branch.training_losses, "all-loss", "dotted", "■"),
        ("test rows", branch.test_losses, "test-loss", "dotted", "▼"),
    ):
        if role != "test-loss" or len(numbers):
            values = numbers.array[: seen.epochs]
            lines += _parted(Series(label, values, role, None, marker, size, size, mark), now.epochs)
    return lines


def _run(snapshot: Snapshot, line: Line, number: int) -> list[Series]:
    """A compared run, by epochs if it has any: the lines are easier to distinguish."""
    size, now, seen = (
        snapshot.training.steps_per_epoch,
        revealed_extent(snapshot, line),
        seen_extent(snapshot, line),
    )
    mark = run_mark(number)
    if size > 1:
        values, count = line.branch.epoch_losses.array[: seen.epochs], now.epochs
    else:
        values, count = line.branch.losses.array[: seen.steps], now.steps
    whole = Series(line.label, values, run_role(number), first=size, every=size, mark=mark, ending=line.label)
    return _parted(whole, count)


def _parted(whole: Series, count: int) -> list[Series]:
    """The series in two parts: ahead of the first `count` values, and these."""
    if count >= len(whole.values):
        return [whole]
    # A line continues from its last revealed point.
    start = count if whole.marker in (DOT, "dots") else max(0, count - 1)
    ahead = replace(whole, values=whole.values[start:], role=AHEAD, first=whole.x_of(start))
    return [ahead, replace(whole, values=whole.values[:count], ending="")]


def run_role(number: int) -> str:
    """The role of one of the compared runs."""
    return f"run-{number % 6}"


def run_mark(number: int) -> str:
    """The character of one of the compared runs."""
    return MARKS[number % len(MARKS)]


def _ghost(ghost: Line, followed: Branch) -> Series:
    """Another branch from the step at which it leaves the current one."""
    size, shared = ghost.branch.training.steps_per_epoch, shared_steps(ghost.branch, followed)
    epochs = ghost.branch.epoch_losses.array
    whole = shared // size
    if size > 1 and len(epochs) > whole:
        start = max(0, whole - 1)
        return Series(
            ghost.label,
            epochs[start:],
            "ghost",
            None,
            "dotted",
            size * (start + 1),
            size,
            ending=ghost.label,
        )
    start = max(0, shared - 1)
    values = ghost.branch.losses.array[start:]
    return Series(ghost.label, values, "ghost", None, "dotted", start + 1, ending=ghost.label)


def shared_steps(first: Branch, second: Branch) -> int:
    """The number of steps that two branches share."""
    lengths: dict[Branch, int] = {}
    shared, branch = first.newest, first
    while True:
        lengths[branch] = shared
        if branch.parent is None:
            break
        shared, branch = min(shared, branch.fork), branch.parent
    shared, branch = second.newest, second
    while branch not in lengths and branch.parent is not None:
        shared, branch = min(shared, branch.fork), branch.parent
    return min(shared, lengths.get(branch, 0))


_Range = tuple[int, float, float]
_ranges: WeakKeyDictionary[Branch, list[_Range]] = WeakKeyDictionary()


def range_of(branch: Branch) -> tuple[float, float]:
    """The least and the greatest finite loss of a branch; each call reads only the losses since the last one."""
    series = (branch.losses, branch.training_losses, branch.test_losses)
    ranges = _ranges.setdefault(branch, [(0, np.inf, -np.inf)] * len(series))
    for index, losses in enumerate(series):
        seen, low, high = ranges[index]
        if len(losses) != seen:
            fresh = finite_range(losses.array[seen:])
            if fresh is not None:
                low, high = min(low, fresh[0]), max(high, fresh[1])
            ranges[index] = (len(losses), low, high)
    return min(low for _, low, _ in ranges), max(high for *_, high in ranges)


def limits_of(snapshot: Snapshot, *, log: bool) -> Limits | None:
    """The limits of the vertical axis where a compared run grows far beyond the others; None where none does."""
    if len(snapshot.lines) < 2:
        return None
    starts = [float(line.branch.losses.array[0]) for line in snapshot.lines if line.branch.newest]
    ranges = [range_of(line.branch) for line in snapshot.lines if line.branch.newest]
    if not starts or not all(np.isfinite(starts)) or min(starts) <= 0:
        return None
    limit = _MAX_GROWTH * max(starts)
    beyond = [high > limit for _, high in ranges]
    if not any(beyond) or all(beyond):
        return None
    low = min(low for low, _ in ranges)
    if not log:
        return nice_limits(min(0.0, low), limit)
    low = max(low, limit * 1e-12, 1 / MAX_MAGNITUDE)
    # The runs that stay below keep their share of the logarithmic axis.
    limit *= (limit / low) ** (1 / _STAYING_SHARE - 1)
    highest = max(high for _, high in ranges)
    return None if highest <= limit else nice_limits(low, limit, log=True)


def at(values: Vector, index: int) -> float | None:
    """The value at an index; None if there is none yet."""
    return float(values[index]) if 0 <= index < len(values) else None
