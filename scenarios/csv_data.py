"""A CSV reader for untrusted files: comma, semicolon or tab, quotes, decimal commas, byte order marks, Latin-1."""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO, TextIOWrapper
from typing import NamedTuple

import numpy as np

from engine.types import Matrix
from scenarios.errors import Problem, ScenarioError
from scenarios.fields import column_fault
from scenarios.wording import counted, plain, quoted

MAX_ROWS = 1_000_000
MAX_COLUMNS = 1_000
_MAX_PROBLEMS = 20
"""Faulty cells and rows after which the rest of a file is not read."""


class Line(NamedTuple):
    """The cells of one row, and the line of the file where it begins."""

    number: int
    cells: list[str]


class CsvData(NamedTuple):
    """The rows of a CSV file."""

    columns: tuple[str, ...]
    values: Matrix
    """Shape (rows, columns); NaN in the columns that are not needed."""


Chooser = Callable[[tuple[str, ...]], Sequence[int]]
"""From the column names to the indices of the columns whose cells must be numbers."""


def read_csv(content: bytes, file: str, names: Sequence[str] | None, chosen: Chooser) -> CsvData:
    """The columns and numbers of a CSV file.

    The delimiter is a tab if the first line has one outside quotes, else a semicolon if it has one, else a comma.
    Unless the delimiter is a comma, numbers may have a decimal comma. A first line of only numbers is not a header.

    Args:
        content: the file, in UTF-8 or else in Latin-1.
        file: the file's name in messages.
        names: the columns' names, in place of those in the header.
        chosen: selects the columns that are needed; the cells of the others are not read.

    Raises:
        ScenarioError: the file is invalid; problems have a line and a column.
    """
    encoding = _encoding(content, file)
    delimiter = _delimiter(content)
    lines = _lines(TextIOWrapper(BytesIO(content), encoding), delimiter, file)
    first = next(lines, None)
    if first is None:
        raise ScenarioError.about(file, "the file is empty; give column names, and a line for each row")
    if len(first.cells) > MAX_COLUMNS:
        message = f"{len(first.cells):,} columns are more than the {MAX_COLUMNS:,} that are allowed"
        raise ScenarioError.about(file, message, line=first.number)
    if len(first.cells) == 1:
        message = "there is only one column; separate columns with a comma, a semicolon or a tab"
        raise ScenarioError.about(file, message, line=first.number)
    decimal_comma = delimiter != ","
    headless = all(_number(cell, decimal_comma) is not None for cell in first.cells)
    columns = _columns(first, file, names, headless)
    table = _Table(file, columns, [(index, columns[index]) for index in chosen(columns)], decimal_comma)
    if headless:
        table.add(first)
    for line in lines:
        table.add(line)
    return CsvData(columns, table.finished())


def usable_name(header: str) -> str:
    """A column name from a header: "Profile Score" → "Profile_Score"; accents are removed."""
    bare = unicodedata.normalize("NFKD", header.strip())
    unaccented = (letter for letter in bare if not unicodedata.combining(letter))
    letters = (letter if letter.isascii() and letter.isalnum() else " " for letter in unaccented)
    name = "_".join("".join(letters).split())
    return f"_{name}" if name[:1].isdigit() else name


def _encoding(content: bytes, file: str) -> str:
    if b"\0" in content:
        message = "the file is UTF-16 or not text; save it as CSV in UTF-8"
        raise ScenarioError.about(file, message, line=1)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8-sig"


def _delimiter(content: bytes) -> str:
    """The delimiter: tab, semicolon or comma, from the first line outside its quotes."""
    first = re.search(rb"\S[^\r\n]*", content)
    outside = b"".join(first[0].split(b'"')[::2]) if first else b""
    return next((mark.decode() for mark in (b"\t", b";") if mark in outside), ",")


def _lines(text: Iterable[str], delimiter: str, file: str) -> Iterator[Line]:
    """The rows that are not blank."""
    reader = csv.reader(text, delimiter=delimiter, strict=True, skipinitialspace=True)
    begin = 1
    try:
        for cells in reader:
            if "".join(cells).strip():
                yield Line(begin, cells)
            begin = reader.line_num + 1
    except csv.Error as error:
        raise ScenarioError.about(file, _quoting_fault(error), line=begin) from error


