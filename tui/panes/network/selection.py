"""The selectable quantities of a network in order: inputs, then for each layer its parameters as in θ and its units."""

from __future__ import annotations

import re

from engine.objectives.network import Network
from tui.panes.network.revealed_network import RevealedNetwork

_UNIT = re.compile(r"a([1-9]\d*)_([1-9]\d*)")


class Order:
    """All inputs, parameters and units by index, computed and not listed: there may be a million."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._inputs = len(network.input_names)

    def __len__(self) -> int:
        blocks = self._network.blocks
        return self._inputs + len(self._network.parameters) + sum(block.units for block in blocks)

    def __getitem__(self, index: int) -> str:
        if index < self._inputs:
            return self._network.input_names[index]
        index -= self._inputs
        for layer, block in enumerate(self._network.blocks, 1):
            size = block.end - block.start
            if index < size:
                return self._network.parameters.names[block.start + index]
            index -= size
            if index < block.units:
                return f"a{layer}_{index + 1}"
            index -= block.units
        raise IndexError(index)

    def index(self, quantity: str) -> int | None:
        """The index of a quantity; None if it cannot be selected."""
        network = self._network
        if quantity in network.parameters.names:
            index = network.parameters.index(quantity)
            before = [block.units for block in network.blocks if block.end <= index]
            return self._inputs + index + sum(before)
        unit = _UNIT.fullmatch(quantity)
        if unit is not None and int(unit[1]) <= len(network.blocks):
            layer, number = int(unit[1]), int(unit[2])
            if number <= network.blocks[layer - 1].units:
                before = [block.units for block in network.blocks[: layer - 1]]
                return self._inputs + network.blocks[layer - 1].end + sum(before) + number - 1
        return network.input_names.index(quantity) if quantity in network.input_names else None


def moved(revealed: RevealedNetwork, by: int) -> str:
    """The quantity that is selected after an arrow key; from no selection, the first parameter of the current beat."""
    order = Order(revealed.network)
    index = order.index(revealed.selected) if revealed.selected is not None else None
    if index is None:
        return revealed.active_parameter() or revealed.network.parameters.names[0]
    return order[max(0, min(len(order) - 1, index + by))]
