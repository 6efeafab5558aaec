"""The data as lines of text: inputs and targets of each row, and the prediction and loss as far as revealed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.objectives.network import Network
from scenarios.wording import counted
from tui.panes.data.predictions import RevealedPredictions, averaged_rows
from tui.workspace import describe
from tui.workspace.arguments import InvalidArgument
from tui.workspace.revealed_rows import RevealedRows
from tui.workspace.snapshot import Snapshot


def data_lines(snapshot: Snapshot, argument: str) -> Iterator[str]:
    """All rows after the mean losses, or the row whose number `argument` is.

    Raises:
        InvalidArgument: no row has that number.
    """
    network = snapshot.network
    if network is None:
        return iter(["A function has no rows of data."])
    if not argument:
        return _all_lines(snapshot, network)
    numbers = [str(number) for number in network.row_numbers]
    if argument not in numbers:
        raise InvalidArgument(f"Type the number of a row, from 1 to {len(numbers):,}.")
    row = _row_line(snapshot, RevealedPredictions(snapshot, network, [numbers.index(argument)]))
    return iter([_heading(snapshot, network), row])


def _all_lines(snapshot: Snapshot, network: Network) -> Iterator[str]:
    yield _heading(snapshot, network)
    if snapshot.step is not None:
        for name, rows in averaged_rows(network):
            with np.errstate(all="ignore"):
                mean = network.mean_row_loss(snapshot.theta, rows)
            yield f"mean of {name}, before step {snapshot.place.step:,}: {snapshot.notation.number(mean)}"
    revealed = RevealedRows(snapshot)
    for index in range(len(network.inputs)):
        yield _row_line(snapshot, RevealedPredictions(snapshot, network, [index], revealed))


def _heading(snapshot: Snapshot, network: Network) -> str:
    before = f"before step {snapshot.place.step:,}" if snapshot.step is not None else "at the start"
    return f"{describe.place(snapshot)}: {counted(len(network.inputs), 'row')}, {before}."


def _row_line(snapshot: Snapshot, predictions: RevealedPredictions) -> str:
    """One row of the data: inputs, targets, and what of prediction and loss is revealed."""
    write, network, (index,) = snapshot.notation, predictions.network, predictions.indices

    def said(entry: tuple[str, float, float]) -> str:
        """A number in the unit of the data, and in parentheses the standardized one."""
        name, raw, value = entry
        text = f"{write.unmarked(name)} = {write.number(raw)}"
        return f"{text} ({write.name(name)} = {write.number(value)})" if name in write.standardized else text

    given = [
        *zip(
            network.input_names,
            network.raw_inputs[index].tolist(),
            network.inputs[index].tolist(),
            strict=True,
        ),
        *zip(
            network.target_names,
            network.raw_targets[index].tolist(),
            network.targets[index].tolist(),
            strict=True,
        ),
    ]
    parts = [describe.enumerated(given, said)]
    values = zip(
        predictions.units, predictions.raw_values[0].tolist(), predictions.values[0].tolist(), strict=True
    )
    revealed = [entry for output, entry in enumerate(values) if predictions.value_revealed(output)[0]]
    if revealed:
        parts.append(describe.enumerated(revealed, said))
    if predictions.loss_revealed()[0]:
        parts.append(f"loss {write.number(float(predictions.losses[0]))}")
    test = ", for testing" if index >= network.training_rows else ""
    return f"row {network.row_numbers[index]}{test}: {'; '.join(parts)}"
