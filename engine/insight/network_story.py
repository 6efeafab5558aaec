"""The story of a step of a network, unit by unit and weight by weight."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from math import prod

from engine.descent.training import Step
from engine.insight.beats import Beat, Phase
from engine.insight.telling import divided, formula, scaled, substituted, times
from engine.objectives.activations import ACTIVATIONS
from engine.objectives.expression import Call, Constant, Name, Node, total
from engine.objectives.network import Network, NetworkEvaluation

ROWS_TOLD = 4
"""A batch of so many rows is told row by row; of a larger one the row that is looked at, the others as one number."""

NEARLY_CERTAIN = 1e-4
"""Nearer than this to 0 or 1 an output's digits no longer tell how near: its formula is then told through z."""

EXPONENT_SHOWN = 30.0
"""A softmax with a z beyond this is told as it is computed, with the row's largest z taken off each."""

OTHERS = "other rows"
"""The sum over the rows of a batch that are not told one by one."""

LARGEST = "max(z)"
"""The largest z of a softmax layer."""


class NetworkStory:
    """Tells one step of one network; `focus` is the place in the batch of the row that is looked at."""

    def __init__(self, network: Network, step: Step, focus: int = 0) -> None:
        assert isinstance(step.evaluation, NetworkEvaluation)
        self.network = network
        self.step = step
        self.evaluation = step.evaluation
        self.focus = focus
        self.count = len(step.rows)
        self.told = range(self.count) if self.count <= ROWS_TOLD else range(focus, focus + 1)
        self.last = len(network.layers)
        names = network.parameters.names
        parameters = dict(zip(names, step.theta.tolist(), strict=True))
        slopes = {
            f"gradient.{name}": slope for name, slope in zip(names, step.gradient.tolist(), strict=True)
        }
        self.numbers: dict[int, dict[str, float]] = {}
        """For each told row, what every name stands for."""
        for row in self.told:
            by_unit = self.evaluation.named_gradients(row)
            self.numbers[row] = {
                **parameters,
                **self.evaluation.named_values(row),
                **slopes,
                **{f"gradient.{unit}": slope for unit, slope in by_unit.items()},
            }

    def beats(self) -> Iterator[Beat]:
        """select → forward → loss → backward; the update is told apart."""
        yield from self._select()
        for row in self.told:
            for layer in range(1, self.last + 1):
                yield from self._forward(layer, row)
        yield from self._loss()
        for layer in range(self.last, 0, -1):
            for row in self.told:
                yield from self._back_to_units(layer, row)
            yield from self._back_to_parameters(layer)

    def _select(self) -> Iterator[Beat]:
        network = self.network
        for row in self.told:
            number = network.row_numbers[self.step.rows[row]]
            columns = dict.fromkeys((*network.input_names, *network.target_names))
            values = self.numbers[row]
            note = (
                f"row {number} of the data"
                if self.count == 1
                else f"row {number}, one of {self.count} in this batch"
            )
            yield Beat(
                Phase.SELECT,
                "row",
                Constant(number),
                number,
                {key: values[key] for key in columns},
                row,
                note,
            )

    def sources(self, layer: int) -> tuple[str, ...]:
        """The names of what a layer (from 1) takes in."""
        if layer == 1:
            return self.network.input_names
        return tuple(f"a{layer - 1}_{unit}" for unit in range(1, self.network.layers[layer - 2].units + 1))

    def units(self, layer: int) -> range:
        return range(1, self.network.layers[layer - 1].units + 1)

    def _forward(self, layer: int, row: int) -> Iterator[Beat]:
        numbers = self.numbers[row]
        kind = self.network.layers[layer - 1]
        for unit in self.units(layer):
            terms: list[Node] = [
                times(Name(f"w{layer}_{place}_{unit}"), Name(source))
                for place, source in enumerate(self.sources(layer), 1)
            ]
            if kind.bias:
                terms.append(Name(f"b{layer}_{unit}"))
            z, a = f"z{layer}_{unit}", f"a{layer}_{unit}"
            yield Beat(Phase.FORWARD, z, total(terms), numbers[z], numbers, row)
            if kind.activation != "softmax":
                value = substituted(formula(ACTIVATIONS[kind.activation].formula), {"z": Name(z)})
                yield Beat(Phase.FORWARD, a, value, numbers[a], numbers, row)
        if kind.activation == "softmax":
            yield from self._softmax(layer, row)

    def _softmax(self, layer: int, row: int) -> Iterator[Beat]:
        numbers = self.numbers[row]
        sums = [f"z{layer}_{unit}" for unit in self.units(layer)]
        shift = max(abs(numbers[z]) for z in sums) > EXPONENT_SHOWN
        if shift:
            numbers[LARGEST] = max(numbers[z] for z in sums)

        def power(z: str) -> Node:
            return Call("exp", (Call("-", (Name(z), Name(LARGEST))) if shift else Name(z),))

        powers = total(power(z) for z in sums)
        for unit, z in enumerate(sums, 1):
            a = f"a{layer}_{unit}"
            yield Beat(Phase.FORWARD, a, Call("/", (power(z), powers)), numbers[a], numbers, row)

    # The loss

    def _targets(self) -> list[tuple[str, str, str]]:
        """(target, output, z) of each output, by name."""
        return [
            (target, f"a{self.last}_{unit}", f"z{self.last}_{unit}")
            for unit, target in enumerate(self.network.target_names, 1)
        ]

    def _nearly_certain(self, row: int) -> bool:
        """Whether some output of a fused loss is too near 0 or 1 to be told by its own digits."""
        sigmoid = self.network.cost.name == "bce"
        numbers = self.numbers[row]
        return any(
            numbers[a] < NEARLY_CERTAIN or (sigmoid and numbers[a] > 1 - NEARLY_CERTAIN)
            for _, a, _ in self._targets()
        )

    def _row_loss(self, row: int) -> Node:
        cost = self.network.cost
        numbers = self.numbers[row]
        targets = self._targets()
        terms: list[Node] = []
        for target, a, z in targets:
            names: dict[str, Node] = {"y": Name(target), "a": Name(a), "z": Name(z)}
            if cost.name == "bce":
                text = _bce_formula(numbers[target], self._nearly_certain(row))
            elif cost.name == "cross_entropy":
                if numbers[target] == 0.0:
                    continue
                if self._nearly_certain(row):
                    terms.append(self._log_softmax(z, target, targets, row))
                    continue
                text = cost.rule.formula
            else:
                text = cost.rule.formula
            terms.append(substituted(formula(text), names))
        return divided(scaled(cost.scale, total(terms)), cost.output_divisor(len(targets)))

    def _log_softmax(self, z: str, target: str, targets: list[tuple[str, str, str]], row: int) -> Node:
        """−y·log softmax(z)_k = y·(log Σ e^(z_j − largest) − (z_k − largest))."""
        numbers = self.numbers[row]
        numbers[LARGEST] = max(numbers[name] for _, _, name in targets)
        shifted = [Call("-", (Name(name), Name(LARGEST))) for _, _, name in targets]
        powers = Call("log", (total(Call("exp", (power,)) for power in shifted),))
        return times(Name(target), Call("-", (powers, Call("-", (Name(z), Name(LARGEST))))))

    def _loss(self) -> Iterator[Beat]:
        cost = self.network.cost
        if self.count == 1:
            yield Beat(
                Phase.LOSS, "loss", self._row_loss(0), self.step.loss, self.numbers[0], 0, self._convention()
            )
            return
        losses = self.evaluation.row_losses.tolist()
        numbers: dict[str, float] = {}
        terms: list[Node] = []
        for row in self.told:
            name = self._of_row("loss", row)
            yield Beat(Phase.LOSS, name, self._row_loss(row), losses[row], self.numbers[row], row)
            numbers[name] = losses[row]
            terms.append(Name(name))
        if self.count > len(terms):
            numbers[OTHERS] = sum(losses) - losses[self.focus]
            terms.append(Name(OTHERS))
        together = divided(total(terms), cost.row_divisor(self.count))
        yield Beat(Phase.LOSS, "loss", together, self.step.loss, numbers, self.told[0], self._convention())

    def _of_row(self, name: str, row: int) -> str:
        """What a row's own quantity is called where several rows' stand in one formula."""
        return f"{name}[row {self.network.row_numbers[self.step.rows[row]]}]"

    def _convention(self) -> str:
        cost = self.network.cost
        parts = [cost.name if cost.scale == 1.0 else f"{cost.scale:g} · {cost.name}"]
        if self.network.layers[-1].units > 1 and cost.name != "cross_entropy":
            parts.append(f"{cost.over_outputs} over the outputs")
        if self.count > 1:
            parts.append(f"{cost.over_rows} over the rows")
        return ", ".join(parts)

    # Backward

    def _back_to_units(self, layer: int, row: int) -> Iterator[Beat]:
        numbers = self.numbers[row]
        activation = self.network.layers[layer - 1].activation
        for unit in self.units(layer):
            quantity = f"gradient.a{layer}_{unit}"
            told = self._output_slope(unit, row) if layer == self.last else self._hidden_slope(layer, unit)
            yield Beat(Phase.BACKWARD, quantity, told, numbers[quantity], numbers, row)
            if activation != "softmax":
                yield self._through_activation(layer, unit, row)
        if activation == "softmax":
            for unit in self.units(layer):
                yield self._through_softmax(layer, unit, row)

    def _hidden_slope(self, layer: int, unit: int) -> Node:
        following = self.units(layer + 1)
        return total(
            times(Name(f"gradient.z{layer + 1}_{to}"), Name(f"w{layer + 1}_{unit}_{to}")) for to in following
        )

    def _weighted(self, slope: Node) -> Node:
        """An output's own slope as its part of the batch's loss: scale, and one over the outputs and rows of a mean."""
        cost = self.network.cost
        divisor = cost.output_divisor(len(self.network.target_names)) * cost.row_divisor(self.count)
        return divided(scaled(cost.scale, slope), divisor)

    def _output_slope(self, unit: int, row: int) -> Node:
        cost = self.network.cost
        target, a, z = self._targets()[unit - 1]
        y = self.numbers[row][target]
        text = cost.rule.slope_formula
        if cost.name == "bce":
            text = _bce_slope_formula(y, self._nearly_certain(row))
        elif cost.name == "cross_entropy" and y == 0.0:
            return Constant(0.0)
        return self._weighted(substituted(formula(text), {"y": Name(target), "a": Name(a), "z": Name(z)}))

    def _through_activation(self, layer: int, unit: int, row: int) -> Beat:
        numbers = self.numbers[row]
        z, a = f"z{layer}_{unit}", f"a{layer}_{unit}"
        activation = ACTIVATIONS[self.network.layers[layer - 1].activation]
        fused = (
            layer == self.last
            and self.network.cost.rule.fused_with == self.network.layers[layer - 1].activation
        )
        note = ""
        if fused and self._nearly_certain(row):
            told = self._fused(unit)
        else:
            slope = substituted(formula(activation.slope_formula), {"z": Name(z), "a": Name(a)})
            told = times(Name(f"gradient.{a}"), slope)
        if fused:
            note = f"{a} - {self.network.target_names[unit - 1]}, but for the weight of the loss"
        quantity = f"gradient.{z}"
        return Beat(Phase.BACKWARD, quantity, told, numbers[quantity], numbers, row, note)

    def _fused(self, unit: int) -> Node:
        return self._weighted(
            Call("-", (Name(f"a{self.last}_{unit}"), Name(self.network.target_names[unit - 1])))
        )

    def _through_softmax(self, layer: int, unit: int, row: int) -> Beat:
        """∂L/∂z_k = a_k·(∂L/∂a_k − Σ_j ∂L/∂a_j·a_j)."""
        numbers = self.numbers[row]
        quantity, a = f"gradient.z{layer}_{unit}", f"a{layer}_{unit}"
        if self._nearly_certain(row):
            told = self._fused(unit)
        else:
            mean = total(
                times(Name(f"gradient.a{layer}_{k}"), Name(f"a{layer}_{k}")) for k in self.units(layer)
            )
            told = times(Name(a), Call("-", (Name(f"gradient.{a}"), mean)))
        note = f"{a} - {self.network.target_names[unit - 1]}, but for the weight of the loss"
        return Beat(Phase.BACKWARD, quantity, told, numbers[quantity], numbers, row, note)

    def _back_to_parameters(self, layer: int) -> Iterator[Beat]:
        for place, source in enumerate(self.sources(layer), 1):
            for unit in self.units(layer):
                yield self._sum_over_rows(
                    f"gradient.w{layer}_{place}_{unit}", f"gradient.z{layer}_{unit}", source
                )
        if self.network.layers[layer - 1].bias:
            for unit in self.units(layer):
                yield self._sum_over_rows(f"gradient.b{layer}_{unit}", f"gradient.z{layer}_{unit}", None)

    def _sum_over_rows(self, quantity: str, slope: str, source: str | None) -> Beat:
        """Σ over the batch's rows of ∂L/∂z·a, or of ∂L/∂z alone for a bias."""
        first = self.numbers[self.told[0]]
        if self.count == 1:
            told = times(Name(slope), Name(source)) if source else Name(slope)
            return Beat(Phase.BACKWARD, quantity, told, first[quantity], first, self.told[0])
        numbers: dict[str, float] = {}
        terms: list[Node] = []
        part = 0.0
        for row in self.told:
            values = self.numbers[row]
            factors = {self._of_row(name, row): values[name] for name in (slope, source) if name}
            numbers.update(factors)
            nodes: list[Node] = [Name(name) for name in factors]
            terms.append(reduce(times, nodes))
            part += prod(factors.values())
        if self.count > len(self.told):
            numbers[OTHERS] = first[quantity] - part
            terms.append(Name(OTHERS))
        return Beat(Phase.BACKWARD, quantity, total(terms), first[quantity], numbers, self.told[0])


def _bce_formula(target: float, through_z: bool) -> str:
    """−(y·log ŷ + (1 − y)·log(1 − ŷ)), without the half that a certain class makes 0; −log σ(z) is softplus(−z)."""
    if target == 1.0:
        return "softplus(-z)" if through_z else "-log(a)"
    if target == 0.0:
        return "softplus(z)" if through_z else "-log(1 - a)"
    return "y*softplus(-z) + (1 - y)*softplus(z)" if through_z else "-(y*log(a) + (1 - y)*log(1 - a))"


def _bce_slope_formula(target: float, through_z: bool) -> str:
    hit, miss = ("sigmoid(z)", "sigmoid(-z)") if through_z else ("a", "(1 - a)")
    if target == 1.0:
        return f"-1/{hit}"
    return f"1/{miss}" if target == 0.0 else f"-y/{hit} + (1 - y)/{miss}"
