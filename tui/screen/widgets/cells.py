"""A widget that shows rows of spans, and repaints only the rows that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.drawing.spans import Span

Row = Sequence[Span]
"""Spans from left to right."""


class CellsView(Widget):
    """Shows rows of texts, each in the style of its role, and repaints the rows that differ from the last.

    The function that is given turns a role into a style, laid over the widget's own; without one, a role
    has the style of the component class `cells--ROLE`, where a subclass names it in its COMPONENT_CLASSES.
    A row longer than the widget is cut off, a shorter one goes on in blanks, and so do rows that are missing.
    """

    DEFAULT_CSS = """
    CellsView { width: 1fr; height: 1fr; }
    """
    ALLOW_SELECT = False
    FOCUS_ON_CLICK = (
        False  # it could move what was clicked before the click is handled; a click focuses by a command
    )

    class Clicked(Message):
        """A cell with a target was clicked."""

        def __init__(self, view: CellsView, target: str) -> None:
            super().__init__()
            self.view = view
            self.target = target
            """The target of the cell's span; "" for none."""

    def __init__(
        self,
        styles: Callable[[str], Style] | None = None,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._style_of = styles or self._component_style
        self._rows: tuple[tuple[Span, ...], ...] = ()

    @property
    def text(self) -> str:
        """What is shown, without roles, one line a row."""
        return "\n".join("".join(span.text for span in row) for row in self._rows)

    def target_at(self, x: int, y: int) -> str:
        """The target of the cell at (x, y); "" for none."""
        if 0 <= y < len(self._rows):
            for span in self._rows[y]:
                size = cell_len(span.text)
                if x < size:
                    kind, _, each = span.target.partition(":")
                    return f"step:{each.split(',')[x]}" if kind == "step" and "," in each else span.target
                x -= size
        return ""

    def on_click(self, event: Click) -> None:
        """Post the target that was clicked."""
        self.post_message(self.Clicked(self, self.target_at(event.x, event.y)))

    def show(self, rows: Iterable[Row]) -> None:
        """Replace the rows, and repaint those that differ; the output then sends the cells that differ.

        Never triggers a layout: where the widget's size is `auto`, it stays as it was.
        """
        before, self._rows = self._rows, tuple(tuple(row) for row in rows)
        width, height = self.size
        pairs = zip_longest(before, self._rows, fillvalue=())
        regions = [Region(0, y, width, 1) for y, (old, new) in enumerate(pairs) if old != new and y < height]
        if regions and width:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """One row, as wide as the widget."""
        width, own = self.size.width, self.visual_style.rich_style
        row = self._rows[y] if 0 <= y < len(self._rows) else ()
        styles = {role: own + self._style_of(role) for role in {span.role for span in row}}
        segments = [Segment(span.text, styles[span.role]) for span in row]
        return Strip(segments).adjust_cell_length(width, own)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """The longest row, for a width of `auto`."""
        return max((sum(cell_len(span.text) for span in row) for row in self._rows), default=0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of rows, for a height of `auto`."""
        return len(self._rows)

    def _component_style(self, role: str) -> Style:
        return self.get_component_rich_style(f"cells--{role}", partial=True, default=Style.null())
