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
"""Paths from the loss to a weight that are written as products; with more, each layer's gradients are."""

MAX_UNITS_LISTED = 16
"""Units after a weight whose gradients are listed; with more, only that of the weight's own unit is."""


class WeightChain:
    """∂L/∂w = Σ over all paths of ∂L/∂ŷ · f′(z) · w · … · a, for the weight or bias called `name`."""

    def __init__(self, factory: NetworkBeats, name: str) -> None:
        self.factory = factory
        self.name = name
        self.layer, *indices = (int(number) for number in name[1:].split("_"))
        self.unit = indices[-1]
        self.input_number = indices[0] if name.startswith("w") else None
        """The number of the weight's input in the layer, from 1; None for a bias."""
        self.source = (
            factory.sources(self.layer)[self.input_number - 1] if self.input_number is not None else None
        )

    def beats(self) -> Iterator[Beat]:
        """The beats from the loss back to the parameter."""
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
        """For each path, its unit in each layer, the last layer first."""
        factory = self.factory
        behind = range(factory.last, self.layer, -1)
        return [
            {**dict(zip(behind, units, strict=True)), self.layer: self.unit}
            for units in product(*(factory.units(layer) for layer in behind))
        ]

    def _products(self, row: int) -> list[Node]:
        """The product along each path; none if there are too many, or they do not add up to the gradient."""
        if self._count_of_paths() > MAX_PATHS:
            return []
        numbers = self.factory.numbers[row]
        nodes = [self._along(path, row) for path in self._paths()]
        gradient = numbers[f"gradient.z{self.layer}_{self.unit}"]
        expected = gradient * numbers[self.source] if self.source is not None else gradient
        together = float(evaluate(total(nodes), numbers))
        return nodes if isclose(together, expected, rel_tol=1e-9) else []

    def _along(self, path: dict[int, int], row: int) -> Node:
        node: Node = Name(f"gradient.{self._start(path[self.factory.last])}")
        for layer, unit in path.items():
            if self._is_factor(layer):
                node = times(node, Name(self._local_derivative(layer, unit, row)))
            if layer > self.layer:
                node = times(node, Name(f"w{layer}_{path[layer - 1]}_{unit}"))
        return times(node, Name(self.source)) if self.source is not None else node

    def _start(self, unit: int) -> str:
        """The output's a, or its z where the loss gives ∂L/∂z directly."""
        return f"{'z' if self.factory.loss.fused else 'a'}{self.factory.last}_{unit}"

    def _is_factor(self, layer: int) -> bool:
        """Whether f′ of the layer is a factor: not where it is 1, or part of the loss's own derivative."""
        fused = layer == self.factory.last and self.factory.loss.fused
        return not fused and self.factory.activation(layer) != "linear"

    def _local_derivative(self, layer: int, unit: int, row: int) -> str:
        """The name of f′(z) of a unit; its value is added to the row's numbers."""
        name = f"slope.a{layer}_{unit}.z{layer}_{unit}"
        derivative = ACTIVATIONS[self.factory.activation(layer)].derivative
        assert derivative is not None
        evaluation = self.factory.evaluation
        z, a = (
            values[layer - 1][row : row + 1, unit - 1] for values in (evaluation.sums, evaluation.activations)
        )
        with np.errstate(all="ignore"):
            self.factory.numbers[row][name] = float(derivative(z, a)[0])
        return name

    def _factors(self, row: int) -> Iterator[Beat]:
        """One beat for each distinct factor, in the order of the products."""
        factory, numbers = self.factory, self.factory.numbers[row]
        listed: set[str] = set()

        def beat(quantity: str, formula: Node, note: str) -> Iterator[Beat]:
            if quantity not in listed:
                listed.add(quantity)
                result = numbers.get(quantity)
                value = float(evaluate(formula, numbers)) if result is None else result
                yield Beat(Phase.BACKWARD, quantity, formula, value, numbers, row, note)

        for path in self._paths():
            for layer, unit in path.items():
                z, a = f"z{layer}_{unit}", f"a{layer}_{unit}"
                if layer == factory.last and a not in listed:
                    listed.add(a)
                    yield from self._beats_of_start(unit, row)
                if self._is_factor(layer):
                    derivative = factory.local_derivative(layer, unit, row)
                    yield from beat(f"slope.{a}.{z}", derivative, f"the slope of {factory.activation(layer)}")
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
        """The product; with several paths, each path's product and their sum."""
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
        """∂L/∂a and ∂L/∂z of the units after the weight, if they are few enough, and of its own unit."""
        factory = self.factory
        behind = range(factory.last, self.layer, -1)
        if sum(len(factory.units(layer)) for layer in behind) <= MAX_UNITS_LISTED:
            for layer in behind:
                yield from factory.unit_gradients(layer, factory.units(layer), row)
        yield from factory.unit_gradients(self.layer, [self.unit], row)

    def _from_unit_gradient(self) -> Beat:
        if self.input_number is None:
            return self.factory.bias_gradient(self.layer, self.unit)
        return self.factory.weight_gradient(self.layer, self.input_number, self.unit)
