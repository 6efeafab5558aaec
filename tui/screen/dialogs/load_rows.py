"""The dialog that loads the rows of another CSV file."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from scenarios.wording import listed
from tui.screen.dialogs.dialog import foot
from tui.screen.dialogs.form import Form
from tui.screen.widgets.line_input import LineInput
from tui.workspace.edits import network_of
from tui.workspace.progress import Progress
from tui.workspace.run import Run


class LoadRows(Form):
    """Returns the path of a CSV file."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run

    def compose(self) -> ComposeResult:
        network = network_of(self._run)[1]
        columns = [*network.input_names, *network.target_names]
        names = (
            listed(columns, "and")
            if len(columns) <= 8
            else f"{columns[0]}, {columns[1]}, … and {columns[-1]}"
        )
        with Vertical(classes="dialog"):
            yield Static("Load other rows", classes="dialog-title", markup=False)
            yield Static(
                f"A CSV file: a line of column names, then a line for each row. Columns named {names} keep their "
                "roles; if they are missing, the last columns are the targets.\n"
                "The run starts over with the new rows, on a new branch.",
                classes="dialog-hint",
                markup=False,
            )
            yield LineInput(placeholder="~/students.csv")
            yield from foot("Enter: load", "Esc: back")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the path."""
        if path := event.value.strip():
            self.submit(path)

    def report_progress(self, progress: Progress) -> None:
        """Report that the file is being read."""
        self.report("Reading …")
