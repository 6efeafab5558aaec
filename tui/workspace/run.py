"""One run of a scenario with its past, its stories, and the place that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.descent.branch import Branch
from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.insight.story.beats import Beat
from engine.insight.story.cursor import Cursor
from engine.insight.story.step_story import story
from engine.types import Vector
from scenarios.building import RunSpec
from scenarios.files import Folder
from scenarios.format import Scenario
from scenarios.loading import Loaded
from scenarios.revising import revised
from scenarios.wording import counted
from tui.text.notation import Notation
from tui.text.untrusted import clean_line
from tui.workspace.events import BranchSelected, Event, ParameterEdited, SettingsChanged

_STORIES_KEPT = 64
AS_GIVEN = "as given"
"""What a run is called on which nothing was changed."""


class Change(NamedTuple):
    """What a branch has that the scenario's own run has not."""

    settings: Mapping[str, Any]
    """All settings that differ, by dotted keys."""
    parts: tuple[str, ...]
    """Each change in a few words, the last one last: "w2_1_1 = 0.5", "η 0.002"."""
    scenario: Scenario
    """The scenario with these settings."""

    @property
    def description(self) -> str:
        """All of it in one line; "" for the scenario's own run."""
        return ", ".join(self.parts)

    def and_then(self, told: str) -> tuple[str, ...]:
        """The parts with one more, which takes the place of what was said of the same thing before."""
        return (*(part for part in self.parts if _subject(part) != _subject(told)), told)


