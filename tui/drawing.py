"""Rows of coloured text, and the small pieces that panes are drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.cells import cell_len, set_cell_size

from tui.charts.rows import Row, Span

ABSENT = "·"
"""What stands where a number is not known yet."""


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
    if width_of(name) + width_of(extra) + 6 > width:
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
        self._cells: list[list[Span]] = [[Span(" ", "text")] * self.width for _ in range(self.height)]

    def put(self, x: int, y: int, text: str, role: str = "text", target: str = "") -> None:
        """Write a text of single-width characters from (x, y) to the right."""
        if 0 <= y < self.height:
            row = self._cells[y]
            for place, letter in enumerate(text, x):
                if 0 <= place < self.width:
                    row[place] = Span(letter, role, target)

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
        return 0 <= y < self.height and 0 <= x < self.width and self._cells[y][x].text == " "

    def rows(self) -> list[Row]:
        """The field as rows, neighbours of one role and target together."""
        return [
            tuple(
                Span("".join(cell.text for cell in cells), *alike)
                for alike, cells in groupby(row, lambda cell: cell[1:])
            )
            for row in self._cells
        ]


class Dots:
    """A finer field, two by four dots of braille to a cell, for thin lines of one role over another."""

    _BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], tuple[int, str]] = {}

    def line(self, x0: float, y0: float, x1: float, y1: float, role: str) -> None:
        """A line between two places, in cells (the middle of a cell is ½); a later role wins where lines meet."""
        steps = max(1, round(2 * max(2 * abs(x1 - x0), 4 * abs(y1 - y0))))
        for step in range(steps + 1):
            share = step / steps
            x, y = int((x0 + (x1 - x0) * share) * 2), int((y0 + (y1 - y0) * share) * 4)
            cell = (x // 2, y // 4)
            bits, _ = self._cells.get(cell, (0, role))
            self._cells[cell] = (bits | self._BITS[x % 2][y % 4], role)

    def onto(self, canvas: Canvas) -> None:
        """Draw the dots wherever the canvas is still blank."""
        for (x, y), (bits, role) in self._cells.items():
            if canvas.blank(x, y):
                canvas.put(x, y, chr(0x2800 + bits), role)
