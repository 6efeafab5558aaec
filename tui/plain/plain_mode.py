"""From a scenario, a session or nothing to a conversation; and what is kept of it."""

from __future__ import annotations

import sys
from dataclasses import replace
from errno import EIO
from io import TextIOWrapper

from scenarios.errors import ScenarioError
from scenarios.loading import Loaded, load, load_kept
from tui.commands import ACTIONS
from tui.commands.command import remapped
from tui.headless import exit_status
from tui.headless.output import abandon
from tui.lessons.script import Script
from tui.plain.commands import COMMANDS
from tui.plain.conversation import Conversation
from tui.plain.lines import Lines
from tui.plain.outcomes import Left
from tui.plain.page import Page
from tui.plain.picker import pick
from tui.plain.signal_watcher import Ended, SignalWatcher
from tui.plain.vocabulary import Vocabulary
from tui.sessions.journal import Session
from tui.sessions.recorder import Recorder
from tui.sessions.replay import Replay
from tui.sessions.writer import JournalWriter, Resumed, resume
from tui.views import preferences
from tui.views.preferences import Preferences
from tui.workspace.opening import workspace_of
from tui.workspace.workspace import Workspace

_MOST_REPORTS = 10
"""So often at most it is said how far a session has been done again."""


class Opening:
    """Opens one scenario after the other, as long as somebody wants another."""

    def __init__(self, *, letters: bool, speed: float, loop: bool) -> None:
        self._letters, self._speed, self._loop = letters, speed, loop
        self._preferences, complaint = preferences.read()
        actions = {action.id: action for action in remapped(ACTIONS, self._preferences.keys)}
        self._vocabulary = Vocabulary(COMMANDS, actions, self._preferences.keys)
        self._page, self._attention = Page(letters=letters), SignalWatcher()
        self._lines = Lines(self._attention.wakeup_fd)
        self._untold = [complaint] if complaint else []
        """What is to be said as soon as somebody listens."""

    def run(
        self, loaded: Loaded | None, session: Session | None, *, playing: bool, from_cue: int | None
    ) -> int:
        """Talk until somebody leaves; the exit status."""
        with self._attention:
            try:
                left = self._talk(loaded, session, playing=playing, from_cue=from_cue)
                while left.loaded is not None or left.picking:
                    self._speed = 1.0
                    left = self._talk(left.loaded, None)
            except Ended as ending:
                return ending.status
            except KeyboardInterrupt:
                return exit_status.INTERRUPTED
            except OSError as error:
                if error.errno != EIO:
                    raise
                abandon(sys.stdout)  # the terminal is gone, and nobody there to be told
                return exit_status.HUNG_UP
        return exit_status.DONE

    def _picked(self) -> tuple[Loaded, Workspace, Session | None] | None:
        """What somebody picks, laid out; where that cannot be, why, and then another; None for nothing."""
        while True:
            chosen = pick(self._page, self._lines, self._attention)
            if chosen is None:
                return None
            try:
                if isinstance(chosen, Session):
                    loaded = load_kept(chosen.scenario, chosen.content, chosen.files)
                    return loaded, workspace_of(loaded), chosen
                loaded = load(chosen)
                return loaded, workspace_of(loaded), None
            except ScenarioError as error:
                for told in str(error).splitlines():
                    self._page.say(told)

    def _talk(
        self,
        loaded: Loaded | None,
        session: Session | None,
        *,
        playing: bool = False,
        from_cue: int | None = None,
    ) -> Left:
        """Talk of a scenario, or of one that is picked first; how it was left."""
        picked = (loaded, workspace_of(loaded), session) if loaded is not None else self._picked()
        if picked is None:
            return Left()
        loaded, workspace, session = picked
        found = self._begun(loaded, workspace, session)
        if found is None:
            return Left(picking=True)
        writer = found.writer
        self._untold += found.messages
        script = Script(loaded.scenario.cue, workspace.runs[0].timeline)
        workspace.view_options = replace(self._preferences.view_options(), letters=self._letters)
        conversation = Conversation(
            workspace,
            script,
            loaded.scenario,
            self._vocabulary,
            page=self._page,
            lines=self._lines,
            signal_watcher=self._attention,
            speed=found.speed,
            loop=self._loop,
            drawn=lambda: self._record_position(recorder),
        )
        known_speed = found.speed if session is not None else 1.0
        recorder = Recorder(
            workspace, lambda: conversation.playing.playback.player.speed, writer.keep, known_speed
        )
        try:
            return self._conversation(conversation, playing=playing, from_cue=from_cue)
        finally:
            self._remember(workspace)
            recorder.record_position()
            kept = writer.close()
            self._tell()
            if kept:
                self._page.say("What you did is kept: gradstep resume goes on from here.")
            elif writer.loss:
                self._page.say(writer.loss)

    def _conversation(self, conversation: Conversation, *, playing: bool, from_cue: int | None) -> Left:
        first = from_cue or (1 if playing and conversation.script.cues else None)
        if first is not None:
            conversation.workspace.go(conversation.script.eve_of(first - 1))
        self._tell()
        conversation.begin()
        try:
            if playing:
                conversation.playing.playback.scripted = True
                conversation.playing.play()
            conversation.talk()
        except Left as left:
            return left
        return Left()

    def _begun(self, loaded: Loaded, workspace: Workspace, session: Session | None) -> Resumed | None:
        """A new session, or one that is done again up to where it stood; None where that was given up."""
        if session is None:
            return Resumed(JournalWriter(Session.begin(loaded), self._untold.append), self._speed, ())
        replay = Replay(workspace, session.events)
        self._attention.begin()
        reported = 0
        for number, way in enumerate(replay.slices(), 1):
            self._attention.raise_if_requested()
            if self._attention.wanted:
                self._page.say("Going on with the session was given up; it is as it was.")
                return None
            if reported < _MOST_REPORTS and number == 25 * 2**reported:
                self._page.say(
                    f"What was done is done again, {way.done:,} of {way.of:,}, at step {way.step:,}."
                )
                self._page.flush()
                reported += 1
        return resume(session, replay.outcome, self._untold.append)

    def _record_position(self, recorder: Recorder) -> None:
        recorder.record_position()
        self._tell()

    def _tell(self) -> None:
        """Say what somebody is to know who listens only now."""
        while self._untold:
            self._page.say(self._untold.pop(0))

    def _remember(self, workspace: Workspace) -> None:
        """Remember what was chosen, where something was."""
        chosen: Preferences = replace(self._preferences, digits=workspace.view_options.digits)
        if chosen != self._preferences:
            try:
                preferences.write(chosen)
            except (OSError, RuntimeError):
                return  # a home that cannot be written to is no reason to keep anybody from leaving
            self._preferences = chosen


def open_plain(
    loaded: Loaded | None,
    *,
    letters: bool = False,
    playing: bool = False,
    speed: float = 1.0,
    loop: bool = False,
    from_cue: int | None = None,
    session: Session | None = None,
) -> int:
    """Talk until it is left, with the session kept; the exit status.

    Args: what is opened, nothing for a choice, and how; `letters`, whether signs are written as in books.
    """
    if letters and isinstance(sys.stdout, TextIOWrapper):
        # Whoever asks for them can read them, whatever the locale says.
        sys.stdout.reconfigure(encoding="utf-8")
    opening = Opening(letters=letters, speed=speed, loop=loop)
    return opening.run(loaded, session, playing=playing, from_cue=from_cue)
