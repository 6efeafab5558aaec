"""Screens that are left with an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.widget import Widget
from textual.widgets import Static

from tui.screen.widgets.key_line import KeyLine


class Answering(Screen[ScreenResultType]):
    """A screen that answers once.

    Two keys that come at once can both ask it to go; Textual would take the second for the screen below it.
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Go, and hand on what was answered."""
        return super().dismiss(result) if self.is_current else AwaitComplete()


class Dialog(ModalScreen[ScreenResultType], Answering[ScreenResultType]):
    """One that is put before another: where it does not fit, what stands between title and keys can be scrolled."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("up", "scroll(-1)", "Up"),
        ("down", "scroll(1)", "Down"),
        ("pageup", "turn(-1)", "Page up"),
        ("pagedown", "turn(1)", "Page down"),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide"), (180, "-widest")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(".dialog").scroll_relative(y=by, animate=False)

    def action_turn(self, by: int) -> None:
        """Scroll by a screenful."""
        dialog = self.query_one(".dialog")
        dialog.scroll_relative(y=by * max(1, dialog.scrollable_content_region.height - 1), animate=False)

    def report(self, told: str) -> None:
        """Say what is wrong, or how far something has come; "" for nothing."""
        self.query_one(".dialog-report", Static).update(told)


class Foot(Vertical):
    """What stays in sight at the end of a dialog."""

    def on_resize(self) -> None:
        """Keep in sight what the keys go to: a report may have taken the room in which it stood."""
        if self.screen.focused is not None:
            self.screen.focused.scroll_visible(animate=False)


def foot(*keys: str) -> Iterator[Widget]:
    """The usual one: what there is to report, and the keys."""
    with Foot():
        yield Static("", classes="dialog-report", markup=False)
        yield KeyLine(*keys, classes="dialog-hint")
