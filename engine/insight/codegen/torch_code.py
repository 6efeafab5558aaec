"""A run as a PyTorch program: the same loop with autograd, and torch.optim where it has the optimizer."""

from __future__ import annotations

from collections.abc import Iterator

from engine.descent.training import Training
from engine.insight.codegen.expression_code import condition_code, torch_expression
from engine.insight.codegen.function_code import ValueNames, run_quantity, value_lines
from engine.insight.codegen.lines import definition_lines, indented
from engine.insight.codegen.network_code import (
    array_names,
    forward_lines,
    frozen_code,
    has_error_code,
    is_fused,
    layer_arrays,
    loss_lines,
    names_in,
    output_derivative,
    parameter_place,
    unit_place,
    value_code,
)
from engine.insight.codegen.program import (
    QUIET,
    data_lines,
    is_constant,
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
from engine.types import Vector

_DTYPE = "torch.set_default_dtype(torch.float64)"
_NORM = """\
def norm(arrays):
    return torch.cat([array.flatten() for array in arrays]).norm()"""


def torch_code(training: Training, start: ProgramStart, title: str) -> str:
    """The program text: data, parameters, and a loop of forward, loss, autograd, update and stop."""
    return program_text(_Program(training, start).lines(), title, start, "PyTorch")


class _Program:
    """The lines of one program."""

    def __init__(self, training: Training, start: ProgramStart) -> None:
        self.training, self.start = training, start
        objective, stopping = training.objective, training.stopping
        self.when = stopping.when if stopping else None
        self.network = objective if isinstance(objective, Network) else None
        self.function = objective if isinstance(objective, Function) else None
        self.names = ValueNames(training, self.function) if self.function else None
        self.torch = training.optimizer.torch
        settings = training.optimizer.settings()
        has_zero = 0.0 in (settings.get("epsilon"), settings.get("momentum"))
        if keeps_updates(training) or self._has_unused_variables() or has_zero:
            # torch.optim does not tell the update, leaves out what has no gradient, makes 0/0 NaN with an epsilon of 0,
            # and refuses Nesterov's momentum of 0.
            self.torch = None

    def _has_unused_variables(self) -> bool:
        function = self.function
        return function is not None and not function.used.issuperset(function.variables)

    def lines(self) -> Iterator[str]:
        """The lines after the imports."""
        yield _DTYPE
        if self.when or not is_constant(self.training):
            yield QUIET
        yield from definition_lines(self._definitions())
        if self.network:
            yield from data_lines(self.network)
            yield "X, Y = torch.from_numpy(X), torch.from_numpy(Y)"
            yield ""
        yield from self._parameter_lines()
        yield ""
        yield from loop_lines(self.training, self.start, self._step_lines(), self._stop_code())
        yield from (f'print("{name} =", {name}.tolist())' for name in self.arrays)

    def _definitions(self) -> Iterator[str]:
        if self.network:
            used = {layer.activation for layer in self.network.layers}
            for name, activation in ACTIVATIONS.items():
                if name in used:
                    yield activation.code.torch_definition
            if has_error_code(self.network):
                yield ACTIVATIONS[self.network.layers[-1].activation].code.torch_error_definition
            yield self.network.cost.rule.code.torch_definition
        if self.torch is None:
            yield ratio_definition(self.training, "torch")
        yield from stop_definitions(self.training, _NORM)

    # Parameters

    @property
    def arrays(self) -> list[str]:
        """The names of the parameters' tensors: those of layers, or one for each variable."""
        if self.network:
            return array_names(self.network)
        assert self.function
        assert self.names
        return [self.names(name) for name in self.function.variables]

    def _parts(self, vector: Vector) -> list[object]:
        """A vector over θ as nested lists, one for each tensor."""
        if self.network:
            return [part.tolist() for part in layer_arrays(self.network, vector)]
        return list(vector.tolist())

    def _parameter_lines(self) -> Iterator[str]:
        training, frozen = self.training, self.training.frozen
        yield "# Parameters"
        for name, part in zip(self.arrays, self._parts(self.start.state.theta), strict=True):
            yield f"{name} = torch.tensor({part!r}, requires_grad=True)"
        yield f"parameters = [{', '.join(self.arrays)}]"
        if frozen is not None and has_frozen(training):
            if self.network:
                masks = frozen_code(
                    self.network,
                    frozen,
                    "torch.tensor({mask})",
                    "torch.ones_like({name}, dtype=torch.bool)",
                    "torch.zeros_like({name}, dtype=torch.bool)",
                )
            else:
                masks = f"[torch.tensor(fixed) for fixed in {frozen.tolist()!r}]"
            yield f"frozen = {masks}"
        yield from rate_head_lines(training)
        if self.torch is None:
            yield from hyperparameter_lines(training)
            for slot, values in zip(training.optimizer.slots, self.start.state.slots, strict=True):
                yield f"{list_name(slot)} = [torch.tensor(part) for part in {self._parts(values)!r}]"
        else:
            yield from self._optimizer_lines()

    def _optimizer_lines(self) -> Iterator[str]:
        """The optimizer of torch.optim, and its state where the program does not begin with step 1."""
        optimizer, torch, start = self.training.optimizer, self.torch, self.start
        assert torch
        decay = f", weight_decay={optimizer.weight_decay!r}" if optimizer.weight_decay else ""
        constructor = torch.constructor.format(**optimizer.settings(), decay=decay)
        if not is_constant(self.training):
            constructor = constructor.replace("lr=learning_rate", "lr=eta")
        if self.network and self.training.undecayed is not None:
            weights, biases = (
                ", ".join(name for name in array_names(self.network) if name[0] == letter) for letter in "Wb"
            )
            yield f'groups = [{{"params": [{weights}]}}, {{"params": [{biases}], "weight_decay": 0.0}}]'
            constructor = constructor.replace("(parameters,", "(groups,")
        yield f"optimizer = torch.optim.{constructor}"
        if start.number == 1:
            return
        for name, values in zip(torch.state, start.state.slots, strict=True):
            yield f"for parameter, memory in zip(parameters, {self._parts(values)!r}):"
            yield f'    optimizer.state[parameter]["{name}"] = torch.tensor(memory)'
        if torch.counts_steps:
            yield "for parameter in parameters:"
            yield f'    optimizer.state[parameter]["step"] = torch.tensor({float(start.number - 1)!r})'

    # Steps

    def _step_lines(self) -> Iterator[str]:
        training = self.training
        if training.sampler:
            yield from row_lines(training.sampler, self.start)
        yield from rate_lines(training)
        if training.sampler or not is_constant(training):
            yield ""
        yield "# Forward"
        yield from self._forward_lines()
        yield ""
        yield "# Backward"
        yield from (f"{name}.retain_grad()" for name in self._retained())
        yield from self._backward_lines()
        yield ""
        yield "# Update"
        yield from self._formula_lines() if self.torch is None else self._torch_lines()

    def _forward_lines(self) -> Iterator[str]:
        if self.function:
            assert self.names
            constant = "torch.tensor({value}, dtype=torch.float64, requires_grad=True)"
            yield from value_lines(self.function, self.names, torch_expression, constant)
            return
        assert self.network
        yield from forward_lines(self.network, lambda activation: activation.code.torch)
        yield from loss_lines(self.network, "torch")

    def _retained(self) -> list[str]:
        """The intermediate values whose gradients the condition asks for."""
        wanted = names_in(self.when, "gradient") if self.when else []
        if self.function:
            assert self.names
            function = self.function
            keys = [name for name in wanted if name in function.used and name not in function.variables]
            return sorted({self.names(key) for key in keys})
        assert self.network
        units = [place[0] for name in wanted if (place := unit_place(name))]
        return sorted({array for array in units if not self._is_by_formula(array)})

    def _is_by_formula(self, array: str) -> bool:
        """Whether the loss is computed without this array, the last a, so that autograd knows no gradient of it."""
        assert self.network
        return array == f"a{len(self.network.layers)}" and is_fused(self.network)

    def _backward_lines(self) -> Iterator[str]:
        if self.torch is None:
            yield "for parameter in parameters:"
            yield "    parameter.grad = None"
        else:
            yield "optimizer.zero_grad()"
        yield "loss.backward()"
        if self._has_unused_variables():
            yield "for parameter in parameters:"
            yield "    if parameter.grad is None:"
            yield "        parameter.grad = torch.zeros_like(parameter)"
        yield "gradients = [parameter.grad for parameter in parameters]"
        yield "loss = loss.item()"

    def _formula_lines(self) -> Iterator[str]:
        if self._keeps_before():
            yield "before = [parameter.detach().clone() for parameter in parameters]"
        if keeps_updates(self.training):
            yield "updates = []"
        yield "with torch.no_grad():"
        yield from indented(array_update_lines(self.training, "torch", "{slot}.copy_({value})"))

    def _torch_lines(self) -> Iterator[str]:
        if not is_constant(self.training):
            yield "for group in optimizer.param_groups:"
            yield '    group["lr"] = learning_rate'
        frozen = has_frozen(self.training)
        if frozen or self._keeps_before():
            yield "before = [parameter.detach().clone() for parameter in parameters]"
        yield "optimizer.step()"
        if frozen:
            yield "with torch.no_grad():"
            yield "    for parameter, kept, fixed in zip(parameters, before, frozen):"
            yield "        parameter.copy_(torch.where(fixed, kept, parameter))"

    def _keeps_before(self) -> bool:
        """Whether the condition asks for θ before the update, which is written over."""
        is_variable = self.function is not None and any(
            name in self.function.variables for name in (names_in(self.when, "value") if self.when else [])
        )
        return is_variable or wants(self.training, "parameter")

    # Stop

    def _stop_code(self) -> StopCode:
        return StopCode(
            finite="all(torch.isfinite(parameter).all() for parameter in parameters)",
            gradient_norm="norm(gradients)",
            update_norm="norm(updates)",
            when=condition_code(
                self.when, self._network_name if self.network else self._function_name, NUMBER
            ),
        )

    def _network_name(self, key: str) -> str:
        network = self.network
        assert network
        prefix, _, name = key.partition(".")
        if not name:
            return "row_numbers[rows[0]]" if key == "row" else key
        if prefix == "value":
            return "loss" if name == "loss" else f"{value_code(network, name)}.item()"
        place = parameter_place(network, name)
        if place:
            return f"{self._list(prefix, place[0])}[{place[1]}].item()"
        array, unit = unit_place(name) or ("", "")
        if self._is_by_formula(array):
            return f"{output_derivative(network, unit)}.item()"
        return f"{array}.grad[0, {unit}].item()"

    def _function_name(self, key: str) -> str:
        function, names = self.function, self.names
        assert function
        assert names
        prefix, _, name = key.partition(".")
        if not name:
            return run_quantity(key)
        if prefix == "value":
            if name == "loss" or (name == function.output and names(name) == "loss"):
                return "loss"
            prefix = "parameter" if name in function.variables else "value"
        if name in function.variables:
            return f"{self._list(prefix, function.variables.index(name))}.item()"
        if prefix == "value":
            return f"{names(name)}.item()"
        return f"{names(name)}.grad.item()" if name in function.used else "0.0"

    @staticmethod
    def _list(prefix: str, index: int) -> str:
        lists = {"gradient": "gradients", "new": "parameters", "parameter": "before", "update": "updates"}
        return f"{lists[prefix]}[{index}]"
