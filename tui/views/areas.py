"""Areas of the screen: rectangles of cells, shared out in columns of panes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tui.panes.declaration import MIN_PANE_ROWS


class Area(NamedTuple):
    """A rectangle of cells."""

    x: int
    y: int
    width: int
    height: int


class Arrangement(NamedTuple):
    """What a person has chosen of the layout."""

    focused: str = "stage"
    """The pane that has the focus."""
    beside: str = "loss"
    """The pane in the place that several panes share on small screens."""
    hidden: frozenset[str] = frozenset()
    enlarged: bool = False
    """Whether the focused pane fills the screen."""


class Part(NamedTuple):
    """A pane of a column."""

    name: str
    wanted: int
    """Rows that it can use, with its frame."""
    share: int
    """Its share of the rows that are left when each pane has what it wants."""


def body_of(width: int, height: int) -> Area:
    """The screen without the header above the panes, and the transport and the keys below them, of one row each."""
    return Area(0, 1, width, max(0, height - 3))


def shown(parts: Sequence[Part], hidden: frozenset[str]) -> list[Part]:
    """The parts that are not hidden."""
    return [part for part in parts if part.name not in hidden]


def side_by_side(area: Area, left: int) -> tuple[Area, Area]:
    """The area divided into a left part of so many cells and the rest."""
    return area._replace(width=left), area._replace(x=area.x + left, width=area.width - left)


def one_above_the_other(area: Area, upper: int) -> tuple[Area, Area]:
    """The area divided into an upper part of so many rows and the rest."""
    return area._replace(height=upper), area._replace(y=area.y + upper, height=area.height - upper)


def columns(
    body: Area, parts: Sequence[tuple[Sequence[Part], int]], hidden: frozenset[str]
) -> Iterator[tuple[str, Area]]:
    """Columns beside each other, each with its share of the width; a column whose parts are all hidden has none."""
    filled = [(visible, share) for column, share in parts if (visible := shown(column, hidden))]
    x, left, shares = body.x, body.width, sum(share for _, share in filled)
    for column, share in filled:
        width = left if share == shares else round(left * share / shares)
        yield from _stacked(body._replace(x=x, width=width), column)
        x, left, shares = x + width, left - width, shares - share


def _stacked(body: Area, parts: Sequence[Part]) -> Iterator[tuple[str, Area]]:
    """Panes below each other: what each wants, less where there is not enough, and shares of what is left."""
    heights = [min(part.wanted, body.height) for part in parts]
    while sum(heights) > body.height and max(heights) > MIN_PANE_ROWS:
        heights[heights.index(max(heights))] -= 1
    shares = [part.share for part in parts] if any(part.share for part in parts) else [1] * len(parts)
    left = body.height - sum(heights)
    for index, share in enumerate(shares):
        extra = left * share // sum(shares[index:]) if share else 0
        heights[index] += extra
        left -= extra
    y = body.y
    for part, height in zip(parts, heights, strict=True):
        yield part.name, body._replace(y=y, height=height)
        y += height
