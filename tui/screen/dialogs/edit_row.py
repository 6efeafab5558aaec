"""The dialog that edits or adds a row of data, with a line for each column."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from scenarios.number_input import InvalidNumber, parse_number, shortest_text
from scenarios.raw_rows import RawRows
from tui.screen.dialogs.dialog import foot
from tui.screen.dialogs.form import Form
from tui.screen.widgets.line_input import LineInput


class EditRow(Form):
    """Returns the values of a row; for an existing row, its number comes first: "row 2 7 9 5"."""

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
            title = f"Add row {len(rows.values) + 1:,}"
            hint = "A new row changes the epoch: the run starts over, on a new branch."
            texts = [""] * len(rows.columns)
        else:
            title = f"Row {index + 1:,}"
            hint = "The current step is recomputed with it, on a new branch."
            texts = [shortest_text(value) for value in rows.values[index].tolist()]
        with Vertical(classes="dialog"):
            yield Static(title, classes="dialog-title", markup=False)
            yield Static(hint, classes="dialog-hint", markup=False)
            with Vertical(classes="form-rows"):
                for number, (name, text) in enumerate(zip(rows.columns, texts, strict=True)):
                    target = number >= len(rows.inputs)
                    with Horizontal(classes="form-row"):
                        yield Static(name, classes="form-label", markup=False)
                        yield LineInput(text, name=name, select_on_focus=True, compact=True)
                        yield Static("target" if target else "", classes="form-note", markup=False)
            yield from foot("Tab ↑ ↓: other column", "Enter: apply", "Esc: back")

    def on_mount(self) -> None:
        self.query(Input).first().focus()

    def on_input_submitted(self) -> None:
        """Return the row, or report the first invalid number."""
        values: list[float] = []
        for entry in self.query(Input):
            try:
                values.append(parse_number(entry.value))
            except InvalidNumber as error:
                self.report(f"{entry.name}: {error}")
                entry.focus()
                return
        if self._index is not None and values == self._rows.values[self._index].tolist():
            self.dismiss()
            return
        numbers = " ".join(map(shortest_text, values))
        self.submit(numbers if self._index is None else f"row {self._index + 1} {numbers}")
