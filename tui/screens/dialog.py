"""Screens that are left with an answer."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen, ScreenResultType


class Answering(Screen[ScreenResultType]):
    """A screen that answers once.

    Two keys that come at once can both ask it to go; Textual would take the second for the screen below it.
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Go, and hand on what was answered."""
        return super().dismiss(result) if self.is_current else AwaitComplete()


class Dialog(ModalScreen[ScreenResultType], Answering[ScreenResultType]):
    """One that is put before another."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]
    """On a low screen hints give way, so that the line to type in is seen."""
