"""A program at the other end of a link: when each piece of what it writes came, and what the screen then shows."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter, sleep
from typing import NamedTuple

from tests.support.emulator import Cell, Emulator
from tests.support.terminal import DEADLINE_SECONDS, NeverCame, Terminal

ROOT = Path(__file__).parents[1]
GRADSTEP = str(Path(sys.executable).with_name("gradstep"))
COLUMNS, ROWS = 120, 40

QUIET = 0.2
"""Seconds without a byte after which a screen is held to have settled."""

_WHERE = b"\x1b[6n"
"""Asks a terminal where its cursor stands."""

_PIECE = 0.02
"""Over a slow link no more is taken in at once than it carries in so many seconds."""


class Piece(NamedTuple):
    """Some bytes, and when they had come."""

    time: float
    data: bytes


class _Tape(Emulator):
    """A screen that notes what comes, at so many bytes a second, and draws it later.

    Drawing takes longer than a real terminal needs for it; meanwhile the program would wait. When it is asked where
    its cursor stands, it answers as soon as it has been asked, as any terminal does, though with no true place.
    """

    def __init__(self, answer: Callable[[bytes], None], rate: int | None) -> None:
        super().__init__(COLUMNS, ROWS, lambda late: None)
        self._answer, self._end = answer, b""
        self.pieces: deque[Piece] = deque()
        self._rate = rate

    def feed(self, data: bytes) -> None:
        if self._rate is not None:
            sleep(len(data) / self._rate)
        self.pieces.append(Piece(perf_counter(), data))
        asked = self._end + data
        self._end = asked[1 - len(_WHERE) :]
        self._answer(b"\x1b[1;1R" * asked.count(_WHERE))

    def drawn(self) -> Iterator[Piece]:
        """Draw what came, piece by piece; each as it has just been drawn. Whoever stops goes on there later."""
        while self.pieces:
            piece = self.pieces.popleft()
            super().feed(piece.data)
            yield piece


class Link(Terminal):
    """`with Link([GRADSTEP, "parabola"], rate=30_000) as link: …`: a terminal of 120×40, seen through its bytes.

    What runs in it is this checkout, whichever is installed.
    """

    def __init__(
        self, command: Sequence[str], *, rate: int | None = None, env: Mapping[str, str | None] | None = None
    ) -> None:
        here = {"PYTHONPATH": str(ROOT), **(env or {})}
        super().__init__(command, columns=COLUMNS, rows=ROWS, cwd=ROOT, env=here)
        self._screen = self._tape = _Tape(self.send, rate)
        if rate is not None:
            self.at_once = int(rate * _PIECE)

    def drawn(self) -> Iterator[Piece]:
        """Draw what has come since it was last drawn, piece by piece."""
        return self._tape.drawn()

    def answer(self) -> list[Piece]:
        """What the program writes from now until it falls quiet, drawn.

        Raises:
            NeverCame: it writes nothing.
        """
        if not self._read(DEADLINE_SECONDS):
            raise NeverCame(f"no answer within {DEADLINE_SECONDS:g} s\n{self._framed()}")
        self.settle(QUIET)
        return list(self.drawn())

    def first_seen(self, text: str, timeout: float = DEADLINE_SECONDS) -> float:
        """When a text first stood on the screen.

        Raises:
            NeverCame: it does not come in so many seconds.
        """
        end = perf_counter() + timeout
        while perf_counter() < end and self.exit_status is None:
            self.settle(_PIECE, timeout=0.2)
            for piece in self.drawn():
                if text in self.text():
                    return piece.time
        raise NeverCame(f"{self._told(text)}\n{self._framed()}")

    def cells(self) -> list[list[Cell]]:
        """Every cell that is drawn, row by row."""
        return [[self.cell(x, y) for x in range(COLUMNS)] for y in range(ROWS)]
