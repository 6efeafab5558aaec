"""Patterns of parameter names as typed: as on the screen, as in files, prefixes, and wildcards."""

from __future__ import annotations

import re

from engine.objectives.parameters import Parameters
from tui.text.ascii import PLAIN_DIGITS
from tui.workspace.arguments import InvalidArgument
from tui.workspace.parameter_listing import parameter_mask

_INDEX = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[₀-₉]+(?:,[₀-₉]+)+|[₀-₉]")
_WILDCARDS = frozenset("*?[")


def pattern_of(parameters: Parameters, typed: str) -> str:
    """Return the typed patterns in the notation of files, separated by blanks: w²₁₁ is w2_1_1, and w2 is w2_*.

    A word that matches nothing even as a prefix stays as typed.
    """
    words = _INDEX.sub(_plain, typed).replace(",", " ").split()
    return " ".join(_meant(parameters, word) for word in words)


def existing_pattern(parameters: Parameters, typed: str) -> str:
    """Return the same for patterns that must match a parameter; "" for all of them, typed as "" or "*".

    Raises:
        InvalidArgument: no parameter matches.
    """
    pattern = "" if typed in ("", "*") else pattern_of(parameters, typed)
    if not parameter_mask(parameters, pattern).any():
        raise InvalidArgument(f"None of the {len(parameters):,} parameters matches.")
    return pattern


def _plain(index: re.Match[str]) -> str:
    """Return superscript digits, or subscripts with commas, or a single subscript, in the notation of files."""
    sign = "" if index[0][0] in "⁰¹²³⁴⁵⁶⁷⁸⁹" or _begins_a_name(index) else "_"
    return sign + index[0].translate(PLAIN_DIGITS).replace(",", "_")


def _begins_a_name(index: re.Match[str]) -> bool:
    """Whether an index directly follows a letter, as in b₂₁."""
    return index.string[index.start() - 1 : index.start()].isalpha()


def _meant(parameters: Parameters, word: str) -> str:
    if _WILDCARDS.isdisjoint(word):
        for pattern in (word, f"{word}_*", f"{word}*"):
            if parameter_mask(parameters, pattern).any():
                return pattern
    return word
