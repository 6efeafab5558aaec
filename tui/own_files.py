"""Files that the program keeps for one person: where they belong, and how they are replaced."""

from __future__ import annotations

import os
import tempfile
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


def replace_whole(path: Path, text: str) -> None:
    """Put the text in the file's place, for its owner's eyes only, and either whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # mkstemp makes it readable by its owner alone.
    handle, temporary = tempfile.mkstemp(prefix=f".{path.stem}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
