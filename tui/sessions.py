"""Sessions: where a person stood in a scenario, each one JSON file; `gradstep resume` goes on there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any, NamedTuple, Self

from scenarios.bundled import bundled, content_of
from scenarios.files import MIB, Unreadable, read_file
from tui.own_files import home_of, replace_whole

FORMAT = 1
LARGEST = 8 * MIB
"""A scenario of 1 MiB, with each of its letters written as an escape, still fits."""

FASTEST = 1000.0
"""Steps a second: the greatest speed that is kept; "as fast as it goes" is kept as this."""

_SUFFIX = ".json"
_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}")


class SessionError(Exception):
    """A session cannot be read or written; the message is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Session:
    """One sitting with one scenario."""

    id: str
    """When it began, and six hexadecimal digits: 20260131-101500-3fa94c."""
    scenario: str
    """A bundled scenario's name, or the absolute path of a file."""
    title: str
    text: str
    """The scenario's file, as it stood when the session began."""
    digest: str
    """SHA-256 of that file's bytes, in hexadecimal."""
    started: str
    """Date and time in UTC, ISO 8601."""
    updated: str
    run: str | None = None
    """The compared run that was looked at; None for the scenario itself."""
    step: int = 0
    beat: int = 0
    """The place: after this beat of this step."""
    speed: float = 1.0
    """Of the playback."""

    @classmethod
    def begin(cls, name: str, title: str, now: datetime | None = None) -> Self:
        """A new session with a bundled scenario, or with the file at a path.

        Raises:
            SessionError: the file cannot be read any more.
        """
        moment = now or datetime.now(UTC)
        try:
            content = _content(name)
        except Unreadable as error:
            raise SessionError(f"{name}: {error}") from error
        return cls(
            id=f"{moment.astimezone(UTC):%Y%m%d-%H%M%S}-{token_hex(3)}",
            scenario=name if name in bundled() else str(Path(name).absolute()),
            title=title,
            text=content.decode("utf-8", errors="replace"),
            digest=sha256(content).hexdigest(),
            started=_written(moment),
            updated=_written(moment),
        )

    def moved(
        self, *, run: str | None, step: int, beat: int, speed: float, now: datetime | None = None
    ) -> Session:
        """The same session at another place."""
        moment = now or datetime.now(UTC)
        return replace(self, run=run, step=step, beat=beat, speed=speed, updated=_written(moment))

    def unchanged(self) -> bool:
        """Whether the scenario's file still is what it was when the session began."""
        try:
            return sha256(_content(self.scenario)).hexdigest() == self.digest
        except Unreadable:
            return False


class Kept(NamedTuple):
    """All sessions that are kept."""

    sessions: tuple[Session, ...]
    """The one that was used last comes first."""
    damaged: tuple[str, ...]
    """A sentence on each file that is no session, or none any more."""


def folder() -> Path:
    """Where sessions are kept: $XDG_STATE_HOME/gradstep/sessions, by default below ~/.local/state.

    Raises:
        SessionError: there is no home directory.
    """
    try:
        return home_of("STATE", ".local/state") / "sessions"
    except RuntimeError as error:
        raise SessionError("there is no home directory; set XDG_STATE_HOME to keep sessions") from error


def save(session: Session) -> None:
    """Keep a session, or its newer state: for its owner's eyes only, and either whole or not at all.

    Raises:
        SessionError: it cannot be written.
    """
    home = folder()
    try:
        replace_whole(home / f"{session.id}{_SUFFIX}", _text_of(session))
    except OSError as error:
        raise SessionError(f"the session cannot be kept in {home}: {error.strerror}") from error


def latest() -> Session | None:
    """The session that was used last; None if there is none."""
    sessions = all_sessions().sessions
    return sessions[0] if sessions else None


def all_sessions() -> Kept:
    """Every session that is kept, and what is wrong with the files that are none.

    Raises:
        SessionError: the folder cannot be read.
    """
    home = folder()
    try:
        paths = sorted(path for path in home.iterdir() if path.suffix == _SUFFIX) if home.exists() else []
    except OSError as error:
        raise SessionError(f"{home} cannot be read: {error.strerror}") from error
    sessions: list[Session] = []
    damaged: list[str] = []
    for path in paths:
        try:
            sessions.append(_read(path))
        except SessionError as error:
            damaged.append(str(error))
    sessions.sort(key=lambda session: (session.updated, session.id), reverse=True)
    return Kept(tuple(sessions), tuple(damaged))


def export(id: str, file: Path) -> None:
    """Write a session to a file of the person's own, which must not be there yet.

    Raises:
        SessionError: there is no such session, or the file cannot be written.
    """
    text = _text_of(_read(_path_of(id)))
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise SessionError(f"{file} is there already; choose another name") from error
    except OSError as error:
        raise SessionError(f"{file} cannot be written: {error.strerror}") from error


def delete(id: str) -> None:
    """Forget a session, damaged or not.

    Raises:
        SessionError: there is no such session, or it cannot be removed.
    """
    path = _path_of(id)
    try:
        path.unlink()
    except OSError as error:
        raise SessionError(f"{path} cannot be removed: {error.strerror}") from error


def ids() -> tuple[str, ...]:
    """The ids of all sessions, the newest first; none where they cannot be read."""
    try:
        names = [path.stem for path in folder().iterdir() if path.suffix == _SUFFIX]
    except (OSError, SessionError):
        return ()  # asked by a shell that completes a word: there is nobody to tell
    return tuple(sorted(filter(_ID.fullmatch, names), reverse=True))


def _path_of(id: str) -> Path:
    path = folder() / f"{id}{_SUFFIX}"
    if not _ID.fullmatch(id) or not path.is_file():
        raise SessionError(f"there is no session {id!r}; `gradstep sessions` lists them")
    return path


def _content(scenario: str) -> bytes:
    return content_of(scenario) if scenario in bundled() else read_file(Path(scenario), MIB)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _text_of(session: Session) -> str:
    return json.dumps({"format": FORMAT, **asdict(session)}, indent=1) + "\n"


# Reading


def _moment(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**9


def _text(value: object) -> bool:
    return isinstance(value, str)


_RIGHT: dict[str, Callable[[Any], bool]] = {
    "id": lambda value: _text(value) and _ID.fullmatch(value) is not None,
    "scenario": _text,
    "title": _text,
    "text": _text,
    "digest": _text,
    "started": _moment,
    "updated": _moment,
    "run": lambda value: value is None or isinstance(value, str),
    "step": _whole,
    "beat": _whole,
    "speed": lambda value: (
        isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= FASTEST
    ),
}


def _read(path: Path) -> Session:
    """The session in a file.

    Raises:
        SessionError: it is damaged, or written by another version.
    """
    try:
        entries = json.loads(read_file(path, LARGEST))
    except Unreadable as error:
        raise SessionError(f"{path}: {error}") from error
    except (ValueError, RecursionError) as error:
        raise SessionError(
            f"{path} is damaged: it is not JSON; `gradstep sessions delete` removes it"
        ) from error
    if not isinstance(entries, dict) or entries.pop("format", None) != FORMAT:
        raise SessionError(f"{path} is no session of format {FORMAT}; it is left alone")
    for field in fields(Session):
        if field.name not in entries or not _RIGHT[field.name](entries[field.name]):
            raise SessionError(f"{path} is damaged: {field.name} is missing or wrong")
    if entries["id"] != path.stem:
        raise SessionError(f"{path} is damaged: it is not called by its id")
    return Session(**{field.name: entries[field.name] for field in fields(Session)})
