"""The story of a step of a network, unit by unit and weight by weight."""

from __future__ import annotations

from collections.abc import Iterator

from engine.insight.story.beats import Beat
from engine.insight.story.network_beats import NetworkTelling


def network_beats(telling: NetworkTelling) -> Iterator[Beat]:
    """select → forward → loss → backward; the update is told apart."""
    yield from telling.rows()
    for row in telling.told:
        for layer in range(1, telling.last + 1):
            yield from _forward(telling, layer, row)
    yield from telling.losses()
    for layer in range(telling.last, 0, -1):
        for row in telling.told:
            yield from telling.slopes_of_units(layer, telling.units(layer), row)
        yield from _back_to_parameters(telling, layer)


def _forward(telling: NetworkTelling, layer: int, row: int) -> Iterator[Beat]:
    """z and a of each unit; of softmax all z come first, for each a needs them all."""
    softmax = telling.activation(layer) == "softmax"
    for unit in telling.units(layer):
        yield telling.sum_of_unit(layer, unit, row)
        if not softmax:
            yield telling.value_of_unit(layer, unit, row)
    if softmax:
        for unit in telling.units(layer):
            yield telling.value_of_unit(layer, unit, row)


def _back_to_parameters(telling: NetworkTelling, layer: int) -> Iterator[Beat]:
    for place in range(1, len(telling.sources(layer)) + 1):
        for unit in telling.units(layer):
            yield telling.slope_of_weight(layer, place, unit)
    if telling.network.layers[layer - 1].bias:
        for unit in telling.units(layer):
            yield telling.slope_of_bias(layer, unit)
