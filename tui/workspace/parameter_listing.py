"""The parameters that a table lists, and their order; vectorized, for networks with many parameters."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine.objectives.parameters import Parameters
from engine.objectives.patterns import PatternError
from engine.types import Mask, Rows, Vector
from tui.workspace.snapshot import Snapshot

ORDERS = ("θ", "gradient", "update", "value")
"""Orders of a table: the order in θ, or the largest magnitude of one of the others first."""


@lru_cache(8)
def parameter_mask(parameters: Parameters, patterns: str) -> Mask:
    """Return a mask, shape (parameters,), of the parameters that match any of some patterns.

    The patterns are separated by commas or blanks. If one of them is too long, nothing matches.
    """
    try:
        masks = [parameters.matching(pattern) for pattern in patterns.replace(",", " ").split()]
    except PatternError:
        return np.zeros(len(parameters), dtype=np.bool_)
    return np.logical_or.reduce(masks) if masks else np.ones(len(parameters), dtype=np.bool_)


class Listing:
    """A sorted and filtered list of parameters, as indices into θ by their rank, from 0."""

    def __init__(self, count: int, indices: Rows | None, sizes: Vector | None) -> None:
        self._count = count
        self._indices = indices
        """The listed parameters in the order of θ, shape (count,); None for all."""
        self._sizes = sizes
        """The sort keys, shape (count,): the largest first, equal ones in the order of θ; None for the order of θ."""

    @classmethod
    def of(cls, snapshot: Snapshot) -> Listing:
        """Return the list that the view options of a snapshot select."""
        parameters, pattern = snapshot.training.objective.parameters, snapshot.view_options.pattern
        indices = parameter_mask(parameters, pattern).nonzero()[0] if pattern else None
        vector = _ordering(snapshot)
        if vector is None:
            return cls(len(parameters) if indices is None else len(indices), indices, None)
        sizes = np.abs(vector if indices is None else vector[indices])
        # NaN is sorted last.
        return cls(len(sizes), indices, np.where(np.isnan(sizes), -1.0, sizes))

    def __len__(self) -> int:
        return self._count

    def places(self, ranks: range) -> list[int]:
        """Return the indices in θ of the parameters at consecutive ranks, by partial sorting."""
        if self._sizes is None or not ranks:
            chosen = np.arange(ranks.start, ranks.stop)
        else:
            sizes = self._sizes
            bounds = sorted((self._count - ranks.stop, self._count - 1 - ranks.start))
            least, most = np.partition(sizes, bounds)[bounds]
            near = np.flatnonzero((sizes >= least) & (sizes <= most))
            first = ranks.start - int(np.count_nonzero(sizes > most))
            chosen = near[np.argsort(-sizes[near], kind="stable")][first : first + len(ranks)]
        listed: list[int] = (chosen if self._indices is None else self._indices[chosen]).tolist()
        return listed

    def rank(self, index: int) -> int | None:
        """Return the rank of the parameter at an index of θ; None if it is not listed."""
        position = index
        if self._indices is not None:
            position = int(np.searchsorted(self._indices, index))
            if position == self._count or self._indices[position] != index:
                return None
        if self._sizes is None:
            return position
        sizes, size = self._sizes, self._sizes[position]
        return int(np.count_nonzero(sizes > size) + np.count_nonzero(sizes[:position] == size))


def _ordering(snapshot: Snapshot) -> Vector | None:
    """Return the vector by whose magnitude the parameters are sorted; None for the order of θ."""
    step = snapshot.step
    match snapshot.view_options.order:
        case "gradient" if step is not None:
            return step.gradient
        case "update" if step is not None:
            return step.update
        case "value":
            return snapshot.theta
    return None
