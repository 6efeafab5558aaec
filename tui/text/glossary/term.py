"""One entry of the glossary."""

from __future__ import annotations

from typing import NamedTuple


class Term(NamedTuple):
    """A word or sign on the screen, explained by a sentence and a formula."""

    name: str
    formula: str
    """"" where there is none."""
    sentence: str
    also: tuple[str, ...] = ()
    """Other names by which the term is found: words, signs, and their typed forms."""
