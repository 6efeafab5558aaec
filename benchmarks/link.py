"""A program in a terminal at the end of a line: when each piece of its output came, and what the screen then shows."""

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

QUIET_SECONDS = 0.2
"""The time without a byte after which a screen counts as complete. Only benchmarks use it: tests wait for states."""

_CURSOR_QUERY = b"\x1b[6n"

_READ_SECONDS = 0.02
"""A slow line delivers at once what it carries in this time."""


class Piece(NamedTuple):
    """Some bytes, and the time at which they had come."""

    time: float
    data: bytes


class _RecordingEmulator(Emulator):
    """An emulator that records its input, at so many bytes a second, and draws it later.

    Drawing takes longer here than in a real terminal, and the program would wait for it. The query for the cursor is
    answered as soon as it has come, as in any terminal, though with a made-up place.
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
        self._end = asked[1 - len(_CURSOR_QUERY) :]
        self._answer(b"\x1b[1;1R" * asked.count(_CURSOR_QUERY))

    def drawn(self) -> Iterator[Piece]:
        """Draw the recorded pieces one by one, and yield each after it is drawn; the rest stays recorded."""
        while self.pieces:
            piece = self.pieces.popleft()
            super().feed(piece.data)
            yield piece


class Link(Terminal):
    """`with Link([GRADSTEP, "parabola"], rate=30_000) as link: …`: a terminal of 120×40 that records its input.

    It runs this checkout, whichever is installed.
    """

    def __init__(
        self, command: Sequence[str], *, rate: int | None = None, env: Mapping[str, str | None] | None = None
    ) -> None:
        here = {"PYTHONPATH": str(ROOT), **(env or {})}
        super().__init__(command, columns=COLUMNS, rows=ROWS, cwd=ROOT, env=here)
        self._screen = self._recorder = _RecordingEmulator(self.send, rate)
        if rate is not None:
            self.largest_read = int(rate * _READ_SECONDS)

    def drawn(self) -> Iterator[Piece]:
        """Draw the pieces that have come since the last drawing, one by one."""
        return self._recorder.drawn()

    def settle(self, quiet: float = QUIET_SECONDS, timeout: float = DEADLINE_SECONDS) -> None:
        """Read until nothing has come for `quiet` seconds, or for `timeout` seconds."""
        end = perf_counter() + timeout
        while perf_counter() < end and self._read(quiet):
            pass

    def answer(self) -> list[Piece]:
        """Draw what the program writes from now until nothing comes for a while; return the pieces.

        Raises:
            NeverCame: it writes nothing.
        """
        if not self._read(DEADLINE_SECONDS):
            raise NeverCame(f"no answer within {DEADLINE_SECONDS:g} s\n{self._framed()}")
        self.settle()
        return list(self.drawn())

    def first_seen(self, text: str, timeout: float = DEADLINE_SECONDS) -> float:
        """Return the time at which a text first stood on the screen.

        Raises:
            NeverCame: it does not come within so many seconds.
        """
        end = perf_counter() + timeout
        while perf_counter() < end and self.exit_status is None:
            self.settle(_READ_SECONDS, timeout=0.2)
            for piece in self.drawn():
                if text in self.text():
                    return piece.time
        raise NeverCame(f"{self._named(text)}\n{self._framed()}")

    def cells(self) -> list[list[Cell]]:
        """Every cell of the screen, row by row."""
        return [[self.cell(x, y) for x in range(COLUMNS)] for y in range(ROWS)]
