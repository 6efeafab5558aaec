"""What is typed: one line after the other, from a terminal or from anything else."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable
from io import UnsupportedOperation

from scenarios.wording import counted

MAX_LINE_BYTES = 10_000
"""Bytes of a line: nobody types more."""
_READ_BYTES = 65_536


class LineTooLong(Exception):
    """A line is longer than any command; the message is a sentence that says so."""


class InputLines:
    """The lines of standard input."""

    def __init__(self, wakeup_fd: int | None = None) -> None:
        """Args: what can be read from as soon as a signal was heard."""
        self._bell = wakeup_fd
        self._descriptor = _descriptor()
        self._read = _reader(self._descriptor)
        self._taken = bytearray()
        self._ended = False
        self.typed = sys.stdin is not None and sys.stdin.isatty()
        """Whether a person types them, at a terminal."""
        self.shown = self.typed and sys.stdout is not None and sys.stdout.isatty()
        """Whether they stand among what is written, for the terminal puts them there."""

    def next(self) -> str | None:
        """The next line without its end; None once there is none any more.

        Raises:
            Overlong: it is too long to be one.
        """
        dropped = 0
        while True:
            end = self._taken.find(b"\n")
            if end >= 0 or self._ended:
                line = bytes(self._taken[: end if end >= 0 else None])
                del self._taken[: len(line) + 1]
                if dropped or len(line) > MAX_LINE_BYTES:
                    raise LineTooLong(
                        f"That line has {counted(dropped + len(line), 'byte')}; no command is as long, and nothing "
                        "was done."
                    )
                return line.decode("utf-8", "replace").rstrip("\r") if line or end >= 0 else None
            if len(self._taken) > MAX_LINE_BYTES:
                dropped += len(self._taken)
                self._taken.clear()
            self._take()

    def come(self, seconds: float) -> bool:
        """Wait for so long; whether there is a line to be read, or the end of them."""
        if self._ended or b"\n" in self._taken or self._descriptor is None:
            return True
        return bool(select.select([self._descriptor], [], [], seconds)[0])

    def _take(self) -> None:
        """Take in what has come, or the end."""
        self._wait()
        try:
            piece = self._read(_READ_BYTES)
        except OSError:
            piece = b""  # the terminal is gone
        self._taken += piece
        self._ended = not piece

    def _wait(self) -> None:
        """Wait for what is to be taken in. A signal that came just before is heard here; reading would not heed it."""
        wakeup_fd = self._bell
        while wakeup_fd is not None and self._descriptor is not None:
            ready = select.select((self._descriptor, wakeup_fd), (), ())[0]
            if self._descriptor in ready:
                return
            os.read(wakeup_fd, _READ_BYTES)


def _descriptor() -> int | None:
    """Standard input as the system knows it; None where it was closed, or is something of Python's own."""
    try:
        return None if sys.stdin is None else sys.stdin.fileno()
    except (UnsupportedOperation, ValueError):
        return None


def _reader(descriptor: int | None) -> Callable[[int], bytes]:
    if descriptor is not None:
        return lambda most: os.read(descriptor, most)
    if sys.stdin is None:
        return lambda most: b""
    stream = sys.stdin.buffer
    return lambda most: stream.readline(most)
