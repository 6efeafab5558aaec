"""The picker: the bundled scenarios by section, and what the marked one is like; quick, for it opens nothing itself."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widgets import Static
from textual.widgets.option_list import Option

from scenarios.catalogue import catalogue
from scenarios.wording import counted
from tui.drawing.spans import Row, Span
from tui.drawing.wrapping import wrapped
from tui.screen.dialogs.dialog import AnsweringOnce
from tui.screen.theme import style_of
from tui.screen.widgets.option_lists import Options
from tui.sessions.journal import Session
from tui.text.untrusted import clean_line

if TYPE_CHECKING:
    from tui.screen.preview import Preview

_SESSION = "last session"
"""The option that goes on where a person stood; no scenario is called so."""
_KINDS_FROM = 50
"""From this width of the list on, kinds and the numbers of their lessons' texts stand beside the titles."""
_ROOMY = 60
"""From this width on what is marked is told beside the list; below it two lines below have to do."""
_LINES_FROM = 18
"""From this height of the screen on, lines stand between the sections."""
_LABEL = 11
"""Cells for what a fact is called."""
_LONGEST_LINE = 76
"""Cells of a line of text at most."""
_LARGEST_DRAWING = (64, 18)
"""Cells of a drawing at most: it is to be a glance."""
_KEYS = (("↑ ↓", "choose"), ("enter", "open"), ("esc", "back"), ("?", "help"), ("q", "quit"))


