"""The decision which line of a CSV file names its columns, and whether one does."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from scenarios.columns import Columns, usable_name
from scenarios.csv_rows import CsvRows, Line
from scenarios.errors import ScenarioError
from scenarios.number_cells import numeral
from scenarios.wording import counted, plain, quoted

MAX_COLUMNS = 1_000

_MISSING = frozenset({"na", "n/a", "nan", "null", "none", "nil", "inf", "infinity", "missing", "unknown"})
"""Words for a missing number, which are no names."""

_YEAR = re.compile("_?(?:19|20)[0-9]{2}")


class Layout(NamedTuple):
    """The columns of a CSV file, and the lines that hold them."""

    columns: Columns
    header: int | None
    """The number of the line with the column names; None if there is none."""
    line: int
    """The number of the first line of the table."""
    first: list[Line]
    """The first rows, without the header."""
    skipped: tuple[int, ...]
    """The lines above the table that were left out."""
    row_names: bool
    """Whether each row begins with a name, for which the header has no cell."""


def layout_of(
    rows: CsvRows, file: str, names: Sequence[str] | None, named: Collection[str], roles: Collection[str]
) -> Layout:
    """The layout of a CSV file.

    Args:
        rows: the file's rows.
        file: its name in messages.
        names: the columns' names, in place of those in the header.
        named: the columns that are named as inputs and targets.
        roles: those of `names` whose cells must be numbers.

    Raises:
        ScenarioError: the file is empty, has a single column, or its first line can be a header as well as a row.
    """
    first, titles = _without_titles(rows.first, named_columns=names is not None)
    if not first:
        raise ScenarioError.about(file, "the file is empty; give column names, and a line for each row")
    top, body = first[0], first[1:]
    _check_width(top, file)
    skipped = (*rows.skipped, *titles)
    row_names = _has_row_names(top, body)
    shifted = Line(top.number, ["", *top.cells]) if row_names else top
    if names is not None:
        if _replaces_header(shifted, body, file, names, roles):
            _check_names(shifted, file, names)
            return Layout(Columns.named(names), top.number, top.number, body, skipped, row_names)
        _check_names(top, file, names)
        return Layout(Columns.named(names), None, top.number, first, skipped, False)
    header, comment = shifted, rows.comment
    if (
        comment is not None
        and len(comment.cells) == len(top.cells)
        and _numbers(top.cells)
        and not _numbers(comment.cells)
    ):
        header, body = comment, first
        skipped = tuple(line for line in skipped if line != comment.number)
    end = range(len(_trimmed(header.cells)), len(header.cells))
    columns = Columns.written_as(header.cells, {*end, 0} if row_names else end)
    numbers = _numbers(header.cells)
    if numbers and not any(columns.indices_of(name) for name in named):
        raise ScenarioError.about(file, _no_names(header, numbers), line=header.number)
    if not row_names:
        _check_lengths(header, body, file)
    return Layout(columns, header.number, header.number, body, skipped, row_names)


def _trimmed(cells: Sequence[str]) -> list[str]:
    """The cells without the blank ones at the end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return list(cells[:end])


def _without_titles(lines: list[Line], named_columns: bool) -> tuple[list[Line], list[int]]:
    """(lines without the titles above the table, the numbers of the titles).

    A title is a line with a single text, above lines with more cells. If the scenario names the columns, the first line
    can be a row, so that only a line without any delimiter is a title.
    """
    titles: list[int] = []
    for index, line in enumerate(lines):
        filled = [cell for cell in line.cells if cell.strip()]
        is_title = (
            len(filled) == 1
            and bool(line.cells[0].strip())
            and numeral(filled[0]) is None
            and (len(line.cells) == 1 or not named_columns)
            and any(len(_trimmed(other.cells)) > 1 for other in lines[index + 1 :])
        )
        if not is_title:
            return lines[index:], titles
        titles.append(line.number)
    return [], titles


def _check_width(top: Line, file: str) -> None:
    if len(top.cells) > MAX_COLUMNS:
        message = f"{len(top.cells):,} columns are more than the {MAX_COLUMNS:,} that are allowed"
        raise ScenarioError.about(file, message, line=top.number)
    if len(top.cells) == 1:
        message = "there is only one column; separate columns with a comma, a semicolon or a tab"
        raise ScenarioError.about(file, message, line=top.number)


def _numbers(cells: Sequence[str]) -> list[int]:
    """The indices of the cells that hold numbers."""
    return [index for index, cell in enumerate(cells) if numeral(cell) is not None]


