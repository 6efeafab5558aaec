"""The lesson as lines of text, one for each paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from tui.text.markdown import blocks
from tui.text.notation import Notation
from tui.workspace.snapshot import Snapshot


def lesson_lines(snapshot: Snapshot, argument: str) -> Iterator[str]:
    """The snapshot's lesson; `argument` is not used."""
    if not snapshot.lesson.strip():
        return iter(["The scenario says nothing here."])
    return paragraph_lines(snapshot.lesson, snapshot.notation)


def paragraph_lines(text: str, write: Notation) -> Iterator[str]:
    """A Markdown text without its marks, one line for each block; code keeps its lines."""
    for block in blocks(text, write):
        lines = block.text.split("\n") if block.kind == "code" else [" ".join(block.text.split())]
        lines[0] = f"{block.marker} {lines[0]}" if block.marker else lines[0]
        yield from filter(None, lines)
