"""The one gate through which strangers' text reaches a terminal: nothing in it can command the terminal."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 20_000
"""So many characters of one text are shown."""
LONGEST_LINE = 1_000


def _each(*ranges: Iterable[int]) -> Iterable[int]:
    return (code for codes in ranges for code in codes)


_DROPPED = dict.fromkeys(
    _each(
        range(0x09),  # C0 but tab and newline
        range(0x0B, 0x20),
        range(0x7F, 0xA0),  # DEL, and C1: on many terminals 0x9B begins another kind of escape sequence
        (0x061C, 0x200E, 0x200F),  # what turns the direction of the text around it
        range(0x202A, 0x202F),
        range(0x2066, 0x206A),
    )
)
_BROKEN = dict.fromkeys((0x09, 0x0A, 0x2028, 0x2029), " ")


def clean(text: str, longest: int = LONGEST) -> str:
    """The text without control characters other than tab and newline, and no longer than `longest`."""
    shown = text if len(text) <= longest else text[: longest - 1] + "…"
    if shown.isascii() and shown.isprintable():
        return shown
    # Half a letter is what an undecodable file name is made of; no terminal's encoding has it.
    return shown.translate(_DROPPED).encode("utf-8", "replace").decode("utf-8")


def clean_line(text: str, longest: int = LONGEST_LINE) -> str:
    """The same on one line: a tab or newline becomes a space."""
    return clean(text, longest).translate(_BROKEN)
