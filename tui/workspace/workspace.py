"""The desk a person works at: a scenario's runs, where each stands, and which of them the panes show."""

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
    """All runs of a scenario, moved together: where one goes, the others follow to the same step."""

    def __init__(
        self, title: str, summary: str, runs: Sequence[Run], domain: Mapping[str, tuple[float, float]]
    ) -> None:
        self.title = title
        self.summary = summary
        self.runs = tuple(runs)
        self.domain = domain
        """For a function: what the chart shows of each variable, where the scenario says so."""
        self.shown = 0
        """The place in `runs` of the one that the panes show."""
        self._view_options = ViewOptions()
        self.breakpoints = Breakpoints()
        self._stop = (-1, "")
        """The step at which a breakpoint stopped the shown run, and its name."""
        self._view_chosen_at = self.place
        """Where the run stood when the look was last chosen."""
        self._subscribers: list[Callable[[Event], None]] = []
        self.breakpoints.on_event = self.publish
        for run in self.runs:
            run.on_event = self.publish
        self._published = self.position

    def subscribe(self, on_event: Callable[[Event], None]) -> None:
        """Call a function with every event from here on; the present position counts as known."""
        self._subscribers.append(on_event)
        self._published = self.position

    def publish(self, event: Event) -> None:
        """Tell all subscribers of an event, just before it takes effect.

        A change takes effect where the runs stand, so the position goes first.
        """
        self.settle()
        for on_event in self._subscribers:
            on_event(event)

    def settle(self) -> None:
        """Publish the position if it differs from the one published last: once a command or a frame is done."""
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
        """How the person has chosen to see it; large batches are told by the row that is marked.

        The chart's cursor is let go of where the run moves on, and where its pane is left.
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
                run.tell_by(view_options.row)

    @property
    def run(self) -> Run:
        """The run that the panes show."""
        return self.runs[self.shown]

    @property
    def step(self) -> int:
        """The step that the furthest run stands after."""
        return max(run.timeline.cursor for run in self.runs)

    @property
    def finished(self) -> bool:
        """Whether every run stands at its end."""
        return all(
            run.timeline.ending is not None
            and run.timeline.cursor == run.timeline.newest
            and not run.cursor.inside
            for run in self.runs
        )

    def forward(self, grain: Grain) -> bool:
        """Move on by one place of this grain; whether anything moved.

        Where the shown run has ended, the others still go on by whole steps.
        """
        moved = self.run.cursor.forward(grain)
        if moved:
            return self._follow() or moved
        size = self._size(grain)
        return self.go((self.step // size + 1) * size)

    def go_on(self, grain: Grain) -> bool:
        """The same as a key does it: by epochs, no further than to a breakpoint."""
        left = self.completed
        moved = self.forward(grain)
        if grain is Grain.EPOCH:
            self.stop_at_a_breakpoint(left)
        return moved

    def back(self, grain: Grain) -> bool:
        """Move back by one place of this grain; whether anything moved."""
        if self.step > self.run.timeline.cursor:
            size = self._size(grain)
            return self.go((self.step - 1) // size * size)
        moved = self.run.cursor.back(grain)
        self._follow()
        return moved

    @property
    def completed(self) -> int:
        """The steps that the shown run has been told to their end."""
        return self.run.timeline.cursor - (1 if self.run.cursor.inside else 0)

    def epoch_end(self) -> int:
        """The step that closes the epoch after this place, or the epoch that this place lies in."""
        size = self._size(Grain.EPOCH)
        return (self.completed // size + 1) * size

    def _size(self, grain: Grain) -> int:
        """How many steps a place of this grain has, where they are taken whole."""
        return self.run.timeline.training.steps_per_epoch if grain is Grain.EPOCH else 1

    def go(self, step: int) -> bool:
        """Put every run after `step`, or where it ends before; whether any moved."""
        moved = [run.cursor.go(step) for run in self.runs]
        return any(moved)

    @property
    def place(self) -> Place:
        """The step that the furthest run stands after, and the beat at which the shown one stands."""
        return Place(self.step, self.run.cursor.place.beat)

    def stand(self, place: Place) -> None:
        """Put the shown run at a place, and the others after its step; each where it ends before."""
        self.go(place.step)
        self.run.cursor.stand(place.beat)

    def gather(self) -> None:
        """Put the other runs after the step of the shown one, which a change may have led elsewhere."""
        self._follow()

    def _follow(self) -> bool:
        place = self.run.cursor.place
        moved = [run.cursor.go(place.step) for run in self.runs if run is not self.run]
        return any(moved)

    def newest(self) -> int:
        """The furthest step that any run has taken."""
        return max(run.timeline.newest for run in self.runs)

    def reset(self) -> None:
        """Back to the very same start, all runs."""
        self.publish(Reset())
        self._stop = (-1, "")
        for run in self.runs:
            run.reset()

    def show(self, place: int) -> None:
        """Let the panes show another run."""
        self.shown = place % len(self.runs)

    def go_to_phase(self, phase: Phase) -> None:
        """Stand at the end of a phase of the step that is looked at; at the start, of the first step."""
        if self.step == 0:
            self.forward(Grain.BEAT)
        cursor = self.run.cursor
        ends = [number for number, beat in enumerate(self.snapshot().beats, 1) if beat.phase is phase]
        if ends:
            cursor.stand(ends[-1])

    def stop_at_a_breakpoint(self, after: int) -> bool:
        """Go back to the first step completed after that one at which a breakpoint holds; whether there was one."""
        timeline = self.run.timeline
        hit = self.breakpoints.first_hit(timeline.branch, after + 1, self.completed)
        if hit is None:
            return False
        step, one = hit
        reached = self.completed
        self.go(step)
        for run in self.runs:
            if run.cursor.seen == reached:
                run.cursor.forget_after(step)
        self._stop = (step, one.name)
        return True

    def any_step(self) -> Step:
        """A step of the shown run, for the names of its quantities: the one that is looked at, or the first."""
        timeline = self.run.timeline
        if timeline.cursor:
            return timeline.step()
        with np.errstate(all="ignore"):
            return timeline.training.step(timeline.state, 1)

    def snapshot(self) -> Snapshot:
        """What there is to see now."""
        return Snapshot.of(self.title, self.runs, self.shown, self.domain, self.view_options, self.stopped)
