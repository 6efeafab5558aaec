"""A terminal emulator: the screen that a program's output draws, and the terminal modes that it leaves changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyte

# pyte draws these as text: CSI sequences with a private mark other than ?, and strings for the terminal.
_UNKNOWN = re.compile(rb"\x1b\[[<=>][0-9;:]*[ -/]*[@-~]|\x1b[P_^X].*?(?:\x1b\\|\x9c)", re.DOTALL)
_UNFINISHED = re.compile(rb"\x1b(?:\[[<=>?]?[0-9;:]*[ -/]*|[P_^X][^\x1b]*\x1b?)?\Z", re.DOTALL)
_ALTERNATE = 1049
_CAN_SYNCHRONIZE = b"\x1b[?2026$p"
_BEGIN, _END = b"\x1b[?2026h", b"\x1b[?2026l"
"""The terminal shows what is written between these at once (DEC private mode 2026)."""

_MODES = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_ON_AT_FIRST = frozenset({7, 25})
"""The private modes that are on at first: lines are wrapped, and the cursor is shown."""
_STYLES = re.compile(rb"\x1b\[([0-9;]*)m")
_KEYBOARD = re.compile(rb"\x1b\[([<>])[0-9]*u")


@dataclass(frozen=True)
class Cell:
    """One cell of the screen."""

    character: str
    colour: str
    """A name such as "red" or "default", or six hexadecimal digits."""
    background: str
    bold: bool
    italic: bool
    underlined: bool
    reversed: bool


class Picture(NamedTuple):
    """A whole screen, to be compared with another."""

    text: str
    styles: tuple[tuple[object, ...], ...]
    """The colours and attributes of each cell, row by row."""


class _Screen(pyte.Screen):
    """pyte's screen, with the alternate screen that full-screen programs use, and answers to their queries."""

    def __init__(self, columns: int, rows: int, answer: Callable[[bytes], None]) -> None:
        self._answer = answer
        self._first: Any = None
        super().__init__(columns, rows)

    def write_process_input(self, data: str) -> None:
        self._answer(data.encode())

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        if _ALTERNATE in modes and kwargs.get("private") and self._first is None:
            self._first = deepcopy(self.buffer), deepcopy(self.cursor)
            self.erase_in_display(2)
        super().set_mode(*modes, **kwargs)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        super().reset_mode(*modes, **kwargs)
        if _ALTERNATE in modes and kwargs.get("private") and self._first is not None:
            self.buffer, self.cursor = self._first
            self._first = None
            self.dirty.update(range(self.lines))


class Emulator:
    """A terminal of so many cells; `answer` is called with what it sends to the program."""

    def __init__(self, columns: int, rows: int, answer: Callable[[bytes], None]) -> None:
        self.columns, self.rows = columns, rows
        self._screen = _Screen(columns, rows, answer)
        self._stream = pyte.ByteStream(self._screen)
        self._answer = answer
        self._unread = b""
        self._lines: dict[int, str] = {}
        """The text of the rows that have not changed since it was read."""

    def feed(self, data: bytes) -> None:
        """Draw what the program wrote, in whatever pieces it comes; a synchronized frame is drawn as a whole."""
        data = _UNKNOWN.sub(b"", self._unread + data)
        unfinished = _UNFINISHED.search(data)
        cut = unfinished.start() if unfinished else len(data)
        begun = data.rfind(_BEGIN)
        if begun > data.rfind(_END):
            cut = min(cut, begun)
        self._unread = data[cut:]
        for _ in range(data.count(_CAN_SYNCHRONIZE, 0, cut)):
            self._answer(b"\x1b[?2026;2$y")
        self._stream.feed(data[:cut])

    def resize(self, columns: int, rows: int) -> None:
        """Give the screen another size."""
        self.columns, self.rows = columns, rows
        self._screen.resize(rows, columns)
        self._lines.clear()

    def line(self, y: int) -> str:
        """One row without the blanks at its end; from 0 at the top, or from −1 at the bottom."""
        for changed in self._screen.dirty:
            # An accent may be combined with the last character of the row above.
            self._lines.pop(changed, None)
            self._lines.pop(changed - 1, None)
        self._screen.dirty.clear()
        y = range(self.rows)[y]
        if y not in self._lines:
            cells = self._screen.buffer[y]
            # The second half of a wide character is an empty cell.
            self._lines[y] = "".join([cells[x].data for x in range(self.columns)]).rstrip()
        return self._lines[y]

    def cell(self, x: int, y: int) -> Cell:
        """A cell, counted from 0 at the upper left."""
        if not (0 <= x < self.columns and 0 <= y < self.rows):
            raise IndexError(f"the screen has {self.columns}×{self.rows} cells, none at {x}, {y}")
        char = self._screen.buffer[y][x]
        return Cell(
            char.data, char.fg, char.bg, char.bold, char.italics, char.underscore, reversed=char.reverse
        )

    def picture(self) -> Picture:
        """The whole screen, however it was drawn."""
        rows = [self._screen.buffer[y] for y in range(self.rows)]
        text = "\n".join(self.line(y) for y in range(self.rows))
        return Picture(text, tuple(tuple(row[x][1:] for x in range(self.columns)) for row in rows))


def colours_in(raw: bytes) -> set[str]:
    """The kinds of colour codes in a program's output: "truecolor", "256", "16", and "default" for the reset."""
    kinds = set()
    for numbers in _STYLES.findall(raw):
        codes = iter([int(number or 0) for number in numbers.split(b";")])
        for code in codes:
            if code in (38, 48):
                kind = next(codes)
                kinds.add("truecolor" if kind == 2 else "256")
                for _ in range(3 if kind == 2 else 1):
                    next(codes)
            elif code in (39, 49):
                kinds.add("default")
            elif code // 10 in (3, 4, 9, 10):
                kinds.add("16")
    return kinds


def left_on(raw: bytes) -> list[str]:
    """Sentences on the modes that a program with this output has switched on or off and not back again."""
    modes: dict[int, bool] = {}
    for numbers, action in _MODES.findall(raw):
        modes |= {int(number): action == b"h" for number in numbers.split(b";")}
    changed = [
        f"private mode {number} is {'on' if on else 'off'}"
        for number, on in sorted(modes.items())
        if on != (number in _ON_AT_FIRST)
    ]
    pushed = sum(1 if direction == b">" else -1 for direction in _KEYBOARD.findall(raw))
    return [*changed, f"{pushed} keyboard modes are on its stack"] if pushed else changed
