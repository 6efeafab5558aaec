"""One run of a scenario: its timeline with all branches, its current place, and changes to its settings."""

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

_MAX_CACHED_STORIES = 64
_LOADED = " loaded"
"""The end of the description of other data."""
AS_GIVEN = "as given"
"""The label of a run without changes."""


class Change(NamedTuple):
    """The differences between a branch and the scenario's own run."""

    settings: Mapping[str, Any]
    """All settings that differ, by their dotted keys."""
    parts: tuple[str, ...]
    """Short descriptions of the changes, the newest last: "w2_1_1 = 0.5", "η 0.002"."""
    scenario: Scenario
    """The scenario with these settings."""

    @property
    def description(self) -> str:
        """All changes in one line; "" for the scenario's own run."""
        return ", ".join(self.parts)

    def parts_with(self, description: str, *, restart: bool = False) -> tuple[str, ...]:
        """Return the parts with those of one more change, which replace earlier parts about the same subjects.

        A change that restarts the run discards the values that parameters were set to, and other data the changes
        of rows.
        """
        new = description.split(", ")
        subjects, loads = {_subject(part) for part in new}, new[-1].endswith(_LOADED)

        def is_kept(part: str) -> bool:
            discarded = (restart and " = " in part) or (loads and part.startswith("row "))
            return not discarded and _subject(part) not in subjects

        return (*filter(is_kept, self.parts), *new)