def _quoting_fault(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"a cell has more than {csv.field_size_limit():,} characters; is a quotation mark not closed?"
    return 'a quotation mark is not closed, or text follows it; within quotes, write "" for one'


def _number(cell: str, decimal_comma: bool) -> float | None:
    """The number in a cell; None if it holds no finite number."""
    written = cell.strip()
    if decimal_comma:
        written = written.replace(",", ".")
    try:
        value = float(written)
    except ValueError:
        return None
    return value if math.isfinite(value) and written.isascii() and "_" not in written else None


def _columns(first: Line, file: str, names: Sequence[str] | None, headless: bool) -> tuple[str, ...]:
    """The columns' names: those given, or else those in the header, converted to valid names."""
    if names is not None:
        if len(names) != len(first.cells):
            raise ScenarioError.about(
                file,
                f"the file has {counted(len(first.cells), 'column')}, and data.columns names {len(names)}",
                line=first.number,
            )
        return tuple(names)
    if headless:
        raise ScenarioError.about(
            file,
            "the first line holds numbers; begin with a line of column names, or give them as data.columns",
            line=first.number,
        )
    problems: list[Problem] = []
    columns: list[str] = []
    for index, cell in enumerate(first.cells, 1):
        name = usable_name(cell)
        if not cell.strip():
            fault: str | None = "the name is missing"
        elif name in columns:
            fault = f"{quoted(cell.strip())} is a second column called {plain(name)}"
        else:
            fault = (
                column_fault(name)
                if name
                else f"{quoted(cell.strip())} has no characters that are valid in a name"
            )
        if fault is not None:
            message = f"{fault}; rename the column, or give all names as data.columns"
            problems.append(Problem(file, first.number, f"column {index}", message))
        columns.append(name)
    if problems:
        raise ScenarioError(file, problems)
    return tuple(columns)


class _Table:
    """The numbers read so far, and what was wrong with the rest."""

    def __init__(
        self, file: str, columns: tuple[str, ...], needed: list[tuple[int, str]], decimal_comma: bool
    ) -> None:
        self.file = file
        self.columns = columns
        self.needed = needed
        self.decimal_comma = decimal_comma
        self.values = array("d")
        self.rows = 0
        self.problems: list[Problem] = []

    def add(self, line: Line) -> None:
        self.rows += 1
        if self.rows > MAX_ROWS:
            raise ScenarioError.about(self.file, f"more than {MAX_ROWS:,} rows; give fewer", line=line.number)
        if len(line.cells) != len(self.columns):
            expected = counted(len(self.columns), "cell")
            self.fault(line, "", f"expected {expected}, as in the first line, got {len(line.cells)}")
            return
        for index, name in self.needed:
            value = _number(line.cells[index], self.decimal_comma)
            if value is None:
                self.fault(line, f"column {index + 1} ({name})", self.cell_fault(line.cells[index].strip()))
            else:
                self.values.append(value)

    def cell_fault(self, cell: str) -> str:
        if not cell:
            return "the cell is empty; give a number, or leave the row out"
        if "," in cell and not self.decimal_comma:
            return f"{quoted(cell)} is not a number; write a decimal point, or separate the columns with ;"
        return f"{quoted(cell)} is not a finite number; write it like 0.5 or -1e3, without a unit"

    def fault(self, line: Line, key: str, message: str) -> None:
        self.problems.append(Problem(self.file, line.number, key, message))
        if len(self.problems) >= _MAX_PROBLEMS:
            self.problems.append(Problem(self.file, None, "", "the rest of the file was not checked"))
            raise ScenarioError(self.file, self.problems)

    def finished(self) -> Matrix:
        if self.problems:
            raise ScenarioError(self.file, self.problems)
        if not self.rows:
            raise ScenarioError.about(self.file, "there is no row after the column names; give at least one")
        values = np.full((self.rows, len(self.columns)), np.nan)
        indices = [index for index, _ in self.needed]
        values[:, indices] = np.frombuffer(self.values).reshape(self.rows, len(indices))
        return values
