"""The story of one parameter in a step: its slope by the chain rule, its update, and what became of the loss."""

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
    """How the parameter `name` came to its new value in this step, in the order of the step.

    ∂L/∂w as a product of named factors, or as the sum of such products over a few paths, or through the slopes of the
    units behind it; of a batch as the sum over its rows. Then the optimizer's own quantities, the new value with the
    reason why it went up or down, and the loss before and after. A network of any size can be asked.

    Args:
        training: what the step is a step of.
        step: the step.
        name: the parameter.
        focus: the place in a large batch of the row that is looked at.

    Raises:
        ValueError: θ has no such parameter.
    """
    place = training.objective.parameters.index(name)
    numbers: Mapping[str, float]
    objective = training.objective
    if isinstance(objective, Network):
        chain = tuple(_of_network(WeightChain(NetworkBeats(objective, step, focus, brief=True), name)))
        numbers = {name: float(step.theta[place]), f"gradient.{name}": float(step.gradient[place])}
    else:
        assert isinstance(objective, Function)
        numbers = function_numbers(objective, step)
        chain = tuple(variable_beats(objective, step, dict(numbers), name))
    *before, new = update_of(training, step, name, numbers)
    remembered = [replace(beat, note=_MEANINGS.get(beat.quantity.partition(".")[0], "")) for beat in before]
    why = sign_rule_in_full(training, step, place)
    return (*chain, *remembered, replace(new, note=why), *loss_change_beats(training, step))


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
"""What an optimizer's own quantities are for."""


def _of_network(chain: WeightChain) -> Iterator[Beat]:
    """Up to its slope: the rows, the unit that the parameter belongs to, the loss, and the chain back."""
    factory = chain.factory
    own = chain.place - 1 if chain.place is not None else len(factory.sources(chain.layer))
    yield from factory.rows()
    for row in factory.listed_rows:
        yield factory.unit_sum(chain.layer, chain.unit, row, keep=own)
        yield factory.unit_value(chain.layer, chain.unit, row)
    yield from factory.losses()
    yield from chain.beats()
