"""A canvas of cells that can be written to at any position."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from tui.drawing.spans import Row, Span


class Canvas:
    """A grid of cells that can be written to at any position; what is outside is not drawn."""

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
        """Whether the cell at (x, y) is inside and blank."""
        return 0 <= y < self.height and 0 <= x < self.width and self._letters[y][x] == " "

    def rows(self) -> list[Row]:
        """The cells as rows of spans, neighbours of the same role and target joined."""
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
