"""Session files: a header, the scenario with its data, and then one line for each event."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from scenarios.bundled import bundled, content_of
from scenarios.files import MIB, Unreadable, read_beside, read_file
from tui.text.untrusted import clean_line
from tui.workspace.events import (
    Event,
    MalformedEvent,
    ParameterEdited,
    PositionRecorded,
    SettingsChanged,
    compacted,
    decoded,
    encoded,
)

if TYPE_CHECKING:
    from scenarios.loading import Loaded

FORMAT_VERSION = 1
MAX_SESSION_BYTES = 256 * MIB
"""Room for a scenario of 1 MiB and a data file of 64 MiB, escaped as JSON, and all events."""

FILE_PREFIX = b'{"session":'
"""The first bytes of every session file; no scenario begins with them."""

ID_PATTERN = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}")

_MAX_SCENARIO_BYTES, _MAX_DATA_BYTES = MIB, 64 * MIB

_MAX_HEADER_BYTES = MIB // 4
_MAX_SCENARIO_LINE_BYTES = 96 * MIB
"""Room for a scenario and a data file, escaped as JSON, where few of their characters need it."""
_MAX_EVENT_BYTES = 32 * MIB
"""Room for all rows of data that can be edited."""
_MAX_EVENT_ENTRIES = 2_000_000
_MAX_EVENTS = 200_000


class SessionError(Exception):
    """A session cannot be read or written; the message is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session: a scenario, and everything done with it."""

    id: str
    """The time of its start, and six hexadecimal digits: 20260131-101500-3fa94c."""
    scenario: str
    """A bundled scenario's name, or the absolute path of a file."""
    title: str
    started: str
    """Date and time in UTC, ISO 8601."""
    content: bytes
    """The scenario's file when the session began."""
    files: Mapping[str, bytes]
    """Its data files at that time, by their names in the scenario."""
    events: tuple[Event, ...] = ()
    """All events, in order."""
    damage: str = ""
    """A sentence that says what could not be read after the last event; "" if everything could."""
    path: Path | None = None
    """Its file in the sessions folder; None if it is not stored there."""
    updated: str = ""
    """The modification time of that file: date and time in UTC, ISO 8601."""

    @classmethod
    def begin(cls, loaded: Loaded, now: datetime | None = None) -> Self:
        """Return a new session with a scenario."""
        begun = (now or datetime.now(UTC)).astimezone(UTC)
        return cls(
            id=new_id(begun),
            scenario=loaded.name if loaded.name in bundled() else str(Path(loaded.name).absolute()),
            title=loaded.scenario.title,
            started=begun.isoformat(timespec="seconds"),
            content=loaded.content,
            files=dict(loaded.folder.files),
        )

    def copy(self, events: Iterable[Event]) -> Session:
        """Return a new session with the same scenario that continues after these events."""
        return replace(self, id=new_id(datetime.now(UTC)), events=tuple(events), damage="", path=None)

    @property
    def step(self) -> int:
        """The step of the run that is furthest ahead."""
        return next((event.step for event in reversed(self.events) if isinstance(event, PositionRecorded)), 0)

    @property
    def changes(self) -> int:
        """The number of changes since the start, or since the last reset."""
        return sum(isinstance(event, SettingsChanged | ParameterEdited) for event in compacted(self.events))

    @property
    def digest(self) -> str:
        """The SHA-256 of the scenario's file and its data, in hexadecimal."""
        return _digest(self.content, self.files)

    def scenario_unchanged(self) -> bool:
        """Whether the scenario's file and data are still the same as when the session began."""
        try:
            if self.scenario in bundled():
                return self.content == content_of(self.scenario)
            path = Path(self.scenario).resolve()
            now = {name: read_beside(path.parent, name, _MAX_DATA_BYTES) for name in self.files}
            return _digest(read_file(path, _MAX_SCENARIO_BYTES), now) == self.digest
        except (Unreadable, OSError, RuntimeError):
            return False


def new_id(started: datetime) -> str:
    """Return a unique session id."""
    return f"{started:%Y%m%d-%H%M%S}-{token_hex(3)}"


def _digest(content: bytes, files: Mapping[str, bytes]) -> str:
    digest = sha256(content)
    for name in sorted(files):
        digest.update(name.encode("utf-8", "replace") + b"\0" + sha256(files[name]).digest())
    return digest.hexdigest()


# Writing


