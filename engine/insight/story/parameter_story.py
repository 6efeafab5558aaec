"""The story of one parameter in a step: its gradient by the chain rule, its update, and the change of the loss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from engine.descent.training import Step, Training
from engine.insight.story.beats import Beat
from engine.insight.story.function_story import function_numbers, variable_beats
from engine.insight.story.loss_change import loss_change_beats
from engine.insight.story.network_beats import NetworkBeats
from engine.insight.story.sign_rule import sign_rule_in_full
from engine.insight.story.update_story import update_of
from engine.insight.story.weight_chain import WeightChain
from engine.objectives.function import Function
from engine.objectives.network import Network


@np.errstate(all="ignore")
def parameter_story(training: Training, step: Step, name: str, focus: int = 0) -> tuple[Beat, ...]:
    """The beats that lead to the new value of the parameter `name`, in the order of the step.

    ∂L/∂w is a product of named factors, a sum of such products over a few paths, or made from the gradients of the
    units after it; for a batch, it is the sum over the rows. Then follow the optimizer's own quantities, the new
    value with the sign rule, and the loss before and after. Networks of any size are supported.

    Args:
        training: the run that the step belongs to.
        step: the step.
        name: the parameter.
        focus: the index in a large batch of the row in focus.

    Raises:
        ValueError: θ has no such parameter.
    """
    index = training.objective.parameters.index(name)
    numbers: Mapping[str, float]
    objective = training.objective
    if isinstance(objective, Network):
        chain = tuple(_of_network(WeightChain(NetworkBeats(objective, step, focus, brief=True), name)))
        numbers = {name: float(step.theta[index]), f"gradient.{name}": float(step.gradient[index])}
    else:
        assert isinstance(objective, Function)
        numbers = function_numbers(objective, step)
        chain = tuple(variable_beats(objective, step, dict(numbers), name))
    *memory, new = update_of(training, step, name, numbers)
    explained = [replace(beat, note=_MEANINGS.get(beat.quantity.partition(".")[0], "")) for beat in memory]
    note = sign_rule_in_full(training, step, index)
    return (*chain, *explained, replace(new, note=note), *loss_change_beats(training, step))


_MEANINGS = {
    "gradient_in_update": "the slope with the weight decay, which pulls it towards 0",
    "new_velocity": "what is left of its velocity, and today's slope",
    "new_square_sum": "the sum of its squared slopes: the larger, the smaller its steps",
    "new_mean_square": "the mean of its squared slopes, the latest the most: the larger, the smaller its steps",
    "new_first_moment": "the mean of its slopes, the latest the most",
    "new_second_moment": "the mean of its squared slopes: the larger, the smaller its steps",
    "corrected_first_in_update": "as if the mean had not begun at 0",
    "corrected_second_in_update": "the same of the squares",
}
"""What an optimizer's own quantities mean, by the first part of their names."""


def _of_network(chain: WeightChain) -> Iterator[Beat]:
    """The beats up to ∂L/∂w: the rows, the unit that the parameter belongs to, the loss, and the chain rule."""
    factory = chain.factory
    own = chain.input_number - 1 if chain.input_number is not None else len(factory.sources(chain.layer))
    yield from factory.rows()
    for row in factory.listed_rows:
        yield factory.unit_sum(chain.layer, chain.unit, row, keep=own)
        yield factory.unit_value(chain.layer, chain.unit, row)
    yield from factory.losses()
    yield from chain.beats()
