"""How things are measured: what is compared takes turns, so that whatever slows the machine slows all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import process_time
from typing import NamedTuple

import numpy as np


class Budget(NamedTuple):
    """What a figure may be at most, or has to be at least."""

    limit: float
    unit: str
    """Written right after the number, with a space of its own if it wants one."""
    at_least: bool = False
    extra: bool = False
    """Whether the figure is what something takes more than something else: written with a plus."""

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.written(self.limit)}{self.unit}"

    def holds(self, figure: float) -> bool:
        """Whether a figure is inside the budget."""
        return figure >= self.limit if self.at_least else figure <= self.limit

    def written(self, figure: float) -> str:
        """A figure without its unit, to three digits."""
        size = abs(figure)
        digits = 2 if size < 10 else 1 if size < 100 else 0
        text = f"{figure:{'+' if self.extra else ''},.{digits}f}"
        return text.rstrip("0").rstrip(".") if "." in text and figure == round(figure) else text


@dataclass(frozen=True)
class Measurement:
    """A figure that was measured over and over, and the budget it is held against."""

    what: str
    budget: Budget
    figures: Sequence[float] = ()
    """One for each repeat; none if it could not be measured."""
    note: str = ""
    """What stands behind the figure, or why there is none."""
    quantile: float = 0.5
    """Which of the figures is held against the budget: the median, or 0.95 for all but the worst twentieth."""

    @property
    def figure(self) -> float:
        """What is held against the budget."""
        return float(np.quantile(self.figures, self.quantile))

    @property
    def half(self) -> tuple[float, float]:
        """Between what figures the middle half of the repeats lies."""
        low, high = np.quantile(self.figures, (0.25, 0.75))
        return float(low), float(high)


def by_turns(tasks: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """The figures of each task, one a round; every other round goes through the tasks backwards."""
    figures: dict[str, list[float]] = {name: [] for name in tasks}
    order = list(tasks)
    for _ in range(rounds):
        for name in order:
            figures[name].append(tasks[name]())
        order.reverse()
    return figures


def cpu_seconds(task: Callable[[], object]) -> Callable[[], float]:
    """A task that tells what another takes of the processor: what the rest of the machine does is not in it."""

    def measured() -> float:
        began = process_time()
        task()
        return process_time() - began

    return measured


def ratios(figures: Sequence[float], others: Sequence[float]) -> list[float]:
    """Round by round, how many times the other figure the one is."""
    return [figure / other for figure, other in zip(figures, others, strict=True)]
