"""Formulas of a network's loss and of its derivatives by the outputs, as the beats show them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.insight.story.formulas import (
    MAX_TERMS,
    divided,
    faithful,
    formula,
    readable,
    scaled,
    substituted,
    times,
)
from engine.objectives.activations import ACTIVATIONS
from engine.objectives.expression import Call, Constant, Name, Node, evaluate, negative, simplified, total
from engine.objectives.network import Network

CERTAINTY_MARGIN = 1e-4
"""Distance to 0 or 1 below which an output's digits are too few: its formula is then written over z."""

LARGEST = "max(z)"
"""The name of the largest z of a softmax layer."""

OTHER_OUTPUTS = "other outputs"
"""The name of the summed cost of the outputs that are not written out."""

OTHER_SHARES = "other shares"
"""The name of the sum of a softmax's outputs that are not written out."""

OTHER_POWERS = "other powers"
"""The name of the sum of a softmax's powers that are not written out."""

LOG_OF_POWERS = "log of all powers"
"""The name of log Σ e^(z_j − largest) of a softmax layer with many units."""


class LossFormulas:
    """The formulas of the loss over a batch of `count` rows; `numbers` are always those of one row."""

    def __init__(self, network: Network, count: int) -> None:
        self.network = network
        self.cost = network.cost
        self.count = count
        last = len(network.layers)
        self.outputs = [
            (target, f"a{last}_{unit}", f"z{last}_{unit}")
            for unit, target in enumerate(network.target_names, 1)
        ]
        """(target, output, z) of each output, by name."""
        self.activation = ACTIVATIONS[network.layers[-1].activation]
        self.fused = self.cost.rule.fused_with == network.layers[-1].activation
        """Whether ∂L/∂z is computed directly, as ŷ − y."""

    def convention(self) -> str:
        """The loss with its scale and reductions, in words: "0.5 · mse, mean over the rows"."""
        cost = self.cost
        parts = [cost.name if cost.scale == 1.0 else f"{cost.scale:g} · {cost.name}"]
        if len(self.outputs) > 1 and not cost.rule.sums_outputs:
            parts.append(f"{cost.over_outputs} over the outputs")
        if self.count > 1:
            parts.append(f"{cost.over_rows} over the rows")
        return ", ".join(parts)

    def nearly_certain(self, numbers: Mapping[str, float]) -> bool:
        """Whether an output of a fused loss is within CERTAINTY_MARGIN of 0 or 1."""
        sigmoid = self.cost.name == "bce"
        return any(
            numbers[a] < CERTAINTY_MARGIN or (sigmoid and numbers[a] > 1 - CERTAINTY_MARGIN)
            for _, a, _ in self.outputs
        )

    def of_row(self, numbers: dict[str, float], *, brief: bool = False) -> tuple[Node, Mapping[str, float]]:
        """The row's own loss, and the value of each name in it; `brief` shortens a sum over many outputs."""
        cost = self.cost
        costs = (self._term(*output, numbers, brief) for output in self.outputs)
        terms = [term for term in costs if term is not None]
        known: Mapping[str, float] = numbers
        if brief:
            values = np.array([evaluate(term, numbers) for term in terms])
            node, known = readable(values, terms.__getitem__, numbers, OTHER_OUTPUTS)
        else:
            node = total(terms)
        return divided(scaled(cost.scale, node), cost.output_divisor(len(self.outputs))), known

    def _term(self, target: str, a: str, z: str, numbers: dict[str, float], brief: bool) -> Node | None:
        """The cost of one output; None where it is 0 by definition."""
        cost = self.cost
        text = cost.rule.formula
        if cost.name == "bce":
            text = _bce_formula(numbers[target], self.nearly_certain(numbers))
        elif cost.name == "cross_entropy":
            if numbers[target] == 0.0:
                return None
            if self.nearly_certain(numbers):
                return self._log_softmax(z, target, numbers, brief)
        textbook = substituted(formula(text), {"y": Name(target), "a": Name(a), "z": Name(z)})
        return self._faithful(textbook, 0, target, a, z, numbers)

    def _faithful(
        self, textbook: Node, index: int, target: str, a: str, z: str, numbers: Mapping[str, float]
    ) -> Node:
        """The cost (index 0) or its derivative (1), over the error as it is computed where ŷ − y loses its digits."""
        of_error = self.cost.rule.of_error
        computed = self._error(target, a, z, numbers)
        if of_error is None or computed is None:
            return textbook
        return faithful(textbook, substituted(formula(of_error[index]), {"error": computed}), numbers)

    def _error(self, target: str, a: str, z: str, numbers: Mapping[str, float]) -> Node | None:
        """ŷ − y as it is computed; None if that is the difference itself."""
        below = numbers[z] <= 0.0
        text = self.activation.error_formula_below if below else self.activation.error_formula
        names: dict[str, Node] = {"y": Name(target), "a": Name(a), "z": Name(z)}
        return substituted(formula(text), names) if text else None

    def _log_softmax(self, z: str, target: str, numbers: dict[str, float], brief: bool) -> Node:
        """−y·log softmax(z)_k = y·(log Σ e^(z_j − largest) − (z_k − largest))."""
        powers: Node = Call("log", (total(self.powers(numbers, shift=True)),))
        if brief and len(self.outputs) > MAX_TERMS:
            numbers[LOG_OF_POWERS] = float(evaluate(powers, numbers))
            powers = Name(LOG_OF_POWERS)
        return times(Name(target), Call("-", (powers, Call("-", (Name(z), Name(LARGEST))))))

    def powers(self, numbers: dict[str, float], *, shift: bool) -> list[Node]:
        """e^z of every output of a softmax; with `shift`, of z less the largest z."""
        if shift:
            numbers[LARGEST] = max(numbers[z] for _, _, z in self.outputs)
        return [power(z, shift=shift) for _, _, z in self.outputs]

    # Derivatives

    def gradient(self, unit: int, numbers: Mapping[str, float]) -> Node:
        """∂L/∂ŷ of one output (from 1)."""
        target, a, z = self.outputs[unit - 1]
        text = self.cost.rule.derivative_formula
        if self.cost.name == "bce":
            text = _bce_derivative_formula(numbers[target], self.nearly_certain(numbers))
        elif self.cost.name == "cross_entropy" and numbers[target] == 0.0:
            return Constant(0.0)
        textbook = substituted(formula(text), {"y": Name(target), "a": Name(a), "z": Name(z)})
        return self._weighted(self._faithful(textbook, 1, target, a, z, numbers))

    def fused_gradient(self, unit: int, numbers: dict[str, float]) -> Node:
        """∂L/∂z of one output (from 1) of a fused loss: ŷ − y, written as it is computed where it loses its digits."""
        target, a, z = self.outputs[unit - 1]
        computed: Node | None
        if self.cost.name == "cross_entropy":
            computed = self._softmax_error(unit, numbers)
        elif numbers[target] == 1.0:
            computed = formula_over(z, "-sigmoid(-z)")
        else:
            computed = self._error(target, a, z, numbers)
        textbook: Node = Call("-", (Name(a), Name(target)))
        return self._weighted(textbook if computed is None else faithful(textbook, computed, numbers))

    def textbook_fused_gradient(self, unit: int) -> Node:
        """∂L/∂z of one output (from 1) of a fused loss as ŷ − y."""
        target, a, _ = self.outputs[unit - 1]
        return self._weighted(Call("-", (Name(a), Name(target))))

    def _softmax_error(self, unit: int, numbers: dict[str, float]) -> Node:
        """a_k·Σ_{j≠k} y_j − y_k·Σ_{j≠k} a_j, without the targets that are 0 or 1."""
        target, a, _ = self.outputs[unit - 1]
        others = [output for output in self.outputs if output[0] != target]
        targets = [Name(other) for other, _, _ in others if numbers[other] != 0.0]
        shares = np.array([numbers[other] for _, other, _ in others])
        together, known = readable(
            shares, lambda index: Name(others[index][1]), numbers, OTHER_SHARES, keep=None
        )
        if OTHER_SHARES in known:
            numbers[OTHER_SHARES] = known[OTHER_SHARES]
        if numbers[target] == 0.0:
            return times(Name(a), total(targets))
        missing = together if numbers[target] == 1.0 else times(Name(target), together)
        return simplified("-", (times(Name(a), total(targets)), missing)) if targets else negative(missing)

    def _weighted(self, derivative: Node) -> Node:
        """∂cost/∂ŷ times the factor of one output's cost in the batch's loss."""
        cost = self.cost
        divisor = cost.output_divisor(len(self.outputs)) * cost.row_divisor(self.count)
        return divided(scaled(cost.scale, derivative), divisor)


def formula_over(z: str, text: str) -> Node:
    """A formula of the engine's tables with z replaced by this name."""
    return substituted(formula(text), {"z": Name(z)})


def power(z: str, *, shift: bool) -> Node:
    """e^z, or e^(z − largest)."""
    return Call("exp", (Call("-", (Name(z), Name(LARGEST))) if shift else Name(z),))


def _bce_formula(target: float, through_z: bool) -> str:
    """−(y·log ŷ + (1 − y)·log(1 − ŷ)), without a term that y = 0 or y = 1 makes 0; −log σ(z) is softplus(−z)."""
    if target == 1.0:
        return "softplus(-z)" if through_z else "-log(a)"
    if target == 0.0:
        return "softplus(z)" if through_z else "-log(1 - a)"
    return "y*softplus(-z) + (1 - y)*softplus(z)" if through_z else "-(y*log(a) + (1 - y)*log(1 - a))"


def _bce_derivative_formula(target: float, through_z: bool) -> str:
    hit, miss = ("sigmoid(z)", "sigmoid(-z)") if through_z else ("a", "(1 - a)")
    if target == 1.0:
        return f"-1/{hit}"
    return f"1/{miss}" if target == 0.0 else f"-y/{hit} + (1 - y)/{miss}"
