"""The folder in which a person's sessions are kept, each in a file of its own that only its owner can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from scenarios.files import Unreadable, read_file
from tui.sessions.journal import BEGINNING, ID, LARGEST, Session, SessionError, session_in, text_of
from tui.storage.atomic_files import write_new_atomically
from tui.storage.locked_file import Busy, LockedFile
from tui.storage.user_folders import state_folder

_SUFFIX = ".jsonl"


class Kept(NamedTuple):
    """All sessions that are kept."""

    sessions: tuple[Session, ...]
    """The one that was used last comes first."""
    damaged: tuple[str, ...]
    """A sentence on each file that is no session, or not all of one any more."""


def folder() -> Path:
    """Where sessions are kept: $XDG_STATE_HOME/gradstep/sessions, by default below ~/.local/state.

    Raises:
        SessionError: there is no home directory.
    """
    try:
        return state_folder() / "sessions"
    except RuntimeError as error:
        raise SessionError("there is no home directory; set XDG_STATE_HOME to keep sessions") from error


def home_of(session: Session) -> Path:
    """The file that a session belongs in.

    Raises:
        SessionError: there is no home directory.
    """
    return folder() / f"{session.id}{_SUFFIX}"


def all_sessions() -> Kept:
    """Every session that is kept, and what is wrong with the files that are none.

    Raises:
        SessionError: the folder cannot be read.
    """
    sessions: list[Session] = []
    damaged: list[str] = []
    for found in _found():
        if isinstance(found, Session):
            sessions.append(found)
        told = found.damage if isinstance(found, Session) else found
        damaged += [told] if told else []
    return Kept(tuple(sessions), tuple(damaged))


def latest() -> Session | None:
    """The session that was used last; None if there is none. No more files than it takes are read.

    Raises:
        SessionError: the folder cannot be read.
    """
    return next((found for found in _found() if isinstance(found, Session)), None)


def last_session() -> Session | None:
    """The session that was used last; None if there is none, or none that can be read."""
    try:
        return latest()
    except SessionError:
        return None


def _found() -> Iterator[Session | str]:
    """Each session, the one that was used last first; or a sentence on what is none."""
    home = folder()
    try:
        paths = [path for path in home.iterdir() if path.suffix == _SUFFIX] if home.exists() else []
        times = {path: path.stat().st_mtime_ns for path in paths if path.exists()}
    except OSError as error:
        raise SessionError(f"{home} cannot be read: {error.strerror}") from error
    for path in sorted(times, key=lambda path: (times[path], path.stem), reverse=True):
        try:
            yield _read(path)
        except SessionError as error:
            yield str(error)


def session_at(path: Path) -> Session:
    """The session in a file of any name, as one gets it from somebody else.

    Raises:
        SessionError: there is none in it.
    """
    try:
        return session_in(read_file(path, LARGEST), str(path))
    except Unreadable as error:
        raise SessionError(f"{path}: {error}") from error


def is_session(path: Path) -> bool:
    """Whether a file holds a session, by what it begins with."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(BEGINNING)) == BEGINNING
    except (OSError, ValueError):
        return False


def export(id: str, file: Path) -> str:
    """Write a session to a file of the person's own, which must not be there yet; what of it is damaged.

    Raises:
        SessionError: there is no such session, or the file cannot be written.
    """
    session = _read(_path_of(id))
    try:
        write_new_atomically(file, text_of(session))
    except FileExistsError as error:
        raise SessionError(f"{file} is there already; choose another name") from error
    except (OSError, ValueError) as error:
        raise SessionError(
            f"{file} cannot be written: {getattr(error, 'strerror', None) or error}"
        ) from error
    return session.damage


def delete(id: str) -> None:
    """Forget a session, damaged or not.

    Raises:
        SessionError: there is no such session, it is in use, or it cannot be removed.
    """
    path = _path_of(id)
    try:
        with LockedFile.lock_existing(path):
            for left in (path, *path.parent.glob(f".{id}.*")):
                left.unlink()
    except Busy as error:
        raise SessionError(f"{id} is open just now; leave it there first") from error
    except OSError as error:
        raise SessionError(f"{path} cannot be removed: {error.strerror}") from error


def ids() -> tuple[str, ...]:
    """The ids of all sessions, the newest first; none where they cannot be read."""
    try:
        names = [path.stem for path in folder().iterdir() if path.suffix == _SUFFIX]
    except (OSError, SessionError):
        return ()  # asked by a shell that completes a word: there is nobody to tell
    return tuple(sorted(filter(ID.fullmatch, names), reverse=True))


def _path_of(id: str) -> Path:
    path = folder() / f"{id}{_SUFFIX}"
    if not ID.fullmatch(id) or not path.is_file():
        raise SessionError(f"there is no session {id!r}; `gradstep sessions` lists them")
    return path


def _read(path: Path) -> Session:
    """The session in one of the folder's files.

    Raises:
        SessionError: there is none in it.
    """
    session = session_at(path)
    if session.id != path.stem:
        raise SessionError(f"{path} is damaged: it is not called by its id")
    try:
        used = _snapshot(path.stat().st_mtime)
    except OSError as error:
        raise SessionError(f"{path} cannot be read: {error.strerror}") from error
    return replace(session, home=path, updated=used.isoformat(timespec="seconds"))


def _snapshot(seconds: float) -> datetime:
    """A file's time; where that is no date that there can be, the first or the last one."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC) if seconds < 0 else datetime.max.replace(tzinfo=UTC)
