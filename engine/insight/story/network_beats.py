"""Single beats of a network's step, from which the stories of a step, a parameter and a unit are composed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from math import prod

import numpy as np

from engine.descent.training import Step
from engine.insight.numbers import shown
from engine.insight.story.beats import Beat, Phase
from engine.insight.story.formulas import (
    MAX_TERMS,
    divided,
    faithful,
    formula,
    readable,
    substituted,
    times,
)
from engine.insight.story.loss_formulas import LARGEST, OTHER_POWERS, LossFormulas, power
from engine.insight.story.named_numbers import NamedNumbers
from engine.objectives.activations import ACTIVATIONS
from engine.objectives.expression import Call, Constant, Name, Node, total
from engine.objectives.network import Network, NetworkEvaluation
from engine.types import Vector

MAX_ROWS_LISTED = 4
"""Rows of a batch that each get beats of their own; of a larger batch, only the row in focus does."""

MAX_EXPONENT_SHOWN = 30.0
"""|z| beyond which a softmax is written as it is computed, with the row's largest z subtracted."""

OTHERS = "other rows"
"""The name of the sum over the rows of a batch that are not listed."""

OTHER_INPUTS = "other inputs"
OTHER_UNITS = "other units"
"""The names of the sums of the terms of a long sum that are not written out."""


