"""The Textual app: the picker, or a scenario's workbench."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.notifications import Notify
from textual.screen import Screen

from tui import preferences
from tui.headless.output import tell
from tui.screens.picker import Picker
from tui.sessions import FASTEST, Session, SessionError, all_sessions, save
from tui.terminal.clean import clean_line
from tui.terminal.lean_app import LeanApp
from tui.theme import THEMES
from tui.widgets.option_lists import Palette

if TYPE_CHECKING:
    from scenarios.loading import Loaded
    from tui.screens.workbench import Workbench

_SHORTEST_NOTICE = 2.0
"""Seconds for which a notice stands at least."""
_READ_A_SECOND = 20
"""Characters."""


class GradstepApp(LeanApp[None]):
    """Opens a scenario, or lets a person pick one."""

    CSS_PATH = "app.tcss"
    TITLE = "gradstep"
    ALLOW_SELECT = False
    """Textual fails where a click begins to mark text that is just being taken away, such as a notice."""

    def __init__(
        self,
        loaded: Loaded | None,
        *,
        playing: bool = False,
        speed: float = 1.0,
        loop: bool = False,
        from_cue: int | None = None,
        session: Session | None = None,
    ) -> None:
        super().__init__()
        self.animation_level = "none"
        self._loaded = loaded
        self._playing, self._speed, self._looping, self._from_cue = playing, speed, loop, from_cue
        self._session = session
        self._workbench: Workbench | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self._preferences, self._complaint = preferences.read()
        known = {theme.name for theme in THEMES}
        self.theme = self._preferences.theme if self._preferences.theme in known else THEMES[0].name

    def on_load(self) -> None:
        """Before anything is written: as they come, these would end the process and leave the terminal as it is."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.exit)

    def on_mount(self) -> None:
        self.set_keymap(dict(self._preferences.keys))
        if self._complaint:
            self.notify(self._complaint, severity="warning", markup=False)
        if self._loaded is not None:
            self._open(self._loaded, self._session)
        else:
            self._pick()

    def _pick(self, *, going_on: bool = True) -> None:
        """Let a person choose; whoever comes from a workbench hardly wants to go on with that one, but may go back."""
        picker = Picker(last_session(), going_on=going_on, back=self._workbench is not None)
        self.push_screen(picker, self._picked)

    def _picked(self, chosen: str | Session | None) -> None:
        """Open what was chosen; where that cannot be, say why, and let choose again."""
        from scenarios.errors import ScenarioError
        from scenarios.loading import load

        session = chosen if isinstance(chosen, Session) else None
        here = session is not None and self._session is not None and session.id == self._session.id
        if chosen is None or here:
            # Below the list the workbench stands as it was left.
            return
        if session is not None:
            self._speed = session.speed
            if not session.unchanged():
                self.notify(
                    f"{clean_line(session.title)} has changed since; it opens as it is now.", markup=False
                )
        try:
            self._open(load(session.scenario if session is not None else str(chosen)), session)
        except ScenarioError as error:
            self.notify(str(error), severity="error", markup=False)
            self._pick(going_on=False)

    def _open(self, loaded: Loaded, session: Session | None) -> None:
        """Put a scenario's workbench up, in the place of the one before.

        What that needs is imported only now, for the list is quick without it.
        """
        from tui.opening import desk_of, return_to
        from tui.screens.workbench import Workbench
        from tui.script import Script

        desk = desk_of(loaded)
        script = Script(loaded.scenario.cue, desk.runs[0].timeline)
        desk.look = self._preferences.look()
        workbench = Workbench(
            desk,
            script,
            playing=self._playing,
            speed=self._speed,
            loop=self._looping,
            preferences=self._preferences,
        )
        if session is not None:
            return_to(desk, session)
        self._session = session or Session.begin(loaded.name, loaded.scenario.title)
        first = self._from_cue or (1 if self._playing and script.cues else None)
        if first is not None:
            desk.go(max(0, (script.step_of(first - 1) or 0) - 1))
        if self._workbench is None:
            self.push_screen(workbench)
        else:
            self.switch_screen(workbench)
        self._workbench = workbench

    def on_workbench_left(self) -> None:
        """Put the picker over the workbench, to which a person may come back; the session is kept."""
        if self.screen is not self._workbench:
            return
        told = self.keep_told()
        self._playing, self._from_cue = False, None
        self._pick(going_on=False)
        if told:
            self.notify(told, severity="warning", markup=False)

    def on_notify(self, event: Notify) -> None:
        """Let a notice stand for as long as it takes to read, in the place of an older one that says the same."""
        new = event.notification
        new.timeout = max(_SHORTEST_NOTICE, len(new.message) / _READ_A_SECOND)
        for older in tuple(self._notifications):
            if older.message == new.message:
                self._unnotify(older)

    def action_command_palette(self) -> None:
        """Open the list of all actions."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def keep_told(self) -> str:
        """Keep the session and what was chosen; "" where that could be done, else a sentence that says why not."""
        self._remember()
        try:
            self.keep()
        except SessionError as error:
            return f"{error}; `gradstep resume` will not know of this."
        return ""

    def _remember(self) -> None:
        """Remember what was chosen, where something was."""
        if self._workbench is None:
            return
        chosen = self._preferences.chosen(self.theme, self._workbench.desk.look, self._workbench.arrangement)
        if chosen != self._preferences:
            # A home that cannot be written to is no reason to keep anybody from leaving.
            with suppress(OSError, RuntimeError):
                preferences.write(chosen)
                self._preferences = chosen

    def keep(self) -> None:
        """Write down where the person stands, so that `gradstep resume` goes on there."""
        if self._session is None or self._workbench is None:
            return
        desk, player = self._workbench.desk, self._workbench.performance.player
        speed = min(player.speed, FASTEST)
        step, beat = desk.place
        save(self._session.moved(run=desk.run.run_label, step=step, beat=beat, speed=speed))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette offers what the workbench can do, in the same words as the help."""
        from tui.commands import ACTIONS
        from tui.screens.workbench import Workbench

        if isinstance(screen, Workbench):
            for action in ACTIONS:
                yield SystemCommand(action.help, action.shown, partial(screen.action_do, action.id))


def last_session() -> Session | None:
    """The session that was used last and has come further than the start; None if there is none."""
    try:
        return next((session for session in all_sessions().sessions if session.step), None)
    except SessionError:
        return None


def open_app(
    loaded: Loaded | None,
    *,
    playing: bool = False,
    speed: float = 1.0,
    loop: bool = False,
    from_cue: int | None = None,
    session: Session | None = None,
) -> int:
    """Run the screen until it is left, then keep the session; the exit status."""
    if loaded is not None:
        # While the shell is still to be seen: a screen that has been taken over is empty until it is drawn.
        import_module("tui.screens.workbench")
    app = GradstepApp(loaded, playing=playing, speed=speed, loop=loop, from_cue=from_cue, session=session)
    app.run()
    if told := app.keep_told():
        tell(told)
    return app.return_code or 0
