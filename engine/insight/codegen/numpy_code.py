"""A network's training as a NumPy program that anyone can run: its first step gives the same numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from engine.descent.training import State, Training
from engine.objectives.activations import LEAK
from engine.objectives.network import Network
from engine.types import Mask, Matrix, Vector

STEPS_WRITTEN = 200
"""So many steps a program goes on at most: each one's rows and learning rate stand in it."""

_ACTIVATIONS = {
    "sigmoid": (
        "def sigmoid(z):\n    tail = np.exp(-np.abs(z))  # so that nothing overflows\n"
        "    return np.where(z >= 0, 1.0, tail) / (1.0 + tail)"
    ),
    "relu": "def relu(z):\n    return np.maximum(z, 0.0)",
    "leaky_relu": f"def leaky_relu(z):\n    return np.where(z > 0, z, {LEAK} * z)",
    "softplus": "def softplus(z):\n    return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))",
    "softmax": (
        "def softmax(z):\n    powers = np.exp(z - z.max(axis=1, keepdims=True))\n"
        "    return powers / powers.sum(axis=1, keepdims=True)"
    ),
}
_CALLS = {"linear": "{z}", "tanh": "np.tanh({z})", **{name: f"{name}({{z}})" for name in _ACTIVATIONS}}
_SLOPES = {
    "sigmoid": "{a} * (1 - {a})",
    "tanh": "(1 - {a} * {a})",
    "relu": "({z} > 0)",
    "leaky_relu": f"np.where({{z}} > 0, 1.0, {LEAK})",
    "softplus": "sigmoid({z})",
}
_COSTS = {
    "mse": ("(y - {a}) ** 2", "-2 * (y - {a})"),
    "mae": ("np.abs(y - {a})", "-np.sign(y - {a})"),
    "bce": (
        "np.maximum({z}, 0.0) - y * {z} + np.log1p(np.exp(-np.abs({z})))",
        "-y / {a} + (1 - y) / (1 - {a})",
    ),
    "cross_entropy": (
        "-y * ({z} - {z}.max(axis=1, keepdims=True)\n"
        "                  - np.log(np.exp({z} - {z}.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)))",
        "-y / {a}",
    ),
}
"""What an output costs, and the slope of that by the output."""


class Going(NamedTuple):
    """Where a program begins."""

    state: State
    """θ and the optimizer's memory there."""
    number: int
    """Its first step, from 1."""


def numpy_code(training: Training, going: Going, title: str) -> str:
    """The program: data, parameters, forward, loss, backward, update; it prints each step's loss.

    Raises:
        ValueError: it is no network that is trained.
    """
    network = training.objective
    if not isinstance(network, Network):
        raise ValueError("only a network can be written as a program")
    lines = [
        f'"""{told(title)}: step {going.number} and on, as plain NumPy."""',
        "",
        "import numpy as np",
        "",
        *data_lines(training, going, "np.array({})"),
        "",
        *_parameter_lines(training, going),
        "",
        *_function_lines(network),
        "for number, rows, learning_rate in steps:",
        *(f"    {line}".rstrip() for line in _step_lines(training, network)),
    ]
    return "\n".join(lines) + "\n"


def told(title: str) -> str:
    """A title that cannot end the text that it stands in."""
    return re.sub(r'["\\]', "", title)


def data_lines(training: Training, going: Going, array: str) -> Iterator[str]:
    """The rows, and which of them each step takes, with its learning rate; `array` is how a table is written."""
    network, sampler = training.objective, training.sampler
    assert isinstance(network, Network)
    assert sampler is not None
    last = min(training.steps, going.number + STEPS_WRITTEN - 1)
    numbers = range(going.number, max(going.number, last) + 1)
    taken = [sampler.rows_of(number).tolist() for number in numbers]
    used = sorted({row for rows in taken for row in rows})
    place = {row: index for index, row in enumerate(used)}
    yield f"# {', '.join(network.input_names)}"
    yield f"X = {array.format(_table(network.inputs[used]))}"
    yield f"# {', '.join(network.target_names)}"
    yield f"Y = {array.format(_table(network.targets[used]))}"
    yield "steps = [  # number, rows, learning rate"
    for number, rows in zip(numbers, taken, strict=True):
        rate = training.schedule.rate(training.learning_rate, number)
        yield f"    ({number}, {[place[row] for row in rows]}, {rate!r}),"
    yield "]"


def _table(matrix: Matrix) -> str:
    rows = [f"    {row!r}," for row in matrix.tolist()]
    return "\n".join(["[", *rows, "]"])


def parameter_names(network: Network) -> list[str]:
    """W1, b1, W2, …: what a program calls each layer's weights and biases."""
    return [
        name
        for layer, block in enumerate(network.blocks, 1)
        for name in ([f"W{layer}", f"b{layer}"] if block.bias else [f"W{layer}"])
    ]


