"""The picker: a list of the bundled scenarios by section, with a preview of the highlighted one."""

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
from tui.screen.after_refresh import call_after_refresh
from tui.screen.dialogs.dialog import AnsweringOnce
from tui.screen.theme import style_of
from tui.screen.widgets.option_lists import Options
from tui.sessions.journal import Session
from tui.text.untrusted import clean_line

if TYPE_CHECKING:
    from tui.screen.preview import Preview

_SESSION = "last session"
"""Id of the option that resumes the last session; not a valid name of a scenario."""
_MIN_WIDTH_WITH_KINDS = 50
"""Width of the list, in cells, from which it shows kinds and numbers of lesson texts."""
_MIN_WIDTH_WITH_PREVIEW = 60
"""Width of the screen, in cells, from which the preview is beside the list; else two lines are below it."""
_MIN_HEIGHT_WITH_LINES = 18
"""Height of the screen, in rows, from which lines separate the sections."""
_LABEL_WIDTH = 11
"""Width of a fact's label in cells."""
_MAX_LINE_WIDTH = 76
"""Greatest width of a line of text in cells."""
_MAX_DRAWING_SIZE = (64, 18)
"""Greatest (width, height) of a drawing in cells."""
_KEYS = (("↑ ↓", "choose"), ("enter", "open"), ("esc", "back"), ("?", "help"), ("q", "quit"))


