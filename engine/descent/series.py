"""A growable float64 array that can be read as a NumPy array without copying."""

from __future__ import annotations

import numpy as np

from engine.types import Vector


class Series:
    """Numbers in the order of appending; appending takes amortized constant time."""

    __slots__ = ("_length", "_numbers")

    def __init__(self, numbers: Vector | None = None) -> None:
        self._length = 0 if numbers is None else len(numbers)
        self._numbers: Vector = np.empty(max(16, self._length))
        if numbers is not None:
            self._numbers[: self._length] = numbers

    def __len__(self) -> int:
        return self._length

    def append(self, number: float) -> None:
        length = self._length
        if length == len(self._numbers):
            self._numbers = np.concatenate([self._numbers, np.empty(length)])
        self._numbers[length] = number
        self._length = length + 1

    @property
    def array(self) -> Vector:
        """All numbers so far; a view."""
        return self._numbers[: self._length]
