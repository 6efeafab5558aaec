"""The value of each name in the formulas of one row of a step."""

from __future__ import annotations

import re

from engine.descent.training import Step
from engine.objectives.network import Network, NetworkEvaluation

MAX_PARAMETERS_PRELOADED = 600
"""Parameters up to which all names are looked up at once, which is faster than one by one."""

_UNIT = re.compile(r"([az])([1-9]\d*)_([1-9]\d*)")


class NamedNumbers(dict[str, float]):
    """Parameters, inputs, targets, units and gradients of one row of a network's step, by name.

    A large network has millions of them; each is then looked up on first use. A story may add numbers of its own.
    """

    def __init__(self, network: Network, step: Step, row: int) -> None:
        super().__init__()
        assert isinstance(step.evaluation, NetworkEvaluation)
        self._network = network
        self._step = step
        self._evaluation = step.evaluation
        self._row = row
        if len(network.parameters) <= MAX_PARAMETERS_PRELOADED:
            self._fill()

    def _fill(self) -> None:
        names = self._network.parameters.names
        self.update(zip(names, self._step.theta.tolist(), strict=True))
        self.update(self._evaluation.named_values(self._row))
        gradients = self._step.gradient.tolist()
        self.update((f"gradient.{name}", value) for name, value in zip(names, gradients, strict=True))
        by_unit = self._evaluation.named_gradients(self._row)
        self.update((f"gradient.{unit}", value) for unit, value in by_unit.items())

    def raw(self, column: str) -> float | None:
        """The row's number as given in a standardized column; None if the column is not standardized."""
        network, row = self._network, self._step.rows[self._row]
        for names, scale in network.standardizations:
            if column in names:
                return float(scale.raw[row, names.index(column)])
        return None

    def __missing__(self, name: str) -> float:
        if len(self._network.parameters) <= MAX_PARAMETERS_PRELOADED:
            raise KeyError(name)
        value = self[name] = self._looked_up(name)
        return value

    def _looked_up(self, name: str) -> float:
        evaluation, network = self._evaluation, self._network
        of_gradient = name.startswith("gradient.")
        rest = name.removeprefix("gradient.")
        unit = _UNIT.fullmatch(rest)
        if unit is not None:
            layer, index = int(unit[2]) - 1, int(unit[3]) - 1
            if of_gradient:
                gradients = evaluation.gradients_z[layer] if unit[1] == "z" else evaluation.gradient_a(layer)
                return float(gradients[self._row, index])
            values = evaluation.sums if unit[1] == "z" else evaluation.activations
            return float(values[layer][self._row, index])
        if rest in network.parameters.names:
            vector = self._step.gradient if of_gradient else self._step.theta
            return float(vector[network.parameters.index(rest)])
        if name in network.input_names:
            return float(evaluation.inputs[self._row, network.input_names.index(name)])
        if name in network.target_names:
            return float(evaluation.targets[self._row, network.target_names.index(name)])
        raise KeyError(name)
