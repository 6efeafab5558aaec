"""Numbers in columns: signs, and decimal points below each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

ABSENT = "·"
"""Stands where a number is not known yet."""

_CELLS_BEFORE_POINT = 3
"""Cells before the decimal point that a column of fixed width always keeps: a sign and two digits."""

_CELLS_BESIDE_DIGITS = 6
"""Cells that a number takes beside its digits: a sign and 0.000, or a point and an exponent."""


def signed(text: str) -> str:
    """A number's text with its sign in front; 0 and what is no number have none."""
    return text if text in ("0", "nan") or (not text[:1].isdigit() and text != "inf") else f"+{text}"


def sign_role(number: float) -> str:
    """The role by which a number's sign is shown: "negative" or "positive"."""
    return "negative" if number < 0 else "positive"


def split_at_point(text: str) -> tuple[str, str]:
    """A number's text before its decimal point or exponent, and from there on; any other text is not split."""
    for index, letter in enumerate(text):
        if letter in ".e" and text[:index].strip("+−-").isdigit():
            return text[:index], text[index:]
    return text, ""


class DecimalColumn(NamedTuple):
    """The cells that the numbers of a column need on both sides of their decimal points."""

    before: int = 0
    """Cells left of the point."""
    after: int = 0
    """Cells from the point on."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> DecimalColumn:
        """The column in which all of these have room."""
        parts = [split_at_point(text) for text in texts]
        return cls(
            max((len(left) for left, _ in parts), default=0),
            max((len(right) for _, right in parts), default=0),
        )

    @property
    def width(self) -> int:
        """The column's cells."""
        return self.before + self.after

    def within(self, width: int) -> DecimalColumn:
        """The column, or an empty one, in which nothing is aligned, where it is wider than `width`."""
        return self if self.width <= width else DecimalColumn()

    def aligned(self, text: str) -> str:
        """The number in its place; where the column is too narrow for it, as it is."""
        left, right = split_at_point(text)
        return left.rjust(self.before) + right.ljust(self.after)


def aligned(texts: Sequence[str]) -> list[str]:
    """The texts in one width, decimal points below each other; what is no number ends where a number's point is."""
    column = DecimalColumn.of(texts)
    return [column.aligned(text) for text in texts]


def aligned_within(texts: Sequence[str], width: int) -> list[str]:
    """The same where that takes no more than `width` cells, else the texts as they are."""
    lines = aligned(texts)
    return lines if max(map(len, lines), default=0) <= width else [*texts]


def headed_column(heading: str, texts: Sequence[str]) -> list[str]:
    """A heading and the texts below it in one width, decimal points below each other."""
    lines = [heading, *aligned(texts)]
    width = max(map(len, lines))
    return [line.rjust(width) for line in lines]


def widest_number(digits: int) -> int:
    """The cells that a signed number of so many digits takes at most: −0.000123457."""
    return digits + _CELLS_BESIDE_DIGITS


def fixed_column(
    texts: Sequence[str], expected: Sequence[str], heading: str, digits: int
) -> tuple[str, list[str]]:
    """(the heading, the cells) of a column whose width depends on the digits alone, so that nothing ever moves.

    Where numbers of very different sizes meet, some decimal points stand beside the line of the others: no digit is
    cut. What is no number stands where a number's last digit would.

    Args:
        texts: what is shown.
        expected: the numbers that are or will be shown there, so that those shown stay when others join them.
        heading: above the column.
        digits: that numbers have.
    """
    width = widest_number(digits)
    before, after = DecimalColumn.of(expected)
    point = max(before, min(_CELLS_BEFORE_POINT, width - after))
    end = min(width, max(_CELLS_BEFORE_POINT + digits + 1, len(heading)))
    cells = []
    for text in texts:
        left, right = split_at_point(text)
        if not right and not left[-1:].isdigit():
            cells.append(text.rjust(end).ljust(width))
        else:
            start = max(0, min(point - len(left), width - len(text)))
            cells.append((" " * start + text).ljust(width))
    return heading.rjust(end).ljust(width), cells
