"""Choosing which of many parameters are listed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from engine.objectives.parameters import Parameters
from scenarios.wording import plain
from tui.screen.dialogs.dialog import Form, foot
from tui.screen.widgets.line_input import LineInput
from tui.workspace.parameter_listing import parameter_mask
from tui.workspace.parameter_patterns import pattern_of


class FilterParameters(Form):
    """Returns the pattern of the names to list; nothing typed lists all."""

    def __init__(self, parameters: Parameters, pattern: str) -> None:
        super().__init__()
        self._parameters = parameters
        self._pattern = pattern

    def compose(self) -> ComposeResult:
        names = self._parameters.names
        with Vertical(classes="dialog"):
            yield Static("Which parameters", classes="dialog-title", markup=False)
            yield Static(
                f"{names[0]} to {names[-1]}, or as the screen has them, or their beginnings.\n"
                "* stands for anything, ? for one letter or digit.\n"
                "w2  all weights of layer 2    w1_*_3  those that lead to unit 3 of layer 1\n"
                "w2 b2  several at once",
                classes="dialog-hint",
                markup=False,
            )
            yield LineInput(self._pattern, placeholder="all of them", select_on_focus=True)
            yield from foot("Enter lists them", "Esc back")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell how many there are."""
        self.report(self._counted(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """List them, if there are any."""
        pattern = pattern_of(self._parameters, event.value)
        if self._count(pattern):
            self.submit(plain(pattern) or "*")

    def _count(self, pattern: str) -> int:
        return int(parameter_mask(self._parameters, pattern).sum())

    def _counted(self, typed: str) -> str:
        pattern = pattern_of(self._parameters, typed)
        count, every = self._count(pattern), len(self._parameters)
        if count == 0:
            return f"None of the {every:,} parameters matches."
        return f"{count:,} of {every:,}" if pattern else ""
