"""The wire: what stands on the terminal, what is meant to, and the least bytes that lead from the one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from unicodedata import category

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment

from tui.screen.output.sgr_style import PLAIN, SgrStyle, change, sgr_style_of
from tui.text.untrusted import CONTROL_CATEGORIES

_SECOND_HALF = ""
"""The character of the cell that a wide character reaches into."""

_BYTES_PER_CELL = 4
"""Bytes that a changed cell takes, more or less."""
_COMBINING = frozenset({"Mn", "Me"})
"""Unicode's categories of what is seen with the character before it."""

_Row = tuple[list[str], list[SgrStyle]]
"""The characters of a row's cells, and their looks."""


class FrameDiff:
    """Takes what is meant to stand on a terminal, piece by piece, and tells what has to be sent for it.

    What has not been meant yet is never sent. Nothing that could command the terminal is sent but what this module
    writes: a control character in a text becomes a blank.
    """

    def __init__(self) -> None:
        self.width = self.height = 0
        self._wanted: list[_Row | None] = []
        self._shown: list[_Row | None] = []
        """None for a row of which nothing is known."""
        self._dirty_rows: set[int] = set()
        """The rows in which the two may differ."""

    def resize(self, width: int, height: int) -> None:
        """Begin anew with so many cells; nothing is known of what stands there, and nothing is meant yet."""
        self.width, self.height = width, height
        self._wanted = [None] * height
        self.invalidate()

    def invalidate(self) -> None:
        """Take nothing for granted that stands on the terminal: all that is meant has to be sent again."""
        self._shown = [None] * self.height
        self._dirty_rows = {y for y, row in enumerate(self._wanted) if row is not None}

    @property
    def behind(self) -> bool:
        """Whether something that is meant does not stand there yet."""
        return bool(self._dirty_rows)

    def set_cells(self, x: int, y: int, segments: Iterable[Segment], colours: ColorSystem, end: int) -> None:
        """Let these texts stand in a row from x on, as far as cell `end`, which is not among them."""
        if not 0 <= y < self.height:
            return
        row = self._wanted[y]
        if row is None:
            row = self._wanted[y] = [" "] * self.width, [PLAIN] * self.width
        end = min(end, self.width)
        characters, styles = row
        if x < end and characters[x] == _SECOND_HALF:
            characters[x - 1] = " "
        for text, style, control in segments:
            cells = [] if control else _cells(text)[: max(0, end - x)]
            if not cells:
                continue
            if cell_len(cells[-1]) > 1:
                cells[-1] = " "  # only its first half is left
            last = x + len(cells)
            characters[x:last] = cells
            styles[x:last] = [sgr_style_of(style, colours)] * len(cells)
            x = last
        if x < self.width and characters[x] == _SECOND_HALF:
            characters[x] = " "
        self._dirty_rows.add(y)

    def chunks(self, size: float, room: float) -> Iterator[str]:
        """What has to be sent, in pieces of whole rows, each of about so many bytes; nothing where nothing differs.

        From the top down; but where there is hardly room for all of it, the rows that take least come first: so most
        of the screen is right soonest, and what answers a key is short. Each piece begins and ends with the
        terminal's plain look, and stands from the moment when it is taken.
        """
        changed = {y: _changed(self._wanted[y], self._shown[y]) for y in self._dirty_rows}
        rows: list[str] = []
        taken, style = 0, PLAIN
        hurried = _BYTES_PER_CELL * sum(map(len, changed.values())) > room
        for y in sorted(changed, key=lambda y: len(changed[y]) if hurried else y):
            self._dirty_rows.discard(y)
            if not changed[y]:
                continue
            row, style = self._row(y, changed[y], style)
            rows.append(row)
            taken += len(row.encode())
            if taken >= size:
                yield "".join([*rows, change(style, PLAIN)])
                rows, taken, style = [], 0, PLAIN
        if rows:
            yield "".join([*rows, change(style, PLAIN)])

    def _row(self, y: int, changed: Sequence[int], style: SgrStyle) -> tuple[str, SgrStyle]:
        """What makes these cells of a row stand as they are meant, and the look that it ends with."""
        wanted = self._wanted[y]
        assert wanted is not None
        characters, styles = wanted
        parts: list[str] = []
        at: int | None = None
        """The cell in which the cursor is known to be."""
        for x in changed:
            if characters[x] == _SECOND_HALF:
                continue
            if at != x:
                parts.append(_move(y, at, x, wanted, style))
            parts.append(change(style, styles[x]))
            style = styles[x]
            parts.append(characters[x])
            # Terminals do not agree on how wide what is no single narrow character is.
            at = x + 1 if cell_len(characters[x]) == len(characters[x]) == 1 and x + 1 < self.width else None
        self._shown[y] = list(characters), list(styles)
        return "".join(parts), style


def _move(y: int, at: int | None, x: int, wanted: _Row, style: SgrStyle) -> str:
    """From one cell of a row to a later one, or from anywhere to it."""
    if at is None:
        return f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"
    moved = "\x1b[C" if x - at == 1 else f"\x1b[{x - at}C"
    between = "".join(wanted[0][at:x])
    if len(between) == x - at <= len(moved) and between.isascii() and wanted[1][at:x] == [style] * (x - at):
        return between
    return moved


def _changed(wanted: _Row | None, shown: _Row | None) -> Sequence[int]:
    """The cells of a row that have to be sent."""
    if wanted is None or wanted == shown:
        return ()
    if shown is None:
        return range(len(wanted[0]))
    return [
        x
        for x, (character, style, was, looked) in enumerate(zip(*wanted, *shown, strict=True))
        if character != was or style != looked
    ]


@lru_cache(8192)
def _cells_of(text: str) -> tuple[str, ...]:
    """A text's cells: each its character with what combines with it; after a wide one, its second half."""
    cells: list[str] = []
    for character in text:
        size, kind = cell_len(character), category(character)
        if kind in CONTROL_CATEGORIES:
            cells += [" "] * size
        elif size:
            cells += [character, _SECOND_HALF][:size]
        elif kind in _COMBINING and cells:
            cells[-1 if cells[-1] else -2] += character
    return tuple(cells)


def _cells(text: str) -> list[str]:
    return list(text) if text.isascii() and text.isprintable() else list(_cells_of(text))
