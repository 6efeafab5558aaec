"""The table of data: columns as wide as their numbers need, and as many of them as there is room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from engine.objectives.network import Network
from engine.types import Matrix, Vector
from tui.drawing.numbers import ABSENT, DecimalColumn
from tui.drawing.spans import Row, Span, fitted
from tui.panes.data.predictions import RevealedPredictions
from tui.panes.terms import linked
from tui.text.notation import Notation, cut_name
from tui.workspace.snapshot import Snapshot

_SAMPLED_ROWS = 200
"""Rows from which the width of a column is taken, so that it stays the same when the table is scrolled."""
_MIN_DATA_DIGITS, _MIN_COMPUTED_DIGITS = 3, 3
"""Digits that inputs and targets, and after them predictions and losses, can be cut to so that all columns fit."""
_MIN_HEADING_WIDTH = 4
_NUMBER_EXTRA = 5
"""Cells of a computed number beside its digits: 0.000, or a minus, a point and an exponent."""
_MAX_OUTPUT_COLUMNS = 3
"""Outputs with a column each where there is not room for all columns."""


class RowMarks(NamedTuple):
    """The marks at the left of a row."""

    bar: str
    selected: str
    now: bool


class _Column(NamedTuple):
    """A column: its heading, its cells, and their role."""

    heading: str
    texts: list[str]
    role: str
    decimals: DecimalColumn
    """The cells of its numbers."""
    term: str = ""
    """Its term in the glossary, where its heading is a name from the data."""

    @property
    def width(self) -> int:
        return max(len(self.heading), self.decimals.width)

    def cells(self) -> Iterator[str]:
        """The cells, all of one width, decimal points below each other."""
        for text in self.texts:
            yield (self.decimals.aligned(text) if text[-1:].isdigit() else text).rjust(self.width)


class DataTable:
    """Rows of the data by their indices, with the predictions of the network and their losses."""

    def __init__(self, snapshot: Snapshot, network: Network, indices: Sequence[int], width: int) -> None:
        self.snapshot = snapshot
        self.network = network
        self.indices = indices
        self.width = width
        self._predictions = RevealedPredictions(snapshot, network, indices)
        self._number = len(str(len(network.inputs)))
        self._gap = 1
        self._raw = not snapshot.view_options.standardized
        """Whether standardized columns are shown in the unit of the data."""
        self._with_errors = self._raw and network.target_standardization is not None
        self._columns = self._fitting()

    @property
    def used(self) -> int:
        """The width of the rows."""
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
        """A row for each index."""
        cells = [list(column.cells()) for column in self._columns]
        for line, (index, mark) in enumerate(zip(self.indices, marks, strict=True)):
            tested = index >= self.network.training_rows
            number = str(self.network.row_numbers[index]).rjust(self._number)
            role = "now" if mark.now else "strong" if mark.selected.strip() else "dim"
            spans = [Span(mark.bar, "now"), Span(mark.selected, "key"), Span(number, role)]
            for column, texts in zip(self._columns, cells, strict=True):
                role = "dim" if tested or column.texts[line] == ABSENT else column.role
                if mark.now and role == "value":
                    role = "now"
                spans.append(Span(" " * self._gap + texts[line], role))
            yield fitted([span._replace(target=f"row:{index}") for span in spans], self.width)

    # Columns

    def _fitting(self) -> list[_Column]:
        """All columns with the widest spacing that fits; else the most important ones."""
        network, digits = self.network, self.snapshot.notation.digits
        room = self.width - 2 - self._number
        inputs, outputs = len(network.input_names), len(network.target_names)
        if (_MIN_HEADING_WIDTH + 1) * (inputs + 2 * outputs + 1) <= room:
            for errors in (True, False) if self._with_errors else (False,):
                for gap, roomy in ((2, True), (1, True), (2, False), (1, False)):
                    computed = self._computed(roomy, errors=errors)
                    columns = [*self._given(digits, range(inputs), range(outputs)), *computed]
                    if _taken(columns, gap) <= room:
                        self._gap = gap
                        return columns
            for given, digits_computed in self._fewer_digits():
                # Columns are only as wide as the numbers in view: wider ones would cost digits or a column.
                columns = [
                    *self._given(given, range(inputs), range(outputs), sampled=False),
                    *self._computed(roomy=False, digits=digits_computed),
                ]
                columns = _shortened(columns, room)
                if _taken(columns, 1) <= room:
                    return columns
        return self._most_important(room)

    def _fewer_digits(self) -> Iterator[tuple[int, int]]:
        """(digits of inputs and targets, digits of predictions and losses), from the most to the fewest."""
        digits = self.snapshot.notation.digits
        yield from ((given, digits) for given in range(digits, _MIN_DATA_DIGITS - 1, -1))
        least = min(digits, _MIN_DATA_DIGITS)
        yield from ((least, computed) for computed in range(digits - 1, _MIN_COMPUTED_DIGITS - 1, -1))

    def _most_important(self, room: int) -> list[_Column]:
        """The loss, then predictions and targets, then as many inputs as there is room for."""
        network, digits = self.network, self.snapshot.notation.digits
        outputs = range(len(network.target_names))
        kept = [*map(_cut, self._given(digits, (), outputs)), *self._computed(roomy=False)]
        one_class = network.cost.name == "cross_entropy" and _taken(kept, 1) > room
        if len(outputs) > (1 if one_class else _MAX_OUTPUT_COLUMNS):
            kept = [*self._classes(), self._loss(roomy=False)]
            if _taken(kept, 1) > room:
                del kept[2]  # the number of the prediction is less important than the target
        while len(kept) > 1 and _taken(kept, 1) > room:
            del kept[0]
        shown: list[_Column] = []
        rest = _Column("…", ["…"] * len(self.indices), "dim", DecimalColumn(1))
        for column in map(_cut, self._given(digits, range(len(network.input_names)), ())):
            if _taken([*shown, column, rest, *kept], 1) > room:
                break
            shown.append(column)
        return [*shown, rest, *kept] if _taken([rest, *kept], 1) <= room else kept

    def _given(
        self, digits: int, inputs: Iterable[int], outputs: Iterable[int], *, sampled: bool = True
    ) -> Iterator[_Column]:
        network, write = self.network, self.snapshot.notation
        for targets, names, columns, term in (
            (False, network.input_names, inputs, "input"),
            (True, network.target_names, outputs, "target"),
        ):
            for index in columns:
                values = _given_table(network, targets, self._raw)[self._predictions.rows, index].tolist()
                texts = [_brief(write, value, digits) for value in values]
                least = (
                    _sampled(network, write, targets, self._raw, index, digits)
                    if sampled
                    else DecimalColumn(1)
                )
                heading = names[index] if self._raw else write.name(names[index])
                yield _column(heading, texts, "text", least)._replace(term=term)

    def _computed(self, roomy: bool, digits: int | None = None, *, errors: bool = False) -> Iterator[_Column]:
        """ŷ of every output, with `errors` also y − ŷ, and the loss."""
        predictions, write = self._predictions, self.snapshot.notation
        values = predictions.raw_values if self._raw else predictions.values
        for output, unit in enumerate(predictions.units):
            name, revealed = (
                write.unmarked(unit) if self._raw else write.name(unit),
                predictions.value_revealed(output),
            )
            yield self._numbers(name, values[:, output], revealed, roomy, digits)
            if errors:
                with np.errstate(all="ignore"):
                    error = self.network.raw_targets[predictions.rows, output] - values[:, output]
                yield self._numbers(write.text("y − ŷ"), error, revealed, roomy, digits)
        yield self._loss(roomy, digits)

    def _loss(self, roomy: bool, digits: int | None = None) -> _Column:
        predictions = self._predictions
        return self._numbers("loss", predictions.losses, predictions.loss_revealed(), roomy, digits)

    def _numbers(
        self, name: str, values: Vector, revealed: list[bool], roomy: bool, digits: int | None = None
    ) -> _Column:
        write = self.snapshot.notation
        numbers = [write.number(value, digits) for value in values.tolist()]
        texts = [text if known else ABSENT for text, known in zip(numbers, revealed, strict=True)]
        # The width is that of all numbers, those that are not revealed as well.
        before, after = DecimalColumn.of(numbers)
        if roomy:
            before, after = max(2, before), max(write.digits + _NUMBER_EXTRA - 2, after)
        return _column(name, texts, "value", DecimalColumn(before, after))

    def _classes(self) -> Iterator[_Column]:
        """The class of the largest target, the class of the largest output, and that output."""
        predictions, names = self._predictions, self.network.target_names
        targets = [names[index] for index in self.network.targets[predictions.rows].argmax(axis=1).tolist()]
        revealed = predictions.value_revealed(len(names) - 1)
        largest = predictions.values.argmax(axis=1).tolist()
        classes = [names[index] if known else ABSENT for index, known in zip(largest, revealed, strict=True)]
        width = max(map(len, names[:_SAMPLED_ROWS]))
        yield _Column("y", targets, "text", DecimalColumn(width))
        yield _Column("ŷ", classes, "value", DecimalColumn(width))
        sizes = predictions.values[np.arange(len(largest)), largest]
        yield self._numbers("", sizes, revealed, roomy=False)


@lru_cache(4096)
def _sampled(
    network: Network, write: Notation, targets: bool, raw: bool, column: int, digits: int
) -> DecimalColumn:
    """The width that the first rows of a column need."""
    table = _given_table(network, targets, raw)
    return DecimalColumn.of(_brief(write, value, digits) for value in table[:_SAMPLED_ROWS, column].tolist())


def _brief(write: Notation, value: float, digits: int) -> str:
    """A number cut to these digits, unless all of them take no more cells: 2104, not 2.1e3."""
    return min(write.number(value), write.number(value, digits), key=len)


def _given_table(network: Network, targets: bool, raw: bool) -> Matrix:
    """The inputs or the targets of all rows, as given or as the network is given them."""
    if raw:
        return network.raw_targets if targets else network.raw_inputs
    return network.targets if targets else network.inputs


def _column(heading: str, texts: list[str], role: str, least: DecimalColumn) -> _Column:
    before, after = DecimalColumn.of(texts)
    return _Column(heading, texts, role, DecimalColumn(max(before, least.before), max(after, least.after)))


def _cut(column: _Column) -> _Column:
    """The column with its heading cut to the width of its numbers, or to a few letters."""
    longest = max(_MIN_HEADING_WIDTH, column.decimals.width)
    return column._replace(heading=cut_name(column.heading, longest))


def _shortened(columns: list[_Column], room: int) -> list[_Column]:
    """The columns with their headings cut as far as needed, the longest ones first."""
    columns, whole = list(columns), [column.heading for column in columns]
    while _taken(columns, 1) > room:
        too_long = [
            (len(column.heading), index)
            for index, column in enumerate(columns)
            if len(column.heading) > max(_MIN_HEADING_WIDTH, column.decimals.width)
        ]
        if not too_long:
            break
        length, index = max(too_long)
        columns[index] = columns[index]._replace(heading=cut_name(whole[index], length - 1))
    return columns


def _taken(columns: Sequence[_Column], gap: int) -> int:
    return sum(gap + column.width for column in columns)
