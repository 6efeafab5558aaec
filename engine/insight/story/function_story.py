"""The story of a step of a function, value by value: of all of it, or of what one value takes part in."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose

from engine.descent.training import Step
from engine.insight.story.beats import Beat, Phase
from engine.objectives.expression import Constant, Name, Node, evaluate, folded, names_of, simplified
from engine.objectives.function import Function, FunctionEvaluation

MAX_CHAIN_LEAVES = 12
"""The chain rule of a variable is told in one formula where that quotes no more than so many names and numbers."""


def function_numbers(function: Function, step: Step) -> dict[str, float]:
    """Every value and every slope by name."""
    evaluation = step.evaluation
    assert isinstance(evaluation, FunctionEvaluation)
    return {**evaluation.values, **{f"gradient.{key}": slope for key, slope in evaluation.gradients.items()}}


def function_beats(function: Function, step: Step, numbers: dict[str, float]) -> Iterator[Beat]:
    """Every node forward, the function's value as the loss, and every node's slope back."""
    start = {name: numbers[name] for name in function.variables}
    yield Beat(
        Phase.SELECT, "step", Constant(step.number), step.number, start, 0, f"step {step.number} starts at"
    )
    computed = [node.key for node in function.nodes if node.key not in function.variables]
    for key in computed:
        if key != "loss":
            yield Beat(Phase.FORWARD, key, function.forward_formula(key), numbers[key], numbers)
    # Of all values, only the function's own may be called loss: it need not be told twice.
    loss = function.forward_formula("loss") if function.output == "loss" else Name(function.output)
    yield Beat(Phase.LOSS, "loss", loss, step.loss, numbers, 0, "what is to become small")
    for key in (*reversed(computed), *function.variables):
        # The output's own slope is 1 and is left out, unless the output is itself what is updated.
        if key != function.output or key in function.variables:
            slope = f"gradient.{key}"
            yield Beat(Phase.BACKWARD, slope, function.gradient_formula(key), numbers[slope], numbers)


def variable_beats(function: Function, step: Step, numbers: dict[str, float], name: str) -> Iterator[Beat]:
    """The values that are made of one variable, and the slopes on the way from f back to it."""
    reached = {name}
    for node in function.nodes:
        if reached.intersection(node.operands):
            reached.add(node.key)
    sloped = {f"gradient.{key}" for key in reached & function.used | {name}}
    for beat in function_beats(function, step, numbers):
        if beat.phase is Phase.FORWARD and beat.quantity not in reached:
            continue
        if beat.phase is Phase.BACKWARD and beat.quantity not in sloped:
            continue
        yield beat
    yield from _whole_chain(function, numbers, name)


def _whole_chain(function: Function, numbers: dict[str, float], name: str) -> Iterator[Beat]:
    """∂f/∂x in one formula, where that differs from its last step and is short enough to be read."""
    quantity = f"gradient.{name}"
    last = function.gradient_formula(name)
    chain = _without_gradients(function, last)
    if chain is None or chain == last:
        return
    if isclose(float(evaluate(chain, numbers)), numbers[quantity], rel_tol=1e-9):
        yield Beat(Phase.BACKWARD, quantity, chain, numbers[quantity], numbers, 0, "the whole chain in one")


def _without_gradients(function: Function, node: Node) -> Node | None:
    """The formula with every slope in it replaced by what that is made of; None if that grows too long."""
    while _leaves(node) <= MAX_CHAIN_LEAVES:
        slopes = [name for name in names_of(node) if name.startswith("gradient.")]
        if not slopes:
            return node
        made_of = {slope: function.gradient_formula(slope.removeprefix("gradient.")) for slope in slopes}

        def leaf(part: Node, made_of: dict[str, Node] = made_of) -> Node:
            return made_of.get(part.key, part) if isinstance(part, Name) else part

        node = folded(node, leaf, simplified)
    return None


def _leaves(node: Node) -> int:
    return folded(node, lambda part: 1, lambda function, operands: sum(operands))
