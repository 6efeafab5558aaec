"""The main loop of plain mode: it opens one scenario after the other and closes each session."""

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
from tui.headless.output import silence
from tui.lessons.playback import Timer
from tui.panes.parameters.declaration import PARAMETERS
from tui.plain.conversation import Conversation, ConversationEnded
from tui.plain.lines import InputLines
from tui.plain.page import Page
from tui.plain.picker import pick_scenario
from tui.plain.signal_watcher import SignalWatcher, Terminated
from tui.plain.vocabulary import Vocabulary
from tui.sessions.journal import Session
from tui.views import preferences
from tui.workspace.player import FRAMES_PER_SECOND
from tui.workspace.progress import Progress

_MAX_REPORTS = 10
"""Progress reports while a session is replayed."""
_FIRST_REPORT_AFTER = 25
"""Slices of work before the first report; each further report takes twice as many."""


class PlainMode:
    """Opens scenarios until the user quits, and is the front end of each."""

    def __init__(self, *, unicode: bool) -> None:
        self.unicode = unicode
        """Whether names and signs are written in Unicode rather than ASCII."""
        self.frames = FRAMES_PER_SECOND
        self._preferences, fault = preferences.read()
        self._vocabulary = Vocabulary(remapped(COMMANDS, self._preferences.keys))
        self._page, self._signals = Page(unicode=unicode), SignalWatcher()
        self._lines = InputLines(self._signals.wakeup_fd)
        self._messages = [fault] if fault else []
        """Messages to write before the next prompt."""
        self._conversation: Conversation | None = None

    # The front end of an open scenario

    def clock(self) -> float:
        """Return the time in seconds."""
        return monotonic()

    def every(self, seconds: float, tick: Callable[[], None]) -> Timer:
        """Set the interval and the function of the playback's timer."""
        assert self._conversation is not None
        return self._conversation.playback.timer.every(seconds, tick)

    def draw(self) -> int | None:
        """Describe the position of playback, and return the index of its cue."""
        assert self._conversation is not None
        return self._conversation.playback.draw()

    def notify(self, message: str) -> None:
        """Queue a message for the next prompt; can be called from the writer's thread."""
        self._messages.append(message)

    # One scenario after the other

    def run(self, request: OpenRequest) -> int:
        """Run until the user quits, and return the exit status."""
        if not self._lines.is_interactive:
            request = replace(request, loop=False)  # without a terminal, a loop could not be ended
        with self._signals:
            try:
                leaves = self._run_scenario(request)
                while leaves.loaded is not None or leaves.to_picker:
                    leaves = self._run_scenario(OpenRequest(leaves.loaded, loop=request.loop))
            except Terminated as ending:
                return ending.status
            except KeyboardInterrupt:
                return exit_status.INTERRUPTED
            except OSError as error:
                if error.errno != EIO:
                    raise
                silence(sys.stdout)  # the terminal is gone, so no message can be shown
                return exit_status.HUNG_UP
        return exit_status.DONE

    def _run_scenario(self, request: OpenRequest) -> Leaves:
        """Open the requested scenario, or one from the picker, run its conversation, and return how it ended."""
        opened = self._open(request, request.loaded) if request.loaded is not None else self._pick(request)
        if opened is None:
            return Leaves(to_picker=request.loaded is not None)
        assert self._conversation is not None
        try:
            self._say_messages()
            self._conversation.begin(opened)
            if request.playing:
                self._conversation.play()
            self._conversation.run_lines()
        except ConversationEnded as left:
            return left.leaves
        finally:
            self._close(opened)
        return Leaves()

    def _pick(self, request: OpenRequest) -> OpenScenario | None:
        """Open a scenario from the picker, again and again until one opens; None if the user quits."""
        while True:
            choice = pick_scenario(self._page, self._lines, self._signals)
            if choice is None:
                return None
            session = choice if isinstance(choice, Session) else None
            try:
                loaded = (
                    load_kept(session.scenario, session.content, session.files)
                    if session is not None
                    else load(str(choice))
                )
                opened = self._open(replace(request, session=session), loaded)
            except ScenarioError as error:
                for line in str(error).splitlines():
                    self._page.say(line)
                continue
            if opened is not None:
                return opened

    def _open(self, request: OpenRequest, loaded: Loaded) -> OpenScenario | None:
        """Open a scenario or resume its session; None if Ctrl+C cancels it."""
        self._conversation = Conversation(
            self._vocabulary,
            page=self._page,
            lines=self._lines,
            signals=self._signals,
            after_command=self._say_messages,
        )
        return self._finish(open_scenario(request, loaded, self._preferences, self))

    def _finish(self, work: Generator[Progress, None, OpenScenario]) -> OpenScenario | None:
        """Finish opening a scenario, with reports while its session is replayed; None if Ctrl+C cancels it."""
        self._signals.clear_interrupt()
        slices = reports = 0
        while True:
            try:
                progress = next(work)
            except StopIteration as finished:
                opened: OpenScenario = finished.value
                opened.layout.focus(PARAMETERS.name)  # the pane in which "select" moves
                return opened
            self._signals.raise_if_requested()
            if self._signals.interrupt_requested:
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


def open_plain(request: OpenRequest, *, unicode: bool = False) -> int:
    """Run plain mode until the user quits, with sessions recorded, and return the exit status.

    Args:
        request: the scenario or session to open; without one, the picker opens.
        unicode: whether names and signs are written in Unicode, whatever the locale is.
    """
    if unicode and isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    return PlainMode(unicode=unicode).run(request)
