"""The numbers in a data file's cells: decimal mark, marks between thousands, and the typographic minus."""

from __future__ import annotations

import re
from array import array
from math import isfinite
from typing import NamedTuple

import numpy as np

from engine.types import Vector
from scenarios.wording import quoted

MARKS = {".": "point", ",": "comma"}
"""The decimal marks with their words."""

_OTHER = {".": ",", ",": "."}

_USUAL = {",": ".", ";": ","}
"""The decimal mark that goes with a delimiter, where the numbers leave it open."""

_NUMBER = re.compile(r"[+-]?(?:\d+([.,])?\d*|([.,])\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_OPEN = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
"""A number whose mark can be a decimal mark as well as one between thousands."""
_GROUPED = re.compile(
    "[+-]?[1-9][0-9]{0,2}(?P<between>[.,'’ \u00a0\u2009\u202f])[0-9]{3}(?:(?P=between)[0-9]{3})*"
    "(?:(?P<decimal>[.,])[0-9]*)?"
)


class Cell(NamedTuple):
    """A cell as written, and where."""

    text: str
    line: int
    column: int
    name: str = ""

    @property
    def key(self) -> str:
        """The column: "column 1 (m2)"."""
        return f"column {self.column} ({self.name})" if self.name else f"column {self.column}"

    @property
    def place(self) -> str:
        """Line and column: "line 2, column 1 (m2)"."""
        return f"line {self.line}, {self.key}"


class InvalidCell(ValueError):
    """A cell that is no number, or contradicts the numbers before it; the message says how."""


class Numeral(NamedTuple):
    """A number as written."""

    value: float
    """The number; of an open one, its mark is taken as a decimal mark."""
    decimal: str | None
    """The decimal mark that the number proves: "." or ","; None if it proves none."""
    open: str | None
    """The mark, "." or ",", that can be a decimal mark as well as one between thousands; None if there is none."""
    between: str | None
    """The mark between thousands."""


def numeral(text: str) -> Numeral | None:
    """The number in a text; None if it holds no finite number."""
    written = text.strip().replace("−", "-")
    if match := _NUMBER.fullmatch(written):
        mark = match[1] or match[2]
        value = float(written.replace(",", "."))
        is_open = _OPEN.fullmatch(written) is not None
        found = Numeral(value, None if is_open else mark, mark if is_open else None, None)
    elif match := _GROUPED.fullmatch(written):
        between, decimal = match["between"], match["decimal"]
        if between == decimal:
            return None
        found = Numeral(
            float(written.replace(between, "").replace(",", ".")),
            decimal or _OTHER.get(between),
            None,
            between,
        )
    else:
        return None
    return found if isfinite(found.value) else None


class NumberCells:
    """The numbers of a file, which all have the same decimal mark.

    The first number that proves a mark decides: 85,5 or 1.234.567 a comma, 85.5 or 1,234,567 a point. 12.500 proves
    none, so that it is kept open until another number does.
    """

    def __init__(self, decimal: str | None) -> None:
        self.decimal = decimal
        """The decimal mark, "." or ","; None as long as no number proves one."""
        self.given = decimal is not None
        """Whether the mark is given, and not found."""
        self.proof: Cell | None = None
        """The first number that proves the mark."""
        self.grouped: Cell | None = None
        """The first number with a mark between thousands."""
        self.first_open: dict[str, Cell] = {}
        """The first open number with a point, and the first with a comma."""
        self._open = {mark: array("q") for mark in MARKS}
        """The indices of open numbers."""
        self._values = array("d")

    def add(self, text: str, line: int, column: int, name: str) -> None:
        """Add the number in a cell.

        Raises:
            InvalidCell: the cell holds no finite number, or one with another decimal mark.
        """
        # Most cells take a short way; what only Python takes for a number does not.
        if self.decimal is None and _OPEN.fullmatch(text):
            mark = "." if "." in text else ","
            if mark not in self.first_open:
                self.first_open[mark] = Cell(text, line, column, name)
            self._open[mark].append(len(self._values))
            self._values.append(float(text.replace(",", ".")))
            return
        if self.decimal == "," and "." not in text:
            quick = text.replace(",", ".")
        else:
            quick = text if self.decimal == "." or "." not in text else ""
        try:
            value = float(quick)
        except ValueError:
            pass
        else:
            if isfinite(value) and quick.isascii() and "_" not in quick:
                self._values.append(value)
                return
        self._values.append(self._value(text, line, column, name))

    def append(self, number: float) -> None:
        """Add a number that is not written as one."""
        self._values.append(number)

    def _value(self, text: str, line: int, column: int, name: str) -> float:
        found = numeral(text)
        if found is None:
            raise InvalidCell(
                f"{quoted(text.strip())} is not a finite number; write it like 0.5 or -1e3, without a unit"
            )
        cell = Cell(text.strip(), line, column, name)
        if found.decimal is not None:
            self._prove(found.decimal, cell)
        between = found.between
        value = found.value
        if found.open is not None:
            if self.decimal is None:
                self.first_open.setdefault(found.open, cell)
                self._open[found.open].append(len(self._values))
            elif self.decimal != found.open:
                between, value = found.open, float(round(value * 1000))
        if between is not None and self.grouped is None:
            self.grouped = cell
        return value

    def _prove(self, decimal: str, cell: Cell) -> None:
        if self.decimal is None:
            self.decimal, self.proof = decimal, cell
        elif self.decimal != decimal:
            raise InvalidCell(f"{quoted(cell.text)} {_shown_by(cell.text)}, {self._reason()}")

    def _reason(self) -> str:
        ending = "; use one decimal mark in the whole file, and no mark between thousands"
        if self.proof is None:
            return f"and data.decimal says that the decimal mark is a {MARKS[str(self.decimal)]}{ending}"
        return f"and {quoted(self.proof.text)} in {self.proof.place} {_shown_by(self.proof.text)}{ending}"

    @property
    def is_open(self) -> bool:
        """Whether there are numbers that prove no decimal mark, and none that does."""
        return self.decimal is None and bool(self.first_open)

    def settle(self, delimiter: str) -> bool:
        """Decide open numbers by the delimiter: commas go with points, semicolons with commas; False if it cannot."""
        usual = _USUAL.get(delimiter)
        if list(self.first_open) != [usual]:
            return False
        self.decimal = usual
        return True

    def finished(self) -> Vector:
        """The numbers; those that were open have the meaning that the others have proved."""
        values = np.frombuffer(self._values, dtype=np.float64)
        for mark, indices in self._open.items():
            if indices and mark != self.decimal:
                chosen = np.frombuffer(indices, dtype=np.int64)
                values[chosen] = np.rint(values[chosen] * 1000)
                self.grouped = self.grouped or self.first_open[mark]
        return values

    def __len__(self) -> int:
        return len(self._values)


def open_fault(cell: Cell) -> str:
    """The message about a number that can be read in two ways."""
    text = cell.text.replace("−", "-")
    mark = "." if "." in text else ","
    small, large = text.replace(",", "."), re.sub("[.,]", "", text)
    return (
        f"{quoted(cell.text)} can be {float(small):g} or {large}; give data.decimal = "
        f'"{mark}" for {float(small):g}, or data.decimal = "{_OTHER[mark]}" for {large}'
    )


def _shown_by(text: str) -> str:
    """What a number shows of the decimal mark."""
    found = numeral(text)
    assert found is not None
    words = []
    if found.between in MARKS:
        words.append(f"{MARKS[found.between]}s between thousands")
    if any(mark in text for mark in MARKS if mark != found.between):
        words.append(f"a decimal {MARKS[str(found.decimal)]}")
    return f"has {' and '.join(words)}"
