"""The dialog of a run's branches: the change that started each, and its length."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static
from textual.widgets.option_list import Option

from engine.descent.branch import Branch
from scenarios.wording import plain
from tui.screen.dialogs.dialog import foot
from tui.screen.dialogs.form import Form
from tui.screen.widgets.option_lists import Options
from tui.text.notation import Notation
from tui.workspace.run import branch_description
from tui.workspace.workspace import Workspace

_MAX_CHANGE_WIDTH = 28
"""Greatest width of a change's description in cells."""


class BranchesDialog(Form):
    """Returns the number of the branch to switch to."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._run = workspace.run
        self._notation: Notation = workspace.snapshot().notation

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Branches", classes="dialog-title", markup=False)
            yield Static(
                "Each change started a branch; the other branches are dotted in the loss chart.",
                classes="dialog-hint",
                markup=False,
            )
            yield Options(*map(Option, self._lines()))
            yield from foot("Enter: switch", "Esc: back")

    def on_mount(self) -> None:
        timeline = self._run.timeline
        options = self.query_one(Options)
        options.highlighted = timeline.branches.index(timeline.branch)
        options.focus()

    def _lines(self) -> Iterator[Text]:
        """Yield an aligned line for each branch."""
        rows = [self._cells(branch) for branch in self._run.timeline.branches]
        widths = [min(_MAX_CHANGE_WIDTH, max(map(len, column))) for column in zip(*rows, strict=True)]
        for cells in rows:
            change, *rest = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
            yield Text("  ".join([plain(change, _MAX_CHANGE_WIDTH), *rest]))

    def _cells(self, branch: Branch) -> tuple[str, ...]:
        here = "▌" if branch is self._run.timeline.branch else " "
        change, *rest = branch_description(self._run, branch, self._notation)
        return f"{here} {change}", *rest

    def on_option_list_option_selected(self, event: Options.OptionSelected) -> None:
        """Return the branch's number."""
        self.submit(str(event.option_index + 1))
