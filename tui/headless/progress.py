"""A progress bar with the time left, for people who wait at a terminal; nobody else sees it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from time import monotonic
from types import TracebackType
from typing import Self, TextIO

from tui.text.progress import countdown, progress_bar

_PATIENCE = 1.0
"""A run shorter than so many seconds needs no bar."""
_INTERVAL = 0.1
"""Seconds from one drawing to the next."""


class Progress:
    """One line on stderr, drawn over and over: [######----]  60 %   0:12 left.

    Use it as a context: the line is wiped at the end.
    """

    def __init__(
        self, total: int, stream: TextIO | None, label: str = "", clock: Callable[[], float] = monotonic
    ) -> None:
        """A bar for a piece of work.

        Args:
            total: how much there is to do.
            stream: where it is drawn; None for nowhere.
            label: what stands before the bar.
            clock: tells seconds.
        """
        self._total = total
        self._stream = stream
        self._label = label
        self._clock = clock
        self._began = clock()
        self._due = self._began + _PATIENCE
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
        """Say how much is done; draws now and then."""
        if self._stream is None:
            return
        now = self._clock()
        if now < self._due:
            return
        self._due = now + _INTERVAL
        left = (now - self._began) * (self._total - done) / done if done else None
        line = f"{self._label}[{progress_bar(done, self._total, '#', '-')}] {100 * done / self._total:3.0f} %"
        line += "" if left is None else f"   {countdown(left)}"
        self._stream.write(f"\r{line:{self._drawn}}")
        self._stream.flush()
        self._drawn = max(self._drawn, len(line))


def watched_stream(data_on_terminal: bool) -> TextIO | None:
    """The stream for a bar: stderr, if it is a terminal and the data do not go to one too, in between."""
    stream = sys.stderr
    if stream is None or data_on_terminal or not stream.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        return None
    return stream