def _no_names(header: Line, numbers: list[int]) -> str:
    if len(numbers) == len(_trimmed(header.cells)):
        return "the first line holds numbers; begin with a line of column names, or give them as data.columns"
    number = quoted(header.cells[numbers[0]].strip())
    return (
        f"the first line holds a number, {number} in column {numbers[0] + 1}; if it is a row, give the column names as "
        "data.columns; if it holds the column names, name those used as data.inputs and data.targets"
    )


def _check_names(top: Line, file: str, names: Sequence[str]) -> None:
    width = len(_trimmed(top.cells))
    if width > len(names) or len(top.cells) < len(names):
        width = max(width, min(len(top.cells), len(names)))
        message = f"the file has {counted(width, 'column')}, and data.columns names {len(names)}"
        raise ScenarioError.about(file, message, line=top.number)


def _replaces_header(
    top: Line, body: list[Line], file: str, names: Sequence[str], roles: Collection[str]
) -> bool:
    """Whether the first line is a header, although the scenario names the columns.

    It is one if a cell has the name of its column, or a year in it, or if the cells of all columns that must be numbers
    are words.
    """
    written = [usable_name(cell).casefold() for cell in top.cells]
    wanted = [usable_name(name).casefold() for name in names]
    used = _of_roles(top, names, roles)
    is_header = any(
        cell and (cell == name or (cell.strip("_") in name and _YEAR.fullmatch(cell)))
        for cell, name in zip(written, wanted, strict=False)
    ) or (bool(used) and all(map(is_word, used)))
    if is_header:
        _check_order(top, file, names, written, wanted)
    elif _are_years(used) and body and not _are_years(_of_roles(body[0], names, roles)):
        message = (
            f"{quoted(used[0].strip())} can be a year that names a column, or a number in a row; delete a header, or "
            f"give names with the years as data.columns, such as y{used[0].strip()}; above a row, write another row"
        )
        raise ScenarioError.about(file, message, line=top.number)
    return is_header


def _of_roles(line: Line, names: Sequence[str], roles: Collection[str]) -> list[str]:
    return [cell for cell, name in zip(line.cells, names, strict=False) if name in roles]


def _are_years(cells: Sequence[str]) -> bool:
    """Whether all cells are years, and no two the same."""
    return len(set(cells)) == len(cells) > 0 and all(_YEAR.fullmatch(cell.strip()) for cell in cells)


def _check_order(top: Line, file: str, names: Sequence[str], written: list[str], wanted: list[str]) -> None:
    """Refuse names that the file gives to other columns."""
    for index, cell in enumerate(written):
        if cell in wanted and wanted[index : index + 1] != [cell]:
            place = wanted.index(cell)
            message = (
                f"data.columns gives the name {plain(names[place])} to column {place + 1}; give the names in the order "
                "of the file, or leave data.columns out"
            )
            raise ScenarioError.about(file, message, line=top.number, key=f"column {index + 1}")


def is_word(cell: str) -> bool:
    """Whether a cell is a word, and neither a number with a typing error nor a sign that a number is missing."""
    text = cell.strip()
    return (
        any(map(str.isalpha, text))
        and text[0] not in "0123456789+-−.,?<>~"
        and text.casefold() not in _MISSING
    )


def _has_row_names(top: Line, body: list[Line]) -> bool:
    """Whether all rows have a cell more than the header, in which they begin with a text or count from 1."""
    width = len(top.cells)
    rows = [line.cells for line in body]
    if not rows or any(len(_trimmed(cells)) != width + 1 for cells in rows) or not _numbers(rows[0][1:]):
        return False
    starts = [cells[0].strip() for cells in rows]
    counts = len(rows) > 1 and starts == [str(number) for number in range(1, len(rows) + 1)]
    return counts or all(text and numeral(text) is None for text in starts)


def _check_lengths(header: Line, body: list[Line], file: str) -> None:
    """Refuse a first line that is shorter than all lines below it."""
    width, lengths = len(_trimmed(header.cells)), [len(_trimmed(line.cells)) for line in body]
    if len(header.cells) < min(lengths, default=0):
        message = (
            f"this line has {counted(width, 'cell')}, and the lines below it have {min(lengths)}; delete this line "
            "if it is a title; if the lines below begin with a row name, begin this line with another delimiter"
        )
        raise ScenarioError.about(file, message, line=header.number)
