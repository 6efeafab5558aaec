"""Hearing that the terminal is gone, also where no signal says so."""

from __future__ import annotations

import select
from collections.abc import Callable
from threading import Thread


def on_hangup(terminal: int, tell: Callable[[], None]) -> None:
    """Have this called, in a thread of its own, once nobody holds the other end of a terminal any more.

    The kernel sends SIGHUP to the program that a terminal belongs to. A program that was started otherwise, or in
    a session of its own, would wait for keys for ever.
    """
    Thread(target=_wait, args=(terminal, tell), name="gradstep-terminal", daemon=True).start()


def _wait(terminal: int, tell: Callable[[], None]) -> None:
    waiting = select.poll()
    waiting.register(terminal, 0)  # that it is gone is told in any case, and nothing else is asked for
    waiting.poll()
    tell()
