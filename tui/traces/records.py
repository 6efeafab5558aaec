"""Steps and whole runs as JSON objects: full float64 numbers, and null for whatever is not finite."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np

from engine.descent.branch import Branch
from engine.descent.training import Step
from engine.insight.analysis.ending import run_end
from engine.objectives.network import Network, NetworkEvaluation
from engine.types import NO_ROWS, Matrix, Vector
from tui.traces.standardized import raw_matrices, standardization_record, standardized_names

PER_ROW_QUANTITY = re.compile(r"(?:gradient\.|raw\.)?[az]\d+_\d+")
"""Keys of quantities that each row of a batch has separately."""

_ROWS_AT_ONCE = 4096

_EXACT = 2.0**53
"""Every integer up to this is a float64 exactly."""


def json_line(record: object) -> str:
    """An object as one line of JSON in ASCII, so that nothing in it can command a terminal."""
    try:
        return json.dumps(record, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(record), allow_nan=False)


def _finite(value: Any) -> Any:
    match value:
        case float():
            return value if isfinite(value) else None
        case dict():
            return {key: _finite(entry) for key, entry in value.items()}
        case list():
            return [_finite(entry) for entry in value]
    return value


def data_lists(matrix: Matrix) -> list[list[float]]:
    """A table of data as lists; whole numbers are integers, as in the file."""
    return [[data_number(value) for value in row] for row in matrix.tolist()]


def data_number(value: float) -> float:
    """A number of the data; a whole number is an integer, as in the file."""
    return int(value) if -_EXACT < value < _EXACT and value.is_integer() else value


def step_record(
    label: str | None, step: Step, names: Sequence[str], network: Network | None, epoch_loss: float | None
) -> dict[str, Any]:
    """One step: its inputs, its results, and the parameters before and their update.

    With standardized columns also their names, and raw_inputs, raw_targets, raw_predictions and raw_errors.
    """
    record: dict[str, Any] = {"run": label, "step": step.number}
    if network is not None:
        evaluation = step.evaluation
        assert isinstance(evaluation, NetworkEvaluation)
        record["epoch"] = step.epoch
        record["rows"] = row_numbers(network, step)
        record["inputs"] = data_lists(evaluation.inputs)
        record["targets"] = data_lists(evaluation.targets)
        record["predictions"] = evaluation.predictions.tolist()
    record["loss"] = step.loss
    record["learning_rate"] = step.learning_rate
    record["parameters"] = dict(zip(names, step.theta.tolist(), strict=True))
    record["gradient"] = dict(zip(names, step.gradient.tolist(), strict=True))
    record["update"] = dict(zip(names, step.update.tolist(), strict=True))
    if network is not None:
        record["epoch_loss"] = epoch_loss
        assert isinstance(step.evaluation, NetworkEvaluation)
        if names_standardized := standardized_names(network):
            record["standardized"] = names_standardized
            for kind, matrix in raw_matrices(network, step.rows, step.evaluation.predictions):
                given = kind in ("input", "target")
                record[f"raw_{kind}s"] = data_lists(matrix) if given else matrix.tolist()
    return record


def row_numbers(network: Network, step: Step) -> list[int]:
    """The batch's rows by the numbers they have in the data, from 1."""
    return [network.row_numbers[row] for row in step.rows.tolist()]


def summary_record(title: str, label: str | None, branch: Branch, stopped: str) -> dict[str, Any]:
    """A whole run: its length, why it stopped (with the criteria if it converged), and its final state.

    The loss and the predictions are those of all rows that are trained on, under the final parameters; for a
    function the loss is its value there. With standardized columns also their means and deviations, and if targets are
    standardized, raw_predictions.
    """
    objective = branch.training.objective
    theta = branch.state(branch.newest).theta
    record: dict[str, Any] = {"scenario": title, "run": label, "steps": branch.newest}
    with np.errstate(all="ignore"):
        if isinstance(objective, Network):
            record["epochs"] = len(branch.epoch_losses)
            record["stopped"] = stopped
            record["epoch_losses"] = branch.epoch_losses.array.tolist()
            record["loss"] = objective.mean_row_loss(theta, objective.all_training_rows)
            record["predictions"] = _predictions(objective, theta)
        else:
            record["stopped"] = stopped
            record["loss"] = objective.loss(theta, NO_ROWS)
    if stopped == "converged":
        record["criteria"] = list(run_end(branch).criteria)
    record["parameters"] = dict(zip(branch.training.objective.parameters.names, theta.tolist(), strict=True))
    if isinstance(objective, Network) and (standardization := standardization_record(objective)):
        record["standardization"] = standardization
        if objective.target_standardization is not None:
            record["raw_predictions"] = objective.raw_predictions(np.array(record["predictions"])).tolist()
    return record


def _predictions(network: Network, theta: Vector) -> list[list[float]]:
    inputs = network.inputs[: network.training_rows]
    predictions: list[list[float]] = []
    for start in range(0, len(inputs), _ROWS_AT_ONCE):
        predictions += network.predict(theta, inputs[start : start + _ROWS_AT_ONCE]).tolist()
    return predictions
