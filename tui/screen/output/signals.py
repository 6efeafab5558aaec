"""Hearing signals in an event loop, however much it has to do."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterable


def handle_signals(
    loop: asyncio.AbstractEventLoop, numbers: Iterable[signal.Signals], act: Callable[[], None]
) -> None:
    """Have this called, in the loop's turn, whenever one of these signals comes; perhaps twice.

    The loop's own way alone tells a signal through the pipe that wakes it, and loses it where that is full: some
    hundred keys that wait to be taken will do. Python's own way alone does not wake a loop that has just lain down.
    """

    def heard(*told: object) -> None:
        loop.call_soon_threadsafe(act)

    for number in numbers:
        loop.add_signal_handler(number, act)
        signal.signal(number, heard)
    # That the pipe is full is now nothing to complain of.
    signal.set_wakeup_fd(signal.set_wakeup_fd(-1), warn_on_full_buffer=False)
