"""Files that the program writes for one person: where its own belong, and how they come to be whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LONGEST_PREFIX = 40
"""Letters of a file's name in that of the one beside it: no file system has names of any length."""


def replace_atomically(path: Path, text: str) -> None:
    """Put the text in the file's place, for its owner's eyes only, and either whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    os.close(replace_and_keep_open(path, text))


def replace_and_keep_open(path: Path, text: str, prepare: Callable[[int], None] = lambda handle: None) -> int:
    """The same, with the new file left open; it is prepared before it takes the place.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with atomic_replacement(path) as handle:
        prepare(handle)
        write_all(handle, text.encode())
    return handle


def write_new_atomically(path: Path, text: str) -> None:
    """Write a file that must not be there yet, for its owner's eyes only, and either whole or not at all.

    Raises:
        FileExistsError: it is there, and stays as it is.
        OSError: it cannot be written.
        ValueError: this is not the name of a file, or there is a letter in the text that cannot be written.
    """
    # Whoever comes second finds the name taken; what then takes its place is whole.
    path.open("x").close()
    try:
        replace_atomically(path, text)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def atomic_replacement(path: Path) -> Iterator[int]:
    """An open file beside this one, which takes its place at the end and stays open; where that fails, it is gone.

    Raises:
        OSError: it cannot be written.
    """
    # mkstemp makes it readable by its owner alone.
    handle, temporary = tempfile.mkstemp(prefix=f".{path.stem[:_LONGEST_PREFIX]}.", dir=path.parent)
    try:
        yield handle
        os.fsync(handle)
        Path(temporary).replace(path)
    except BaseException:
        os.close(handle)
        Path(temporary).unlink(missing_ok=True)
        raise
    # Not every folder can be asked for this, and the file is in its place even so.
    with suppress(OSError):
        _sync_folder(path.parent)


def write_all(handle: int, content: bytes) -> None:
    """Write all of it, however little the system takes at once.

    Raises:
        OSError: it cannot be written.
    """
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _sync_folder(folder: Path) -> None:
    """Let a new name in a folder outlast a failure of power, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
