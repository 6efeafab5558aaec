"""The story of a step of a function: beats for every value, or only for those that depend on one variable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isclose

from engine.descent.training import Step
from engine.insight.story.beats import Beat, Phase
from engine.insight.story.formulas import faithful
from engine.objectives.expression import Constant, Name, Node, evaluate, folded, names_of, simplified
from engine.objectives.function import Function, FunctionEvaluation

MAX_CHAIN_LEAVES = 12
"""Names and numbers in the formula that writes the whole chain rule of a variable; a longer one is left out."""


def function_numbers(function: Function, step: Step) -> dict[str, float]:
    """Every value by its key, and every gradient ∂f/∂ by "gradient." and the key."""
    evaluation = step.evaluation
    assert isinstance(evaluation, FunctionEvaluation)
    return {
        **evaluation.values,
        **{f"gradient.{key}": gradient for key, gradient in evaluation.gradients.items()},
    }


def function_beats(function: Function, step: Step, numbers: dict[str, float]) -> Iterator[Beat]:
    """Beats for each node's value forward, the function's value as the loss, and each node's gradient backward."""
    start = {name: numbers[name] for name in function.variables}
    yield Beat(
        Phase.SELECT, "step", Constant(step.number), step.number, start, 0, f"step {step.number} starts at"
    )
    computed = [node.key for node in function.nodes if node.key not in function.variables]
    for key in computed:
        if key != "loss":
            yield Beat(Phase.FORWARD, key, value_formula(function, key, numbers), numbers[key], numbers)
    # Only the function's own value may be named loss; it then needs no beat of its own.
    loss = value_formula(function, "loss", numbers) if function.output == "loss" else Name(function.output)
    yield Beat(Phase.LOSS, "loss", loss, step.loss, numbers, 0, "what is to become small")
    for key in (*reversed(computed), *function.variables):
        # ∂f/∂f = 1 is left out, unless the output is itself a variable.
        if key != function.output or key in function.variables:
            gradient = f"gradient.{key}"
            node = gradient_formula(function, key, numbers)
            yield Beat(Phase.BACKWARD, gradient, node, numbers[gradient], numbers)


def value_formula(function: Function, key: str, numbers: Mapping[str, float]) -> Node:
    """The formula of a value: its operation, or how it is computed where the operation would lose its digits."""
    return faithful(function.forward_formula(key), function.computed_formula(key), numbers)


def gradient_formula(function: Function, key: str, numbers: Mapping[str, float]) -> Node:
    """The formula of ∂f/∂v: the textbook's, or how it is computed where the textbook's would lose its digits."""
    return faithful(function.gradient_formula(key), function.computed_gradient_formula(key), numbers)


def variable_beats(function: Function, step: Step, numbers: dict[str, float], name: str) -> Iterator[Beat]:
    """Beats for the values that depend on one variable, and for the gradients from f back to it."""
    reached = {name}
    for node in function.nodes:
        if reached.intersection(node.operands):
            reached.add(node.key)
    listed = {f"gradient.{key}" for key in reached & function.used | {name}}
    for beat in function_beats(function, step, numbers):
        if beat.phase is Phase.FORWARD and beat.quantity not in reached:
            continue
        if beat.phase is Phase.BACKWARD and beat.quantity not in listed:
            continue
        yield beat
    yield from _whole_chain(function, numbers, name)


def _whole_chain(function: Function, numbers: dict[str, float], name: str) -> Iterator[Beat]:
    """∂f/∂x as one formula, if it differs from the last step of the chain rule and is short enough."""
    quantity = f"gradient.{name}"
    last = gradient_formula(function, name, numbers)
    chain = _without_gradients(function, last, numbers)
    if chain is None or chain == last:
        return
    if isclose(float(evaluate(chain, numbers)), numbers[quantity], rel_tol=1e-9):
        yield Beat(Phase.BACKWARD, quantity, chain, numbers[quantity], numbers, 0, "the whole chain in one")


def _without_gradients(function: Function, node: Node, numbers: Mapping[str, float]) -> Node | None:
    """The formula with every gradient in it replaced by its own formula; None if that grows too long."""
    while _leaves(node) <= MAX_CHAIN_LEAVES:
        gradients = [name for name in names_of(node) if name.startswith("gradient.")]
        if not gradients:
            return node
        formulas = {
            gradient: gradient_formula(function, gradient.removeprefix("gradient."), numbers)
            for gradient in gradients
        }

        def leaf(part: Node, formulas: dict[str, Node] = formulas) -> Node:
            return formulas.get(part.key, part) if isinstance(part, Name) else part

        node = folded(node, leaf, simplified)
    return None


def _leaves(node: Node) -> int:
    return folded(node, lambda part: 1, lambda function, operands: sum(operands))
