"""A terminal is gone when it has hung up, not when it cannot be waited for."""

from __future__ import annotations

import os
import pty
import select
from threading import Event

import pytest

from tui.screen.output import hangup


class Poll:
    """Poll objects that have been told this of every descriptor."""

    def __init__(self, event: int) -> None:
        self._event = event

    def register(self, descriptor: int, events: int) -> None:
        self._descriptor = descriptor

    def poll(self) -> list[tuple[int, int]]:
        return [(self._descriptor, self._event)]


@pytest.mark.parametrize(
    ("event", "gone"),
    [(select.POLLHUP, True), (select.POLLERR | select.POLLHUP, True), (select.POLLNVAL, False)],
)
def test_only_a_hang_up_or_an_error_ends_the_program(
    event: int, gone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = Event()
    monkeypatch.setattr(select, "poll", lambda: Poll(event))
    hangup._wait(0, called.set)
    assert called.is_set() == gone


def test_a_closed_terminal_is_noticed() -> None:
    terminal, program = pty.openpty()
    called = Event()
    hangup.on_hangup(program, called.set)
    os.close(terminal)
    assert called.wait(60)
    os.close(program)
