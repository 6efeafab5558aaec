"""`gradstep sessions`: the stored sessions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scenarios.wording import counted
from tui.headless.errors import Failure
from tui.headless.output import narrate
from tui.sessions.journal import Session, SessionError
from tui.sessions.store import StoredSessions, all_sessions, latest, read_session
from tui.text.untrusted import clean_line
from tui.traces.records import json_line
from tui.traces.table import padded, width_of


def stored_sessions() -> StoredSessions:
    """Return all sessions, and report the damaged ones.

    Raises:
        Failure: the sessions cannot be read.
    """
    try:
        stored = all_sessions()
    except SessionError as error:
        raise Failure(str(error)) from error
    for sentence in stored.damaged:
        narrate(sentence)
    return stored


def latest_readable() -> Session | None:
    """Return the most recently used session; None if there is none.

    Raises:
        Failure: the sessions cannot be read.
    """
    try:
        return latest()
    except SessionError as error:
        raise Failure(str(error)) from error


def session_in_file(name: str) -> Session:
    """Return the session in an exported file.

    Raises:
        Failure: the file holds no session.
    """
    try:
        return read_session(Path(name))
    except SessionError as error:
        raise Failure(str(error)) from error


def as_json(sessions: tuple[Session, ...]) -> str:
    """Return one line of JSON: a list of all sessions, without the scenarios' texts."""
    return json_line([_entry(session) for session in sessions])


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
    """Yield a line for each session: id, time of last use, step, number of changes, title and scenario."""
    if not sessions:
        narrate("There are no sessions yet.")
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
