"""Files that the program keeps for one person: where they belong, and how they are replaced."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def home_of(kind: str, usual: str) -> Path:
    """The program's folder below $XDG_{kind}_HOME, by default below `usual` in the home directory.

    Raises:
        RuntimeError: there is no home directory.
    """
    given = os.environ.get(f"XDG_{kind}_HOME", "")
    # The XDG specification has a path that is not absolute ignored.
    home = Path(given) if Path(given).is_absolute() else Path.home() / usual
    return home / "gradstep"


def state_home() -> Path:
    """Where sessions and reports are kept: $XDG_STATE_HOME/gradstep, by default below ~/.local/state.

    Raises:
        RuntimeError: there is no home directory.
    """
    return home_of("STATE", ".local/state")


def replace_whole(path: Path, text: str) -> None:
    """Put the text in the file's place, for its owner's eyes only, and either whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    os.close(put_in_place(path, text))


def put_in_place(path: Path, text: str, prepare: Callable[[int], None] = lambda handle: None) -> int:
    """The same, with the new file left open; it is prepared before it takes the place.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # mkstemp makes it readable by its owner alone.
    handle, temporary = tempfile.mkstemp(prefix=f".{path.stem}.", dir=path.parent)
    try:
        prepare(handle)
        write_all(handle, text.encode())
        os.fsync(handle)
        Path(temporary).replace(path)
        _sync_folder(path.parent)
    except BaseException:
        os.close(handle)
        Path(temporary).unlink(missing_ok=True)
        raise
    return handle


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
