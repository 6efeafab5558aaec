"""The driver reads no faster than the app handles what it has read."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Event
from types import SimpleNamespace

import pytest

from tui.screen.output.cursor_report_driver import CursorReportDriver


@pytest.mark.parametrize(
    ("waiting", "is_delivered", "has_room"), [(0, True, True), (10, False, False), (1_000_000, True, False)]
)
def test_reading_waits_for_an_app_that_is_behind(waiting: int, is_delivered: bool, has_room: bool) -> None:
    driver = object.__new__(CursorReportDriver)
    last_sent: Future[bool] = Future()
    if is_delivered:
        last_sent.set_result(True)
    vars(driver).update(
        _app=SimpleNamespace(message_queue_size=waiting), _last_sent=last_sent, exit_event=Event()
    )
    assert driver._has_room == has_room
