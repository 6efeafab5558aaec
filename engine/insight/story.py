"""The whole story of a step: its beats, in the order select → forward → loss → backward → update."""

from __future__ import annotations

from collections.abc import Iterator

from engine.descent.training import Step, Training
from engine.insight.beats import Beat, Phase
from engine.insight.layer_story import layer_beats
from engine.insight.network_story import NetworkStory
from engine.insight.update_story import update_beats
from engine.objectives.expression import Constant, Name
from engine.objectives.function import Function, FunctionEvaluation
from engine.objectives.network import Network

MOST_PARAMETERS_TOLD = 600
"""A network with more parameters is told by layers, not by units and weights: nobody reads ten thousand lines."""


def story(training: Training, step: Step, focus: int = 0) -> tuple[Beat, ...]:
    """The beats of a step; `focus` is the place in the batch of the row that is looked at."""
    objective = training.objective
    if isinstance(objective, Network):
        if len(objective.parameters) > MOST_PARAMETERS_TOLD:
            return tuple(layer_beats(objective, step))
        network = NetworkStory(objective, step, focus)
        return (*network.beats(), *update_beats(training, step, network.numbers[network.told[0]]))
    assert isinstance(objective, Function)
    numbers = _function_numbers(objective, step)
    return (*_function_beats(objective, step, numbers), *update_beats(training, step, numbers))


def _function_numbers(function: Function, step: Step) -> dict[str, float]:
    evaluation = step.evaluation
    assert isinstance(evaluation, FunctionEvaluation)
    return {**evaluation.values, **{f"gradient.{key}": slope for key, slope in evaluation.gradients.items()}}


def _function_beats(function: Function, step: Step, numbers: dict[str, float]) -> Iterator[Beat]:
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
