"""The lesson pane: the text of the cue at the position that is shown."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import chop_cells

from tui.drawing.spans import Row, Span, fitted, width_of
from tui.drawing.wrapping import shortened, wrapped
from tui.panes.lesson.declaration import LESSON
from tui.panes.pane import Pane
from tui.panes.terms import linked
from tui.text.markdown import Block, blocks
from tui.text.notation import Notation
from tui.workspace.snapshot import Snapshot

_MORE = Span(f"… {LESSON.digit} reads on", "key", "do:pane.lesson")
"""The end of a text that is cut."""

_LARGE_WIDTH, _LARGE_HEIGHT = 52, 7
"""Room from which the text has margins and blank rows, so that it can be read from a distance."""
_MARGIN, _MAX_LINE = 4, 72
"""Cells beside a text with margins, and of its lines."""

_INDENT = 2
"""Cells by which what is in a list is indented at least."""


def lesson_rows(text: str, width: int, role: str, write: Notation) -> list[Row]:
    """The text in rows of at most `width` cells, its paragraphs one after the other."""
    return [row for rows in _block_rows(text, width, role, write) for row in rows]


def _block_rows(text: str, width: int, role: str, write: Notation) -> list[list[Row]]:
    """The rows of each block of the text."""
    return [[*_rows_of(block, width, role)] for block in blocks(text, write)]


def _rows_of(block: Block, width: int, role: str) -> Iterator[Row]:
    """A block's rows; what is in lists is indented, and further lines stand below the first one's text."""
    marker = f"{block.marker} " if block.marker else ""
    before = " " * _INDENT * max(0, block.depth - 1)
    indent = len(before) + (max(_INDENT, len(marker)) if block.depth else 0)
    room = max(1, width - indent)
    if block.kind == "code":
        lines: list[Row] = [
            (Span(piece, "value"),)
            for line in block.text.split("\n")
            for piece in chop_cells(line, room) or [""]
        ]
    else:
        lines = wrapped(_spans(block, "strong" if block.kind == "heading" else role), room)
    for number, line in enumerate(lines):
        lead = (before + marker if not number else "").ljust(indent)
        yield (Span(lead, role), *line) if lead else line


class LessonPane(Pane):
    """The cue's text; after its step, the same dimmed and with the step; before the first cue, the summary.

    It has a frame where there is room for one, else a bar at its left.
    """

    declaration = LESSON

    def hint(self, snapshot: Snapshot) -> tuple[Span, ...]:
        return (Span(f"from {_step(snapshot.said_at)}", "dim"),) if snapshot.said_at is not None else ()

    def body(self, snapshot: Snapshot, width: int, height: int) -> list[Row]:
        if width >= _LARGE_WIDTH and height >= _LARGE_HEIGHT:
            rows = _large_rows(snapshot, width)
            if len(rows) <= height:
                return [*[()] * ((height - len(rows)) // 3), *rows]
        return self._fitted(snapshot, snapshot.lesson, width, height)

    def _fitted(self, snapshot: Snapshot, text: str, width: int, height: int) -> list[Row]:
        rows = lesson_rows(text, width, _role(snapshot), snapshot.notation)
        if len(rows) <= height:
            return rows
        return [*rows[: height - 1], *(_cut(row, width) for row in rows[height - 1 : height])]

    def rows(self, snapshot: Snapshot, width: int, height: int, active: bool = False) -> list[Row]:
        if height >= LESSON.min_height:
            return super().rows(snapshot, width, height, active=snapshot.spoken)
        bar = Span(" ▎ ", "now" if snapshot.spoken else "frame")
        text = (
            snapshot.lesson
            if snapshot.said_at is None
            else f"*from {_step(snapshot.said_at)}:* {snapshot.lesson}"
        )
        rows = [fitted((bar, *row), width) for row in self._fitted(snapshot, text, width - 4, height)]
        return [*rows, *[fitted((), width)] * (height - len(rows))]


def _large_rows(snapshot: Snapshot, width: int) -> list[Row]:
    """The text with margins and a blank row between two paragraphs."""
    line = min(_MAX_LINE, width - 2 * _MARGIN)
    margin = Span(" " * ((width - line) // 2), "text")
    rows: list[Row] = []
    for block in _block_rows(snapshot.lesson, line, _role(snapshot), snapshot.notation):
        rows += [*([()] if rows else []), *((margin, *row) for row in block)]
    return rows


def _role(snapshot: Snapshot) -> str:
    return "text" if snapshot.spoken else "dim"


def _step(number: int) -> str:
    """The step of a cue in words."""
    return f"step {number}" if number else "the start"


def _spans(block: Block, role: str) -> Iterator[Span]:
    """The block's text with its emphasis as a role of its own, and emphasized terms as links."""
    for text, emphasized in block.runs:
        yield linked(text, "strong") if emphasized else Span(text, role)


def _cut(row: Row, width: int) -> Row:
    """The row shortened, with a word at its end that there is more to read."""
    return (*shortened(row, width - 1 - width_of((_MORE,))), Span(" ", "text"), _MORE)
