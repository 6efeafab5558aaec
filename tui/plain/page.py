"""What is written: lines of text one below the other, and nothing that moves a cursor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from tui.headless.output import stdout
from tui.plain.spelling import spelt_out
from tui.text.untrusted import clean_line

MAX_LINES = 20
"""So many lines of a list are written at once; what is more waits to be asked for."""

PROMPT = "> "


class Page:
    """The conversation, as it is written to standard output."""

    def __init__(self, *, letters: bool = False) -> None:
        """Args: whether names and signs are written as in books, beyond ASCII."""
        self._letters = letters
        self._waiting: Iterator[str] = iter(())

    def say(self, text: str) -> None:
        """A line; whatever stands in it, it commands no terminal, and is one line."""
        stdout().write(clean_line(text if self._letters else spelt_out(text)).strip() + "\n")

    def list(self, lines: Iterable[str], most: int = MAX_LINES) -> None:
        """Lines, as many as a person can be expected to hear at once; the others wait."""
        self._waiting = iter(lines)
        self._on(most)

    def more(self) -> bool:
        """Go on with what waits; whether anything did."""
        return self._on(MAX_LINES)

    def _on(self, most: int) -> bool:
        said = False
        for line in islice(self._waiting, most):
            self.say(line)
            said = True
        following = next(self._waiting, None)
        if following is not None:
            self._waiting = chain((following,), self._waiting)
            self.say("More available; type more.")
        return said

    def ask(self) -> None:
        """The prompt, and all that was said before it."""
        stdout().write(PROMPT)
        self.flush()

    def echo(self, text: str) -> None:
        """What was typed, where no terminal shows it."""
        stdout().write(clean_line(text) + "\n")

    def flush(self) -> None:
        """Let everything be read that was said."""
        stdout().flush()
