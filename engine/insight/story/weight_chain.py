"""The chain rule of one weight or bias of a network, from the loss back to it, factor by factor."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import isclose, prod

import numpy as np

from engine.insight.story.beats import Beat, Phase
from engine.insight.story.formulas import times
from engine.insight.story.network_beats import NetworkBeats
from engine.objectives.activations import ACTIVATIONS
from engine.objectives.expression import Name, Node, evaluate, total

MAX_PATHS = 4
"""Up to so many ways from the loss to a weight are told as products; of more, each layer's slopes."""

MAX_UNITS_LISTED = 16
"""The slopes of so many units behind a weight are told; of more, only that of the weight's own unit."""


class WeightChain:
    """∂L/∂w = Σ over all paths of ∂L/∂ŷ · f′(z) · w · … · a, for the weight or bias called `name`."""

    def __init__(self, factory: NetworkBeats, name: str) -> None:
        self.factory = factory
        self.name = name
        self.layer, *places = (int(number) for number in name[1:].split("_"))
        self.unit = places[-1]
        self.place = places[0] if name.startswith("w") else None
        """Which of the layer's inputs a weight stands on; None for a bias."""
        self.source = factory.sources(self.layer)[self.place - 1] if self.place is not None else None

    def beats(self) -> Iterator[Beat]:
        """From the loss back to the parameter."""
        products = {row: self._products(row) for row in self.factory.listed_rows}
        if all(products.values()) and (self.factory.count == 1 or self._count_of_paths() == 1):
            for row, paths in products.items():
                yield from self._factors(row)
                yield from self._as_product(row, paths)
            if self.factory.count > 1:
                yield self._sum_over_rows(products)
        else:
            for row in self.factory.listed_rows:
                yield from self._layer_gradients(row)
            yield self._from_unit_gradient()

    # As products

    def _count_of_paths(self) -> int:
        layers = self.factory.network.layers
        return prod(layer.units for layer in layers[self.layer :])

    def _paths(self) -> list[dict[int, int]]:
        """For each path the unit that it takes in each layer, the last layer first."""
        factory = self.factory
        behind = range(factory.last, self.layer, -1)
        return [
            {**dict(zip(behind, units, strict=True)), self.layer: self.unit}
            for units in product(*(factory.units(layer) for layer in behind))
        ]

    def _products(self, row: int) -> list[Node]:
        """The product along each path; none where there are too many, or they do not come to the very slope."""
        if self._count_of_paths() > MAX_PATHS:
            return []
        numbers = self.factory.numbers[row]
        nodes = [self._along(path, row) for path in self._paths()]
        slope = numbers[f"gradient.z{self.layer}_{self.unit}"]
        expected = slope * numbers[self.source] if self.source is not None else slope
        together = float(evaluate(total(nodes), numbers))
        return nodes if isclose(together, expected, rel_tol=1e-9) else []

    def _along(self, path: dict[int, int], row: int) -> Node:
        told: Node = Name(f"gradient.{self._start(path[self.factory.last])}")
        for layer, unit in path.items():
            if self._is_factor(layer):
                told = times(told, Name(self._local_derivative(layer, unit, row)))
            if layer > self.layer:
                told = times(told, Name(f"w{layer}_{path[layer - 1]}_{unit}"))
        return times(told, Name(self.source)) if self.source is not None else told

    def _start(self, unit: int) -> str:
        """The output's own value, or its z where the loss gives that slope directly."""
        return f"{'z' if self.factory.loss.fused else 'a'}{self.factory.last}_{unit}"

    def _is_factor(self, layer: int) -> bool:
        """Whether f′ of the layer is a factor of its own: it is none where it is 1, or told with the loss."""
        fused = layer == self.factory.last and self.factory.loss.fused
        return not fused and self.factory.activation(layer) != "linear"

    def _local_derivative(self, layer: int, unit: int, row: int) -> str:
        """The name of f′(z) of a unit, whose number is then known."""
        name = f"slope.a{layer}_{unit}.z{layer}_{unit}"
        slope = ACTIVATIONS[self.factory.activation(layer)].derivative
        assert slope is not None
        evaluation = self.factory.evaluation
        z, a = (
            values[layer - 1][row : row + 1, unit - 1] for values in (evaluation.sums, evaluation.activations)
        )
        with np.errstate(all="ignore"):
            self.factory.numbers[row][name] = float(slope(z, a)[0])
        return name

    def _factors(self, row: int) -> Iterator[Beat]:
        """Each factor once, in the order in which a product has them."""
        factory, numbers = self.factory, self.factory.numbers[row]
        told: set[str] = set()

        def beat(quantity: str, formula: Node, note: str) -> Iterator[Beat]:
            if quantity not in told:
                told.add(quantity)
                result = numbers.get(quantity)
                value = float(evaluate(formula, numbers)) if result is None else result
                yield Beat(Phase.BACKWARD, quantity, formula, value, numbers, row, note)

        for path in self._paths():
            for layer, unit in path.items():
                z, a = f"z{layer}_{unit}", f"a{layer}_{unit}"
                if layer == factory.last and a not in told:
                    told.add(a)
                    yield from self._beats_of_start(unit, row)
                if self._is_factor(layer):
                    slope = factory.local_derivative(layer, unit)
                    yield from beat(f"slope.{a}.{z}", slope, f"the slope of {factory.activation(layer)}")
                if layer > self.layer:
                    before = path[layer - 1]
                    weight = Name(f"w{layer}_{before}_{unit}")
                    yield from beat(f"slope.{z}.a{layer - 1}_{before}", weight, "the weight on the way")
                elif self.source is not None:
                    note = f"what {self.name} is multiplied by"
                    yield from beat(f"slope.{z}.{self.name}", Name(self.source), note)

    def _beats_of_start(self, unit: int, row: int) -> Iterator[Beat]:
        factory = self.factory
        if factory.activation(factory.last) != "softmax":
            yield factory.value_gradient(factory.last, unit, row)
        if factory.loss.fused:
            yield factory.sum_gradient(factory.last, unit, row)

    def _as_product(self, row: int, products: list[Node]) -> Iterator[Beat]:
        """The product; of several paths each one, and their sum."""
        factory, numbers = self.factory, self.factory.numbers[row]
        quantity = f"gradient.{self.name}"
        if factory.count > 1:
            (node,) = products
            value = float(evaluate(node, numbers))
            yield Beat(Phase.BACKWARD, factory.of_row(quantity, row), node, value, numbers, row)
            return
        if len(products) == 1:
            yield Beat(Phase.BACKWARD, quantity, products[0], numbers[quantity], numbers, row)
            return
        values: dict[str, float] = {}
        for number, (path, node) in enumerate(zip(self._paths(), products, strict=True), 1):
            units = [f"a{layer}_{unit}" for layer, unit in path.items()]
            values[f"path {number}"] = value = float(evaluate(node, numbers))
            note = f"by way of {', '.join(units)}"
            yield Beat(Phase.BACKWARD, f"path {number}", node, value, numbers, row, note)
        yield Beat(Phase.BACKWARD, quantity, total(map(Name, values)), numbers[quantity], values, row)

    def _sum_over_rows(self, products: dict[int, list[Node]]) -> Beat:
        factory = self.factory
        quantity = f"gradient.{self.name}"
        numbers: dict[str, float] = {}
        terms: list[tuple[Node, float]] = []
        for row, (node,) in products.items():
            name = factory.of_row(quantity, row)
            numbers[name] = value = float(evaluate(node, factory.numbers[row]))
            terms.append((Name(name), value))
        return factory.sum_over_rows(quantity, terms, numbers)

    # Layer by layer

    def _layer_gradients(self, row: int) -> Iterator[Beat]:
        """∂L/∂a and ∂L/∂z of all units behind the weight, if they are not too many, and of its own unit."""
        factory = self.factory
        behind = range(factory.last, self.layer, -1)
        if sum(len(factory.units(layer)) for layer in behind) <= MAX_UNITS_LISTED:
            for layer in behind:
                yield from factory.unit_gradients(layer, factory.units(layer), row)
        yield from factory.unit_gradients(self.layer, [self.unit], row)

    def _from_unit_gradient(self) -> Beat:
        if self.place is None:
            return self.factory.bias_gradient(self.layer, self.unit)
        return self.factory.weight_gradient(self.layer, self.place, self.unit)
