"""The screen as the front end of an open scenario: clock, timer, drawing and messages."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from tui.lessons.playback import Timer

if TYPE_CHECKING:
    from tui.screen.workbench import Workbench


class ScreenFrontEnd:
    """Passes the requests of an open scenario to the workbench that shows it."""

    def __init__(self, *, unicode: bool, frames: float, notify: Callable[[str], None]) -> None:
        """Configure the front end.

        Args:
            unicode: whether the terminal shows characters beyond ASCII.
            frames: playback frames per second.
            notify: shows a message; can be called from any thread.
        """
        self.unicode, self.frames, self.notify = unicode, frames, notify
        self.workbench: Workbench | None = None

    def clock(self) -> float:
        """Return the time in seconds."""
        return monotonic()

    def every(self, seconds: float, tick: Callable[[], None]) -> Timer:
        """Call a function every `seconds`."""
        assert self.workbench is not None
        return self.workbench.set_interval(seconds, tick)

    def draw(self) -> int | None:
        """Draw a frame of playback, and return the index of its cue."""
        assert self.workbench is not None
        return self.workbench.draw_frame()
