"""One run of a scenario with its past, its stories, and the place that is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from engine.descent.branch import Branch
from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.insight.beats import Beat
from engine.insight.cursor import Cursor
from engine.insight.story import story
from engine.types import Vector
from scenarios.building import Run
from scenarios.format import Scenario
from scenarios.loading import Loaded
from scenarios.revising import revised

_STORIES_KEPT = 64


class Change(NamedTuple):
    """What a branch has that the scenario's own run has not."""

    settings: Mapping[str, Any]
    """All settings that differ, by dotted keys."""
    told: str
    """The last change in a few words: "η 0.002", "w2_1_1 = 0.5"."""
    scenario: Scenario
    """The scenario with these settings."""


class LabelledRun:
    """One run of the scenario, with its past and the place that is looked at."""

    def __init__(self, label: str, run: Run, loaded: Loaded, number: int) -> None:
        self.label = label
        """What the run is called on the screen."""
        self.run_label = run.label
        """The compare entry's label; None for the scenario itself."""
        self.timeline = Timeline(run.training)
        self.story = lru_cache(_STORIES_KEPT)(self._story)
        self.cursor = Cursor(self.timeline, self.story)
        self._loaded = loaded
        self._number = number
        self._unchanged = Change({}, "", loaded.variants[number].scenario)
        self._changes: dict[Branch, Change] = {}

    def _story(self, number: int) -> tuple[Beat, ...]:
        step = self.timeline.step(number)
        return story(self.timeline.branch.training_of(number), step)

    def reset(self) -> None:
        """Back to the very same start, without any change."""
        self.timeline.reset()
        self._changes.clear()
        self.story.cache_clear()
        self.cursor = Cursor(self.timeline, self.story)

    # Changes

    def change_of(self, branch: Branch) -> Change:
        """What a branch has that the scenario's own run has not."""
        return self._changes.get(branch, self._unchanged)

    @property
    def scenario(self) -> Scenario:
        """The scenario with the settings of the branch that is followed."""
        return self.change_of(self.timeline.branch).scenario

    def revise(self, settings: Mapping[str, Any], told: str) -> None:
        """Go on with other settings from the step that is looked at, which is taken anew, on a branch.

        Where the settings change what an epoch is made of, or the first parameters, the branch begins at the
        start.

        Raises:
            ScenarioError: the settings cannot be had; nothing has changed then.
        """
        merged = {**self.change_of(self.timeline.branch).settings, **settings}
        before = self.timeline.training
        variant, training = revised(self._loaded, self._number, merged)
        anew = _beginning(training) != _beginning(before)
        change = Change(merged, told, variant.scenario)
        self._branch_off(training, training.start if anew else None, change, anew=anew)

    def edit(self, place: int, value: float, told: str) -> None:
        """Let the step that is looked at start from another value of the parameter at that place of θ."""
        timeline = self.timeline
        theta = timeline.branch.state(max(0, self.cursor.place.step - 1)).theta.copy()
        theta[place] = value
        change = self.change_of(timeline.branch)._replace(told=told)
        self._branch_off(timeline.training, theta, change)

    def theta_edited(self, place: int) -> float:
        """The value that an edit of the parameter at that place of θ replaces: from before the step looked at."""
        return float(self.timeline.branch.state(max(0, self.cursor.place.step - 1)).theta[place])

    def _branch_off(
        self, training: Training, theta: Vector | None, change: Change, *, anew: bool = False
    ) -> None:
        step, beat = self.cursor.place
        self.timeline.go(0 if anew else max(0, step - 1))
        self.timeline.change(training, theta)
        self._changes[self.timeline.branch] = change
        self._show(0 if anew else step, beat)

    def follow(self, branch: Branch) -> None:
        """Return to another branch, at the place that is looked at or as near to it as the branch goes."""
        step, beat = self.cursor.place
        self.timeline.follow(branch)
        self._show(min(step, branch.newest), beat)

    def _show(self, step: int, beat: int) -> None:
        self.story.cache_clear()
        self.cursor.go(step)
        self.cursor.stand(beat)


def _beginning(training: Training) -> object:
    """What an epoch is made of, and where the parameters start: with another one, a run begins anew."""
    sampler = training.sampler
    sampling = sampler and (sampler.rows, sampler.batch_size, sampler.order, sampler.seed)
    return sampling, training.start.tobytes()
