"""The branches of a run: what was changed where, and how far each has come."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from engine.descent.branch import Branch
from tui.desk import Desk
from tui.notation import Notation
from tui.screens.dialog import Dialog


class BranchesDialog(Dialog[Branch]):
    """Enter returns to the marked branch; the screen's result is that branch."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "Back")]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._run = desk.run
        self._write: Notation = desk.moment().notation

    def compose(self) -> ComposeResult:
        timeline = self._run.timeline
        with Vertical(classes="dialog"):
            yield Static("Branches", classes="dialog-title", markup=False)
            yield Static(
                "Each change began one. The others stand dotted in the loss chart; none is lost.",
                classes="dialog-hint",
                markup=False,
            )
            yield OptionList(*(Option(Text(self._told(branch))) for branch in timeline.branches))
            yield Static("Enter goes on there    Esc back", classes="dialog-hint", markup=False)

    def on_mount(self) -> None:
        timeline = self._run.timeline
        options = self.query_one(OptionList)
        options.highlighted = timeline.branches.index(timeline.branch)
        options.focus()

    def _told(self, branch: Branch) -> str:
        here = "▌" if branch is self._run.timeline.branch else " "
        told = self._write.prose(self._run.change_of(branch).told) or "as the scenario says"
        since = f"from step {branch.fork + 1}" if branch.parent is not None else ""
        loss = f"last loss {self._write.number(float(branch.losses.array[-1]))}" if branch.newest else ""
        return f"{here} {told:<28}  {since:<15}  {branch.newest:>7,} steps  {loss}"

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return to it."""
        self.dismiss(self._run.timeline.branches[event.option_index])
