"""How far a piece of work has come, as text: a bar, and the time left."""

from __future__ import annotations

_BAR_CELLS = 30


def progress_bar(done: float, total: float, filled: str = "━", empty: str = "─") -> str:
    """A bar of 30 cells, as many of them filled as are wholly done."""
    cells = int(_BAR_CELLS * done / max(1, total))
    return filled * cells + empty * (_BAR_CELLS - cells)


def time_left(seconds: float) -> str:
    """A rough estimate of the time left, in its largest unit: "12 s left", "3 min left"."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s left"
    if seconds < 5400:
        return f"{round(seconds / 60)} min left"
    return f"{round(seconds / 3600)} h left"


def countdown(seconds: float) -> str:
    """The time left to the second, for a line that is drawn over and over: "0:12 left", "3:19:00 left"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02} left" if hours else f"{minutes}:{rest:02} left"
