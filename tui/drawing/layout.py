"""Rows of coloured text, and the small pieces that panes are drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import floor

import numpy as np
import numpy.typing as npt
from rich.cells import cell_len, set_cell_size

from tui.drawing.spans import Row, Span

ABSENT = "·"
"""What stands where a number is not known yet."""

Dotted = npt.NDArray[np.intp]
"""One coordinate of a line's dots."""

_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.intp)
"""The bit of each dot of a braille cell, shape (4, 2)."""
_PERIOD, _STROKE = 5, 3
"""A broken line has so many dots drawn out of each period."""


def width_of(row: Iterable[Span]) -> int:
    """How many cells a row takes."""
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
    """Two pieces of a row, the one at its left and the other at its right end; the left one is cut first."""
    end = tuple(right)
    return (*fitted(left, max(0, width - width_of(end))), *fitted(end, min(width, width_of(end))))


def framed(
    body: Sequence[Row], width: int, height: int, title: Iterable[Span], hint: Iterable[Span], frame: str
) -> list[Row]:
    """A pane: a frame of one cell, in the role given, around its body; its title and a hint in the upper edge."""
    inner = max(0, width - 2)
    name, extra = tuple(title), tuple(hint)
    if width_of(name) + width_of(extra) + 7 > width:
        extra = ()
    name = fitted(name, min(width_of(name), max(0, width - 5)))
    rule = max(0, width - 5 - width_of(name) - (width_of(extra) + 2 if extra else 0))
    upper: list[Span] = [Span("┌ ", frame), *name, Span(" " + "─" * rule, frame)]
    if extra:
        upper += [Span(" ", frame), *extra, Span(" ", frame)]
    rows: list[Row] = [fitted([*upper, Span("─┐", frame)], width)]
    rows += [(Span("│", frame), *fitted(row, inner), Span("│", frame)) for row in body[: height - 2]]
    empty = (Span("│", frame), Span(" " * inner, "text"), Span("│", frame))
    rows += [empty] * (height - 1 - len(rows))
    rows.append((Span("└" + "─" * inner + "┘", frame),))
    return rows[:height]


def signed(text: str) -> str:
    """A number's text with its sign in front; 0 and what is no number have none."""
    return text if text in ("0", "nan") or (not text[:1].isdigit() and text != "inf") else f"+{text}"


def aligned(texts: Sequence[str]) -> list[str]:
    """Numbers as texts of one width, their decimal points under each other; what is no number stands right."""
    splits = [_split(text) for text in texts]
    before = max((len(left) for left, _ in splits), default=0)
    after = max((len(right) for _, right in splits), default=0)
    return [left.rjust(before) + right.ljust(after) for left, right in splits]


def _split(text: str) -> tuple[str, str]:
    for place, letter in enumerate(text):
        if letter in ".e":
            return text[:place], text[place:]
    return text, ""


def sign_role(number: float) -> str:
    """The role of a number that is told apart by its sign."""
    return "negative" if number < 0 else "positive"


class Canvas:
    """A field of cells that is written to at any place; what lies outside is not drawn."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = max(0, width), max(0, height)
        self._letters = [[" "] * self.width for _ in range(self.height)]
        blank = ("text", "")
        self._kinds: list[list[tuple[str, str]]] = [[blank] * self.width for _ in range(self.height)]
        """Role and target of each cell."""

    def put(self, x: int, y: int, text: str, role: str = "text", target: str = "") -> None:
        """Write a text of single-width characters from (x, y) to the right."""
        if not 0 <= y < self.height:
            return
        start = max(0, x)
        text = text[start - x : max(0, self.width - x)]
        end = start + len(text)
        self._letters[y][start:end] = text
        self._kinds[y][start:end] = [(role, target)] * len(text)

    def put_spans(self, x: int, y: int, spans: Iterable[Span]) -> None:
        """Write one span after the other from (x, y) to the right."""
        for text, role, target in spans:
            self.put(x, y, text, role, target)
            x += len(text)

    def put_rows(self, x: int, y: int, rows: Iterable[Row]) -> None:
        """Write rows below each other."""
        for line, row in enumerate(rows):
            self.put_spans(x, y + line, row)

    def blank(self, x: int, y: int) -> bool:
        """Whether nothing is drawn at (x, y)."""
        return 0 <= y < self.height and 0 <= x < self.width and self._letters[y][x] == " "

    def rows(self) -> list[Row]:
        """The field as rows, neighbours of one role and target together."""
        rows = []
        for letters, kinds in zip(self._letters, self._kinds, strict=True):
            starts = [x for x, (before, kind) in enumerate(pairwise(kinds), 1) if before != kind]
            bounds = pairwise([0, *starts, self.width]) if self.width else ()
            rows.append(tuple(Span("".join(letters[start:end]), *kinds[start]) for start, end in bounds))
        return rows

    def put_behind(self, x: int, y: int, letter: str, kind: tuple[str, str]) -> None:
        """Write one letter, with its role and target, where nothing is drawn."""
        if self._letters[y][x] == " ":
            self._letters[y][x], self._kinds[y][x] = letter, kind


class Dots:
    """A finer field, two by four dots of braille to a cell, for thin lines that pass behind what is written."""

    def __init__(self) -> None:
        self._lines: list[tuple[Dotted, Dotted, tuple[str, str]]] = []

    def line(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        role: str,
        *,
        heavy: bool = False,
        broken: bool = False,
        target: str = "",
    ) -> None:
        """A line between two places, in cells (the middle of a cell is ½); a later role wins where lines meet.

        A heavy line is two dots thick, a broken one has gaps.
        """
        left, top, right, bottom = floor(2 * x0), floor(4 * y0), floor(2 * x1), floor(4 * y1)
        wide, high = abs(right - left), abs(bottom - top)
        steps = max(wide, high)
        share = np.linspace(0.0, 1.0, steps + 1)
        if broken:
            share = share[np.arange(steps + 1) % _PERIOD < _STROKE]
        x = np.rint(left + (right - left) * share).astype(np.intp)
        y = np.rint(top + (bottom - top) * share).astype(np.intp)
        if heavy:
            # Dots lie as far apart across as they do down: the second one stands across the line's direction.
            beside = (0, 1) if wide >= high else (1, 0)
            x, y = np.concatenate([x, x + beside[0]]), np.concatenate([y, y + beside[1]])
        self._lines.append((x, y, (role, target)))

    def onto(self, canvas: Canvas) -> None:
        """Draw the dots wherever the canvas is still blank."""
        shape = (canvas.height, canvas.width)
        dots = np.zeros((4 * canvas.height, 2 * canvas.width), dtype=np.uint8)
        drawn_by = np.full(shape, -1, dtype=np.intp)
        for number, (x, y, _) in enumerate(self._lines):
            inside = (x >= 0) & (x < 2 * canvas.width) & (y >= 0) & (y < 4 * canvas.height)
            x, y = x[inside], y[inside]
            dots[y, x] = 1
            drawn_by[y // 4, x // 2] = number
        cells = dots.reshape(canvas.height, 4, canvas.width, 2)
        patterns = (cells * _BITS[None, :, None, :]).sum(axis=(1, 3))
        rows, columns = np.nonzero(drawn_by >= 0)
        kinds = [kind for _, _, kind in self._lines]
        found = np.stack([rows, columns, patterns[rows, columns], drawn_by[rows, columns]], axis=1)
        for row, column, pattern, number in found.tolist():
            canvas.put_behind(column, row, chr(0x2800 + pattern), kinds[number])
