"""The Markdown that a lesson may hold: bold, italic, and names in code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tui.text.notation import Notation

_MARK = re.compile(r"(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`)")

_NEGATIVE = re.compile(r"-(?=[\d.])")
"""The hyphen of a negative number, in whose place formulas have a minus."""

_BETWEEN = re.compile(r"\n\s*\n")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text."""
    return _BETWEEN.split(text.strip())


def marked(text: str, write: Notation) -> Iterator[tuple[str, bool]]:
    """A paragraph's parts, each with whether it is marked; names in code as they are written in formulas."""
    for part in _MARK.split(_NEGATIVE.sub("−", text) if write.letters else text):
        if _MARK.fullmatch(part) is None:
            yield write.text(part), False
        else:
            yield write.name(part.strip("`")) if part.startswith("`") else write.text(part.strip("*")), True
