"""The settings of a run as a form: what is changed there goes on, on a branch."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from itertools import groupby

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import DescendantFocus
from textual.widgets import Button, Input, Select, Static

from tui.screen.dialogs.dialog import Foot
from tui.screen.dialogs.form import Form
from tui.screen.widgets.key_line import KeyLine
from tui.screen.widgets.line_input import LineInput
from tui.screen.widgets.option_lists import Choice
from tui.workspace.run import Run
from tui.workspace.settings import Setting, settings_of, with_part


class SettingsForm(Form):
    """Returns all settings that were changed, as KEY=VALUE."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run
        self._before = {setting.key: setting.value for setting in settings_of(run.scenario)}
        self._shown = run.scenario
        """The scenario whose rows the form shows: another optimizer has other keys."""
        self._typed: dict[str, str] = {}
        """What was changed so far, by dotted keys."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="settings"):
            yield Static("Settings", classes="dialog-title", markup=False)
            with VerticalScroll(id="settings-rows", can_focus=False):
                yield from self._rows()
            with Foot():
                yield Static("", id="settings-explanation", classes="dialog-hint", markup=False)
                yield Static("", classes="dialog-report", markup=False)
                with Horizontal(classes="dialog-keys"):
                    yield Button("Apply", compact=True)
                    yield KeyLine("Tab next", "Enter applies, opens lists", "Esc back", classes="dialog-hint")

    def on_mount(self) -> None:
        self.query(Select).first().focus()

    async def _fill(self) -> None:
        """Write the rows anew, for the parts that are chosen at present."""
        rows = self.query_one("#settings-rows", VerticalScroll)
        await rows.remove_children()
        await rows.mount_all(self._rows())

    def _rows(self) -> Iterator[Static | Horizontal]:
        """What changes do, and a row for each setting below the heading of its group."""
        yield Static(
            "What you change holds from the step that you look at, on a branch of its own.",
            classes="dialog-hint",
            markup=False,
        )
        for group, settings in groupby(settings_of(self._shown), key=lambda setting: setting.group):
            yield Static(group, classes="settings-group", markup=False)
            yield from map(self._row, settings)

    def _row(self, setting: Setting) -> Horizontal:
        value = self._typed.get(setting.key, setting.value)
        entry: Select[str] | Input
        if setting.choices:
            entry = Choice(
                [(choice, choice) for choice in setting.choices],
                value=value,
                name=setting.key,
                allow_blank=False,
                compact=True,
            )
        else:
            entry = LineInput(value, name=setting.key, select_on_focus=True, compact=True)
        return Horizontal(
            Static(setting.label, classes="settings-label", markup=False),
            entry,
            Static(setting.help, classes="settings-help", markup=False),
            classes="settings-row",
        )

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Explain the setting that the keys go to: beside it there may be no room for all that is to be said."""
        names = {node.name for node in event.widget.ancestors_with_self}
        helps = [setting.help for setting in settings_of(self._shown) if setting.key in names]
        self.query_one("#settings-explanation", Static).update(" ".join(helps))

    async def on_select_changed(self, event: Select.Changed) -> None:
        """Remember the choice; another optimizer or schedule brings its own keys."""
        key, value = str(event.select.name), str(event.value)
        if self._note(key, value) and key.endswith("optimizer.name") | key.endswith("schedule.name"):
            self._shown = with_part(self._shown, key, value)
            await self._fill()
            # None, where Esc came while the rows were written.
            for select in self.query(Select):
                if select.name == key:
                    select.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Remember what was typed."""
        self._note(str(event.input.name), event.value.strip())

    def _note(self, key: str, value: str) -> bool:
        """Remember a value that differs; whether that is news."""
        news = value != self._typed.get(key, self._before.get(key))
        if value == self._before.get(key):
            self._typed.pop(key, None)
        else:
            self._typed[key] = value
        return news

    def on_button_pressed(self) -> None:
        """Apply what was changed."""
        self._apply()

    def on_input_submitted(self) -> None:
        """Apply what was changed."""
        self._apply()

    def _apply(self) -> None:
        """Return the changed settings as KEY=VALUE."""
        shown = {setting.key for setting in settings_of(self._shown)}
        changed = {key: value for key, value in self._typed.items() if key in shown}
        if changed:
            self.submit(" ".join(shlex.quote(f"{key}={value}") for key, value in changed.items()))
        else:
            self.dismiss()
