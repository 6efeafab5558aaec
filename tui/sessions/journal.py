"""A session as a text: who it is, the scenario itself with its data, and then one line for each thing done."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Self

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

FORMAT = 1
LARGEST = 256 * MIB
"""A scenario of 1 MiB and a data file of 64 MiB, written as a text, with all that is done with them."""

BEGINNING = b'{"session":'
"""What a session's file begins with, and no scenario's."""

ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}")

_LARGEST_SCENARIO, _LARGEST_DATA = MIB, 64 * MIB


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
    started: str
    """Date and time in UTC, ISO 8601."""
    content: bytes
    """The scenario's file, as it stood when the session began."""
    files: Mapping[str, bytes]
    """Its data files at that time, by the names that the scenario has for them."""
    events: tuple[Event, ...] = ()
    """Everything that was done, in order."""
    damage: str = ""
    """A sentence on what could not be read after the last of these; "" where all could."""
    home: Path | None = None
    """The file in the person's own folder that it is kept in; None for a session that is not kept there."""
    updated: str = ""
    """When something was last done, as that file has it: date and time in UTC, ISO 8601."""

    @classmethod
    def begin(cls, loaded: Loaded, now: datetime | None = None) -> Self:
        """A new session with a scenario."""
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
        """A session of its own that goes on from here."""
        return replace(self, id=new_id(datetime.now(UTC)), events=tuple(events), damage="", home=None)

    @property
    def step(self) -> int:
        """The step that the furthest run stood after."""
        return next((event.step for event in reversed(self.events) if isinstance(event, PositionRecorded)), 0)

    @property
    def changes(self) -> int:
        """How many changes were made since the start, or since it was last gone back to."""
        return sum(isinstance(event, SettingsChanged | ParameterEdited) for event in compacted(self.events))

    @property
    def digest(self) -> str:
        """SHA-256 of the scenario's file and of its data, in hexadecimal."""
        return _digest(self.content, self.files)

    def unchanged(self) -> bool:
        """Whether the scenario's file and data still are what they were when the session began."""
        try:
            if self.scenario in bundled():
                return self.content == content_of(self.scenario)
            path = Path(self.scenario).resolve()
            now = {name: read_beside(path.parent, name, _LARGEST_DATA) for name in self.files}
            return _digest(read_file(path, _LARGEST_SCENARIO), now) == self.digest
        except (Unreadable, OSError, RuntimeError):
            return False


def new_id(snapshot: datetime) -> str:
    """An id that no other session has."""
    return f"{snapshot:%Y%m%d-%H%M%S}-{token_hex(3)}"


def _digest(content: bytes, files: Mapping[str, bytes]) -> str:
    found = sha256(content)
    for name in sorted(files):
        found.update(name.encode("utf-8", "replace") + b"\0" + sha256(files[name]).digest())
    return found.hexdigest()


# Writing


def head_of(session: Session) -> str:
    """The first two lines: who the session is, and its scenario with its data."""
    who = {
        "session": FORMAT,
        "id": session.id,
        "scenario": session.scenario,
        "title": session.title,
        "started": session.started,
        "digest": session.digest,
    }
    what = {
        "text": _as_text(session.content),
        "files": {name: _as_text(content) for name, content in session.files.items()},
    }
    return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in (who, what))


def text_of(session: Session) -> str:
    """The whole session, with nothing in it that was superseded."""
    return head_of(session) + "".join(map(encoded, compacted(session.events)))


def _as_text(content: bytes) -> str:
    """Bytes that mostly are a text; what is not UTF-8 comes back just the same."""
    return content.decode("utf-8", "surrogateescape")


# Reading


def session_in(content: bytes, file: str) -> Session:
    """The session in a file, as far as it can be read.

    Args:
        content: the file's bytes.
        file: what messages call it.

    Raises:
        SessionError: its first two lines are no session's, or one of another version.
    """
    head, *lines = content.split(b"\n", 1)
    what, _, journal = lines[0].partition(b"\n") if lines else (b"", b"", b"")
    session = _head(_object(head, file), _object(what, file), file)
    events: list[Event] = []
    rows = journal.split(b"\n")
    for number, row in enumerate(rows, 3):
        if number == len(rows) + 2 and not row:
            break
        try:
            if number == len(rows) + 2:
                raise MalformedEvent("it is cut off")
            events.append(decoded(row))
        except MalformedEvent as fault:
            damage = f"{file} is damaged at line {number}: {fault}. All that was done before it is there."
            return replace(session, events=tuple(events), damage=damage)
    return replace(session, events=tuple(events))


def _object(line: bytes, file: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SessionError(f"{file} is damaged: it does not begin as a session does") from error
    if not isinstance(found, dict):
        raise SessionError(f"{file} is damaged: it does not begin as a session does")
    return found


def _head(who: Mapping[str, Any], what: Mapping[str, Any], file: str) -> Session:
    if who.get("session") != FORMAT:
        raise SessionError(f"{file} is no session of format {FORMAT}; it is left alone")
    for key, right in _RIGHT.items():
        if not right(who.get(key)):
            raise SessionError(f"{file} is damaged: {key} is missing or wrong")
    text, files = what.get("text"), what.get("files")
    try:
        if not isinstance(text, str) or not isinstance(files, dict):
            raise TypeError
        session = Session(
            id=who["id"],
            scenario=clean_line(who["scenario"]),
            title=clean_line(who["title"]),
            started=who["started"],
            content=text.encode("utf-8", "surrogateescape"),
            files={name: data.encode("utf-8", "surrogateescape") for name, data in files.items()},
        )
    except (TypeError, AttributeError, UnicodeEncodeError) as error:
        raise SessionError(f"{file} is damaged: the scenario in it is missing or wrong") from error
    if session.digest != who["digest"]:
        raise SessionError(
            f"{file} is damaged: the scenario in it is not the one that the session began with"
        )
    return session


def _snapshot(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_text(value: object) -> bool:
    return isinstance(value, str)


_RIGHT: Mapping[str, Any] = {
    "id": lambda value: _is_text(value) and ID.fullmatch(value) is not None,
    "scenario": _is_text,
    "title": _is_text,
    "started": _snapshot,
    "digest": _is_text,
}
