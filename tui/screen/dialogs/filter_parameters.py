"""The dialog that filters the list of parameters by their names."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from engine.objectives.parameters import Parameters
from scenarios.wording import plain
from tui.screen.dialogs.dialog import foot
from tui.screen.dialogs.form import Form
from tui.screen.widgets.line_input import LineInput
from tui.workspace.parameter_listing import parameter_mask
from tui.workspace.parameter_patterns import pattern_of


class FilterParameters(Form):
    """Returns the pattern of the names to list; an empty line lists all."""

    def __init__(self, parameters: Parameters, pattern: str) -> None:
        super().__init__()
        self._parameters = parameters
        self._pattern = pattern

    def compose(self) -> ComposeResult:
        names = self._parameters.names
        with Vertical(classes="dialog"):
            yield Static("Filter parameters", classes="dialog-title", markup=False)
            yield Static(
                f"{names[0]} to {names[-1]}, names as on the screen, or beginnings of names.\n"
                "* matches any text, ? one letter or digit.\n"
                "w2  all weights of layer 2    w1_*_3  the weights to unit 3 of layer 1\n"
                "w2 b2  several patterns",
                classes="dialog-hint",
                markup=False,
            )
            yield LineInput(self._pattern, placeholder="all of them", select_on_focus=True)
            yield from foot("Enter: apply", "Esc: back")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show how many parameters match."""
        self.report(self._counted(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the pattern if any parameter matches."""
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
