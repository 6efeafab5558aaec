"""What the NumPy and the PyTorch program of a function share: the names of its values, and its forward pass."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Callable, Iterator

from engine.descent.training import Training
from engine.insight.codegen.update_code import list_name
from engine.objectives.expression import Node, names_of
from engine.objectives.function import Function
from engine.objectives.graph_node import GRADIENT
from engine.objectives.operations import OPERATIONS

_MODULES = ("np", "math", "torch", "F")
_LOOP = ("step", "t", "eta", "learning_rate", "loss", "loss_before", "held", "stopped")
_UPDATE = (
    "parameters",
    "parameter",
    "gradients",
    "gradient",
    "decayed",
    "update",
    "updates",
    "frozen",
    "fixed",
)
_TORCH = ("optimizer", "group", "before", "kept", "memory")


class ValueNames:
    """The program's name of each value of a function, and of its gradient.

    A value keeps its own name unless that means something else in the program; an unnamed one is v1, v2, …, and the
    function's own value is loss. A gradient ∂f/∂v is dv.
    """

    def __init__(self, training: Training, function: Function) -> None:
        optimizer = training.optimizer
        self._taken = {*_MODULES, *_LOOP, *_UPDATE, *_TORCH, *keyword.kwlist, *dir(builtins), *OPERATIONS}
        self._taken |= {*optimizer.settings(), *(name for name, _ in optimizer.formulas)}
        self._taken |= {*optimizer.slots, *map(list_name, optimizer.slots)}
        self._values: dict[str, str] = {}
        # Given names come first, so that an unnamed value takes none of them.
        for key in sorted(function.keys, key=lambda key: not key.isidentifier()):
            self._values[key] = self._own(key, function)
        self._gradients = {key: self._free(f"d{name}") for key, name in self._values.items()}

    def _own(self, key: str, function: Function) -> str:
        if (key == "loss" and key not in function.variables) or (
            key == function.output and not key.isidentifier()
        ):
            return "loss"
        if key.isidentifier():
            return self._free(key)
        number = 1
        while f"v{number}" in self._taken:
            number += 1
        return self._free(f"v{number}")

    def _free(self, name: str) -> str:
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name

    def __call__(self, key: str) -> str:
        """The name of a value, or of the gradient that "gradient." and its key stand for."""
        if key.startswith(GRADIENT):
            return self._gradients[key.removeprefix(GRADIENT)]
        return self._values[key]


def computed_nodes(function: Function) -> Iterator[Node]:
    """The formulas of all values and of all gradients."""
    for key in function.keys:
        if key not in function.variables:
            yield function.computed_formula(key)
        yield function.computed_gradient_formula(key)


def value_lines(
    function: Function, names: ValueNames, write: Callable[[Node, Callable[[str], str]], str], constant: str
) -> Iterator[str]:
    """The forward pass; `constant` makes a number of the library of a named constant, {value}."""
    for key in function.keys:
        if key not in function.variables:
            formula = function.computed_formula(key)
            value = write(formula, names)
            yield f"{names(key)} = {value if names_of(formula) else constant.format(value=value)}"
    if names(function.output) != "loss":
        yield f"loss = {names(function.output)}"


def run_quantity(key: str) -> str:
    """The code of a quantity of the run in a condition; a function has no rows, and so no epochs."""
    return {"epoch": "0", "row": "np.nan", "epoch_loss": "np.nan"}.get(key, key)
