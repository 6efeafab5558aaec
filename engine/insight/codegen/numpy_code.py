"""A network's training as a NumPy program: it takes the same steps as the engine, and prints each step's loss."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np

from engine.descent.training import State, Training
from engine.objectives.activations import ACTIVATIONS, Activation
from engine.objectives.network import Network
from engine.types import Mask, Matrix, Vector

MAX_STEPS_EXPORTED = 200
"""Steps that a program takes at most: the rows and learning rate of each stand in it."""


class ProgramStart(NamedTuple):
    """The state from which a program goes on."""

    state: State
    """θ and the optimizer's state before the program's first step."""
    number: int
    """The program's first step, from 1."""


def numpy_code(training: Training, start: ProgramStart, title: str) -> str:
    """The program text: data, parameters, forward, loss, backward, update.

    Raises:
        ValueError: the objective is not a network.
    """
    network = network_of(training)
    lines = [
        f'"""{docstring_safe(title)}: step {start.number} and on, as plain NumPy."""',
        "",
        "import numpy as np",
        "",
        *data_lines(training, start, "np.array({})"),
        "",
        *_parameter_lines(training, start),
        "",
        *_function_lines(network),
        "for number, rows, learning_rate in steps:",
        *(f"    {line}".rstrip() for line in _step_lines(training, network)),
    ]
    return "\n".join(lines) + "\n"


def network_of(training: Training) -> Network:
    """The network that is trained.

    Raises:
        ValueError: the objective is not a network.
    """
    network = training.objective
    if not isinstance(network, Network):
        raise ValueError("only a network can be written as a program")
    return network


def docstring_safe(title: str) -> str:
    """A title without quotes and backslashes, which could end or change the docstring around it."""
    return re.sub(r'["\\]', "", title)


def data_lines(training: Training, start: ProgramStart, array: str) -> Iterator[str]:
    """The rows used, and (number, rows, learning rate) of each step; `array` is the call that makes an array."""
    network, sampler = network_of(training), training.sampler
    assert sampler is not None
    last = min(training.steps, start.number + MAX_STEPS_EXPORTED - 1)
    numbers = range(start.number, max(start.number, last) + 1)
    batches = [sampler.rows_of(number).tolist() for number in numbers]
    used = sorted({row for rows in batches for row in rows})
    index_of = {row: index for index, row in enumerate(used)}
    yield f"# {', '.join(network.input_names)}"
    yield f"X = {array.format(_table(network.inputs[used]))}"
    yield f"# {', '.join(network.target_names)}"
    yield f"Y = {array.format(_table(network.targets[used]))}"
    yield "steps = [  # number, rows, learning rate"
    for number, rows in zip(numbers, batches, strict=True):
        rate = training.schedule.rate(training.learning_rate, number)
        yield f"    ({number}, {[index_of[row] for row in rows]}, {rate!r}),"
    yield "]"


def _table(matrix: Matrix) -> str:
    rows = [f"    {row!r}," for row in matrix.tolist()]
    return "\n".join(["[", *rows, "]"])


def array_names(network: Network) -> list[str]:
    """The program's names for each layer's weights and biases: W1, b1, W2, …"""
    return [
        name
        for layer, block in enumerate(network.blocks, 1)
        for name in ([f"W{layer}", f"b{layer}"] if block.bias else [f"W{layer}"])
    ]


def layer_arrays(network: Network, vector: Vector) -> list[Matrix]:
    """A vector over θ as the arrays of `array_names`: views of shape (inputs, units) and (units,)."""
    return [
        part
        for block in network.blocks
        for part in (
            [block.weight_view(vector), block.bias_view(vector)]
            if block.bias
            else [block.weight_view(vector)]
        )
    ]


def frozen_arrays(network: Network, frozen: Mask) -> list[list[bool]]:
    """The frozen mask as the arrays of `array_names`, as nested lists."""
    return [part.astype(bool).tolist() for part in layer_arrays(network, frozen.astype(np.float64))]


def hyperparameter_lines(training: Training) -> Iterator[str]:
    """The optimizer's hyperparameters as variables, for the program's update formulas."""
    for setting, value in training.optimizer.settings().items():
        if setting != "weight_decay" or value:
            yield f"{setting} = {value!r}"


def _parameter_lines(training: Training, start: ProgramStart) -> Iterator[str]:
    network = network_of(training)
    names = array_names(network)
    for name, part in zip(names, layer_arrays(network, start.state.theta), strict=True):
        yield f"{name} = np.array({part.tolist()!r})"
    yield f"parameters = [{', '.join(names)}]"
    if training.frozen is not None and training.frozen.any():
        masks = frozen_arrays(network, training.frozen)
        yield f"frozen = [np.array(mask) for mask in {masks!r}]"
    yield from hyperparameter_lines(training)
    for slot, values in zip(training.optimizer.slots, start.state.slots, strict=True):
        parts = [part.tolist() for part in layer_arrays(network, values)]
        yield f"{slot}s = [np.array(part) for part in {parts!r}]"


