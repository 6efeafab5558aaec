"""The one gate through which strangers' text reaches a terminal: nothing in it can command the terminal."""

from __future__ import annotations

from unicodedata import category

MAX_CHARACTERS = 20_000
"""So many characters of one text are shown."""
MAX_LINE_CHARACTERS = 1_000

CONTROL_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's categories of what does something in place of being seen.

Format characters, Cf, turn the direction of the text around them, or hide something in it. So what joins several
pictures to one goes, too, and they are seen side by side.
"""


class _Gate:
    """What becomes of each character, by its code: None for what is dropped."""

    def __getitem__(self, code: int) -> int | None:
        # On many terminals 0x9B begins another kind of escape sequence. Half a letter is dealt with as it is written.
        return None if code not in _BROKEN and category(chr(code)) in ("Cc", "Cf") else code


_BROKEN = dict.fromkeys((0x09, 0x0A, 0x2028, 0x2029), " ")
_GATE = _Gate()


def clean(text: str, longest: int = MAX_CHARACTERS) -> str:
    """The text without control and format characters other than tab and newline, and no longer than `longest`."""
    shown = text if len(text) <= longest else text[: longest - 1] + "…"
    if shown.isascii() and shown.isprintable():
        return shown
    # Half a letter is what an undecodable file name is made of; no terminal's encoding has it.
    return shown.translate(_GATE).encode("utf-8", "replace").decode("utf-8")


def clean_line(text: str, longest: int = MAX_LINE_CHARACTERS) -> str:
    """The same on one line: a tab or newline becomes a space."""
    return clean(text, longest).translate(_BROKEN)
