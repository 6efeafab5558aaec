"""Modal dialogs: screens over another one that return a value, and change nothing themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.widget import Widget
from textual.widgets import Static

from tui.screen.after_refresh import call_after_refresh
from tui.screen.widgets.key_line import KeyLine


class AnsweringOnce(Screen[ScreenResultType]):
    """A screen that returns one value.

    Two keys in quick succession can both dismiss it; Textual would apply the second to the screen below.
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close the screen and return the result."""
        return super().dismiss(result) if self.is_current else AwaitComplete()


class Dialog(ModalScreen[ScreenResultType], AnsweringOnce[ScreenResultType]):
    """A dialog over another screen; if it does not fit, the part between title and keys scrolls."""

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

    def report(self, message: str) -> None:
        """Show an error or the progress of work; "" clears it."""
        # None is left where the dialog closes while work still reports to it.
        for view in self.query(".dialog-report").results(Static):
            view.update(message)


class Foot(Vertical):
    """The last lines of a dialog, which do not scroll."""

    def on_resize(self) -> None:
        """Keep the focused widget visible when a report has taken its room."""
        call_after_refresh(self, self._show_focused)  # the parts above may still change their heights

    def _show_focused(self) -> None:
        if self.screen.focused is not None:
            self.screen.focused.scroll_visible(animate=False)


def foot(*keys: str) -> Iterator[Widget]:
    """Yield the usual foot: a report, and the keys."""
    with Foot():
        yield Static("", classes="dialog-report", markup=False)
        yield KeyLine(*keys, classes="dialog-hint")
