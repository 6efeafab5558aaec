"""Execution of commands on the screen: short work runs at once, long work in slices between other events."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from time import monotonic
from typing import TypeVar

from tui.commands.outcome import FinalOutcome
from tui.workspace.progress import Progress

Result = TypeVar("Result")

Work = Generator[Progress, None, FinalOutcome]
"""A dispatched command."""

MAX_SECONDS_AT_ONCE = 0.05
"""Work that takes no longer runs without yielding, since the delay is not noticeable."""


def finished_at_once(work: Work) -> FinalOutcome | None:
    """Return the outcome of work that ends within MAX_SECONDS_AT_ONCE; None if it takes longer."""
    until = monotonic() + MAX_SECONDS_AT_ONCE
    try:
        while monotonic() < until:
            next(work)
    except StopIteration as stop:
        outcome: FinalOutcome = stop.value
        return outcome
    return None


async def finished(work: Generator[Progress, None, Result], report: Callable[[Progress], None]) -> Result:
    """Return the result of work, with its progress reported; if cancelled, the work is closed and changes nothing."""
    try:
        while True:
            report(next(work))
            await asyncio.sleep(0)
    except StopIteration as stop:
        result: Result = stop.value
        return result
    finally:
        work.close()
