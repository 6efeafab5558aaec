"""The table of data: each column as wide as its numbers need, and which columns there is room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from engine.objectives.network import Network
from engine.types import Vector
from tui.drawing.numbers import ABSENT, DecimalColumn
from tui.drawing.spans import Row, Span, fitted
from tui.panes.terms import linked
from tui.text.notation import Notation
from tui.workspace.revealed_rows import RevealedRows
from tui.workspace.row_predictions import RowPredictions
from tui.workspace.snapshot import Snapshot

_SAMPLE = 200
"""From so many rows a column's width is taken, so that it stays when others come into view."""
_FEWEST_GIVEN, _FEWEST_WORKED_OUT = 3, 3
"""Where all columns do not fit, what is given may be cut to so many digits, and then what is worked out."""
_SHORTEST_NAME = 4
_AROUND = 5
"""What an answer takes beside its digits: 0.000, or a minus, a point and an exponent."""
_FOR_ANSWERS = 3
"""So many outputs may have columns of their own where there is not room for all columns."""


class RowMarks(NamedTuple):
    """What is to be shown at the left of a row."""

    bar: str
    selected: str
    now: bool


class _Column(NamedTuple):
    """One column: its heading, its cells, and how they look."""

    heading: str
    texts: list[str]
    role: str
    decimals: DecimalColumn
    """The cells of its numbers."""
    term: str = ""
    """What it is called in the glossary, where its heading is a name of the data's own."""

    @property
    def width(self) -> int:
        return max(len(self.heading), self.decimals.width)

    def cells(self) -> Iterator[str]:
        """The cells, all of one width, decimal points below each other."""
        for text in self.texts:
            yield (self.decimals.aligned(text) if text[-1:].isdigit() else text).rjust(self.width)


