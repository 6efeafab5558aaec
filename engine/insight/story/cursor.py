"""Where a reader stands in a run: after some beat of some step, and the way from place to place."""

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
    """The sizes of a step of the reader's, from small to large."""

    BEAT = "beat"
    PHASE = "phase"
    ROW = "row"
    EPOCH = "epoch"


class Place(NamedTuple):
    """After beat `beat` (from 1) of step `step` (from 1). The start of the run is (0, 0).

    Places are ordered as they are read. The last beat of a step is the step complete; the place before its first
    beat is the last beat of the step before, so every place has one name only.
    """

    step: int
    beat: int


START = Place(0, 0)


class Cursor:
    """A place in a timeline that moves by beats, phases, rows and epochs, forward and back.

    The places of a coarser grain are some of those of the finer one: a row's is its last beat, a phase's its
    phase's last beat, an epoch's its last row's. Going forward leads to the next of them, going back to the one
    before, so the way back crosses the same places as the way there.
    """

    def __init__(self, timeline: Timeline, story: Callable[[int], Sequence[Beat]]) -> None:
        self.timeline = timeline
        self._story = story
        """The beats of a step that has been taken, by its number."""
        self.place = START
        self._seen: WeakKeyDictionary[Branch, int] = WeakKeyDictionary()

    def forward(self, grain: Grain) -> bool:
        """Go to the next place of this grain, taking a step where needed; whether there was one."""
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
        """Go to the place of this grain before this one; whether there was one."""
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
        """Stand after step `step`, complete, or after the last step the run has before it; whether that moved."""
        reached = max(0, step)
        self._reach(reached)
        reached = min(reached, self.timeline.newest)
        return self._stand(Place(reached, len(self._story(reached)) if reached else 0))

    def stand(self, beat: int) -> bool:
        """Stand after that beat of the step that is looked at, or after its nearest; whether that moved."""
        step = self.place.step
        return self._stand(Place(step, max(1, min(beat, len(self._story(step)))))) if step else False

    @property
    def inside(self) -> bool:
        """Whether some beats of the step that is looked at are still to come."""
        step, beat = self.place
        return step > 0 and beat < len(self._story(step))

    @property
    def seen(self) -> int:
        """The last step of this branch that has ever been told to its end."""
        return self._seen.get(self.timeline.branch, 0)

    def forget_after(self, step: int) -> None:
        """Hold what comes after a step for never told: it was only passed."""
        self._seen[self.timeline.branch] = min(self.seen, step)

    def _reach(self, step: int) -> bool:
        self.timeline.go(step)
        return self.timeline.cursor == step

    def _ends(self, step: int, grain: Grain) -> list[int]:
        """The beats of a step with which a place of this grain ends, in order."""
        beats = self._story(step)
        match grain:
            case Grain.BEAT:
                return list(range(1, len(beats) + 1))
            case Grain.PHASE:
                ends = [
                    number
                    for number, (one, next_one) in enumerate(pairwise(beats), 1)
                    if one.phase != next_one.phase
                ]
                return [*ends, len(beats)]
            case _:
                return [len(beats)]

    def _stand(self, place: Place) -> bool:
        moved = place != self.place
        self.place = place
        self.timeline.go(place.step)
        whole = place.step - 1 if self.inside else place.step
        self._seen[self.timeline.branch] = max(self.seen, whole)
        return moved
