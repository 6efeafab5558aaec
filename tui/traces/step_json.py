"""One step as JSON: its values, gradients and beats, by name."""

from __future__ import annotations

from typing import Any

from engine.descent.training import Step, Training
from engine.insight.story.beats import Beat, Phase
from engine.insight.story.step_story import story
from engine.objectives.network import Network, NetworkEvaluation
from tui.traces.records import PER_ROW_QUANTITY, data_number, row_numbers
from tui.traces.standardized import raw_matrices, standardization_record


def record_of_step(training: Training, step: Step, max_rows: int) -> dict[str, Any]:
    """The step's values, gradients and beats, by name; of a larger batch, the numbers of its first `max_rows` rows."""
    objective = training.objective
    parameters = dict(zip(objective.parameters.names, step.gradient.tolist(), strict=True))
    beats = story(training, step)
    if isinstance(objective, Network):
        values, gradients = _of_network(objective, step, parameters, max_rows)
        batch = row_numbers(objective, step)
    else:
        values = dict(step.evaluation.named_values())
        gradients = {**step.evaluation.named_gradients(), **parameters}
        batch = []
    record = {
        "step": step.number,
        "values": values,
        "gradients": gradients,
        "beats": [_beat_record(beat, batch) for beat in beats],
    }
    if len(batch) > max_rows:
        record["rows_left_out"] = len(batch) - max_rows
    if isinstance(objective, Network) and (standardization := standardization_record(objective)):
        record["standardization"] = standardization
        record["raw_values"] = _raw_values(objective, step, max_rows)
    return record


def _raw_values(network: Network, step: Step, max_rows: int) -> dict[str, Any]:
    """Inputs, targets and ŷ in the unit of the data, by the names that `values` has for the standardized ones."""
    evaluation = step.evaluation
    assert isinstance(evaluation, NetworkEvaluation)
    outputs = [f"a{len(network.layers)}_{unit}" for unit in range(1, len(network.target_names) + 1)]
    names = {"input": network.input_names, "target": network.target_names, "prediction": outputs}
    values: dict[str, Any] = {}
    for kind, matrix in raw_matrices(network, step.rows[:max_rows], evaluation.predictions[:max_rows]):
        for name, column in zip(names.get(kind, ()), matrix.T.tolist(), strict=False):
            numbers = column if kind == "prediction" else [*map(data_number, column)]
            values[name] = numbers[0] if len(numbers) == 1 else numbers
    return values


def _of_network(
    network: Network, step: Step, parameters: dict[str, float], max_rows: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Every value, then every gradient from the last layer back; for a batch a list of one number a row."""
    evaluation = step.evaluation
    assert isinstance(evaluation, NetworkEvaluation)
    rows = range(min(len(step.rows), max_rows))
    by_row = [evaluation.named_values(row) for row in rows]
    data = {*network.input_names, *network.target_names}
    values: dict[str, Any] = {}
    for name in by_row[0]:
        if name == "loss":
            continue
        by_name = [data_number(row[name]) if name in data else row[name] for row in by_row]
        values[name] = by_name[0] if len(by_name) == 1 else by_name
    values["loss"] = step.loss
    row_gradients = [evaluation.named_gradients(row) for row in rows]
    gradients: dict[str, Any] = {}
    for layer in range(len(network.layers), 0, -1):
        units = range(1, network.layers[layer - 1].units + 1)
        for name in (f"{kind}{layer}_{unit}" for kind in "az" for unit in units):
            column = [row[name] for row in row_gradients]
            gradients[name] = column[0] if len(column) == 1 else column
        block = network.blocks[layer - 1]
        gradients.update(
            (name, parameters[name]) for name in network.parameters.names[block.start : block.end]
        )
    return values, gradients


def _beat_record(beat: Beat, batch: list[int]) -> dict[str, Any]:
    record: dict[str, Any] = {
        "phase": beat.phase.value,
        "quantity": beat.quantity,
        "symbolic": beat.symbolic,
        "substituted": beat.substituted(),
        "result": beat.result,
    }
    if len(batch) > 1 and (PER_ROW_QUANTITY.fullmatch(beat.quantity) or beat.phase is Phase.SELECT):
        record["row"] = batch[beat.row]
    return record
