"""The Textual app: the picker, or a scenario's workbench."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.filter import LineFilter
from textual.screen import Screen

from tui import preferences
from tui.headless.output import tell
from tui.screens.picker import Picker
from tui.sessions import FASTEST, Session, SessionError, all_sessions, save
from tui.terminal.abilities import EVERYTHING, Abilities
from tui.terminal.clean import clean_line
from tui.terminal.filters import line_filters
from tui.terminal.lean_app import LeanApp
from tui.theme import themes

if TYPE_CHECKING:
    from scenarios.loading import Loaded
    from tui.screens.workbench import Workbench


class GradstepApp(LeanApp[None]):
    """Opens a scenario, or lets a person pick one."""

    CSS_PATH = "app.tcss"
    TITLE = "gradstep"

    def __init__(
        self,
        loaded: Loaded | None,
        *,
        abilities: Abilities = EVERYTHING,
        playing: bool = False,
        speed: float = 1.0,
        loop: bool = False,
        from_cue: int | None = None,
        session: Session | None = None,
    ) -> None:
        super().__init__()
        self._abilities, self._line_filters = abilities, line_filters(abilities)
        self.no_color = abilities.colours.value == "none"
        self.animation_level = "none"
        self._loaded = loaded
        self._playing, self._speed, self._looping, self._from_cue = playing, speed, loop, from_cue
        self._session = session
        self._workbench: Workbench | None = None
        self.themes = [theme.name for theme in themes(abilities.colours.value)]
        """What there is to choose from here, by name."""
        for theme in themes(abilities.colours.value):
            self.register_theme(theme)
        self._preferences, self._complaint = preferences.read()
        self.theme = self._preferences.theme if self._preferences.theme in self.themes else self.themes[0]

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own, then what this terminal needs."""
        return [*super().get_line_filters(), *self._line_filters]

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
            self._open(self._loaded)
        else:
            self._pick()

    def _pick(self, *, going_on: bool = True) -> None:
        """Let a person choose; whoever comes from a workbench hardly wants to go on with that one."""
        self.push_screen(Picker(last_session(), going_on=going_on), self._picked)

    def _picked(self, chosen: str | Session | None) -> None:
        """Open what was chosen; where that cannot be, say why, and let choose again."""
        from scenarios.errors import ScenarioError
        from scenarios.loading import load

        if chosen is None:
            return
        if isinstance(chosen, Session):
            self._session, self._speed = chosen, chosen.speed
            if not chosen.unchanged():
                self.notify(
                    f"{clean_line(chosen.title)} has changed since; it opens as it is now.", markup=False
                )
        try:
            self._open(load(chosen.scenario if isinstance(chosen, Session) else chosen))
        except ScenarioError as error:
            self._session = None
            self.notify(str(error), severity="error", markup=False)
            self._pick(going_on=False)

    def _open(self, loaded: Loaded) -> None:
        """Put a scenario's workbench up; what that needs is imported only now, for the list is quick without it."""
        from tui.opening import desk_of, return_to
        from tui.screens.workbench import Workbench
        from tui.script import Script

        desk = desk_of(loaded)
        script = Script(loaded.scenario.cue, desk.runs[0].timeline)
        letters = self._abilities.charset.value == "utf-8"
        desk.look = replace(self._preferences.look(), letters=letters)
        workbench = Workbench(
            desk,
            script,
            playing=self._playing,
            speed=self._speed,
            loop=self._looping,
            preferences=self._preferences,
        )
        if self._session is not None:
            return_to(desk, self._session)
        else:
            self._session = Session.begin(loaded.name, loaded.scenario.title)
        first = self._from_cue or (1 if self._playing and script.cues else None)
        if first is not None:
            desk.go(max(0, (script.step_of(first - 1) or 0) - 1))
        self._workbench = workbench
        self.push_screen(workbench)

    def on_workbench_left(self) -> None:
        """Leave the workbench for the picker; the session is kept."""
        told = self.keep_told()
        self.pop_screen()
        self._session = self._workbench = None
        self._playing, self._from_cue = False, None
        self._pick(going_on=False)
        if told:
            self.notify(told, severity="warning", markup=False)

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
        theme = self.theme if len(self.themes) > 1 else self._preferences.theme
        chosen = self._preferences.chosen(theme, self._workbench.desk.look, self._workbench.arrangement)
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
    abilities: Abilities = EVERYTHING,
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
    app = GradstepApp(
        loaded,
        abilities=abilities,
        playing=playing,
        speed=speed,
        loop=loop,
        from_cue=from_cue,
        session=session,
    )
    app.run(mouse=abilities.mouse.value)
    if told := app.keep_told():
        tell(told)
    return app.return_code or 0
