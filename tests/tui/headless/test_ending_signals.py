"""The signals that end a program."""

from __future__ import annotations

import signal

import pytest

from tui.headless.ending_signals import ending_signals


@pytest.mark.parametrize(
    "name", ["INT", "TERM", "HUP", "QUIT", "USR1", "USR2", "ALRM", "VTALRM", "PROF", "XCPU", "ABRT", "SYS"]
)
def test_what_ends_a_program_and_can_be_caught_is_one(name: str) -> None:
    assert getattr(signal, f"SIG{name}") in ending_signals()


@pytest.mark.parametrize("name", ["KILL", "STOP", "SEGV", "TSTP", "CONT", "CHLD", "WINCH", "URG", "PIPE"])
def test_what_stops_it_is_ignored_or_cannot_be_caught_is_none(name: str) -> None:
    assert getattr(signal, f"SIG{name}") not in ending_signals()


def test_what_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert signal.SIGHUP not in ending_signals()
    finally:
        signal.signal(signal.SIGHUP, before)
