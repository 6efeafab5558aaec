"""The reader's cursor: a place after some beat of some step, moved by beats, phases, rows and epochs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple
from weakref import WeakKeyDictionary

from engine.descent.branch import Branch
from engine.descent.timeline import Timeline
from engine.insight.story.beats import Beat


class Grain(StrEnum):
    """The units by which the cursor moves, from small to large."""

    BEAT = "beat"
    PHASE = "phase"
    ROW = "row"
    EPOCH = "epoch"


class Place(NamedTuple):
    """After beat `beat` (from 1) of step `step` (from 1). The start of the run is (0, 0).

    Places are ordered in time. A step is complete at its last beat. The place before a step's first beat is the
    last beat of the step before it, so that every place has exactly one representation.
    """

    step: int
    beat: int


START = Place(0, 0)


class Cursor:
    """A place in a timeline, moved forward and back by a grain.

    The places of a coarser grain are a subset of those of a finer one: the last beat of each phase, of each row,
    of each epoch. Moving forward goes to the next of them, moving back to the previous one, so both directions
    visit the same places.
    """

    def __init__(self, timeline: Timeline, story: Callable[[int], Sequence[Beat]]) -> None:
        self.timeline = timeline
        self._story = story
        """The beats of a taken step, by its number."""
        self.place = START
        self._seen: WeakKeyDictionary[Branch, int] = WeakKeyDictionary()

    def forward(self, grain: Grain) -> bool:
        """Move to the next place of this grain, taking a new step if needed; return whether there was one."""
        step, beat = self.place
        if grain is Grain.EPOCH:
            size = self.timeline.branch.training.steps_per_epoch
            closing = self.place.step - 1 if self.inside else self.place.step
            return self.go((closing // size + 1) * size)
        if not self.inside:
            if not self._reach(step + 1):
                return False
            step, beat = step + 1, 0
        later = [end for end in self._ends(step, grain) if end > beat]
        return self._stand(Place(step, later[0]))

    def back(self, grain: Grain) -> bool:
        """Move to the previous place of this grain; return whether there was one."""
        step, beat = self.place
        if step == 0:
            return False
        if grain is Grain.EPOCH:
            size = self.timeline.branch.training.steps_per_epoch
            return self.go((step - 1) // size * size)
        earlier = [end for end in self._ends(step, grain) if end < beat]
        if earlier:
            return self._stand(Place(step, earlier[-1]))
        return self.go(step - 1)

    def go(self, step: int) -> bool:
        """Move to the end of step `step`, or to the end of the run if it is shorter; return whether that moved."""
        reached = max(0, step)
        self._reach(reached)
        reached = min(reached, self.timeline.newest)
        return self._stand(Place(reached, len(self._story(reached)) if reached else 0))

    def stand(self, beat: int) -> bool:
        """Move to a beat of the current step, clamped to its beats; return whether that moved."""
        step = self.place.step
        return self._stand(Place(step, max(1, min(beat, len(self._story(step)))))) if step else False

    @property
    def inside(self) -> bool:
        """Whether beats of the current step are still to come."""
        step, beat = self.place
        return step > 0 and beat < len(self._story(step))

    @property
    def seen(self) -> int:
        """The last step of this branch that has been shown to its end."""
        return self._seen.get(self.timeline.branch, 0)

    def forget_after(self, step: int) -> None:
        """Mark the steps after `step` as not shown: they were only passed over."""
        self._seen[self.timeline.branch] = min(self.seen, step)

    def _reach(self, step: int) -> bool:
        self.timeline.go(step)
        return self.timeline.cursor == step

    def _ends(self, step: int, grain: Grain) -> list[int]:
        """The numbers of the beats at which the places of this grain lie, ascending."""
        beats = self._story(step)
        match grain:
            case Grain.BEAT:
                return list(range(1, len(beats) + 1))
            case Grain.PHASE:
                ends = [
                    number
                    for number, (beat, next_beat) in enumerate(pairwise(beats), 1)
                    if beat.phase != next_beat.phase
                ]
                return [*ends, len(beats)]
            case _:
                return [len(beats)]

    def _stand(self, place: Place) -> bool:
        moved = place != self.place
        self.place = place
        self.timeline.go(place.step)
        complete = place.step - 1 if self.inside else place.step
        self._seen[self.timeline.branch] = max(self.seen, complete)
        return moved
