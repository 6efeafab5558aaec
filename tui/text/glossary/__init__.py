"""The glossary: every term and sign of the screen, by what it is about, and where one is named in another's text."""

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
from tui.text.glossary.term import Term
from tui.text.glossary.updates import OPTIMIZERS, SCHEDULES, UPDATES

__all__ = ["GLOSSARY", "GROUPS", "Piece", "Term", "matching", "pieces_of", "term_called"]

GROUPS: tuple[tuple[str, tuple[Term, ...]], ...] = (
    ("The run", RUN),
    ("The network", NETWORK),
    ("The loss", LOSSES),
    ("Slopes", SLOPES),
    ("The update", UPDATES),
    ("Optimizers", OPTIMIZERS),
    ("Schedules", SCHEDULES),
    ("The screen", SCREEN),
)
"""The terms by what they are about, in the order of the help."""

GLOSSARY: tuple[Term, ...] = tuple(chain.from_iterable(terms for _, terms in GROUPS))
"""All of them."""

_CALLED = {called: term for term in reversed(GLOSSARY) for called in (*reversed(term.also), term.name)}
"""The terms by all they are called, each as it is written: δ is not Δ."""
_FOLDED = {called.casefold(): term for called, term in reversed(_CALLED.items())}
"""The same however it is written."""


class Piece(NamedTuple):
    """A part of a text."""

    text: str
    term: Term | None
    """The term that is named there; None for what stands between."""


_ENDINGS = ("", "s", "es")
"""Of the singular and the plural."""
_INDICES = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉,]+")


def term_called(word: str) -> Term | None:
    """The term of that name or sign: in the plural, too, and a sign with any indices."""
    asked = word.strip(" .,:;")
    for one in (asked, _INDICES.sub("", asked)):
        for called in (one.removesuffix(ending) for ending in _ENDINGS if one.endswith(ending)):
            term = _CALLED.get(called) or _FOLDED.get(called.casefold())
            if term is not None:
                return term
    return None


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
"""Words that mean other things as well: nothing is made of them where they stand in a sentence."""


def _telling(called: str) -> bool:
    """Whether it is a word that in a sentence can only be the term."""
    return len(called) > 2 and called not in _EVERYDAY and re.fullmatch(r"[a-z][a-z_ -]*", called) is not None


_WORDS = sorted(filter(_telling, _FOLDED), key=len, reverse=True)
_NAMED = re.compile(rf"\b(?:{'|'.join(map(re.escape, _WORDS))})(?:s|es)?\b", re.IGNORECASE)


def pieces_of(text: str, within: Term | None = None) -> Iterator[Piece]:
    """A text with the terms that are named in it, each where it is named first; not the one whose text it is."""
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
    """The terms that have all of these words in them: those so called first, then those whose text has them."""
    wanted = words.casefold().split()
    ranked = [(rank, term) for term in GLOSSARY if (rank := _rank(term, wanted)) is not None]
    return [term for _, term in sorted(ranked, key=lambda found: found[0])]


def _rank(term: Term, wanted: list[str]) -> int | None:
    """0 for a term that is called so, 1 where its name begins so, 2 within a name, 3 within its text."""
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
