"""The data as lines of text: inputs and targets of each row, and the prediction and loss as far as revealed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.objectives.network import Network
from scenarios.wording import counted
from tui.workspace import describe
from tui.workspace.arguments import InvalidArgument
from tui.workspace.edits import QUICK
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
    row = _row_line(snapshot, network, RevealedRows(snapshot), numbers.index(argument))
    return iter([_heading(snapshot, network), row])


def _all_lines(snapshot: Snapshot, network: Network) -> Iterator[str]:
    yield _heading(snapshot, network)
    if snapshot.step is not None and len(network.inputs) * len(network.parameters) <= QUICK:
        for label, rows in (("all rows", network.all_training_rows), ("test rows", network.test_rows)):
            if len(rows):
                with np.errstate(all="ignore"):
                    mean = network.mean_row_loss(snapshot.theta, rows)
                yield f"mean of {label}, before step {snapshot.place.step:,}: {snapshot.notation.number(mean)}"
    revealed = RevealedRows(snapshot)
    for index in range(len(network.inputs)):
        yield _row_line(snapshot, network, revealed, index)


def _heading(snapshot: Snapshot, network: Network) -> str:
    before = f"before step {snapshot.place.step:,}" if snapshot.step is not None else "at the start"
    return f"{describe.place(snapshot)}: {counted(len(network.inputs), 'row')}, {before}."


def _row_line(snapshot: Snapshot, network: Network, revealed: RevealedRows, index: int) -> str:
    """A row by its index in the data: inputs, targets, and what of prediction and loss is revealed."""
    write, rows = snapshot.notation, np.array([index], dtype=np.intp)
    given = [*zip(network.input_names, network.inputs[index].tolist(), strict=True)]
    given += zip(network.target_names, network.targets[index].tolist(), strict=True)
    parts = [describe.enumerated(given, lambda pair: f"{pair[0]} = {write.number(pair[1])}")]
    with np.errstate(all="ignore"):
        sums, activations = network.forward(snapshot.theta, network.inputs[rows])
        loss = float(network.row_losses(network.targets[rows], activations[-1], sums[-1])[0])
    last = len(network.layers)
    predictions = [
        (f"a{last}_{unit}", value)
        for unit, value in enumerate(activations[-1][0].tolist(), 1)
        if revealed.answer(index, f"a{last}_{unit}")
    ]
    if predictions:
        parts.append(
            describe.enumerated(predictions, lambda pair: f"{write.name(pair[0])} = {write.number(pair[1])}")
        )
    if revealed.loss(index):
        parts.append(f"loss {write.number(loss)}")
    test = ", for testing" if index >= network.training_rows else ""
    return f"row {network.row_numbers[index]}{test}: {'; '.join(parts)}"
