"""One run of a scenario with its past, its stories, and the place that is looked at."""

from __future__ import annotations

from functools import lru_cache

from engine.descent.timeline import Timeline
from engine.insight.beats import Beat
from engine.insight.cursor import Cursor
from engine.insight.story import story
from scenarios.building import Run

_STORIES_KEPT = 64


class LabelledRun:
    """One run of the scenario, with its past and the place that is looked at."""

    def __init__(self, label: str, run: Run) -> None:
        self.label = label
        """What the run is called on the screen."""
        self.run_label = run.label
        """The compare entry's label; None for the scenario itself."""
        self.timeline = Timeline(run.training)
        self.story = lru_cache(_STORIES_KEPT)(self._story)
        self.cursor = Cursor(self.timeline, self.story)

    def _story(self, number: int) -> tuple[Beat, ...]:
        step = self.timeline.step(number)
        return story(self.timeline.branch.training_of(number), step)

    def reset(self) -> None:
        """Back to the very same start."""
        self.timeline.reset()
        self.story.cache_clear()
        self.cursor = Cursor(self.timeline, self.story)