class Run:
    """A run of the scenario with a cursor; each change begins a branch of its timeline."""

    def __init__(self, label: str, run: RunSpec, loaded: Loaded, number: int) -> None:
        self.label = label
        """The label on the screen."""
        self.run_label = run.label
        """The label of the compare entry; None for the scenario itself."""
        self.timeline = Timeline(run.training)
        self.story = lru_cache(_MAX_CACHED_STORIES)(self._story)
        self.cursor = Cursor(self.timeline, self.story)
        self._loaded = loaded
        self._number = number
        self._unchanged = Change({}, (), loaded.variants[number].scenario)
        self._changes: dict[Branch, tuple[tuple[int, Change], ...]] = {}
        """For each branch, its changes in order, each with the step after which it was made."""
        self._row: int | None = None
        """The data index of the row whose beats a large batch shows; None for its first row."""
        self.on_event: Callable[[Event], None] = lambda event: None
        """Called with each change just before it is made."""

    @property
    def stem(self) -> str:
        """The name of exported files, without suffix."""
        return clean_line(Path(self._loaded.name).stem)

    def _story(self, number: int) -> tuple[Beat, ...]:
        step = self.timeline.step(number)
        # A row that is drawn twice is shown once.
        focus = next(iter(np.flatnonzero(step.rows == self._row).tolist()), 0)
        return story(self.timeline.branch.training_of(number), step, focus)

    def follow_row(self, row: int | None) -> None:
        """Show the beats of this row (a data index) in large batches that contain it, else those of the first row.

        The current place stays the same, unless the story of the step no longer has such a beat.
        """
        (step, beat), inside = self.cursor.place, self.cursor.inside
        self._row = row
        self._restore_place(step, beat, inside=inside)

    def reset(self) -> None:
        """Return to the start, and discard all changes and branches."""
        self.timeline.reset()
        self._changes.clear()
        self.story.cache_clear()
        self.cursor = Cursor(self.timeline, self.story)

    # Changes

    def change_of(self, branch: Branch) -> Change:
        """Return the change of a branch at its newest step."""
        return self._change_at(branch, branch.newest + 1)

    def _change_at(self, branch: Branch, step: int) -> Change:
        """Return the change in force on a branch at a step."""
        changes = [change for fork, change in self._changes.get(branch, ()) if fork < step]
        return changes[-1] if changes else self._unchanged

    @property
    def _current_step(self) -> int:
        """The current step; at the start, the first one."""
        return max(1, self.cursor.place.step)

    @property
    def training(self) -> Training:
        """The training settings of the current step; at the start, of the first step."""
        return self.timeline.branch.training_of(self._current_step)

    @property
    def scenario(self) -> Scenario:
        """The scenario with the settings of the current step."""
        return self._change_at(self.timeline.branch, self._current_step).scenario

    @property
    def folder(self) -> Folder:
        """The folder of the scenario and its data file."""
        return self._loaded.folder

    def change_settings(
        self, settings: Mapping[str, Any], description: str, *, restart: bool = False
    ) -> None:
        """Begin a branch on which the current step is taken again with other settings.

        Changes made after that step do not apply to the new branch. If the settings change the rows of an epoch or
        the initial parameters, the branch begins at the start.

        Args:
            settings: the changed settings, by dotted keys.
            description: the change in a few words.
            restart: whether the branch begins at the start in any case.

        Raises:
            ScenarioError: the settings are invalid; nothing has changed then.
        """
        current = self._change_at(self.timeline.branch, self._current_step)
        merged = {**current.settings, **settings}
        variant, training = revised(self._loaded, self._number, merged)
        restart = restart or _start_settings(training) != _start_settings(self.training)
        change = Change(merged, current.parts_with(description, restart=restart), variant.scenario)
        self.on_event(SettingsChanged(self._number, settings, description, restart))
        self._branch_off(training, training.start if restart else None, change, restart=restart)

    def edit_parameter(self, index: int, value: float, description: str) -> None:
        """Begin a branch on which the current step starts from another value of the parameter at an index of θ."""
        current = self._change_at(self.timeline.branch, self._current_step)
        change = current._replace(parts=current.parts_with(description))
        name = self.training.objective.parameters.names[index]
        self.on_event(ParameterEdited(self._number, name, value, description))
        self._branch_off(self.training, self.theta_with(index, value), change)

    def theta_with(self, index: int, value: float) -> Vector:
        """Return the θ before the current step with another value at an index."""
        theta = self.timeline.branch.state(self._current_step - 1).theta.copy()
        theta[index] = value
        return theta

    def value_before_step(self, index: int) -> float:
        """Return the value before the current step of the parameter at an index of θ: the one that an edit replaces."""
        return float(self.timeline.branch.state(self._current_step - 1).theta[index])

    def _branch_off(
        self, training: Training, theta: Vector | None, change: Change, *, restart: bool = False
    ) -> None:
        (step, beat), inside = self.cursor.place, self.cursor.inside
        fork = 0 if restart else max(0, step - 1)
        parent = self.timeline.branch
        earlier = [entry for entry in self._changes.get(parent, ()) if entry[0] < fork]
        self.timeline.go(fork)
        self.timeline.change(training, theta)
        self._changes[self.timeline.branch] = (*earlier, (fork, change))
        if parent not in self.timeline.branches:  # the new branch has replaced it
            self._changes.pop(parent, None)
        self._restore_place(0 if restart else step, beat, inside=inside)

    def switch_branch(self, branch: Branch) -> None:
        """Switch to another branch, at the current place or, if it is shorter, at its newest step."""
        (step, beat), inside = self.cursor.place, self.cursor.inside
        self.on_event(BranchSelected(self._number, self.timeline.branches.index(branch)))
        self.timeline.follow(branch)
        self._restore_place(min(step, branch.newest), beat, inside=inside)

    def _restore_place(self, step: int, beat: int, *, inside: bool) -> None:
        """Return to a place after the stories have changed; a complete step stays complete, `inside` is False."""
        self.story.cache_clear()
        self.cursor.go(step)
        if inside:
            self.cursor.stand(beat)


def branch_description(run: Run, branch: Branch, write: Notation) -> tuple[str, str, str, str]:
    """Return a branch's changes, first step, number of steps and newest loss, as text; "" for what is missing."""
    change = write.prose(run.change_of(branch).description) or AS_GIVEN
    since = f"from step {branch.fork + 1:,}" if branch.parent is not None else ""
    loss = f"loss {write.number(float(branch.losses.array[-1]))}" if branch.newest else ""
    return change, since, counted(branch.newest, "step"), loss


def _subject(description: str) -> tuple[str, ...]:
    """Return the subject of a change, by the words of its description: η, a value, a frozen parameter, or a row."""
    if description.endswith(_LOADED):
        return ("data",)
    first, *rest = description.replace(":", "").split() or [""]
    if first == "row":
        return first, *rest[:1]
    return (first, "frozen") if rest in (["frozen"], ["free"]) else (first,)


def _start_settings(training: Training) -> object:
    """Return the rows and order of epochs and the initial parameters; a run restarts if these change."""
    sampler = training.sampler
    sampling = sampler and (sampler.rows, sampler.batch_size, sampler.order, sampler.seed)
    return sampling, training.start.tobytes()
