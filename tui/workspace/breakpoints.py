"""Breakpoints: conditions at which playing, and going on by epochs, stops."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.descent.branch import Branch
from engine.descent.training import Step
from engine.insight.analysis.condition import Condition, condition_of
from tui.workspace.events import BreakpointsChanged, Event

_NAMED = re.compile(r"([^:<>=!]+):(.*)", re.DOTALL)


@dataclass(frozen=True)
class Breakpoint:
    """One of them."""

    name: str
    """What a person calls it; without a name, its condition."""
    condition: Condition
    enabled: bool = True


class Breakpoints:
    """All of them, in the order in which they were set."""

    def __init__(self) -> None:
        self._all: list[Breakpoint] = []
        self.on_event: Callable[[Event], None] = lambda event: None
        """Is told which there are, whenever that has changed."""

    def __iter__(self) -> Iterator[Breakpoint]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @property
    def armed(self) -> bool:
        """Whether any is switched on."""
        return any(one.enabled for one in self._all)

    def set(self, text: str, branch: Branch, step: Step) -> Breakpoint:
        """Set one by its text: "loss < 0.5", or with a name, "low: loss < 0.5".

        Raises:
            ExpressionError: it cannot be watched for.
        """
        named = _NAMED.fullmatch(text)
        found = condition_of(named[2] if named else text, branch, step)
        one = Breakpoint(named[1].strip() if named else found.text, found)
        self._all = [other for other in self._all if other.name != one.name] + [one]
        self._tell()
        return one

    def restore(self, kept: Sequence[tuple[str, str, bool]], branch: Branch, step: Step) -> None:
        """Set them as they were: name, condition, whether it is switched on.

        Raises:
            ExpressionError: one of them cannot be watched for.
        """
        self._all = [
            Breakpoint(name, condition_of(text, branch, step), enabled) for name, text, enabled in kept
        ]

    def _tell(self) -> None:
        self.on_event(
            BreakpointsChanged(tuple((one.name, one.condition.text, one.enabled) for one in self._all))
        )

    def switch(self, number: int) -> None:
        """Switch one (from 0) off, or on again."""
        one = self._all[number]
        self._all[number] = replace(one, enabled=not one.enabled)
        self._tell()

    def remove(self, number: int) -> None:
        """Forget one (from 0)."""
        del self._all[number]
        self._tell()

    @np.errstate(all="ignore")
    def first_hit(self, branch: Branch, first: int, last: int) -> tuple[int, Breakpoint] | None:
        """The first of these steps at which one that is switched on holds; a name that is gone holds nowhere."""
        armed = [one for one in self._all if one.enabled]
        for step in branch.steps(first, last) if armed else ():
            for one in armed:
                try:
                    if one.condition.holds(branch, step):
                        return step.number, one
                except KeyError:
                    continue
        return None
