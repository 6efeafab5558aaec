"""Going to a place: one line to type in, and how far it is while the way there is long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from engine.objectives.network import Network
from tui.screen.dialogs.dialog import Dialog, foot
from tui.screen.widgets.line_input import LineInput
from tui.text.progress import progress_bar, time_left
from tui.workspace.navigation import NoSuchPlace, Progress, go_to, or_back
from tui.workspace.workspace import Workspace


class GoTo(Dialog[None]):
    """Moves the desk to the place that is typed; Esc gives up and leaves it where it stood."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "Back")]

    def __init__(
        self,
        workspace: Workspace,
        text: str = "",
        *,
        stopping: bool = False,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._text = text
        """Where to go at once; "" waits for somebody to type."""
        self._stopping = stopping
        """Whether breakpoints end the way."""
        self._clock = clock
        self._on_the_way = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Go to", classes="dialog-title", markup=False)
            yield Static(self._examples(), classes="dialog-hint", markup=False)
            yield LineInput(placeholder="12", id="where", select_on_focus=False)
            yield from foot("Enter goes there", "Esc stays here")

    def _examples(self) -> str:
        """Ways to name a place, with names that this run has."""
        objective = self._workspace.run.training.objective
        if isinstance(objective, Network):
            weight = objective.parameters.names[objective.blocks[-1].start]
            places = "A step: 12    An epoch and a row: 3:2"
            conditions = f"loss < 0.5    loss rises    {weight} changes sign"
        else:
            places = "A step: 12"
            conditions = f"loss < 0.5    loss rises    abs(gradient.{objective.parameters.names[0]}) < 0.1"
        return f"{places}\nThe next step for which something holds:\n{conditions}"

    def on_mount(self) -> None:
        if self._text:
            self.query_one(Input).value = self._text
            self._set_out(self._text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go there, with the keys alive on the way; Enter once more does not set out a second time."""
        if not self._on_the_way:
            self._set_out(event.value.strip())

    def _set_out(self, text: str) -> None:
        self._on_the_way = True
        self.run_worker(self._go(text))

    async def _go(self, text: str) -> None:
        """Go slice by slice; from a way that ends nowhere or is given up, go back."""
        started = self._clock()
        try:
            with or_back(self._workspace):
                first: Progress | None = None
                for way in go_to(self._workspace, text, stopping=self._stopping):
                    first = first or way
                    self.report(progress(first, way, self._clock() - started))
                    await asyncio.sleep(0)
        except NoSuchPlace as fault:
            self._on_the_way = False
            self.report(str(fault))
            return
        self.dismiss()


def progress(first: Progress, way: Progress, seconds: float) -> str:
    """A bar, how far the way has come, and the time it takes on at the pace so far."""
    bar = progress_bar(way.step, way.last)
    taken = way.step - first.step
    left = f"   {time_left((way.last - way.step) * seconds / taken)} at most" if taken else ""
    return f"{bar}  step {way.step:,} of {way.last:,}{left}"
