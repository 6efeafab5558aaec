"""Shell patterns for parameter names: `*`, `?` and `[…]`, as `fnmatch.fnmatchcase` reads them."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import translate
from functools import lru_cache

MAX_PATTERN_LENGTH = 200
"""Characters that a pattern may have. `fnmatch.translate` takes time that grows with the square of the number of
opening brackets."""

_WILDCARD = re.compile(r"[*?\[]")
_STARS = re.compile(r"\*+")


class PatternError(ValueError):
    """A pattern that is too long; the message says how long it may be."""


@lru_cache(maxsize=1024)
def matcher(pattern: str) -> Callable[[str], bool]:
    """The test whether a whole name matches a pattern.

    Runs of stars count as one character. The time for one name grows linearly with its length: `translate` makes
    every star but the last an atomic group, which never backtracks.

    Raises:
        PatternError: the pattern is longer than MAX_PATTERN_LENGTH.
    """
    shortened = _STARS.sub("*", pattern)
    if len(shortened) > MAX_PATTERN_LENGTH:
        raise PatternError(
            f"the pattern has {len(shortened):,} characters; the limit is {MAX_PATTERN_LENGTH}"
        )
    match = re.compile(translate(shortened)).match
    return lambda name: match(name) is not None


def has_wildcard(pattern: str) -> bool:
    """Whether a pattern has a `*`, `?` or `[`; one without any matches only the name that it spells."""
    return _WILDCARD.search(pattern) is not None


def literal_prefix(pattern: str) -> str:
    """The characters before a pattern's first wildcard; every name that it matches begins with them."""
    return _WILDCARD.split(pattern, maxsplit=1)[0]
