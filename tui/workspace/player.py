"""Playing a run: how many steps are due, kept in steps a second whatever the number of frames."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from tui.text.progress import time_left
from tui.workspace.workspace import Workspace

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, inf)
"""Steps a second; the last: as fast as it goes."""

FRAMES = 15.0
"""Looks at what is due in a second, where nobody says otherwise."""

PHASES_SHOWN_UP_TO = 1.0
"""So slow, a step is played phase by phase."""

WORK = 0.025
"""Seconds of stepping in one frame at most: longer, and keys would wait."""

_LONG = 10.0
"""So many seconds of playing ahead are told."""

_CHUNK = 32
"""Steps between two looks at the clock."""


class Player:
    """Moves a desk forward by the clock; nothing in here draws."""

    def __init__(
        self, workspace: Workspace, clock: Callable[[], float], speed: float = 1.0, frames: float = FRAMES
    ) -> None:
        self._workspace = workspace
        self._clock = clock
        self._frames = frames
        self.playing = False
        self.speed = min(SPEEDS, key=lambda known: 0.0 if known == speed else abs(known - speed))
        """Steps a second."""
        self._since = 0.0
        self._done = 0

    @property
    def shown_speed(self) -> str:
        """The speed as the transport shows it."""
        return "max" if self.speed == inf else f"{self.speed:g}×"

    @property
    def time_left(self) -> str:
        """How long playing takes on, at the speed asked for or at the one that is come to; "" where it is short."""
        if not self.playing:
            return ""
        run = self._workspace.run.timeline
        ahead = run.training.steps - run.cursor
        seconds = ahead / self.speed if self.speed < inf else self._seconds_ahead(ahead)
        return time_left(seconds) if seconds >= _LONG else ""

    def _seconds_ahead(self, steps: int) -> float:
        passed = self._clock() - self._since
        return steps * passed / self._done if self._done else 0.0

    @property
    def grain(self) -> Grain:
        """What is played at once."""
        return Grain.PHASE if self.speed <= PHASES_SHOWN_UP_TO else Grain.ROW

    @property
    def rate(self) -> float:
        """How many places of that grain are due in a second."""
        return self.speed * len(Phase) if self.grain is Grain.PHASE else self.speed

    @property
    def interval(self) -> float:
        """Seconds between two looks at what is due."""
        return max(1.0 / self._frames, 1.0 / self.rate)

    def start(self) -> None:
        """Play from here on."""
        self.playing = True
        self._restart()

    def stop(self) -> None:
        """Pause."""
        self.playing = False

    def change_speed(self, by: int) -> None:
        """Play faster or slower by so many notches."""
        place = SPEEDS.index(self.speed) + by
        self.speed = SPEEDS[min(max(place, 0), len(SPEEDS) - 1)]
        self._restart()

    def _restart(self) -> None:
        self._since, self._done = self._clock(), 0

    def tick(self, until: int | None = None) -> bool:
        """Move the desk by what has become due, no further than step `until`; False once nothing moves any more."""
        started = self._clock()
        due = inf if self.rate == inf else int((started - self._since) * self.rate + 1e-6) - self._done
        moved = True
        while due > 0 and moved:
            at, completed = self._workspace.step, self._workspace.completed
            if self.grain is Grain.PHASE:
                count, moved = 1, self._workspace.forward(Grain.PHASE)
            else:
                count = int(min(due, _CHUNK if until is None else max(1, min(_CHUNK, until - at))))
                moved = self._workspace.go(at + count)
            if self._workspace.stop_at_a_breakpoint(completed):
                return False
            due -= count
            self._done += count
            if until is not None and self._workspace.step >= until:
                break
            if self._clock() - started > WORK:
                # Too slow for this speed: what could not be done is not owed.
                if self.rate < inf:
                    self._restart()
                break
        return moved
