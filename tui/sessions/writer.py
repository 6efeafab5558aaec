"""Writes a session's journal as things are done, in a thread of its own: no disk keeps anybody waiting."""

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
from tui.sessions.journal import LARGEST, Session, SessionError, head_of, session_in, text_of
from tui.sessions.store import home_of
from tui.storage.locked_file import Busy, LockedFile, Lost
from tui.text.untrusted import clean_line
from tui.workspace.events import Event, compacted, encoded

if TYPE_CHECKING:
    from tui.sessions.replay import Replayed

_APART = 0.25
"""Seconds between two times that the disk is waited for: what a killed program has written is there even so."""
_GROWTH = MIB // 4
"""After so many bytes the file is written anew, without what was superseded meanwhile."""
_PATIENCE = 5.0
"""Seconds for which the end of the program waits for a disk."""

_NOTHING_KEPT = "What you did is not kept."
_PART_KEPT = "What you did is kept only up to where that failed: gradstep resume goes on from there."


class JournalWriter:
    """Keeps one session; a file comes to be with the first thing that is done."""

    def __init__(self, session: Session, tell: Callable[[str], None], file: LockedFile | None = None) -> None:
        """Args: the session; who is to hear, in the thread, why it cannot be kept, and when it can again; its file."""
        self.session = session
        self.loss = ""
        """Once it is closed, a sentence on what is not kept; "" where all is."""
        self._tell, self._file = tell, file
        self._done: SimpleQueue[Event | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._grown = 0
        self._missing: list[Event] = []
        """What was done and is not written yet."""
        self._behind = False
        """Whether it is told that writing failed, and not yet that it went well again."""
        self._broken = False

    def append(self, event: Event) -> None:
        """Have a thing that was done written down; never waits, and never fails."""
        if self._broken:
            return
        if self._thread is None:
            self._thread = Thread(target=self._work, name="gradstep-session", daemon=True)
            self._thread.start()
        self._done.put(event)

    def close(self) -> bool:
        """See that all is encoded, and keep nothing after that; whether there is a session with all of it."""
        if self._thread is not None:
            self._done.put(None)
            self._thread.join(_PATIENCE)
            if self._thread.is_alive():
                self._fail("the disk does not answer")
        if self._broken or self._missing:
            self.loss = _NOTHING_KEPT if self._file is None else _PART_KEPT
        self._broken = True
        if self._file is None or (self._thread is not None and self._thread.is_alive()):
            return False
        self._file.close()
        self._file = None
        return not self.loss

    def _work(self) -> None:
        """Write what there is to write, until the end."""
        try:
            self._write_all()
        except Lost as error:
            if self._file is not None:
                self._file.close()
                self._file = None
            self._fail(str(error))
        except OSError as error:
            self._fail(_reason(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the run goes on, and the screen stays whole
            self._fail(f"{type(error).__name__}: {error}")

    def _write_all(self) -> None:
        synced, waiting, resuming = -inf, False, True
        while resuming:
            events, resuming = self._taken(max(0.0, synced + _APART - monotonic()) if waiting else None)
            self._missing += events
            if self._missing and (events or not resuming):
                waiting = self._flush() or waiting
            if waiting and self._file is not None and (not resuming or monotonic() >= synced + _APART):
                self._file.sync()
                synced, waiting = monotonic(), False

    def _taken(self, timeout: float | None) -> tuple[list[Event], bool]:
        """What has been done since the last time, and whether more can come; waits for the first."""
        taken: list[Event] = []
        try:
            event = self._done.get(timeout=timeout)
            while event is not None:
                taken.append(event)
                event = self._done.get_nowait()
        except Empty:
            return taken, True
        return taken, False

    def _flush(self) -> bool:
        """Write what is missing; where that fails, all of it is tried again with what is done next."""
        self._missing = compacted(self._missing)
        try:
            self._write("".join(map(encoded, self._missing)))
        except OSError as error:
            if not self._behind:
                self._tell(
                    f"The session cannot be kept: {_reason(error)}. That is tried again with each thing you do."
                )
            self._behind = True
            return False
        self._missing = []
        if self._behind:
            self._tell("The session is kept again, with all that was done meanwhile.")
        self._behind = False
        return True

    def _write(self, text: str) -> None:
        if self._file is None:
            self._put(head_of(self.session) + "".join(map(encoded, self.session.events)) + text)
            return
        if self._file.size + len(text) > LARGEST:
            raise SessionError("it has become too large")
        self._file.append(text)
        self._grown += len(text)
        if self._grown > _GROWTH:
            self._grown = 0
            # Where there is no room for two of them, the file that is there can still be written on.
            with suppress(OSError, Unreadable):
                self._put(self._shorter())

    def _shorter(self) -> str:
        """What the file holds, without what was superseded."""
        path = home_of(self.session)
        return text_of(session_in(read_file(path, LARGEST), str(path)))

    def _put(self, text: str) -> None:
        """Put a new file in the place of the one there may be."""
        if len(text) > LARGEST:
            raise SessionError("it has become too large")
        before, self._file = self._file, LockedFile.made(home_of(self.session), text)
        if before is not None:
            before.close()

    def _fail(self, reason: str) -> None:
        """Give up, and say why: once."""
        self._broken = True
        self._tell(
            f"The session cannot be kept: {reason}. `gradstep resume` will not know what is done from here."
        )


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


def claim(
    session: Session, done: Iterable[Event], tell: Callable[[str], None], *, whole: bool
) -> tuple[JournalWriter, str]:
    """What keeps a session that is gone on with; and what there is to tell of that.

    It is written on in its file. Where that is damaged, somebody else's, or open in another window, it is left
    alone, and a copy is written.

    Args:
        session: the session.
        done: what of it could be done again.
        tell: is to hear, in a thread, why it cannot be kept, and when it can again.
        whole: whether that is all of it.
    """
    if session.home is None or session.damage or not whole:
        return JournalWriter(session.copy(done), tell), ""
    try:
        file = LockedFile.claimed(session.home)
    except Busy:
        told = "This session is open in another window: what you do here is kept in a copy."
        return JournalWriter(session.copy(done), tell), told
    except OSError as error:
        told = f"This session's file cannot be written to ({error.strerror}): what you do here is kept in a copy."
        return JournalWriter(session.copy(done), tell), told
    if _events_in(session.home) != session.events:
        file.close()  # another window has gone on with it, and is closed by now
        return JournalWriter(session.copy(done), tell), ""
    return JournalWriter(session, tell, file), ""


class Resumed(NamedTuple):
    """A session that is gone on with."""

    writer: JournalWriter
    speed: float
    """Of its playback."""
    messages: tuple[str, ...]
    """Sentences on what is otherwise than it was."""


def resume(session: Session, outcome: Replayed, tell: Callable[[str], None]) -> Resumed:
    """Take a session up as far as it could be done again; `tell` is to hear, in a thread, why it cannot be kept."""
    writer, told = claim(session, outcome.events, tell, whole=not outcome.message)
    changed = ""
    if session.home is not None and not session.unchanged():
        changed = f"{clean_line(session.scenario)} has changed since; this session goes on with it as it was."
    sentences = filter(None, (changed, session.damage, outcome.message, told))
    return Resumed(writer, outcome.speed or 1.0, tuple(map(clean_line, sentences)))


def _events_in(path: Path) -> tuple[Event, ...] | None:
    try:
        return session_in(read_file(path, LARGEST), str(path)).events
    except (SessionError, Unreadable):
        return None