class Picker(AnsweringOnce[str | Session]):
    """Choose a scenario, or to go on; the screen's result is the scenario's name, or the session."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("q", "app.quit", "Quit"),
        ("escape", "back", "Back"),
        ("n", "cursor('down')", "Next"),
        ("p", "cursor('up')", "Previous"),
        ("question_mark", "help", "Help"),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_ROOMY, "-medium"), (110, "-wide")]

    class Previewed(Message):
        """It is known what an option is like."""

        def __init__(self, option: str, preview: Preview | None, told: str = "") -> None:
            super().__init__()
            self.option, self.preview = option, preview
            self.told = told
            """Why there is none."""

    def __init__(self, session: Session | None = None, *, resuming: bool = True, back: bool = False) -> None:
        """Offers to go on with a session; `going_on` says whether that is what is marked at first.

        With `back`, Escape leads back to what stands below; else there is nothing to go back to.
        """
        super().__init__()
        self._back = back
        self._session = session
        self._going_on = resuming
        self._entries = {entry.name: entry for entry in catalogue()}
        self._previews: dict[str, Preview | None] = {}
        self._faults: dict[str, str] = {}
        """Why there is no preview of an option."""
        self._marked = ""
        """The option that the arrows have come to."""

    def compose(self) -> ComposeResult:
        yield Static(self._heading(), id="picker-title")
        with Horizontal():
            yield Options(*self._options(), id="scenarios")
            with VerticalScroll(id="about", can_focus=False):
                yield Static("", id="about-text")
        yield Static("", id="picker-summary")
        yield Static(self._keys(), id="picker-keys")

    def on_mount(self) -> None:
        options = self.query_one(Options)
        options.focus()
        if not self._going_on:
            options.highlighted = options.get_option_index(next(iter(self._entries)))

    def on_resize(self) -> None:
        """Write anew what depends on the width."""
        self.call_after_refresh(self._write)

    def _style(self, role: str) -> Style:
        return style_of(role, self.app.theme)

    def _heading(self) -> Text:
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append(" gradstep ", self._style("brand"))
        return text.append("  every number of backpropagation, one step at a time", self._style("dim"))

    def _keys(self) -> Text:
        roomy = self.app.size.width >= _ROOMY
        gap = "   " if roomy else "  "
        left_out = set() if self._back else {"esc"}
        left_out |= set() if roomy or not self._back else {"↑ ↓"}
        keys = (
            Text.assemble((key, self._style("key")), (f" {told}", self._style("dim")))
            for key, told in _KEYS
            if key not in left_out
        )
        return Text.assemble(" ", Text(gap).join(keys), no_wrap=True)

    # The list

    def _options(self) -> list[Option | None]:
        """Titles below the headings of their sections; lines between them, where there is room."""
        line = [None] if self.app.size.height >= _LINES_FROM else []
        options: list[Option | None] = []
        if self._session is not None:
            options += [Option(self._prompt(_SESSION), id=_SESSION)]
        for section, entries in groupby(self._entries.values(), key=lambda entry: entry.section):
            options += line if options else []
            options.append(Option(Text(section or "More", self._style("heading")), disabled=True))
            options += [Option(self._prompt(entry.name), id=entry.name) for entry in entries]
        return options

    def _prompt(self, option: str) -> Text:
        """One line of the list; the marked one has its colours from the list."""
        marked = option == self._marked
        text = Text("▸ " if marked else "  ", no_wrap=True, overflow="ellipsis")
        text.append(self._cut(option), "" if marked else self._style("text"))
        entry, width = self._entries.get(option), self._width()
        if entry is not None and width >= _KINDS_FROM:
            texts = counted(entry.cues, "text") if entry.cues else ""
            kind = f"{entry.kind:<9}{texts:>8}"
            text.pad_right(max(1, width - text.cell_len - len(kind)))
            text.append(kind, "" if marked else self._style("dim"))
        return text

    def _called(self, option: str) -> str:
        if option == _SESSION and self._session is not None:
            return f"go on: {clean_line(self._session.title)}, step {self._session.step:,}"
        return self._entries[option].title

    def _cut(self, option: str) -> str:
        """The same in one line: a long title gives way, but not the step."""
        called, room = self._called(option), self._width() - 2
        if 0 < room < cell_len(called) and option == _SESSION:
            head, comma, step = called.rpartition(", step ")
            return f"{set_cell_size(head, max(0, room - 1 - len(comma + step))).rstrip()}…{comma}{step}"
        return called

    def _width(self) -> int:
        """The cells that a line of the list has."""
        found = self.query(Options)
        return found.first().scrollable_content_region.width if found else 0

    def on_option_list_option_highlighted(self, event: Options.OptionHighlighted) -> None:
        """Put the mark there, and tell what it is about."""
        if event.option_id is None or event.option_id == self._marked:
            return
        before, self._marked = self._marked, event.option_id
        for option in filter(None, (before, self._marked)):
            event.option_list.replace_option_prompt(option, self._prompt(option))
        self._tell()
        if self._marked not in self._previews:
            # What a preview takes to import must not keep the list waiting.
            self.call_after_refresh(self._view_options, self._marked)

    def action_cursor(self, direction: str) -> None:
        """Mark the next or the previous scenario."""
        options = self.query_one(Options)
        if direction == "down":
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def on_option_list_option_selected(self, event: Options.OptionSelected) -> None:
        """Open it."""
        if event.option_id == _SESSION:
            self.dismiss(self._session)
        elif event.option_id is not None:
            self.dismiss(event.option_id)

    def action_back(self) -> None:
        """Go back to where the list was asked for."""
        if self._back:
            self.dismiss()

    def action_help(self) -> None:
        """Explain the list, and every term."""
        from tui.help.picker import PICKING
        from tui.screen.help import Help

        self.app.push_screen(Help(PICKING))

    # What the marked one is like

    def _view_options(self, option: str) -> None:
        self.run_worker(partial(self._looked, option), thread=True, exclusive=True)

    def _looked(self, option: str) -> None:
        """In a thread of its own: look into a scenario, and report what it is like."""
        from scenarios.errors import ScenarioError
        from tui.screen.preview import preview_of, preview_of_session

        try:
            if option == _SESSION and self._session is not None:
                preview = preview_of_session(self._session)
            else:
                preview = preview_of(option)
        except ScenarioError as error:
            self.post_message(self.Previewed(option, None, str(error)))
        else:
            self.post_message(self.Previewed(option, preview))

    def on_picker_previewed(self, event: Previewed) -> None:
        """Tell it, if it still is the marked one."""
        self._previews[event.option], self._faults[event.option] = event.preview, event.told
        if event.option == self._marked:
            self._tell()

    def _write(self) -> None:
        """Write the list and what is told of the marked one in the room there is."""
        options = self.query_one(Options)
        options.set_options(self._options())
        if self._marked:
            options.highlighted = options.get_option_index(self._marked)
        self._tell()

    def _tell(self) -> None:
        """Tell what the marked option is like, as far as it is known."""
        if not self._marked:
            return
        fault = self._faults.get(self._marked, "")
        entry, preview = self._entries.get(self._marked), self._previews.get(self._marked)
        summary = entry.summary if entry is not None else "Where you left off."
        self._tell_below(fault or summary)
        region = self.query_one("#about", VerticalScroll).scrollable_content_region
        width, height = min(_LONGEST_LINE, region.width), region.height
        if width < 1:
            return
        lines = self._about(summary, width)
        if fault:
            lines += self._wrapped(fault, "warning", width)
        if preview is not None:
            lines += self._previewed(preview, width)
            most_wide, most_high = _LARGEST_DRAWING
            room = min(height - len(lines) - 1, most_high)
            drawing = preview.drawing(min(width, most_wide), room)
            lines += [Text(), *(self._text(row) for row in drawing)] if drawing else []
        self.query_one("#about-text", Static).update(Text("\n").join(lines))

    def _tell_below(self, summary: str) -> None:
        """Two lines below a list that has the whole width."""
        below = self.query_one("#picker-summary", Static)
        width = below.content_size.width
        if width > 0:
            first, *others = self._wrapped(summary, "dim", width)
            rest = Text(" ".join(other.plain for other in others), self._style("dim"))
            rest.truncate(width, overflow="ellipsis")
            below.update(Text("\n").join([first, rest]))

    def _about(self, summary: str, width: int) -> list[Text]:
        """What is known without opening it."""
        return [
            *self._wrapped(self._called(self._marked), "title", width),
            *self._wrapped(summary, "text", width),
            Text(),
        ]

    def _previewed(self, preview: Preview, width: int) -> list[Text]:
        """Its settings, and what its lesson says first."""
        lines = []
        for label, told in preview.facts:
            text = Text(label.ljust(_LABEL), self._style("dim"))
            for line in self._wrapped(clean_line(told), "text", max(8, width - _LABEL)):
                lines.append(text.append_text(line))
                text = Text(" " * _LABEL)
        said = preview.first_cue(max(8, width - 2))
        if said:
            lines.append(Text())
        bar = ("▎ ", self._style("now"))
        return [*lines, *(Text.assemble(bar, self._text(row)) for row in said)]

    def _wrapped(self, text: str, role: str, width: int) -> list[Text]:
        rows = [row for line in text.split("\n") for row in wrapped([Span(line, role)], width) or [()]]
        return [self._text(row) for row in rows]

    def _text(self, row: Row) -> Text:
        """A row of cells as Rich's text."""
        return Text.assemble(*((span.text, self._style(span.role)) for span in row), no_wrap=True)
