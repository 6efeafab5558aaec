"""The player: moves the runs forward by the clock, at a speed that does not depend on the frame rate."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from tui.text.progress import time_left
from tui.workspace.workspace import Workspace

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, inf)
"""Speeds in steps a second; the last is unlimited."""

FRAMES_PER_SECOND = 15.0
"""The default frame rate."""

MAX_PHASE_SPEED = 1.0
"""The speed, in steps a second, up to which steps are played phase by phase."""

MAX_FRAME_SECONDS = 0.025
"""Seconds of stepping in one frame, at most, so that keys do not wait."""

_MIN_SECONDS_LEFT = 10.0
"""Seconds of playback from which the time left is shown."""

_STEPS_PER_CLOCK_CHECK = 32


class Player:
    """Moves a workspace forward by the clock; it draws nothing."""

    def __init__(
        self,
        workspace: Workspace,
        clock: Callable[[], float],
        speed: float = 1.0,
        frames: float = FRAMES_PER_SECOND,
    ) -> None:
        self._workspace = workspace
        self._clock = clock
        self._frames = frames
        self.playing = False
        self.speed = min(SPEEDS, key=lambda known: 0.0 if known == speed else abs(known - speed))
        """Steps a second."""
        self._since = 0.0
        """The time from which moves are due."""
        self._done = 0
        """The moves since then."""

    @property
    def speed_label(self) -> str:
        """The speed as text: "2×", or "max"."""
        return "max" if self.speed == inf else f"{self.speed:g}×"

    @property
    def time_left(self) -> str:
        """The time that the rest of the run takes, as text; "" if it is short.

        At unlimited speed it is extrapolated from the rate measured so far.
        """
        if not self.playing:
            return ""
        run = self._workspace.run.timeline
        ahead = run.training.steps - run.cursor
        seconds = ahead / self.speed if self.speed < inf else self._seconds_ahead(ahead)
        return time_left(seconds) if seconds >= _MIN_SECONDS_LEFT else ""

    def _seconds_ahead(self, steps: int) -> float:
        passed = self._clock() - self._since
        return steps * passed / self._done if self._done else 0.0

    @property
    def grain(self) -> Grain:
        """The unit of one move: a phase at low speeds, else a row."""
        return Grain.PHASE if self.speed <= MAX_PHASE_SPEED else Grain.ROW

    @property
    def rate(self) -> float:
        """Moves by that unit a second."""
        return self.speed * len(Phase) if self.grain is Grain.PHASE else self.speed

    @property
    def interval(self) -> float:
        """Seconds between two ticks."""
        return max(1.0 / self._frames, 1.0 / self.rate)

    def start(self) -> None:
        """Start playback; moves are due from now on."""
        self.playing = True
        self._restart()

    def stop(self) -> None:
        """Pause playback."""
        self.playing = False

    def change_speed(self, by: int) -> None:
        """Change the speed by a number of entries of `SPEEDS`."""
        index = SPEEDS.index(self.speed) + by
        self.speed = SPEEDS[min(max(index, 0), len(SPEEDS) - 1)]
        self._restart()

    def _restart(self) -> None:
        self._since, self._done = self._clock(), 0

    def tick(self, until: int | None = None) -> bool:
        """Make the moves that are due, up to step `until`; return False if nothing moves any more."""
        started = self._clock()
        due = inf if self.rate == inf else int((started - self._since) * self.rate + 1e-6) - self._done
        moved = True
        while due > 0 and moved:
            step, completed = self._workspace.step, self._workspace.completed_steps
            if self.grain is Grain.PHASE:
                count, moved = 1, self._workspace.forward(Grain.PHASE)
            else:
                count = int(
                    min(
                        due,
                        _STEPS_PER_CLOCK_CHECK
                        if until is None
                        else max(1, min(_STEPS_PER_CLOCK_CHECK, until - step)),
                    )
                )
                moved = self._workspace.go(step + count)
            if self._workspace.rewind_to_breakpoint(completed):
                return False
            due -= count
            self._done += count
            if until is not None and self._workspace.step >= until:
                break
            if self._clock() - started > MAX_FRAME_SECONDS:
                # Too slow for this speed: the moves that were missed are dropped.
                if self.rate < inf:
                    self._restart()
                break
        return moved
