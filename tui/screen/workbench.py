"""The workbench: one scenario's runs, all panes, and every key that moves through time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from time import monotonic
from typing import Any, ClassVar

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widget import AwaitMount

from engine.insight.story.beats import Phase
from engine.insight.story.step_story import MAX_PARAMETERS_LISTED
from scenarios.errors import ScenarioError
from tui.commands import ACTIONS, BY_ID, SHARED
from tui.commands.command import Action, remapped
from tui.drawing.spans import Row
from tui.help.contents import contents_at
from tui.lessons.playback import Playback
from tui.lessons.script import Script, snapshot_with_lesson
from tui.panes.data.data_pane import DataPane
from tui.panes.function.stage import FunctionStage
from tui.panes.lesson import LessonPane
from tui.panes.loss.loss_pane import LossPane
from tui.panes.network.stage import NetworkStage
from tui.panes.pane import Pane
from tui.panes.parameters.parameters_pane import ParametersPane
from tui.panes.story.story_pane import StoryPane
from tui.panes.transport import PlaybackStatus, header, transport
from tui.screen.dialogs.go_to import GoTo
from tui.screen.footer import keys_row
from tui.screen.help import Help
from tui.screen.output.diff_rendering_app import DiffRenderingApp
from tui.screen.theme import style_of
from tui.screen.widgets.cells import CellsView
from tui.views.layouts import LESSON, Area, Needs, layout, sharing
from tui.views.preferences import USUAL, Preferences
from tui.workspace.player import FRAMES
from tui.workspace.run import Run
from tui.workspace.snapshot import Snapshot
from tui.workspace.workspace import Workspace

_LONGEST_PAUSE = 0.1
"""Seconds for which nothing is drawn at most while keys keep waiting."""


def bindings(actions: Iterable[Action]) -> list[Binding]:
    """The actions as Textual's key bindings."""
    return [
        Binding(
            ",".join(action.keys),
            f"do('{action.id}')",
            action.label or action.help,
            show=bool(action.label),
            key_display=action.shown,
            id=action.id,
            # Done before the next key is looked at, which may be meant for a dialog that this one opens.
            priority=True,
        )
        for action in actions
    ]


