"""The story of a step of a network, unit by unit and weight by weight."""

from __future__ import annotations

from collections.abc import Iterator

from engine.insight.story.beats import Beat
from engine.insight.story.network_beats import NetworkBeats


def network_beats(factory: NetworkBeats) -> Iterator[Beat]:
    """select → forward → loss → backward; the update is told apart."""
    yield from factory.rows()
    for row in factory.listed_rows:
        for layer in range(1, factory.last + 1):
            yield from _forward(factory, layer, row)
    yield from factory.losses()
    for layer in range(factory.last, 0, -1):
        for row in factory.listed_rows:
            yield from factory.unit_gradients(layer, factory.units(layer), row)
        yield from _back_to_parameters(factory, layer)


def _forward(factory: NetworkBeats, layer: int, row: int) -> Iterator[Beat]:
    """z and a of each unit; of softmax all z come first, for each a needs them all."""
    softmax = factory.activation(layer) == "softmax"
    for unit in factory.units(layer):
        yield factory.unit_sum(layer, unit, row)
        if not softmax:
            yield factory.unit_value(layer, unit, row)
    if softmax:
        for unit in factory.units(layer):
            yield factory.unit_value(layer, unit, row)


def _back_to_parameters(factory: NetworkBeats, layer: int) -> Iterator[Beat]:
    for place in range(1, len(factory.sources(layer)) + 1):
        for unit in factory.units(layer):
            yield factory.weight_gradient(layer, place, unit)
    if factory.network.layers[layer - 1].bias:
        for unit in factory.units(layer):
            yield factory.bias_gradient(layer, unit)
