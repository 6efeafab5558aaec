"""The sessions folder: one file for each session, readable by its owner only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from scenarios.files import Unreadable, opened
from tui.sessions.journal import (
    FILE_PREFIX,
    ID_PATTERN,
    MAX_SESSION_BYTES,
    Session,
    SessionError,
    parse_session,
    session_text,
)
from tui.storage.atomic_files import write_new_atomically
from tui.storage.locked_file import Busy, LockedFile
from tui.storage.user_folders import state_folder

_SUFFIX = ".jsonl"


class StoredSessions(NamedTuple):
    """All sessions in the folder."""

    sessions: tuple[Session, ...]
    """The sessions, the one used last first."""
    damaged: tuple[str, ...]
    """A sentence for each file that is damaged or no session."""


def folder() -> Path:
    """Return the sessions folder: $XDG_STATE_HOME/gradstep/sessions, by default below ~/.local/state.

    Raises:
        SessionError: there is no home directory.
    """
    try:
        return state_folder() / "sessions"
    except RuntimeError as error:
        raise SessionError("there is no home directory; set XDG_STATE_HOME to save sessions") from error


def session_path(session: Session) -> Path:
    """Return the file of a session in the folder.

    Raises:
        SessionError: there is no home directory.
    """
    return folder() / f"{session.id}{_SUFFIX}"


def all_sessions() -> StoredSessions:
    """Return all sessions of the folder, and messages about damaged files.

    Raises:
        SessionError: the folder cannot be read.
    """
    sessions: list[Session] = []
    damaged: list[str] = []
    for result in _read_all():
        if isinstance(result, Session):
            sessions.append(result)
        message = result.damage if isinstance(result, Session) else result
        damaged += [message] if message else []
    return StoredSessions(tuple(sessions), tuple(damaged))


def latest() -> Session | None:
    """Return the session used last, or None, reading as few files as possible.

    Raises:
        SessionError: the folder cannot be read.
    """
    return next((result for result in _read_all() if isinstance(result, Session)), None)


def latest_readable() -> Session | None:
    """Return the session used last; None if there is none, or the folder cannot be read."""
    try:
        return latest()
    except SessionError:
        return None


def _read_all() -> Iterator[Session | str]:
    """Yield each session, or a message about its file, the one used last first."""
    directory = folder()
    try:
        paths = [path for path in directory.iterdir() if path.suffix == _SUFFIX] if directory.exists() else []
        times = {path: path.stat().st_mtime_ns for path in paths if path.exists()}
    except OSError as error:
        raise SessionError(f"{directory} cannot be read: {error.strerror}") from error
    for path in sorted(times, key=lambda path: (times[path], path.stem), reverse=True):
        try:
            yield _read_stored(path)
        except SessionError as error:
            yield str(error)


def read_session(path: Path) -> Session:
    """Return the session in a file anywhere, such as one that somebody has sent.

    Raises:
        SessionError: the file contains no session.
    """
    try:
        with opened(path, MAX_SESSION_BYTES) as content:
            return parse_session(content, str(path))
    except Unreadable as error:
        raise SessionError(f"{path}: {error}") from error


def is_session_file(path: Path) -> bool:
    """Whether a file is a session file, by its first bytes."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(FILE_PREFIX)) == FILE_PREFIX
    except (OSError, ValueError):
        return False


def export(id: str, file: Path) -> str:
    """Write a stored session to a new file, and return the message about its damage; "" if it has none.

    Raises:
        SessionError: there is no such session, the file exists already, or it cannot be written.
    """
    session = _read_stored(_existing_path(id))
    try:
        write_new_atomically(file, session_text(session))
    except FileExistsError as error:
        raise SessionError(f"{file} exists already; choose another name") from error
    except (OSError, ValueError) as error:
        raise SessionError(
            f"{file} cannot be written: {getattr(error, 'strerror', None) or error}"
        ) from error
    return session.damage


def delete(id: str) -> None:
    """Delete a session, damaged or not.

    Raises:
        SessionError: there is no such session, it is in use, or it cannot be removed.
    """
    path = _existing_path(id)
    try:
        with LockedFile.lock_existing(path):
            for left in (path, *path.parent.glob(f".{id}.*")):
                left.unlink()
    except Busy as error:
        raise SessionError(f"{id} is open in another window; close it there first") from error
    except OSError as error:
        raise SessionError(f"{path} cannot be removed: {error.strerror}") from error


def ids() -> tuple[str, ...]:
    """Return the ids of all sessions, the newest first; none if the folder cannot be read."""
    try:
        names = [path.stem for path in folder().iterdir() if path.suffix == _SUFFIX]
    except (OSError, SessionError):
        return ()  # for the completion of shells, which show no messages
    return tuple(sorted(filter(ID_PATTERN.fullmatch, names), reverse=True))


def _existing_path(id: str) -> Path:
    path = folder() / f"{id}{_SUFFIX}"
    if not ID_PATTERN.fullmatch(id) or not path.is_file():
        raise SessionError(f"there is no session {id!r}; `gradstep sessions` lists them")
    return path


def _read_stored(path: Path) -> Session:
    """Return the session in a file of the folder.

    Raises:
        SessionError: the file contains no session, or has another name than its id.
    """
    session = read_session(path)
    if session.id != path.stem:
        raise SessionError(f"{path} is damaged: its name is not its id")
    try:
        used = _utc_time(path.stat().st_mtime)
    except OSError as error:
        raise SessionError(f"{path} cannot be read: {error.strerror}") from error
    return replace(session, path=path, updated=used.isoformat(timespec="seconds"))


def _utc_time(seconds: float) -> datetime:
    """Return a file time as a date, or the first or last possible date if it is out of range."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC) if seconds < 0 else datetime.max.replace(tzinfo=UTC)
