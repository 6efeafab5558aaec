"""What the NumPy and the PyTorch program of a network share: its arrays, its forward pass, and the names in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from engine.objectives.activations import ACTIVATIONS, Activation, ActivationCode
from engine.objectives.expression import Name, Node, folded
from engine.objectives.network import Network
from engine.objectives.parameters import Block
from engine.types import Mask, Matrix, Vector

_UNIT = re.compile(r"([az])(\d+)_(\d+)")
_PARAMETER = re.compile(r"w(\d+)_(\d+)_(\d+)|b(\d+)_(\d+)")


def array_names(network: Network) -> list[str]:
    """The program's names for each layer's weights and biases: W1, b1, W2, …"""
    return [
        name
        for layer, block in enumerate(network.blocks, 1)
        for name in ([f"W{layer}", f"b{layer}"] if block.bias else [f"W{layer}"])
    ]


def layer_arrays(network: Network, vector: Vector) -> list[Matrix]:
    """A vector over θ as the arrays of `array_names`: views of shape (inputs, units) and (units,)."""
    return [part for block in network.blocks for part in _block_arrays(block, vector)]


def _block_arrays(block: Block, vector: Vector) -> list[Matrix]:
    weights = block.weight_view(vector)
    return [weights, block.bias_view(vector)] if block.bias else [weights]


def frozen_code(network: Network, frozen: Mask, some: str, every: str, none: str) -> str:
    """The list of the arrays' masks; `some` makes one of nested lists {mask}, `every` and `none` of an array {name}."""
    parts: list[str] = []
    for name, part in zip(
        array_names(network), layer_arrays(network, frozen.astype(np.float64)), strict=True
    ):
        form = every if part.all() else some if part.any() else none
        parts.append(form.format(name=name, mask=part.astype(bool).tolist()))
    return f"[{', '.join(parts)}]"


def forward_lines(network: Network, call: Callable[[Activation], str]) -> Iterator[str]:
    """The forward pass from the rows to the prediction; `call` is an activation's expression over {z}."""
    yield "y, a0 = Y[rows], X[rows]"
    for number, (layer, block) in enumerate(zip(network.layers, network.blocks, strict=True), 1):
        bias = f" + b{number}" if block.bias else ""
        yield f"z{number} = a{number - 1} @ W{number}{bias}"
        yield f"a{number} = {call(ACTIVATIONS[layer.activation]).format(z=f'z{number}')}"


def is_fused(network: Network) -> bool:
    """Whether the loss gives ∂L/∂z of the last layer directly, as ŷ − y."""
    return network.cost.rule.fused_with == network.layers[-1].activation


def has_error_code(network: Network) -> bool:
    """Whether the program computes ŷ − y as its last activation has it, without cancellation."""
    rule = network.cost.rule
    return bool(_output_code(network).numpy_error) and (rule.code.of_error is not None or is_fused(network))


class LossLines(NamedTuple):
    """What the loss of a batch is written with; `error` is ŷ − y."""

    element: str
    """Each output's cost."""
    derivative: str
    """∂cost/∂ŷ of each output."""
    error: str
    assigned: bool
    """Whether cost and derivative use the error by its name."""


def loss_code(network: Network, library: str) -> LossLines:
    """The loss in "np" or "torch", whose derivative autograd has."""
    last, code, output = len(network.layers), network.cost.rule.code, _output_code(network)
    element, error = (code.numpy, output.numpy_error) if library == "np" else (code.torch, output.torch_error)
    names = {"z": f"z{last}", "a": f"a{last}"}
    if has_error_code(network) and code.of_error is not None:
        cost = code.of_error.cost if library == "np" else code.of_error.torch
        return LossLines(cost, code.of_error.derivative, error.format(**names), assigned=True)
    error = error if has_error_code(network) else "{a} - y"
    derivative = code.numpy_derivative.format(**names)
    return LossLines(element.format(**names), derivative, error.format(**names), assigned=False)


def loss_lines(network: Network, library: str) -> Iterator[str]:
    """The loss of a batch in "np" or "torch"."""
    code = loss_code(network, library)
    yield f"weight = {_element_weight_code(network)}  # of one output's cost in the loss"
    if code.assigned:
        yield f"error = {code.error}"
    yield f"loss = weight * ({code.element}).sum()"


def _output_code(network: Network) -> ActivationCode:
    return ACTIVATIONS[network.layers[-1].activation].code


def _element_weight_code(network: Network) -> str:
    """The factor of one output's cost in the loss: "0.5 / 2 / len(rows)"."""
    cost = network.cost
    divisor = cost.output_divisor(network.layers[-1].units)
    factors = [repr(cost.scale)]
    factors += [str(divisor)] if divisor > 1 else []
    factors += ["len(rows)"] if cost.over_rows == "mean" else []
    return " / ".join(factors)


def parameter_place(network: Network, name: str) -> tuple[int, str] | None:
    """(index among the arrays, index in the array) of a parameter: (2, "0, 1"); None if it is none."""
    match = _PARAMETER.fullmatch(name)
    if match is None or name not in network.parameters.names:
        return None
    array = f"W{match[1]}" if match[1] else f"b{match[4]}"
    place = f"{int(match[2]) - 1}, {int(match[3]) - 1}" if match[1] else str(int(match[5]) - 1)
    return array_names(network).index(array), place


def unit_place(name: str) -> tuple[str, str] | None:
    """(array, unit from 0) of a unit's z or a: ("z2", "0"); None if the name is of no unit."""
    match = _UNIT.fullmatch(name)
    return (f"{match[1]}{match[2]}", str(int(match[3]) - 1)) if match else None


def value_code(network: Network, name: str) -> str:
    """A forward value of the batch's first row: "a0[0, 1]", "z2[0, 0]"."""
    if unit := unit_place(name):
        return f"{unit[0]}[0, {unit[1]}]"
    if name in network.target_names:
        return f"y[0, {network.target_names.index(name)}]"
    return f"a0[0, {network.input_names.index(name)}]"


def output_derivative(network: Network, unit: str) -> str:
    """∂L/∂a of an output of the batch's first row, where the program has computed ∂L/∂z directly."""
    last = len(network.layers)
    derivative = network.cost.rule.code.numpy_derivative.format(z=f"z{last}", a=f"a{last}")
    return f"(weight * ({derivative}))[0, {unit}]"


def names_in(node: Node, prefix: str) -> list[str]:
    """The names after a prefix in a condition: for "gradient", a2_1 of gradient.a2_1."""
    found: list[str] = []

    def leaf(part: Node) -> None:
        if isinstance(part, Name) and part.key.startswith(f"{prefix}."):
            found.append(part.key.partition(".")[2])

    folded(node, leaf, lambda function, operands: None)
    return found
