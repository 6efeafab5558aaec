"""The branches of a run: what was changed where, and how far each has come."""

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

_LONGEST = 28
"""Cells for what was changed."""


class BranchesDialog(Form):
    """Returns the number of the branch to switch to."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._run = workspace.run
        self._write: Notation = workspace.snapshot().notation

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Branches", classes="dialog-title", markup=False)
            yield Static(
                "Each change began one; the others stand dotted in the loss chart.",
                classes="dialog-hint",
                markup=False,
            )
            yield Options(*map(Option, self._lines()))
            yield from foot("Enter goes on there", "Esc back")

    def on_mount(self) -> None:
        timeline = self._run.timeline
        options = self.query_one(Options)
        options.highlighted = timeline.branches.index(timeline.branch)
        options.focus()

    def _lines(self) -> Iterator[Text]:
        """A line for each branch, in columns; where there is no room for all of it, its end is cut."""
        told = [self._cells(branch) for branch in self._run.timeline.branches]
        widths = [min(_LONGEST, max(map(len, column))) for column in zip(*told, strict=True)]
        for cells in told:
            what, *rest = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
            yield Text("  ".join([plain(what, _LONGEST), *rest]))

    def _cells(self, branch: Branch) -> tuple[str, ...]:
        here = "▌" if branch is self._run.timeline.branch else " "
        change, *rest = branch_description(self._run, branch, self._write)
        return f"{here} {change}", *rest

    def on_option_list_option_selected(self, event: Options.OptionSelected) -> None:
        """Return its number."""
        self.submit(str(event.option_index + 1))
