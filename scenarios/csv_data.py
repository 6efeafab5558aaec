"""A reader of CSV files from people and programs: which numbers are in which columns, and what was decided."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from engine.types import Matrix
from scenarios.class_labels import MAX_PROPOSED, ClassLabels, proposal
from scenarios.columns import Columns
from scenarios.csv_header import Layout, is_word, layout_of
from scenarios.csv_rows import DELIMITERS, CsvRows, Line, rows_of_csv
from scenarios.errors import Problem, ScenarioError
from scenarios.number_cells import MARKS, InvalidCell, NumberCells, numeral, open_fault
from scenarios.wording import counted, listed, quoted

MAX_ROWS = 1_000_000
_MAX_PROBLEMS = 20
"""Faulty cells and rows after which the rest of a file is not read."""
_MAX_ROWS_OF_WORDS = 50_000
"""Rows with words in place of numbers that are searched for class labels."""


class CsvData(NamedTuple):
    """The rows of a CSV file."""

    columns: Columns
    values: Matrix
    """The numbers of the chosen columns, in their order; shape (rows, chosen columns)."""
    reading: tuple[str, ...]
    """What was decided about the file, in phrases: rows, header, delimiter, decimal mark."""


class Use(NamedTuple):
    """A column that is used: an input, a target, or class labels."""

    column: int
    """Its index."""
    is_target: bool = False
    labels: ClassLabels | None = None
    """The labels that its cells must be; None if they must be numbers."""


Chooser = Callable[[Columns], Sequence[Use]]
"""From the columns to those that are used."""


class Request(NamedTuple):
    """What a scenario says about its data file."""

    names: Sequence[str] | None
    """The columns' names, in place of those in the header."""
    named: Collection[str]
    """The names of inputs and targets, if they are given."""
    chosen: Chooser
    decimal: str | None = None
    """The decimal mark: "." or ","; None to find it from the numbers."""


def read_csv(content: bytes, file: str, request: Request) -> CsvData:
    """The columns and numbers of a CSV file, in UTF-8, or else in Windows-1252 or Latin-1.

    Args:
        content: the file.
        file: the file's name in messages.
        request: what the scenario says about it.

    Raises:
        ScenarioError: the file is invalid; problems have a line and a column.
    """
    rows = rows_of_csv(content, file)
    roles = _roles_of_names(request)
    layout = layout_of(rows, file, request.names, request.named, roles)
    columns = layout.columns
    needed = request.chosen(columns)
    problems = [
        Problem(file, layout.header, f"column {index + 1}", message)
        for index, message in columns.faults([use.column for use in needed])
    ]
    if problems:
        raise ScenarioError(file, problems)
    table = _Table(file, layout, needed, request)
    for line in chain(layout.first, rows.rest):
        table.add(line)
    values = table.finished(content, rows.delimiter)
    return CsvData(columns, values, tuple(_reading(rows, layout, table)))


def _roles_of_names(request: Request) -> set[str]:
    """Those of the given column names whose cells must be numbers."""
    if request.names is None:
        return set()
    uses = request.chosen(Columns.named(request.names))
    return {request.names[use.column] for use in uses if use.labels is None}


def distinct_texts(content: bytes, file: str, columns: Columns, index: int, most: int) -> list[str] | None:
    """The different texts of a column's cells in the order of the file; None if there are more than `most`."""
    rows = rows_of_csv(content, file)
    found: dict[str, None] = {}
    header = columns.written[index]
    below = not any(header in map(str.strip, line.cells) for line in rows.first)
    for line in rows.lines:
        if below and index < len(line.cells):
            found[line.cells[index].strip()] = None
        below = below or header in map(str.strip, line.cells)
        if len(found) > most:
            return None
    return list(found)


