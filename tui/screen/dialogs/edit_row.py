"""A row of data as a form: one line a column."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from scenarios.errors import ScenarioError
from scenarios.raw_rows import RawRows
from tui.screen.dialogs.dialog import Dialog, foot
from tui.screen.widgets.line_input import LineInput
from tui.text.number_input import InvalidNumber, parse_number, shortest_text
from tui.workspace.edits import set_row
from tui.workspace.run import Run

MOST_COLUMNS = 64
"""A form of more lines helps nobody."""


class EditRow(Dialog[None]):
    """Enter goes on with the row as it was typed, on a branch; Esc leaves everything as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss", "Back"),
        ("down", "app.focus_next", "Next"),
        ("up", "app.focus_previous", "Before"),
    ]

    def __init__(self, run: Run, rows: RawRows, place: int | None) -> None:
        super().__init__()
        self._run = run
        self._rows = rows
        self._place = place
        """The row's place in the data, from 0; None for one more."""

    def compose(self) -> ComposeResult:
        rows, place = self._rows, self._place
        if place is None:
            title = f"Another row, number {len(rows.values) + 1:,}"
            told = "With one more row an epoch is another one: the run begins at the start, on a branch."
            texts = [""] * len(rows.columns)
        else:
            title = f"Row {place + 1:,}"
            told = "The step that you look at is taken anew with it, on a branch."
            texts = [shortest_text(value) for value in rows.values[place].tolist()]
        with Vertical(classes="dialog"):
            yield Static(title, classes="dialog-title", markup=False)
            yield Static(told, classes="dialog-hint", markup=False)
            with Vertical(classes="form-rows"):
                for number, (name, text) in enumerate(zip(rows.columns, texts, strict=True)):
                    asked = number >= len(rows.inputs)
                    with Horizontal(classes="form-row"):
                        yield Static(name, classes="form-label", markup=False)
                        yield LineInput(text, name=name, select_on_focus=True, compact=True)
                        yield Static("to be predicted" if asked else "", classes="form-note", markup=False)
            yield from foot("Tab ↑ ↓ other column", "Enter goes on with it", "Esc back")

    def on_mount(self) -> None:
        self.query(Input).first().focus()

    def on_input_submitted(self) -> None:
        """Go on with the row, or say what is wrong with it."""
        row: list[float] = []
        for entry in self.query(Input):
            try:
                row.append(parse_number(entry.value))
            except InvalidNumber as fault:
                self.report(f"{entry.name}: {fault}")
                entry.focus()
                return
        if self._place is not None and row == self._rows.values[self._place].tolist():
            self.dismiss()
            return
        try:
            set_row(self._run, self._rows, self._place, row)
        except ScenarioError as error:
            self.report(error.description)
            return
        self.dismiss()
