"""A playback on the screen: the player by the clock, resting at the cues of the script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tui.lessons.script import Script
from tui.workspace.events import SpeedChanged
from tui.workspace.player import Player
from tui.workspace.workspace import Workspace

_BETWEEN_LOOPS = 3.0
"""Seconds for which the end of a playback stands before it begins again."""


class Alarm(Protocol):
    """Something that goes off every so often until it is stopped."""

    def stop(self) -> None:
        """Go off no more."""


class Playback:
    """Plays a desk by the clock, and draws after each look at it."""

    def __init__(
        self,
        workspace: Workspace,
        script: Script,
        clock: Callable[[], float],
        *,
        speed: float,
        frames: float,
        looping: bool,
        every: Callable[[float, Callable[[], None]], Alarm],
        draw: Callable[[], int | None],
    ) -> None:
        self.player = Player(workspace, clock, speed, frames)
        self.scripted = False
        """Whether this is the playback of the script: it rests at each cue."""
        self._workspace, self._script, self._clock, self._looping = workspace, script, clock, looping
        self._every, self._draw = every, draw
        self._alarm: Alarm | None = None
        self._cue: int | None = None
        """The cue that was come to when it was drawn last; where playing stands still, nothing comes."""
        self._rest_until = 0.0
        """The time until which playback rests at a cue."""

    @property
    def can_start(self) -> bool:
        """Whether anything is left to play."""
        return self._looping or not self._workspace.finished

    def start(self) -> None:
        """Play from here on."""
        self.player.start()
        self._cue = self._draw()
        self._rest()
        self._wind()

    def pause(self) -> None:
        """Stand still."""
        self.player.stop()
        self._rest_until = 0.0
        if self._alarm is not None:
            self._alarm.stop()
            self._alarm = None

    def change_speed(self, by: int) -> None:
        """Play faster or slower by so many notches."""
        before = self.player.speed
        self.player.change_speed(by)
        if self.player.speed != before:
            self._workspace.publish(SpeedChanged(self.player.speed))
        if self.player.playing:
            self._wind()

    def _wind(self) -> None:
        """Have the clock looked at as often as the speed asks for."""
        if self._alarm is not None:
            self._alarm.stop()
        self._alarm = self._every(self.player.interval, self._tick)

    def _tick(self) -> None:
        if self._clock() < self._rest_until:
            self.player.start()  # what was not played while it rested is not owed
            return
        if self._looping and self._workspace.finished:
            self._begin_again()
            return
        before = self._cue
        moved = self.player.tick(self._script.next_step(self._workspace.step))
        self._workspace.settle()
        self._cue = self._draw()
        if self._cue != before:
            self._rest()
        if not moved or self._workspace.finished:
            self._at_the_end()

    def _at_the_end(self) -> None:
        if self._looping:
            self._rest_until = max(self._rest_until, self._clock() + _BETWEEN_LOOPS)
        else:
            self.pause()
        self._draw()

    def _begin_again(self) -> None:
        self._workspace.reset()
        self._workspace.settle()
        self._script.reset()
        self.player.start()
        self._cue = self._draw()
        self._rest()

    def _rest(self) -> None:
        """In playback, let a cue that has just been come to be read."""
        if self._cue is not None and self.scripted:
            pause = self._script.pause(self._cue) / max(1.0, min(self.player.speed, 4.0))
            self._rest_until = self._clock() + pause
            self.player.start()
