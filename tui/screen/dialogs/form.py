"""Forms: dialogs that return the argument of a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType

from tui.commands.outcome import FinalOutcome
from tui.screen.dialogs.dialog import Dialog
from tui.screen.working import Work, finished, finished_at_once
from tui.workspace.progress import Progress


class Form(Dialog[None]):
    """A dialog that returns the argument of a command.

    Whoever opens it gives `dispatch`, which runs the command with that argument, and `refusal`, which takes the
    outcome. A refused argument keeps the form open, with the reason; Esc returns nothing, and cancels running work.
    """

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "Back")]

    dispatch: Callable[[str], Work]
    """argument → the command's work."""
    refusal: Callable[[FinalOutcome], str]
    """outcome → the sentence that refuses the argument; "" where it is accepted."""

    def __init__(self) -> None:
        super().__init__()
        self._working = False

    def submit(self, argument: str) -> None:
        """Return an argument; while the command still works, further ones are ignored."""
        if self._working:
            return
        work = self.dispatch(argument)
        outcome = finished_at_once(work)
        if outcome is None:
            self._working = True
            self.run_worker(self._finish(work))
        else:
            self._take(outcome)

    async def _finish(self, work: Work) -> None:
        try:
            outcome = await finished(work, self.report_progress)
        finally:
            self._working = False
        self._take(outcome)

    def _take(self, outcome: FinalOutcome) -> None:
        refusal = self.refusal(outcome)
        if not self.is_attached:
            return  # Esc has closed it while the work ended, and its widgets are gone
        if refusal:
            self.report(refusal)
        else:
            self.accepted()

    def accepted(self) -> None:
        """Close the form, since its argument was accepted."""
        self.dismiss()

    def report_progress(self, progress: Progress) -> None:
        """Show how far the command's work has come."""
        self.report("Working …")