def header_text(session: Session) -> str:
    """Return the first two lines: the header, and the scenario with its data."""
    header = {
        "session": FORMAT_VERSION,
        "id": session.id,
        "scenario": session.scenario,
        "title": session.title,
        "started": session.started,
        "digest": session.digest,
    }
    scenario = {
        "text": _as_text(session.content),
        "files": {name: _as_text(content) for name, content in session.files.items()},
    }
    return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in (header, scenario))


def session_text(session: Session) -> str:
    """Return the content of a session file, without superseded events."""
    return header_text(session) + "".join(map(encoded, compacted(session.events)))


def _as_text(content: bytes) -> str:
    """Decode bytes without loss: those that are not UTF-8 become surrogates."""
    return content.decode("utf-8", "surrogateescape")


# Reading


def parse_session(content: bytes | BinaryIO, file: str) -> Session:
    """Return the session in a file, up to the first line that cannot be read.

    Args:
        content: the bytes of the file, or the file itself, which is read line by line.
        file: its name in messages.

    Raises:
        SessionError: the first two lines are invalid, too long, or of another format.
    """
    lines = BytesIO(content) if isinstance(content, bytes) else content
    header = _object(lines, _MAX_HEADER_BYTES, file)
    session = _session(header, _object(lines, _MAX_SCENARIO_LINE_BYTES, file), file)
    events: list[Event] = []
    while line := lines.readline(_MAX_EVENT_BYTES + 1):
        try:
            events.append(_event(line, len(events)))
        except MalformedEvent as fault:
            where = f"line {len(events) + 3}: {fault}"
            damage = f"{file} is damaged at {where}. Everything before that line is intact."
            return replace(session, events=tuple(events), damage=damage)
    return replace(session, events=tuple(events))


def _event(line: bytes, before: int) -> Event:
    """The event in a line, after so many others; raises MalformedEvent."""
    if len(line) > _MAX_EVENT_BYTES:
        raise MalformedEvent(f"it is longer than {_MAX_EVENT_BYTES // MIB} MiB")
    if not line.endswith(b"\n"):
        raise MalformedEvent("it is cut off")
    if sum(map(line.count, (b",", b"[", b"{"))) > _MAX_EVENT_ENTRIES:
        raise MalformedEvent(f"it has more than {_MAX_EVENT_ENTRIES:,} values")
    if before >= _MAX_EVENTS:
        raise MalformedEvent(f"there are more than {_MAX_EVENTS:,} events")
    return decoded(line.removesuffix(b"\n"))


def _object(lines: BinaryIO, limit: int, file: str) -> dict[str, Any]:
    """The JSON object in the next line of at most `limit` bytes."""
    try:
        # Without a name for the bytes, which are freed before the values are made.
        value = json.loads(lines.readline(limit).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise SessionError(f"{file} is damaged: it has no session header") from error
    if not isinstance(value, dict):
        raise SessionError(f"{file} is damaged: it has no session header")
    return value


def _session(header: Mapping[str, Any], scenario: Mapping[str, Any], file: str) -> Session:
    if header.get("session") != FORMAT_VERSION:
        raise SessionError(f"{file} is not a session of format {FORMAT_VERSION}; it is ignored")
    for key, is_valid in _HEADER_CHECKS.items():
        if not is_valid(header.get(key)):
            raise SessionError(f"{file} is damaged: {key} is missing or invalid")
    text, files = scenario.get("text"), scenario.get("files")
    try:
        if not isinstance(text, str) or not isinstance(files, dict):
            raise TypeError
        session = Session(
            id=header["id"],
            scenario=clean_line(header["scenario"]),
            title=clean_line(header["title"]),
            started=header["started"],
            content=text.encode("utf-8", "surrogateescape"),
            files={name: data.encode("utf-8", "surrogateescape") for name, data in files.items()},
        )
    except (TypeError, AttributeError, UnicodeEncodeError) as error:
        raise SessionError(f"{file} is damaged: its scenario is missing or invalid") from error
    if session.digest != header["digest"]:
        raise SessionError(f"{file} is damaged: its scenario does not match the digest")
    return session


def _is_timestamp(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_text(value: object) -> bool:
    return isinstance(value, str)


_HEADER_CHECKS: Mapping[str, Any] = {
    "id": lambda value: _is_text(value) and ID_PATTERN.fullmatch(value) is not None,
    "scenario": _is_text,
    "title": _is_text,
    "started": _is_timestamp,
    "digest": _is_text,
}
