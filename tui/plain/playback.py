"""Playing in lines of text: by the clock where a person listens, and else at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.lessons.playback import Playback
from tui.lessons.script import snapshot_with_lesson
from tui.plain.lines import Overlong
from tui.workspace.player import FRAMES

if TYPE_CHECKING:
    from tui.plain.conversation import Conversation

_APART = 0.5
"""Seconds between two lines of a playback that goes faster than anybody could hear all its steps."""
_AT_ONCE = 32
"""Steps between two looks at whether somebody wants a rest."""
_MOST_LINES = 40
"""Lines that a playback without a clock takes about."""


class Playing:
    """The playback of a sitting."""

    def __init__(self, conversation: Conversation, *, speed: float, loop: bool) -> None:
        self._conversation = conversation
        self._looping = loop and conversation.lines.typed
        self._pulse = _Pulse()
        self._due = 0.0
        """The time from which on another line is said."""
        self.interrupted_by = ""
        """The line that has ended the playback, and is to be done now."""
        self.playback = Playback(
            conversation.workspace,
            conversation.script,
            conversation.clock,
            speed=speed,
            frames=FRAMES,
            looping=self._looping,
            every=self._pulse.every,
            draw=self._draw,
        )

    def play(self) -> None:
        """Play from here until the end, a breakpoint, Ctrl+C, or another line."""
        conversation, player = self._conversation, self.playback.player
        if conversation.workspace.finished and not self._looping:
            conversation.arrived([])
            return
        if not conversation.lines.typed or player.shown_speed == "max":
            self._at_once()
            return
        self.playback.toggle()
        while player.playing:
            conversation.page.flush()
            try:
                with conversation.signal_watcher.waiting():
                    if conversation.lines.come(self._pulse.seconds):
                        self.interrupted_by = conversation.lines.next() or ""
                        break
            except Overlong as fault:
                conversation.page.say(str(fault))
                break
            except KeyboardInterrupt:
                conversation.page.say("")
                break
            self._pulse.beat()
        self.playback.pause()
        self.playback.scripted = False
        conversation.played()
        conversation.page.say("Played to the end." if conversation.workspace.finished else "Paused.")

    def _at_once(self) -> None:
        """As fast as it goes, with a line for a step as long as there are few, and for every so many where not."""
        workspace, signal_watcher = self._conversation.workspace, self._conversation.signal_watcher
        last = max(run.timeline.branch.training.steps for run in workspace.runs)
        stride = _stride(last - workspace.step)
        self.playback.scripted = False
        moved = True
        while moved and not workspace.finished and not signal_watcher.wanted:
            cue = self._conversation.script.next_step(workspace.step)
            aim = (workspace.step // stride + 1) * stride
            aim = min(aim, last, aim if cue is None else cue)
            while moved and workspace.step < aim and not signal_watcher.wanted:
                left = workspace.completed
                moved = workspace.go(min(aim, workspace.step + _AT_ONCE))
                if workspace.stop_at_a_breakpoint(left):
                    moved = False
            self._conversation.played()
        if signal_watcher.wanted:
            self._conversation.page.say("Paused.")

    def _draw(self) -> int | None:
        """Say where the playback has come to, unless it is too fast for that; the cue that it has come to."""
        conversation = self._conversation
        snapshot, cue = snapshot_with_lesson(conversation.workspace, conversation.script)
        if (
            snapshot.complete
            and cue == conversation.cue
            and not snapshot.stopped
            and conversation.clock() < self._due
        ):
            return cue
        self._due = conversation.clock() + _APART
        return conversation.played()


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
