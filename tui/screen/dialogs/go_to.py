"""The dialog that goes to a position, with the progress of a long way there."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from engine.objectives.network import Network
from tui.screen.dialogs.dialog import foot
from tui.screen.dialogs.form import Form
from tui.screen.dialogs.progress_bar import ProgressBar
from tui.screen.widgets.line_input import LineInput
from tui.workspace.progress import Progress
from tui.workspace.workspace import Workspace


class GoTo(Form):
    """Returns the typed position; Esc on the way there returns to the previous position."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._bar = ProgressBar()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Go to", classes="dialog-title", markup=False)
            yield Static(self._examples(), classes="dialog-hint", markup=False)
            yield LineInput(placeholder="12", id="where", select_on_focus=False)
            yield from foot("Enter: go", "Esc: cancel")

    def _examples(self) -> str:
        """Return example positions, with names from this run."""
        objective = self._workspace.run.training.objective
        if isinstance(objective, Network):
            weight = objective.parameters.names[objective.blocks[-1].start]
            positions = "A step: 12    An epoch and a row: 3:2"
            conditions = f"loss < 0.5    loss rises    {weight} changes sign"
        else:
            positions = "A step: 12"
            conditions = f"loss < 0.5    loss rises    abs(gradient.{objective.parameters.names[0]}) < 0.1"
        return f"{positions}\nThe next step at which a condition holds:\n{conditions}"

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the position."""
        self._bar = ProgressBar()
        self.submit(event.value.strip())

    def report_progress(self, progress: Progress) -> None:
        """Show the progress bar and the time left."""
        self.report(self._bar.text(progress))
