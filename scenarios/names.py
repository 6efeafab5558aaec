"""The names that a scenario's conditions, answers, lesson texts and patterns can use."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, islice

from engine.descent.quantities import SCALARS
from engine.objectives.function import Function
from engine.objectives.parameters import LayerNames, blocks_of, shapes_of
from scenarios.dataset import Dataset
from scenarios.format_network import NetworkPart

_UNIT = re.compile(r"[za]([1-9]\d{0,6})_([1-9]\d{0,6})")
MAX_NAMES_SEARCHED = 100
"""Names of a kind that are searched for the nearest one to an unknown name."""

_IDENTIFIER = re.compile(r"\w+")
_OF_FUNCTIONS = ("loss", "learning_rate", "step")
"""The scalars of a run without rows and epochs."""


class UnitNames(Collection[str]):
    """The names z{layer}_{unit} and a{layer}_{unit}, made on demand: a large network has a million."""

    def __init__(self, units: Sequence[int]) -> None:
        self._units = units

    def __contains__(self, name: object) -> bool:
        match = _UNIT.fullmatch(name) if isinstance(name, str) else None
        return (
            match is not None
            and int(match[1]) <= len(self._units)
            and int(match[2]) <= self._units[int(match[1]) - 1]
        )

    def __iter__(self) -> Iterator[str]:
        for layer, units in enumerate(self._units, 1):
            for unit in range(1, units + 1):
                yield from (f"z{layer}_{unit}", f"a{layer}_{unit}")

    def __len__(self) -> int:
        return 2 * sum(self._units)


class KnownNames(Collection[str]):
    """All names of a scenario's quantities: loss, step, …, value.NAME, gradient.NAME, update.NAME …

    Iteration serves suggestions, and yields only the first names of each kind.
    """

    def __init__(
        self,
        scalars: Collection[str],
        values: Sequence[Collection[str]],
        parameters: Sequence[str],
        slopes: Collection[str],
    ) -> None:
        self.parameters = parameters
        """The names of θ, in order."""
        self._scalars = scalars
        self._named: Mapping[str, Sequence[Collection[str]]] = {
            "value": values,
            "gradient": (parameters, slopes),
            "update": (parameters,),
            "parameter": (parameters,),
            "new": (parameters,),
        }

    def __contains__(self, name: object) -> bool:
        prefix, dot, rest = str(name).partition(".")
        if not dot:
            return name in self._scalars
        return any(rest in names for names in self._named.get(prefix, ()))

    def __iter__(self) -> Iterator[str]:
        yield from self._scalars
        for prefix, collections in self._named.items():
            few = islice(chain.from_iterable(collections), MAX_NAMES_SEARCHED)
            yield from (f"{prefix}.{name}" for name in few)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def parameter_names(network: NetworkPart, inputs: int) -> LayerNames:
    """The names of a network's parameters."""
    units = [layer.units for layer in network.layers]
    return LayerNames(blocks_of(shapes_of(inputs, units, biases_of(network))))


def biases_of(network: NetworkPart) -> list[bool]:
    """Whether each layer has biases: its own setting, or else the network's."""
    return [network.bias if layer.bias is None else layer.bias for layer in network.layers]


def names_of_network(network: NetworkPart, dataset: Dataset) -> KnownNames:
    """The names of a network's step."""
    units = UnitNames([layer.units for layer in network.layers])
    columns = (*dataset.input_names, *dataset.target_names, "loss")
    return KnownNames(SCALARS, (columns, units), parameter_names(network, len(dataset.input_names)), units)


def names_of_function(function: Function) -> KnownNames:
    """The names of a function's step, without unnamed values."""
    values = [key for key in function.keys if _IDENTIFIER.fullmatch(key)]
    slopes = [key for key in values if key not in function.variables]
    return KnownNames(_OF_FUNCTIONS, (dict.fromkeys((*values, "loss")),), function.variables, slopes)
