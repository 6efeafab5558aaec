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
from tui.headless.ending_signals import ending_signals
from tui.headless.output import narrate
from tui.screen.output.diff_rendering_app import DiffRenderingApp
from tui.screen.output.hangup import on_hangup
from tui.screen.output.line_filters import line_filters
from tui.screen.output.signals import handle_signals
from tui.screen.picker import Picker
from tui.screen.theme import themes_for
from tui.screen.widgets.option_lists import Palette
from tui.sessions.journal import Session
from tui.sessions.store import latest_readable
from tui.terminal.capabilities import ALL_CAPABILITIES, Capabilities
from tui.views import preferences

if TYPE_CHECKING:
    from scenarios.loading import Loaded
    from tui.commands.open_scenario import OpenScenario
    from tui.screen.front_end import ScreenFrontEnd
    from tui.screen.workbench import Workbench

_PLAYBACK_FRAME_SHARE = 0.25
"""Share of the frame rate that playback uses."""

_GARBAGE_THRESHOLD = 700
"""New objects before a garbage collection: Python's default."""

_MIN_NOTICE_SECONDS = 2.0
"""The least time that a notice is shown."""
_MAX_NOTICE_SECONDS = 30.0
"""The longest time that a notice is shown, since it covers the panes."""
_CHARACTERS_READ_PER_SECOND = 20
"""The reading speed that sets how long a notice is shown."""


