"""How much a scenario may ask for, all its runs together."""

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
        "names to hold patterns against": 3_000_000,
    }
)
"""The most that is allowed of each thing."""


class Usage:
    """What the runs of a scenario have asked for so far."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def add(self, what: str, amount: int) -> str | None:
        """Note what one more run asks for; what is wrong with that, if it is too much."""
        self._used[what] += amount
        total = self._used[what]
        if total <= LIMITS[what]:
            return None
        together = ", with those of the runs before it," if total > amount else ""
        return f"{total:,} {what}{together} are more than the {LIMITS[what]:,} that are allowed"
