"""Which parameters are meant by names as people type them: as on the screen, as in files, beginnings, patterns."""

from __future__ import annotations

import re

from engine.objectives.parameters import Parameters
from tui.text.ascii import PLAIN_DIGITS
from tui.workspace.arguments import InvalidArgument
from tui.workspace.parameter_listing import named_by

_INDEX = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[₀-₉]+(?:,[₀-₉]+)+|[₀-₉]")
_WILDCARDS = frozenset("*?[")


def pattern_of(parameters: Parameters, typed: str) -> str:
    """The patterns that are meant, separated by blanks: w²₁₁ is w2_1_1, and w2, as nothing is called so, w2_*.

    A word that names nothing whatever is made of it stays as it was typed.
    """
    words = _INDEX.sub(_plain, typed).replace(",", " ").split()
    return " ".join(_meant(parameters, word) for word in words)


def existing_pattern(parameters: Parameters, typed: str) -> str:
    """The same for patterns that must name a parameter; "" and "*" name all of them.

    Raises:
        InvalidArgument: they name none.
    """
    pattern = "" if typed in ("", "*") else pattern_of(parameters, typed)
    if not named_by(parameters, pattern).any():
        raise InvalidArgument(f"None of the {len(parameters):,} parameters is called that.")
    return pattern


def _plain(index: re.Match[str]) -> str:
    """A raised number, several lowered ones between commas, or one of one digit, as names in files have it."""
    sign = "" if index[0][0] in "⁰¹²³⁴⁵⁶⁷⁸⁹" or _begins_a_name(index) else "_"
    return sign + index[0].translate(PLAIN_DIGITS).replace(",", "_")


def _begins_a_name(index: re.Match[str]) -> bool:
    """Whether it follows a letter at once, as in b₂₁."""
    return index.string[index.start() - 1 : index.start()].isalpha()


def _meant(parameters: Parameters, word: str) -> str:
    if _WILDCARDS.isdisjoint(word):
        for pattern in (word, f"{word}_*", f"{word}*"):
            if named_by(parameters, pattern).any():
                return pattern
    return word
