"""Ctrl+C and other ending signals in plain mode: immediate while waiting for input, deferred during a command."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Self

from tui.headless import exit_status
from tui.headless.ending_signals import ending_signals


class Terminated(Exception):
    """Raised after another ending signal than Ctrl+C, with the exit status of the program."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class SignalWatcher:
    """A context that handles the signals; a signal that is ignored, as for background jobs, stays ignored."""

    def __init__(self) -> None:
        self.wakeup_fd, self._wakeup_write_fd = os.pipe()
        """Becomes readable when a signal arrives, also just before a wait for it begins."""
        for end in (self.wakeup_fd, self._wakeup_write_fd):
            os.set_blocking(end, False)
        self._previous_wakeup_fd = -1
        self._is_interruptible = False
        self._interrupted = False
        self._exit_status: int | None = None
        self._previous_handlers: dict[int, Any] = {}

    def __enter__(self) -> Self:
        self._previous_wakeup_fd = signal.set_wakeup_fd(self._wakeup_write_fd, warn_on_full_buffer=False)
        for number in ending_signals():
            self._previous_handlers[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._previous_handlers.items():
            signal.signal(number, handler)
        self._previous_handlers.clear()
        signal.set_wakeup_fd(self._previous_wakeup_fd)
        os.close(self.wakeup_fd)
        os.close(self._wakeup_write_fd)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if number != signal.SIGINT:
            self._exit_status = exit_status.after_signal(number)
            if self._is_interruptible:
                raise Terminated(self._exit_status)
        elif self._is_interruptible or self._interrupted:
            raise KeyboardInterrupt
        else:
            self._interrupted = True

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Return a context in which signals raise immediately, including one that arrived before.

        Raises:
            KeyboardInterrupt: Ctrl+C.
            Terminated: another signal that ends the program.
        """
        self._is_interruptible = True
        try:
            self.raise_if_requested()
            if self._interrupted:
                raise KeyboardInterrupt
            yield
        finally:
            self._is_interruptible = self._interrupted = False

    def clear_interrupt(self) -> None:
        """Forget an earlier Ctrl+C, since a new command starts."""
        self._interrupted = False

    @property
    def interrupt_requested(self) -> bool:
        """Whether a signal asks the current command to stop."""
        return self._interrupted or self._exit_status is not None

    def raise_if_requested(self) -> None:
        """Raise if a signal has arrived that ends the program.

        Raises:
            Terminated: one of them has.
        """
        if self._exit_status is not None:
            raise Terminated(self._exit_status)
