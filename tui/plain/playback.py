"""Playing in lines of text: by the clock where a person listens, and else at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.lessons.playback import Performance
from tui.lessons.script import told_at
from tui.plain.lines import Overlong
from tui.workspace.player import FRAMES

if TYPE_CHECKING:
    from tui.plain.conversation import Sitting

_APART = 0.5
"""Seconds between two lines of a playback that goes faster than anybody could hear all its steps."""
_AT_ONCE = 32
"""Steps between two looks at whether somebody wants a rest."""
_MOST_LINES = 40
"""Lines that a playback without a clock takes about."""


class Playing:
    """The playback of a sitting."""

    def __init__(self, sitting: Sitting, *, speed: float, loop: bool) -> None:
        self._sitting = sitting
        self._looping = loop and sitting.lines.typed
        self._pulse = _Pulse()
        self._due = 0.0
        """The time from which on another line is said."""
        self.interrupted_by = ""
        """The line that has ended the playback, and is to be done now."""
        self.performance = Performance(
            sitting.desk,
            sitting.script,
            sitting.clock,
            speed=speed,
            frames=FRAMES,
            looping=self._looping,
            every=self._pulse.every,
            draw=self._draw,
        )

    def play(self) -> None:
        """Play from here until the end, a breakpoint, Ctrl+C, or another line."""
        sitting, player = self._sitting, self.performance.player
        if sitting.desk.finished and not self._looping:
            sitting.arrived([])
            return
        if not sitting.lines.typed or player.shown_speed == "max":
            self._at_once()
            return
        self.performance.toggle()
        while player.playing:
            sitting.page.flush()
            try:
                with sitting.attention.waiting():
                    if sitting.lines.come(self._pulse.seconds):
                        self.interrupted_by = sitting.lines.next() or ""
                        break
            except Overlong as fault:
                sitting.page.say(str(fault))
                break
            except KeyboardInterrupt:
                sitting.page.say("")
                break
            self._pulse.beat()
        self.performance.pause()
        self.performance.scripted = False
        sitting.played()
        sitting.page.say("Played to the end." if sitting.desk.finished else "Paused.")

    def _at_once(self) -> None:
        """As fast as it goes, with a line for a step as long as there are few, and for every so many where not."""
        desk, attention = self._sitting.desk, self._sitting.attention
        last = max(run.timeline.branch.training.steps for run in desk.runs)
        stride = _stride(last - desk.step)
        self.performance.scripted = False
        moved = True
        while moved and not desk.finished and not attention.wanted:
            cue = self._sitting.script.next_step(desk.step)
            aim = (desk.step // stride + 1) * stride
            aim = min(aim, last, aim if cue is None else cue)
            while moved and desk.step < aim and not attention.wanted:
                left = desk.completed
                moved = desk.go(min(aim, desk.step + _AT_ONCE))
                if desk.stop_at_a_breakpoint(left):
                    moved = False
            self._sitting.played()
        if attention.wanted:
            self._sitting.page.say("Paused.")

    def _draw(self) -> int | None:
        """Say where the playback has come to, unless it is too fast for that; the cue that it has come to."""
        sitting = self._sitting
        moment, cue = told_at(sitting.desk, sitting.script)
        if moment.complete and cue == sitting.cue and not moment.stopped and sitting.clock() < self._due:
            return cue
        self._due = sitting.clock() + _APART
        return sitting.played()


def _stride(steps: int) -> int:
    """So many steps lie between two lines: 1, 2, 5, 10, 20, …"""
    size = 1
    while steps / size > _MOST_LINES:
        size = size * 5 // 2 if str(size).startswith("2") else size * 2
    return size


class _Pulse:
    """The clock of a playback, which somebody has to make beat."""

    def __init__(self) -> None:
        self.seconds = 0.0
        """Between two beats."""
        self.beat: Callable[[], None] = lambda: None

    def every(self, seconds: float, beat: Callable[[], None]) -> _Pulse:
        """Have this done with each beat."""
        self.seconds, self.beat = seconds, beat
        return self

    def stop(self) -> None:
        """Do nothing any more."""
        self.beat = lambda: None
