"""Frame differences: the cells that a terminal shows, those that it is to show, and the escape sequences between."""

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
"""The characters of a row's cells, and their styles."""


class FrameDiff:
    """The wanted and the shown content of a terminal, from which the bytes to send are computed.

    Cells that were never set are never sent. The only escape sequences sent are those that this module writes: a
    control character in a text becomes a blank.
    """

    def __init__(self) -> None:
        self.width = self.height = 0
        self._wanted: list[_Row | None] = []
        self._shown: list[_Row | None] = []
        """None for a row whose content on the terminal is unknown."""
        self._dirty_rows: set[int] = set()
        """The rows in which the two may differ."""

    def resize(self, width: int, height: int) -> None:
        """Start over with a screen of this size: its content is unknown, and no cell is set."""
        self.width, self.height = width, height
        self._wanted = [None] * height
        self.invalidate()

    def invalidate(self) -> None:
        """Treat the terminal's content as unknown, so that every cell that is set is sent again."""
        self._shown = [None] * self.height
        self._dirty_rows = {y for y, row in enumerate(self._wanted) if row is not None}

    @property
    def behind(self) -> bool:
        """Whether a wanted change has not been sent yet."""
        return bool(self._dirty_rows)

    def set_cells(self, x: int, y: int, segments: Iterable[Segment], colours: ColorSystem, end: int) -> None:
        """Set the cells of row y from x to `end`, exclusive, to these texts."""
        end = min(end, self.width)
        if not 0 <= y < self.height or x >= end:
            return
        row = self._wanted[y]
        if row is None:
            row = self._wanted[y] = [" "] * self.width, [PLAIN] * self.width
        characters, styles = row
        if characters[x] == _SECOND_HALF:
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
        """The bytes to send, in chunks of whole rows of about `size` bytes; none where nothing differs.

        From the top down; but where not all of it fits in `room` bytes, the rows that take least come first, so that
        most of the screen is right soonest and the response to a key is short. Each chunk begins and ends with the
        terminal's plain style, and counts as shown as soon as it is yielded.
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
        """The sequence that shows these cells of a row as wanted, and the style that it ends with."""
        wanted = self._wanted[y]
        assert wanted is not None
        characters, styles = wanted
        parts: list[str] = []
        at: int | None = None
        """The column in which the cursor is known to be."""
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
    """The sequence that moves the cursor within a row, or from an unknown position."""
    if at is None:
        return f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"
    moved = "\x1b[C" if x - at == 1 else f"\x1b[{x - at}C"
    between = "".join(wanted[0][at:x])
    if len(between) == x - at <= len(moved) and between.isascii() and wanted[1][at:x] == [style] * (x - at):
        return between
    return moved


def _changed(wanted: _Row | None, shown: _Row | None) -> Sequence[int]:
    """The columns of a row whose cells differ."""
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
