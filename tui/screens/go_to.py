"""Going to a place: one line to type in, and a report while the way there is long."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.desk import Desk
from tui.journey import NoSuchPlace, journey


class GoTo(ModalScreen[None]):
    """Moves the desk to the place that is typed; Esc gives up and leaves it where it stood."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "Back")]

    def __init__(self, desk: Desk, text: str = "") -> None:
        super().__init__()
        self._desk = desk
        self._text = text
        """Where to go at once; "" waits for somebody to type."""

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static("Go to", classes="dialog-title", markup=False)
            yield Static(self._examples(), classes="dialog-hint", markup=False)
            yield Input(placeholder="12", id="where", select_on_focus=False)
            yield Static("", id="report", markup=False)
            yield Static("Enter goes there    Esc back", classes="dialog-hint", markup=False)

    def _examples(self) -> str:
        if self._desk.moment().network is not None:
            return "a step: 12    an epoch and row: 3:2    a condition: loss < 0.5"
        return "a step: 12    a condition: loss < 0.5"

    def on_mount(self) -> None:
        if self._text:
            self.query_one(Input).value = self._text
            self.run_worker(self._go(self._text), exclusive=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go there, with the keys alive on the way."""
        self.run_worker(self._go(event.value.strip()), exclusive=True)

    async def _go(self, text: str) -> None:
        """Go slice by slice; from a way that ends nowhere or is given up, go back."""
        left = self._desk.place
        arrived = False
        try:
            for report in journey(self._desk, text):
                self.query_one("#report", Static).update(report)
                await asyncio.sleep(0)
            arrived = True
        except NoSuchPlace as fault:
            self.query_one("#report", Static).update(str(fault))
        finally:
            if not arrived:
                self._desk.stand(left)
        if arrived:
            self.dismiss()
