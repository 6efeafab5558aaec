"""Rows of spans: text with a role, which a theme turns into a style, and how rows are cut, filled and joined."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size


class Span(NamedTuple):
    """A run of characters, each one cell wide, that share a role; a blank cell's role is ""."""

    text: str
    role: str
    target: str = ""
    """What a click on it refers to: "quantity:w1_1_2", "row:3", "step:12", "" for nothing; "step:3,3,4" names a
    step for each of its cells."""


Row = tuple[Span, ...]
Rows = tuple[Row, ...]


def width_of(row: Iterable[Span]) -> int:
    """The width of a row in cells."""
    return sum(cell_len(span.text) for span in row)


def fitted(row: Iterable[Span], width: int, filler: str = "text") -> Row:
    """The row in exactly `width` cells: cut with an ellipsis, or filled with blanks."""
    given = tuple(row)
    missing = width - width_of(given)
    if missing >= 0:
        return (*given, Span(" " * missing, filler)) if missing else given
    spans: list[Span] = []
    left = width - 1
    for span in given if width > 0 else ():
        size = cell_len(span.text)
        if size > left:
            spans.append(span._replace(text=set_cell_size(span.text, left) + "…"))
            break
        spans.append(span)
        left -= size
    return tuple(spans)


def spread(left: Iterable[Span], right: Iterable[Span], width: int) -> Row:
    """A row with one part at its left and one at its right end; the left one is cut first."""
    end = tuple(right)
    return (*fitted(left, max(0, width - width_of(end))), *fitted(end, min(width, width_of(end))))
