"""Going on with a session: what was done is done again, and how far that has come is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tui.screen.dialogs.dialog import Dialog
from tui.sessions.replay import Progress
from tui.text.progress import progress_bar


class ResumeDialog(Dialog[bool]):
    """Does the rest of a session again; the screen's result is whether it came to the end, or Esc gave it up."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q", "dismiss(False)", "Back")]

    def __init__(self, reports: Iterator[Progress]) -> None:
        super().__init__()
        self._ways = reports

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Going on with the session", classes="dialog-title", markup=False)
            yield Static("What was done is done again.", classes="dialog-hint", markup=False)
            yield Static("", classes="dialog-report", markup=False)
            yield Static("Esc gives up", classes="dialog-hint", markup=False)

    def on_mount(self) -> None:
        self.run_worker(self._go())

    async def _go(self) -> None:
        """Go slice by slice, with the keys alive on the way."""
        report = self.query_one(".dialog-report", Static)
        for way in self._ways:
            bar = progress_bar(way.done, way.of)
            report.update(f"{bar}  {way.done:,} of {way.of:,}, step {way.step:,}")
            await asyncio.sleep(0)
        self.dismiss(True)
