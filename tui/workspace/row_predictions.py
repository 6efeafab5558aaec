"""Predictions and losses of rows of the data at one θ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.objectives.network import Network
from engine.types import Matrix, Vector


class RowPredictions(NamedTuple):
    """ŷ and the row loss of some rows."""

    predictions: Matrix
    """Shape (rows, outputs)."""
    losses: Vector
    """Shape (rows,)."""

    @classmethod
    def at(cls, network: Network, theta: Vector, indices: Sequence[int]) -> RowPredictions:
        """Predict the rows at some indices of the data, from 0; overflow gives infinity or NaN."""
        rows = np.array(indices, dtype=np.intp)
        with np.errstate(all="ignore"):
            sums, activations = network.forward(theta, network.inputs[rows])
            losses: Vector = network.row_losses(network.targets[rows], activations[-1], sums[-1])
        return cls(activations[-1], losses)