class Picker(AnsweringOnce[str | Session]):
    """A screen that returns the name of a scenario, or the session to resume."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("q", "app.quit", "Quit"),
        ("escape", "back", "Back"),
        ("n", "cursor('down')", "Next"),
        ("p", "cursor('up')", "Previous"),
        ("question_mark", "help", "Help"),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_MIN_WIDTH_WITH_PREVIEW, "-medium"), (110, "-wide")]

    class Previewed(Message):
        """The preview of an option is ready, or cannot be made."""

        def __init__(self, option: str, preview: Preview | None, message: str = "") -> None:
            super().__init__()
            self.option, self.preview = option, preview
            self.message = message
            """Why there is no preview; "" if there is one."""

    def __init__(self, session: Session | None = None, *, resuming: bool = True, back: bool = False) -> None:
        """Configure the list.

        Args:
            session: the session to offer for resuming.
            resuming: whether that session is highlighted first.
            back: whether Escape returns to the screen below.
        """
        super().__init__()
        self._back = back
        self._session = session
        self._resuming = resuming
        self._entries = {entry.name: entry for entry in catalogue()}
        self._previews: dict[str, Preview | None] = {}
        self._faults: dict[str, str] = {}
        """The reason, by option, why it has no preview."""
        self._highlighted = ""
        """The id of the highlighted option."""

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
        if not self._resuming:
            options.highlighted = options.get_option_index(next(iter(self._entries)))

    def on_resize(self) -> None:
        """Lay the list and the preview out for the new size."""
        call_after_refresh(self, self._write)

    def _style(self, role: str) -> Style:
        return style_of(role, self.app.theme)

    def _heading(self) -> Text:
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append(" gradstep ", self._style("brand"))
        return text.append("  every number of backpropagation, one step at a time", self._style("dim"))

    def _keys(self) -> Text:
        wide = self.app.size.width >= _MIN_WIDTH_WITH_PREVIEW
        gap = "   " if wide else "  "
        left_out = set() if self._back else {"esc"}
        left_out |= set() if wide or not self._back else {"↑ ↓"}
        keys = (
            Text.assemble((key, self._style("key")), (f" {label}", self._style("dim")))
            for key, label in _KEYS
            if key not in left_out
        )
        return Text.assemble(" ", Text(gap).join(keys), no_wrap=True)

    # The list

    def _options(self) -> list[Option | None]:
        """Return the options below the headings of their sections, with lines between sections if there is room."""
        line = [None] if self.app.size.height >= _MIN_HEIGHT_WITH_LINES else []
        options: list[Option | None] = []
        if self._session is not None:
            options += [Option(self._prompt(_SESSION), id=_SESSION)]
        for section, entries in groupby(self._entries.values(), key=lambda entry: entry.section):
            options += line if options else []
            options.append(Option(Text(section or "More", self._style("heading")), disabled=True))
            options += [Option(self._prompt(entry.name), id=entry.name) for entry in entries]
        return options

    def _prompt(self, option: str) -> Text:
        """Return the line of an option; the highlighted one gets its colours from the list widget."""
        marked = option == self._highlighted
        text = Text("▸ " if marked else "  ", no_wrap=True, overflow="ellipsis")
        text.append(self._cut_title(option), "" if marked else self._style("text"))
        entry, width = self._entries.get(option), self._width()
        if entry is not None and width >= _MIN_WIDTH_WITH_KINDS:
            texts = counted(entry.cues, "text") if entry.cues else ""
            kind = f"{entry.kind:<9}{texts:>8}"
            text.pad_right(max(1, width - text.cell_len - len(kind)))
            text.append(kind, "" if marked else self._style("dim"))
        return text

    def _title(self, option: str) -> str:
        if option == _SESSION and self._session is not None:
            return f"resume {clean_line(self._session.title)}, step {self._session.step:,}"
        return self._entries[option].title

    def _cut_title(self, option: str) -> str:
        """Return the title cut to one line; the title of a session is cut before its step."""
        title, room = self._title(option), self._width() - 2
        if 0 < room < cell_len(title) and option == _SESSION:
            head, comma, step = title.rpartition(", step ")
            return f"{set_cell_size(head, max(0, room - 1 - len(comma + step))).rstrip()}…{comma}{step}"
        return title

    def _width(self) -> int:
        """Return the width of a line of the list in cells; 0 before the list is mounted."""
        options = self.query(Options)
        return options.first().scrollable_content_region.width if options else 0

    def on_option_list_option_highlighted(self, event: Options.OptionHighlighted) -> None:
        """Mark the option, and show its preview."""
        if event.option_id is None or event.option_id == self._highlighted:
            return
        before, self._highlighted = self._highlighted, event.option_id
        for option in filter(None, (before, self._highlighted)):
            event.option_list.replace_option_prompt(option, self._prompt(option))
        self._describe()
        if self._highlighted not in self._previews:
            # A preview's imports take long, so the list is drawn first.
            call_after_refresh(self, partial(self._start_preview, self._highlighted))

    def action_cursor(self, direction: str) -> None:
        """Highlight the next or the previous scenario."""
        options = self.query_one(Options)
        if direction == "down":
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def on_option_list_option_selected(self, event: Options.OptionSelected) -> None:
        """Return the selected scenario or session."""
        if event.option_id == _SESSION:
            self.dismiss(self._session)
        elif event.option_id is not None:
            self.dismiss(event.option_id)

    def action_back(self) -> None:
        """Return to the screen below, if there is one."""
        if self._back:
            self.dismiss()

    def action_help(self) -> None:
        """Open the help of the picker."""
        from tui.help.picker import PICKING
        from tui.screen.help import Help

        self.app.push_screen(Help(PICKING))

    # The preview

    def _start_preview(self, option: str) -> None:
        self.run_worker(partial(self._load_preview, option), thread=True, exclusive=True)

    def _load_preview(self, option: str) -> None:
        """Load the preview of an option in a worker thread, and post it."""
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
        """Store a preview, and show it if its option is still highlighted."""
        self._previews[event.option], self._faults[event.option] = event.preview, event.message
        if event.option == self._highlighted:
            self._describe()

    def _write(self) -> None:
        """Lay out the list and the preview for the current size."""
        options = self.query_one(Options)
        options.set_options(self._options())
        if self._highlighted:
            options.highlighted = options.get_option_index(self._highlighted)
        self._describe()

    def _describe(self) -> None:
        """Show what is known about the highlighted option."""
        if not self._highlighted:
            return
        fault = self._faults.get(self._highlighted, "")
        entry, preview = self._entries.get(self._highlighted), self._previews.get(self._highlighted)
        summary = entry.summary if entry is not None else "Continues where you stopped."
        self._describe_below(fault or summary)
        region = self.query_one("#about", VerticalScroll).scrollable_content_region
        width, height = min(_MAX_LINE_WIDTH, region.width), region.height
        if width < 1:
            return
        lines = self._about(summary, width)
        if fault:
            lines += self._wrapped(fault, "warning", width)
        if preview is not None:
            lines += self._preview_lines(preview, width)
            max_width, max_height = _MAX_DRAWING_SIZE
            room = min(height - len(lines) - 1, max_height)
            drawing = preview.drawing(min(width, max_width), room)
            lines += [Text(), *(self._text(row) for row in drawing)] if drawing else []
        self.query_one("#about-text", Static).update(Text("\n").join(lines))

    def _describe_below(self, summary: str) -> None:
        """Show a summary in two lines below the list, for narrow screens."""
        below = self.query_one("#picker-summary", Static)
        width = below.content_size.width
        if width > 0:
            first, *others = self._wrapped(summary, "dim", width)
            rest = Text(" ".join(other.plain for other in others), self._style("dim"))
            rest.truncate(width, overflow="ellipsis")
            below.update(Text("\n").join([first, rest]))

    def _about(self, summary: str, width: int) -> list[Text]:
        """Return title and summary, which are known before the preview is loaded."""
        return [
            *self._wrapped(self._title(self._highlighted), "title", width),
            *self._wrapped(summary, "text", width),
            Text(),
        ]

    def _preview_lines(self, preview: Preview, width: int) -> list[Text]:
        """Return the facts, and the first text of the lesson."""
        lines = []
        for label, value in preview.facts:
            text = Text(label.ljust(_LABEL_WIDTH), self._style("dim"))
            for line in self._wrapped(clean_line(value), "text", max(8, width - _LABEL_WIDTH)):
                lines.append(text.append_text(line))
                text = Text(" " * _LABEL_WIDTH)
        said = preview.first_cue(max(8, width - 2))
        if said:
            lines.append(Text())
        bar = ("▎ ", self._style("now"))
        return [*lines, *(Text.assemble(bar, self._text(row)) for row in said)]

    def _wrapped(self, text: str, role: str, width: int) -> list[Text]:
        rows = [row for line in text.split("\n") for row in wrapped([Span(line, role)], width) or [()]]
        return [self._text(row) for row in rows]

    def _text(self, row: Row) -> Text:
        """Convert a row of spans to Rich text."""
        return Text.assemble(*((span.text, self._style(span.role)) for span in row), no_wrap=True)
