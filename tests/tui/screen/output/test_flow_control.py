"""The pace: how much may be under way to terminals that are near, far, slow or silent."""

from __future__ import annotations

from math import inf

import pytest

from tests.tui.workspaces import Clock
from tui.screen.output.flow_control import CHUNK_BYTES, KEY_RESPONSE_BYTES, FlowControl


class Line:
    """A line that carries so many bytes a second, to a terminal so many seconds away."""

    def __init__(self, rate: float, away: float) -> None:
        self.clock = Clock()
        self.flow_control = FlowControl(self.clock)
        self.rate, self.away = rate, away
        self.free_at = self.clock.now
        self.arriving: list[float] = []

    def send(self, size: int = CHUNK_BYTES) -> None:
        self.flow_control.sent(size)
        self.free_at = max(self.free_at, self.clock.now) + size / self.rate
        self.arriving.append(self.free_at + 2 * self.away)

    def wait(self, seconds: float) -> None:
        """Let time pass, and the answers come that come meanwhile."""
        end = self.clock.now + seconds
        while self.arriving and self.arriving[0] <= end:
            self.clock.now = self.arriving.pop(0)
            self.flow_control.answered()
        self.clock.now = end

    @property
    def queue(self) -> float:
        """Seconds until the line has carried what it was given."""
        return max(0.0, self.free_at - self.clock.now)

    def play(self, seconds: float) -> list[float]:
        """Send as much as there is room for, all the time; how long what is sent last has waited in the line."""
        queues, end = [], self.clock.now + seconds
        while self.clock.now < end:
            while self.flow_control.room:
                self.send()
            queues.append(self.queue)
            self.wait(0.005)
        return queues


def test_on_a_slow_line_nothing_new_waits_long_behind_what_is_under_way() -> None:
    line = Line(rate=30_000, away=0.02)
    line.play(2)
    queues = line.play(20)
    assert max(queues) < 0.2
    # and the line is not left idle for it
    assert sum(queue == 0 for queue in queues) < 0.2 * len(queues)


def test_on_a_line_that_is_slow_and_far_neither_does_anything_wait_long_nor_is_the_line_idle() -> None:
    line = Line(rate=30_000, away=0.05)
    line.play(5)
    started, carried = line.clock.now, line.free_at
    queues = line.play(30)
    assert max(queues) < 0.15
    assert (line.free_at - carried) / (line.clock.now - started) > 0.5


def test_one_wait_narrows_once_however_many_answers_tell_of_it() -> None:
    line = Line(rate=1_000_000, away=0.05)
    line.play(2)
    wide = line.flow_control.room
    while line.flow_control.room:
        line.send()
    line.wait(0.02)
    line.arriving = [one + 0.2 for one in line.arriving]  # something stood in the way of all of them
    line.wait(1)
    assert line.flow_control.room > wide / 4


def test_what_answers_a_key_may_go_beyond_the_room_but_not_for_ever() -> None:
    line = Line(rate=30_000, away=0.02)
    while line.flow_control.room:
        line.send()
    beyond = 0
    while line.flow_control.can_answer_key:
        line.send(KEY_RESPONSE_BYTES)
        beyond += 1
    assert 1 <= beyond < 20
    line.wait(5)
    assert line.flow_control.can_answer_key


def test_a_long_way_does_not_make_a_wide_line_slow() -> None:
    line = Line(rate=1_000_000, away=0.15)
    line.play(5)
    started, carried = line.clock.now, line.free_at
    line.play(5)
    assert (line.free_at - carried) / (line.clock.now - started) > 0.3


def test_where_nothing_is_under_way_there_is_room() -> None:
    line = Line(rate=30_000, away=0.02)
    assert line.flow_control.room > 0
    line.play(3)
    line.wait(5)
    assert line.flow_control.room >= CHUNK_BYTES


def test_a_terminal_that_never_answers_is_asked_no_more_and_held_back_no_more() -> None:
    clock = Clock()
    flow_control = FlowControl(clock)
    while flow_control.room:
        flow_control.sent(CHUNK_BYTES)
    assert flow_control.asks
    clock.now += 1
    assert flow_control.room == 0
    clock.now += 1
    assert flow_control.room == inf
    assert not flow_control.asks
    flow_control.sent(CHUNK_BYTES)
    assert flow_control.room == inf
    # It was only late.
    flow_control.answered()
    assert flow_control.asks
    assert 0 < flow_control.room < inf


@pytest.mark.parametrize("answered", [1, 3])
def test_an_answer_that_is_lost_holds_nothing_up_for_good(answered: int) -> None:
    clock = Clock()
    flow_control = FlowControl(clock)
    for _ in range(answered):
        flow_control.sent(CHUNK_BYTES)
        flow_control.answered()
    while flow_control.room:
        flow_control.sent(CHUNK_BYTES)
    clock.now += 5
    assert flow_control.room == 0
    clock.now += 6
    assert 0 < flow_control.room < inf
    assert flow_control.asks


def test_answers_that_nobody_asked_for_change_nothing() -> None:
    flow_control = FlowControl(Clock())
    before = flow_control.room
    flow_control.answered()
    assert flow_control.room == before
