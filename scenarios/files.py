"""Reading of untrusted files: only regular files, and never more bytes than a limit."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources.abc import Traversable
from io import BufferedReader, FileIO
from pathlib import Path
from typing import BinaryIO

MIB = 1024 * 1024

_OPEN_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
)
"""Without O_NONBLOCK, opening a named pipe blocks until a process writes to it."""

_OUTSIDE = "the file is outside the scenario's folder; move it there"


class Unreadable(Exception):
    """A file that cannot be read; the message says why, and what to do."""


class Missing(Unreadable):
    """A file that does not exist."""


def read_file(path: Path, limit: int) -> bytes:
    """The bytes of a regular file.

    Raises:
        Unreadable: the file does not exist, is not readable, is not a regular file, or is larger than `limit`.
    """
    with opened(path, limit) as file:
        # Files such as /proc/kmsg appear as regular files of size 0.
        return _within(file.read(min(os.fstat(file.fileno()).st_size, limit + 1)), limit)


@contextmanager
def opened(path: Path, limit: int) -> Iterator[BinaryIO]:
    """A regular file, open for reading.

    Raises:
        Unreadable: the file does not exist, is not readable, is not a regular file, or is larger than `limit`.
    """
    try:
        with BufferedReader(FileIO(path, opener=lambda name, flags: os.open(name, _OPEN_FLAGS))) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable("this is a pipe or a device; give a regular file")
            if status.st_size > limit:
                raise _too_large(limit)
            yield file
    except (OSError, ValueError) as error:
        raise _unreadable(error) from error


class ScenarioFolder:
    """The folder of a scenario: each file in it is read once, and its bytes are kept."""

    def __init__(self, folder: Path | Traversable | None, files: Mapping[str, bytes] | None = None) -> None:
        """`files` holds the bytes of files read before; others are read from `folder`, if there is one."""
        self.folder = folder
        self.files = dict(files or {})
        """The bytes of the files read so far, by their names in the scenario."""

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of a file.

        Raises:
            Unreadable: the file does not exist, is outside the folder, or cannot be read.
        """
        if name not in self.files:
            if self.folder is None:
                raise Missing("there is no such file")
            self.files[name] = read_beside(self.folder, name, limit)
        return _within(self.files[name], limit)

    def __truediv__(self, name: str) -> str:
        """The name of a file in messages."""
        return name if self.folder is None else str(self.folder / name)


Folder = Path | Traversable | ScenarioFolder
"""The folder of a scenario and its data file."""


def read_beside(folder: Folder, name: str, limit: int) -> bytes:
    """The bytes of a file in a scenario's folder, or below it, after resolving links.

    Raises:
        Unreadable: the file is elsewhere, or cannot be read.
    """
    if isinstance(folder, ScenarioFolder):
        return folder.read(name, limit)
    if not isinstance(folder, Path):
        return _within(_resource(folder, name), limit)
    try:
        home = os.path.realpath(folder)
        path = os.path.realpath(folder / name)
    except ValueError as error:
        raise _unreadable(error) from error
    if not Path(path).is_relative_to(home):
        raise Unreadable(_OUTSIDE)
    return read_file(Path(path), limit)


def _resource(folder: Traversable, name: str) -> bytes:
    """A file of an installed package, which may be a zip archive without folders and links."""
    if Path(name).name != name:
        raise Unreadable(_OUTSIDE)
    try:
        return folder.joinpath(name).read_bytes()
    except OSError as error:
        raise Missing("there is no such file") from error


def _within(content: bytes, limit: int) -> bytes:
    if len(content) > limit:
        raise _too_large(limit)
    return content


def _too_large(limit: int) -> Unreadable:
    return Unreadable(f"the file is larger than {limit // MIB} MiB, the limit")


def _unreadable(error: OSError | ValueError) -> Unreadable:
    match error:
        case IsADirectoryError():
            return Unreadable("this is a folder; give a file")
        case FileNotFoundError():
            return Missing("there is no such file")
        case PermissionError():
            return Unreadable("permission denied; check the file's permissions")
        case OSError(strerror=str(reason)):
            return Unreadable(f"it cannot be read: {reason}")
    return Unreadable("it cannot be read: this is not the name of a file")
