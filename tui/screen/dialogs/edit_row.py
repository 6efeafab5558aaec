"""A row of data as a form: one line a column."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from scenarios.raw_rows import RawRows
from tui.screen.dialogs.dialog import foot
from tui.screen.dialogs.form import Form
from tui.screen.widgets.line_input import LineInput
from tui.text.number_input import InvalidNumber, exactly, typed_number


class EditRow(Form):
    """Returns a row as all of its numbers, with its number in front where it is in the data already."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("down", "app.focus_next", "Next"),
        ("up", "app.focus_previous", "Before"),
    ]

    def __init__(self, rows: RawRows, index: int | None) -> None:
        super().__init__()
        self._rows = rows
        self._index = index
        """The row's index in the data; None for a new row."""

    def compose(self) -> ComposeResult:
        rows, index = self._rows, self._index
        if index is None:
            title = f"New row, number {len(rows.values) + 1:,}"
            hint = "A new row makes another epoch: the run starts over, on a branch."
            texts = [""] * len(rows.columns)
        else:
            title = f"Row {index + 1:,}"
            hint = "The step that you look at is taken again with it, on a branch."
            texts = [exactly(value) for value in rows.values[index].tolist()]
        with Vertical(classes="dialog"):
            yield Static(title, classes="dialog-title", markup=False)
            yield Static(hint, classes="dialog-hint", markup=False)
            with Vertical(classes="form-rows"):
                for number, (name, text) in enumerate(zip(rows.columns, texts, strict=True)):
                    target = number >= len(rows.inputs)
                    with Horizontal(classes="form-row"):
                        yield Static(name, classes="form-label", markup=False)
                        yield LineInput(text, name=name, select_on_focus=True, compact=True)
                        yield Static("to be predicted" if target else "", classes="form-note", markup=False)
            yield from foot("Tab ↑ ↓ other column", "Enter continues with it", "Esc back")

    def on_mount(self) -> None:
        self.query(Input).first().focus()

    def on_input_submitted(self) -> None:
        """Return the row, or say which of its numbers is none."""
        values: list[float] = []
        for entry in self.query(Input):
            try:
                values.append(typed_number(entry.value))
            except InvalidNumber as error:
                self.report(f"{entry.name}: {error}")
                entry.focus()
                return
        if self._index is not None and values == self._rows.values[self._index].tolist():
            self.dismiss()
            return
        numbers = " ".join(map(exactly, values))
        self.submit(numbers if self._index is None else f"row {self._index + 1} {numbers}")
