"""Lines of standard input, from a terminal, a pipe or a file."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable
from io import UnsupportedOperation

from scenarios.wording import counted

MAX_LINE_BYTES = 10_000
"""Length limit of a line; a longer one is refused."""
_READ_BYTES = 65_536


class LineTooLong(Exception):
    """A line exceeds MAX_LINE_BYTES; the message is a sentence that says so."""


class InputLines:
    """The lines of standard input."""

    def __init__(self, wakeup_fd: int | None = None) -> None:
        """Args: a file descriptor that becomes readable when a signal arrives."""
        self._wakeup_fd = wakeup_fd
        self._descriptor = _descriptor()
        self._read = _reader(self._descriptor)
        self._buffer = bytearray()
        self._at_end = False
        self.is_interactive = sys.stdin is not None and sys.stdin.isatty()
        """Whether standard input is a terminal."""
        self.is_echoed = self.is_interactive and sys.stdout is not None and sys.stdout.isatty()
        """Whether the terminal echoes them among the output."""

    def next(self) -> str | None:
        """Return the next line without its line end; None at the end of the input.

        Raises:
            LineTooLong: the line exceeds MAX_LINE_BYTES; it is skipped.
        """
        dropped = 0
        while True:
            newline = self._buffer.find(b"\n")
            if newline >= 0 or self._at_end:
                line = bytes(self._buffer[: newline if newline >= 0 else None])
                del self._buffer[: len(line) + 1]
                if dropped or len(line) > MAX_LINE_BYTES:
                    raise LineTooLong(
                        f"The line has {counted(dropped + len(line), 'byte')}, more than any command, and was "
                        "ignored."
                    )
                return line.decode("utf-8", "replace").rstrip("\r") if line or newline >= 0 else None
            if len(self._buffer) > MAX_LINE_BYTES:
                dropped += len(self._buffer)
                self._buffer.clear()
            self._read_chunk()

    def wait_for_line(self, seconds: float) -> bool:
        """Wait up to so many seconds; return whether a line or the end of the input can be read."""
        if self._at_end or b"\n" in self._buffer or self._descriptor is None:
            return True
        return bool(select.select([self._descriptor], [], [], seconds)[0])

    def _read_chunk(self) -> None:
        """Append available input to the buffer, or record its end."""
        self._wait_until_readable()
        try:
            chunk = self._read(_READ_BYTES)
        except OSError:
            chunk = b""  # the terminal is gone
        self._buffer += chunk
        self._at_end = not chunk

    def _wait_until_readable(self) -> None:
        """Wait for input; unlike a blocking read, this also notices a signal that arrived just before."""
        wakeup_fd = self._wakeup_fd
        while wakeup_fd is not None and self._descriptor is not None:
            ready = select.select((self._descriptor, wakeup_fd), (), ())[0]
            if self._descriptor in ready:
                return
            os.read(wakeup_fd, _READ_BYTES)


def _descriptor() -> int | None:
    """Return the file descriptor of standard input; None if it is closed or a Python object without one."""
    try:
        return None if sys.stdin is None else sys.stdin.fileno()
    except (UnsupportedOperation, ValueError):
        return None


def _reader(descriptor: int | None) -> Callable[[int], bytes]:
    if descriptor is not None:
        return lambda size: os.read(descriptor, size)
    if sys.stdin is None:
        return lambda size: b""
    stream = sys.stdin.buffer
    return lambda size: stream.readline(size)
