"""Columns of numbers: as wide as they ever get, so that nothing moves, with decimal points below each other."""

from __future__ import annotations

from collections.abc import Sequence

_BEFORE = 3
"""Cells before the decimal point that are always kept: a sign and two digits."""

_AROUND = 6
"""What a number takes beside its digits: a sign and 0.000, or a point and an exponent."""


def widest(digits: int) -> int:
    """The cells that a signed number of so many digits may take: −0.000123457."""
    return digits + _AROUND


def column(texts: Sequence[str], coming: Sequence[str], heading: str, digits: int) -> tuple[str, list[str]]:
    """(the heading, the cells) of a column; what is no number stands where a number's last digit would.

    Where numbers of very different sizes meet, some points stand beside the line of the others: no digit is cut.

    Args:
        texts: what is seen.
        coming: the numbers that are or will be seen there, so that those seen stay when others join them.
        heading: above the column.
        digits: that numbers have.
    """
    width = widest(digits)
    numbers = [_split(text) for text in coming]
    before = max([0, *(len(left) for left, _ in numbers)])
    after = max([0, *(len(right) for _, right in numbers)])
    point = max(before, min(_BEFORE, width - after))
    end = min(width, max(_BEFORE + digits + 1, len(heading)))
    cells = []
    for text in texts:
        left, right = _split(text)
        if not right and not left[-1:].isdigit():
            cells.append(text.rjust(end).ljust(width))
        else:
            start = max(0, min(point - len(left), width - len(text)))
            cells.append((" " * start + text).ljust(width))
    return heading.rjust(end).ljust(width), cells


def _split(text: str) -> tuple[str, str]:
    """A number before its point or exponent, and from there on."""
    for place, letter in enumerate(text):
        if letter in ".e" and text[:place].strip("+−-").isdigit():
            return text[:place], text[place:]
    return text, ""
