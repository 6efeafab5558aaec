"""Work of commands on the screen: at once where it is short, and otherwise with other events handled between slices."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from time import monotonic

from tui.commands.outcome import FinalOutcome
from tui.workspace.progress import Progress

Work = Generator[Progress, None, FinalOutcome]
"""A dispatched command."""

SECONDS_AT_ONCE = 0.05
"""Of work before its progress is shown: nobody notices less."""


def finished_at_once(work: Work) -> FinalOutcome | None:
    """The outcome of some work; None where it takes longer, and is to be finished otherwise."""
    until = monotonic() + SECONDS_AT_ONCE
    try:
        while monotonic() < until:
            next(work)
    except StopIteration as stop:
        outcome: FinalOutcome = stop.value
        return outcome
    return None


async def finished(work: Work, report: Callable[[Progress], None]) -> FinalOutcome:
    """The outcome of some work, with its progress reported; where it is cancelled, everything stays as it was."""
    try:
        while True:
            report(next(work))
            await asyncio.sleep(0)
    except StopIteration as stop:
        outcome: FinalOutcome = stop.value
        return outcome
    finally:
        work.close()
