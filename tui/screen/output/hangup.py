"""Detection of a terminal that was closed, also where no signal is sent."""

from __future__ import annotations

import select
from collections.abc import Callable
from threading import Thread


def on_hangup(terminal: int, callback: Callable[[], None]) -> None:
    """Call `callback`, in a separate thread, once the other end of the terminal is closed.

    The kernel sends SIGHUP to the controlling process of a terminal only. A program that is started in another way, or
    in its own session, would wait for keys for ever.
    """
    Thread(target=_wait, args=(terminal, callback), name="gradstep-terminal", daemon=True).start()


def _wait(terminal: int, callback: Callable[[], None]) -> None:
    waiting = select.poll()
    waiting.register(terminal, 0)  # POLLHUP and POLLERR are reported in any case
    # macOS cannot wait for /dev/tty, and answers POLLNVAL at once.
    if any(event & (select.POLLHUP | select.POLLERR) for _, event in waiting.poll()):
        callback()
