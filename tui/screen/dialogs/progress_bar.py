"""The progress bar of dialogs, with an estimate of the time left."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from tui.text.progress import progress_bar, time_left
from tui.workspace.progress import Progress


class ProgressBar:
    """Formats progress as a line of text; the time left is an upper bound, since work may end early."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._started = clock()
        self._first: Progress | None = None

    def text(self, progress: Progress) -> str:
        """Return the bar, the counts, and the time left once the speed is known."""
        self._first = self._first or progress
        if not progress.total:
            return "Working …"
        bar = progress_bar(progress.done, progress.total)
        done = progress.done - self._first.done
        left = ""
        if done > 0:
            seconds = (progress.total - progress.done) * (self._clock() - self._started) / done
            left = f"   {time_left(seconds)} at most"
        step = f", step {progress.step:,}" if progress.step != progress.done else ""
        return f"{bar}  {progress.done:,} of {progress.total:,}{step}{left}"
