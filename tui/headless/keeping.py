"""`gradstep sessions`: what is kept of earlier sittings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tui.headless.output import tell
from tui.headless.records import line_of
from tui.headless.refusals import Failure
from tui.headless.table import padded, width_of
from tui.sessions import Kept, Session, SessionError, all_sessions
from tui.terminal.clean import clean_line


def kept() -> Kept:
    """All sessions; the damaged ones are told.

    Raises:
        Failure: they cannot be read.
    """
    try:
        found = all_sessions()
    except SessionError as error:
        raise Failure(str(error)) from error
    for sentence in found.damaged:
        tell(f"skipped: {sentence}")
    return found


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
        "run": session.run,
        "step": session.step,
        "beat": session.beat,
        "speed": session.speed,
    }


def as_table(sessions: tuple[Session, ...]) -> Iterator[str]:
    """A line for each session: its id, when it was used last, how far it came, and with what."""
    if not sessions:
        tell("There are no sessions yet.")
        return
    rows = [
        (
            session.id,
            session.updated.replace("T", " ").removesuffix("+00:00"),
            f"step {session.step:,}",
            clean_line(session.title),
            clean_line(session.scenario),
        )
        for session in sessions
    ]
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
