"""Ctrl-C and SIGTERM during a run: it ends after the current step, and what was computed is written."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType
from typing import Self

from tui.headless import exit_status

_STATUSES = {signal.SIGINT: exit_status.INTERRUPTED, signal.SIGTERM: exit_status.TERMINATED}


class Interruption:
    """While this context is open, the first such signal is only noted; a second does what it always did.

    A signal that is ignored, as Ctrl-C is in the background of a script, stays ignored.
    """

    def __init__(self) -> None:
        self.status = exit_status.DONE
        """What the program is to exit with: not DONE once a signal has come."""
        handlers = {number: signal.getsignal(number) for number in _STATUSES}
        self._before = {number: handler for number, handler in handlers.items() if handler != signal.SIG_IGN}

    def __bool__(self) -> bool:
        return self.status != exit_status.DONE

    def __enter__(self) -> Self:
        for number in self._before:
            signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.status = _STATUSES[signal.Signals(number)]
        self._restore()

    def _restore(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
