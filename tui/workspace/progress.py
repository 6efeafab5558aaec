"""Progress of work that takes long: how much is done, of how much, and the furthest step by then."""

from __future__ import annotations

from typing import NamedTuple


class Progress(NamedTuple):
    """How far some work has come; both counts are in steps, or in whatever else the work consists of."""

    done: int
    total: int
    """At most: navigation to a condition may end earlier."""
    step: int
    """The furthest step that any run has taken."""
