"""Playback in plain mode: timed if the input is interactive, and without pauses otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tui.commands.open_scenario import OpenScenario
from tui.lessons.script import take_snapshot
from tui.plain.lines import InputLines, LineTooLong
from tui.plain.page import Page
from tui.plain.signal_watcher import SignalWatcher

_MIN_SECONDS_PER_LINE = 0.5
"""Least time between two lines of a fast playback, which leaves out the steps between."""
_STEPS_PER_CHECK = 32
"""Steps between two checks for an interrupt."""
_APPROXIMATE_LINES = 40
"""Lines of an untimed playback, about."""


class Narrator(Protocol):
    """The part of the conversation that playback uses."""

    page: Page
    lines: InputLines
    signals: SignalWatcher
    cue: int | None
    clock: Callable[[], float]

    @property
    def opened(self) -> OpenScenario:
        """The open scenario."""

    def say_position(self, lines: list[str]) -> int | None:
        """Write the position and lines about it, and return the index of its cue."""

    def say_playback_position(self) -> int | None:
        """Describe the position of playback, and return the index of its cue."""


class PlainPlayback:
    """Drives the playback of an open scenario, and describes the positions it passes."""

    def __init__(self, narrator: Narrator) -> None:
        self._narrator = narrator
        self.timer = Timer()
        """The timer that playback sets and `play` calls."""
        self._next_line_at = 0.0
        self.interrupted_by = ""
        """The input line that ended the playback and is run next."""

    def play(self) -> None:
        """Play until the end, a breakpoint, Ctrl+C, or an input line."""
        narrator, playback = self._narrator, self._narrator.opened.playback
        player, workspace = playback.player, self._narrator.opened.workspace
        if not narrator.lines.is_interactive or player.speed_label == "max":
            self._at_once()
            return
        playback.start()
        while player.playing:
            narrator.page.flush()
            try:
                with narrator.signals.interruptible():
                    if narrator.lines.wait_for_line(self.timer.seconds):
                        self.interrupted_by = narrator.lines.next() or ""
                        break
            except LineTooLong as error:
                narrator.page.say(str(error))
                break
            except KeyboardInterrupt:
                narrator.page.say("")
                break
            self.timer.tick()
        playback.pause()
        playback.scripted = False
        narrator.say_playback_position()
        narrator.page.say("Played to the end." if workspace.finished else "Paused.")

    def _at_once(self) -> None:
        """Play without pauses, with a line every so many steps, so that a long run has about 40 lines."""
        opened, signals = self._narrator.opened, self._narrator.signals
        workspace = opened.workspace
        last = max(run.timeline.branch.training.steps for run in workspace.runs)
        stride = _stride(last - workspace.step)
        opened.playback.scripted = False
        moved = True
        while moved and not workspace.finished and not signals.interrupt_requested:
            cue = opened.script.next_cue_step(workspace.step)
            target = (workspace.step // stride + 1) * stride
            target = min(target, last, target if cue is None else cue)
            while moved and workspace.step < target and not signals.interrupt_requested:
                previous = workspace.completed_steps
                moved = workspace.go(min(target, workspace.step + _STEPS_PER_CHECK))
                if workspace.rewind_to_breakpoint(previous):
                    moved = False
            self._narrator.say_playback_position()
            workspace.settle()
        if signals.interrupt_requested:
            self._narrator.page.say("Paused.")

    def draw(self) -> int | None:
        """Describe the position of playback, at most every half second, and return the index of its cue."""
        narrator = self._narrator
        snapshot, cue = take_snapshot(narrator.opened.workspace, narrator.opened.script)
        early = narrator.clock() < self._next_line_at
        if snapshot.complete and cue == narrator.cue and not snapshot.stopped and early:
            return cue
        self._next_line_at = narrator.clock() + _MIN_SECONDS_PER_LINE
        return narrator.say_playback_position()


def _stride(steps: int) -> int:
    """Return the steps between two lines: 1, 2, 5, 10, 20, …"""
    size = 1
    while steps / size > _APPROXIMATE_LINES:
        size = size * 5 // 2 if str(size).startswith("2") else size * 2
    return size


class Timer:
    """An alarm whose ticks the caller makes by calling `tick` every `seconds`."""

    def __init__(self) -> None:
        self.seconds = 0.0
        """Interval of the ticks."""
        self.tick: Callable[[], None] = lambda: None

    def every(self, seconds: float, tick: Callable[[], None]) -> Timer:
        """Set the interval and the function that a tick calls."""
        self.seconds, self.tick = seconds, tick
        return self

    def stop(self) -> None:
        """Make further ticks do nothing."""
        self.tick = lambda: None
