"""A network's training as a PyTorch program: the same steps by autograd and torch.optim."""

from __future__ import annotations

from collections.abc import Iterator

from engine.descent.optimizers import TorchOptimizer
from engine.descent.training import Training
from engine.insight.codegen.numpy_code import (
    ProgramStart,
    array_names,
    data_lines,
    definition_lines,
    docstring_safe,
    element_weight_code,
    forward_lines,
    frozen_arrays,
    has_error_code,
    hyperparameter_lines,
    layer_arrays,
    network_of,
    update_lines,
)
from engine.objectives.activations import ACTIVATIONS
from engine.objectives.network import Network


def torch_code(training: Training, start: ProgramStart, title: str) -> str:
    """The program text: forward pass, autograd, and the update by torch.optim or by the optimizer's own formulas.

    Raises:
        ValueError: the objective is not a network.
    """
    network = network_of(training)
    lines = [
        f'"""{docstring_safe(title)}: step {start.number} and on, in PyTorch."""',
        "",
        "import torch",
        "import torch.nn.functional as F",
        "",
        "torch.set_default_dtype(torch.float64)",
        *data_lines(training, start, "torch.tensor({})"),
        "",
        *_parameter_lines(network, start),
        "",
        *_optimizer_lines(training, network, start),
        "",
        *_function_lines(network),
        "for number, rows, learning_rate in steps:",
        *(f"    {line}".rstrip() for line in _step_lines(training, network)),
    ]
    return "\n".join(lines) + "\n"


def _parameter_lines(network: Network, start: ProgramStart) -> Iterator[str]:
    names = array_names(network)
    for name, part in zip(names, layer_arrays(network, start.state.theta), strict=True):
        yield f"{name} = torch.tensor({part.tolist()!r}, requires_grad=True)"
    yield f"parameters = [{', '.join(names)}]"


def _function_lines(network: Network) -> Iterator[str]:
    """The definitions of the activations used, of the error and of the loss."""
    used = {layer.activation for layer in network.layers}
    definitions = [
        activation.code.torch_definition for name, activation in ACTIVATIONS.items() if name in used
    ]
    if has_error_code(network):
        definitions.append(ACTIVATIONS[network.layers[-1].activation].code.torch_error_definition)
    yield from definition_lines([*definitions, network.cost.rule.code.torch_definition])


def _optimizer_lines(training: Training, network: Network, start: ProgramStart) -> Iterator[str]:
    if training.optimizer.torch is None:
        yield from _formula_lines(training, network, start)
    else:
        yield from _torch_optimizer_lines(training, network, start, training.optimizer.torch)
    if training.frozen is not None and training.frozen.any():
        yield f"frozen = [torch.tensor(mask) for mask in {frozen_arrays(network, training.frozen)!r}]"


def _torch_optimizer_lines(
    training: Training, network: Network, start: ProgramStart, torch: TorchOptimizer
) -> Iterator[str]:
    """The optimizer of torch.optim, and its state where the program does not begin with step 1."""
    optimizer = training.optimizer
    decay = f", weight_decay={optimizer.weight_decay!r}" if optimizer.weight_decay else ""
    yield f"optimizer = torch.optim.{torch.constructor.format(**optimizer.settings(), decay=decay)}"
    if start.number == 1:
        return
    for name, values in zip(torch.state, start.state.slots, strict=True):
        parts = [part.tolist() for part in layer_arrays(network, values)]
        yield f"for parameter, memory in zip(parameters, {parts!r}):"
        yield f'    optimizer.state[parameter]["{name}"] = torch.tensor(memory)'
    if torch.counts_steps:
        yield "for parameter in parameters:"
        yield f'    optimizer.state[parameter]["step"] = torch.tensor({float(start.number - 1)!r})'


def _formula_lines(training: Training, network: Network, start: ProgramStart) -> Iterator[str]:
    """The hyperparameters and state that the update's formulas need."""
    yield from hyperparameter_lines(training)
    for slot, values in zip(training.optimizer.slots, start.state.slots, strict=True):
        parts = [part.tolist() for part in layer_arrays(network, values)]
        yield f"{slot}s = [torch.tensor(part) for part in {parts!r}]"


def _step_lines(training: Training, network: Network) -> Iterator[str]:
    cost, last = network.cost, len(network.layers)
    yield from forward_lines(network, lambda activation: activation.code.torch)
    element = cost.rule.code.torch.format(z=f"z{last}", a=f"a{last}")
    if has_error_code(network) and cost.rule.code.of_error is not None:
        error = ACTIVATIONS[network.layers[-1].activation].code.torch_error
        yield f"error = {error.format(z=f'z{last}', a=f'a{last}')}"
        element = cost.rule.code.of_error.torch
    yield f"loss = {element_weight_code(network)} * ({element}).sum()"
    if training.optimizer.torch is None:
        yield from _formula_step_lines(training)
    else:
        yield from _torch_step_lines(training)
    yield 'print(f"step {number}: loss {loss.item()!r}")'


def _formula_step_lines(training: Training) -> Iterator[str]:
    yield "gradients = torch.autograd.grad(loss, parameters)"
    yield "with torch.no_grad():"
    yield "    for i, (parameter, gradient) in enumerate(zip(parameters, gradients)):"
    yield from (f"        {line}" for line in update_lines(training, "torch"))


def _torch_step_lines(training: Training) -> Iterator[str]:
    yield "optimizer.zero_grad()"
    yield "loss.backward()"
    yield "for group in optimizer.param_groups:"
    yield '    group["lr"] = learning_rate'
    frozen = training.frozen is not None and bool(training.frozen.any())
    if frozen:
        yield "before = [parameter.detach().clone() for parameter in parameters]"
    yield "optimizer.step()"
    if frozen:
        yield "with torch.no_grad():"
        yield "    for parameter, kept, mask in zip(parameters, before, frozen):"
        yield "        parameter.copy_(torch.where(mask, kept, parameter))"
