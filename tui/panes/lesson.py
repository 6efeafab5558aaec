"""What the scenario says at the place that is looked at."""

from __future__ import annotations

import re
import textwrap

from tui.charts.rows import Row, Span
from tui.drawing import fitted, framed
from tui.layouts import LESSON
from tui.notation import Notation

_MARK = re.compile(r"(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`)")
"""The Markdown that a line of a lesson may hold: bold, italic, code."""

_NEGATIVE = re.compile(r"-(?=[\d.])")
"""The hyphen of a negative number, in whose place the other panes write a minus."""


def lesson_lines(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, its paragraphs one after the other."""
    lines: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines += textwrap.wrap(" ".join(paragraph.split()), max(10, width))
    return lines


def lesson_rows(text: str, quiet: bool, write: Notation, width: int, height: int) -> list[Row]:
    """The lesson: in a frame where it has the room, else beside a bar.

    `quiet` where it is only the scenario's own summary.
    """
    role = "dim" if quiet else "text"
    room = height - 2 if height >= LESSON else height
    lines = lesson_lines(text, width - 4)
    if len(lines) > room:
        lines = [*lines[: room - 1], f"{lines[room - 1]} …"]
    marked = [_marked(line, role, write) for line in lines]
    if height >= LESSON:
        body = [(Span(" ", "text"), *row) for row in marked]
        return framed(body, width, height, (Span("Lesson", "title"),), (), "frame" if quiet else "frame-lit")
    bar = Span(" ▎ ", "frame" if quiet else "now")
    return [fitted((bar, *row), width) for row in marked]


def _marked(line: str, role: str, write: Notation) -> Row:
    """A line with its emphasis as roles, and names in code as the other panes write them."""
    spans = []
    for part in _MARK.split(_NEGATIVE.sub("−", line) if write.letters else line):
        if part.startswith("`") and _MARK.fullmatch(part):
            spans.append(Span(write.name(part.strip("`")), "strong"))
        elif part:
            spans.append(Span(part.strip("*"), "strong") if _MARK.fullmatch(part) else Span(part, role))
    return tuple(spans)
