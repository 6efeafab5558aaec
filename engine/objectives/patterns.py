"""Which of a network's parameters a shell pattern names, without looking at a million names one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.types import Mask

if TYPE_CHECKING:
    from engine.objectives.parameters import Block

_DIGITS = "0123456789"
_LETTERS = f"wb_{_DIGITS}"
"""All that names are written with."""
_LONGEST = 64
"""No name has so many letters."""

_States = npt.NDArray[np.intp]


def matching(blocks: Sequence[Block], pattern: str) -> Mask:
    """Which parameters' names match a pattern such as "w2_*" or "b?_[1-3]", as fnmatchcase does; in the order of θ.

    All names of a layer begin alike, and after w{layer}_{from}_ what is still to be matched is the same for most
    places: so numbers are looked at once for each such rest, and all together.
    """
    tokens = list(_tokens(pattern))
    if len(tokens) - tokens.count("*") > _LONGEST:
        return np.zeros(blocks[-1].end, dtype=np.bool_)
    automaton = _Automaton(tokens)
    masks: list[Mask] = []
    for number, block in enumerate(blocks, 1):
        weights = automaton.after(automaton.start, f"w{number}_")
        sources = automaton.numbers(weights, block.inputs)
        rests, which = np.unique(sources, return_inverse=True)
        rows = [
            automaton.accepted(automaton.numbers(automaton.after(rest, "_"), block.units))
            for rest in rests.tolist()
        ]
        masks.append(np.array(rows)[which].ravel())
        if block.bias:
            biases = automaton.after(automaton.start, f"b{number}_")
            masks.append(automaton.accepted(automaton.numbers(biases, block.units)))
    return np.concatenate(masks)


class _Automaton:
    """Reads a name letter by letter; a state is the set of the places in the pattern that may come next, as bits."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._stars = sum(1 << place for place, token in enumerate(tokens) if token == "*")
        self._taking = {
            letter: sum(
                1 << place
                for place, token in enumerate(tokens)
                if token != "*" and fnmatchcase(letter, token)
            )
            for letter in _LETTERS
        }
        self._end = 1 << len(tokens)
        self._sets: list[int] = []
        self._ids: dict[int, int] = {}
        self._known: dict[tuple[int, str], int] = {}
        self.start = self._id(self._closed(1))

    def _closed(self, places: int) -> int:
        """With the places behind stars, which may stand for nothing."""
        return places | (places & self._stars) << 1

    def _id(self, places: int) -> int:
        if places not in self._ids:
            self._ids[places] = len(self._sets)
            self._sets.append(places)
        return self._ids[places]

    def after(self, state: int, text: str) -> int:
        """The state after some more letters."""
        for letter in text:
            known = self._known.get((state, letter))
            if known is None:
                places = self._sets[state]
                known = self._id(self._closed((places & self._taking[letter]) << 1 | places & self._stars))
                self._known[state, letter] = known
            state = known
        return state

    def numbers(self, state: int, count: int) -> _States:
        """The states after each of the numbers 1 to `count`: those of one digit, then of two, and so on."""
        level = np.array([self.after(state, digit) for digit in _DIGITS[1:]], dtype=np.intp)
        levels, found = [level], len(level)
        while found < count:
            states, which = np.unique(level, return_inverse=True)
            table = np.array(
                [[self.after(one, digit) for digit in _DIGITS] for one in states.tolist()], dtype=np.intp
            )
            level = table[which].ravel()
            levels.append(level)
            found += len(level)
        return np.concatenate(levels)[:count]

    def accepted(self, states: _States) -> Mask:
        """In which of these states the whole pattern has been read."""
        ends = np.array([bool(places & self._end) for places in self._sets], dtype=np.bool_)
        return ends[states]


def _tokens(pattern: str) -> Iterator[str]:
    """What one letter is held against, in order: a letter, ? or [...]; and * for any number of them."""
    place, before, last = 0, "", pattern.rfind("]")
    while place < len(pattern):
        token = pattern[place]
        if token == "[":
            # As in a shell, a bracket that closes at once, or behind !, belongs to the set.
            first = place + 2 if pattern[place + 1 : place + 2] == "!" else place + 1
            closing = pattern.find("]", first + 1) if first < last else -1
            token = pattern[place : closing + 1] if closing >= 0 else "[[]"
            place += len(token) - 1 if closing >= 0 else 0
        if not token == before == "*":
            yield token
        before = token
        place += 1
