"""Sessions as the program saves them, for tests that need some on disk."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from scenarios.loading import load
from tui.sessions.journal import Session, session_text
from tui.sessions.store import session_path
from tui.storage.atomic_files import replace_atomically
from tui.workspace.events import Event, PositionRecorded, RunPosition

MONDAY = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
TUESDAY = datetime(2026, 1, 6, 9, 30, tzinfo=UTC)


def begun(scenario: str | Path = "mazur", *events: Event, now: datetime = MONDAY) -> Session:
    """A session with a scenario and these events, not saved yet."""
    return replace(Session.begin(load(scenario), now), events=events)


def stood(
    step: int, beat: int = 1, newest: int | None = None, shown: int = 0, runs: int = 1
) -> PositionRecorded:
    """All runs after the same beat of the same step."""
    return PositionRecorded((RunPosition(step, beat, step if newest is None else newest),) * runs, shown)


def save(session: Session, used: datetime = MONDAY) -> Session:
    """Save a session that was last used at this time; return it as it is then found."""
    path = session_path(session)
    replace_atomically(path, session_text(session))
    os.utime(path, (used.timestamp(), used.timestamp()))
    return replace(session, path=path, updated=used.isoformat(timespec="seconds"))
