"""The Textual app: the picker, or a scenario's workbench."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.message import Message
from textual.notifications import Notify
from textual.screen import Screen
from textual.worker import WorkerFailed

from tui.headless import exit_status
from tui.headless.output import tell
from tui.screen.output.diff_rendering_app import DiffRenderingApp
from tui.screen.output.hangup import on_hangup
from tui.screen.output.line_filters import line_filters
from tui.screen.output.signals import handle_signals
from tui.screen.picker import Picker
from tui.screen.theme import themes_for
from tui.screen.widgets.option_lists import Palette
from tui.sessions.journal import Session
from tui.sessions.store import last_session
from tui.sessions.writer import JournalWriter, resume
from tui.terminal.capabilities import ALL_CAPABILITIES, Capabilities
from tui.views import preferences

if TYPE_CHECKING:
    from scenarios.loading import Loaded
    from tui.screen.workbench import Workbench
    from tui.sessions.recorder import Recorder
    from tui.sessions.replay import Replayed
    from tui.workspace.workspace import Workspace

_PLAYED = 0.25
"""Of all frames, those in which a playback moves on."""

_GARBAGE = 700
"""So many more things have to be there before garbage is looked for, as is usual."""

_SHORTEST_NOTICE = 2.0
"""Seconds for which a notice stands at least."""
_LONGEST_NOTICE = 30.0
"""And at most, however much there is to read: it lies over the panes."""
_READ_A_SECOND = 20
"""Characters."""


class GradstepApp(DiffRenderingApp[None]):
    """Opens a scenario, or lets a person pick one."""

    CSS_PATH = "app.tcss"
    TITLE = "gradstep"
    ALLOW_SELECT = False
    """Textual fails where a click begins to mark text that is just being taken away, such as a notice."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "quit", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
    ]

    def __init__(
        self,
        loaded: Loaded | None,
        *,
        capabilities: Capabilities = ALL_CAPABILITIES,
        playing: bool = False,
        speed: float = 1.0,
        loop: bool = False,
        from_cue: int | None = None,
        session: Session | None = None,
    ) -> None:
        super().__init__()
        self._capabilities, self._line_filters = capabilities, line_filters(capabilities)
        self.no_color = capabilities.colours.value == "none"
        self.animation_level = "none"
        self._loaded = loaded
        self._playing, self._speed, self._looping, self._from_cue = playing, speed, loop, from_cue
        self._session = session
        self._workbench: Workbench | None = None
        self._recorder: Recorder | None = None
        self._writer: JournalWriter | None = None
        self.untold = ""
        """Why the session could not be kept, as long as nobody has been told."""
        self.loss = ""
        """A sentence on what of the session is not kept; "" where all is."""
        self.themes_for = [theme.name for theme in themes_for(capabilities.colours.value)]
        """What there is to choose from here, by name."""
        for theme in themes_for(capabilities.colours.value):
            self.register_theme(theme)
        self._preferences, self._complaint = preferences.read()
        self.theme = (
            self._preferences.theme if self._preferences.theme in self.themes_for else self.themes_for[0]
        )

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own, then what this terminal needs."""
        return [*super().get_line_filters(), *self._line_filters]

    def on_load(self) -> None:
        """Before anything is written: as they come, these would end the process and leave the terminal as it is."""
        handle_signals(asyncio.get_running_loop(), (signal.SIGTERM, signal.SIGHUP), self.exit)

    def _hung_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """In a thread: there is nobody to draw for any more."""
        with suppress(RuntimeError):  # it has ended meanwhile
            loop.call_soon_threadsafe(self.exit)

    def on_mount(self) -> None:
        if not self.is_headless and sys.__stdin__ is not None:
            on_hangup(sys.__stdin__.fileno(), partial(self._hung_up, asyncio.get_running_loop()))
        self.set_keymap(dict(self._preferences.keys))
        if self._complaint:
            self.notify(self._complaint, severity="warning", markup=False)
        if self._loaded is not None:
            self._open(self._loaded, self._session)
        else:
            self._pick()

    def _pick(self, *, resuming: bool = True) -> None:
        """Let a person choose; whoever comes from a workbench hardly wants to go on with that one, but may go back."""
        picker = Picker(last_session(), resuming=resuming, back=self._workbench is not None)
        self.push_screen(picker, self._picked)

    def _picked(self, chosen: str | Session | None) -> None:
        """Open what was chosen; where that cannot be, say why, and let choose again."""
        from scenarios.errors import ScenarioError
        from scenarios.loading import load, load_kept

        session = chosen if isinstance(chosen, Session) else None
        here = session is not None and self._writer is not None and session.id == self._writer.session.id
        if chosen is None or here:
            # Below the list the workbench stands as it was left.
            return
        self._speed = 1.0
        try:
            if session is not None:
                self._open(load_kept(session.scenario, session.content, session.files), session)
            else:
                self._open(load(str(chosen)))
        except ScenarioError as error:
            self.notify(str(error), severity="error", markup=False)
            self._pick(resuming=False)

    def _open(self, loaded: Loaded, session: Session | None = None) -> None:
        """Lay a scenario's runs out; what that needs is imported only now, for the list is quick without it."""
        from tui.screen.dialogs.resume import ResumeDialog
        from tui.sessions.replay import Replay
        from tui.workspace.opening import workspace_of

        workspace = workspace_of(loaded)
        if session is None:
            self._show(loaded, workspace, JournalWriter(Session.begin(loaded), self._unkept))
            return
        replay = Replay(workspace, session.events)
        reports = replay.slices()

        def done_again(whole: bool | None) -> None:
            if whole:
                self._show_again(loaded, workspace, session, replay.outcome)
            else:
                self._pick(resuming=False)

        if next(reports, None) is None:
            done_again(True)
        else:
            self.push_screen(ResumeDialog(reports), done_again)

    def _show_again(self, loaded: Loaded, workspace: Workspace, session: Session, outcome: Replayed) -> None:
        """Put the workbench of a session up, where it stood, and say what is otherwise than it was."""
        found = resume(session, outcome, self._unkept)
        self._speed = found.speed
        self._show(loaded, workspace, found.writer, known_speed=self._speed)
        for sentence in found.messages:
            self.notify(sentence, severity="warning", markup=False)

    def _show(
        self, loaded: Loaded, workspace: Workspace, writer: JournalWriter, known_speed: float = 1.0
    ) -> None:
        """Put a scenario's workbench up, and keep what is done there; that speed is known to the session."""
        from tui.lessons.script import Script
        from tui.screen.workbench import Workbench
        from tui.sessions.recorder import Recorder

        script = Script(loaded.scenario.cue, workspace.runs[0].timeline)
        letters = self._capabilities.charset.value == "utf-8"
        workspace.view_options = replace(self._preferences.view_options(), letters=letters)
        workbench = Workbench(
            workspace,
            script,
            playing=self._playing,
            speed=self._speed,
            loop=self._looping,
            frames=self._capabilities.fps.value * _PLAYED,
            preferences=self._preferences,
            drawn=lambda: recorder.record_position(),
        )
        recorder = Recorder(workspace, lambda: workbench.playback.player.speed, writer.keep, known_speed)
        first = self._from_cue or (1 if self._playing and script.cues else None)
        if first is not None:
            workspace.go(script.eve_of(first - 1))
        if self._workbench is None:
            self.push_screen(workbench)
        else:
            self.keep()
            if self.loss:
                self.notify(self.loss, severity="warning", markup=False)
            self.switch_screen(workbench)
        self._workbench, self._recorder, self._writer = workbench, recorder, writer

    def on_workbench_left(self) -> None:
        """Put the picker over the workbench, to which a person may come back; the session is kept."""
        if self.screen is not self._workbench:
            return
        self._remember()
        self._playing, self._from_cue = False, None
        self._pick(resuming=False)

    def on_notify(self, event: Notify) -> None:
        """Let a notice stand for as long as it takes to read, in the place of an older one that is about the same."""
        new = event.notification
        new.timeout = min(max(_SHORTEST_NOTICE, len(new.message) / _READ_A_SECOND), _LONGEST_NOTICE)
        for older in tuple(self._notifications):
            if older.message.partition(":")[0] == new.message.partition(":")[0]:
                self._unnotify(older)

    def action_command_palette(self) -> None:
        """Open the list of all actions."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    # Keeping

    class Unkept(Message):
        """The session cannot be kept any more."""

        def __init__(self, told: str) -> None:
            super().__init__()
            self.told = told

    def _unkept(self, told: str) -> None:
        """In a thread: have it told on the screen, or, where that is left already, after it."""
        self.untold = told
        self.post_message(self.Unkept(told))

    def on_gradstep_app_unkept(self, event: Unkept) -> None:
        """Tell it, once."""
        self.untold = ""
        self.notify(event.told, severity="warning", markup=False)

    def keep(self) -> bool:
        """See that the session and what was chosen is kept; whether there is a session with all of it."""
        self._remember()
        if self._writer is None or self._recorder is None:
            return False
        self._recorder.record_position()
        kept, self.loss = self._writer.close(), self._writer.loss
        self._writer = self._recorder = None
        return kept

    def _remember(self) -> None:
        """Remember what was chosen, where something was."""
        if self._workbench is None:
            return
        theme = self.theme if len(self.themes_for) > 1 else self._preferences.theme
        chosen = self._preferences.chosen(
            theme, self._workbench.workspace.view_options, self._workbench.arrangement
        )
        if chosen != self._preferences:
            # A home that cannot be written to is no reason to keep anybody from leaving.
            with suppress(OSError, RuntimeError):
                preferences.write(chosen)
                self._preferences = chosen

    # Ending

    @property
    def mistake(self) -> Exception | None:
        """What the program has made a mistake with, and ended by; None for nothing."""
        found = self._exception
        return (
            found.error if isinstance(found, WorkerFailed) and isinstance(found.error, Exception) else found
        )

    def _handle_exception(self, error: Exception) -> None:
        """End: Textual would print the values of all variables; what a person gets is a sentence, and a report."""
        if self._exit:
            # What fails because all of it is just being taken down is no mistake.
            self._close_messages_no_wait()
            return
        self._return_code = exit_status.FAULT
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette offers what the workbench can do, in the same words as the help."""
        from tui.commands import ACTIONS
        from tui.screen.workbench import Workbench

        if isinstance(screen, Workbench):
            for action in ACTIONS:
                yield SystemCommand(action.help, action.shown, partial(screen.action_do, action.id))


def open_app(
    loaded: Loaded | None,
    *,
    capabilities: Capabilities = ALL_CAPABILITIES,
    playing: bool = False,
    speed: float = 1.0,
    loop: bool = False,
    from_cue: int | None = None,
    session: Session | None = None,
) -> int:
    """Run the screen until it is left, with the session kept; the exit status.

    Raises:
        Exception: the program has made a mistake of its own.
    """
    if loaded is not None:
        # While the shell is still to be seen: a screen that has been taken over is empty until it is drawn.
        import_module("tui.screen.workbench")
    app = GradstepApp(
        loaded,
        capabilities=capabilities,
        playing=playing,
        speed=speed,
        loop=loop,
        from_cue=from_cue,
        session=session,
    )
    # What has been imported stays: looked through for garbage over and over, it would keep keys waiting. What comes now
    # goes again, and a machine may be shared by many.
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    app.run(mouse=capabilities.mouse.value)
    kept = app.keep()
    for sentence in filter(None, (app.untold, app.loss)):
        tell(sentence)
    if app.mistake is not None:
        if kept:
            app.mistake.add_note("What you did is kept: `gradstep resume` goes on where you stood.")
        raise app.mistake
    return app.return_code or 0