class NetworkBeats:
    """A factory of the beats of one step of one network.

    `focus` is the index in the batch of the row in focus. With `brief`, of a sum of many terms only the largest are
    written out.
    """

    def __init__(self, network: Network, step: Step, focus: int = 0, *, brief: bool = False) -> None:
        assert isinstance(step.evaluation, NetworkEvaluation)
        self.network = network
        self.step = step
        self.evaluation = step.evaluation
        self.focus = focus
        self.brief = brief
        self.count = len(step.rows)
        self.listed_rows = range(self.count) if self.count <= MAX_ROWS_LISTED else range(focus, focus + 1)
        """The indices in the batch of the rows that get beats of their own."""
        self.last = len(network.layers)
        self.loss = LossFormulas(network, self.count)
        self.numbers = {row: NamedNumbers(network, step, row) for row in self.listed_rows}
        """The value of every name, for each listed row."""

    def sources(self, layer: int) -> tuple[str, ...]:
        """The names of the inputs of a layer (from 1)."""
        if layer == 1:
            return self.network.input_names
        return tuple(f"a{layer - 1}_{unit}" for unit in self.units(layer - 1))

    def units(self, layer: int) -> range:
        """The unit numbers of a layer (from 1)."""
        return range(1, self.network.layers[layer - 1].units + 1)

    def activation(self, layer: int) -> str:
        """The activation of a layer (from 1), by name."""
        return self.network.layers[layer - 1].activation

    def of_row(self, name: str, row: int) -> str:
        """The name of a row's quantity in a formula over several rows: "loss[row 2]"."""
        return f"{name}[row {self.network.row_numbers[self.step.rows[row]]}]"

    def rows(self) -> Iterator[Beat]:
        """The rows that the step takes, with their inputs and targets."""
        network = self.network
        columns = dict.fromkeys((*network.input_names, *network.target_names))
        if self.brief and len(columns) > MAX_TERMS:
            columns = {}
        for row in self.listed_rows:
            number = network.row_numbers[self.step.rows[row]]
            values = self.numbers[row]
            note = (
                f"row {number} of the data"
                if self.count == 1
                else f"row {number}, one of {self.count} in this batch"
            )
            given: dict[str, float] = {}
            for key in columns:
                if (raw := values.raw(key)) is not None:
                    given[f"raw.{key}"] = raw
                given[key] = values[key]
            yield Beat(Phase.SELECT, "row", Constant(number), number, given, row, note)

    # Forward

    def unit_sum(self, layer: int, unit: int, row: int, *, keep: int | None = None) -> Beat:
        """z = Σ w·a + b; with `brief`, the term at index `keep` is always written out; the bias is the last term."""
        sources, block = self.sources(layer), self.network.blocks[layer - 1]

        def term(index: int) -> Node:
            if index == len(sources):
                return Name(f"b{layer}_{unit}")
            return times(Name(f"w{layer}_{index + 1}_{unit}"), Name(sources[index]))

        given = self.evaluation.activations[layer - 2] if layer > 1 else self.evaluation.inputs
        values = given[row] * block.weight_view(self.step.theta)[:, unit - 1]
        if block.bias:
            values = np.append(values, block.bias_view(self.step.theta)[unit - 1])
        rest = OTHER_INPUTS if layer == 1 else OTHER_UNITS
        return self._sum(Phase.FORWARD, f"z{layer}_{unit}", values, term, rest, row, keep)

    def _sum(
        self,
        phase: Phase,
        quantity: str,
        values: Vector,
        term: Callable[[int], Node],
        rest: str,
        row: int,
        keep: int | None,
    ) -> Beat:
        numbers = self.numbers[row]
        result = numbers[quantity]
        if not self.brief:
            return Beat(phase, quantity, total(map(term, range(len(values)))), result, numbers, row)
        node, known = readable(values, term, numbers, rest, keep=keep)
        return Beat(phase, quantity, node, result, known, row)

    def unit_value(self, layer: int, unit: int, row: int) -> Beat:
        """a = f(z)."""
        if self.activation(layer) == "softmax":
            return self._softmax_value(layer, unit, row)
        numbers = self.numbers[row]
        z, a = f"z{layer}_{unit}", f"a{layer}_{unit}"
        value = substituted(formula(ACTIVATIONS[self.activation(layer)].formula), {"z": Name(z)})
        note = "linear: a = z" if self.activation(layer) == "linear" else ""
        return Beat(Phase.FORWARD, a, value, numbers[a], numbers, row, note)

    def raw_value(self, unit: int, row: int) -> Iterator[Beat]:
        """ŷ in the unit of the data: ŷ = ŷ′·deviation + mean; none if targets are not standardized."""
        scale = self.network.target_standardization
        if scale is None:
            return
        numbers, target = self.numbers[row], self.network.target_names[unit - 1]
        a, deviation, mean = f"a{self.last}_{unit}", f"deviation.{target}", f"mean.{target}"
        numbers[deviation], numbers[mean] = float(scale.deviation[unit - 1]), float(scale.mean[unit - 1])
        node = total((times(Name(a), Name(deviation)), Name(mean)))
        raw = numbers.raw(target)
        assert raw is not None
        result = float(scale.to_raw(self.evaluation.predictions[row])[unit - 1])
        numbers[f"raw.{a}"] = result
        note = f"in the unit of the data: {target} is {shown(raw)}, the error y - ŷ is {shown(raw - result)}"
        yield Beat(Phase.FORWARD, f"raw.{a}", node, result, numbers, row, note)

    def _softmax_value(self, layer: int, unit: int, row: int) -> Beat:
        """a = e^z / Σ e^z."""
        numbers = self.numbers[row]
        a = f"a{layer}_{unit}"
        sums = self.evaluation.sums[layer - 1][row]
        shift = bool(np.abs(sums).max() > MAX_EXPONENT_SHOWN)
        if shift:
            numbers[LARGEST] = float(sums.max())

        def term(index: int) -> Node:
            return power(f"z{layer}_{index + 1}", shift=shift)

        if self.brief:
            values = np.exp(sums - sums.max() if shift else sums)
            together, known = readable(values, term, numbers, OTHER_POWERS, keep=unit - 1)
        else:
            together, known = total(map(term, range(len(sums)))), numbers
        return Beat(Phase.FORWARD, a, Call("/", (term(unit - 1), together)), numbers[a], known, row)

    # The loss

    def losses(self) -> Iterator[Beat]:
        """The loss of each listed row, and the loss of the batch."""
        note = self.loss.convention()
        if self.count == 1:
            node, known = self.loss.of_row(self.numbers[0], brief=self.brief)
            yield Beat(Phase.LOSS, "loss", node, self.step.loss, known, 0, note)
            return
        losses = self.evaluation.row_losses.tolist()
        numbers: dict[str, float] = {}
        terms: list[Node] = []
        for row in self.listed_rows:
            name = self.of_row("loss", row)
            node, known = self.loss.of_row(self.numbers[row], brief=self.brief)
            yield Beat(Phase.LOSS, name, node, losses[row], known, row)
            numbers[name] = losses[row]
            terms.append(Name(name))
        if self.count > len(terms):
            numbers[OTHERS] = sum(loss for row, loss in enumerate(losses) if row not in self.listed_rows)
            terms.append(Name(OTHERS))
        together = divided(total(terms), self.network.cost.row_divisor(self.count))
        yield Beat(Phase.LOSS, "loss", together, self.step.loss, numbers, self.listed_rows[0], note)

    # Backward

    def value_gradient(self, layer: int, unit: int, row: int, *, keep: int | None = None) -> Beat:
        """∂L/∂a: for an output from the loss, for a hidden unit Σ ∂L/∂z·w over the units of the next layer."""
        numbers = self.numbers[row]
        quantity = f"gradient.a{layer}_{unit}"
        if layer == self.last:
            node = self.loss.gradient(unit, numbers)
            return Beat(Phase.BACKWARD, quantity, node, numbers[quantity], numbers, row)

        def term(index: int) -> Node:
            to = index + 1
            return times(Name(f"gradient.z{layer + 1}_{to}"), Name(f"w{layer + 1}_{unit}_{to}"))

        weights = self.network.blocks[layer].weight_view(self.step.theta)
        values = self.evaluation.gradients_z[layer][row] * weights[unit - 1]
        return self._sum(Phase.BACKWARD, quantity, values, term, OTHER_UNITS, row, keep)

    def sum_gradient(self, layer: int, unit: int, row: int) -> Beat:
        """∂L/∂z = ∂L/∂a·f′(z); for softmax through all units of the layer."""
        numbers = self.numbers[row]
        quantity, a = f"gradient.z{layer}_{unit}", f"a{layer}_{unit}"
        activation = self.activation(layer)
        fused = layer == self.last and self.loss.fused
        written_out = False
        if fused and (self.loss.nearly_certain(numbers) or (self.brief and activation == "softmax")):
            node = self.loss.fused_gradient(unit, numbers)
            written_out = node != self.loss.textbook_fused_gradient(unit)
        elif activation == "softmax":
            node = self._through_softmax(layer, unit)
        else:
            node = times(Name(f"gradient.{a}"), self.local_derivative(layer, unit, row))
        note = "linear: its slope is 1" if activation == "linear" else ""
        if fused:
            weight = self.network.element_weight(self.count)
            share = "" if weight == 1 else f", times {shown(weight)}, its share of the loss"
            note = f"it comes to {a} - {self.network.target_names[unit - 1]}{share}"
            if written_out:
                note += ", written so that no digits are lost"
        return Beat(Phase.BACKWARD, quantity, node, numbers[quantity], numbers, row, note)

    def local_derivative(self, layer: int, unit: int, row: int) -> Node:
        """f′(z) of a unit, as a formula over its z and a."""
        names = {"z": Name(f"z{layer}_{unit}"), "a": Name(f"a{layer}_{unit}")}
        activation = ACTIVATIONS[self.activation(layer)]
        textbook = substituted(formula(activation.derivative_formula), names)
        if not activation.stable_derivative_formula:
            return textbook
        computed = substituted(formula(activation.stable_derivative_formula), names)
        return faithful(textbook, computed, self.numbers[row])

    def _through_softmax(self, layer: int, unit: int) -> Node:
        """a_k·(∂L/∂a_k − Σ_j ∂L/∂a_j·a_j)."""
        a = f"a{layer}_{unit}"
        mean = total(times(Name(f"gradient.a{layer}_{k}"), Name(f"a{layer}_{k}")) for k in self.units(layer))
        return times(Name(a), Call("-", (Name(f"gradient.{a}"), mean)))

    def unit_gradients(self, layer: int, units: Iterable[int], row: int) -> Iterator[Beat]:
        """∂L/∂a and ∂L/∂z of these units; for softmax all ∂L/∂a come first, since each ∂L/∂z needs them all."""
        softmax = self.activation(layer) == "softmax"
        numbers = tuple(units)
        for unit in numbers:
            if not (softmax and self.brief):
                yield self.value_gradient(layer, unit, row)
            if not softmax:
                yield self.sum_gradient(layer, unit, row)
        if softmax:
            for unit in numbers:
                yield self.sum_gradient(layer, unit, row)

    def weight_gradient(self, layer: int, index: int, unit: int) -> Beat:
        """∂L/∂w = Σ over the rows of ∂L/∂z·a, for the weight from the layer's input number `index` (from 1)."""
        source = self.sources(layer)[index - 1]
        return self._over_rows(f"gradient.w{layer}_{index}_{unit}", f"gradient.z{layer}_{unit}", source)

    def bias_gradient(self, layer: int, unit: int) -> Beat:
        """∂L/∂b = Σ over the rows of ∂L/∂z."""
        return self._over_rows(f"gradient.b{layer}_{unit}", f"gradient.z{layer}_{unit}", None)

    def _over_rows(self, quantity: str, unit_gradient: str, source: str | None) -> Beat:
        """Σ over the batch's rows of ∂L/∂z·a, or of ∂L/∂z alone for a bias."""
        first = self.numbers[self.listed_rows[0]]
        if self.count == 1:
            node = times(Name(unit_gradient), Name(source)) if source else Name(unit_gradient)
            return Beat(Phase.BACKWARD, quantity, node, first[quantity], first, self.listed_rows[0])
        terms: list[tuple[Node, float]] = []
        numbers: dict[str, float] = {}
        for row in self.listed_rows:
            values = self.numbers[row]
            factors = {self.of_row(name, row): values[name] for name in (unit_gradient, source) if name}
            numbers.update(factors)
            nodes: list[Node] = [Name(name) for name in factors]
            terms.append((reduce(times, nodes), prod(factors.values())))
        return self.sum_over_rows(quantity, terms, numbers)

    def sum_over_rows(
        self, quantity: str, terms: list[tuple[Node, float]], numbers: dict[str, float]
    ) -> Beat:
        """∂L/∂θᵢ as the sum of each listed row's term, with the other rows as one number."""
        result = self.numbers[self.listed_rows[0]][quantity]
        nodes = [node for node, _ in terms]
        if self.count > len(terms):
            numbers[OTHERS] = self._gradient_through_others(quantity)
            nodes.append(Name(OTHERS))
        return Beat(Phase.BACKWARD, quantity, total(nodes), result, numbers, self.listed_rows[0])

    def _gradient_through_others(self, quantity: str) -> float:
        """∂L/∂θᵢ through the rows of the batch that are not listed."""
        evaluation = self.evaluation
        name = quantity.removeprefix("gradient.")
        layer, *indices = (int(number) for number in name[1:].split("_"))
        terms = evaluation.gradients_z[layer - 1][:, indices[-1] - 1]
        if name.startswith("w"):
            given = evaluation.activations[layer - 2] if layer > 1 else evaluation.inputs
            terms = terms * given[:, indices[0] - 1]
        return float(np.delete(terms, self.listed_rows).sum())
