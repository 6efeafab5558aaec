"""Textual's driver, extended by cursor position reports: how far the terminal has read its input."""

from __future__ import annotations

import asyncio
import os
import select
import signal
from concurrent.futures import Future, wait
from threading import Condition, Thread
from typing import Any, Protocol, TextIO, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import CursorPosition
from textual.message import Message

from tui.screen.output.terminal_input import MAX_COLUMNS, MAX_ROWS, TerminalInput

_POLL_SECONDS = 0.1
"""Seconds between two checks whether to stop reading, and whether a lone Escape was typed."""
_READ_BYTES = 4096
_MAX_WAITING_MESSAGES = 1_000
"""Events that wait to be handled, beyond which reading waits: a terminal may send without end."""
_LAST_ANSWERS_SECONDS = 1.0
"""Seconds to wait at the end for expected reports: later ones would be typed into the shell."""
_LAST_WRITES_SECONDS = 3.0
"""Seconds that a terminal has at the end to accept what is still to be written."""


class CursorReportListener(Protocol):
    """An app that is told about its terminal."""

    def terminal_taken_over(self) -> None:
        """The terminal has been taken over, at first or again: its content is unknown."""

    def answered(self) -> None:
        """A cursor position report has arrived. Called in the reading thread."""

    @property
    def leaving(self) -> bool:
        """Whether the app is about to end, or has ended."""


class _Output:
    """The output file, written without Python's buffer and its lock, and without errors.

    Once the terminal is closed, nothing that is written matters: an error would end the writing thread, and other
    threads would wait for it for ever.
    """

    def __init__(self, file: TextIO) -> None:
        self._encoding, self._errors = file.encoding, file.errors or "strict"
        self._number = file.fileno()

    def fileno(self) -> int:
        return self._number

    def write(self, text: str) -> None:
        data = text.encode(self._encoding, self._errors)
        while data:
            try:
                data = data[os.write(self._number, data) :]
            except BlockingIOError:  # another program has left it so
                select.select((), (self._number,), ())
            except OSError:
                return

    def flush(self) -> None:
        """Nothing is buffered."""


class CursorReportDriver(LinuxDriver):
    """Passes cursor position reports to the app, so that none of them is taken for a key."""

    def __init__(self, app: App[Any], **named: Any) -> None:
        super().__init__(app, **named)
        self._file: Any = _Output(cast(TextIO, self._file))
        self._listener = cast(CursorReportListener, app)
        self._expected_reports = 0
        """How many reports are expected."""
        self._answers = False
        self._changed = Condition()
        self._last_sent: Future[bool] | None = None
        """The delivery of the last event."""

    @property
    def drained(self) -> bool:
        """Whether everything written has been passed to the operating system."""
        return self._writer_thread is None or self._writer_thread._queue.empty()

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        self._listener.terminal_taken_over()
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def _sigtstp_application(self, *arguments: Any) -> None:
        """Stop the whole process group on Ctrl+Z, as a shell expects it of a job such as make.

        Where there is no shell that could continue it, the kernel stops nothing, and this returns at once.
        """
        self.suspend_application_mode()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.signal(signal.SIGCONT, signal.SIG_IGN)
        os.killpg(os.getpgrp(), signal.SIGTSTP)
        signal.signal(signal.SIGCONT, self._sigcont_application)
        signal.signal(signal.SIGTSTP, self._sigtstp_application)
        self._must_signal_resume = True
        self.resume_application_mode()

    def _sigcont_application(self, *arguments: Any) -> None:
        """Continue where the terminal was not available before, or after another process sent SIGSTOP."""
        if self._must_signal_resume:
            super()._sigcont_application(*arguments)
        else:
            # Not here, in the middle of whatever was being done.
            self._loop.call_soon_threadsafe(self._retake_terminal)

    def _retake_terminal(self) -> None:
        """Take the terminal over again, since the shell may have used it; unless it is closed, or the app is ending."""
        if os.isatty(self.fileno) and not self._listener.leaving:
            self.suspend_application_mode()
            self.resume_application_mode()

    def _run_input_thread(self) -> None:
        """Read keys, and tell an error as any other one."""
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - told as any other mistake is
            self._loop.call_soon_threadsafe(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Read until the end."""
        read = TerminalInput(lambda: self._app.size)
        while not self.exit_event.is_set():
            if self._has_room and select.select((self.fileno,), (), (), _POLL_SECONDS)[0]:
                data = os.read(self.fileno, _READ_BYTES)
                if not data:
                    return
                for message in read.feed(data):
                    self.process_message(message)
            for message in read.tick():
                self.process_message(message)

    def send_message(self, message: Message) -> None:
        """Send an event to the app."""
        self._last_sent = asyncio.run_coroutine_threadsafe(self._app._post_message(message), self._loop)

    @property
    def _has_room(self) -> bool:
        """Whether the app has handled most of what was sent; waits for that for a moment."""
        if self._last_sent is not None:
            wait((self._last_sent,), _POLL_SECONDS)
            if not self._last_sent.done():
                return False
        if self._app.message_queue_size > _MAX_WAITING_MESSAGES:
            self.exit_event.wait(_POLL_SECONDS)
            return False
        return True

    def stop_application_mode(self) -> None:
        """Restore the terminal; Textual would leave the mouse reporting pixels."""
        self.disable_input()  # what is still read may switch modes on
        if self._mouse_pixels:
            self.write("\x1b[?1016l")
        super().stop_application_mode()

    def expect(self, answers: int) -> None:
        """Record that what is about to be written requests so many reports."""
        with self._changed:
            self._expected_reports += answers

    def _get_terminal_size(self) -> tuple[int, int]:
        """The terminal's size, limited to one that a screen can have."""
        width, height = super()._get_terminal_size()
        return min(width, MAX_COLUMNS), min(height, MAX_ROWS)

    def process_message(self, message: Message) -> None:
        """Intercept cursor position reports, and ignore those that nobody asked for."""
        if not isinstance(message, CursorPosition):
            super().process_message(message)
            return
        with self._changed:
            if not self._expected_reports:
                return
            self._answers = True
            self._expected_reports -= 1
            self._changed.notify_all()
        self._listener.answered()

    def disable_input(self) -> None:
        """Stop reading once all expected reports have arrived."""
        with self._changed:
            if self._answers:
                self._changed.wait_for(lambda: not self._expected_reports, _LAST_ANSWERS_SECONDS)
            self._expected_reports = 0
        super().disable_input()

    def close(self) -> None:
        """Write the rest, but give up where the terminal accepts nothing."""
        closing = Thread(target=super().close, daemon=True)
        closing.start()
        closing.join(_LAST_WRITES_SECONDS)
