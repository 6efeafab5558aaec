"""The workbench screen: it shows an open scenario's panes and runs a command for every key and click."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from time import monotonic
from typing import Any

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import DescendantFocus
from textual.geometry import Size
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widget import AwaitMount

from tui.commands.command import Command
from tui.commands.dispatcher import dispatch
from tui.commands.open_scenario import OpenScenario
from tui.commands.outcome import Asks, Changed, FinalOutcome, Form, Leaves, Moved, Plays, Refused, Wrote
from tui.drawing.spans import Row
from tui.help.contents import contents_at
from tui.lessons.playback import Playback
from tui.lessons.script import Script, take_snapshot
from tui.panes.pane import Pane
from tui.panes.pane_classes import PANE_CLASSES
from tui.panes.transport import PlaybackStatus, header, transport
from tui.screen.dialogs.registry import DIALOGS
from tui.screen.dialogs.working import WorkingDialog
from tui.screen.footer import footer
from tui.screen.help import Help
from tui.screen.output.diff_rendering_app import DiffRenderingApp
from tui.screen.theme import style_of
from tui.screen.widgets.cells import CellsView
from tui.screen.working import finished_at_once
from tui.views.areas import Area
from tui.workspace.snapshot import Snapshot
from tui.workspace.workspace import Workspace

_MAX_SECONDS_UNDRAWN = 0.1
"""Longest time without drawing while keys are queued."""


def bindings(commands: Iterable[Command]) -> dict[str, list[Binding]]:
    """Return the commands' key bindings for Textual, by key."""
    return {
        key: [
            Binding(
                key,
                f"screen.run('{command.id}')",
                command.label or command.help,
                show=bool(command.label),
                key_display=command.shown,
                id=command.id,
            )
        ]
        for command in commands
        for key in command.keys
    }


def _bound_on_screen(commands: Sequence[Command]) -> Iterator[Command]:
    """Yield the commands whose keys work in every pane: all but those that share a key with another pane's command."""
    counts = Counter(key for command in commands for key in set(command.keys))
    return (
        command for command in commands if not command.panes or all(counts[key] == 1 for key in command.keys)
    )


class PaneView(CellsView, can_focus=True):
    """The widget of one pane, with the keys of that pane's commands."""

    def __init__(self, styles: Callable[[str], Style], pane: Pane, commands: Iterable[Command]) -> None:
        super().__init__(styles, id=pane.name)
        self._bindings.key_to_bindings.update(
            bindings(command for command in commands if pane.name in command.panes)
        )


