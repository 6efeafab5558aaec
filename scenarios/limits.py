"""Limits on the size of a scenario, summed over all its runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "parameters": 1_000_000,
        "rows": 1_000_000,
        "units in all rows": 50_000_000,
        "intermediate values": 50_000,
        "names to compare with patterns": 3_000_000,
    }
)
"""The maximum of each quantity."""


class Usage:
    """The quantities that the runs of a scenario use so far."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def add(self, what: str, amount: int) -> str | None:
        """Add the amount of one more run; return a message if the limit is exceeded."""
        self._used[what] += amount
        total = self._used[what]
        if total <= LIMITS[what]:
            return None
        together = ", with those of the runs before it," if total > amount else ""
        return f"{total:,} {what}{together} are more than the {LIMITS[what]:,} that are allowed"
