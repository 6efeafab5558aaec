"""The glossary: every term and sign on the screen, by subject, and the terms that a text mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from tui.text.glossary.derivatives import SLOPES
from tui.text.glossary.losses import LOSSES
from tui.text.glossary.network import NETWORK
from tui.text.glossary.run import RUN
from tui.text.glossary.screen import SCREEN
from tui.text.glossary.table_terms import TABLES
from tui.text.glossary.term import Term
from tui.text.glossary.updates import OPTIMIZERS, SCHEDULES, UPDATES

__all__ = ["Piece", "Term", "glossary", "groups", "matching", "pieces_of", "term_called"]

_WRITTEN: tuple[tuple[str, tuple[Term, ...]], ...] = (
    ("The run", RUN),
    ("The network", NETWORK),
    ("The loss", LOSSES),
    ("Slopes", SLOPES),
    ("The update", UPDATES),
    ("Optimizers", OPTIMIZERS),
    ("Schedules", SCHEDULES),
    ("The screen", SCREEN),
)
"""The written terms by subject, in the order of the help."""

_CALLED = {
    called: term
    for term in reversed(tuple(chain.from_iterable(terms for _, terms in _WRITTEN)))
    for called in (*reversed(term.also), term.name)
}
"""The written terms by each of their names, in the exact case: δ is not Δ."""
_FOLDED = {called.casefold(): term for called, term in reversed(_CALLED.items())}
"""The written terms by each of their names, in any case."""


def groups() -> tuple[tuple[str, tuple[Term, ...]], ...]:
    """All terms by subject: the written ones, then the engine's names that have no written term."""
    return tuple((subject, (*terms, *_unwritten(subject))) for subject, terms in _WRITTEN)


def glossary() -> tuple[Term, ...]:
    """All terms."""
    return tuple(chain.from_iterable(terms for _, terms in groups()))


def _unwritten(subject: str) -> Iterator[Term]:
    table = TABLES.get(subject)
    if table is not None:
        yield from (table.term(name) for name in table.entries if name not in _CALLED)


class Piece(NamedTuple):
    """A piece of a text: a term that it mentions, or the text between two of them."""

    text: str
    term: Term | None
    """None for the text between terms."""


_ENDINGS = ("", "s", "es")
"""Endings of the singular and the plural."""
_INDICES = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉,]+")


def term_called(word: str) -> Term | None:
    """The term with that name or sign; the name may be in the plural, and the sign may have indices."""
    asked = word.strip(" .,:;")
    for spelling in (asked, _INDICES.sub("", asked)):
        for called in (spelling.removesuffix(ending) for ending in _ENDINGS if spelling.endswith(ending)):
            term = _CALLED.get(called) or _FOLDED.get(called.casefold())
            if term is not None:
                return term
    name = asked.casefold()
    return next((table.term(name) for table in TABLES.values() if name in table.entries), None)


_EVERYDAY = frozenset(
    {
        *(
            "column",
            "constant",
            "cost",
            "digits",
            "example",
            "graph",
            "history",
            "length",
            "log",
            "moment",
            "nan",
        ),
        *("norm", "now", "order", "random", "run", "scale", "sequential", "shuffle", "sum"),
    }
)
"""Names with an everyday meaning, which are not taken for the term in a sentence."""


def _is_unambiguous(called: str) -> bool:
    """Whether a word in a sentence can only mean the term."""
    return len(called) > 2 and called not in _EVERYDAY and re.fullmatch(r"[a-z][a-z_ -]*", called) is not None


_WORDS = sorted(filter(_is_unambiguous, _FOLDED), key=len, reverse=True)
_NAMED = re.compile(rf"\b(?:{'|'.join(map(re.escape, _WORDS))})(?:s|es)?\b", re.IGNORECASE)


def pieces_of(text: str, within: Term | None = None) -> Iterator[Piece]:
    """A text cut at the first mention of each written term in it; `within` is the term whose text it is, if any."""
    named, end = {within}, 0
    for match in _NAMED.finditer(text):
        term = term_called(match[0])
        if term is None or term in named:
            continue
        named.add(term)
        if match.start() > end:
            yield Piece(text[end : match.start()], None)
        yield Piece(match[0], term)
        end = match.end()
    if end < len(text):
        yield Piece(text[end:], None)


def matching(words: str) -> list[Term]:
    """The terms that contain all of these words: first those with them in the name, then those in the text."""
    wanted = words.casefold().split()
    ranked = [(rank, term) for term in glossary() if (rank := _rank(term, wanted)) is not None]
    return [term for _, term in sorted(ranked, key=lambda pair: pair[0])]


def _rank(term: Term, wanted: list[str]) -> int | None:
    """0 for a term with this name, 1 for one whose name begins so, 2 for one with it in a name, 3 in the text."""
    names = [called.casefold() for called in (term.name, *term.also)]
    asked = " ".join(wanted)
    if asked in names:
        return 0
    if any(name.startswith(asked) for name in names):
        return 1
    if all(any(word in name for name in names) for word in wanted):
        return 2
    text = f"{term.formula} {term.sentence}".casefold()
    return 3 if all(word in text or any(word in name for name in names) for word in wanted) else None
