"""What records say of standardized columns: which they are, their means and deviations, and the numbers as given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from engine.objectives.network import Network
from engine.objectives.standardization import Standardization
from engine.types import Matrix, Rows


def standardized_names(network: Network) -> list[str]:
    """The columns that are standardized, inputs first."""
    return [name for names, _ in network.standardizations for name in names]


def standardization_record(network: Network) -> dict[str, Any]:
    """By column: its divisor, mean and deviation, with which x = x′·deviation + mean; empty if none is standardized."""
    return {
        name: {"divisor": scale.divisor, "mean": mean, "deviation": deviation}
        for names, scale in network.standardizations
        for name, mean, deviation in _columns(names, scale)
    }


def _columns(names: Sequence[str], scale: Standardization) -> Iterator[tuple[str, float, float]]:
    return zip(names, scale.mean.tolist(), scale.deviation.tolist(), strict=True)


def raw_matrices(network: Network, rows: Rows, predictions: Matrix) -> Iterator[tuple[str, Matrix]]:
    """The numbers as given of what is standardized, for some rows of the data, and ŷ and y − ŷ in their unit.

    Each is (kind, matrix): input, target, prediction or error; nothing if nothing is standardized.
    """
    if network.input_standardization is not None:
        yield "input", network.raw_inputs[rows]
    if network.target_standardization is not None:
        targets, converted = network.raw_targets[rows], network.raw_predictions(predictions)
        yield "target", targets
        yield "prediction", converted
        with np.errstate(all="ignore"):
            yield "error", targets - converted
