"""The dialog of a run's settings."""

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
    """Returns the changed settings as KEY=VALUE."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run
        self._before = {setting.key: setting.value for setting in settings_of(run.scenario)}
        self._displayed = run.scenario
        """The scenario whose settings the form shows; another optimizer has other keys."""
        self._edited: dict[str, str] = {}
        """The edited values by dotted key."""

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
                    yield KeyLine("Tab: next", "Enter: apply, open lists", "Esc: back", classes="dialog-hint")

    def on_mount(self) -> None:
        self.query(Select).first().focus()

    async def _rebuild_rows(self) -> None:
        """Replace the rows by those of the chosen optimizer, schedule and so on."""
        rows = self.query_one("#settings-rows", VerticalScroll)
        await rows.remove_children()
        await rows.mount_all(self._rows())

    def _rows(self) -> Iterator[Static | Horizontal]:
        """Yield an explanation, and a row for each setting below the heading of its group."""
        yield Static(
            "Changes take effect from the current step, on a new branch.",
            classes="dialog-hint",
            markup=False,
        )
        for group, settings in groupby(settings_of(self._displayed), key=lambda setting: setting.group):
            yield Static(group, classes="settings-group", markup=False)
            yield from map(self._row, settings)

    def _row(self, setting: Setting) -> Horizontal:
        value = self._edited.get(setting.key, setting.value)
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
        """Show the full help of the focused setting, which may be cut beside it."""
        names = {node.name for node in event.widget.ancestors_with_self}
        helps = [setting.help for setting in settings_of(self._displayed) if setting.key in names]
        self.query_one("#settings-explanation", Static).update(" ".join(helps))

    async def on_select_changed(self, event: Select.Changed) -> None:
        """Record the choice; another optimizer or schedule replaces the rows."""
        key, value = str(event.select.name), str(event.value)
        if self._record(key, value) and key.endswith("optimizer.name") | key.endswith("schedule.name"):
            self._displayed = with_part(self._displayed, key, value)
            await self._rebuild_rows()
            # There is none if Esc was pressed meanwhile.
            for select in self.query(Select):
                if select.name == key:
                    select.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Record the typed text."""
        self._record(str(event.input.name), event.value.strip())

    def _record(self, key: str, value: str) -> bool:
        """Record a value that differs from the run's; return whether it differs from the last one."""
        changed = value != self._edited.get(key, self._before.get(key))
        if value == self._before.get(key):
            self._edited.pop(key, None)
        else:
            self._edited[key] = value
        return changed

    def on_button_pressed(self) -> None:
        """Apply the changes."""
        self._apply()

    def on_input_submitted(self) -> None:
        """Apply the changes."""
        self._apply()

    def _apply(self) -> None:
        """Return the changed settings as KEY=VALUE."""
        shown = {setting.key for setting in settings_of(self._displayed)}
        changed = {key: value for key, value in self._edited.items() if key in shown}
        if changed:
            self.submit(" ".join(shlex.quote(f"{key}={value}") for key, value in changed.items()))
        else:
            self.dismiss()
