"""The output of plain mode: lines of text, without control characters or cursor movement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from tui.headless.output import stdout
from tui.plain.spelling import spelt_out
from tui.text.untrusted import clean_line

MAX_LINES = 20
"""Lines of a list that are written at once; the rest is kept for `more`."""

PROMPT = "> "


class Page:
    """Writes lines to standard output."""

    def __init__(self, *, unicode: bool = False) -> None:
        """Args: whether names and signs are written in Unicode rather than ASCII."""
        self._unicode = unicode
        self._pending: Iterator[str] = iter(())

    def say(self, text: str) -> None:
        """Write a text as one line, cleaned of line breaks and control characters."""
        stdout().write(clean_line(text if self._unicode else spelt_out(text)).strip() + "\n")

    def list(self, lines: Iterable[str], max_lines: int = MAX_LINES) -> None:
        """Write the first lines; keep the others for `more`."""
        self._pending = iter(lines)
        self._write_next(max_lines)

    def more(self) -> bool:
        """Write the next lines of the last list; return whether there were any."""
        return self._write_next(MAX_LINES)

    def _write_next(self, max_lines: int) -> bool:
        written = False
        for line in islice(self._pending, max_lines):
            self.say(line)
            written = True
        following = next(self._pending, None)
        if following is not None:
            self._pending = chain((following,), self._pending)
            self.say("More available; type more.")
        return written

    def prompt(self) -> None:
        """Write the prompt and flush the output."""
        stdout().write(PROMPT)
        self.flush()

    def echo(self, text: str) -> None:
        """Write an input line that no terminal echoes."""
        stdout().write(clean_line(text) + "\n")

    def flush(self) -> None:
        """Flush the output."""
        stdout().flush()
