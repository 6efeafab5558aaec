"""The workbench: one scenario's runs, all panes, and every key that moves through time."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import ClassVar

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.timer import Timer

from engine.insight.cursor import Grain, Place
from tui.actions import ACTIONS, Action, bindings
from tui.charts.rows import Row, Span
from tui.desk import Desk
from tui.drawing import fitted, width_of
from tui.layouts import Area, layout, slots
from tui.moment import Moment
from tui.panes.data import DataPane
from tui.panes.lesson import lesson_rows
from tui.panes.loss import LossPane
from tui.panes.pane import Pane
from tui.panes.parameters import ParametersPane
from tui.panes.stage_function import FunctionStage
from tui.panes.stage_network import NetworkStage
from tui.panes.story import StoryPane
from tui.panes.transport import Playback, header, transport
from tui.player import Player
from tui.screens.go_to import GoTo
from tui.screens.help import Help
from tui.script import Script
from tui.theme import style_of
from tui.widgets.cells import CellsView

_BETWEEN_LOOPS = 3.0
"""Seconds for which the end of a playback stands before it begins again."""

_FAR = 2000
"""So many steps ahead an epoch's end is travelled to, with a report, and not just gone to."""


class Workbench(Screen[None]):
    """Draws what the desk shows, and moves the desk as keys and the clock say."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS)]

    def __init__(
        self,
        desk: Desk,
        script: Script,
        *,
        playing: bool,
        speed: float,
        loop: bool,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__()
        self.desk = desk
        self.script = script
        self.player = Player(desk, clock, speed)
        self._looping = loop
        self._performing = playing
        """Whether this is the playback of the script: it begins by itself and rests at each cue."""
        self._clock = clock
        self._timer: Timer | None = None
        self._rest_until = 0.0
        """While playing: the time until which playback rests at a cue."""
        self._cue: int | None = None
        network = desk.moment().network is not None
        self._slots = slots(network)
        self._slot = self._slots[0]
        panes: list[Pane] = [
            NetworkStage() if network else FunctionStage(),
            StoryPane(),
            ParametersPane(),
            LossPane(),
        ]
        self._panes = (
            {pane.name: pane for pane in [*panes, DataPane()]} if network else {p.name: p for p in panes}
        )
        self._views = {name: CellsView(self._style, id=name) for name in self._panes}
        self._header = CellsView(self._style, id="header")
        self._lesson = CellsView(self._style, id="lesson")
        self._transport = CellsView(self._style, id="transport")
        self._keys = CellsView(self._style, id="keys")

    def compose(self) -> ComposeResult:
        yield self._header
        yield from self._views.values()
        yield self._lesson
        yield self._transport
        yield self._keys

    def on_mount(self) -> None:
        self.draw()
        if self._performing:
            self.action_play()

    def on_resize(self) -> None:
        self.draw()

    def on_screen_resume(self) -> None:
        self.draw()

    def _style(self, role: str) -> Style:
        return style_of(role, self.app.current_theme.dark)

    # Drawing

    def draw(self) -> None:
        """Show the moment in every pane that has a place on the screen."""
        width, height = self.size
        if not width or not height:
            return
        moment = self.desk.moment()
        self._cue = self.script.reached(moment.place, moment.phase, moment.complete)
        objective = moment.training.objective
        areas = layout(
            width,
            height,
            network=moment.network is not None,
            parameters=len(objective.parameters),
            rows=len(moment.network.inputs) if moment.network is not None else 0,
            slot=self._slot,
            lesson=bool(self.script.cues),
        )
        with self.app.batch_update():
            self._place(self._header, Area(0, 0, width, 1), [header(moment, width)])
            for name, view in self._views.items():
                area = areas.get(name)
                view.display = area is not None
                if area is not None:
                    focused = self.script.focus(self._cue) == name
                    self._place(view, area, self._panes[name].rows(moment, area.width, area.height, focused))
            self._draw_lesson(moment, areas.get("lesson"))
            playback = Playback(self.player.playing, self.player.shown_speed)
            self._place(self._transport, Area(0, height - 2, width, 1), [transport(moment, playback, width)])
            self._place(self._keys, Area(0, height - 1, width, 1), [self._key_row(moment, width)])

    def _draw_lesson(self, moment: Moment, area: Area | None) -> None:
        self._lesson.display = area is not None
        if area is not None:
            quiet = self._cue is None
            text = self.script.text(self._cue) if self._cue is not None else self.desk.summary
            rows = lesson_rows(text, quiet, moment.notation, area.width, area.height)
            self._place(self._lesson, area, rows)

    def _place(self, view: CellsView, area: Area, rows: list[Row]) -> None:
        if (view.styles.offset.x.value, view.styles.offset.y.value) != (area.x, area.y):
            view.styles.offset = (area.x, area.y)
        if view.styles.width is None or view.styles.width.value != area.width:
            view.styles.width = area.width
        if view.styles.height is None or view.styles.height.value != area.height:
            view.styles.height = area.height
        view.show(rows)

    def _key_row(self, moment: Moment, width: int) -> Row:
        """The keys that do something here; the least needed ones go first where there is no room."""
        offered = [action for action in ACTIONS if action.label and self._offered(action.name, moment)]
        for gap in ("   ", "  "):
            row = self._keys_with(offered, gap, moment)
            if width_of(row) <= width:
                return fitted(row, width)
        while width_of(row) > width and len(offered) > 1:
            offered.remove(max(offered, key=lambda action: action.rank))
            row = self._keys_with(offered, "  ", moment)
        return fitted(row, width)

    def _keys_with(self, actions: list[Action], gap: str, moment: Moment) -> list[Span]:
        spans: list[Span] = [Span(" ", "text")]
        for action in actions:
            label = action.label
            if label == "row":
                label = moment.unit
            if label == "play" and self.player.playing:
                label = "pause"
            spans += [Span(action.shown, "key"), Span(f" {label}{gap}", "dim")]
        return [*spans[:-1], Span(spans[-1].text.rstrip(), "dim")]

    def _offered(self, name: str, moment: Moment) -> bool:
        match name:
            case "next_run":
                return len(moment.lines) > 1
            case "next_pane":
                return not all(view.display for view in self._views.values())
            case "forward('epoch')":
                return moment.network is not None
        return True

    # Time

    def action_forward(self, grain: str) -> None:
        """Go on by a beat, a phase, a row or an epoch."""
        self._pause()
        ahead = self.desk.epoch_end() if grain == Grain.EPOCH else 0
        if ahead - self.desk.newest() > _FAR:
            self.app.push_screen(GoTo(self.desk, str(ahead)), lambda _: self.draw())
            return
        self.desk.forward(Grain(grain))
        self.draw()

    def action_back(self, grain: str) -> None:
        """Go back by a beat, a phase, a row or an epoch."""
        self._pause()
        self.desk.back(Grain(grain))
        self.draw()

    def action_start(self) -> None:
        """Go to the start."""
        self._pause()
        self.desk.go(0)
        self.draw()

    def action_newest(self) -> None:
        """Go to the newest step."""
        self._pause()
        self.desk.go(self.desk.newest())
        self.draw()

    def action_reset(self) -> None:
        """Go back to the very same start."""
        self._pause()
        self.desk.reset()
        self.script.reset()
        self.draw()

    def action_go_to(self) -> None:
        """Ask where to go, and go there."""
        self._pause()
        self.app.push_screen(GoTo(self.desk), lambda _: self.draw())

    # Playing

    def action_play(self) -> None:
        """Play or pause."""
        if self.player.playing:
            self._pause()
        elif not self.desk.finished or self._looping:
            self.player.start()
            self._rest()
            self._wind()
        self.draw()

    def action_faster(self) -> None:
        """Play faster."""
        self._change_speed(1)

    def action_slower(self) -> None:
        """Play slower."""
        self._change_speed(-1)

    def _change_speed(self, by: int) -> None:
        self.player.change_speed(by)
        if self.player.playing:
            self._wind()
        self.draw()

    def _wind(self) -> None:
        """Have the clock look in as often as the speed asks for."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_interval(self.player.interval, self._tick)

    def _pause(self) -> None:
        self.player.stop()
        self._rest_until = 0.0
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _tick(self) -> None:
        if self._clock() < self._rest_until:
            self.player.start()  # what was not played while it rested is not owed
            return
        if self._looping and self.desk.finished:
            self._begin_again()
            return
        before = self._cue
        moved = self.player.tick(self.script.next_step(self.desk.step))
        self.draw()
        if self._cue is not None and self._cue != before:
            self._rest()
        if not moved or self.desk.finished:
            self._at_the_end()

    def _at_the_end(self) -> None:
        if self._looping:
            self._rest_until = max(self._rest_until, self._clock() + _BETWEEN_LOOPS)
        else:
            self._pause()
        self.draw()

    def _begin_again(self) -> None:
        self.desk.reset()
        self.script.reset()
        self.player.start()
        self.draw()
        self._rest()

    def _rest(self) -> None:
        """In playback, let a cue that has just been come to be read."""
        if self._cue is not None and self._performing:
            self._rest_until = self._clock() + self.script.pause(self._cue) / max(
                1.0, min(self.player.speed, 4.0)
            )
            self.player.start()

    # The screen

    def action_next_run(self) -> None:
        """Show the next of the compared runs."""
        self.desk.show(self.desk.shown + 1)
        self.draw()

    def action_next_pane(self) -> None:
        """Show the next of the panes that share a place."""
        self._turn(1)

    def action_previous_pane(self) -> None:
        """Show the one before."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        self._slot = self._slots[(self._slots.index(self._slot) + by) % len(self._slots)]
        self.draw()

    def action_help(self) -> None:
        """Show the help."""
        self._pause()
        self.app.push_screen(Help())

    def action_leave(self) -> None:
        """Leave the scenario."""
        self._pause()
        self.app.exit()

    def stand(self, run: str | None, step: int, beat: int) -> None:
        """Go to where a session stood: the run that was shown, after a beat of a step."""
        for place, one in enumerate(self.desk.runs):
            if one.run_label == run:
                self.desk.show(place)
        self.desk.stand(Place(step, beat))
