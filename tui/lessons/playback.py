"""Playback: the player driven by a timer, with a rest at each cue of the script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tui.lessons.script import Script
from tui.workspace.events import SpeedChanged
from tui.workspace.player import Player
from tui.workspace.workspace import Workspace

_LOOP_PAUSE_SECONDS = 3.0
"""Seconds between the end of a looping playback and its next start."""


class Timer(Protocol):
    """A repeating timer."""

    def stop(self) -> None:
        """Stop the timer."""


class Playback:
    """Plays a workspace by the clock, and draws after each tick."""

    def __init__(
        self,
        workspace: Workspace,
        script: Script,
        clock: Callable[[], float],
        *,
        speed: float,
        frames: float,
        looping: bool,
        every: Callable[[float, Callable[[], None]], Timer],
        draw: Callable[[], int | None],
    ) -> None:
        """Args: `every` starts a timer with a period in seconds; `draw` shows the snapshot and returns its cue."""
        self.player = Player(workspace, clock, speed, frames)
        self.scripted = False
        """Whether the script is played: playback rests at each cue."""
        self._workspace, self._script, self._clock, self._looping = workspace, script, clock, looping
        self._every, self._draw = every, draw
        self._timer: Timer | None = None
        self._cue: int | None = None
        """The cue that was drawn last; None if there was none."""
        self._rest_until = 0.0
        """The clock time until which playback rests at a cue."""

    @property
    def can_start(self) -> bool:
        """Whether anything is left to play."""
        return self._looping or not self._workspace.finished

    def start(self) -> None:
        """Start playback."""
        self.player.start()
        self._cue = self._draw()
        self._rest_at_cue()
        self._start_timer()

    def pause(self) -> None:
        """Pause playback."""
        self.player.stop()
        self._rest_until = 0.0
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def change_speed(self, by: int) -> None:
        """Change the speed by a number of entries of the player's `SPEEDS`."""
        before = self.player.speed
        self.player.change_speed(by)
        if self.player.speed != before:
            self._workspace.publish(SpeedChanged(self.player.speed))
        if self.player.playing:
            self._start_timer()

    def _start_timer(self) -> None:
        """Start the timer with the period of the current speed."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._every(self.player.interval, self._tick)

    def _tick(self) -> None:
        if self._clock() < self._rest_until:
            self.player.start()  # no moves are due for the time of the rest
            return
        if self._looping and self._workspace.finished:
            self._restart()
            return
        before = self._cue
        moved = self.player.tick(self._script.next_cue_step(self._workspace.step))
        self._workspace.settle()
        self._cue = self._draw()
        if self._cue != before:
            self._rest_at_cue()
        if not moved or self._workspace.finished:
            self._at_the_end()

    def _at_the_end(self) -> None:
        if self._looping:
            self._rest_until = max(self._rest_until, self._clock() + _LOOP_PAUSE_SECONDS)
        else:
            self.pause()
        self._draw()

    def _restart(self) -> None:
        self._workspace.reset()
        self._workspace.settle()
        self._script.reset()
        self.player.start()
        self._cue = self._draw()
        self._rest_at_cue()

    def _rest_at_cue(self) -> None:
        """Give the reader time for the cue that was just reached, if the script is played."""
        if self._cue is not None and self.scripted:
            pause = self._script.pause(self._cue) / max(1.0, min(self.player.speed, 4.0))
            self._rest_until = self._clock() + pause
            self.player.start()
