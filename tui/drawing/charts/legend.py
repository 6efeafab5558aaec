"""Legends: a sample, a label and a number for each line, in as many rows as needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from tui.drawing.charts.glyphs import GLYPHS, Charset
from tui.drawing.spans import Row, Rows, Span

_GAP_CELLS = (3, 2)
"""Cells between two entries, the preferred gap first."""
_MIN_LABEL_CELLS = 4
"""Cells that a shortened label keeps."""


class Entry(NamedTuple):
    """An entry of a legend: a sample, a label and a number, or only some of them."""

    label: str
    role: str
    sample: str = ""
    value: str = ""
    value_role: str = "value"
    short: str = ""
    """The label where there is little room."""
    spare: bool = False
    """Whether it is the first to be left out where there is little room."""
    target: str = ""
    """What a click on the label refers to."""

    @property
    def width(self) -> int:
        """How many cells it takes."""
        return cell_len(" ".join(part for part in (self.sample, self.label, self.value) if part))

    def spans(self) -> Iterator[Span]:
        """The entry, part for part."""
        left = " ".join(part for part in (self.sample, self.label) if part)
        yield Span(left + (" " if left and self.value else ""), self.role, self.target)
        if self.value:
            yield Span(self.value, self.value_role)


def legend_rows(entries: Sequence[Entry], width: int, most: int, charset: Charset = "braille") -> Rows:
    """The entries in as few rows of exactly `width` cells as they can do with, at most so many.

    To save a row, spare entries go and short labels take the places of the long ones. Where all rows are not enough,
    numbers are left out, then labels are cut, and at last entries are left out and counted: "+2".
    """
    glyphs = GLYPHS[charset]
    entries = [
        entry._replace(
            sample=glyphs.spell(entry.sample.replace("─", glyphs.line)),
            label=glyphs.spell(entry.label),
            value=glyphs.spell(entry.value),
            short=glyphs.spell(entry.short),
        )
        for entry in entries
    ]
    if not entries or width < 1 or most < 1:
        return ()
    needed = [entry for entry in entries if not entry.spare]
    short = [entry._replace(label=entry.short or entry.label) for entry in needed]
    for limit in range(1, most + 1):
        for candidates in (entries, needed, short):
            for gap in _GAP_CELLS:
                rows = _flowed(candidates, width, gap)
                if len(rows) <= limit and all(entry.width <= width for entry in candidates):
                    return tuple(_row(row, width, gap) for row in rows)
    for less in _ever_less(short, glyphs.spell("…")):
        for gap in _GAP_CELLS:
            rows = _flowed(less, width, gap)
            if len(rows) <= most and all(entry.width <= width for entry in less):
                return tuple(_row(row, width, gap) for row in rows)
    return (_row([], width, 0),)


def _ever_less(needed: Sequence[Entry], ellipsis: str) -> Iterator[Sequence[Entry]]:
    """Ever shorter versions: without numbers, with cut labels, with fewer entries."""
    bare = [entry._replace(value="") if entry.label else entry for entry in needed]
    for size in range(max((cell_len(entry.label) for entry in bare), default=0), _MIN_LABEL_CELLS - 1, -1):
        yield [_cut(entry, size, ellipsis) for entry in bare]
    for count in range(len(needed) - 1, -1, -1):
        kept = [_cut(entry, _MIN_LABEL_CELLS, ellipsis) for entry in bare[:count]]
        yield [*kept, Entry(f"+{len(needed) - count}", "dim")]


def _cut(entry: Entry, size: int, ellipsis: str) -> Entry:
    if cell_len(entry.label) <= size:
        return entry
    return entry._replace(label=set_cell_size(entry.label, size - 1).rstrip() + ellipsis)


def _flowed(entries: Sequence[Entry], width: int, gap: int) -> list[list[Entry]]:
    """The entries in rows, as many in each as fit."""
    rows: list[list[Entry]] = []
    used = width
    for entry in entries:
        if used + gap + entry.width > width:
            rows.append([])
            used = -gap
        rows[-1].append(entry)
        used += gap + entry.width
    return rows


def _row(entries: Sequence[Entry], width: int, gap: int) -> Row:
    spans: list[Span] = []
    for entry in entries:
        if spans:
            spans.append(Span(" " * gap, ""))
        spans += entry.spans()
    missing = width - sum(cell_len(span.text) for span in spans)
    return (*spans, Span(" " * missing, "")) if missing > 0 else tuple(spans)
