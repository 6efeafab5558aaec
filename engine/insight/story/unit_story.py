"""The story of one value in a step: its computation, its uses, and its gradient."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from engine.descent.training import Step, Training
from engine.insight.story.beats import Beat, Phase
from engine.insight.story.formulas import MAX_TERMS
from engine.insight.story.function_story import function_beats, function_numbers
from engine.insight.story.network_beats import NetworkBeats
from engine.objectives.function import Function
from engine.objectives.network import Network
from engine.types import Vector

_UNIT = re.compile(r"[az]([1-9]\d*)_([1-9]\d*)")


@np.errstate(all="ignore")
def unit_story(training: Training, step: Step, name: str, focus: int = 0) -> tuple[Beat, ...]:
    """The beats that involve one value, in the order of the step.

    For a network, the value is a unit (a1_2, or its z) or an input column: its z and a, the units that it feeds, its
    gradients, and the gradients of its weights; of many weights, the largest. For a function, it is any value by its
    key.

    Args:
        training: the run that the step belongs to.
        step: the step.
        name: the value.
        focus: the index in a large batch of the row in focus.

    Raises:
        ValueError: there is no such value.
    """
    objective = training.objective
    if isinstance(objective, Network):
        layer, unit = _locate(objective, name)
        return tuple(_Unit(NetworkBeats(objective, step, focus, brief=True), layer, unit).beats())
    assert isinstance(objective, Function)
    if name not in objective.keys:
        raise ValueError(f"{name!r} is not a value of this function")
    wanted = {name, f"gradient.{name}"}
    return tuple(
        beat
        for beat in function_beats(objective, step, function_numbers(objective, step))
        if beat.phase in (Phase.SELECT, Phase.LOSS) or wanted.intersection(beat.quantities)
    )


def _locate(network: Network, name: str) -> tuple[int, int]:
    """(layer, unit) from 1; layer 0 for an input."""
    if name in network.input_names:
        return 0, network.input_names.index(name) + 1
    match = _UNIT.fullmatch(name)
    if match is not None:
        layer, unit = int(match[1]), int(match[2])
        if layer <= len(network.layers) and unit <= network.layers[layer - 1].units:
            return layer, unit
    raise ValueError(f"{name!r} is not an input or unit of this network")


class _Unit:
    """The beats of one unit, or of the input with that number where the layer is 0."""

    def __init__(self, factory: NetworkBeats, layer: int, unit: int) -> None:
        self.factory = factory
        self.layer, self.unit = layer, unit
        self.parameters = factory.network.parameters
        """The names of θ."""
        feeds = factory.units(layer + 1) if layer < factory.last else ()
        takes = range(1, len(factory.sources(layer)) + 1) if layer else ()
        self.targets = self._strongest(
            [(to, f"w{layer + 1}_{unit}_{to}") for to in feeds], factory.step.theta
        )
        """The units of the next layer with the largest weights from this unit."""
        self.sources = self._strongest(
            [(source, f"w{layer}_{source}_{unit}") for source in takes], factory.step.gradient
        )
        """The inputs of this unit whose weights have the largest gradients."""

    def _strongest(self, weights: Sequence[tuple[int, str]], numbers: Vector) -> list[int]:
        """The keys of the MAX_TERMS weights with the largest numbers, ascending."""
        sizes = {source: -abs(float(numbers[self.parameters.index(name)])) for source, name in weights}
        return sorted(sorted(sizes, key=sizes.__getitem__)[:MAX_TERMS])

    def beats(self) -> Iterator[Beat]:
        factory, layer, unit = self.factory, self.layer, self.unit
        yield from factory.rows()
        for row in factory.listed_rows:
            if layer:
                yield factory.unit_sum(layer, unit, row)
                yield factory.unit_value(layer, unit, row)
                if layer == factory.last:
                    yield from factory.raw_value(unit, row)
            for to in self.targets:
                yield factory.unit_sum(layer + 1, to, row, keep=unit - 1)
        yield from factory.losses()
        for to in self.targets:
            yield factory.weight_gradient(layer + 1, unit, to)
        if layer:
            yield from self._back()

    def _back(self) -> Iterator[Beat]:
        """Its own gradients, and those computed from them: of its weights, and of the units before it."""
        factory, layer, unit = self.factory, self.layer, self.unit
        for row in factory.listed_rows:
            yield from factory.unit_gradients(layer, [unit], row)
        for source in self.sources:
            yield factory.weight_gradient(layer, source, unit)
        if factory.network.layers[layer - 1].bias:
            yield factory.bias_gradient(layer, unit)
        if layer > 1:
            for row in factory.listed_rows:
                for source in self.sources:
                    yield factory.value_gradient(layer - 1, source, row, keep=unit - 1)
