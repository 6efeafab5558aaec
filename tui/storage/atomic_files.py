"""Atomic files: written completely or not at all.

The program's own files are readable by their owner alone; what a person asks for follows their umask.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

PRIVATE, FOLLOWS_UMASK = 0o600, 0o666
"""The permissions of new files, from which the system takes those that the umask masks."""
_MAX_PREFIX_LETTERS = 40
"""Letters of the file's name in that of its temporary file: file systems limit the length of names."""
_CREATE = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
"""Flags that open a new file, which must not be there; Windows has no O_CLOEXEC, others no O_BINARY."""


def replace_atomically(path: Path, text: str) -> None:
    """Replace the file's content, or create the file, readable by its owner alone.

    Raises:
        OSError: it cannot be written.
    """
    os.close(replace_and_keep_open(path, text))


def replace_and_keep_open(path: Path, text: str, prepare: Callable[[int], None] = lambda handle: None) -> int:
    """The same, with the new file left open; `prepare` is called on it before it replaces the old one.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with atomic_replacement(path, PRIVATE) as handle:
        prepare(handle)
        write_all(handle, text.encode())
    return handle


def write_new_atomically(path: Path, text: str) -> None:
    """Create a file that must not exist yet, with the permissions that the umask leaves.

    Raises:
        FileExistsError: it exists, and is left unchanged.
        OSError: it cannot be written.
        ValueError: this is no file name, or the text has a character that cannot be encoded.
    """
    # Reserves the name: a second process finds it taken. The content then replaces the empty file.
    path.open("x").close()
    try:
        with atomic_replacement(path, FOLLOWS_UMASK) as handle:
            write_all(handle, text.encode())
        os.close(handle)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def atomic_replacement(path: Path, permissions: int) -> Iterator[int]:
    """An open temporary file that replaces this one at the end and stays open; it is removed where that fails.

    Raises:
        OSError: it cannot be written.
    """
    temporary = path.with_name(f".{path.stem[:_MAX_PREFIX_LETTERS]}.{token_hex(8)}")
    handle = os.open(temporary, _CREATE, permissions)
    try:
        yield handle
        os.fsync(handle)
        temporary.replace(path)
    except BaseException:
        os.close(handle)
        temporary.unlink(missing_ok=True)
        raise
    # Not every file system supports this, and the file has been replaced even so.
    with suppress(OSError):
        _sync_folder(path.parent)


def write_all(handle: int, content: bytes) -> None:
    """Write all of the content, however little the system accepts at once.

    Raises:
        OSError: it cannot be written.
    """
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power failure."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
