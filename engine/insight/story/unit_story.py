"""The story of one value in a step: how it is made, where it flows, and its slope on the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from engine.descent.training import Step, Training
from engine.insight.story.beats import Beat, Phase
from engine.insight.story.formulas import READABLE
from engine.insight.story.function_story import function_beats, function_numbers
from engine.insight.story.network_beats import NetworkTelling
from engine.objectives.function import Function
from engine.objectives.network import Network
from engine.types import Vector

_UNIT = re.compile(r"[az]([1-9]\d*)_([1-9]\d*)")


@np.errstate(all="ignore")
def unit_story(training: Training, step: Step, name: str, focus: int = 0) -> tuple[Beat, ...]:
    """What the step has to do with one value, in the order of the step.

    Of a network a unit (a1_2, or by its z) or the column of an input: its z and a, the units that it feeds, its
    slopes, and the weights whose slopes are made of it; of many, those on which it has the largest effect. Of a
    function any value by its key.

    Args:
        training: what the step is a step of.
        step: the step.
        name: the value.
        focus: the place in a large batch of the row that is looked at.

    Raises:
        ValueError: there is no such value.
    """
    objective = training.objective
    if isinstance(objective, Network):
        layer, unit = _place(objective, name)
        return tuple(_Unit(NetworkTelling(objective, step, focus, brief=True), layer, unit).beats())
    assert isinstance(objective, Function)
    if name not in objective.keys:
        raise ValueError(f"{name!r} is no value of this function")
    concerned = {name, f"gradient.{name}"}
    return tuple(
        beat
        for beat in function_beats(objective, step, function_numbers(objective, step))
        if beat.phase in (Phase.SELECT, Phase.LOSS) or concerned.intersection(beat.quantities)
    )


def _place(network: Network, name: str) -> tuple[int, int]:
    """(layer, unit) from 1; layer 0 for an input."""
    if name in network.input_names:
        return 0, network.input_names.index(name) + 1
    match = _UNIT.fullmatch(name)
    if match is not None:
        layer, unit = int(match[1]), int(match[2])
        if layer <= len(network.layers) and unit <= network.layers[layer - 1].units:
            return layer, unit
    raise ValueError(f"{name!r} is no input or unit of this network")


class _Unit:
    """One unit, or the input of that number where the layer is 0."""

    def __init__(self, telling: NetworkTelling, layer: int, unit: int) -> None:
        self.telling = telling
        self.layer, self.unit = layer, unit
        self.parameters = telling.network.parameters
        """The names of θ."""
        feeds = telling.units(layer + 1) if layer < telling.last else ()
        takes = range(1, len(telling.sources(layer)) + 1) if layer else ()
        self.fed = self._strongest([(to, f"w{layer + 1}_{unit}_{to}") for to in feeds], telling.step.theta)
        """The units of the next layer that it feeds, by the largest weights."""
        self.taken = self._strongest(
            [(place, f"w{layer}_{place}_{unit}") for place in takes], telling.step.gradient
        )
        """The inputs that it takes, by the largest slopes of their weights."""

    def _strongest(self, weights: Sequence[tuple[int, str]], numbers: Vector) -> list[int]:
        """The places of as many weights as can be read, those with the largest numbers, in their order."""
        sizes = {place: -abs(float(numbers[self.parameters.index(name)])) for place, name in weights}
        return sorted(sorted(sizes, key=sizes.__getitem__)[:READABLE])

    def beats(self) -> Iterator[Beat]:
        telling, layer, unit = self.telling, self.layer, self.unit
        yield from telling.rows()
        for row in telling.told:
            if layer:
                yield telling.sum_of_unit(layer, unit, row)
                yield telling.value_of_unit(layer, unit, row)
            for to in self.fed:
                yield telling.sum_of_unit(layer + 1, to, row, keep=unit - 1)
        yield from telling.losses()
        for to in self.fed:
            yield telling.slope_of_weight(layer + 1, unit, to)
        if layer:
            yield from self._back()

    def _back(self) -> Iterator[Beat]:
        """Its own slopes, and what is made of them in its layer and in the one before."""
        telling, layer, unit = self.telling, self.layer, self.unit
        for row in telling.told:
            yield from telling.slopes_of_units(layer, [unit], row)
        for place in self.taken:
            yield telling.slope_of_weight(layer, place, unit)
        if telling.network.layers[layer - 1].bias:
            yield telling.slope_of_bias(layer, unit)
        if layer > 1:
            for row in telling.told:
                for place in self.taken:
                    yield telling.slope_of_value(layer - 1, place, row, keep=unit - 1)