class Workbench(Screen[None]):
    """Draws what the desk shows, and does what keys, clicks and the clock ask for."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS)]

    def __init__(
        self,
        workspace: Workspace,
        script: Script,
        *,
        playing: bool,
        speed: float,
        loop: bool,
        frames: float = FRAMES,
        preferences: Preferences = USUAL,
        drawn: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Args: what is drawn, how it is played and seen; `drawn` is called with every drawing."""
        super().__init__()
        self._drawn = drawn
        self.workspace = workspace
        self.script = script
        self.playback = Playback(
            workspace,
            script,
            clock,
            speed=speed,
            frames=frames,
            looping=loop,
            every=self.set_interval,
            draw=self._draw_frame,
        )
        self.playback.scripted = playing
        network = workspace.snapshot().network is not None
        every: list[Pane] = [NetworkStage() if network else FunctionStage(), StoryPane(), ParametersPane()]
        every += [DataPane(), LossPane()] if network else [LossPane()]
        every += [LessonPane()] if script.cues else []
        self.panes = {pane.name: pane for pane in every}
        """The panes that this scenario has, in the order in which Tab goes through them."""
        self.actions = remapped(ACTIONS, preferences.keys)
        """Everything that can be done here, with the keys as this person has them."""
        self.arrangement = preferences.arrangement(sharing(network))
        self._opening: tuple[ModalScreen[Any], AwaitMount] | None = None
        self._views = {name: CellsView(self._style, id=name) for name in self.panes}
        self._header = CellsView(self._style, id="header")
        self._transport = CellsView(self._style, id="transport")
        self._keys = CellsView(self._style, id="keys")
        self._drawn_at, self._drawn_when = Size(0, 0), 0.0
        self._due = False
        """Whether it is to be drawn once the keys that wait have been taken."""

    def compose(self) -> ComposeResult:
        yield self._header
        yield from self._views.values()
        yield self._transport
        yield self._keys

    def on_mount(self) -> None:
        if self.playback.scripted:
            self.playback.toggle()

    def on_resize(self) -> None:
        # Textual tells a screen of its size more often than that changes.
        if self.size != self._drawn_at:
            self.draw()

    def on_screen_resume(self) -> None:
        self.draw()

    def _style(self, role: str) -> Style:
        return style_of(role, self.app.theme)

    # Drawing

    def draw(self) -> None:
        """Show the moment; where more keys wait already, when these have been taken, but without a long pause."""
        self._drawn()
        if not self.app.message_queue_size or monotonic() - self._drawn_when > _LONGEST_PAUSE:
            self._show()
        elif not self._due:
            self._due = True
            self.app.call_later(self._catch_up)

    def _catch_up(self) -> None:
        if self._due and self.is_attached:
            self._show()

    def _show(self) -> int | None:
        """Show the moment in every pane that has a place on the screen; the cue that it has come to."""
        self._due, self._drawn_when = False, monotonic()
        snapshot, cue = self._snapshot()
        width, height = self._drawn_at = self.size
        if not width or not height:
            return cue
        areas = self._areas(snapshot)
        player = self.playback.player
        playback = PlaybackStatus(player.playing, player.shown_speed, player.time_left)
        with self.app.batch_update():
            self._place(self._header, Area(0, 0, width, 1), [header(snapshot, width)])
            for name, view in self._views.items():
                area = areas.get(name)
                view.display = area is not None
                if area is not None:
                    active = self.script.focus(cue) == name
                    self._place(view, area, self.panes[name].rows(snapshot, area.width, area.height, active))
            self._place(
                self._transport, Area(0, height - 2, width, 1), [transport(snapshot, playback, width)]
            )
            alone = len(areas) == 1
            keys = keys_row(
                self.actions, snapshot, self.arrangement, playing=player.playing, alone=alone, width=width
            )
            self._place(self._keys, Area(0, height - 1, width, 1), [keys])
        return cue

    def _draw_frame(self) -> int | None:
        """The same for a playback, whose frames are left out as long as the terminal has not taken the one before."""
        self._drawn()
        behind = isinstance(self.app, DiffRenderingApp) and self.app.behind
        return self._snapshot()[1] if behind and self.playback.player.playing else self._show()

    def _snapshot(self) -> tuple[Snapshot, int | None]:
        """What there is to see, with what the script says of it, and the cue that says it."""
        return snapshot_with_lesson(self.workspace, self.script)

    def _areas(self, snapshot: Snapshot) -> dict[str, Area]:
        """Where each pane lies."""
        network = snapshot.network
        needs = Needs(
            network is not None,
            len(snapshot.training.objective.parameters),
            len(network.inputs) if network is not None else 0,
            bool(self.script.cues),
            len(snapshot.training.objective.parameters) > MAX_PARAMETERS_LISTED,
        )
        areas = layout(*self.size, needs, self.arrangement._replace(focused=snapshot.view_options.pane))
        return {name: area for name, area in areas.items() if name in self.panes}

    def _place(self, view: CellsView, area: Area, rows: list[Row]) -> None:
        if (view.styles.offset.x.value, view.styles.offset.y.value) != (area.x, area.y):
            view.styles.offset = (area.x, area.y)
        if view.styles.width is None or view.styles.width.value != area.width:
            view.styles.width = area.width
        if view.styles.height is None or view.styles.height.value != area.height:
            view.styles.height = area.height
        view.show(rows)

    # What the actions are made of

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key does this: of several actions on one key, only that of the pane where the arrows move."""
        if action == "do" and parameters and parameters[0] in SHARED:
            return self.workspace.view_options.pane in BY_ID[str(parameters[0])].panes
        return super().check_action(action, parameters)

    async def action_do(self, id: str) -> None:
        """Do one of the declared actions; a dialog that it opens takes the next key."""
        BY_ID[id].do(self)
        opening, self._opening = self._opening, None
        if opening is not None:
            dialog, mounted = opening
            await mounted
            if dialog.is_current and dialog.focused is None:
                dialog.focus_next()

    def ask(self, screen: ModalScreen[Any], then: Callable[[Any], None] | None = None) -> None:
        """Put a dialog before the workbench, hand on what it answers, and draw."""

        before = self.workspace.run.timeline.branch

        def answered(answer: Any) -> None:
            if then is not None and answer is not None:
                then(answer)
            if self.workspace.run.timeline.branch is not before:
                self.workspace.gather()
            self.draw()

        self.draw()
        self._opening = screen, self.app.push_screen(screen, answered)

    def see(self, **changed: object) -> None:
        """Look at the run in another way."""
        view_options = replace(self.workspace.view_options, **changed)  # type: ignore[arg-type]
        if view_options != self.workspace.view_options:
            self.workspace.view_options = view_options
            self.draw()

    def go_to_pane(self, name: str) -> None:
        """Let the arrows move in a pane, and bring it up where it has no place, or too little for its text."""
        arrangement = self.arrangement._replace(hidden=self.arrangement.hidden - {name})
        if name in sharing(self.workspace.snapshot().network is not None):
            arrangement = arrangement._replace(beside=name)
        if self.workspace.view_options.pane == "lesson":
            arrangement = arrangement._replace(enlarged=False)
        self.arrangement = arrangement
        self.workspace.view_options = replace(self.workspace.view_options, pane=name)
        if name == "lesson":
            area = self._areas(self.workspace.snapshot()).get(name)
            enlarged = area is None or area.height < LESSON or arrangement.enlarged
            self.arrangement = arrangement._replace(enlarged=enlarged)
        self.draw()

    def enlarge(self) -> None:
        """Let the pane where the arrows move fill the screen, or give the others their places back."""
        self.arrangement = self.arrangement._replace(enlarged=not self.arrangement.enlarged)
        self.draw()

    def hide(self) -> None:
        """Hide the pane where the arrows move, and go to one that is seen; the last one stays."""
        name = self.workspace.view_options.pane
        areas = self._areas(self.workspace.snapshot())
        seen = [other for other in self.panes if other in areas and other != name]
        if not seen or self.arrangement.enlarged:
            return
        self.arrangement = self.arrangement._replace(hidden=self.arrangement.hidden | {name})
        self.go_to_pane(seen[0])

    def show_all(self) -> None:
        """Give every pane its place back."""
        self.arrangement = self.arrangement._replace(hidden=frozenset(), enlarged=False)
        self.draw()

    def selected_parameter(self) -> str | None:
        """The parameter that is selected; None, and a sentence on the screen, if there is none."""
        name = self.workspace.view_options.selected
        if name is not None and name in self.workspace.run.timeline.training.objective.parameters.names:
            return name
        self.notify("Select a parameter first: ↑ ↓ in the pane 3 Parameters.", markup=False)
        return None

    def change(self, change: Callable[[Run], None]) -> bool:
        """Change the shown run; whether that could be done, else a sentence says why not."""
        self.playback.pause()
        try:
            change(self.workspace.run)
        except ScenarioError as error:
            self.notify(error.description, severity="error", markup=False)
            return False
        self.workspace.gather()
        self.draw()
        return True

    async def on_cells_view_clicked(self, event: CellsView.Clicked) -> None:
        """Go to the pane that was clicked, and to what in it was clicked."""
        kind, _, what = event.target.partition(":")
        if kind == "do":
            await self.action_do(what)
            return
        if kind == "term":
            self.show_help(what)
            return
        if event.view.id in self.panes:
            self.go_to_pane(str(event.view.id))
        match kind:
            case "quantity":
                self.see(selected=what)
            case "row":
                self.see(row=int(what))
            case "step":
                self.playback.pause()
                self.ask(GoTo(self.workspace, what))
            case "phase":
                self.playback.pause()
                self.workspace.go_to_phase(Phase(what))
                self.draw()

    def show_help(self, term: str = "") -> None:
        """Explain the pane where the arrows move, the keys of this moment, and every term; begin at one of them."""
        self.playback.pause()
        self.ask(Help(contents_at(self.workspace.snapshot(), self.actions, self.panes), term))

    class Left(Message):
        """The person wants another scenario."""

    def leave_for_the_picker(self) -> None:
        """Ask whoever opened this for the picker."""
        self.post_message(self.Left())
