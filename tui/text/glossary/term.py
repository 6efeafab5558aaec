"""One entry of the glossary."""

from __future__ import annotations

from typing import NamedTuple


class Term(NamedTuple):
    """A word or sign that stands on the screen, in a sentence and a formula."""

    name: str
    formula: str
    """"" where there is none."""
    sentence: str
    also: tuple[str, ...] = ()
    """What else it is called, and by what it is found: other words, signs, and what is typed for them."""
