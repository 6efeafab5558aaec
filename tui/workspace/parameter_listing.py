"""Which parameters a table lists, and in what order: worked out for all of them at once, however many there are."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine.objectives.parameters import Parameters
from engine.objectives.patterns import PatternError
from engine.types import Mask, Rows, Vector
from tui.workspace.snapshot import Snapshot

ORDERS = ("θ", "gradient", "update", "value")
"""As they lie in θ, or the largest first of one of these."""


@lru_cache(8)
def named_by(parameters: Parameters, patterns: str) -> Mask:
    """Which parameters any of some patterns names, which are separated by commas or blanks; none if one is too long."""
    try:
        masks = [parameters.matching(pattern) for pattern in patterns.replace(",", " ").split()]
    except PatternError:
        return np.zeros(len(parameters), dtype=np.bool_)
    return np.logical_or.reduce(masks) if masks else np.ones(len(parameters), dtype=np.bool_)


class Listing:
    """Parameters by their places in θ, each at its rank in the list."""

    def __init__(self, count: int, places: Rows | None, sizes: Vector | None) -> None:
        self._count = count
        self._places = places
        """As they lie in θ; None for all of them."""
        self._sizes = sizes
        """What they are ordered by, the largest first and equal ones as they lie in θ; None for that order alone."""

    @classmethod
    def of(cls, snapshot: Snapshot) -> Listing:
        """Those that the person wants to see, in the order that they want."""
        parameters, pattern = snapshot.training.objective.parameters, snapshot.view_options.pattern
        places = named_by(parameters, pattern).nonzero()[0] if pattern else None
        vector = _ordering(snapshot)
        if vector is None:
            return cls(len(parameters) if places is None else len(places), places, None)
        sizes = np.abs(vector if places is None else vector[places])
        # What is no number comes last.
        return cls(len(sizes), places, np.where(np.isnan(sizes), -1.0, sizes))

    def __len__(self) -> int:
        return self._count

    def places(self, ranks: range) -> list[int]:
        """The parameters at these ranks; the others are not put in order."""
        if self._sizes is None or not ranks:
            chosen = np.arange(ranks.start, ranks.stop)
        else:
            sizes = self._sizes
            bounds = sorted((self._count - ranks.stop, self._count - 1 - ranks.start))
            least, most = np.partition(sizes, bounds)[bounds]
            near = np.flatnonzero((sizes >= least) & (sizes <= most))
            first = ranks.start - int(np.count_nonzero(sizes > most))
            chosen = near[np.argsort(-sizes[near], kind="stable")][first : first + len(ranks)]
        listed: list[int] = (chosen if self._places is None else self._places[chosen]).tolist()
        return listed

    def rank(self, place: int) -> int | None:
        """Where a parameter stands in the list; None if it is not listed."""
        index = place
        if self._places is not None:
            index = int(np.searchsorted(self._places, place))
            if index == self._count or self._places[index] != place:
                return None
        if self._sizes is None:
            return index
        sizes, own = self._sizes, self._sizes[index]
        return int(np.count_nonzero(sizes > own) + np.count_nonzero(sizes[:index] == own))


def _ordering(snapshot: Snapshot) -> Vector | None:
    """The numbers by whose size the parameters are ordered; None where they stay as they are."""
    step = snapshot.step
    match snapshot.view_options.order:
        case "gradient" if step is not None:
            return step.gradient
        case "update" if step is not None:
            return step.update
        case "value":
            return snapshot.theta
    return None
