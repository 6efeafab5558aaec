"""Sanitising of untrusted text before it is written to a terminal: no escape sequence gets through."""

from __future__ import annotations

from unicodedata import category

MAX_CHARACTERS = 20_000
"""A longer text is truncated."""
MAX_LINE_CHARACTERS = 1_000

CONTROL_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories of characters that have an effect instead of a shape.

Format characters (Cf) reverse the direction of the text around them, or hide parts of it. This removes the joiners of
composed emoji too, whose parts are then shown side by side.
"""


class _Replacements:
    """The replacement of each character, by its code point: None to drop it."""

    def __getitem__(self, code: int) -> int | None:
        # 0x9B starts a control sequence on many terminals. Surrogates are replaced when the text is encoded.
        return None if code not in _LINE_BREAKS and category(chr(code)) in ("Cc", "Cf") else code


_LINE_BREAKS = dict.fromkeys((0x09, 0x0A, 0x2028, 0x2029), " ")
_REPLACEMENTS = _Replacements()


def clean(text: str, longest: int = MAX_CHARACTERS) -> str:
    """The text without control and format characters other than tab and newline, and no longer than `longest`."""
    shown = text if len(text) <= longest else text[: longest - 1] + "…"
    if shown.isascii() and shown.isprintable():
        return shown
    # Undecodable file names contain surrogates, which no terminal's encoding has.
    return shown.translate(_REPLACEMENTS).encode("utf-8", "replace").decode("utf-8")


def clean_line(text: str, longest: int = MAX_LINE_CHARACTERS) -> str:
    """The same on one line: a tab or newline becomes a space."""
    return clean(text, longest).translate(_LINE_BREAKS)
