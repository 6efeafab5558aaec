"""The lesson as lines of text, one for each paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from tui.text.markdown import marked, paragraphs
from tui.text.notation import Notation
from tui.workspace.snapshot import Snapshot


def lesson_lines(snapshot: Snapshot, argument: str) -> Iterator[str]:
    """The snapshot's lesson; `argument` is not used."""
    if not snapshot.lesson.strip():
        return iter(["The scenario says nothing here."])
    return paragraph_lines(snapshot.lesson, snapshot.notation)


def paragraph_lines(text: str, write: Notation) -> Iterator[str]:
    """A Markdown text without its marks, one line for each paragraph."""
    for paragraph in paragraphs(text):
        line = "".join(part for part, _ in marked(" ".join(paragraph.split()), write))
        if line:
            yield line
