"""The go to dialog: one line for a place, and how far it is while the way there is long."""

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
    """Returns the place that is typed; Esc on the way returns to where the run stood."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._bar = ProgressBar()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Go to", classes="dialog-title", markup=False)
            yield Static(self._examples(), classes="dialog-hint", markup=False)
            yield LineInput(placeholder="12", id="where", select_on_focus=False)
            yield from foot("Enter goes there", "Esc stays here")

    def _examples(self) -> str:
        """Ways to name a place, with names that this run has."""
        objective = self._workspace.run.training.objective
        if isinstance(objective, Network):
            weight = objective.parameters.names[objective.blocks[-1].start]
            places = "A step: 12    An epoch and a row: 3:2"
            conditions = f"loss < 0.5    loss rises    {weight} changes sign"
        else:
            places = "A step: 12"
            conditions = f"loss < 0.5    loss rises    abs(gradient.{objective.parameters.names[0]}) < 0.1"
        return f"{places}\nThe next step for which something holds:\n{conditions}"

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the place."""
        self._bar = ProgressBar()
        self.submit(event.value.strip())

    def report_progress(self, progress: Progress) -> None:
        """Show how far the way is done, and the time left."""
        self.report(self._bar.text(progress))
