"""Plain mode: the program as a conversation in lines of text, one open scenario after the other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from dataclasses import replace
from errno import EIO
from io import TextIOWrapper
from time import monotonic

from scenarios.errors import ScenarioError
from scenarios.loading import Loaded, load, load_kept
from tui.commands.command import remapped
from tui.commands.open_request import OpenRequest
from tui.commands.open_scenario import OpenScenario, open_scenario, remember
from tui.commands.outcome import Leaves
from tui.commands.registry import COMMANDS
from tui.headless import exit_status
from tui.headless.output import abandon
from tui.lessons.playback import Timer
from tui.panes.parameters.declaration import PARAMETERS
from tui.plain.conversation import Conversation, Left
from tui.plain.lines import InputLines
from tui.plain.page import Page
from tui.plain.picker import pick
from tui.plain.signal_watcher import Ended, SignalWatcher
from tui.plain.vocabulary import Vocabulary
from tui.sessions.journal import Session
from tui.views import preferences
from tui.workspace.player import FRAMES_PER_SECOND
from tui.workspace.progress import Progress

_MAX_REPORTS = 10
"""While a session is replayed."""
_FIRST_REPORT_AFTER = 25
"""Slices of work; then after twice as many each time."""


class PlainMode:
    """Opens one scenario after the other, as long as a person wants another; the front end of each."""

    def __init__(self, *, utf8: bool) -> None:
        self.utf8 = utf8
        """Whether names and signs are written with characters beyond ASCII."""
        self.frames = FRAMES_PER_SECOND
        self._preferences, complaint = preferences.read()
        self._vocabulary = Vocabulary(remapped(COMMANDS, self._preferences.keys))
        self._page, self._signals = Page(letters=utf8), SignalWatcher()
        self._lines = InputLines(self._signals.wakeup_fd)
        self._messages = [complaint] if complaint else []
        """To be said as soon as somebody listens."""
        self._conversation: Conversation | None = None

    # The front end of an open scenario

    def clock(self) -> float:
        """Return the time in seconds."""
        return monotonic()

    def every(self, seconds: float, tick: Callable[[], None]) -> Timer:
        """Have the playback of the conversation tick."""
        assert self._conversation is not None
        return self._conversation.playback.timer.every(seconds, tick)

    def draw(self) -> int | None:
        """Say where playback has come to; the index of the cue there."""
        assert self._conversation is not None
        return self._conversation.playback.draw()

    def notify(self, message: str) -> None:
        """Keep a message until somebody listens; called from the writer's thread too."""
        self._messages.append(message)

    # One scenario after the other

    def run(self, request: OpenRequest) -> int:
        """Talk until a person leaves; the exit status."""
        if not self._lines.typed:
            request = replace(request, loop=False)  # nobody could end it
        with self._signals:
            try:
                leaves = self._talk(request)
                while leaves.loaded is not None or leaves.to_picker:
                    leaves = self._talk(OpenRequest(leaves.loaded, loop=request.loop))
            except Ended as ending:
                return ending.status
            except KeyboardInterrupt:
                return exit_status.INTERRUPTED
            except OSError as error:
                if error.errno != EIO:
                    raise
                abandon(sys.stdout)  # the terminal is gone, and nobody reads a message
                return exit_status.HUNG_UP
        return exit_status.DONE

    def _talk(self, request: OpenRequest) -> Leaves:
        """Open a scenario, or let one be picked first, and talk about it; how it was left."""
        opened = self._open(request, request.loaded) if request.loaded is not None else self._picked(request)
        if opened is None:
            return Leaves(to_picker=request.loaded is not None)
        assert self._conversation is not None
        try:
            self._say_messages()
            self._conversation.begin(opened)
            if request.playing:
                self._conversation.play()
            self._conversation.talk()
        except Left as left:
            return left.leaves
        finally:
            self._close(opened)
        return Leaves()

    def _picked(self, request: OpenRequest) -> OpenScenario | None:
        """Open what a person picks; where that is not possible, say why and let them pick again; None for nothing."""
        while True:
            chosen = pick(self._page, self._lines, self._signals)
            if chosen is None:
                return None
            session = chosen if isinstance(chosen, Session) else None
            try:
                loaded = (
                    load_kept(session.scenario, session.content, session.files)
                    if session is not None
                    else load(str(chosen))
                )
                opened = self._open(replace(request, session=session), loaded)
            except ScenarioError as error:
                for line in str(error).splitlines():
                    self._page.say(line)
                continue
            if opened is not None:
                return opened

    def _open(self, request: OpenRequest, loaded: Loaded) -> OpenScenario | None:
        """Open a scenario or resume its session; None where Ctrl+C cancelled that."""
        self._conversation = Conversation(
            self._vocabulary,
            page=self._page,
            lines=self._lines,
            signals=self._signals,
            after_command=self._say_messages,
        )
        return self._finish(open_scenario(request, loaded, self._preferences, self))

    def _finish(self, work: Generator[Progress, None, OpenScenario]) -> OpenScenario | None:
        """Replay the session to its end, with a few reports."""
        self._signals.begin()
        slices = reports = 0
        while True:
            try:
                progress = next(work)
            except StopIteration as finished:
                opened: OpenScenario = finished.value
                opened.layout.focus(PARAMETERS.name)  # where "select next" moves; nothing shows a focus here
                return opened
            self._signals.raise_if_requested()
            if self._signals.wanted:
                work.close()
                self._page.say("Resuming was cancelled; the session is unchanged.")
                return None
            slices += 1
            if reports < _MAX_REPORTS and slices == _FIRST_REPORT_AFTER * 2**reports:
                self._page.say(
                    f"Resuming the session: {progress.done:,} of {progress.total:,} changes, step {progress.step:,}."
                )
                self._page.flush()
                reports += 1

    def _close(self, opened: OpenScenario) -> None:
        digits = opened.workspace.view_options.digits
        self._preferences = remember(self._preferences, replace(self._preferences, digits=digits))
        closed = opened.close()
        self._say_messages()
        if closed.kept:
            self._page.say("Your work is saved: gradstep resume continues from here.")
        elif closed.loss:
            self._page.say(closed.loss)

    def _say_messages(self) -> None:
        while self._messages:
            self._page.say(self._messages.pop(0))


def open_plain(request: OpenRequest, *, utf8: bool = False) -> int:
    """Talk in lines of text until a person leaves, with the session recorded; the exit status.

    Args:
        request: what to open.
        utf8: whether signs are written as in books, whatever the locale says.
    """
    if utf8 and isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    return PlainMode(utf8=utf8).run(request)
