"""Ctrl+C, SIGTERM and SIGHUP: at once while a line is waited for, else as soon as what is being done can rest."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Self

from tui.headless import exit_status


class Ended(Exception):
    """Somebody wants the program to end; `status` is what it is to exit with."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class SignalWatcher:
    """Hears signals while this context is open. What is ignored, as in the background of a script, stays ignored."""

    def __init__(self) -> None:
        self.wakeup_fd, self._clapper = os.pipe()
        """Can be read from once something was heard, also just before it was waited for."""
        for end in (self.wakeup_fd, self._clapper):
            os.set_blocking(end, False)
        self._bell_before = -1
        self._waiting = False
        self._stopped = False
        self._ended: int | None = None
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self._bell_before = signal.set_wakeup_fd(self._clapper, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            before = signal.getsignal(number)
            if before != signal.SIG_IGN:
                self._before[number] = before
                signal.signal(number, self._heard)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)
        self._before.clear()
        signal.set_wakeup_fd(self._bell_before)
        os.close(self.wakeup_fd)
        os.close(self._clapper)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        if number != signal.SIGINT:
            self._ended = exit_status.TERMINATED if number == signal.SIGTERM else exit_status.HUNG_UP
            if self._waiting:
                raise Ended(self._ended)
        elif self._waiting or self._stopped:
            raise KeyboardInterrupt
        else:
            self._stopped = True

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """While nothing is being done: whatever is heard, or has been meanwhile, is heeded at once.

        Raises:
            KeyboardInterrupt: Ctrl+C.
            Ended: another signal.
        """
        self._waiting = True
        try:
            self.raise_if_requested()
            if self._stopped:
                raise KeyboardInterrupt
            yield
        finally:
            self._waiting = self._stopped = False

    def begin(self) -> None:
        """Something new is done: a Ctrl+C from before it has been heeded."""
        self._stopped = False

    @property
    def wanted(self) -> bool:
        """Whether what is being done should rest."""
        return self._stopped or self._ended is not None

    def raise_if_requested(self) -> None:
        """End, if that was asked for.

        Raises:
            Ended: it was.
        """
        if self._ended is not None:
            raise Ended(self._ended)
