"""Ctrl-C and SIGTERM during a run: it ends after the current step, and the results so far are written."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType
from typing import Self

from tui.headless import exit_status

_STATUSES = {signal.SIGINT: exit_status.INTERRUPTED, signal.SIGTERM: exit_status.TERMINATED}


class Interruption:
    """A context in which the first signal is recorded and a second one has its previous effect.

    A signal that is ignored, as Ctrl-C is for background jobs of a script, stays ignored.
    """

    def __init__(self) -> None:
        self.status = exit_status.DONE
        """The exit status: DONE until a signal arrives."""
        handlers = {number: signal.getsignal(number) for number in _STATUSES}
        self._previous_handlers = {
            number: handler for number, handler in handlers.items() if handler != signal.SIG_IGN
        }

    def __bool__(self) -> bool:
        return self.status != exit_status.DONE

    def __enter__(self) -> Self:
        for number in self._previous_handlers:
            signal.signal(number, self._on_signal)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.status = _STATUSES[signal.Signals(number)]
        self._restore()

    def _restore(self) -> None:
        for number, handler in self._previous_handlers.items():
            signal.signal(number, handler)