class GradstepApp(DiffRenderingApp[None]):
    """Opens a scenario, or the picker if none is requested."""

    CSS_PATH = "app.tcss"
    TITLE = "gradstep"
    ALLOW_SELECT = False
    """Off, since Textual fails if a click starts selecting text that is being removed, such as a notice."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "quit", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
    ]

    def __init__(self, request: OpenRequest, *, capabilities: Capabilities = ALL_CAPABILITIES) -> None:
        super().__init__()
        self._capabilities, self._line_filters = capabilities, line_filters(capabilities)
        self.no_color = capabilities.colours.value == "none"
        self.animation_level = "none"
        self._request = request
        self._workbench: Workbench | None = None
        self.pending_message = ""
        """A message about the session that has not been shown yet."""
        self.unsaved_work = ""
        """A sentence on the part of the session that is not saved; "" if all of it is."""
        self.themes = tuple(theme.name for theme in themes_for(capabilities.colours.value))
        """The names of the available themes."""
        for theme in themes_for(capabilities.colours.value):
            self.register_theme(theme)
        self._preferences, self._preferences_fault = preferences.read()
        self.theme = self._preferences.theme if self._preferences.theme in self.themes else self.themes[0]

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return Textual's filters, followed by those for this terminal."""
        return [*super().get_line_filters(), *self._line_filters]

    def on_load(self) -> None:
        """Handle signals before the first output; by default they would not restore the terminal."""
        # asyncio has its own handler for Ctrl+C.
        handle_signals(asyncio.get_running_loop(), ending_signals() - {signal.SIGINT}, self._on_signal)

    def _on_signal(self, number: int) -> None:
        """Leave as `q` does, and say by the exit status which signal it was unless it is a request to leave."""
        asks = number in (signal.SIGTERM, signal.SIGHUP)
        self.exit(return_code=exit_status.DONE if asks else exit_status.after_signal(number))

    def _on_hang_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """Exit after the terminal has hung up; called in a thread."""
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(self.exit)

    def on_mount(self) -> None:
        if not self.is_headless and sys.__stdin__ is not None:
            on_hangup(sys.__stdin__.fileno(), partial(self._on_hang_up, asyncio.get_running_loop()))
        if self._preferences_fault:
            self.notify(self._preferences_fault, severity="warning", markup=False)
        if self._request.loaded is not None:
            self._open(self._request, self._request.loaded)
        else:
            self._show_picker()

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Run the command that a key is bound to; on the workbench, before the next key is dispatched.

        The next key may be meant for a dialog that this command opens. Textual would send it to the focused widget
        until the first key has bubbled up from there.
        """
        if await super()._check_bindings(key, priority):
            return True
        at_once = priority and self._is_workbench(self.screen) and not isinstance(self.focused, Input)
        return at_once and await super()._check_bindings(key)

    # Opening

    def _show_picker(self, *, resuming: bool = True) -> None:
        """Show the picker; if a workbench is open, Escape returns to it."""
        picker = Picker(latest_readable(), resuming=resuming, back=self._workbench is not None)
        self.push_screen(picker, self._open_choice)

    def _open_choice(self, choice: str | Session | None) -> None:
        """Open the choice of the picker; if that fails, show the reason and the picker again."""
        from scenarios.errors import ScenarioError
        from scenarios.loading import load, load_kept

        session = choice if isinstance(choice, Session) else None
        open_already = (
            session is not None
            and self._workbench is not None
            and session.id == self._workbench.opened.writer.session.id
        )
        if choice is None or open_already:
            # The workbench below the picker is unchanged.
            return
        request = OpenRequest(session=session, loop=self._request.loop)
        try:
            if session is not None:
                self._open(request, load_kept(session.scenario, session.content, session.files))
            else:
                self._open(request, load(str(choice)))
        except ScenarioError as error:
            self.notify(str(error), severity="error", markup=False)
            self._show_picker(resuming=False)

    def _open(self, request: OpenRequest, loaded: Loaded) -> None:
        """Open a scenario or resume a session; its imports are delayed to here so that the picker starts quickly."""
        from tui.commands.open_scenario import open_scenario
        from tui.screen.dialogs.working import WorkingDialog
        from tui.screen.front_end import ScreenFrontEnd

        front_end = ScreenFrontEnd(
            unicode=self._capabilities.charset.value == "utf-8",
            frames=self._capabilities.fps.value * _PLAYBACK_FRAME_SHARE,
            notify=self._notify_from_thread,
        )
        work = open_scenario(request, loaded, self._preferences, front_end)

        def opened(scenario: OpenScenario | None) -> None:
            if scenario is not None:
                self._show(scenario, front_end)
            else:
                self._show_picker(resuming=False)

        try:
            next(work)
        except StopIteration as stop:
            opened(stop.value)
        else:
            self.push_screen(WorkingDialog("Resuming the session", work), opened)

    def _show(self, opened: OpenScenario, front_end: ScreenFrontEnd) -> None:
        """Show an open scenario, and close the previous one."""
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
            if self.unsaved_work:
                self.notify(self.unsaved_work, severity="warning", markup=False)
            self.switch_screen(workbench)
        self._workbench = workbench

    def on_workbench_left(self, event: Workbench.Left) -> None:
        """Show the picker over the workbench, or open the requested scenario."""
        if self.screen is not self._workbench:
            return
        self._remember()
        if event.leaves.loaded is not None:
            self._open(OpenRequest(event.leaves.loaded, loop=self._request.loop), event.leaves.loaded)
        else:
            self._show_picker(resuming=False)

    def on_notify(self, event: Notify) -> None:
        """Show a notice for as long as it takes to read; it replaces an older one with the same text before ":"."""
        new = event.notification
        new.timeout = min(
            max(_MIN_NOTICE_SECONDS, len(new.message) / _CHARACTERS_READ_PER_SECOND), _MAX_NOTICE_SECONDS
        )
        for older in tuple(self._notifications):
            if older.message.partition(":")[0] == new.message.partition(":")[0]:
                self._unnotify(older)

    def action_command_palette(self) -> None:
        """Open the list of all commands."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    # Recording

    class SessionMessage(Message):
        """A message about the session was sent from the writer's thread."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def _notify_from_thread(self, text: str) -> None:
        """Show a message; if the screen has already closed, the message is printed afterwards."""
        self.pending_message = text
        self.post_message(self.SessionMessage(text))

    def on_gradstep_app_session_message(self, event: SessionMessage) -> None:
        """Show the message."""
        self.pending_message = ""
        self.notify(event.text, severity="warning", markup=False)

    def close_scenario(self) -> bool:
        """Close the open scenario and save preferences; return whether all changes are in a session."""
        self._remember()
        if self._workbench is None:
            return False
        closed = self._workbench.opened.close()
        self._workbench, self.unsaved_work = None, closed.loss
        return closed.kept

    def _remember(self) -> None:
        """Save theme, digits and arrangement of the panes if they have changed."""
        if self._workbench is None:
            return
        from tui.commands.open_scenario import remember

        opened = self._workbench.opened
        theme = self.theme if len(self.themes) > 1 else self._preferences.theme
        choice = self._preferences.chosen(
            theme, opened.workspace.view_options, opened.layout.arrangements[FIRST_VIEW]
        )
        self._preferences = remember(self._preferences, choice)

    # Ending

    @property
    def internal_error(self) -> Exception | None:
        """The unexpected exception that ended the app; None if there was none."""
        error = self._exception
        return (
            error.error if isinstance(error, WorkerFailed) and isinstance(error.error, Exception) else error
        )

    def _handle_exception(self, error: Exception) -> None:
        """Exit and keep the exception for a crash report; Textual would print the values of all variables."""
        if self._exit:
            # Failures while the app is being taken down are expected.
            self._close_messages_no_wait()
            return
        self._return_code = exit_status.FAULT
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield the workbench's commands for the palette, with the texts of the help."""
        if self._is_workbench(screen):
            for command in screen.commands.values():
                if command.keys:
                    yield SystemCommand(command.help, command.shown, partial(screen.action_run, command.id))

    @staticmethod
    def _is_workbench(screen: Screen[Any]) -> TypeGuard[Workbench]:
        """Whether a screen is the workbench, whose module may not be imported yet."""
        module = sys.modules.get("tui.screen.workbench")
        return module is not None and isinstance(screen, module.Workbench)


def open_app(request: OpenRequest, *, capabilities: Capabilities = ALL_CAPABILITIES) -> int:
    """Run the app until the user quits, with sessions recorded, and return the exit status.

    Raises:
        Exception: an internal error.
    """
    if request.loaded is not None:
        # Imported while the shell is still visible: once Textual has the screen, it is blank until the first frame.
        import_module("tui.screen.workbench")
    app = GradstepApp(request, capabilities=capabilities)
    # Imported objects are never freed, and scanning them again and again would delay keys. Later objects are
    # collected, to save memory on shared machines.
    gc.freeze()
    gc.set_threshold(_GARBAGE_THRESHOLD)
    app.run(mouse=capabilities.mouse.value)
    kept = app.close_scenario()
    for sentence in filter(None, (app.pending_message, app.unsaved_work)):
        narrate(sentence)
    if app.internal_error is not None:
        if kept:
            app.internal_error.add_note("Your work is saved: `gradstep resume` continues where you stopped.")
        raise app.internal_error
    return app.return_code or 0
