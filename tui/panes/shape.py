"""The shape of a scenario: what decides which panes it has and how many rows they can use."""

from __future__ import annotations

from typing import NamedTuple

from engine.insight.story.step_story import MAX_PARAMETERS_LISTED
from tui.workspace.snapshot import Snapshot


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
    def of(cls, snapshot: Snapshot, *, lesson: bool) -> ScenarioShape:
        """The shape of the shown run's scenario."""
        network, parameters = snapshot.network, len(snapshot.training.objective.parameters)
        rows = len(network.inputs) if network is not None else 0
        return cls(network is not None, parameters, rows, lesson, parameters > MAX_PARAMETERS_LISTED)
