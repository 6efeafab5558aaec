"""Breakpoints: conditions at which playback, and moving forward by epochs, stop."""

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
    """A condition with a name and a switch."""

    name: str
    """The name that was typed, or else the text of the condition."""
    condition: Condition
    enabled: bool = True


class Breakpoints:
    """All breakpoints, in the order in which they were set; no two have the same name."""

    def __init__(self) -> None:
        self._all: list[Breakpoint] = []
        self.on_event: Callable[[Event], None] = lambda event: None
        """Called with the list of all breakpoints after each change to it."""

    def __iter__(self) -> Iterator[Breakpoint]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @property
    def any_enabled(self) -> bool:
        """Whether at least one breakpoint is enabled."""
        return any(breakpoint.enabled for breakpoint in self._all)

    def set(self, text: str, branch: Branch, step: Step) -> Breakpoint:
        """Set a breakpoint by its text: "loss < 0.5", or with a name, "low: loss < 0.5".

        It replaces a breakpoint with the same name. The branch and the step determine which quantities exist.

        Raises:
            ExpressionError: the condition is invalid.
        """
        named = _NAMED.fullmatch(text)
        condition = condition_of(named[2] if named else text, branch, step)
        added = Breakpoint(named[1].strip() if named else condition.text, condition)
        self._all = [breakpoint for breakpoint in self._all if breakpoint.name != added.name] + [added]
        self._publish()
        return added

    def restore(self, saved: Sequence[tuple[str, str, bool]], branch: Branch, step: Step) -> None:
        """Replace all breakpoints by saved ones, (name, condition, enabled) each, without an event.

        Raises:
            ExpressionError: a condition is invalid.
        """
        self._all = [
            Breakpoint(name, condition_of(text, branch, step), enabled) for name, text, enabled in saved
        ]

    def _publish(self) -> None:
        self.on_event(
            BreakpointsChanged(
                tuple(
                    (breakpoint.name, breakpoint.condition.text, breakpoint.enabled)
                    for breakpoint in self._all
                )
            )
        )

    def switch(self, index: int) -> None:
        """Disable the breakpoint at this index (from 0), or enable it if it is disabled."""
        breakpoint = self._all[index]
        self._all[index] = replace(breakpoint, enabled=not breakpoint.enabled)
        self._publish()

    def remove(self, index: int) -> None:
        """Delete the breakpoint at this index (from 0)."""
        del self._all[index]
        self._publish()

    @np.errstate(all="ignore")
    def first_hit(self, branch: Branch, first: int, last: int) -> tuple[int, Breakpoint] | None:
        """Return the first step from `first` to `last` at which an enabled breakpoint holds, and that breakpoint.

        A condition does not hold at a step that lacks one of its quantities.
        """
        enabled = [breakpoint for breakpoint in self._all if breakpoint.enabled]
        for step in branch.steps(first, last) if enabled else ():
            for breakpoint in enabled:
                try:
                    if breakpoint.condition.holds(branch, step):
                        return step.number, breakpoint
                except KeyError:
                    continue
        return None