def split(network: Network, vector: Vector) -> list[Matrix]:
    """A vector over θ as the arrays of `parameter_names`."""
    return [
        part
        for block in network.blocks
        for part in (
            [block.weight_view(vector), block.bias_view(vector)]
            if block.bias
            else [block.weight_view(vector)]
        )
    ]


def frozen_parts(network: Network, frozen: Mask) -> list[list[bool]]:
    """Which numbers of each array are frozen, as lists."""
    return [part.astype(bool).tolist() for part in split(network, frozen.astype(np.float64))]


def _parameter_lines(training: Training, going: Going) -> Iterator[str]:
    network = training.objective
    assert isinstance(network, Network)
    names = parameter_names(network)
    for name, part in zip(names, split(network, going.state.theta), strict=True):
        yield f"{name} = np.array({part.tolist()!r})"
    yield f"parameters = [{', '.join(names)}]"
    if training.frozen is not None and training.frozen.any():
        masks = frozen_parts(network, training.frozen)
        yield f"frozen = [np.array(mask) for mask in {masks!r}]"
    for setting, value in training.optimizer.settings().items():
        if setting != "weight_decay" or value:
            yield f"{setting} = {value!r}"
    for slot, memory in zip(training.optimizer.slots, going.state.slots, strict=True):
        parts = [part.tolist() for part in split(network, memory)]
        yield f"{slot}s = [np.array(part) for part in {parts!r}]"


def _function_lines(network: Network) -> Iterator[str]:
    used = {layer.activation for layer in network.layers}
    if "softplus" in used:
        used.add("sigmoid")
    for name, text in _ACTIVATIONS.items():
        if name in used:
            yield text
            yield ""
            yield ""


def forward_lines(network: Network, calls: Mapping[str, str]) -> Iterator[str]:
    """The way from the rows to the prediction; `calls` says how each activation of z is written."""
    yield "y, a0 = Y[rows], X[rows]"
    for number, (layer, block) in enumerate(zip(network.layers, network.blocks, strict=True), 1):
        bias = f" + b{number}" if block.bias else ""
        yield f"z{number} = a{number - 1} @ W{number}{bias}"
        yield f"a{number} = {calls[layer.activation].format(z=f'z{number}')}"


def weight_told(network: Network) -> str:
    """What one output's cost counts for in the loss: "0.5 / 2 / len(rows)"."""
    cost = network.cost
    divisor = cost.output_divisor(network.layers[-1].units)
    told = [repr(cost.scale)]
    told += [str(divisor)] if divisor > 1 else []
    told += ["len(rows)"] if cost.over_rows == "mean" else []
    return " / ".join(told)


def _step_lines(training: Training, network: Network) -> Iterator[str]:
    cost, last = network.cost, len(network.layers)
    z, a = f"z{last}", f"a{last}"
    names = {"z": z, "a": a}
    yield from forward_lines(network, _CALLS)
    yield ""
    element, slope = (text.format(**names) for text in _COSTS[cost.name])
    yield f"weight = {weight_told(network)}  # of one output's cost in the loss"
    yield f"loss = weight * ({element}).sum()"
    yield ""
    fused = cost.rule.fused_with == network.layers[-1].activation
    yield f"dz{last} = weight * ({a} - y)" if fused else f"da{last} = weight * ({slope})"
    for number in range(last, 0, -1):
        if number < last or not fused:
            by = _SLOPES.get(network.layers[number - 1].activation)
            told = "" if by is None else f" * {by.format(z=f'z{number}', a=f'a{number}')}"
            yield f"dz{number} = da{number}{told}"
        yield f"dW{number} = a{number - 1}.T @ dz{number}"
        if network.blocks[number - 1].bias:
            yield f"db{number} = dz{number}.sum(axis=0)"
        if number > 1:
            yield f"da{number - 1} = dz{number} @ W{number}.T"
    yield f"gradients = [{', '.join(f'd{name}' for name in parameter_names(network))}]"
    yield ""
    yield "for i, (parameter, gradient) in enumerate(zip(parameters, gradients)):"
    yield from (f"    {line}" for line in _update_lines(training))
    yield 'print(f"step {number}: loss {float(loss)!r}")'


def _update_lines(training: Training) -> Iterator[str]:
    """The optimizer's own formulas, which are written as Python would."""
    optimizer = training.optimizer
    frozen = training.frozen is not None and bool(training.frozen.any())
    for slot in optimizer.slots:
        yield f"{slot} = {slot}s[i]"
    for name, text in optimizer.formulas:
        yield f"{name} = {_as_numpy(text)}"
    for slot in optimizer.slots:
        kept = f"np.where(frozen[i], {slot}s[i], {slot})" if frozen else slot
        yield f"{slot}s[i] = {kept}"
    yield f"parameter += {'np.where(frozen[i], 0.0, update)' if frozen else 'update'}"


def _as_numpy(text: str) -> str:
    return re.sub(r"\bsqrt\b", "np.sqrt", re.sub(r"\bstep\b", "number", text))
