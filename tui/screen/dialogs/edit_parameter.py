"""The dialog that sets a parameter's value, with the losses of the typed value beside the current ones."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from engine.objectives.network import Network
from scenarios.number_input import InvalidNumber, parse_number, shortest_text
from tui.drawing.numbers import ABSENT, headed_column
from tui.screen.dialogs.dialog import foot
from tui.screen.dialogs.form import Form
from tui.screen.widgets.line_input import LineInput
from tui.text.notation import Notation
from tui.workspace.edits import Losses, losses_with, rows_of_step
from tui.workspace.run import Run

_MIN_WIDTH_WITH_LONG_LABELS = 60
"""Width of the screen in cells from which labels are written out."""
_LABELS = {"step_rows": "", "all_rows": "mean of all rows", "test_rows": "mean of test rows"}
_SHORT_LABELS = {"step_rows": "", "all_rows": "all rows", "test_rows": "test rows"}
_LABEL_WIDTH, _SHORT_LABEL_WIDTH = 22, 11
"""Widths of the labels in cells."""


class EditParameter(Form):
    """Returns the parameter's name and its new value."""

    def __init__(self, run: Run, name: str, notation: Notation) -> None:
        super().__init__()
        self._run = run
        self._parameter = name
        self._notation = notation
        self._index = run.training.objective.parameters.index(name)
        self._value = run.value_before_step(self._index)
        self._before = losses_with(run, self._index, self._value)

    def compose(self) -> ComposeResult:
        step = self._run.cursor.place.step
        position = f"before step {step:,}" if step else "at the start"
        effect = f"Step {step:,} is recomputed" if step else "The run starts"
        with Vertical(classes="dialog"):
            yield Static(
                f"{self._notation.name(self._parameter)} {position}", classes="dialog-title", markup=False
            )
            yield Static(
                f"{effect} with the new value, on a new branch.",
                classes="dialog-hint",
                markup=False,
            )
            yield LineInput(shortest_text(self._value), select_on_focus=True)
            yield Static(self._losses(self._before), id="losses", markup=False)
            yield from foot("Enter: set", "Esc: back")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the losses of the typed number, or what is wrong with it."""
        try:
            value, message = parse_number(event.value), ""
        except InvalidNumber as fault:
            value, message = None, str(fault)
        new_losses = losses_with(self._run, self._index, value) if value is not None else None
        self.report(message)
        self.query_one("#losses", Static).update(self._losses(new_losses))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the number if it is valid and differs."""
        try:
            value = parse_number(event.value)
        except InvalidNumber:
            return
        if value == self._value:
            self.dismiss()
        else:
            self.submit(f"{self._parameter} {event.value.strip()}")

    def _losses(self, new_losses: Losses | None) -> str:
        """Return the table of losses with the current and the new value."""
        known = [field for field in Losses._fields if getattr(self._before, field) is not None]
        columns = [
            [getattr(losses, field) if losses is not None else None for field in known]
            for losses in (self._before, new_losses)
        ]
        narrow = self.app.size.width < _MIN_WIDTH_WITH_LONG_LABELS
        labels = [_SHORT_LABELS[field] if narrow else _LABELS[field] for field in known]
        labels[0] = self._step_label(narrow)
        lines = [label.ljust(_SHORT_LABEL_WIDTH if narrow else _LABEL_WIDTH) for label in ["", *labels]]
        for heading, values in zip(("current", "new"), columns, strict=True):
            texts = [ABSENT if value is None else self._notation.number(value) for value in values]
            column = headed_column(heading, texts)
            lines = [f"{line}  {text}" for line, text in zip(lines, column, strict=True)]
        return "\n".join(lines)

    def _step_label(self, narrow: bool) -> str:
        """Return the label of the current step's loss."""
        rows, network = rows_of_step(self._run), self._run.training.objective
        if not isinstance(network, Network):
            return "value"
        which = f"row {network.row_numbers[rows[0]]:,}" if len(rows) == 1 else f"the {len(rows):,} rows"
        return which if narrow else f"loss of {which}"