class DataTable:
    """The rows at some places of the data, with what the network answers to them and what that costs."""

    def __init__(self, snapshot: Snapshot, network: Network, places: Sequence[int], width: int) -> None:
        self.snapshot = snapshot
        self.network = network
        self.places = places
        self.width = width
        self._answers, self._losses = RowPredictions.at(network, snapshot.theta, places)
        self._rows = np.array(places, dtype=np.intp)
        self._told = RevealedRows(snapshot)
        self._number = len(str(len(network.inputs)))
        self._gap = 1
        self._columns = self._fitting()

    @property
    def used(self) -> int:
        """The cells that the rows take of the width."""
        return 2 + self._number + _taken(self._columns, self._gap)

    def head(self) -> Row:
        """The headings."""
        spans = [Span(" " * (2 + self._number), "dim")]
        spans += [
            linked(" " * self._gap + column.heading.rjust(column.width), "dim", column.term)
            for column in self._columns
        ]
        return fitted(spans, self.width)

    def rows(self, marks: Iterable[RowMarks]) -> Iterator[Row]:
        """A row for each place."""
        cells = [list(column.cells()) for column in self._columns]
        for line, (place, mark) in enumerate(zip(self.places, marks, strict=True)):
            tested = place >= self.network.training_rows
            number = str(self.network.row_numbers[place]).rjust(self._number)
            role = "now" if mark.now else "strong" if mark.selected.strip() else "dim"
            spans = [Span(mark.bar, "now"), Span(mark.selected, "key"), Span(number, role)]
            for column, texts in zip(self._columns, cells, strict=True):
                role = "dim" if tested or column.texts[line] == ABSENT else column.role
                if mark.now and role == "value":
                    role = "now"
                spans.append(Span(" " * self._gap + texts[line], role))
            yield fitted([span._replace(target=f"row:{place}") for span in spans], self.width)

    # Columns

    def _fitting(self) -> list[_Column]:
        """All columns if they can be had, the roomiest way in which they fit; else the most telling of them."""
        network, digits = self.network, self.snapshot.notation.digits
        room = self.width - 2 - self._number
        inputs, outputs = len(network.input_names), len(network.target_names)
        if (_SHORTEST_NAME + 1) * (inputs + 2 * outputs + 1) <= room:
            for gap, roomy in ((2, True), (1, True), (2, False), (1, False)):
                columns = [*self._given(digits, range(inputs), range(outputs)), *self._worked_out(roomy)]
                if _taken(columns, gap) <= room:
                    self._gap = gap
                    return columns
            for given, answers in self._fewer_digits():
                # So tight, columns are as wide as what is in view: wider ones would cost digits or a column.
                columns = [
                    *self._given(given, range(inputs), range(outputs), sampled=False),
                    *self._worked_out(roomy=False, digits=answers),
                ]
                columns = _shortened(columns, room)
                if _taken(columns, 1) <= room:
                    return columns
        return self._most_telling(room)

    def _fewer_digits(self) -> Iterator[tuple[int, int]]:
        """The digits of what is given, and of what is worked out, from the most to the fewest."""
        digits = self.snapshot.notation.digits
        yield from ((given, digits) for given in range(digits, _FEWEST_GIVEN - 1, -1))
        least = min(digits, _FEWEST_GIVEN)
        yield from ((least, answers) for answers in range(digits - 1, _FEWEST_WORKED_OUT - 1, -1))

    def _most_telling(self, room: int) -> list[_Column]:
        """The loss, then answers and what was asked for, then as many inputs as there is room for."""
        network, digits = self.network, self.snapshot.notation.digits
        outputs = range(len(network.target_names))
        kept = [*map(_cut, self._given(digits, (), outputs)), *self._worked_out(roomy=False)]
        one_class = network.cost.name == "cross_entropy" and _taken(kept, 1) > room
        if len(outputs) > (1 if one_class else _FOR_ANSWERS):
            kept = [*self._classes(), self._loss(roomy=False)]
            if _taken(kept, 1) > room:
                del kept[2]  # how sure the answer is says less than what was asked for
        while len(kept) > 1 and _taken(kept, 1) > room:
            del kept[0]
        shown: list[_Column] = []
        rest = _Column("…", ["…"] * len(self.places), "dim", DecimalColumn(1))
        for column in map(_cut, self._given(digits, range(len(network.input_names)), ())):
            if _taken([*shown, column, rest, *kept], 1) > room:
                break
            shown.append(column)
        return [*shown, rest, *kept] if _taken([rest, *kept], 1) <= room else kept

    def _given(
        self, digits: int, inputs: Iterable[int], outputs: Iterable[int], *, sampled: bool = True
    ) -> Iterator[_Column]:
        network, write = self.network, self.snapshot.notation
        for table, names, places, term in (
            (network.inputs, network.input_names, inputs, "input"),
            (network.targets, network.target_names, outputs, "target"),
        ):
            for place in places:
                texts = [write.number(value, digits) for value in table[self._rows, place].tolist()]
                least = (
                    _sampled(network, write, table is network.targets, place, digits)
                    if sampled
                    else DecimalColumn(1)
                )
                yield _column(names[place], texts, "text", least)._replace(term=term)

    def _worked_out(self, roomy: bool, digits: int | None = None) -> Iterator[_Column]:
        """ŷ of every output, and the loss."""
        last = len(self.network.layers)
        for place in range(len(self.network.target_names)):
            unit = f"a{last}_{place + 1}"
            told = [self._told.answer(row, unit) for row in self.places]
            name = self.snapshot.notation.name(unit)
            yield self._answered(name, self._answers[:, place], told, roomy, digits)
        yield self._loss(roomy, digits)

    def _loss(self, roomy: bool, digits: int | None = None) -> _Column:
        told = [self._told.loss(row) for row in self.places]
        return self._answered("loss", self._losses, told, roomy, digits)

    def _answered(
        self, name: str, values: Vector, told: list[bool], roomy: bool, digits: int | None = None
    ) -> _Column:
        write = self.snapshot.notation
        numbers = [write.number(value, digits) for value in values.tolist()]
        texts = [text if known else ABSENT for text, known in zip(numbers, told, strict=True)]
        # What is not told yet has its place already.
        before, after = DecimalColumn.of(numbers)
        if roomy:
            before, after = max(2, before), max(write.digits + _AROUND - 2, after)
        return _column(name, texts, "value", DecimalColumn(before, after))

    def _classes(self) -> Iterator[_Column]:
        """Where every output cannot be shown: the largest target's name, the largest answer's, and that answer."""
        network = self.network
        unit = f"a{len(network.layers)}_{len(network.target_names)}"
        asked = [network.target_names[place] for place in network.targets[self._rows].argmax(axis=1).tolist()]
        told = [self._told.answer(row, unit) for row in self.places]
        largest = self._answers.argmax(axis=1).tolist()
        answers = [
            network.target_names[place] if known else ABSENT
            for place, known in zip(largest, told, strict=True)
        ]
        width = max(map(len, network.target_names[:_SAMPLE]))
        yield _Column("y", asked, "text", DecimalColumn(width))
        yield _Column("ŷ", answers, "value", DecimalColumn(width))
        sizes = self._answers[np.arange(len(largest)), largest]
        yield self._answered("", sizes, told, roomy=False)


@lru_cache(4096)
def _sampled(network: Network, write: Notation, targets: bool, place: int, digits: int) -> DecimalColumn:
    """The cells that the first rows of a column need."""
    table = network.targets if targets else network.inputs
    return DecimalColumn.of(write.number(value, digits) for value in table[:_SAMPLE, place].tolist())


def _column(heading: str, texts: list[str], role: str, least: DecimalColumn) -> _Column:
    before, after = DecimalColumn.of(texts)
    return _Column(heading, texts, role, DecimalColumn(max(before, least.before), max(after, least.after)))


def _cut(column: _Column) -> _Column:
    """The column with a heading no longer than its numbers, or than a few letters."""
    longest = max(_SHORTEST_NAME, column.decimals.width)
    if len(column.heading) <= longest:
        return column
    return column._replace(heading=f"{column.heading[: longest - 1]}…")


def _shortened(columns: list[_Column], room: int) -> list[_Column]:
    """The columns with their headings cut as far as need be, the longest ones first."""
    columns = list(columns)
    while _taken(columns, 1) > room:
        too_long = [
            (len(column.heading), place)
            for place, column in enumerate(columns)
            if len(column.heading) > max(_SHORTEST_NAME, column.decimals.width)
        ]
        if not too_long:
            break
        length, place = max(too_long)
        bare = columns[place].heading.removesuffix("…")
        columns[place] = columns[place]._replace(heading=f"{bare[: length - 2]}…")
    return columns


def _taken(columns: Sequence[_Column], gap: int) -> int:
    return sum(gap + column.width for column in columns)
