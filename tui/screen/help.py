"""The help screen: the focused pane's page, the available keys, and the glossary, with search and links."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.events import Key
from textual.message import Message
from textual.widgets import Input, Static

from tui.drawing.spans import Row, Span
from tui.help.page import Contents
from tui.help.rows import HelpRows, help_rows
from tui.screen.after_refresh import call_after_refresh
from tui.screen.dialogs.dialog import Dialog
from tui.screen.theme import style_of
from tui.screen.widgets.cells import CellsView
from tui.screen.widgets.line_input import LineInput

_HINTS = ("↑ ↓: scroll", "Tab: next link", "Enter: follow", "Backspace: return", "Esc: back")


class _Visit(NamedTuple):
    """A position to return to: the search text and the row at the top."""

    search: str
    row: int


class _Search(LineInput):
    """The search line; it takes every character except "?", which closes the help."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return key != "question_mark" and super().check_consume_key(key, character)

    async def on_key(self, event: Key) -> None:
        """Post `Emptied` if Backspace is pressed in an empty line."""
        if event.key == "backspace" and not self.value:
            event.stop()
            event.prevent_default()
            self.post_message(self.Emptied())

    class Emptied(Message):
        """Backspace was pressed in the empty search line."""


class Help(Dialog[None]):
    """The help: typed text searches, and links lead from term to term and back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss", "Back"),
        # Before the search line takes it for a letter.
        Binding("question_mark", "dismiss", "Back", priority=True),
        Binding("tab", "link(1)", "Next link", priority=True),
        Binding("shift+tab", "link(-1)", "Previous link", priority=True),
        Binding("home", "scroll_home", "Top", priority=True),
        Binding("end", "scroll_end", "End", priority=True),
        ("up", "scroll(-1)", "Up"),
        ("down", "scroll(1)", "Down"),
        ("pageup", "turn(-1)", "Page up"),
        ("pagedown", "turn(1)", "Page down"),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide")]

    def __init__(self, contents: Contents, term: str = "") -> None:
        super().__init__()
        self._contents = contents
        self._term = term
        """The term to show first, until the size is known; "" for the page."""
        self._content = HelpRows((), {})
        self._link: tuple[int, int] | None = None
        """The link that Enter follows: its row, and its place among the row's spans."""
        self._visited: list[_Visit] = []
        self._wanted_row: int | None = None
        """The row to put at the top as soon as the rows have their height, which may take several refreshes."""

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield _Search(placeholder="Type to search for a term or key", id="help-search")
            with VerticalScroll(id="help-rows", can_focus=False):
                yield CellsView(self._style, id="help-text")
            yield Static("", id="help-hints", markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        rows = self.query_one("#help-rows", VerticalScroll)
        self.watch(rows, "virtual_size", self._scroll_to_wanted_row, init=False)
        call_after_refresh(self, self._write)

    def on_resize(self) -> None:
        """Wrap the rows to the new width."""
        call_after_refresh(self, self._write)

    def _style(self, role: str) -> Style:
        match role:
            case "link":
                return style_of("text", self.app.theme) + Style(underline=True)
            case "link-here":
                return style_of("selected", self.app.theme)
        return style_of(role, self.app.theme)

    # Rows

    def _write(self) -> None:
        """Lay out the rows that match the search, and show them."""
        scroll, view = self.query_one("#help-rows", VerticalScroll), self.query_one("#help-text", CellsView)
        width = scroll.scrollable_content_region.width - 1  # a blank before the scroll bar
        if width < 1:
            return
        self._content = help_rows(self._contents, self.query_one(Input).value, width)
        self._link = None
        view.styles.height = max(1, len(self._content.rows))
        self._show()
        if self._term:
            term, self._term = self._term, ""
            self._go_to_term(term)

    def _show(self) -> None:
        """Draw the rows, with the current link highlighted."""
        rows = list(self._content.rows)
        if self._link is not None:
            row, index = self._link
            spans = list(rows[row])
            spans[index] = spans[index]._replace(role="link-here")
            rows[row] = tuple(spans)
        self.query_one("#help-text", CellsView).show(rows)
        self._show_hints()

    def _show_hints(self) -> None:
        """Show the available keys."""
        left_out = set() if self._link else {_HINTS[2]}
        left_out |= set() if self._visited else {_HINTS[3]}
        hints = [hint for hint in _HINTS if hint not in left_out]
        self.query_one("#help-hints", Static).update("   ".join(hints))

    def on_input_changed(self) -> None:
        """Search for the typed text."""
        self._write()
        self.query_one("#help-rows", VerticalScroll).scroll_home(animate=False)

    # Moving

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one("#help-rows", VerticalScroll).scroll_relative(y=by, animate=False)

    def action_turn(self, by: int) -> None:
        """Scroll by a screenful."""
        scroll = self.query_one("#help-rows", VerticalScroll)
        scroll.scroll_relative(y=by * max(1, scroll.size.height - 1), animate=False)

    def action_scroll_home(self) -> None:
        """Scroll to the top."""
        self.query_one("#help-rows", VerticalScroll).scroll_home(animate=False)

    def action_scroll_end(self) -> None:
        """Scroll to the last term."""
        self.query_one("#help-rows", VerticalScroll).scroll_end(animate=False)

    def action_link(self, by: int) -> None:
        """Highlight the next or previous link: from the current one if it is visible."""
        links = [index for index, _ in _links(self._content.rows)]
        if not links:
            return
        scroll = self.query_one("#help-rows", VerticalScroll)
        top, height = round(scroll.scroll_y), scroll.size.height
        seen = self._link is not None and top <= self._link[0] < top + height
        if seen:
            assert self._link is not None
            index = (links.index(self._link) + by) % len(links)
        elif by > 0:
            index = next((n for n, (row, _) in enumerate(links) if row >= top), 0)
        else:
            index = next((n for n in range(len(links) - 1, -1, -1) if links[n][0] < top + height), -1)
        self._link = links[index]
        row = self._link[0]
        if not top <= row < top + height:
            scroll.scroll_to(y=max(0, row - height // 2), animate=False)
        self._show()

    def on_input_submitted(self) -> None:
        """Follow the highlighted link."""
        if self._link is not None:
            row, index = self._link
            self._follow(self._content.rows[row][index].target)

    def on_cells_view_clicked(self, event: CellsView.Clicked) -> None:
        """Follow the link that was clicked."""
        event.stop()
        self._follow(event.target)

    def _follow(self, target: str) -> None:
        kind, _, name = target.partition(":")
        if kind != "term":
            return
        search, scroll = self.query_one(Input), self.query_one("#help-rows", VerticalScroll)
        self._visited.append(_Visit(search.value, round(scroll.scroll_y)))
        self._search_for("")
        self._go_to_term(name)

    def _search_for(self, text: str) -> None:
        """Set the search text without a Changed message."""
        search = self.query_one(Input)
        with search.prevent(Input.Changed):
            search.value = text
            search.cursor_position = len(text)
        self._write()

    def _go_to_term(self, name: str) -> None:
        row = self._content.terms.get(name)
        if row is not None:
            self._put_on_top(row)
            self._show_hints()

    def _put_on_top(self, row: int) -> None:
        """Put a row at the top, once the rows have their height."""
        self._wanted_row = row
        call_after_refresh(self, self._scroll_to_wanted_row)

    def _scroll_to_wanted_row(self) -> None:
        scroll = self.query_one("#help-rows", VerticalScroll)
        if self._wanted_row is not None and scroll.virtual_size.height >= len(self._content.rows):
            row, self._wanted_row = self._wanted_row, None
            scroll.scroll_to(y=row, animate=False)

    @on(_Search.Emptied)
    def go_back(self) -> None:
        """Return to the position where the last link was followed."""
        if self._visited:
            index = self._visited.pop()
            self._search_for(index.search)
            self._put_on_top(index.row)


def _links(rows: tuple[Row, ...]) -> list[tuple[tuple[int, int], Span]]:
    """Return the links with their positions (row, index of the span)."""
    return [
        ((row, index), span)
        for row, spans in enumerate(rows)
        for index, span in enumerate(spans)
        if span.role == "link"
    ]
