"""What the scenario says at the place that is looked at."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import chop_cells

from tui.drawing.spans import Row, Span, fitted, width_of
from tui.drawing.wrapping import shortened, wrapped
from tui.panes.pane import Pane
from tui.panes.terms import linked
from tui.text.markdown import Block, blocks
from tui.text.notation import Notation
from tui.views.layouts import LESSON, NUMBERS
from tui.workspace.snapshot import Snapshot

_MORE = Span(f"… {NUMBERS['lesson']} reads on", "key", "do:pane.lesson")
"""How a text ends that there is no room for."""

_INDENT = 2
"""Cells by which what is in a list is indented at least."""


def lesson_rows(text: str, width: int, role: str, write: Notation) -> list[Row]:
    """The text in rows of at most `width` cells, its paragraphs one after the other."""
    return [row for block in blocks(text, write) for row in _block_rows(block, width, role)]


def _block_rows(block: Block, width: int, role: str) -> Iterator[Row]:
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
    """The cue's text, else the last one's with its step, else the scenario's summary.

    In a frame where it has the room, else beside a bar.
    """

    name = "lesson"

    def title(self, snapshot: Snapshot) -> tuple[Span, ...]:
        return (Span("Lesson", "title"),)

    def hint(self, snapshot: Snapshot) -> tuple[Span, ...]:
        return (Span(f"from {_step(snapshot.said_at)}", "dim"),) if snapshot.said_at is not None else ()

    def body(self, snapshot: Snapshot, width: int, height: int) -> list[Row]:
        return self._fitted(snapshot, snapshot.lesson, width, height)

    def _fitted(self, snapshot: Snapshot, text: str, width: int, height: int) -> list[Row]:
        rows = lesson_rows(text, width, "text" if snapshot.spoken else "dim", snapshot.notation)
        if len(rows) <= height:
            return rows
        return [*rows[: height - 1], *(_cut(row, width) for row in rows[height - 1 : height])]

    def rows(self, snapshot: Snapshot, width: int, height: int, active: bool = False) -> list[Row]:
        if height >= LESSON:
            return super().rows(snapshot, width, height, active=snapshot.spoken)
        bar = Span(" ▎ ", "now" if snapshot.spoken else "frame")
        text = (
            snapshot.lesson
            if snapshot.said_at is None
            else f"*from {_step(snapshot.said_at)}:* {snapshot.lesson}"
        )
        rows = [fitted((bar, *row), width) for row in self._fitted(snapshot, text, width - 4, height)]
        return [*rows, *[fitted((), width)] * (height - len(rows))]


def _step(number: int) -> str:
    """A step as a place that something was said at."""
    return f"step {number}" if number else "the start"


def _spans(block: Block, role: str) -> Iterator[Span]:
    """The block's text with its emphasis as a role of its own, and emphasized terms as links."""
    for text, emphasized in block.runs:
        yield linked(text, "strong") if emphasized else Span(text, role)


def _cut(row: Row, width: int) -> Row:
    """The row with a word at its end that there is more to read, in the place of what it has no room for."""
    return (*shortened(row, width - 1 - width_of((_MORE,))), Span(" ", "text"), _MORE)
