"""Charts as the tests look at them: their text, and where each role has drawn something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tui.drawing.charts import Charset, Row, Series

CHARSETS: tuple[Charset, ...] = ("braille", "block", "ascii")


def text(rows: Sequence[Row]) -> list[str]:
    """The rows without their roles."""
    return ["".join(span.text for span in row) for row in rows]


def roles(rows: Sequence[Row]) -> list[list[str]]:
    """The role of every cell."""
    return [[span.role for span in row for _ in span.text] for row in rows]


def cells(rows: Sequence[Row], role: str) -> set[tuple[int, int]]:
    """Column and row of the cells of a role that are not blank."""
    return {
        (column, row)
        for row, (line, names) in enumerate(zip(text(rows), roles(rows), strict=True))
        for column, (character, name) in enumerate(zip(line, names, strict=True))
        if name == role and character != " "
    }


def spelt(rows: Sequence[Row], role: str) -> str:
    """What stands in the cells of a role, from the upper left on."""
    return "".join(span.text for row in rows for span in row if span.role == role)


def series(values: object, role: str = "row-loss", **more: Any) -> Series:
    """A series that needs no name."""
    return Series("loss", np.array(values, dtype=float), role, **more)


def row_numbers(rows: Sequence[Row]) -> dict[int, float]:
    """The numbers beside the vertical axis, by their rows."""
    found = ((row, line.partition("┤")) for row, line in enumerate(text(rows)))
    return {row: float(number.replace("−", "-")) for row, (number, tick, _) in found if tick}


def column_numbers(rows: Sequence[Row]) -> dict[int, float]:
    """The numbers along the horizontal axis, by their columns."""
    line, labels = text(rows)[-2:]
    marks = [column for column, mark in enumerate(line) if mark == "┬"]
    numbers = [float(word.replace("−", "-")) for word in labels.split() if word.strip("−-.e0123456789") == ""]
    return dict(zip(marks, numbers, strict=True))


def column_of(rows: Sequence[Row], x: float) -> float:
    """Where along the horizontal axis an x belongs, by the numbers that stand there."""
    (first, low), *_, (last, high) = sorted(column_numbers(rows).items())
    return first + (x - low) / (high - low) * (last - first)
