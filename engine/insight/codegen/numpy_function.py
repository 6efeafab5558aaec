"""The descent of a function as a NumPy program: its values, their gradients by hand, and the update."""

from __future__ import annotations

from collections.abc import Container, Iterator

from engine.descent.training import Training
from engine.insight.codegen.expression_code import condition_code, definitions_for, numpy_expression
from engine.insight.codegen.function_code import ValueNames, computed_nodes, run_quantity, value_lines
from engine.insight.codegen.lines import definition_lines
from engine.insight.codegen.program import QUIET, loop_lines, rate_head_lines, rate_lines
from engine.insight.codegen.program_start import ProgramStart
from engine.insight.codegen.stop_code import StopCode, wanted_names
from engine.insight.codegen.update_code import (
    formula_lines,
    has_frozen,
    hyperparameter_lines,
    ratio_definition,
)
from engine.objectives.expression import names_of
from engine.objectives.function import Function
from engine.objectives.graph_node import GRADIENT


def function_lines(training: Training, function: Function, start: ProgramStart) -> Iterator[str]:
    """The program's lines after the imports."""
    names = ValueNames(training, function)
    stopping = training.stopping
    formulas = [*computed_nodes(function), *([stopping.when] if stopping and stopping.when else [])]
    yield QUIET
    yield from definition_lines([*definitions_for(formulas), ratio_definition(training, "np")])
    yield from _variable_lines(training, function, start)
    yield ""
    step = _step_lines(training, function, names)
    yield from loop_lines(training, start, step, _stop_code(training, function, names))
    yield 'print("parameters =", parameters.tolist())'


def _variable_lines(training: Training, function: Function, start: ProgramStart) -> Iterator[str]:
    yield "# Parameters"
    yield f"parameters = np.array({start.state.theta.tolist()!r})  # {', '.join(function.variables)}"
    if training.frozen is not None and has_frozen(training):
        yield f"frozen = np.array({training.frozen.tolist()!r})"
    yield from rate_head_lines(training)
    yield from hyperparameter_lines(training)
    for slot, values in zip(training.optimizer.slots, start.state.slots, strict=True):
        yield f"{slot} = " + (
            f"np.array({values.tolist()!r})" if values.any() else "np.zeros_like(parameters)"
        )


def _step_lines(training: Training, function: Function, names: ValueNames) -> Iterator[str]:
    variables = [names(name) for name in function.variables]
    yield f"[{', '.join(variables)}] = parameters"
    yield from rate_lines(training)
    yield ""
    yield "# Forward"
    yield from value_lines(function, names, numpy_expression, "np.float64({value})")
    yield ""
    yield "# Backward"
    yield from _gradient_lines(function, names, wanted_names(training))
    yield f"gradient = np.array([{', '.join(names(f'{GRADIENT}{name}') for name in function.variables)}])"
    yield ""
    yield "# Update"
    yield from formula_lines(training, "np", "{slot} = {value}", "frozen", "parameters")
    yield "parameters = parameters + update"


def _gradient_lines(function: Function, names: ValueNames, wanted: Container[str]) -> Iterator[str]:
    """∂f/∂v of each value v, from the output back; that of the output is 1, and is left out of products."""
    for key in reversed(function.keys):
        gradient = f"{GRADIENT}{key}"
        if key == function.output and key not in function.variables and gradient not in wanted:
            continue
        formula = function.computed_gradient_formula(key)
        value = numpy_expression(formula, names)
        yield f"{names(gradient)} = {value if names_of(formula) else f'np.float64({value})'}"


def _stop_code(training: Training, function: Function, names: ValueNames) -> StopCode:
    when = training.stopping.when if training.stopping else None

    def named(key: str) -> str:
        prefix, _, name = key.partition(".")
        if not name:
            return run_quantity(key)
        if prefix == "value":
            return "loss" if name == "loss" else names(name)
        if prefix == "gradient":
            return names(f"{GRADIENT}{name}")
        if prefix == "parameter":
            return names(name)
        return f"{'parameters' if prefix == 'new' else 'update'}[{function.variables.index(name)}]"

    return StopCode(
        finite="np.isfinite(parameters).all()",
        gradient_norm="np.linalg.norm(gradient)",
        update_norm="np.linalg.norm(update)",
        when=condition_code(when, named),
    )
