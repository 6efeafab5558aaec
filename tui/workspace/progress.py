"""Progress of long work."""

from __future__ import annotations

from typing import NamedTuple

SLICE_SECONDS = 0.04
"""Seconds of work between two reports of progress."""


class Progress(NamedTuple):
    """The progress of some work; `done` and `total` count steps, or other units of work."""

    done: int
    total: int
    """An upper bound: navigation to a condition may end earlier."""
    step: int
    """The largest step number that any run has reached."""
