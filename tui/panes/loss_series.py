"""The lines of the loss chart: of one run all that is known of its loss, of several runs one line each, and ghosts."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np

from engine.descent.branch import Branch
from engine.types import Vector
from tui.charts import Series
from tui.charts.decimation import finite_range
from tui.charts.scale import Limits, nice_limits
from tui.moment import Line, Moment

MARKS = "●▲■◆▼×"
"""What stands along the lines of compared runs, besides their colours."""

DOT = "•"
"""Each step's loss where there is room."""
_MOST_GHOSTS = 8
"""Of more branches than that, the newest ones are drawn."""
_BEYOND = 100.0
"""A compared run whose loss grows past so many times the first losses leaves the chart, if others stay."""


def drawn_ghosts(moment: Moment) -> tuple[Line, ...]:
    """The other branches that are drawn, the newest last."""
    return moment.ghosts[-_MOST_GHOSTS:]


def told_steps(moment: Moment) -> int:
    """How many of the followed branch's losses may be shown: that of a new step not before it has been told."""
    newest = moment.branch.newest
    untold = newest and moment.place.step == newest and "loss" not in moment.told
    return newest - 1 if untold else newest


def told_epochs(moment: Moment) -> int:
    """How many epochs' numbers may be shown: those of one that a new step closes not before that is complete."""
    newest = moment.branch.newest
    untold = newest and moment.place.step == newest and not moment.complete
    return (newest - 1 if untold else newest) // moment.training.steps_per_epoch


def series_of(moment: Moment, *, large: bool) -> list[Series]:
    """The lines, those of the shown run last; `large` if each step has room for a mark of a cell."""
    ghosts = [_ghost(ghost, moment.branch) for ghost in drawn_ghosts(moment)]
    if len(moment.lines) > 1:
        lines = [_run(line, number) for number, line in enumerate(moment.lines)]
        shown = lines.pop(moment.shown)
        return [*ghosts, *lines, shown]
    return [*ghosts, *_own(moment, large=large)]


def _own(moment: Moment, *, large: bool) -> list[Series]:
    """Each step's loss, each epoch's mean, the loss of all rows under the epoch's last parameters."""
    branch, size = moment.branch, moment.training.steps_per_epoch
    losses = branch.losses.array[: told_steps(moment)]
    if size == 1:
        return [Series("loss", losses, "row-loss")]
    marker = DOT if large else "dots"
    epochs = told_epochs(moment)
    return [
        Series("loss", losses, "row-loss", marker=marker),
        Series("mean", branch.epoch_losses.array[:epochs], "epoch-loss", first=size, every=size),
        Series("all rows", branch.training_losses.array[:epochs], "all-loss", None, "dotted", size, size),
        *(
            [Series("test rows", branch.test_losses.array[:epochs], "test-loss", None, "dotted", size, size)]
            if len(branch.test_losses)
            else []
        ),
    ]


def _run(line: Line, number: int) -> Series:
    """A compared run: by epochs where it has any, so that the lines can be told apart."""
    branch, size = line.branch, line.branch.training.steps_per_epoch
    role, mark = run_role(number), run_mark(number)
    values = branch.epoch_losses.array if size > 1 else branch.losses.array
    return Series(
        line.label, values, role, first=size, every=size, mark=mark, ending=line.label if len(values) else ""
    )


def run_role(number: int) -> str:
    """The role of one of the compared runs."""
    return f"run-{number % 6}"


def run_mark(number: int) -> str:
    """The character of one of the compared runs."""
    return MARKS[number % len(MARKS)]


def _ghost(ghost: Line, followed: Branch) -> Series:
    """Another branch from where it parts with the one that is followed."""
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


def shared_steps(one: Branch, other: Branch) -> int:
    """How many steps two branches have in common."""
    lengths: dict[Branch, int] = {}
    shared, branch = one.newest, one
    while True:
        lengths[branch] = shared
        if branch.parent is None:
            break
        shared, branch = min(shared, branch.fork), branch.parent
    shared, branch = other.newest, other
    while branch not in lengths and branch.parent is not None:
        shared, branch = min(shared, branch.fork), branch.parent
    return min(shared, lengths.get(branch, 0))


_Range = tuple[int, float, float]
_ranges: WeakKeyDictionary[Branch, list[_Range]] = WeakKeyDictionary()


def range_of(branch: Branch) -> tuple[float, float]:
    """The least and the greatest finite loss of a branch: what is new since the last time is looked at alone."""
    series = (branch.losses, branch.training_losses, branch.test_losses)
    known = _ranges.setdefault(branch, [(0, np.inf, -np.inf)] * len(series))
    for place, one in enumerate(series):
        seen, low, high = known[place]
        if len(one) != seen:
            fresh = finite_range(one.array[seen:])
            if fresh is not None:
                low, high = min(low, fresh[0]), max(high, fresh[1])
            known[place] = (len(one), low, high)
    return min(low for _, low, _ in known), max(high for *_, high in known)


def heights_of(moment: Moment, *, log: bool) -> Limits | None:
    """What to show of the vertical axis where a compared run goes far beyond the others; None where none does."""
    if len(moment.lines) < 2:
        return None
    starts = [float(line.branch.losses.array[0]) for line in moment.lines if line.branch.newest]
    ranges = [range_of(line.branch) for line in moment.lines if line.branch.newest]
    if not starts or not all(np.isfinite(starts)) or min(starts) <= 0:
        return None
    limit = _BEYOND * max(starts)
    beyond = [high > limit for _, high in ranges]
    if not any(beyond) or all(beyond):
        return None
    low = min(low for low, _ in ranges)
    return nice_limits(max(low, limit * 1e-12) if log else min(0.0, low), limit, log=log)


def at(values: Vector, place: int) -> float | None:
    """One of the numbers; None where it isn't known yet."""
    return float(values[place]) if 0 <= place < len(values) else None
