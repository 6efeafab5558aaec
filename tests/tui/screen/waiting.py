"""Waiting for a state of an app that runs in the test's own event loop."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from textual.pilot import Pilot

from tests.support.terminal import DEADLINE_SECONDS, NeverCame

_POLL_SECONDS = 0.01


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait until a condition holds.

    Raises:
        NeverCame: it does not hold before the deadline.
    """
    end = monotonic() + DEADLINE_SECONDS
    while not holds():
        if monotonic() > end:
            raise NeverCame(f"the condition did not hold within {DEADLINE_SECONDS:g} s")
        await pilot.pause(_POLL_SECONDS)
