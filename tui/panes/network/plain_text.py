"""The network as lines of text: its layers, what their units output as far as it is revealed, and the loss."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.wording import counted
from tui.text.loss_convention import convention
from tui.workspace import describe
from tui.workspace.snapshot import Snapshot


def network_lines(snapshot: Snapshot, argument: str) -> Iterator[str]:
    """The network layer by layer; `argument` is not used."""
    network = snapshot.network
    assert network is not None
    yield f"{describe.place(snapshot)}."
    write = snapshot.notation
    inputs = describe.enumerated(network.input_names, write.name)
    yield f"{counted(len(network.input_names), 'input')}: {inputs}"
    for number, layer in enumerate(network.layers, 1):
        outputs = [f"a{number}_{unit}" for unit in range(1, layer.units + 1)]
        # In a batch of several rows each row has its own values.
        single = snapshot.step is not None and len(snapshot.step.rows) == 1
        revealed = [name for name in outputs if single and name in snapshot.revealed]
        values = describe.enumerated(
            revealed,
            lambda name: f"{write.name(name)} = {write.number(snapshot.revealed[name])}",
        )
        yield f"layer {number}: {counted(layer.units, 'unit')}, {layer.activation}{f': {values}' if revealed else ''}"
    last, units = len(network.layers), network.layers[-1].units
    predictions = f"a{last}_1" if units == 1 else f"a{last}_1 to a{last}_{units}"
    targets = describe.enumerated(network.target_names, write.name)
    standardized = network.target_standardization is not None
    yield f"the prediction ŷ{'′' if standardized else ''} is {predictions}; to be predicted: {targets}"
    batch_size = snapshot.training.sampler.batch_size if snapshot.training.sampler is not None else 1
    yield f"loss: {convention(network.cost, units, batch_size, standardized=standardized)}"
