"""The Textual app: the picker, or a scenario's workbench."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, TypeGuard

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.message import Message
from textual.notifications import Notify
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import WorkerFailed

from tui.commands.open_request import FIRST_VIEW, OpenRequest
from tui.headless import exit_status
from tui.headless.output import tell
from tui.screen.output.diff_rendering_app import DiffRenderingApp
from tui.screen.output.hangup import on_hang_up
from tui.screen.output.line_filters import line_filters
from tui.screen.output.signals import on_signals
from tui.screen.picker import Picker
from tui.screen.theme import themes
from tui.screen.widgets.option_lists import Palette
from tui.sessions.journal import Session
from tui.sessions.store import latest_readable
from tui.terminal.capabilities import EVERYTHING, Capabilities
from tui.views import preferences

if TYPE_CHECKING:
    from scenarios.loading import Loaded
    from tui.commands.open_scenario import OpenScenario
    from tui.screen.front_end import ScreenFrontEnd
    from tui.screen.workbench import Workbench

_PLAYBACK_FRAMES = 0.25
"""Of all frames, those in which a playback moves."""

_GARBAGE_THRESHOLD = 700
"""New objects before a collection, as is usual in Python."""

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

    def __init__(self, request: OpenRequest, *, capabilities: Capabilities = EVERYTHING) -> None:
        super().__init__()
        self._capabilities, self._line_filters = capabilities, line_filters(capabilities)
        self.no_color = capabilities.colours.value == "none"
        self.animation_level = "none"
        self._request = request
        self._workbench: Workbench | None = None
        self.unsaid = ""
        """A message about the session that nobody has seen yet."""
        self.loss = ""
        """A sentence on what of the session is not kept; "" where all is."""
        self.themes = tuple(theme.name for theme in themes(capabilities.colours.value))
        """The names of the themes to choose from."""
        for theme in themes(capabilities.colours.value):
            self.register_theme(theme)
        self._preferences, self._complaint = preferences.read()
        self.theme = self._preferences.theme if self._preferences.theme in self.themes else self.themes[0]

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own, then what this terminal needs."""
        return [*super().get_line_filters(), *self._line_filters]

    def on_load(self) -> None:
        """Before anything is written: as they come, these would end the process and leave the terminal as it is."""
        on_signals(asyncio.get_running_loop(), (signal.SIGTERM, signal.SIGHUP), self.exit)

    def _hung_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """In a thread: there is nobody to draw for any more."""
        with suppress(RuntimeError):  # it has ended meanwhile
            loop.call_soon_threadsafe(self.exit)

    def on_mount(self) -> None:
        if not self.is_headless and sys.__stdin__ is not None:
            on_hang_up(sys.__stdin__.fileno(), partial(self._hung_up, asyncio.get_running_loop()))
        if self._complaint:
            self.notify(self._complaint, severity="warning", markup=False)
        if self._request.loaded is not None:
            self._open(self._request, self._request.loaded)
        else:
            self._pick()

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Run what a key is bound to; on the workbench before the next key is looked at.

        That one may be meant for a dialog that the command opens, and Textual would hand it to whatever has the focus
        until the first key has come back from there.
        """
        if await super()._check_bindings(key, priority):
            return True
        at_once = priority and self._is_workbench(self.screen) and not isinstance(self.focused, Input)
        return at_once and await super()._check_bindings(key)

    # Opening

    def _pick(self, *, resuming: bool = True) -> None:
        """Let a person pick a scenario; whoever comes from a workbench may go back to it."""
        picker = Picker(latest_readable(), resuming=resuming, back=self._workbench is not None)
        self.push_screen(picker, self._picked)

    def _picked(self, chosen: str | Session | None) -> None:
        """Open what was picked; where that is not possible, say why, and let pick again."""
        from scenarios.errors import ScenarioError
        from scenarios.loading import load, load_kept

        session = chosen if isinstance(chosen, Session) else None
        open_already = (
            session is not None
            and self._workbench is not None
            and session.id == self._workbench.opened.writer.session.id
        )
        if chosen is None or open_already:
            # Below the picker the workbench is as it was left.
            return
        request = OpenRequest(session=session, loop=self._request.loop)
        try:
            if session is not None:
                self._open(request, load_kept(session.scenario, session.content, session.files))
            else:
                self._open(request, load(str(chosen)))
        except ScenarioError as error:
            self.notify(str(error), severity="error", markup=False)
            self._pick(resuming=False)

    def _open(self, request: OpenRequest, loaded: Loaded) -> None:
        """Open a scenario or resume a session; what that needs is imported only now, for the picker is quick."""
        from tui.commands.open_scenario import open_scenario
        from tui.screen.dialogs.working import WorkingDialog
        from tui.screen.front_end import ScreenFrontEnd

        front_end = ScreenFrontEnd(
            utf8=self._capabilities.charset.value == "utf-8",
            frames=self._capabilities.fps.value * _PLAYBACK_FRAMES,
            notify=self._notify_from_thread,
        )
        work = open_scenario(request, loaded, self._preferences, front_end)

        def opened(found: OpenScenario | None) -> None:
            if found is not None:
                self._show(found, front_end)
            else:
                self._pick(resuming=False)

        try:
            next(work)
        except StopIteration as stop:
            opened(stop.value)
        else:
            self.push_screen(WorkingDialog("Resuming the session", work), opened)

    def _show(self, opened: OpenScenario, front_end: ScreenFrontEnd) -> None:
        """Show an open scenario in place of the one before, which is closed."""
        from tui.commands.command import remapped
        from tui.commands.registry import COMMANDS
        from tui.screen.workbench import Workbench

        opened.themes, opened.theme = self.themes, self.theme
        opened.screenshot = partial(self.export_screenshot, title=f"gradstep: {opened.workspace.title}")
        workbench = Workbench(opened, remapped(COMMANDS, self._preferences.keys))
        front_end.workbench = workbench
        if self._workbench is None:
            self.push_screen(workbench)
        else:
            self.close_scenario()
            if self.loss:
                self.notify(self.loss, severity="warning", markup=False)
            self.switch_screen(workbench)
        self._workbench = workbench

    def on_workbench_left(self, event: Workbench.Left) -> None:
        """Put the picker over the workbench, to which a person may return; or open another scenario."""
        if self.screen is not self._workbench:
            return
        self._remember()
        if event.leaves.loaded is not None:
            self._open(OpenRequest(event.leaves.loaded, loop=self._request.loop), event.leaves.loaded)
        else:
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

    # Recording

    class SessionMessage(Message):
        """There is something to say of the session."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def _notify_from_thread(self, text: str) -> None:
        """Show a message; where the screen is left already, it is printed after it."""
        self.unsaid = text
        self.post_message(self.SessionMessage(text))

    def on_gradstep_app_session_message(self, event: SessionMessage) -> None:
        """Show it, once."""
        self.unsaid = ""
        self.notify(event.text, severity="warning", markup=False)

    def close_scenario(self) -> bool:
        """Close the open scenario and remember preferences; whether there is a session with all that was done."""
        self._remember()
        if self._workbench is None:
            return False
        closed = self._workbench.opened.close()
        self._workbench, self.loss = None, closed.loss
        return closed.kept

    def _remember(self) -> None:
        """Remember theme, digits and arrangement, where they have changed."""
        if self._workbench is None:
            return
        from tui.commands.open_scenario import remember

        opened = self._workbench.opened
        theme = self.theme if len(self.themes) > 1 else self._preferences.theme
        chosen = self._preferences.chosen(
            theme, opened.workspace.view_options, opened.layout.arrangements[FIRST_VIEW]
        )
        self._preferences = remember(self._preferences, chosen)

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
        """The palette offers the workbench's commands, in the words of the help."""
        if self._is_workbench(screen):
            for command in screen.commands.values():
                if command.keys:
                    yield SystemCommand(command.help, command.shown, partial(screen.action_run, command.id))

    @staticmethod
    def _is_workbench(screen: Screen[Any]) -> TypeGuard[Workbench]:
        """Whether a screen is the workbench, which may not be imported yet."""
        module = sys.modules.get("tui.screen.workbench")
        return module is not None and isinstance(screen, module.Workbench)


def open_app(request: OpenRequest, *, capabilities: Capabilities = EVERYTHING) -> int:
    """Run the screen until a person leaves it, with the session recorded; the exit status.

    Raises:
        Exception: an internal error.
    """
    if request.loaded is not None:
        # While the shell is still to be seen: a screen that has been taken over is empty until it is drawn.
        import_module("tui.screen.workbench")
    app = GradstepApp(request, capabilities=capabilities)
    # What has been imported stays: collecting it over and over would keep keys waiting. What comes from now on is
    # collected, since many may share a machine.
    gc.freeze()
    gc.set_threshold(_GARBAGE_THRESHOLD)
    app.run(mouse=capabilities.mouse.value)
    kept = app.close_scenario()
    for sentence in filter(None, (app.unsaid, app.loss)):
        tell(sentence)
    if app.mistake is not None:
        if kept:
            app.mistake.add_note("Your work is saved: `gradstep resume` continues where you stopped.")
        raise app.mistake
    return app.return_code or 0
