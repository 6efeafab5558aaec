"""Open scenarios: opening a scenario or resuming its session, recording, closing; the same for both front ends."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import Protocol

from scenarios.format import Scenario
from scenarios.loading import Loaded
from scenarios.unbuilt import notice_of
from tui.commands.open_request import NORMAL_SPEED, OpenRequest
from tui.lessons.playback import Playback, Timer
from tui.lessons.script import Script
from tui.sessions.journal import Session
from tui.sessions.replay import Replay
from tui.sessions.writer import JournalWriter, resume_session
from tui.views import preferences
from tui.views.layout_state import LayoutState
from tui.views.preferences import Preferences
from tui.views.registry import view_named
from tui.workspace.events import SpeedChanged
from tui.workspace.opening import workspace_of
from tui.workspace.progress import Progress
from tui.workspace.workspace import Workspace


class FrontEnd(Protocol):
    """What an open scenario needs from the screen or from plain mode."""

    unicode: bool
    """Whether characters beyond ASCII can be shown."""
    frames: float
    """Playback frames a second."""

    def clock(self) -> float:
        """Return the time in seconds, from any origin."""

    def every(self, seconds: float, tick: Callable[[], None]) -> Timer:
        """Call a function every so many seconds, until the alarm is stopped."""

    def draw(self) -> int | None:
        """Show the current snapshot; return the index of its cue, or None."""

    def notify(self, message: str) -> None:
        """Show a message as soon as possible; may be called from another thread."""


class OpenScenario:
    """An open scenario: the context of all commands."""

    def __init__(
        self,
        request: OpenRequest,
        loaded: Loaded,
        workspace: Workspace,
        writer: JournalWriter,
        chosen: Preferences,
        front_end: FrontEnd,
        speed: float,
    ) -> None:
        self.scenario: Scenario = loaded.scenario
        self.workspace = workspace
        self.writer = writer
        self.script = Script(loaded.scenario.cue, workspace.runs[0].timeline)
        workspace.view_options = replace(chosen.view_options(), unicode=front_end.unicode)
        self.layout = LayoutState(workspace, self.script, chosen, view_named(request.view))
        self.playback = Playback(
            workspace,
            self.script,
            front_end.clock,
            speed=speed,
            frames=front_end.frames,
            looping=request.loop,
            every=front_end.every,
            draw=front_end.draw,
        )
        self.playback.scripted = request.playing
        self.screenshot: Callable[[], str] | None = None
        self.theme = ""
        self.themes: tuple[str, ...] = ()
        if notice := notice_of(loaded.scenario):
            front_end.notify(notice)
        workspace.subscribe(writer.append)
        first = request.from_cue or (1 if request.playing and self.script.cues else None)
        if first is not None:
            workspace.go(self.script.step_before(first - 1))
        if request.session is None and self.playback.player.speed != NORMAL_SPEED:
            workspace.publish(SpeedChanged(self.playback.player.speed))
        workspace.settle()

    def close(self) -> Closed:
        """Stop playback, and write the rest of the journal."""
        self.playback.pause()
        self.workspace.settle()
        return Closed(self.writer.close(), self.writer.unsaved_message)


@dataclass(frozen=True)
class Closed:
    """The result of closing a scenario."""

    kept: bool
    """Whether there is a session file with everything that was done."""
    loss: str
    """A sentence that says what was not saved; "" if everything was."""


def open_scenario(
    request: OpenRequest, loaded: Loaded, chosen: Preferences, front_end: FrontEnd
) -> Generator[Progress, None, OpenScenario]:
    """Open a scenario at its start, or where its session stopped; yield progress during the replay.

    Raises:
        ScenarioError: the runs cannot be built.
    """
    workspace = workspace_of(loaded)
    if request.session is None:
        writer = JournalWriter(Session.begin(loaded), front_end.notify)
        return OpenScenario(request, loaded, workspace, writer, chosen, front_end, request.speed)
    replay = Replay(workspace, request.session.events)
    yield from replay.slices()
    resumed = resume_session(request.session, replay.outcome, front_end.notify)
    opened = OpenScenario(request, loaded, workspace, resumed.writer, chosen, front_end, resumed.speed)
    for message in resumed.messages:
        front_end.notify(message)
    return opened


def remember(chosen: Preferences, now: Preferences) -> Preferences:
    """Write the preferences if they have changed, and return those in the file then; errors are ignored."""
    if now == chosen:
        return chosen
    try:
        preferences.write(now)
    except (OSError, RuntimeError):
        return chosen
    return now
