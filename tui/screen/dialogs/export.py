"""Taking something along: what, and into which file."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from tui.screen.dialogs.dialog import Dialog, foot
from tui.screen.widgets.line_input import LineInput
from tui.screen.widgets.option_lists import Options
from tui.workspace.export import Export, ExportError, exports_for, save
from tui.workspace.workspace import Workspace


class ExportDialog(Dialog[str]):
    """Choose what, then where; the screen's result is a sentence that says what was written."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "Back")]

    def __init__(self, workspace: Workspace, stem: str, picture: str) -> None:
        super().__init__()
        self._workspace = workspace
        self._stem = stem
        """What the proposed file names begin with."""
        screen = Export("SVG: the screen as it is", ".svg", lambda _: picture)
        self._exports = [*exports_for(workspace), screen]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Export", classes="dialog-title", markup=False)
            yield Options(*(Option(export.description) for export in self._exports))
            yield LineInput()
            yield from foot("Enter on to the name, then writes it", "Esc back")

    def on_mount(self) -> None:
        self.query_one(Options).focus()

    def on_option_list_option_highlighted(self, event: Options.OptionHighlighted) -> None:
        """Propose a file's name."""
        self.query_one(Input).value = self._stem + self._exports[event.option_index].ending

    def on_option_list_option_selected(self) -> None:
        """Go on to the file's name."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write the file, or say why it cannot be."""
        chosen = self.query_one(Options).highlighted or 0
        try:
            written = save(event.value.strip(), self._exports[chosen].text(self._workspace))
        except ExportError as error:
            self.report(str(error))
            return
        self.dismiss(f"Written: {written}")
