"""The screen as the front end of an open scenario: clock, timer, drawing and messages."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from tui.lessons.playback import Timer

if TYPE_CHECKING:
    from tui.screen.workbench import Workbench


class ScreenFrontEnd:
    """Hands on what an open scenario asks for to the workbench that shows it."""

    def __init__(self, *, utf8: bool, frames: float, notify: Callable[[str], None]) -> None:
        """Take what the terminal can show, playback frames a second, and what shows a message, from any thread."""
        self.utf8, self.frames, self.notify = utf8, frames, notify
        self.workbench: Workbench | None = None

    def clock(self) -> float:
        """Return the time in seconds."""
        return monotonic()

    def every(self, seconds: float, tick: Callable[[], None]) -> Timer:
        """Call a function every so many seconds."""
        assert self.workbench is not None
        return self.workbench.set_interval(seconds, tick)

    def draw(self) -> int | None:
        """Draw a frame of playback; the index of the cue that it has come to."""
        assert self.workbench is not None
        return self.workbench.draw_frame()
