"""Where each pane lies, for every size of the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Area(NamedTuple):
    """A rectangle of cells."""

    x: int
    y: int
    width: int
    height: int


class Arrangement(NamedTuple):
    """What a person has made of the panes."""

    focused: str = "stage"
    """The pane that the arrows move in."""
    beside: str = "loss"
    """The pane in the place that several share where there is room for few."""
    hidden: frozenset[str] = frozenset()
    enlarged: bool = False
    """Whether the focused pane has the screen for itself."""


NUMBERS = {"stage": 1, "story": 2, "parameters": 3, "data": 4, "loss": 5, "lesson": 6}
"""The panes with the digits that lead to them."""

WIDE = 150
"""From this width on there are three columns."""
ROOMY = (100, 32)
"""From this size on all panes are up at once."""
SMALL = (60, 15)
"""From this size on stage, story and one other are up; below it, one pane at a time."""
LESSON = 5
"""Rows that a lesson in a frame of its own needs at least."""
LESSON_FROM = 20
"""From this height on two rows are kept for the lesson."""
LESSON_ROWS = 8
"""Rows of a lesson's frame, where there is room."""
TABLE = 46
"""Cells that the data pane needs at least beside the story."""
LARGE_NETWORK = 33
"""Rows in which a large network can be drawn with its inputs as a picture."""
LEAST = 3
"""Rows of a pane at least: its frame, and a line in it."""


class _Part(NamedTuple):
    """One pane of a column."""

    name: str
    wanted: int
    """Rows that it can use, with its frame."""
    share: int
    """Its share of the rows that are left when each has what it wants."""


class Needs(NamedTuple):
    """What the panes of a scenario hold."""

    network: bool
    """Whether it is a network; a function has no data."""
    parameters: int
    """How many lines the table of parameters can use."""
    rows: int
    """How many the table of data can use."""
    lesson: bool
    """Whether the scenario says anything."""
    large: bool = False
    """Whether the network is so large that it is told by layers."""


def layout(width: int, height: int, needs: Needs, arrangement: Arrangement) -> dict[str, Area]:
    """The panes that are shown and where.

    The bar at the top, the transport and the keys below it take one row each.
    """
    body = Area(0, 1, width, max(0, height - 3))
    if arrangement.enlarged:
        return {arrangement.focused: body}
    if width >= WIDE and height >= ROOMY[1]:
        return _wide(body, needs, arrangement.hidden)
    if width < SMALL[0] or height < SMALL[1]:
        return _tiny(body, arrangement)
    areas: dict[str, Area] = {}
    if needs.lesson and height >= LESSON_FROM and "lesson" not in arrangement.hidden:
        body = body._replace(height=body.height - 2)
        areas["lesson"] = Area(0, body.y + body.height, width, 2)
    roomy = width >= ROOMY[0] and height >= ROOMY[1]
    above = _two_columns(body, needs, arrangement.hidden) if roomy else _small(body, needs, arrangement)
    # With all others hidden, the lesson has the screen.
    return areas | above if above else {name: Area(0, 1, width, height - 3) for name in areas}


def sharing(network: bool) -> Sequence[str]:
    """The panes that share a place on small screens."""
    return ("loss", "parameters", "data") if network else ("loss", "parameters")


def _wide(body: Area, needs: Needs, hidden: frozenset[str]) -> dict[str, Area]:
    """Stage, tables beside each other, and chart at the left; the story over the lesson at the right.

    A network lies across: with its numbers on every edge it is far wider than high.
    """
    table, data = _Part("parameters", needs.parameters + 3, 0), _Part("data", needs.rows + 7, 0)
    lesson = _Part("lesson", LESSON_ROWS, 0)
    right = [_Part("story", 20, 1), *([lesson] if needs.lesson else [])]
    if not needs.network:
        loss = _Part("loss", 16, 1)
        columns = [([_Part("stage", 20, 1)], 40), ([table, loss], 31), (right, 29)]
        return dict(_columns(body, columns, hidden))
    most = body.height // (4 if needs.large else 3)
    tables = _Part("tables", min(max(table.wanted, data.wanted), most), 0)
    bands = [_Part("stage", LARGE_NETWORK if needs.large else 16, 4), tables, _Part("loss", 9, 3)]
    left = body.width * 72 // 100 if _shown(right, hidden) else body.width
    gone = hidden | {"tables"} if {"parameters", "data"} <= hidden else hidden
    areas = dict(_columns(body._replace(width=left), [(bands, 1)], gone))
    if (shared := areas.pop("tables", None)) is not None:
        areas |= dict(_columns(shared, [([table], 60), ([data], 40)], hidden))
    beside = body._replace(x=body.x + left, width=body.width - left) if areas else body
    return areas | dict(_columns(beside, [(right, 1)], hidden))


