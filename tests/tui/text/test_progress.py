"""How far a piece of work has come: a bar that is full only at the end, and the time left."""

from __future__ import annotations

import pytest

from tui.text.progress import countdown, progress_bar, time_left


@pytest.mark.parametrize(("done", "filled"), [(0, 0), (1, 0), (50, 15), (99, 29), (100, 30)])
def test_a_bar_is_filled_as_far_as_is_wholly_done(done: int, filled: int) -> None:
    assert progress_bar(done, 100) == "━" * filled + "─" * (30 - filled)
    assert progress_bar(done, 100, "#", "-") == "#" * filled + "-" * (30 - filled)


def test_a_bar_of_nothing_to_do_is_empty() -> None:
    assert progress_bar(0, 0) == "─" * 30


@pytest.mark.parametrize(
    ("seconds", "rough", "exact"),
    [(0.2, "1 s left", "0:00 left"), (75, "75 s left", "1:15 left"), (600, "10 min left", "10:00 left")],
)
def test_time_is_told_roughly_or_to_the_second(seconds: float, rough: str, exact: str) -> None:
    assert time_left(seconds) == rough
    assert countdown(seconds) == exact


def test_hours_are_told_as_hours() -> None:
    assert time_left(11_940) == "3 h left"
    assert countdown(11_940) == "3:19:00 left"
