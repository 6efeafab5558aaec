"""What the network predicts for rows of the data at the θ that is looked at, and the loss of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.objectives.network import Network
from engine.types import Matrix, Vector


class RowPredictions(NamedTuple):
    """ŷ and L of rows, each row by itself."""

    predictions: Matrix
    """Shape (rows, outputs)."""
    losses: Vector
    """Shape (rows,)."""

    @classmethod
    def at(cls, network: Network, theta: Vector, indices: Sequence[int]) -> RowPredictions:
        """Predict the rows at these indices of the data, counted from 0; what overflows is infinite or NaN."""
        rows = np.array(indices, dtype=np.intp)
        with np.errstate(all="ignore"):
            sums, activations = network.forward(theta, network.inputs[rows])
            losses: Vector = network.row_losses(network.targets[rows], activations[-1], sums[-1])
        return cls(activations[-1], losses)
