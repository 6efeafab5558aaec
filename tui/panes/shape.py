"""The shape of a scenario: what decides which panes it has and how many rows they can use."""

from __future__ import annotations

from typing import NamedTuple

from engine.insight.story.step_story import MAX_PARAMETERS_LISTED
from engine.objectives.network import Network
from engine.objectives.objective import Objective


class ScenarioShape(NamedTuple):
    """Kind and size of what a scenario trains."""

    network: bool
    """Whether it trains a network; a function has no data."""
    parameters: int
    rows: int
    """Rows of data, test rows included; 0 for a function."""
    lesson: bool
    """Whether it has cues."""
    large: bool = False
    """Whether the network has so many parameters that its story goes by layers."""

    @classmethod
    def of(cls, objective: Objective, *, lesson: bool) -> ScenarioShape:
        """The shape of a scenario that trains this objective."""
        network, parameters = isinstance(objective, Network), len(objective.parameters)
        rows = len(objective.inputs) if isinstance(objective, Network) else 0
        return cls(network, parameters, rows, lesson, parameters > MAX_PARAMETERS_LISTED)
