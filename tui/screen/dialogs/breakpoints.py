"""The breakpoints: a list to switch on and off, and a line to set another one in."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from engine.objectives.parsing import ExpressionError
from tui.screen.dialogs.dialog import Dialog, foot
from tui.screen.widgets.line_input import LineInput
from tui.screen.widgets.option_lists import Options
from tui.workspace.workspace import Workspace


class BreakpointsDialog(Dialog[None]):
    """Enter sets what was typed, or switches the marked one; Delete forgets it; Esc leads back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss", "Back"),
        ("delete,backspace,x", "remove", "Forget"),
    ]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Breakpoints", classes="dialog-title", markup=False)
            yield Static(
                "Playing and going on by epochs stop at the first step where one holds.\n"
                "For example: loss < 0.5; loss rises; w2_1_1 changes sign.\n"
                "With a name of its own: low: loss < 0.5",
                classes="dialog-hint",
                markup=False,
            )
            yield Options()
            yield LineInput(placeholder="loss < 0.5")
            yield from foot("Tab list or line", "x forgets", "Enter sets or switches", "Esc back")

    def on_mount(self) -> None:
        self._list()
        self.query_one(Input).focus()

    def _list(self) -> None:
        options = self.query_one(Options)
        marked = options.highlighted
        options.clear_options()
        options.display = len(self._workspace.breakpoints) > 0
        for one in self._workspace.breakpoints:
            told = one.name if one.name == one.condition.text else f"{one.name}:  {one.condition.text}"
            options.add_option(Option(Text(f"{'●' if one.enabled else '○'} {told}")))
        if marked is not None and options.option_count:
            options.highlighted = min(marked, options.option_count - 1)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Set a breakpoint, or say what is wrong with it."""
        try:
            self._workspace.breakpoints.set(
                event.value.strip(), self._workspace.run.timeline.branch, self._workspace.any_step()
            )
        except ExpressionError as error:
            self.report(error.sentence)
            return
        self.report("")
        event.input.value = ""
        self._list()

    def on_option_list_option_selected(self, event: Options.OptionSelected) -> None:
        """Switch one off, or on again."""
        self._workspace.breakpoints.switch(event.option_index)
        self._list()

    def action_remove(self) -> None:
        """Forget the marked one."""
        options = self.query_one(Options)
        if options.has_focus and options.highlighted is not None:
            self._workspace.breakpoints.remove(options.highlighted)
            self._list()
            if not options.option_count:
                self.query_one(Input).focus()
