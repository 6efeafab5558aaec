"""Predictions and losses of rows of data, with the parameters before the step, as far as the step has revealed them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.objectives.network import Network
from engine.types import Matrix, Rows
from tui.workspace.edits import QUICK
from tui.workspace.revealed_rows import RevealedRows
from tui.workspace.row_predictions import RowPredictions
from tui.workspace.snapshot import Snapshot


class RevealedPredictions:
    """ŷ and loss of the rows at some indices of the data, and for which of them they are revealed."""

    def __init__(
        self,
        snapshot: Snapshot,
        network: Network,
        indices: Sequence[int],
        revealed: RevealedRows | None = None,
    ) -> None:
        """Args: the snapshot, its network, the rows, and what is revealed of all rows, if that is known already."""
        self.network, self.indices = network, indices
        self.rows: Rows = np.array(indices, dtype=np.intp)
        self.values, self.losses = RowPredictions.at(network, snapshot.theta, indices)
        """ŷ, shape (rows, outputs), and the losses, shape (rows,)."""
        self.units = [f"a{len(network.layers)}_{unit}" for unit in range(1, len(network.target_names) + 1)]
        """The names of the outputs."""
        self.raw_values: Matrix = network.raw_predictions(self.values)
        """ŷ in the unit of the data, shape (rows, outputs)."""
        self._revealed = revealed or RevealedRows(snapshot)

    def value_revealed(self, output: int) -> list[bool]:
        """For each row, whether this output (from 0) is revealed."""
        return [self._revealed.answer(index, self.units[output]) for index in self.indices]

    def loss_revealed(self) -> list[bool]:
        """For each row, whether its loss is revealed."""
        return [self._revealed.loss(index) for index in self.indices]


def averaged_rows(network: Network) -> Iterator[tuple[str, Rows]]:
    """The rows whose mean losses are shown, with their names; none where that would take too long."""
    if len(network.inputs) * len(network.parameters) <= QUICK:
        for name, rows in (("all rows", network.all_training_rows), ("test rows", network.test_rows)):
            if len(rows):
                yield name, rows
