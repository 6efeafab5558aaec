"""What holds of the areas of every layout."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from tui.views.areas import Area

WIDTHS = sorted({*range(20, 251, 6), 59, 60, 61, 79, 99, 100, 101, 119, 120, 149, 150, 151, 199, 249})
HEIGHTS = sorted({*range(8, 81, 4), 9, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22, 23, 31, 32, 33, 79})


def apart(one: Area, other: Area) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


def check(width: int, height: int, areas: Mapping[str, Area]) -> None:
    """The panes share out the screen: none overlap, and nothing between them is left over."""
    where = (width, height, areas)
    for area in areas.values():
        assert area.width > 0, where
        assert area.height > 0, where
        # The header has the first row, the transport and the keys the last two.
        assert 0 <= area.x <= area.x + area.width <= width, where
        assert 1 <= area.y <= area.y + area.height <= height - 2, where
    assert all(apart(*pair) for pair in combinations(areas.values(), 2)), where
    if areas:
        assert sum(area.width * area.height for area in areas.values()) == width * (height - 3), where
