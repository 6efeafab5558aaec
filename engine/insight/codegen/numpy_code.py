"""A run as a NumPy program: a loop that takes the same steps as the engine, on the same rows, to the same end."""

from __future__ import annotations

from collections.abc import Iterator

from engine.descent.training import Training
from engine.insight.codegen.expression_code import condition_code
from engine.insight.codegen.lines import definition_lines
from engine.insight.codegen.network_code import (
    array_names,
    forward_lines,
    frozen_code,
    has_error_code,
    is_fused,
    layer_arrays,
    loss_code,
    loss_lines,
    output_derivative,
    parameter_place,
    unit_place,
    value_code,
)
from engine.insight.codegen.numpy_function import function_lines
from engine.insight.codegen.program import (
    QUIET,
    data_lines,
    loop_lines,
    program_text,
    rate_head_lines,
    rate_lines,
    row_lines,
)
from engine.insight.codegen.program_start import ProgramStart
from engine.insight.codegen.stop_code import NUMBER, StopCode, keeps_updates, stop_definitions, wants
from engine.insight.codegen.update_code import (
    array_update_lines,
    has_frozen,
    hyperparameter_lines,
    list_name,
    ratio_definition,
)
from engine.objectives.activations import ACTIVATIONS
from engine.objectives.function import Function
from engine.objectives.network import Network

_NORM = """\
def norm(arrays):
    return np.linalg.norm(np.concatenate([array.ravel() for array in arrays]))"""


def numpy_code(training: Training, start: ProgramStart, title: str) -> str:
    """The program text: data, parameters, and a loop of forward, loss, backward, update and stop."""
    objective = training.objective
    if isinstance(objective, Function):
        return program_text(function_lines(training, objective, start), title, start, "NumPy")
    assert isinstance(objective, Network)
    return program_text(_network_lines(training, objective, start), title, start, "NumPy")


def _network_lines(training: Training, network: Network, start: ProgramStart) -> Iterator[str]:
    yield QUIET
    yield from definition_lines(_definitions(training, network))
    yield from data_lines(network)
    yield ""
    yield from _parameter_lines(training, network, start)
    yield ""
    yield from loop_lines(
        training, start, _step_lines(training, network, start), _stop_code(training, network)
    )
    yield from (f'print("{name} =", {name}.tolist())' for name in array_names(network))


def _parameter_lines(training: Training, network: Network, start: ProgramStart) -> Iterator[str]:
    names = array_names(network)
    yield "# Parameters"
    for name, part in zip(names, layer_arrays(network, start.state.theta), strict=True):
        yield f"{name} = np.array({part.tolist()!r})"
    yield f"parameters = [{', '.join(names)}]"
    if training.frozen is not None and has_frozen(training):
        masks = frozen_code(
            network,
            training.frozen,
            "np.array({mask})",
            "np.ones_like({name}, bool)",
            "np.zeros_like({name}, bool)",
        )
        yield f"frozen = {masks}"
    yield from rate_head_lines(training)
    yield from hyperparameter_lines(training)
    for slot, values in zip(training.optimizer.slots, start.state.slots, strict=True):
        if values.any():
            parts = [part.tolist() for part in layer_arrays(network, values)]
            yield f"{list_name(slot)} = [np.array(part) for part in {parts!r}]"
        else:
            yield f"{list_name(slot)} = [np.zeros_like(parameter) for parameter in parameters]"


def _definitions(training: Training, network: Network) -> Iterator[str]:
    """The definitions of the activations used, of those that these call, and of what the stop criteria call."""
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
    definitions += [network.cost.rule.code.definition, ratio_definition(training, "np")]
    yield from (*definitions, *stop_definitions(training, _NORM))


def _step_lines(training: Training, network: Network, start: ProgramStart) -> Iterator[str]:
    sampler = training.sampler
    assert sampler is not None
    yield from row_lines(sampler, start)
    yield from rate_lines(training)
    yield ""
    yield "# Forward"
    yield from forward_lines(network, lambda activation: activation.code.numpy)
    yield ""
    yield from _backward_lines(network)
    yield ""
    yield from _update_lines(training)


def _backward_lines(network: Network) -> Iterator[str]:
    last, code, fused = len(network.layers), loss_code(network, "np"), is_fused(network)
    yield "# Loss"
    yield from loss_lines(network, "np")
    yield ""
    yield "# Backward"
    if fused:
        yield f"dz{last} = weight * ({code.error})"
    else:
        yield f"da{last} = weight * ({code.derivative})"
    for number in range(last, 0, -1):
        if number < last or not fused:
            derivative = ACTIVATIONS[network.layers[number - 1].activation].code.numpy_derivative
            factor = f" * {derivative.format(z=f'z{number}', a=f'a{number}')}" if derivative else ""
            yield f"dz{number} = da{number}{factor}"
        yield f"dW{number} = a{number - 1}.T @ dz{number}"
        if network.blocks[number - 1].bias:
            yield f"db{number} = dz{number}.sum(axis=0)"
        if number > 1:
            yield f"da{number - 1} = dz{number} @ W{number}.T"
    yield f"gradients = [{', '.join(f'd{name}' for name in array_names(network))}]"


def _update_lines(training: Training) -> Iterator[str]:
    yield "# Update"
    if wants(training, "parameter"):
        yield "before = [parameter.copy() for parameter in parameters]"
    if keeps_updates(training):
        yield "updates = []"
    yield from array_update_lines(training, "np", "{slot}[...] = {value}")


def _stop_code(training: Training, network: Network) -> StopCode:
    arrays = array_names(network)
    when = training.stopping.when if training.stopping else None

    def named(key: str) -> str:
        prefix, _, name = key.partition(".")
        place = parameter_place(network, name)
        if not name:
            return "row_numbers[rows[0]]" if key == "row" else key
        if prefix == "value":
            return "loss" if name == "loss" else value_code(network, name)
        if place is None:
            array, unit = unit_place(name) or ("", "")
            if array == f"a{len(network.layers)}" and is_fused(network):
                return output_derivative(network, unit)
            return f"d{array}[0, {unit}]"
        lists = {
            "gradient": f"d{arrays[place[0]]}",
            "new": arrays[place[0]],
            "parameter": f"before[{place[0]}]",
            "update": f"updates[{place[0]}]",
        }
        return f"{lists[prefix]}[{place[1]}]"

    return StopCode(
        finite="all(np.isfinite(parameter).all() for parameter in parameters)",
        gradient_norm="norm(gradients)",
        update_norm="norm(updates)",
        when=condition_code(when, named, NUMBER),
    )