class Workbench(Screen[None]):
    """Draws the open scenario, and runs the commands of keys, clicks and dialogs."""

    AUTO_FOCUS = ""
    """Empty, since the open scenario's layout decides which pane has the focus."""

    class Left(Message):
        """The user left for another scenario or the picker."""

        def __init__(self, leaves: Leaves) -> None:
            super().__init__()
            self.leaves = leaves

    def __init__(self, opened: OpenScenario, commands: Sequence[Command]) -> None:
        """Take the open scenario, and all commands with the user's keys."""
        super().__init__()
        self.opened = opened
        self.commands = {command.id: command for command in commands}
        self._bindings.key_to_bindings.update(bindings(_bound_on_screen(commands)))
        self.panes: dict[str, Pane] = {}
        """The panes of the current view."""
        self._views: dict[str, PaneView] = {}
        self._opening: tuple[ModalScreen[Any], AwaitMount] | None = None
        self._header = CellsView(self._style, id="header")
        self._transport = CellsView(self._style, id="transport")
        self._keys = CellsView(self._style, id="keys")
        self._drawn_size, self._drawn_at = Size(0, 0), 0.0
        self._drawn_as: tuple[object, ...] = ()
        self._draw_pending = False
        """Whether drawing is scheduled for after the queued keys."""

    @property
    def workspace(self) -> Workspace:
        """The open scenario's workspace."""
        return self.opened.workspace

    @property
    def playback(self) -> Playback:
        """The open scenario's playback."""
        return self.opened.playback

    @property
    def script(self) -> Script:
        """The open scenario's script."""
        return self.opened.script

    def compose(self) -> ComposeResult:
        yield self._header
        yield from self._pane_views()
        yield self._transport
        yield self._keys

    def _pane_views(self) -> Iterable[PaneView]:
        """Yield new widgets for the panes of the view; existing ones are reused."""
        declared = self.opened.layout.panes
        self.panes = {name: PANE_CLASSES[pane]() for name, pane in declared.items()}
        for name, pane in self.panes.items():
            if name not in self._views:
                self._views[name] = PaneView(self._style, pane, self.commands.values())
                yield self._views[name]

    def on_mount(self) -> None:
        self.opened.theme = self.app.theme
        if self.playback.scripted and self.playback.can_start:
            self.playback.start()

    def on_resize(self) -> None:
        # Textual also sends Resize when the size has not changed.
        if self.size != self._drawn_size:
            self.draw()

    def on_screen_resume(self) -> None:
        self.draw()

    def _style(self, role: str) -> Style:
        return style_of(role, self.app.theme)

    # Drawing

    def draw(self) -> None:
        """Draw now, or after the keys that are queued, but at least every _MAX_SECONDS_UNDRAWN."""
        if not self.app.message_queue_size or monotonic() - self._drawn_at > _MAX_SECONDS_UNDRAWN:
            self._show()
        elif not self._draw_pending:
            self._draw_pending = True
            self.app.call_later(self._draw_if_pending)

    def _draw_if_pending(self) -> None:
        if self._draw_pending and self.is_attached:
            self._show()

    def draw_frame(self) -> int | None:
        """Draw a frame of playback, unless the terminal has not received the last one; return the cue's index."""
        behind = isinstance(self.app, DiffRenderingApp) and self.app.behind
        return self._snapshot()[1] if behind and self.playback.player.playing else self._show()

    def _snapshot(self) -> tuple[Snapshot, int | None]:
        """Return the snapshot with its lesson text, and the index of the text's cue."""
        return take_snapshot(self.workspace, self.script)

    def _show(self) -> int | None:
        """Draw every visible pane, and return the index of the cue at the position."""
        self._draw_pending, self._drawn_at, self._drawn_as = False, monotonic(), self._visible
        snapshot, cue = self._snapshot()
        width, height = self._drawn_size = self.size
        if not width or not height:
            return cue
        layout = self.opened.layout
        layout.width, layout.height = width, height
        areas = layout.areas()
        player = self.playback.player
        status = PlaybackStatus(player.playing, player.speed_label, player.time_left)
        with self.app.batch_update():
            if self.panes.keys() != layout.panes.keys():
                self.mount_all(self._pane_views(), before=self._transport)
            self._place(self._header, Area(0, 0, width, 1), [header(snapshot, width)])
            for name, view in self._views.items():
                area = areas.get(name)
                view.display = area is not None
                if area is not None:
                    active = self.script.focus(cue) == name
                    self._place(view, area, self.panes[name].rows(snapshot, area.width, area.height, active))
            self._place(self._transport, Area(0, height - 2, width, 1), [transport(snapshot, status, width)])
            keys = footer(
                self.commands.values(),
                snapshot,
                layout.arrangement,
                view=layout.view,
                playing=player.playing,
                alone=len(areas) == 1,
                width=width,
            )
            self._place(self._keys, Area(0, height - 1, width, 1), [keys])
            focused = self._views.get(snapshot.view_options.pane)
            if focused is not None and focused.display and self.focused is not focused:
                self.set_focus(focused, scroll_visible=False)
        return cue

    def _place(self, view: CellsView, area: Area, rows: list[Row]) -> None:
        if (view.styles.offset.x.value, view.styles.offset.y.value) != (area.x, area.y):
            view.styles.offset = (area.x, area.y)
        if view.styles.width is None or view.styles.width.value != area.width:
            view.styles.width = area.width
        if view.styles.height is None or view.styles.height.value != area.height:
            view.styles.height = area.height
        view.show(rows)

    # Commands

    async def action_run(self, id: str, argument: str = "") -> None:
        """Run a command; a dialog that it opens receives the next key."""
        await self.run_command(self.commands[id], argument)

    async def run_command(self, command: Command, argument: str = "") -> FinalOutcome | None:
        """Run a command and show its outcome; None if a dialog continues its work."""
        work = dispatch(self.opened, command, argument)
        outcome = finished_at_once(work)
        if outcome is None:
            self._open_dialog(WorkingDialog(command.help, work), partial(self._show_outcome, command))
        else:
            self._show_outcome(command, outcome)
        opening, self._opening = self._opening, None
        if opening is not None:
            dialog, mounted = opening
            await mounted
            if dialog.is_current and dialog.focused is None:
                dialog.focus_next()
        return outcome

    def _show_outcome(self, command: Command, outcome: FinalOutcome) -> None:
        match outcome:
            case Refused(sentence, is_error):
                self.notify(sentence, severity="error" if is_error else "information", markup=False)
            case Moved(_, sentence) | Changed(sentence) if sentence:
                self.notify(sentence, markup=False)
            case Wrote(sentence):
                self.notify(sentence, markup=False)
            case Asks():
                self._open_dialog(self._dialog(command, outcome))
                return
            case Plays():
                self.playback.start()
            case Leaves(None, False):
                self.app.exit()
                return
            case Leaves():
                self.post_message(self.Left(outcome))
                return
        self._apply_theme()
        if isinstance(outcome, Moved | Changed) or self._visible != self._drawn_as:
            self.draw()

    @property
    def _visible(self) -> tuple[object, ...]:
        """What a command can change without a move or an edit, as far as it is seen."""
        layout, player = self.opened.layout, self.playback.player
        seen = (self.workspace.view_options, self.workspace.shown, layout.view, layout.arrangement)
        return *seen, player.playing, player.speed

    def _dialog(self, command: Command, asks: Asks) -> ModalScreen[Any]:
        """Return the dialog for a form; its result is the command's argument."""
        if asks.form is Form.HELP:
            snapshot = self.workspace.snapshot()
            return Help(contents_at(snapshot, self.commands.values(), self.opened.layout.panes), asks.subject)
        if asks.form is Form.EXPORT:
            # Taken before the dialog covers the screen.
            picture = self.app.export_screenshot(title=f"gradstep: {self.workspace.title}")
            self.opened.screenshot = lambda: picture
        dialog = DIALOGS[asks.form](self.opened, asks.subject)
        dialog.dispatch = partial(dispatch, self.opened, command)
        dialog.refusal = partial(self._refusal, command)
        return dialog

    def _refusal(self, command: Command, outcome: FinalOutcome) -> str:
        """Return the sentence that refuses a dialog's argument; if it was accepted, show the outcome and return ""."""
        if isinstance(outcome, Refused):
            return outcome.sentence
        if not isinstance(outcome, Asks):
            self._show_outcome(command, outcome)
        return ""

    def _apply_theme(self) -> None:
        if self.opened.theme != self.app.theme:
            self.app.theme = self.opened.theme
            name = self.app.theme.removeprefix("gradstep-").replace("-", " ")
            self.notify(f"Colours: {name}.", markup=False)

    def _open_dialog(self, dialog: ModalScreen[Any], then: Callable[[Any], None] | None = None) -> None:
        """Show a dialog over the workbench; pass its result to `then`, and draw."""

        def answered(answer: Any) -> None:
            if then is not None and answer is not None:
                then(answer)
            self.draw()

        self.draw()
        self._opening = dialog, self.app.push_screen(dialog, answered)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Focus the pane in the open scenario's layout when Textual has focused its widget."""
        name = event.widget.id
        still = self.focused is event.widget  # the message may come after the focus has moved on
        if still and name in self.panes and name != self.workspace.view_options.pane:
            self.opened.layout.focus(str(name))
            self.draw()

    async def on_cells_view_clicked(self, event: CellsView.Clicked) -> None:
        """Focus the clicked pane, and run the command of the clicked target."""
        kind, _, what = event.target.partition(":")
        if event.view.id in self.panes and kind not in ("do", "term"):
            await self.action_run(f"pane.{event.view.id}")
        match kind:
            case "do":
                await self.action_run(what)
            case "term":
                await self.action_run("help", what)
            case "quantity":
                await self.action_run("select", what)
            case "row":
                network = self.workspace.snapshot().network
                assert network is not None
                await self.action_run("select", f"row {network.row_numbers[int(what)]}")
            case "step" | "phase":
                await self.action_run("go_to", what)
