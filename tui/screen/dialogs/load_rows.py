"""Loading the rows of another CSV file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from scenarios.errors import ScenarioError
from scenarios.raw_rows import rows_of_file
from scenarios.wording import listed
from tui.screen.dialogs.dialog import Dialog, foot
from tui.screen.widgets.line_input import LineInput
from tui.workspace.edits import MOST_TOLD, load_rows, network_of
from tui.workspace.run import Run


class LoadRows(Dialog[None]):
    """Enter begins anew with the rows of the file that was typed, on a branch; Esc leaves everything as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "Back")]

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
                f"A CSV file: a line of column names, then a line for each row. Columns called {names} are taken for "
                "what they are now; where they are missing, the last columns are to be predicted.\n"
                "The run begins anew with them, on a branch.",
                classes="dialog-hint",
                markup=False,
            )
            yield LineInput(placeholder="~/students.csv")
            yield from foot("Enter loads it", "Esc back")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Load it, with the keys alive meanwhile."""
        if path := event.value.strip():
            self.run_worker(self._load(Path(path)), exclusive=True)

    async def _load(self, path: Path) -> None:
        self.report("Reading …")
        scenario, network = network_of(self._run)
        try:
            rows = await asyncio.to_thread(rows_of_file, scenario, network, path)
            load_rows(self._run, rows, path.name)
        except ScenarioError as error:
            self.report("\n".join(error.first(MOST_TOLD)))
            return
        self.dismiss()
