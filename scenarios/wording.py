"""Wording of untrusted values in messages: one line of printable characters each."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from engine.objectives.spelling import nearest

_MAX_LENGTH = 60
"""Characters of an untrusted text that are shown."""


def plain(text: str, max_length: int = _MAX_LENGTH) -> str:
    """The text on one line, shortened, with unprintable characters escaped."""
    shown = text if len(text) <= max_length else text[: max_length - 1] + "…"
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in shown)


def _escaped(letter: str) -> str:
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return named.get(letter) or (f"\\x{ord(letter):02x}" if letter < "\x80" else f"\\u{ord(letter):04x}")


def quoted(text: str) -> str:
    """The text in quotes, on one line."""
    return f'"{plain(text)}"'


def described(value: object) -> str:
    """A given value: a word for a container, the value itself for anything short."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value) if value.bit_length() <= 128 else "a number with very many digits"
        case float():
            return repr(value)
        case str():
            return quoted(value)
        case list() | tuple():
            return "a list" if value else "an empty list"
        case dict():
            return "a table" if value else "an empty table"
    return "a date or time"  # nothing else is left that TOML has


def suggestion(word: str, known: Collection[str]) -> str:
    """The end of a message about an unknown name: "; did you mean X?", or else the known names."""
    near = nearest(word, known)
    if near is not None:
        return f"; did you mean {near}?"
    return f"; known are {listed(known, 'and')}" if len(known) <= 24 else ""


def listed(names: Iterable[str], joint: str = "or") -> str:
    """ "a, b or c"."""
    *rest, last = names
    return f"{', '.join(rest)} {joint} {last}" if rest else last


def counted(number: int, noun: str, plural: str = "") -> str:
    """ "1 row", "2 rows", "3,000 rows"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
