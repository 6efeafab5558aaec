"""A file that only one program at a time writes to; the lock goes with the program, however that ends."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tui.storage.atomic_files import replace_and_keep_open, write_all


class Busy(Exception):
    """Another program writes to the file."""


class Lost(Exception):
    """What was written is not there any more; the message is a clause that says why."""


class LockedFile:
    """An open file that nobody else writes to; in a `with` block, or until it is closed."""

    def __init__(self, path: Path, handle: int) -> None:
        self._path, self._handle = path, handle
        self.size = os.fstat(handle).st_size
        """Its bytes, as far as they are written whole."""

    @classmethod
    def lock_existing(cls, path: Path) -> Self:
        """A file that is there, to be written on at its end.

        Raises:
            Busy: another program has it.
            OSError: it cannot be written to.
        """
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
        try:
            _lock(handle)
            if not os.path.samestat(os.fstat(handle), path.stat()):
                raise Busy  # somebody has just put another one in its place
        except BaseException:
            os.close(handle)
            raise
        return cls(path, handle)

    @classmethod
    def create(cls, path: Path, text: str) -> Self:
        """A new file, or one in the place of another, whole or not at all.

        Raises:
            OSError: it cannot be written.
        """
        return cls(path, replace_and_keep_open(path, text, _lock))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let others write to it."""
        os.close(self._handle)

    def append(self, text: str) -> None:
        """Write on at the end; what could be written only in part is taken back.

        Raises:
            OSError: it cannot be written.
            Lost: the end is not the one that was written last, and nothing can follow on it.
        """
        if os.fstat(self._handle).st_size != self.size:
            raise Lost("its file does not end any more with what was written last")
        content = text.encode()
        try:
            write_all(self._handle, content)
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._handle, self.size)
            raise
        self.size += len(content)

    def sync(self) -> None:
        """Let what is written outlast a failure of power.

        Raises:
            OSError: it cannot be done.
            Lost: somebody has removed the file, cut it off, or put another one in its place.
        """
        os.fsync(self._handle)
        try:
            there = self._path.stat()
        except FileNotFoundError as error:
            raise Lost("its file has been removed") from error
        if not os.path.samestat(os.fstat(self._handle), there):
            raise Lost("another file has been put in the place of its own")
        if there.st_size < self.size:
            raise Lost("its file has been cut off")


def _lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Busy from error
    except OSError:
        return  # a file system without locks: then there is nobody to ask
