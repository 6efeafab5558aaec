"""The Textual app: the picker, or a scenario's workbench."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterable
from contextlib import suppress
from functools import partial

from textual.app import App, SystemCommand
from textual.screen import Screen

from scenarios.building import build
from scenarios.format import FunctionScenario
from scenarios.loading import Loaded, load
from tui import preferences
from tui.commands import ACTIONS
from tui.desk import Desk
from tui.headless.output import tell
from tui.runs import LabelledRun
from tui.screens.picker import Picker
from tui.screens.workbench import Workbench
from tui.script import Script
from tui.sessions import FASTEST, Session, SessionError, save
from tui.theme import THEMES


class GradstepApp(App[None]):
    """Opens a scenario, or lets a person pick one."""

    CSS_PATH = "app.tcss"
    TITLE = "gradstep"

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
            self._open(self._loaded)
        else:
            self.push_screen(Picker(), self._picked)

    def _picked(self, name: str | None) -> None:
        if name is not None:
            self._open(load(name))

    def _open(self, loaded: Loaded) -> None:
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
        if self._session is not None:
            workbench.stand(self._session.run, self._session.step, self._session.beat)
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
        self.push_screen(Picker(), self._picked)
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
        if isinstance(screen, Workbench):
            for action in ACTIONS:
                yield SystemCommand(action.help, action.shown, partial(screen.action_do, action.id))


def desk_of(loaded: Loaded) -> Desk:
    """The runs of a scenario, at their start."""
    scenario = loaded.scenario
    runs = build(loaded)
    first = _first_label(loaded) if len(runs) > 1 else ""
    domain = dict(scenario.function.domain) if isinstance(scenario, FunctionScenario) else {}
    labelled = [LabelledRun(run.label or first, run, loaded, number) for number, run in enumerate(runs)]
    return Desk(scenario.title, scenario.summary, labelled, domain)


def _first_label(loaded: Loaded) -> str:
    """What tells the scenario's own run from the compared ones: its own value of what they change."""
    changed = {key for compare in loaded.scenario.compare for key in compare.set}
    if changed == {"training.optimizer.learning_rate"}:
        return f"η {loaded.scenario.training.optimizer.learning_rate:g}"
    return "as given"


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
    app = GradstepApp(loaded, playing=playing, speed=speed, loop=loop, from_cue=from_cue, session=session)
    app.run()
    if told := app.keep_told():
        tell(told)
    return app.return_code or 0
