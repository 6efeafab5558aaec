"""The story of a step of a network: beats for every unit and every weight."""

from __future__ import annotations

from collections.abc import Iterator

from engine.insight.story.beats import Beat
from engine.insight.story.network_beats import NetworkBeats


def network_beats(factory: NetworkBeats) -> Iterator[Beat]:
    """The beats of select, forward, loss and backward; `update_beats` makes those of the update."""
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
    """z and a of each unit; for softmax all z come first, since each a needs them all."""
    softmax = factory.activation(layer) == "softmax"
    for unit in factory.units(layer):
        yield factory.unit_sum(layer, unit, row)
        if not softmax:
            yield factory.unit_value(layer, unit, row)
    if softmax:
        for unit in factory.units(layer):
            yield factory.unit_value(layer, unit, row)
    if layer == factory.last:
        for unit in factory.units(layer):
            yield from factory.raw_value(unit, row)


def _back_to_parameters(factory: NetworkBeats, layer: int) -> Iterator[Beat]:
    for source in range(1, len(factory.sources(layer)) + 1):
        for unit in factory.units(layer):
            yield factory.weight_gradient(layer, source, unit)
    if factory.network.layers[layer - 1].bias:
        for unit in factory.units(layer):
            yield factory.bias_gradient(layer, unit)
