"""Playback in plain mode: by the clock where a person types, and otherwise at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tui.commands.open_scenario import OpenScenario
from tui.lessons.script import take_snapshot
from tui.plain.lines import InputLines, LineTooLong
from tui.plain.page import Page
from tui.plain.signal_watcher import SignalWatcher

_MIN_SECONDS_PER_LINE = 0.5
"""Between two lines of a playback that is faster than anybody could hear all its steps."""
_STEPS_PER_CHECK = 32
"""Between two looks at whether somebody wants to pause."""
_ABOUT_MAX_LINES = 40
"""Of a playback without a clock."""


class Talker(Protocol):
    """The conversation, as playback uses it."""

    page: Page
    lines: InputLines
    signals: SignalWatcher
    cue: int | None
    clock: Callable[[], float]

    @property
    def opened(self) -> OpenScenario:
        """The open scenario."""

    def arrived(self, lines: list[str]) -> int | None:
        """Say the place; the index of the cue there."""

    def played(self) -> int | None:
        """Say where playback has come to; the index of the cue there."""


class PlainPlayback:
    """Drives the playback of an open scenario, and says what it passes."""

    def __init__(self, talker: Talker) -> None:
        self._talker = talker
        self.timer = Timer()
        """Set by the playback; `play` makes it tick."""
        self._next_line_at = 0.0
        self.interrupted_by = ""
        """The line that ended the playback, to be run now."""

    def play(self) -> None:
        """Play from here until the end, a breakpoint, Ctrl+C, or another line."""
        talker, playback = self._talker, self._talker.opened.playback
        player, workspace = playback.player, self._talker.opened.workspace
        if not talker.lines.typed or player.speed_label == "max":
            self._at_once()
            return
        playback.start()
        while player.playing:
            talker.page.flush()
            try:
                with talker.signals.waiting():
                    if talker.lines.come(self.timer.seconds):
                        self.interrupted_by = talker.lines.next() or ""
                        break
            except LineTooLong as error:
                talker.page.say(str(error))
                break
            except KeyboardInterrupt:
                talker.page.say("")
                break
            self.timer.tick()
        playback.pause()
        playback.scripted = False
        talker.played()
        talker.page.say("Played to the end." if workspace.finished else "Paused.")

    def _at_once(self) -> None:
        """Play without a clock, with a line for each step of a few, or for every so many of a long run."""
        opened, signals = self._talker.opened, self._talker.signals
        workspace = opened.workspace
        last = max(run.timeline.branch.training.steps for run in workspace.runs)
        stride = _stride(last - workspace.step)
        opened.playback.scripted = False
        moved = True
        while moved and not workspace.finished and not signals.wanted:
            cue = opened.script.next_cue_step(workspace.step)
            aim = (workspace.step // stride + 1) * stride
            aim = min(aim, last, aim if cue is None else cue)
            while moved and workspace.step < aim and not signals.wanted:
                left = workspace.completed_steps
                moved = workspace.go(min(aim, workspace.step + _STEPS_PER_CHECK))
                if workspace.rewind_to_breakpoint(left):
                    moved = False
            self._talker.played()
            workspace.settle()
        if signals.wanted:
            self._talker.page.say("Paused.")

    def draw(self) -> int | None:
        """Say where playback has come to, unless it is too fast for that; the index of the cue there."""
        talker = self._talker
        snapshot, cue = take_snapshot(talker.opened.workspace, talker.opened.script)
        early = talker.clock() < self._next_line_at
        if snapshot.complete and cue == talker.cue and not snapshot.stopped and early:
            return cue
        self._next_line_at = talker.clock() + _MIN_SECONDS_PER_LINE
        return talker.played()


def _stride(steps: int) -> int:
    """The steps between two lines: 1, 2, 5, 10, 20, …"""
    size = 1
    while steps / size > _ABOUT_MAX_LINES:
        size = size * 5 // 2 if str(size).startswith("2") else size * 2
    return size


class Timer:
    """The alarm of a playback, which somebody else makes tick."""

    def __init__(self) -> None:
        self.seconds = 0.0
        """Between two ticks."""
        self.tick: Callable[[], None] = lambda: None

    def every(self, seconds: float, tick: Callable[[], None]) -> Timer:
        """Set the interval, and the function that a tick calls."""
        self.seconds, self.tick = seconds, tick
        return self

    def stop(self) -> None:
        """Do nothing on further ticks."""
        self.tick = lambda: None
