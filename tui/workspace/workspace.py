"""The workspace: all runs of an open scenario, their places, the shown run, breakpoints and view options."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.descent.training import Step
from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain, Place
from tui.workspace.breakpoints import Breakpoints
from tui.workspace.events import Event, PositionRecorded, Reset, RunPosition
from tui.workspace.run import Run
from tui.workspace.snapshot import Snapshot
from tui.workspace.view_options import ViewOptions


class Workspace:
    """All runs of a scenario, which move together: the others follow the shown run to the same step."""

    def __init__(
        self, title: str, summary: str, runs: Sequence[Run], domain: Mapping[str, tuple[float, float]]
    ) -> None:
        self.title = title
        self.summary = summary
        self.runs = tuple(runs)
        self.domain = domain
        """For a function: the interval of each variable that the chart shows, as far as the scenario gives it."""
        self.shown = 0
        """The index in `runs` of the shown run."""
        self._view_options = ViewOptions()
        self.breakpoints = Breakpoints()
        self._stop = (-1, "")
        """The step at which a breakpoint stopped the shown run, and its name."""
        self._view_chosen_at = self.place
        """The place at which the view options were set."""
        self._subscribers: list[Callable[[Event], None]] = []
        self.breakpoints.on_event = self.publish
        for run in self.runs:
            run.on_event = self.publish
        self._published = self.position

    def subscribe(self, on_event: Callable[[Event], None]) -> None:
        """Call a function with every event from now on; the current position counts as published."""
        self._subscribers.append(on_event)
        self._published = self.position

    def publish(self, event: Event) -> None:
        """Send an event to all subscribers, just before it takes effect.

        A change takes effect at the current position, so that is published first.
        """
        self.settle()
        for on_event in self._subscribers:
            on_event(event)

    def settle(self) -> None:
        """Publish the position if it has changed; called after each command and each frame."""
        position = self.position
        if position != self._published:
            self._published = position
            for on_event in self._subscribers:
                on_event(position)

    @property
    def position(self) -> PositionRecorded:
        """The step and beat of every run, and which run is shown."""
        return PositionRecorded(
            tuple(RunPosition(*run.cursor.place, run.timeline.newest) for run in self.runs), self.shown
        )

    @property
    def stopped(self) -> str:
        """The name of the breakpoint that stopped the shown run at this step; "" for none."""
        step, name = self._stop
        return name if step == self.run.cursor.place.step else ""

    @property
    def view_options(self) -> ViewOptions:
        """The selection, and how the runs are shown; setting the marked row changes the beats of large batches.

        The chart's cursor is dropped when the run moves, and when its pane is left.
        """
        if self._view_options.chart_step is not None and self.place != self._view_chosen_at:
            self._view_options = replace(self._view_options, chart_step=None)
        return self._view_options

    @view_options.setter
    def view_options(self, view_options: ViewOptions) -> None:
        before, self._view_options = self._view_options, view_options
        self._view_chosen_at = self.place
        if view_options.pane != before.pane:
            self._view_options = replace(view_options, chart_step=None)
        if view_options.row != before.row:
            for run in self.runs:
                run.follow_row(view_options.row)

    @property
    def run(self) -> Run:
        """The shown run."""
        return self.runs[self.shown]

    @property
    def step(self) -> int:
        """The largest current step of all runs."""
        return max(run.timeline.cursor for run in self.runs)

    @property
    def finished(self) -> bool:
        """Whether every run is at its end."""
        return all(
            run.timeline.ending is not None
            and run.timeline.cursor == run.timeline.newest
            and not run.cursor.inside
            for run in self.runs
        )

    def forward(self, grain: Grain) -> bool:
        """Move forward by one place of this grain; return whether anything moved.

        If the shown run has ended, the others still move by whole steps.
        """
        moved = self.run.cursor.forward(grain)
        if moved:
            return self._align_others() or moved
        size = self._size(grain)
        return self.go((self.step // size + 1) * size)

    def forward_to_breakpoint(self, grain: Grain) -> bool:
        """Move forward by one place of this grain, by epochs only up to a breakpoint; return whether it moved."""
        completed = self.completed_steps
        moved = self.forward(grain)
        if grain is Grain.EPOCH:
            self.rewind_to_breakpoint(completed)
        return moved

    def back(self, grain: Grain) -> bool:
        """Move back by one place of this grain; return whether anything moved."""
        if self.step > self.run.timeline.cursor:
            size = self._size(grain)
            return self.go((self.step - 1) // size * size)
        moved = self.run.cursor.back(grain)
        self._align_others()
        return moved

    @property
    def completed_steps(self) -> int:
        """The number of steps of the shown run that are revealed in full."""
        return self.run.timeline.cursor - (1 if self.run.cursor.inside else 0)

    def epoch_end(self) -> int:
        """Return the last step of the current epoch, or of the next one if that is complete."""
        size = self._size(Grain.EPOCH)
        return (self.completed_steps // size + 1) * size

    def _size(self, grain: Grain) -> int:
        """Return the number of steps of a whole move by this grain."""
        return self.run.timeline.training.steps_per_epoch if grain is Grain.EPOCH else 1

    def go(self, step: int) -> bool:
        """Move every run to the end of a step, or to its own end before it; return whether any moved."""
        moved = [run.cursor.go(step) for run in self.runs]
        return any(moved)

    @property
    def place(self) -> Place:
        """The largest current step of all runs, and the beat of the shown run."""
        return Place(self.step, self.run.cursor.place.beat)

    def set_place(self, place: Place) -> None:
        """Move the shown run to a place, and the others to its step; each no further than to its end."""
        self.go(place.step)
        self.run.cursor.stand(place.beat)

    def align_runs(self) -> None:
        """Move the other runs to the step of the shown run, which a change may have moved."""
        self._align_others()

    def _align_others(self) -> bool:
        place = self.run.cursor.place
        moved = [run.cursor.go(place.step) for run in self.runs if run is not self.run]
        return any(moved)

    def newest(self) -> int:
        """Return the largest step number that any run has reached."""
        return max(run.timeline.newest for run in self.runs)

    def reset(self) -> None:
        """Reset all runs to the start, and discard all changes."""
        self.publish(Reset())
        self._stop = (-1, "")
        for run in self.runs:
            run.reset()

    def show_run(self, index: int) -> None:
        """Show the run at an index, modulo the number of runs."""
        self.shown = index % len(self.runs)

    def go_to_phase(self, phase: Phase) -> None:
        """Move to the end of a phase of the current step; at the start, of the first step."""
        if self.step == 0:
            self.forward(Grain.BEAT)
        cursor = self.run.cursor
        ends = [number for number, beat in enumerate(self.snapshot().beats, 1) if beat.phase is phase]
        if ends:
            cursor.stand(ends[-1])

    def rewind_to_breakpoint(self, after: int) -> bool:
        """Move back to the first completed step after `after` at which a breakpoint holds; return whether one does."""
        timeline = self.run.timeline
        hit = self.breakpoints.first_hit(timeline.branch, after + 1, self.completed_steps)
        if hit is None:
            return False
        step, breakpoint = hit
        passed = self.completed_steps
        self.go(step)
        for run in self.runs:
            if run.cursor.seen == passed:
                run.cursor.forget_after(step)
        self._stop = (step, breakpoint.name)
        return True

    def example_step(self) -> Step:
        """Return the current step of the shown run, or its first one; for the names of quantities."""
        timeline = self.run.timeline
        if timeline.cursor:
            return timeline.step()
        with np.errstate(all="ignore"):
            return timeline.training.step(timeline.state, 1)

    def snapshot(self) -> Snapshot:
        """Return the current state for the panes."""
        return Snapshot.of(self.title, self.runs, self.shown, self.domain, self.view_options, self.stopped)
