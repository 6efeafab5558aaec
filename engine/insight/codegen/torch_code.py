"""A network's training as a PyTorch program: autograd and torch.optim come to the same numbers."""

from __future__ import annotations

from collections.abc import Iterator

from engine.descent.optimizers import Optimizer
from engine.descent.training import Training
from engine.insight.codegen.numpy_code import (
    Going,
    data_lines,
    forward_lines,
    frozen_parts,
    parameter_names,
    split,
    told,
    weight_told,
)
from engine.objectives.network import Network

_CALLS = {
    "linear": "{z}",
    "sigmoid": "torch.sigmoid({z})",
    "tanh": "torch.tanh({z})",
    "relu": "torch.relu({z})",
    "leaky_relu": "F.leaky_relu({z}, 0.01)",
    "softplus": "F.softplus({z}, threshold=1e9)",
    "softmax": "torch.softmax({z}, dim=1)",
}
_COSTS = {
    "mse": "(y - {a}) ** 2",
    "mae": "(y - {a}).abs()",
    "bce": "F.binary_cross_entropy_with_logits({z}, y, reduction='none')",
    "cross_entropy": "-y * F.log_softmax({z}, dim=1)",
}
_OPTIMIZERS = {
    "sgd": "SGD(parameters, lr=1.0{decay})",
    "momentum": "SGD(parameters, lr=1.0, momentum={momentum!r}{decay})",
    "nesterov": "SGD(parameters, lr=1.0, momentum={momentum!r}, nesterov=True{decay})",
    "adagrad": "Adagrad(parameters, lr=1.0, eps={epsilon!r}{decay})",
    "rmsprop": "RMSprop(parameters, lr=1.0, alpha={rho!r}, eps={epsilon!r}{decay})",
    "adam": "Adam(parameters, lr=1.0, betas=({beta1!r}, {beta2!r}), eps={epsilon!r}{decay})",
    "adamw": "AdamW(parameters, lr=1.0, betas=({beta1!r}, {beta2!r}), eps={epsilon!r}, weight_decay={weight_decay!r})",
}
_MEMORY = {
    "velocity": "momentum_buffer",
    "square_sum": "sum",
    "mean_square": "square_avg",
    "first_moment": "exp_avg",
    "second_moment": "exp_avg_sq",
}
"""What PyTorch calls each slot of an optimizer's memory."""


def torch_code(training: Training, going: Going, title: str) -> str:
    """The program: forward by hand, backward by autograd, update by torch.optim; it prints each step's loss.

    Raises:
        ValueError: it is no network that is trained.
    """
    network = training.objective
    if not isinstance(network, Network):
        raise ValueError("only a network can be written as a program")
    lines = [
        f'"""{told(title)}: step {going.number} and on, in PyTorch."""',
        "",
        "import torch",
        "import torch.nn.functional as F",
        "",
        "torch.set_default_dtype(torch.float64)",
        *data_lines(training, going, "torch.tensor({})"),
        "",
        *_parameter_lines(network, going),
        "",
        *_optimizer_lines(training, network, going),
        "",
        "for number, rows, learning_rate in steps:",
        *(f"    {line}".rstrip() for line in _step_lines(training, network)),
    ]
    return "\n".join(lines) + "\n"


def _parameter_lines(network: Network, going: Going) -> Iterator[str]:
    names = parameter_names(network)
    for name, part in zip(names, split(network, going.state.theta), strict=True):
        yield f"{name} = torch.tensor({part.tolist()!r}, requires_grad=True)"
    yield f"parameters = [{', '.join(names)}]"


def _optimizer_lines(training: Training, network: Network, going: Going) -> Iterator[str]:
    optimizer = training.optimizer
    yield f"optimizer = torch.optim.{_constructed(optimizer)}"
    for slot, memory in zip(optimizer.slots, going.state.slots, strict=True):
        if going.number > 1:
            parts = [part.tolist() for part in split(network, memory)]
            yield f"for parameter, memory in zip(parameters, {parts!r}):"
            yield f'    optimizer.state[parameter]["{_MEMORY[slot]}"] = torch.tensor(memory)'
    if optimizer.slots and optimizer.name not in ("momentum", "nesterov") and going.number > 1:
        yield "for parameter in parameters:"
        yield f'    optimizer.state[parameter]["step"] = torch.tensor({float(going.number - 1)!r})'
    if training.frozen is not None and training.frozen.any():
        yield f"frozen = [torch.tensor(mask) for mask in {frozen_parts(network, training.frozen)!r}]"


def _constructed(optimizer: Optimizer) -> str:
    settings = optimizer.settings()
    decay = f", weight_decay={optimizer.weight_decay!r}" if optimizer.weight_decay else ""
    return _OPTIMIZERS[optimizer.name].format(**settings, decay=decay)


def _step_lines(training: Training, network: Network) -> Iterator[str]:
    cost, last = network.cost, len(network.layers)
    yield from forward_lines(network, _CALLS)
    element = _COSTS[cost.name].format(z=f"z{last}", a=f"a{last}")
    yield f"loss = {weight_told(network)} * ({element}).sum()"
    yield "optimizer.zero_grad()"
    yield "loss.backward()"
    yield "for group in optimizer.param_groups:"
    yield '    group["lr"] = learning_rate'
    held = training.frozen is not None and bool(training.frozen.any())
    if held:
        yield "before = [parameter.detach().clone() for parameter in parameters]"
    yield "optimizer.step()"
    if held:
        yield "with torch.no_grad():"
        yield "    for parameter, kept, mask in zip(parameters, before, frozen):"
        yield "        parameter.copy_(torch.where(mask, kept, parameter))"
    yield 'print(f"step {number}: loss {loss.item()!r}")'
