"""Which parameters a table lists, and in what order: worked out for all of them at once, however many there are."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine.objectives.parameters import Parameters
from engine.types import Mask, Rows, Vector
from tui.moment import Moment

ORDERS = ("θ", "gradient", "update", "value")
"""As they lie in θ, or the largest first of one of these."""


@lru_cache(8)
def named_by(parameters: Parameters, patterns: str) -> Mask:
    """Which parameters any of some patterns names, which are separated by commas or blanks."""
    masks = [parameters.matching(pattern) for pattern in patterns.replace(",", " ").split()]
    return np.logical_or.reduce(masks) if masks else np.ones(len(parameters), dtype=np.bool_)


class Listing:
    """Parameters by their places in θ, each at its rank in the list."""

    def __init__(self, count: int, places: Rows | None) -> None:
        self._count = count
        self._places = places
        """In their order; None for all of them as they lie in θ."""

    @classmethod
    def of(cls, moment: Moment) -> Listing:
        """Those that the person wants to see, in the order that they want."""
        parameters, look = moment.training.objective.parameters, moment.look
        sizes = _sizes(moment)
        if not look.pattern and sizes is None:
            return cls(len(parameters), None)
        places = named_by(parameters, look.pattern).nonzero()[0]
        if sizes is not None:
            # What is no number comes last; equal ones stay as they lie in θ.
            places = places[np.argsort(-np.abs(sizes[places]), kind="stable")]
        return cls(len(places), places)

    def __len__(self) -> int:
        return self._count

    def places(self, ranks: range) -> list[int]:
        """The parameters at these ranks."""
        if self._places is None:
            return list(ranks)
        listed: list[int] = self._places[ranks.start : ranks.stop].tolist()
        return listed

    def rank(self, place: int) -> int | None:
        """Where a parameter stands in the list; None if it is not listed."""
        if self._places is None:
            return place
        found = np.flatnonzero(self._places == place)
        return int(found[0]) if len(found) else None


def _sizes(moment: Moment) -> Vector | None:
    """The numbers by whose size the parameters are ordered; None where they stay as they are."""
    step = moment.step
    match moment.look.order:
        case "gradient" if step is not None:
            return step.gradient
        case "update" if step is not None:
            return step.update
        case "value":
            return moment.theta
    return None
