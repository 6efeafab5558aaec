"""Lines of an exported program: blocks and definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def indented(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a block."""
    return (f"    {line}".rstrip() for line in lines)


def definition_lines(definitions: Iterable[str]) -> Iterator[str]:
    """The definitions that are not empty, and the blank lines before, between and after them."""
    known = [definition for definition in definitions if definition]
    for definition in known:
        yield from ("", "", definition)
    yield from ("", "") if known else ("",)
