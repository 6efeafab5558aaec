"""Textual's driver, which also asks the terminal how far it has come, and takes its answers."""

from __future__ import annotations

from threading import Condition
from typing import Any, Protocol, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import CursorPosition
from textual.message import Message

_LAST_ANSWERS = 1.0
"""Seconds for which, at the end, answers that are still to come are waited for: later ones would go to the shell."""


class Asking(Protocol):
    """An app that wants to know of its terminal."""

    def taken_over(self) -> None:
        """The terminal has been taken over, at first or again: what stands there is not known."""

    def answered(self) -> None:
        """The terminal has answered a question. Called in the thread that reads."""


class AskingDriver(LinuxDriver):
    """Hands on the terminal's answers to the app, so that none of them is taken for a key."""

    def __init__(self, app: App[Any], **named: Any) -> None:
        super().__init__(app, **named)
        self._asking = cast(Asking, app)
        self._due = 0
        """The answers that are to come, as far as the terminal is known to answer."""
        self._answers = False
        self._changed = Condition()

    @property
    def drained(self) -> bool:
        """Whether all that was written has been handed to the line."""
        return self._writer_thread is None or self._writer_thread._queue.empty()

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        self._asking.taken_over()
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def expect(self, answers: int) -> None:
        """Note that what is about to be written asks so many questions."""
        with self._changed:
            self._due += answers

    def process_message(self, message: Message) -> None:
        """Keep the answers from those who wait for keys."""
        if not isinstance(message, CursorPosition):
            super().process_message(message)
            return
        with self._changed:
            self._answers = True
            self._due = max(0, self._due - 1)
            self._changed.notify_all()
        self._asking.answered()

    def disable_input(self) -> None:
        """Read no more, once nothing is to come."""
        with self._changed:
            if self._answers:
                self._changed.wait_for(lambda: not self._due, _LAST_ANSWERS)
        super().disable_input()
