"""The journal writer: appends events to the session file in a thread, so that no command waits for the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from math import inf
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from scenarios.files import MIB, Unreadable, read_file
from tui.sessions.journal import (
    MAX_SESSION_BYTES,
    Session,
    SessionError,
    header_text,
    parse_session,
    session_text,
)
from tui.sessions.store import session_path
from tui.storage.locked_file import Busy, LockedFile, Lost
from tui.text.untrusted import clean_line
from tui.workspace.events import Event, compacted, encoded

if TYPE_CHECKING:
    from tui.sessions.replay import ReplayOutcome

_SYNC_INTERVAL_SECONDS = 0.25
"""Seconds between two fsyncs; without one, only a failure of the machine loses what was written."""
_REWRITE_AFTER_BYTES = MIB // 4
"""Appended bytes after which the file is rewritten without superseded events."""
_CLOSE_TIMEOUT_SECONDS = 5.0
"""Seconds for which `close` waits for the disk."""

_NOT_SAVED = "Session not saved."
_PARTLY_SAVED = "Session saved only up to the failure: gradstep resume continues from there."


class JournalWriter:
    """Writes one session; its file is created with the first event."""

    def __init__(
        self, session: Session, notify: Callable[[str], None], file: LockedFile | None = None
    ) -> None:
        """Args: the session; a function for messages, called in the thread; the session's file if it has one."""
        self.session = session
        self.unsaved_message = ""
        """After `close`, a sentence that says what was not saved; "" if everything was."""
        self._notify, self._file = notify, file
        self._queue: SimpleQueue[Event | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._appended_bytes = 0
        """Bytes appended since the file was last rewritten."""
        self._unwritten: list[Event] = []
        self._failing = False
        """Whether the last write failed."""
        self._stopped = False
        """Whether no more is written: after `close`, or an error that cannot be retried."""

    def append(self, event: Event) -> None:
        """Queue an event for writing; never waits, and never fails."""
        if self._stopped:
            return
        if self._thread is None:
            self._thread = Thread(target=self._work, name="gradstep-session", daemon=True)
            self._thread.start()
        self._queue.put(event)

    def close(self) -> bool:
        """Write all queued events and stop; return whether the session has a file with all of them."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(_CLOSE_TIMEOUT_SECONDS)
            if self._thread.is_alive():
                self._fail("the disk does not answer")
        if self._stopped or self._unwritten:
            self.unsaved_message = _NOT_SAVED if self._file is None else _PARTLY_SAVED
        self._stopped = True
        if self._file is None or (self._thread is not None and self._thread.is_alive()):
            return False
        self._file.close()
        self._file = None
        return not self.unsaved_message

    def _work(self) -> None:
        """Write the queued events until the writer is closed."""
        try:
            self._write_all()
        except Lost as error:
            if self._file is not None:
                self._file.close()
                self._file = None
            self._fail(str(error))
        except OSError as error:
            self._fail(_reason(error))
        except Exception as error:  # noqa: BLE001 - no error of the writer may disturb the run or the screen
            self._fail(f"{type(error).__name__}: {error}")

    def _write_all(self) -> None:
        synced, unsynced, running = -inf, False, True
        while running:
            events, running = self._next_events(
                max(0.0, synced + _SYNC_INTERVAL_SECONDS - monotonic()) if unsynced else None
            )
            self._unwritten += events
            if self._unwritten and (events or not running):
                unsynced = self._flush() or unsynced
            if (
                unsynced
                and self._file is not None
                and (not running or monotonic() >= synced + _SYNC_INTERVAL_SECONDS)
            ):
                self._file.sync()
                synced, unsynced = monotonic(), False

    def _next_events(self, timeout: float | None) -> tuple[list[Event], bool]:
        """Wait for an event, at most for a time in seconds; return all queued events, and whether more can follow."""
        events: list[Event] = []
        try:
            event = self._queue.get(timeout=timeout)
            while event is not None:
                events.append(event)
                event = self._queue.get_nowait()
        except Empty:
            return events, True
        return events, False

    def _flush(self) -> bool:
        """Write the unwritten events and return whether that worked; if not, it is tried again with the next event."""
        self._unwritten = compacted(self._unwritten)
        try:
            self._write("".join(map(encoded, self._unwritten)))
        except OSError as error:
            if not self._failing:
                self._notify(f"Session not saved: {_reason(error)}. Saving is tried again with every change.")
            self._failing = True
            return False
        self._unwritten = []
        if self._failing:
            self._notify("The session is saved again, with everything done meanwhile.")
        self._failing = False
        return True

    def _write(self, text: str) -> None:
        if self._file is None:
            self._replace_file(header_text(self.session) + "".join(map(encoded, self.session.events)) + text)
            return
        if self._file.size + len(text) > MAX_SESSION_BYTES:
            raise SessionError("it has become too large")
        self._file.append(text)
        self._appended_bytes += len(text)
        if self._appended_bytes > _REWRITE_AFTER_BYTES:
            self._appended_bytes = 0
            # If there is no room for a second file, the existing one can still be appended to.
            with suppress(OSError, Unreadable):
                self._replace_file(self._compacted_text())

    def _compacted_text(self) -> str:
        """Return the content of the file without superseded events."""
        path = session_path(self.session)
        return session_text(parse_session(read_file(path, MAX_SESSION_BYTES), str(path)))

    def _replace_file(self, text: str) -> None:
        """Write a new file, and replace the one that exists, if any."""
        if len(text) > MAX_SESSION_BYTES:
            raise SessionError("it has become too large")
        previous, self._file = self._file, LockedFile.create(session_path(self.session), text)
        if previous is not None:
            previous.close()

    def _fail(self, reason: str) -> None:
        """Stop writing, and send a message that says why."""
        self._stopped = True
        self._notify(f"Session not saved: {reason}. `gradstep resume` will not include later changes.")


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


def open_writer(
    session: Session, replayed: Iterable[Event], notify: Callable[[str], None], *, whole: bool
) -> tuple[JournalWriter, str]:
    """Return a writer that continues a session, and a message about it; "" for none.

    The writer appends to the session's file. If that file is damaged, outside the sessions folder, or open in
    another window, it stays as it is, and the writer writes a copy.

    Args:
        session: the session.
        replayed: the events that were replayed.
        notify: a function for messages, called in the writer's thread.
        whole: whether all events were replayed.
    """
    if session.path is None or session.damage or not whole:
        return JournalWriter(session.copy(replayed), notify), ""
    try:
        file = LockedFile.lock_existing(session.path)
    except Busy:
        message = "This session is open in another window: your changes are saved in a copy."
        return JournalWriter(session.copy(replayed), notify), message
    except OSError as error:
        message = (
            f"This session's file cannot be written to ({error.strerror}): your changes are saved in a copy."
        )
        return JournalWriter(session.copy(replayed), notify), message
    if _events_in(session.path) != session.events:
        file.close()  # another window has continued it, and is closed by now
        return JournalWriter(session.copy(replayed), notify), ""
    return JournalWriter(session, notify, file), ""


class ResumedSession(NamedTuple):
    """A resumed session."""

    writer: JournalWriter
    speed: float
    """The speed of playback."""
    messages: tuple[str, ...]
    """Sentences that say what is different from before."""


def resume_session(session: Session, outcome: ReplayOutcome, notify: Callable[[str], None]) -> ResumedSession:
    """Continue a session after its replay; `notify` is called with messages in the writer's thread."""
    writer, message = open_writer(session, outcome.events, notify, whole=not outcome.message)
    changed = ""
    if session.path is not None and not session.scenario_unchanged():
        changed = f"{clean_line(session.scenario)} has changed since; this session continues with the earlier version."
    sentences = filter(None, (changed, session.damage, outcome.message, message))
    return ResumedSession(writer, outcome.speed or 1.0, tuple(map(clean_line, sentences)))


def _events_in(path: Path) -> tuple[Event, ...] | None:
    try:
        return parse_session(read_file(path, MAX_SESSION_BYTES), str(path)).events
    except (SessionError, Unreadable):
        return None
