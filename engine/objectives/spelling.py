"""The known name that an unknown word stands for: another spelling, the same thing elsewhere, or a typing error.

A word is never taken for another term of the field, however alike they look: log10 is not log, and rmse is not mse.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import islice

from engine.objectives.terms import DISTINCT, SAME

_MAX_LENGTH = 60
"""Letters of a word that is compared."""
_MAX_COMPARED = 2000
"""Known names that a word is compared with."""
_LETTERS_FOR_ONE, _LETTERS_FOR_TWO = 3, 6
"""Letters that the shorter of two words needs for one typing error, and for two."""

_SEPARATORS = re.compile(r"(?<![0-9])[_\s-]+|[_\s-]+(?![0-9])")
_SEPARATORS_OF_NUMBERS = re.compile(r"[_\s-]+")
_DIGITS = re.compile("[0-9]+")
_NOT_LETTERS = re.compile("[0-9_]+")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that `word` stands for, "X or Y" where it stands for several, or None.

    Typing errors are letters left out, added, replaced or exchanged with their neighbours: one in a word of three
    letters or more, two in one of six or more. Numbers in a word must be the same: w1_1_2 is no misspelt w1_1_1.
    Nothing is proposed where two names are equally near.
    """
    if len(word) > _MAX_LENGTH:
        return None
    names = list(islice(known, _MAX_COMPARED))
    asked = normal(word)
    same = [name for name in names if normal(name) == asked]
    if same:
        return same[0] if len(same) == 1 else None
    if asked in SAME:
        return " or ".join(name for name in SAME[asked] if name in names) or None
    plural = [name for name in names if normal(name) in (f"{asked}s", asked.removesuffix("s"))]
    if len(plural) == 1 and _errors(asked, normal(plural[0])) is not None:
        return plural[0]
    return None if asked in DISTINCT else _misspelt(asked, names)


def normal(word: str) -> str:
    """The word in small letters, without separators except between digits, where they are "_"."""
    return _SEPARATORS_OF_NUMBERS.sub("_", _SEPARATORS.sub("", word.casefold()))


def _misspelt(asked: str, names: Collection[str]) -> str | None:
    """The only name with the fewest typing errors; of several, the only one made of the same letters."""
    errors = {name: count for name in names if (count := _errors(asked, normal(name))) is not None}
    best = [name for name, count in errors.items() if count == min(errors.values())]
    if len(best) > 1:
        best = [name for name in best if sorted(normal(name)) == sorted(asked)]
    return best[0] if len(best) == 1 else None


def _errors(asked: str, name: str) -> int | None:
    """The typing errors between two words, part by part; None if there are too many for words of their lengths."""
    left, right = asked.split("."), name.split(".")
    if len(left) != len(right) or _DIGITS.findall(asked) != _DIGITS.findall(name):
        return None
    total = 0
    for one, other in zip(left, right, strict=True):
        shorter = min(len(_NOT_LETTERS.sub("", part)) for part in (one, other))
        allowed = (shorter >= _LETTERS_FOR_ONE) + (shorter >= _LETTERS_FOR_TWO)
        if abs(len(one) - len(other)) > allowed or (count := _distance(one, other)) > allowed:
            return None
        total += count
    return total if total <= 2 else None


def _distance(one: str, other: str) -> int:
    """The letters to leave out, add, replace, or exchange with a neighbour, to get from one word to the other."""
    if one == other:
        return 0
    before: list[int] = []
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, 1):
        before, last, row = row, before, [index]
        for column, wanted in enumerate(other, 1):
            best = min(before[column] + 1, row[-1] + 1, before[column - 1] + (letter != wanted))
            exchanged = index > 1 and column > 1 and one[index - 2] == wanted and other[column - 2] == letter
            row.append(min(best, last[column - 2] + 1) if exchanged else best)
    return row[-1]