def _two_columns(body: Area, needs: Needs, hidden: frozenset[str]) -> dict[str, Area]:
    # Some more rows where that shows all of them.
    whole, most = needs.parameters + 3, body.height * 3 // 8
    table = _Part("parameters", whole if whole <= body.height * 3 // 7 else most, 0)
    rest = body.height - table.wanted
    if needs.network:
        stage = rest * 11 // 20
        left = [_Part("stage", stage, 1), table, _Part("loss", rest - stage, 1)]
        right = [_Part("story", 16, 1), _Part("data", min(needs.rows + 7, max(8, body.height * 2 // 5)), 0)]
    else:
        left = [_Part("stage", rest, 1), table]
        right = [_Part("story", body.height * 3 // 5, 3), _Part("loss", body.height * 2 // 5, 2)]
    return dict(_columns(body, [(left, 63), (right, 37)], hidden))


def _small(body: Area, needs: Needs, arrangement: Arrangement) -> dict[str, Area]:
    hidden, beside = arrangement.hidden, arrangement.beside
    if needs.network:
        # The net is wide and low: it lies across the screen, with the story and the shared place below it.
        upper = 0 if "stage" in hidden else min(body.height * 11 // 20, 14)
        lower = body._replace(y=body.y + upper, height=body.height - upper)
        wanted = {"parameters": 44, "data": TABLE, "loss": 34}[beside]
        share = max(body.width - wanted, body.width * 2 // 5)
        columns = [([_Part("story", 3, 1)], share), ([_Part(beside, 3, 1)], body.width - share)]
        below = dict(_columns(lower, columns, hidden))
        if not below:
            upper = body.height
        return below | ({"stage": body._replace(height=upper)} if "stage" not in hidden else {})
    right = [_Part("story", body.height * 11 // 20, 1), _Part(beside, body.height * 9 // 20, 1)]
    return dict(_columns(body, [([_Part("stage", 3, 1)], 55), (right, 45)], hidden))


def _tiny(body: Area, arrangement: Arrangement) -> dict[str, Area]:
    """One pane at a time; the stage with it, where there is room below or beside each other."""
    focused = arrangement.focused
    other = "story" if focused == "stage" else focused
    if body.width >= 2 * SMALL[0]:
        half = body.width // 2
        return {
            "stage": body._replace(width=half),
            other: body._replace(x=body.x + half, width=body.width - half),
        }
    if body.height >= 2 * SMALL[1] - 6:
        half = body.height // 2
        return {
            "stage": body._replace(height=half),
            other: body._replace(y=body.y + half, height=body.height - half),
        }
    return {focused: body}


# Columns of panes


def _shown(parts: Sequence[_Part], hidden: frozenset[str]) -> list[_Part]:
    return [part for part in parts if part.name not in hidden]


def _columns(
    body: Area, columns: Sequence[tuple[Sequence[_Part], int]], hidden: frozenset[str]
) -> Iterator[tuple[str, Area]]:
    """Columns beside each other, each with its share of the width; one in which all is hidden has none."""
    filled = [(shown, share) for parts, share in columns if (shown := _shown(parts, hidden))]
    x, left, shares = body.x, body.width, sum(share for _, share in filled)
    for parts, share in filled:
        width = left if share == shares else round(left * share / shares)
        yield from _stacked(body._replace(x=x, width=width), parts)
        x, left, shares = x + width, left - width, shares - share


def _stacked(body: Area, parts: Sequence[_Part]) -> Iterator[tuple[str, Area]]:
    """Panes below each other: what each wants, less where there is not enough, and shares of what is left."""
    heights = [min(part.wanted, body.height) for part in parts]
    while sum(heights) > body.height and max(heights) > LEAST:
        heights[heights.index(max(heights))] -= 1
    shares = [part.share for part in parts] if any(part.share for part in parts) else [1] * len(parts)
    left = body.height - sum(heights)
    for place, share in enumerate(shares):
        extra = left * share // sum(shares[place:]) if share else 0
        heights[place] += extra
        left -= extra
    y = body.y
    for part, height in zip(parts, heights, strict=True):
        yield part.name, body._replace(y=y, height=height)
        y += height