def _function_lines(network: Network) -> Iterator[str]:
    """The definitions of the activations used, of those that these call, of the error and of the loss."""
    used: set[str] = set()
    pending = [layer.activation for layer in network.layers]
    while pending:
        name = pending.pop()
        if name not in used:
            used.add(name)
            pending += ACTIVATIONS[name].code.needs
    definitions = [activation.code.definition for name, activation in ACTIVATIONS.items() if name in used]
    if has_error_code(network):
        definitions.append(ACTIVATIONS[network.layers[-1].activation].code.numpy_error_definition)
    yield from definition_lines([*definitions, network.cost.rule.code.definition])


def definition_lines(definitions: Iterable[str]) -> Iterator[str]:
    """The definitions that are not empty, with two blank lines after each."""
    for definition in filter(None, definitions):
        yield definition
        yield ""
        yield ""


def is_fused(network: Network) -> bool:
    """Whether the loss gives ∂L/∂z of the last layer directly, as ŷ − y."""
    return network.cost.rule.fused_with == network.layers[-1].activation


def has_error_code(network: Network) -> bool:
    """Whether the program computes ŷ − y as its last activation has it, without cancellation."""
    rule = network.cost.rule
    code = ACTIVATIONS[network.layers[-1].activation].code
    return bool(code.numpy_error) and (rule.code.of_error is not None or is_fused(network))


def forward_lines(network: Network, call: Callable[[Activation], str]) -> Iterator[str]:
    """The forward pass from the rows to the prediction; `call` is an activation's expression over {z}."""
    yield "y, a0 = Y[rows], X[rows]"
    for number, (layer, block) in enumerate(zip(network.layers, network.blocks, strict=True), 1):
        bias = f" + b{number}" if block.bias else ""
        yield f"z{number} = a{number - 1} @ W{number}{bias}"
        yield f"a{number} = {call(ACTIVATIONS[layer.activation]).format(z=f'z{number}')}"


def element_weight_code(network: Network) -> str:
    """The factor of one output's cost in the loss: "0.5 / 2 / len(rows)"."""
    cost = network.cost
    divisor = cost.output_divisor(network.layers[-1].units)
    factors = [repr(cost.scale)]
    factors += [str(divisor)] if divisor > 1 else []
    factors += ["len(rows)"] if cost.over_rows == "mean" else []
    return " / ".join(factors)


def _step_lines(training: Training, network: Network) -> Iterator[str]:
    cost, last = network.cost, len(network.layers)
    z, a = f"z{last}", f"a{last}"
    yield from forward_lines(network, lambda activation: activation.code.numpy)
    yield ""
    code = cost.rule.code
    yield f"weight = {element_weight_code(network)}  # of one output's cost in the loss"
    element, derivative = code.numpy, code.numpy_derivative
    fused = is_fused(network)
    error = f"{a} - y"
    if has_error_code(network):
        error = ACTIVATIONS[network.layers[-1].activation].code.numpy_error.format(z=z, a=a)
        if code.of_error is not None:
            element, derivative = code.of_error.cost, code.of_error.derivative
            yield f"error = {error}"
    yield f"loss = weight * ({element.format(z=z, a=a)}).sum()"
    yield ""
    if fused:
        yield f"dz{last} = weight * ({error})"
    else:
        yield f"da{last} = weight * ({derivative.format(z=z, a=a)})"
    for number in range(last, 0, -1):
        if number < last or not fused:
            slope = ACTIVATIONS[network.layers[number - 1].activation].code.numpy_derivative
            factor = f" * {slope.format(z=f'z{number}', a=f'a{number}')}" if slope else ""
            yield f"dz{number} = da{number}{factor}"
        yield f"dW{number} = a{number - 1}.T @ dz{number}"
        if network.blocks[number - 1].bias:
            yield f"db{number} = dz{number}.sum(axis=0)"
        if number > 1:
            yield f"da{number - 1} = dz{number} @ W{number}.T"
    yield f"gradients = [{', '.join(f'd{name}' for name in array_names(network))}]"
    yield ""
    yield "for i, (parameter, gradient) in enumerate(zip(parameters, gradients)):"
    yield from (f"    {line}" for line in update_lines(training, "np"))
    yield 'print(f"step {number}: loss {float(loss)!r}")'


def update_lines(training: Training, library: str) -> Iterator[str]:
    """The update of one array, from the optimizer's own formulas, calling the functions of "np" or "torch"."""
    optimizer = training.optimizer
    frozen = training.frozen is not None and bool(training.frozen.any())
    for slot in optimizer.slots:
        yield f"{slot} = {slot}s[i]"
    for name, text in optimizer.formulas:
        yield f"{name} = {_as_python(text, library)}"
    for slot in optimizer.slots:
        kept = f"{library}.where(frozen[i], {slot}s[i], {slot})" if frozen else slot
        yield f"{slot}s[i] = {kept}"
    yield f"parameter += {f'{library}.where(frozen[i], 0.0, update)' if frozen else 'update'}"


_FUNCTION = re.compile(r"\b(sin|cos|tan|exp|log|sqrt|tanh|abs|sign)(?=\()")
_EXTREME = re.compile(r"\b(min|max)(?=\()")


def _as_python(text: str, library: str) -> str:
    """A formula of the expression language as Python: its functions are the library's, `step` is the number."""
    named = _FUNCTION.sub(rf"{library}.\1", re.sub(r"\bstep\b", "number", text))
    return _EXTREME.sub(rf"{library}.\1imum", named)
