"""What can be selected in a network, in reading order: inputs, then of each layer its parameters as in θ, its units."""

from __future__ import annotations

import re

from engine.objectives.network import Network
from tui.panes.network.facts import NetworkFacts

_UNIT = re.compile(r"a([1-9]\d*)_([1-9]\d*)")


class Order:
    """The places of all inputs, parameters and units, worked out and not listed: there may be a million."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._inputs = len(network.input_names)

    def __len__(self) -> int:
        blocks = self._network.blocks
        return self._inputs + len(self._network.parameters) + sum(block.units for block in blocks)

    def __getitem__(self, place: int) -> str:
        if place < self._inputs:
            return self._network.input_names[place]
        place -= self._inputs
        for layer, block in enumerate(self._network.blocks, 1):
            size = block.end - block.start
            if place < size:
                return self._network.parameters.names[block.start + place]
            place -= size
            if place < block.units:
                return f"a{layer}_{place + 1}"
            place -= block.units
        raise IndexError(place)

    def place(self, quantity: str) -> int | None:
        """Where a quantity stands; None if it cannot be selected."""
        network = self._network
        if quantity in network.parameters.names:
            place = network.parameters.index(quantity)
            before = [block.units for block in network.blocks if block.end <= place]
            return self._inputs + place + sum(before)
        unit = _UNIT.fullmatch(quantity)
        if unit is not None and int(unit[1]) <= len(network.blocks):
            layer, number = int(unit[1]), int(unit[2])
            if number <= network.blocks[layer - 1].units:
                before = [block.units for block in network.blocks[: layer - 1]]
                return self._inputs + network.blocks[layer - 1].end + sum(before) + number - 1
        return network.input_names.index(quantity) if quantity in network.input_names else None


def moved(facts: NetworkFacts, by: int) -> str:
    """What is selected after an arrow; with nothing selected, the first parameter that the lit beat concerns."""
    order = Order(facts.network)
    place = order.place(facts.selected) if facts.selected is not None else None
    if place is None:
        return facts.lit_parameter() or facts.network.parameters.names[0]
    return order[max(0, min(len(order) - 1, place + by))]