class Run:
    """One run of the scenario, with its past and the place that is looked at."""

    def __init__(self, label: str, run: RunSpec, loaded: Loaded, number: int) -> None:
        self.label = label
        """What the run is called on the screen."""
        self.run_label = run.label
        """The compare entry's label; None for the scenario itself."""
        self.timeline = Timeline(run.training)
        self.story = lru_cache(_STORIES_KEPT)(self._story)
        self.cursor = Cursor(self.timeline, self.story)
        self._loaded = loaded
        self._number = number
        self._unchanged = Change({}, (), loaded.variants[number].scenario)
        self._changes: dict[Branch, tuple[tuple[int, Change], ...]] = {}
        """For each branch, what was changed after which step, in order."""
        self._row: int | None = None
        """The row that large batches are told by, as its place in the data."""
        self.on_event: Callable[[Event], None] = lambda event: None
        """Is told of each change just before it is made."""

    @property
    def stem(self) -> str:
        """What files about this run are called, without their ending."""
        return clean_line(Path(self._loaded.name).stem)

    def _story(self, number: int) -> tuple[Beat, ...]:
        step = self.timeline.step(number)
        # A row that is drawn twice is told once.
        focus = next(iter(np.flatnonzero(step.rows == self._row).tolist()), 0)
        return story(self.timeline.branch.training_of(number), step, focus)

    def tell_by(self, row: int | None) -> None:
        """Tell each large batch that has this row of the data by it; others, and all where it is None, by their first.

        The place that is looked at stays, unless the step's story has no such beat any more.
        """
        (step, beat), inside = self.cursor.place, self.cursor.inside
        self._row = row
        self._show(step, beat, inside=inside)

    def reset(self) -> None:
        """Back to the very same start, without any change."""
        self.timeline.reset()
        self._changes.clear()
        self.story.cache_clear()
        self.cursor = Cursor(self.timeline, self.story)

    # Changes

    def change_of(self, branch: Branch) -> Change:
        """What a branch has, at its newest step, that the scenario's own run has not."""
        return self._change_at(branch, branch.newest + 1)

    def _change_at(self, branch: Branch, step: int) -> Change:
        """What had been changed on a branch by the time that it took that step."""
        held = [change for fork, change in self._changes.get(branch, ()) if fork < step]
        return held[-1] if held else self._unchanged

    @property
    def _looked_at(self) -> int:
        """The step that is looked at; at the start, the first one to come."""
        return max(1, self.cursor.place.step)

    @property
    def training(self) -> Training:
        """What the step that is looked at is taken with; at the start, the first one."""
        return self.timeline.branch.training_of(self._looked_at)

    @property
    def scenario(self) -> Scenario:
        """The scenario with the settings that the step that is looked at is taken with."""
        return self._change_at(self.timeline.branch, self._looked_at).scenario

    @property
    def folder(self) -> Folder:
        """Where the scenario lies, and its data file with it."""
        return self._loaded.folder

    def revise(self, settings: Mapping[str, Any], told: str, *, anew: bool = False) -> None:
        """Go on with other settings from the step that is looked at, which is taken anew, on a branch.

        What was changed only after that step is not taken over: it belongs to the future that is left. Where the
        settings change what an epoch is made of, or the first parameters, the branch begins at the start.

        Args:
            settings: what is to be otherwise, by dotted keys.
            told: that in a few words.
            anew: whether the branch begins at the start in any case.

        Raises:
            ScenarioError: the settings cannot be had; nothing has changed then.
        """
        held = self._change_at(self.timeline.branch, self._looked_at)
        merged = {**held.settings, **settings}
        variant, training = revised(self._loaded, self._number, merged)
        anew = anew or _beginning(training) != _beginning(self.training)
        change = Change(merged, held.and_then(told), variant.scenario)
        self.on_event(SettingsChanged(self._number, settings, told, anew))
        self._branch_off(training, training.start if anew else None, change, anew=anew)

    def edit(self, place: int, value: float, told: str) -> None:
        """Let the step that is looked at start from another value of the parameter at that place of θ."""
        held = self._change_at(self.timeline.branch, self._looked_at)
        change = held._replace(parts=held.and_then(told))
        self.on_event(
            ParameterEdited(self._number, self.training.objective.parameters.names[place], value, told)
        )
        self._branch_off(self.training, self.theta_with(place, value), change)

    def theta_with(self, place: int, value: float) -> Vector:
        """The θ that the step looked at starts from, with another value at that place."""
        theta = self.timeline.branch.state(self._looked_at - 1).theta.copy()
        theta[place] = value
        return theta

    def theta_edited(self, place: int) -> float:
        """The value that an edit of the parameter at that place of θ replaces: from before the step looked at."""
        return float(self.timeline.branch.state(self._looked_at - 1).theta[place])

    def _branch_off(
        self, training: Training, theta: Vector | None, change: Change, *, anew: bool = False
    ) -> None:
        (step, beat), inside = self.cursor.place, self.cursor.inside
        fork = 0 if anew else max(0, step - 1)
        left = self.timeline.branch
        before = [held for held in self._changes.get(left, ()) if held[0] < fork]
        self.timeline.go(fork)
        self.timeline.change(training, theta)
        self._changes[self.timeline.branch] = (*before, (fork, change))
        if left not in self.timeline.branches:
            # It gave way to this one, and is not returned to.
            self._changes.pop(left, None)
        self._show(0 if anew else step, beat, inside=inside)

    def follow(self, branch: Branch) -> None:
        """Return to another branch, at the place that is looked at or as near to it as the branch goes."""
        (step, beat), inside = self.cursor.place, self.cursor.inside
        self.on_event(BranchSelected(self._number, self.timeline.branches.index(branch)))
        self.timeline.follow(branch)
        self._show(min(step, branch.newest), beat, inside=inside)

    def _show(self, step: int, beat: int, *, inside: bool) -> None:
        """Stand there again, where the story may be another; a step that was complete stays so, however long it is."""
        self.story.cache_clear()
        self.cursor.go(step)
        if inside:
            self.cursor.stand(beat)


def branch_description(run: Run, branch: Branch, write: Notation) -> tuple[str, str, str, str]:
    """What was changed on a branch, where, how far it has come since, and its newest loss; "" for what it has not."""
    change = write.prose(run.change_of(branch).description) or AS_GIVEN
    since = f"from step {branch.fork + 1:,}" if branch.parent is not None else ""
    loss = f"loss {write.number(float(branch.losses.array[-1]))}" if branch.newest else ""
    return change, since, counted(branch.newest, "step"), loss


def _subject(told: str) -> tuple[str, ...]:
    """What a change is about, by its words: η, a parameter's value, whether it is frozen, or one row."""
    first, *rest = told.replace(":", "").split()
    if first == "row":
        return first, *rest[:1]
    return (first, "frozen") if rest in (["frozen"], ["free"]) else (first,)


def _beginning(training: Training) -> object:
    """What an epoch is made of, and where the parameters start: with another one, a run begins anew."""
    sampler = training.sampler
    sampling = sampler and (sampler.rows, sampler.batch_size, sampler.order, sampler.seed)
    return sampling, training.start.tobytes()
