"""The progress bar: shown on a terminal, and nowhere else."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from tui.headless.progress import Progress, progress_stream


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def drawn(*reached: tuple[float, int], label: str = "") -> str:
    """What is drawn of a piece of work of 200, at these seconds after its beginning."""
    clock, stream = Clock(), io.StringIO()
    with Progress(200, stream, label, clock) as bar:
        for seconds, done in reached:
            clock.now = 100.0 + seconds
            bar.reached(done)
    return stream.getvalue()


def test_a_short_run_draws_nothing_at_all() -> None:
    assert drawn((0.1, 20), (0.5, 100), (0.99, 199)) == ""


def test_a_long_run_draws_its_share_and_the_time_left() -> None:
    # 50 of 200 in 1.5 s: 150 more in 4.5 s.
    text = drawn((1.5, 50), label="run 1 of 2 ")
    assert text.startswith("\rrun 1 of 2 [#######-----------------------]  25 %   0:04 left")


def test_the_line_is_wiped_at_the_end() -> None:
    _, line, blank, end = drawn((1.5, 50)).split("\r")
    assert blank == " " * len(line)
    assert end == ""


def test_it_draws_ten_times_a_second_at_most() -> None:
    text = drawn(*((1.0 + tick / 1000, 10 + tick // 20) for tick in range(1000)))
    assert text.count("%") == 10


def test_hours_are_told_as_hours() -> None:
    # 1 of 200 in 60 s: 199 minutes more.
    assert "3:19:00 left" in drawn((60.0, 1))


def test_a_shorter_line_covers_a_longer_one() -> None:
    lines = drawn((60.0, 1), (61.0, 199)).split("\r")[1:3]
    assert len(lines[0]) == len(lines[1])


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("make", "term", "data_on_terminal", "watched"),
    [
        (Terminal, "xterm", False, True),
        (Terminal, "xterm", True, False),
        (Terminal, "dumb", False, False),
        (io.StringIO, "xterm", False, False),
    ],
    ids=["a terminal", "data in between", "a dumb terminal", "no terminal"],
)
def test_a_bar_needs_a_terminal_of_its_own(
    make: Callable[[], io.StringIO],
    term: str,
    data_on_terminal: bool,
    watched: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = make()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", term)
    assert (progress_stream(data_on_terminal) is stream) is watched
