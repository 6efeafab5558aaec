"""Reading files that strangers sent: ordinary files only, and never more than a limit."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from io import BufferedReader, FileIO
from pathlib import Path

MIB = 1024 * 1024

_OPEN_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
)
"""Without O_NONBLOCK, opening a named pipe waits for somebody to write to it."""

_OUTSIDE = "this lies outside the scenario's folder; put it beside the scenario"


class Unreadable(Exception):
    """A file cannot be read; the message says why and what would do."""


class Missing(Unreadable):
    """There is no such file."""


def read_file(path: Path, limit: int) -> bytes:
    """The bytes of an ordinary file.

    Raises:
        Unreadable: there is none, it may not be read, it is no ordinary file, or it is larger than `limit`.
    """
    try:
        with BufferedReader(FileIO(path, opener=lambda name, flags: os.open(name, _OPEN_FLAGS))) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise Unreadable("this is a pipe or a device; give an ordinary file")
            # What a kernel makes up as it is read, such as /proc/kmsg, passes for an ordinary file of no size.
            return _within(file.read(min(found.st_size, limit + 1)), limit)
    except (OSError, ValueError) as error:
        raise _unreadable(error) from error


class ScenarioFolder:
    """What lies beside a scenario: each file is read once, and stays for the scenario what it then was."""

    def __init__(self, folder: Path | Traversable | None, files: Mapping[str, bytes] | None = None) -> None:
        """Files that are not given already are looked for in the folder; without one there are no others."""
        self.folder = folder
        self.files = dict(files or {})
        """All that has been read, by the names that the scenario has for them."""

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of one of them.

        Raises:
            Unreadable: there is none, it lies elsewhere, or cannot be read.
        """
        if name not in self.files:
            if self.folder is None:
                raise Missing("there is no such file")
            self.files[name] = read_beside(self.folder, name, limit)
        return _within(self.files[name], limit)

    def __truediv__(self, name: str) -> str:
        """What messages call a file."""
        return name if self.folder is None else str(self.folder / name)


Folder = Path | Traversable | ScenarioFolder
"""Where a scenario lies, and its data file with it."""


def read_beside(folder: Folder, name: str, limit: int) -> bytes:
    """The bytes of a file that lies in a scenario's folder, or below it, once all links are followed.

    Raises:
        Unreadable: it lies elsewhere, or cannot be read.
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
        raise Unreadable(f"this is larger than {limit // MIB} MiB, the most that is read")
    return content


def _unreadable(error: OSError | ValueError) -> Unreadable:
    match error:
        case IsADirectoryError():
            return Unreadable("this is a folder; give a file")
        case FileNotFoundError():
            return Missing("there is no such file")
        case PermissionError():
            return Unreadable("it may not be read; check its permissions")
        case OSError(strerror=str(reason)):
            return Unreadable(f"it cannot be read: {reason}")
    return Unreadable("it cannot be read: this is not the name of a file")
