"""Writes a session's journal as things are done, in a thread of its own: no disk keeps anybody waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from scenarios.files import MIB, Unreadable, read_file
from tui.sessions.deeds import Deed, merged, written
from tui.sessions.journal import LARGEST, Session, SessionError, head_of, session_in, text_of
from tui.sessions.locked import Busy, LockedFile
from tui.sessions.store import home_of
from tui.terminal.clean import clean_line

if TYPE_CHECKING:
    from tui.sessions.replay import Replayed

_APART = 0.25
"""Seconds between two times that the disk is waited for: what a killed program has written is there even so."""
_GROWTH = MIB // 4
"""After so many bytes the file is written anew, without what was superseded meanwhile."""
_PATIENCE = 5.0
"""Seconds for which the end of the program waits for a disk."""


class Keeper:
    """Keeps one session; a file comes to be with the first thing that is done."""

    def __init__(
        self, session: Session, failed: Callable[[str], None], file: LockedFile | None = None
    ) -> None:
        """Args: the session; who is to hear, in the thread, why it cannot be kept; its file, if it has one."""
        self.session = session
        self._failed, self._file = failed, file
        self._done: SimpleQueue[Deed | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._grown = 0
        self._broken = False

    def keep(self, deed: Deed) -> None:
        """Have a thing that was done written down; never waits, and never fails."""
        if self._broken:
            return
        if self._thread is None:
            self._thread = Thread(target=self._work, name="gradstep-session", daemon=True)
            self._thread.start()
        self._done.put(deed)

    def close(self) -> bool:
        """See that all is written, and keep nothing after that; whether there is a session to go on with."""
        if self._thread is not None:
            self._done.put(None)
            self._thread.join(_PATIENCE)
            if self._thread.is_alive():
                self._fail("the disk does not answer")
                return False
        self._broken = True
        if self._file is None:
            return False
        self._file.close()
        self._file = None
        return True

    def _work(self) -> None:
        """Write what there is to write, until the end."""
        try:
            self._write_all()
        except OSError as error:
            self._fail(error.strerror or str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the run goes on, and the screen stays whole
            self._fail(f"{type(error).__name__}: {error}")

    def _write_all(self) -> None:
        synced, waiting, going_on = -inf, False, True
        while going_on:
            deeds, going_on = self._taken(max(0.0, synced + _APART - monotonic()) if waiting else None)
            if deeds:
                self._write(deeds)
                waiting = True
            if waiting and self._file is not None and (not going_on or monotonic() >= synced + _APART):
                self._file.sync()
                synced, waiting = monotonic(), False

    def _taken(self, timeout: float | None) -> tuple[list[Deed], bool]:
        """What has been done since the last time, and whether more can come; waits for the first."""
        taken: list[Deed] = []
        try:
            deed = self._done.get(timeout=timeout)
            while deed is not None:
                taken.append(deed)
                deed = self._done.get_nowait()
        except Empty:
            return taken, True
        return taken, False

    def _write(self, deeds: Iterable[Deed]) -> None:
        text = "".join(map(written, merged(deeds)))
        if self._file is None:
            self._put(head_of(self.session) + "".join(map(written, self.session.deeds)) + text)
            return
        self._file.append(text)
        self._grown += len(text)
        if self._grown > _GROWTH:
            path = home_of(self.session)
            self._put(text_of(session_in(read_file(path, LARGEST), str(path))))

    def _put(self, text: str) -> None:
        """Put a new file in the place of the one there may be."""
        if len(text) > LARGEST:
            raise SessionError("it has become too large")
        before, self._file = self._file, LockedFile.made(home_of(self.session), text)
        self._grown = 0
        if before is not None:
            before.close()

    def _fail(self, reason: str) -> None:
        """Give up, and say why: once."""
        self._broken = True
        self._failed(
            f"The session cannot be kept: {reason}. `gradstep resume` will not know what is done from here."
        )


def taken_up(
    session: Session, done: Iterable[Deed], failed: Callable[[str], None], *, whole: bool
) -> tuple[Keeper, str]:
    """What keeps a session that is gone on with; and what there is to tell of that.

    It is written on in its file. Where that is damaged, somebody else's, or open in another window, it is left
    alone, and a copy is written.

    Args:
        session: the session.
        done: what of it could be done again.
        failed: is to hear, in a thread, why it cannot be kept.
        whole: whether that is all of it.
    """
    if session.home is None or session.damage or not whole:
        return Keeper(session.copy(done), failed), ""
    try:
        file = LockedFile.claimed(session.home)
    except Busy:
        told = "This session is open in another window: what you do here is kept in a copy."
        return Keeper(session.copy(done), failed), told
    except OSError as error:
        told = f"This session's file cannot be written to ({error.strerror}): what you do here is kept in a copy."
        return Keeper(session.copy(done), failed), told
    if _deeds_in(session.home) != session.deeds:
        file.close()  # another window has gone on with it, and is closed by now
        return Keeper(session.copy(done), failed), ""
    return Keeper(session, failed, file), ""


class GoneOn(NamedTuple):
    """A session that is gone on with."""

    keeper: Keeper
    speed: float
    """Of its playback."""
    told: tuple[str, ...]
    """Sentences on what is otherwise than it was."""


def gone_on(session: Session, outcome: Replayed, failed: Callable[[str], None]) -> GoneOn:
    """Take a session up as far as it could be done again; `failed` is to hear, in a thread, why it cannot be kept."""
    keeper, told = taken_up(session, outcome.deeds, failed, whole=not outcome.told)
    changed = ""
    if session.home is not None and not session.unchanged():
        changed = f"{clean_line(session.scenario)} has changed since; this session goes on with it as it was."
    sentences = filter(None, (changed, session.damage, outcome.told, told))
    return GoneOn(keeper, outcome.speed or 1.0, tuple(map(clean_line, sentences)))


def _deeds_in(path: Path) -> tuple[Deed, ...] | None:
    try:
        return session_in(read_file(path, LARGEST), str(path)).deeds
    except (SessionError, Unreadable):
        return None
