"""The complete story of a step: its beats in the order select → forward → loss → backward → update."""

from __future__ import annotations

import numpy as np

from engine.descent.training import Step, Training
from engine.insight.story.beats import Beat
from engine.insight.story.function_story import function_beats, function_numbers
from engine.insight.story.layer_story import layer_beats
from engine.insight.story.network_beats import NetworkBeats
from engine.insight.story.network_story import network_beats
from engine.insight.story.update_story import update_beats
from engine.objectives.function import Function
from engine.objectives.network import Network

MAX_PARAMETERS_LISTED = 600
"""Parameters up to which a network gets beats for each unit and weight; a larger one gets them for each layer."""


@np.errstate(all="ignore")
def story(training: Training, step: Step, focus: int = 0) -> tuple[Beat, ...]:
    """The beats of a step; `focus` is the index in the batch of the row in focus."""
    objective = training.objective
    if isinstance(objective, Network):
        if len(objective.parameters) > MAX_PARAMETERS_LISTED:
            return tuple(layer_beats(objective, step))
        factory = NetworkBeats(objective, step, focus)
        return (
            *network_beats(factory),
            *update_beats(training, step, factory.numbers[factory.listed_rows[0]]),
        )
    assert isinstance(objective, Function)
    numbers = function_numbers(objective, step)
    return (*function_beats(objective, step, numbers), *update_beats(training, step, numbers))
