"""The breakpoints: a list to switch on and off, and a line to set another one in."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from tui.screen.dialogs.dialog import foot
from tui.screen.dialogs.form import Form
from tui.screen.widgets.line_input import LineInput
from tui.screen.widgets.option_lists import Options
from tui.workspace.workspace import Workspace


class BreakpointsDialog(Form):
    """Returns one edit of the list after the other: a condition to set, "on 2", "off 2" or "forget 2"."""

    BINDINGS: ClassVar[list[BindingType]] = [
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
        """Return the typed condition."""
        self.submit(event.value.strip())

    def accepted(self) -> None:
        """List the breakpoints as they are now; the dialog stays open."""
        self.report("")
        self.query_one(Input).value = ""
        self._list()

    def on_option_list_option_selected(self, event: Options.OptionSelected) -> None:
        """Switch one off, or on again."""
        enabled = list(self._workspace.breakpoints)[event.option_index].enabled
        self.submit(f"{'off' if enabled else 'on'} {event.option_index + 1}")

    def action_remove(self) -> None:
        """Forget the marked one."""
        options = self.query_one(Options)
        if options.has_focus and options.highlighted is not None:
            self.submit(f"forget {options.highlighted + 1}")
            if not options.option_count:
                self.query_one(Input).focus()
