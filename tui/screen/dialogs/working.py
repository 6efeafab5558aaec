"""The progress dialog of long work, which can be cancelled."""

from __future__ import annotations

from collections.abc import Generator
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tui.screen.dialogs.dialog import Dialog, foot
from tui.screen.dialogs.progress_bar import ProgressBar
from tui.screen.working import finished
from tui.workspace.progress import Progress

Result = TypeVar("Result")


class WorkingDialog(Dialog[Result]):
    """Finishes work and returns its result; Esc cancels it and returns None."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q", "dismiss(None)", "Cancel")]

    def __init__(self, title: str, work: Generator[Progress, None, Result]) -> None:
        super().__init__()
        self._title, self._work = title, work

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title", markup=False)
            yield from foot("Esc: cancel")

    def on_mount(self) -> None:
        self.run_worker(self._finish())

    async def _finish(self) -> None:
        bar = ProgressBar()
        self.dismiss(await finished(self._work, lambda progress: self.report(bar.text(progress))))
