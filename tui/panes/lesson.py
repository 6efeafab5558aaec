"""What the scenario says at the place that is looked at."""

from __future__ import annotations

import re
import textwrap

from tui.charts.rows import Row, Span
from tui.drawing import fitted
from tui.layouts import LESSON
from tui.moment import Moment
from tui.notation import Notation
from tui.panes.pane import NUMBERS, Pane

_MARK = re.compile(r"(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`)")
"""The Markdown that a line of a lesson may hold: bold, italic, code."""

_NEGATIVE = re.compile(r"-(?=[\d.])")
"""The hyphen of a negative number, in whose place the other panes write a minus."""

_MORE = f" … {NUMBERS['lesson']} reads on"
"""How a text ends that there is no room for."""


def lesson_lines(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, its paragraphs one after the other."""
    lines: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines += textwrap.wrap(" ".join(paragraph.split()), max(10, width))
    return lines


class LessonPane(Pane):
    """The cue's text, else the scenario's summary: in a frame where it has the room, else beside a bar."""

    name = "lesson"

    def title(self, moment: Moment) -> tuple[Span, ...]:
        return (Span("Lesson", "title"),)

    def body(self, moment: Moment, width: int, height: int) -> list[Row]:
        role = "text" if moment.spoken else "dim"
        lines = lesson_lines(moment.lesson, width)
        if len(lines) > height:
            cut = lesson_lines(moment.lesson, max(10, width - len(_MORE)))
            lines = [*cut[: height - 1], f"{cut[height - 1]}{_MORE}"]
        return [_marked(line, role, moment.notation) for line in lines]

    def rows(self, moment: Moment, width: int, height: int, lit: bool = False) -> list[Row]:
        if height >= LESSON:
            return super().rows(moment, width, height, lit=moment.spoken)
        bar = Span(" ▎ ", "now" if moment.spoken else "frame")
        rows = [fitted((bar, *row), width) for row in self.body(moment, width - 4, height)]
        return [*rows, *[fitted((), width)] * (height - len(rows))]


def _marked(line: str, role: str, write: Notation) -> Row:
    """A line with its emphasis as roles, and names in code as the other panes write them."""
    spans = []
    for part in _MARK.split(_NEGATIVE.sub("−", line) if write.letters else line):
        if part.startswith("`") and _MARK.fullmatch(part):
            spans.append(Span(write.name(part.strip("`")), "strong"))
        elif part:
            spans.append(Span(part.strip("*"), "strong") if _MARK.fullmatch(part) else Span(part, role))
    return tuple(spans)
