"""Signal handlers in an event loop that are called however busy the loop is."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterable


def handle_signals(
    loop: asyncio.AbstractEventLoop, numbers: Iterable[int], callback: Callable[[int], None]
) -> None:
    """Call `callback` with its number, in the event loop, for each of these signals; it may be called twice.

    The loop's own handler receives a signal through the pipe that wakes it, and loses it where that is full: some
    hundred waiting keys are enough. A plain Python handler does not wake a loop that has just begun to wait.
    """

    def handle(number: int, frame: object) -> None:
        loop.call_soon_threadsafe(callback, number)

    for number in numbers:
        loop.add_signal_handler(number, callback, number)
        signal.signal(number, handle)
    # A full pipe loses nothing now: no warning is needed.
    signal.set_wakeup_fd(signal.set_wakeup_fd(-1), warn_on_full_buffer=False)
