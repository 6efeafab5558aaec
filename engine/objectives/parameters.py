"""The names of θ: which of its numbers is which parameter."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from fnmatch import translate
from itertools import accumulate, pairwise
from typing import NamedTuple, overload

import numpy as np

from engine.objectives.patterns import matching
from engine.types import Mask, Matrix, Vector


class Parameters:
    """The names of the numbers in θ, in order, and the way from a name or a pattern to their places."""

    __slots__ = ("names",)

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        """θ[i] is the parameter called names[i]."""

    def __len__(self) -> int:
        return len(self.names)

    def index(self, name: str) -> int:
        """The place of `name` in θ; ValueError if θ has no such parameter."""
        return self.names.index(name)

    def matching(self, pattern: str) -> Mask:
        """Which parameters' names match a shell pattern such as "b*" or "w1_?_2", shape (parameters,)."""
        if isinstance(self.names, LayerNames):
            return self.names.matching(pattern)
        matches = re.compile(translate(pattern)).match
        return np.fromiter((matches(name) is not None for name in self.names), dtype=np.bool_)


class Block(NamedTuple):
    """Where one layer's parameters lie in θ: weights row by row (from, then to), then biases."""

    start: int
    """The index in θ of the layer's first weight."""
    inputs: int
    units: int
    bias: bool

    @property
    def biases(self) -> int:
        """The index in θ of the layer's first bias (its end, if it has none)."""
        return self.start + self.inputs * self.units

    @property
    def end(self) -> int:
        """One past the layer's last parameter."""
        return self.biases + (self.units if self.bias else 0)

    def weight_view(self, vector: Vector) -> Matrix:
        """The layer's part of a vector over θ as a matrix, shape (inputs, units), sharing its memory."""
        return vector[self.start : self.biases].reshape(self.inputs, self.units)

    def bias_view(self, vector: Vector) -> Vector:
        """The biases' part of a vector over θ, shape (units,) or (0,), sharing its memory."""
        return vector[self.biases : self.end]


def blocks_of(shapes: Sequence[tuple[int, int, bool]]) -> tuple[Block, ...]:
    """The layers' places in θ from their (inputs, units, bias), one after the other."""
    sizes = [inputs * units + (units if bias else 0) for inputs, units, bias in shapes]
    starts = accumulate(sizes, initial=0)
    return tuple(Block(start, *shape) for start, shape in zip(starts, shapes, strict=False))


class LayerNames(Sequence[str]):
    """w{layer}_{from}_{to} and b{layer}_{unit}, all from 1, made when asked for: a large net has a million."""

    _PATTERN = re.compile(r"w([1-9]\d*)_([1-9]\d*)_([1-9]\d*)|b([1-9]\d*)_([1-9]\d*)")

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._ends = tuple(block.end for block in blocks)

    def __len__(self) -> int:
        return self._ends[-1]

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        layer = bisect_right(self._ends, place)
        block = self._blocks[layer]
        if place >= block.biases:
            return f"b{layer + 1}_{place - block.biases + 1}"
        source, target = divmod(place - block.start, block.units)
        return f"w{layer + 1}_{source + 1}_{target + 1}"

    def index(self, name: object, start: int = 0, stop: int | None = None) -> int:
        """The place of `name`, worked out from the name itself; ValueError if there is none."""
        place = self._place(name)
        if place is None or place not in range(*slice(start, stop).indices(len(self))):
            raise ValueError(f"{name!r} is no parameter of this network")
        return place

    def __contains__(self, name: object) -> bool:
        return self._place(name) is not None

    def matching(self, pattern: str) -> Mask:
        """Which names match a shell pattern, shape (parameters,)."""
        return matching(self._blocks, pattern)

    def _place(self, name: object) -> int | None:
        match = self._PATTERN.fullmatch(name) if isinstance(name, str) else None
        if match is None:
            return None
        layer = int(match[1] or match[4])
        if layer > len(self._blocks):
            return None
        block = self._blocks[layer - 1]
        if match[5]:
            unit = int(match[5])
            return block.biases + unit - 1 if block.bias and unit <= block.units else None
        source, target = int(match[2]), int(match[3])
        if source > block.inputs or target > block.units:
            return None
        return block.start + (source - 1) * block.units + target - 1


def shapes_of(inputs: int, units: Sequence[int], biases: Sequence[bool]) -> list[tuple[int, int, bool]]:
    """(inputs, units, bias) of each layer, every layer taking in what the one before gives out."""
    return [(*pair, bias) for pair, bias in zip(pairwise([inputs, *units]), biases, strict=True)]
