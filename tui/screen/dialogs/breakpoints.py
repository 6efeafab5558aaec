"""The dialog of the breakpoints: a list to switch them on and off, and a line to set one."""

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
    """Returns edits of the list, one at a time: a condition to set, "on 2", "off 2" or "forget 2"."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("delete,backspace,x", "remove", "Delete"),
    ]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Breakpoints", classes="dialog-title", markup=False)
            yield Static(
                "Playback and moves by epochs stop at the first step where a condition holds.\n"
                "For example: loss < 0.5; loss rises; w2_1_1 changes sign.\n"
                "With a name: low: loss < 0.5",
                classes="dialog-hint",
                markup=False,
            )
            yield Options()
            yield LineInput(placeholder="loss < 0.5")
            yield from foot("Tab: list or line", "x: delete", "Enter: set or switch", "Esc: back")

    def on_mount(self) -> None:
        self._list()
        self.query_one(Input).focus()

    def _list(self) -> None:
        options = self.query_one(Options)
        marked = options.highlighted
        options.clear_options()
        options.display = len(self._workspace.breakpoints) > 0
        for point in self._workspace.breakpoints:
            description = (
                point.name if point.name == point.condition.text else f"{point.name}:  {point.condition.text}"
            )
            options.add_option(Option(Text(f"{'●' if point.enabled else '○'} {description}")))
        if marked is not None and options.option_count:
            options.highlighted = min(marked, options.option_count - 1)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the typed condition."""
        self.submit(event.value.strip())

    def accepted(self) -> None:
        """Update the list; the dialog stays open."""
        self.report("")
        self.query_one(Input).value = ""
        self._list()

    def on_option_list_option_selected(self, event: Options.OptionSelected) -> None:
        """Switch a breakpoint on or off."""
        enabled = list(self._workspace.breakpoints)[event.option_index].enabled
        self.submit(f"{'off' if enabled else 'on'} {event.option_index + 1}")

    def action_remove(self) -> None:
        """Delete the highlighted breakpoint."""
        options = self.query_one(Options)
        if options.has_focus and options.highlighted is not None:
            self.submit(f"forget {options.highlighted + 1}")
            if not options.option_count:
                self.query_one(Input).focus()
