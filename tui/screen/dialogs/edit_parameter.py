"""Giving a parameter another value: typed exactly, and what that does to the loss told while it is typed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from engine.objectives.network import Network
from tui.drawing.numbers import ABSENT, headed_column
from tui.screen.dialogs.dialog import Form, foot
from tui.screen.widgets.line_input import LineInput
from tui.text.notation import Notation
from tui.text.number_input import InvalidNumber, exactly, typed_number
from tui.workspace.edits import Losses, losses_with, rows_of_step
from tui.workspace.run import Run

_NARROW = 60
"""Below this width of the screen few words are made."""
_LABELS = {"step_rows": "", "all_rows": "mean of all rows", "test_rows": "mean of test rows"}
_SHORT = {"step_rows": "", "all_rows": "all rows", "test_rows": "test rows"}
_LABEL, _SHORT_LABEL = 22, 11
"""Cells of what stands before the losses."""


class EditParameter(Form):
    """Returns the parameter's name and its new value."""

    def __init__(self, run: Run, name: str, write: Notation) -> None:
        super().__init__()
        self._run = run
        self._parameter = name
        self._write = write
        self._place = run.training.objective.parameters.index(name)
        self._value = run.value_before_step(self._place)
        self._before = losses_with(run, self._place, self._value)

    def compose(self) -> ComposeResult:
        step = self._run.cursor.place.step
        where = f"before step {step:,}" if step else "at the start"
        told = f"Step {step:,} is taken anew from it" if step else "The run starts from it"
        with Vertical(classes="dialog"):
            yield Static(f"{self._write.name(self._parameter)} {where}", classes="dialog-title", markup=False)
            yield Static(
                f"{told}, on a branch.",
                classes="dialog-hint",
                markup=False,
            )
            yield LineInput(exactly(self._value), select_on_focus=True)
            yield Static(self._losses(self._before), id="losses", markup=False)
            yield from foot("Enter changes it", "Esc back")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell what the number would do, or what is wrong with it."""
        try:
            value, told = typed_number(event.value), ""
        except InvalidNumber as fault:
            value, told = None, str(fault)
        then = losses_with(self._run, self._place, value) if value is not None else None
        self.report(told)
        self.query_one("#losses", Static).update(self._losses(then))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the number, if it is one and another one."""
        try:
            value = typed_number(event.value)
        except InvalidNumber:
            return
        if value == self._value:
            self.dismiss()
        else:
            self.submit(f"{self._parameter} {event.value.strip()}")

    def _losses(self, then: Losses | None) -> str:
        """What is paid now and with the other number, below each other."""
        known = [field for field in Losses._fields if getattr(self._before, field) is not None]
        columns = [
            [getattr(losses, field) if losses is not None else None for field in known]
            for losses in (self._before, then)
        ]
        narrow = self.app.size.width < _NARROW
        labels = [_SHORT[field] if narrow else _LABELS[field] for field in known]
        labels[0] = self._own(narrow)
        lines = [label.ljust(_SHORT_LABEL if narrow else _LABEL) for label in ["", *labels]]
        for heading, values in zip(("as it is", "with this"), columns, strict=True):
            texts = [ABSENT if value is None else self._write.number(value) for value in values]
            column = headed_column(heading, texts)
            lines = [f"{line}  {text}" for line, text in zip(lines, column, strict=True)]
        return "\n".join(lines)

    def _own(self, narrow: bool) -> str:
        """What the step that is looked at has the loss of."""
        rows, network = rows_of_step(self._run), self._run.training.objective
        if not isinstance(network, Network):
            return "value"
        which = f"row {network.row_numbers[rows[0]]:,}" if len(rows) == 1 else f"the {len(rows):,} rows"
        return which if narrow else f"loss of {which}"