class _Words:
    """The words in a target column that begins with one: class labels, or numbers with typing errors."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0
        self.different: dict[str, None] = {}
        self.problems: list[Problem] = []

    def add(self, text: str, problem: Problem) -> None:
        self.count += 1
        if len(self.different) <= MAX_PROPOSED:
            self.different[text] = None
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(problem)

    def are_enough(self, rows: int) -> bool:
        """Whether the other rows need not be read: they are too many, or have too many different words."""
        return self.count == rows and (rows == _MAX_ROWS_OF_WORDS or len(self.different) > MAX_PROPOSED)

    def told(self, rows: int) -> list[Problem]:
        """The problems; of different words in all rows, the first one, with a way to use them as class labels."""
        if self.count < rows or len(self.different) < 2:
            return self.problems
        few = list(self.different) if len(self.different) <= MAX_PROPOSED else None
        message = (
            f"{quoted(next(iter(self.different)))} is not a number; if {self.name} holds class labels, "
            f"{proposal(few)}, or write them as 0 and 1, in a column for each class"
        )
        return [replace(self.problems[0], message=message)]


class _Table:
    """The numbers read so far, and what was wrong with the rest."""

    def __init__(self, file: str, layout: Layout, needed: Sequence[Use], request: Request) -> None:
        columns = layout.columns
        self.file = file
        self.width = len(columns.names)
        self.named_width = max(
            (index + 1 for index in range(self.width) if columns.written[index]), default=0
        )
        self.needed = [(use.column, columns.shown(use.column), use.labels) for use in needed]
        self.targets = {use.column for use in needed if use.is_target}
        self.words: dict[int, _Words] = {}
        """The words in targets that began with one, which can be class labels."""
        self.blank = [] if request.named else sorted(columns.apart - {0})
        """The columns that must be blank, since they have no name and only columns with names are used."""
        self.numbers = NumberCells(request.decimal)
        self.rows = 0
        self.problems: list[Problem] = []
        self.unnamed_line = layout.line if layout.header is None else None

    def add(self, line: Line) -> None:
        self.rows += 1
        if self.rows > MAX_ROWS:
            raise ScenarioError.about(self.file, f"more than {MAX_ROWS:,} rows; give fewer", line=line.number)
        number, cells = line
        if len(cells) != self.width and not self.has_room(cells):
            expected = counted(self.width, "cell")
            self.fault(line, "", f"expected {expected}, as in the first line, got {len(cells)}")
            return
        add = self.numbers.add
        for index, name, labels in self.needed:
            try:
                if labels is None:
                    add(cells[index], number, index + 1, name)
                else:
                    self.numbers.append(labels.number_in(cells[index]))
            except InvalidCell as error:
                self.invalid(line, index, name, str(error), is_label=labels is not None)
        for index in self.blank:
            if index < len(cells) and cells[index].strip():
                message = (
                    "the column has no name; name it, or name those used as data.inputs and data.targets"
                )
                self.fault(line, f"column {index + 1}", message)

    def has_room(self, cells: list[str]) -> bool:
        """Whether a row has all columns with names, and nothing beyond the others."""
        return len(cells) >= self.named_width and not "".join(cells[self.width :]).strip()

    def invalid(self, line: Line, index: int, name: str, message: str, is_label: bool) -> None:
        """Add the problem of a cell, or keep it back as long as it can be one of class labels."""
        text = line.cells[index].strip()
        if not text and not is_label:
            message = "the cell is empty; give a number, or leave the row out"
        if line.number == self.unnamed_line:
            message += "; if this line holds the column names, leave data.columns out"
        problem = Problem(self.file, line.number, f"column {index + 1} ({name})", message)
        if self.rows == 1 and index in self.targets and not is_label and is_word(text):
            self.words[index] = _Words(name)
        if index in self.words and is_word(text):
            self.words[index].add(text, problem)
            if self.words[index].are_enough(self.rows):
                raise ScenarioError(self.file, self.words[index].told(self.rows))
        else:
            self.problem(problem)

    def fault(self, line: Line, key: str, message: str) -> None:
        self.problem(Problem(self.file, line.number, key, message))

    def problem(self, problem: Problem) -> None:
        self.problems.append(problem)
        if len(self.problems) >= _MAX_PROBLEMS:
            self.problems.append(Problem(self.file, None, "", "the rest of the file was not checked"))
            raise ScenarioError(self.file, self.problems)

    def finished(self, content: bytes, delimiter: str) -> Matrix:
        if self.words or self.problems:
            words = [problem for words in self.words.values() for problem in words.told(self.rows)]
            raise ScenarioError(
                self.file, sorted([*words, *self.problems], key=lambda found: found.line or 0)
            )
        if not self.rows:
            raise ScenarioError.about(self.file, "there is no row after the column names; give at least one")
        if self.numbers.is_open:
            self.settle(content, delimiter)
        return self.numbers.finished().reshape(self.rows, len(self.needed))

    def settle(self, content: bytes, delimiter: str) -> None:
        """Decide the decimal mark where no number of the columns used proves one, and no other column another."""
        others = set(range(self.width)) - {column for column, _, _ in self.needed}
        settled = self.numbers.settle(delimiter)
        if not settled or (others and _is_contradicted(self.numbers.decimal, content, self.file, others)):
            cell = next(iter(self.numbers.first_open.values()))
            raise ScenarioError.about(self.file, open_fault(cell), key=cell.key, line=cell.line)


def _is_contradicted(decimal: str | None, content: bytes, file: str, columns: Collection[int]) -> bool:
    """Whether a number in these columns proves another decimal mark."""
    rows = rows_of_csv(content, file)
    for line in rows.lines:
        for column in columns:
            text = line.cells[column] if column < len(line.cells) else ""
            number = numeral(text) if "." in text or "," in text else None
            if number is not None and number.decimal not in (None, decimal):
                return True
    return False


def _reading(rows: CsvRows, layout: Layout, table: _Table) -> Iterator[str]:
    """What was decided about a file, in phrases."""
    yield counted(table.rows, "row")
    if layout.header is None:
        yield "no header, names from data.columns"
    else:
        yield f"header in line {layout.header}"
    if layout.row_names:
        yield "row names in column 1"
    if layout.skipped:
        lines = [str(number) for number in layout.skipped]
        few = lines if len(lines) <= 4 else [*lines[:3], f"{len(lines) - 3:,} more"]
        yield f"left out: line{'s' * (len(lines) > 1)} {listed(few, 'and')}"
    yield f"{DELIMITERS[rows.delimiter]} between columns"
    numbers = table.numbers
    if numbers.decimal is not None:
        yield f"decimal {MARKS[numbers.decimal]}"
    if numbers.grouped is not None:
        text = quoted(numbers.grouped.text)
        yield f"marks between thousands, as {text} in {numbers.grouped.place}"
    made_up = [name for _, name, _ in table.needed if "(" in name]
    if made_up:
        yield f"names: {listed(made_up, 'and')}"
