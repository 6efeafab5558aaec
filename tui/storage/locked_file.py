"""Files with an exclusive lock, which the operating system releases however the program ends."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tui.storage.atomic_files import replace_and_keep_open, write_all

try:
    import fcntl
except ImportError:  # Windows, where neither the screen nor plain mode runs, which alone write sessions
    fcntl = None  # type: ignore[assignment]


class Busy(Exception):
    """Another program has the lock."""


class Lost(Exception):
    """What was written is no longer in the file; the message is a clause that says why."""


class LockedFile:
    """An open file with an exclusive lock; in a `with` block, or until it is closed."""

    def __init__(self, path: Path, handle: int) -> None:
        self._path, self._handle = path, handle
        self.size = os.fstat(handle).st_size
        """The bytes that are written completely."""

    @classmethod
    def lock_existing(cls, path: Path) -> Self:
        """Lock an existing file, to append to it.

        Raises:
            Busy: another program has the lock.
            OSError: it cannot be written to.
        """
        handle = os.open(path, os.O_RDWR | os.O_APPEND | getattr(os, "O_CLOEXEC", 0))
        try:
            _lock(handle)
            if not os.path.samestat(os.fstat(handle), path.stat()):
                raise Busy  # it has just been replaced by another file
        except BaseException:
            os.close(handle)
            raise
        return cls(path, handle)

    @classmethod
    def create(cls, path: Path, text: str) -> Self:
        """Create a file, or replace another one atomically, and lock it.

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
        """Close the file and release the lock."""
        os.close(self._handle)

    def append(self, text: str) -> None:
        """Append to the file; a partial write is undone.

        Raises:
            OSError: it cannot be written.
            Lost: another program has changed the file's end.
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
        """Make what is written survive a power failure.

        Raises:
            OSError: it cannot be done.
            Lost: the file has been removed, truncated or replaced.
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
    if fcntl is None:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Busy from error
    except OSError:
        return  # a file system without locks
