"""The progress bar of long runs on a terminal, with the time left."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from time import monotonic
from types import TracebackType
from typing import Self, TextIO

from tui.text.progress import countdown, progress_bar

_DELAY_SECONDS = 1.0
"""Seconds before the bar appears, so that short runs show none."""
_REDRAW_INTERVAL_SECONDS = 0.1


class Progress:
    """One line on stderr that is redrawn in place: [######----]  60 %   0:12 left.

    Used as a context manager, it erases the line at the end.
    """

    def __init__(
        self, total: int, stream: TextIO | None, label: str = "", clock: Callable[[], float] = monotonic
    ) -> None:
        """Start the bar.

        Args:
            total: the amount of work, in the unit of `reached`.
            stream: the stream to draw on; None draws nothing.
            label: the text before the bar.
            clock: returns the time in seconds.
        """
        self._total = total
        self._stream = stream
        self._label = label
        self._clock = clock
        self._started = clock()
        self._next_draw_at = self._started + _DELAY_SECONDS
        self._drawn = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None and self._drawn:
            self._stream.write(f"\r{' ' * self._drawn}\r")
            self._stream.flush()

    def reached(self, done: int) -> None:
        """Record the amount of work done, and redraw the bar if it is due."""
        if self._stream is None:
            return
        now = self._clock()
        if now < self._next_draw_at:
            return
        self._next_draw_at = now + _REDRAW_INTERVAL_SECONDS
        left = (now - self._started) * (self._total - done) / done if done else None
        line = f"{self._label}[{progress_bar(done, self._total, '#', '-')}] {100 * done / self._total:3.0f} %"
        line += "" if left is None else f"   {countdown(left)}"
        self._stream.write(f"\r{line:{self._drawn}}")
        self._stream.flush()
        self._drawn = max(self._drawn, len(line))


def progress_stream(data_on_terminal: bool) -> TextIO | None:
    """Return stderr if it can show a bar: it is a terminal, and no data is written to a terminal between."""
    stream = sys.stderr
    if stream is None or data_on_terminal or not stream.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        return None
    return stream
