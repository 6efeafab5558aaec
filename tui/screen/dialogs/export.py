"""The export dialog: the kind of export and the name of the file."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from tui.screen.dialogs.dialog import foot
from tui.screen.dialogs.form import Form
from tui.screen.widgets.line_input import LineInput
from tui.screen.widgets.option_lists import Options
from tui.workspace.export import exports_for
from tui.workspace.workspace import Workspace


class ExportDialog(Form):
    """Returns the kind of export and the name of a new file."""

    def __init__(self, workspace: Workspace, screenshot: Callable[[], str] | None) -> None:
        super().__init__()
        self._workspace = workspace
        self._exports = [*exports_for(workspace, screenshot)]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Export", classes="dialog-title", markup=False)
            yield Options(*(Option(export.description) for export in self._exports))
            yield LineInput()
            yield from foot("Enter: choose, then write", "Esc: back")

    def on_mount(self) -> None:
        self.query_one(Options).focus()

    def on_option_list_option_highlighted(self, event: Options.OptionHighlighted) -> None:
        """Propose a name for the file."""
        self.query_one(Input).value = self._exports[event.option_index].default_name(self._workspace)

    def on_option_list_option_selected(self) -> None:
        """Focus the name of the file."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the kind of export and the name of the file."""
        index = self.query_one(Options).highlighted or 0
        self.submit(f"{self._exports[index].kind} {event.value.strip()}")
