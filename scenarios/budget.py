"""The budget of a TOML text: what one may contain, counted before it is parsed.

tomllib takes some microseconds for each value and each table, time and memory that grow with the square of the parts
of a dotted key, and recurses into lists. The counts here take one pass of regular expressions, so that a text that
asks for more is refused at once.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_ENTRIES = 200_000
"""Keys, values and tables that a text may have."""
MAX_KEY_PARTS = 32
"""Parts that a dotted key may have."""
MAX_NUMBER_LENGTH = 400
"""Characters that a number may have: any float64 can be written in fewer."""

# A string or comment without its end reaches to the end of the line or the text, where tomllib finds it faulty.
_TEXT = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+(?:"{3,5}|\Z)'
    r"|'''(?:[^']|'(?!''))*+(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+"
)
_PART = r'(?:[A-Za-z0-9_-]++|"")'
_DEEP_KEY = re.compile(rf"(?<![A-Za-z0-9_-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MAX_KEY_PARTS},}}+")
_LONG_NUMBER = re.compile(rf"(?<![A-Za-z0-9_.-])[+-]?[0-9][0-9A-Za-z_.+-]{{{MAX_NUMBER_LENGTH},}}+")


class Excess(NamedTuple):
    """What a text has too much of."""

    line: int | None
    """The line, from 1; None for the text as a whole."""
    message: str


def excess_in(text: str) -> Excess | None:
    """The first limit that a TOML text exceeds; None if it keeps within all of them."""
    structure = _TEXT.sub(_emptied, text)
    entries = sum(map(structure.count, "=,[{"))
    if entries > MAX_ENTRIES:
        return Excess(
            None,
            f"more than {MAX_ENTRIES:,} keys, values and tables; put rows of data into a file of their own",
        )
    deep = _DEEP_KEY.search(structure)
    if deep is not None:
        return Excess(_line_of(deep, structure), f"a key has more than {MAX_KEY_PARTS} parts")
    long = _LONG_NUMBER.search(structure)
    if long is not None:
        return Excess(_line_of(long, structure), f"a number has more than {MAX_NUMBER_LENGTH} characters")
    return None


def _emptied(match: re.Match[str]) -> str:
    """Nothing in place of a comment, and in place of a string an empty one with the same lines."""
    written = match[0]
    return "" if written[0] == "#" else '""' + "\n" * written.count("\n")


def _line_of(match: re.Match[str], text: str) -> int:
    return text.count("\n", 0, match.start()) + 1
