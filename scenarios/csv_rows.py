"""The rows of a CSV file as text: encoding, lines above the table, delimiter and quotes."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from io import BytesIO, TextIOWrapper
from itertools import chain, islice
from typing import NamedTuple

from scenarios.errors import ScenarioError
from scenarios.wording import listed, quoted

DELIMITERS = {"\t": "tabs", ";": "semicolons", ",": "commas"}
"""The delimiters, the most specific first, with their words in messages."""

_LINES_SEEN_FIRST = 50
"""Lines of the table from which the delimiter and the layout are found."""

_MAX_COMMENTS = 10_000
"""Lines of comments above the table."""

_MAX_BLANK_LINES = 1_000_000
"""Blank lines, and lines of delimiters."""

_BYTES_DECODED_AT_ONCE = 1 << 20

_SEPARATOR_LINE = re.compile(r'\s*"?sep=(.)"?[\s,;|]*', re.IGNORECASE)
"""A spreadsheet's hint on the delimiter, in the first line."""

_QUOTED = re.compile(r'"[^"]*(?:"|$)')


class Line(NamedTuple):
    """The cells of one row, and the line of the file where it begins."""

    number: int
    cells: list[str]


class CsvRows(NamedTuple):
    """The rows of a CSV file that are not blank."""

    delimiter: str
    skipped: tuple[int, ...]
    """The lines above the table that are no rows: a hint on the delimiter, and comments that begin with #."""
    comment: Line | None
    """The cells of the last comment above the table, which can be its header."""
    first: list[Line]
    """The first rows."""
    rest: Iterator[Line]
    """The others, which are read once."""

    @property
    def lines(self) -> Iterator[Line]:
        """All rows."""
        return chain(self.first, self.rest)


def rows_of_csv(content: bytes, file: str) -> CsvRows:
    """The rows of a CSV file.

    The delimiter is the one that a line "sep=;" above the table says, or else that of tab, semicolon and comma that
    most of the first lines have outside quotes.

    Args:
        content: the file, in UTF-8, or else in Windows-1252 or Latin-1.
        file: the file's name in messages.

    Raises:
        ScenarioError: the file is not text, or has a wrong quotation mark; also while reading `rest`.
    """
    text = enumerate(TextIOWrapper(BytesIO(content), _encoding(content, file)), 1)
    skipped: list[int] = []
    comment = ""
    delimiter: str | None = None
    seen: list[str] = []
    begin = 1
    for number, line in text:
        if delimiter is None and not skipped and (hint := _SEPARATOR_LINE.fullmatch(line)):
            delimiter = _hinted(hint[1], file, number)
            skipped.append(number)
        elif line.lstrip().startswith("#"):
            comment = line.lstrip().lstrip("#").strip()
            skipped.append(number)
            if len(skipped) > _MAX_COMMENTS:
                message = f"more than {_MAX_COMMENTS:,} comments above the table; delete some"
                raise ScenarioError.about(file, message, line=number)
        elif line.strip():
            begin, seen = number, [line]
            break
        elif number > _MAX_BLANK_LINES:
            raise _too_many_blank_lines(file, number)
    seen += (line for _, line in islice(text, _LINES_SEEN_FIRST))
    delimiter = delimiter or _delimiter(seen)
    lines = _lines(chain(seen, (line for _, line in text)), delimiter, file, begin)
    first = list(islice(lines, _LINES_SEEN_FIRST))
    return CsvRows(delimiter, tuple(skipped), _cells_of_comment(comment, skipped, delimiter), first, lines)


def _encoding(content: bytes, file: str) -> str:
    if b"\0" in content:
        message = "the file is UTF-16 or not text; save it as CSV in UTF-8"
        raise ScenarioError.about(file, message, line=1)
    return next(name for name in ("utf-8-sig", "cp1252", "latin-1") if _is_encoded(content, name))


def _is_encoded(content: bytes, encoding: str) -> bool:
    """Whether the bytes are text in this encoding; decodes them in parts, since text can take four times as much."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), _BYTES_DECODED_AT_ONCE):
            decoder.decode(content[start : start + _BYTES_DECODED_AT_ONCE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _hinted(mark: str, file: str, number: int) -> str:
    if mark not in DELIMITERS:
        known = listed(DELIMITERS.values())
        message = f"the line says that {quoted(mark)} separates the columns; separate them with {known}"
        raise ScenarioError.about(file, message, line=number)
    return mark


def _delimiter(lines: Iterable[str]) -> str:
    outside = _QUOTED.sub('""', "".join(lines)).split("\n")
    return max(DELIMITERS, key=lambda mark: sum(mark in line for line in outside))


def _cells_of_comment(comment: str, skipped: list[int], delimiter: str) -> Line | None:
    if not comment:
        return None
    try:
        (cells,) = csv.reader([comment], delimiter=delimiter, strict=True, skipinitialspace=True)
    except (csv.Error, ValueError):
        return None
    return Line(skipped[-1], cells)


def _lines(text: Iterable[str], delimiter: str, file: str, begin: int) -> Iterator[Line]:
    """The rows that are not blank; `begin` is the number of the text's first line."""
    reader = csv.reader(text, delimiter=delimiter, strict=True, skipinitialspace=True)
    before, blank = begin - 1, 0
    try:
        for cells in reader:
            if "".join(cells).strip():
                yield Line(begin, cells)
            else:
                blank += 1
                if blank > _MAX_BLANK_LINES:
                    raise _too_many_blank_lines(file, begin)
            begin = before + reader.line_num + 1
    except csv.Error as error:
        raise ScenarioError.about(file, _quoting_fault(error), line=begin) from error


def _too_many_blank_lines(file: str, number: int) -> ScenarioError:
    message = f"more than {_MAX_BLANK_LINES:,} lines are blank; delete them"
    return ScenarioError.about(file, message, line=number)


def _quoting_fault(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"a cell has more than {csv.field_size_limit():,} characters; is a quotation mark not closed?"
    return 'a quotation mark is not closed, or text follows it; within quotes, write "" for one'
