"""The names of the parameters in θ, and where each layer's parameters lie in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple, overload

import numpy as np

from engine.objectives.patterns import has_wildcard, literal_prefix, matcher
from engine.types import Mask, Matrix, Vector


class Parameters:
    """The names of the parameters in θ, in order, with look-up by name and by pattern."""

    __slots__ = ("names",)

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        """θ[i] is the parameter called names[i]."""

    def __len__(self) -> int:
        return len(self.names)

    def index(self, name: str) -> int:
        """The index of `name` in θ; ValueError if θ has no such parameter."""
        return self.names.index(name)

    def matching(self, pattern: str) -> Mask:
        """Which parameters' names match a shell pattern such as "b*" or "w1_?_2", shape (parameters,).

        About 0.4 s for a million names that all begin as the pattern does; less where a layer or an input can be
        ruled out by the pattern's first characters.

        Raises:
            PatternError: the pattern is too long.
        """
        mask: Mask = np.zeros(len(self.names), dtype=np.bool_)
        if not has_wildcard(pattern):
            if pattern in self.names:
                mask[self.names.index(pattern)] = True
        elif isinstance(self.names, LayerNames):
            self.names.mark_matching(pattern, mask)
        else:
            mask[:] = list(map(matcher(pattern), self.names))
        return mask


class Block(NamedTuple):
    """One layer's range of θ: its weights row by row (from, then to), then its biases."""

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
        """The weights' part of a vector over θ as a matrix, shape (inputs, units); a view."""
        return vector[self.start : self.biases].reshape(self.inputs, self.units)

    def bias_view(self, vector: Vector) -> Vector:
        """The biases' part of a vector over θ, shape (units,), or (0,) without biases; a view."""
        return vector[self.biases : self.end]


def blocks_of(shapes: Sequence[tuple[int, int, bool]]) -> tuple[Block, ...]:
    """Consecutive blocks of θ for layers of the given (inputs, units, bias)."""
    sizes = [inputs * units + (units if bias else 0) for inputs, units, bias in shapes]
    starts = accumulate(sizes, initial=0)
    return tuple(Block(start, *shape) for start, shape in zip(starts, shapes, strict=False))


class LayerNames(Sequence[str]):
    """The names w{layer}_{from}_{to} and b{layer}_{unit}, numbered from 1, in the order of θ.

    A name is made when it is asked for, since a large network has a million of them.
    """

    _PATTERN = re.compile(r"w([1-9]\d*)_([1-9]\d*)_([1-9]\d*)|b([1-9]\d*)_([1-9]\d*)")

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = tuple(blocks)
        """Each layer's range of θ."""
        self._ends = tuple(block.end for block in self.blocks)

    def __len__(self) -> int:
        return self._ends[-1]

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        position = index + len(self) if index < 0 else index
        if not 0 <= position < len(self):
            raise IndexError(index)
        layer = bisect_right(self._ends, position)
        block = self.blocks[layer]
        if position >= block.biases:
            return f"b{layer + 1}_{position - block.biases + 1}"
        source, target = divmod(position - block.start, block.units)
        return f"w{layer + 1}_{source + 1}_{target + 1}"

    def __iter__(self) -> Iterator[str]:
        for _, prefix, units in self._groups():
            yield from (f"{prefix}{unit}" for unit in range(1, units + 1))

    def index(self, name: object, start: int = 0, stop: int | None = None) -> int:
        """The index of `name`, computed from the name itself; ValueError if no parameter has it."""
        position = self._position(name)
        if position is None or position not in range(*slice(start, stop).indices(len(self))):
            raise ValueError(f"{name!r} is not a parameter of this network")
        return position

    def __contains__(self, name: object) -> bool:
        return self._position(name) is not None

    def mark_matching(self, pattern: str, mask: Mask) -> None:
        """Set `mask`, shape (parameters,), in place where a name matches a shell pattern.

        Raises:
            PatternError: the pattern is too long.
        """
        matches, literal = matcher(pattern), literal_prefix(pattern)
        for start, prefix, units in self._groups():
            if prefix.startswith(literal) or literal.startswith(prefix):
                mask[start : start + units] = [matches(f"{prefix}{unit}") for unit in range(1, units + 1)]

    def _groups(self) -> Iterator[tuple[int, str, int]]:
        """(start in θ, common prefix, size) of each group of names that differ only in their last number."""
        for layer, block in enumerate(self.blocks, 1):
            for source in range(block.inputs):
                yield block.start + source * block.units, f"w{layer}_{source + 1}_", block.units
            if block.bias:
                yield block.biases, f"b{layer}_", block.units

    def _position(self, name: object) -> int | None:
        match = self._PATTERN.fullmatch(name) if isinstance(name, str) else None
        if match is None:
            return None
        layer = int(match[1] or match[4])
        if layer > len(self.blocks):
            return None
        block = self.blocks[layer - 1]
        if match[5]:
            unit = int(match[5])
            return block.biases + unit - 1 if block.bias and unit <= block.units else None
        source, target = int(match[2]), int(match[3])
        if source > block.inputs or target > block.units:
            return None
        return block.start + (source - 1) * block.units + target - 1


def shapes_of(inputs: int, units: Sequence[int], biases: Sequence[bool]) -> list[tuple[int, int, bool]]:
    """(inputs, units, bias) of each layer; a layer's inputs are the units of the layer before it."""
    return [(*pair, bias) for pair, bias in zip(pairwise([inputs, *units]), biases, strict=True)]
