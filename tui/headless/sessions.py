"""`gradstep sessions`: what is kept of earlier sittings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scenarios.wording import counted
from tui.headless.errors import Failure
from tui.headless.output import tell
from tui.sessions.journal import Session, SessionError
from tui.sessions.store import StoredSessions, all_sessions, latest, read_session
from tui.text.untrusted import clean_line
from tui.traces.records import line_of
from tui.traces.table import padded, width_of


def kept() -> StoredSessions:
    """All sessions; the damaged ones are told.

    Raises:
        Failure: they cannot be read.
    """
    try:
        found = all_sessions()
    except SessionError as error:
        raise Failure(str(error)) from error
    for sentence in found.damaged:
        tell(sentence)
    return found


def last() -> Session | None:
    """The session that was used last; None if there is none.

    Raises:
        Failure: they cannot be read.
    """
    try:
        return latest()
    except SessionError as error:
        raise Failure(str(error)) from error


def session_in_file(name: str) -> Session:
    """The session in a file that somebody has exported.

    Raises:
        Failure: there is none in it.
    """
    try:
        return read_session(Path(name))
    except SessionError as error:
        raise Failure(str(error)) from error


def as_json(sessions: tuple[Session, ...]) -> str:
    """All sessions as one list, on one line, without the scenarios' texts."""
    return line_of([_entry(session) for session in sessions])


def _entry(session: Session) -> dict[str, Any]:
    return {
        "id": session.id,
        "scenario": session.scenario,
        "title": session.title,
        "started": session.started,
        "updated": session.updated,
        "step": session.step,
        "changes": session.changes,
    }


def as_table(sessions: tuple[Session, ...]) -> Iterator[str]:
    """A line for each session: its id, when it was used last, how far it came, what was changed, and with what."""
    if not sessions:
        tell("There are no sessions yet.")
        return
    rows = [
        (
            session.id,
            session.updated.replace("T", " ").removesuffix("+00:00"),
            f"step {session.step:,}",
            counted(session.changes, "change"),
            clean_line(session.title),
            clean_line(session.scenario),
        )
        for session in sessions
    ]
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
