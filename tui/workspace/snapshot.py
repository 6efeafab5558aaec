"""Snapshots: the frozen state of the workspace that every pane draws."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.descent.branch import Branch
from engine.descent.training import Step, Training
from engine.insight.analysis.divergence import Divergence, divergence, growth_message
from engine.insight.analysis.ending import RunEnd, run_end
from engine.insight.story.beats import Beat, Phase
from engine.insight.story.cursor import Place
from engine.objectives.network import Network
from engine.types import Vector
from tui.text.notation import Notation
from tui.workspace.run import AS_GIVEN, Run
from tui.workspace.view_options import PLAIN, ViewOptions

if TYPE_CHECKING:
    from tui.drawing.charts.glyphs import Charset


@lru_cache(16)
def divergence_of(branch: Branch) -> Divergence:
    """Return why a branch diverged; cached, since the analysis takes many steps again."""
    return divergence(branch)


@lru_cache(64)
def end_of(branch: Branch) -> RunEnd:
    """Return how a branch that has ended ended; cached, since its last step is taken again."""
    return run_end(branch)


@lru_cache(64)
def growth_of(branch: Branch, step: int) -> str:
    """Return why the loss of a branch grows after a step; cached."""
    return growth_message(branch, step)


@dataclass(frozen=True)
class Line:
    """The steps of one run, for charts."""

    label: str
    """The run's label, with what has been changed: "η 1.1 → η 0.9"."""
    branch: Branch
    cursor: int
    """Its current step."""
    name: str = ""
    """The run's own label, without its changes."""
    seen: int = 0
    """The last step that has ever been revealed in full."""

    @property
    def end(self) -> RunEnd | None:
        """How the run has ended at its current step; None if it has not."""
        ending = self.branch.ending
        return end_of(self.branch) if ending is not None and ending.step == self.cursor else None


@dataclass(frozen=True)
class Snapshot:
    """The shown run at its current place, and the steps of the other runs."""

    title: str
    training: Training
    branch: Branch
    place: Place
    step: Step | None
    """The current step; None at the start."""
    beats: tuple[Beat, ...]
    """All beats of the step, revealed or not."""
    lines: tuple[Line, ...]
    """All runs, the scenario's own first."""
    shown: int
    """The index in `lines` of the shown run."""
    domain: Mapping[str, tuple[float, float]]
    view_options: ViewOptions = PLAIN
    """The selection, and how numbers, tables and charts are shown."""
    ghosts: tuple[Line, ...] = ()
    """The other branches of the shown run, labelled by their changes."""
    change: str = ""
    """The changes of the current branch; "" for the scenario's own."""
    lesson: str = ""
    """The text of the current cue, or else of the previous one, or else the summary of the scenario."""
    spoken: bool = False
    """Whether the lesson is that of a cue at this place."""
    said_at: int | None = None
    """The step of the previous cue, if the lesson is that of the previous cue."""
    stopped: str = ""
    """The name of the breakpoint that stopped the run at this step; "" for none."""

    @classmethod
    def of(
        cls,
        title: str,
        runs: Sequence[Run],
        shown: int,
        domain: Mapping[str, tuple[float, float]],
        view_options: ViewOptions = PLAIN,
        stopped: str = "",
    ) -> Snapshot:
        """Return a snapshot of these runs, of which the one at index `shown` is shown."""
        run = runs[shown]
        place, timeline = run.cursor.place, run.timeline
        write = Notation.of(run.training.objective, unicode=view_options.unicode)
        started = place.step > 0
        return cls(
            title,
            run.training,
            timeline.branch,
            place,
            timeline.step(place.step) if started else None,
            run.story(place.step) if started else (),
            tuple(_line(run, write) for run in runs),
            shown,
            domain,
            view_options,
            tuple(
                Line(write.prose(run.change_of(branch).description) or AS_GIVEN, branch, branch.newest)
                for branch in timeline.branches
                if branch is not timeline.branch
            ),
            write.prose(run.change_of(timeline.branch).description),
            stopped=stopped,
        )

    @property
    def network(self) -> Network | None:
        """The network; None for a function."""
        objective = self.training.objective
        return objective if isinstance(objective, Network) else None

    @cached_property
    def notation(self) -> Notation:
        """The notation of quantities and numbers."""
        notation = Notation.of(self.training.objective, unicode=self.view_options.unicode)
        return notation._replace(digits=self.view_options.digits)

    @property
    def charset(self) -> Charset:
        """The characters that charts are drawn with."""
        return "braille" if self.view_options.unicode else "ascii"

    @property
    def unit(self) -> str:
        """What one step takes: "row" or "batch"; "step" for a function."""
        if self.training.sampler is None:
            return "step"
        return "row" if self.training.sampler.batch_size == 1 else "batch"

    @property
    def beat(self) -> Beat | None:
        """The current beat, the last revealed one; None at the start."""
        return self.beats[self.place.beat - 1] if self.beats else None

    @property
    def beat_rows(self) -> tuple[int, ...]:
        """The rows of the current beat, as indices into the data: one of the batch, or all; () at the start."""
        if self.step is None or self.beat is None:
            return ()
        batch: list[int] = self.step.rows.tolist()
        if is_of_one_row(self.beat):
            return (batch[self.beat.row],) if batch else ()
        return tuple(batch)

    @property
    def complete(self) -> bool:
        """Whether all beats of the step are revealed."""
        return self.place.beat == len(self.beats)

    @property
    def phase(self) -> Phase | None:
        """The phase of the current beat; None at the start."""
        return self.beat.phase if self.beat else None

    @property
    def at_the_end(self) -> bool:
        """Whether all runs have ended at their current steps."""
        ended = [line.branch.ending is not None and line.cursor == line.branch.newest for line in self.lines]
        return all(ended) and self.complete

    @property
    def end(self) -> RunEnd | None:
        """How the shown run has ended at this step; None if it has not."""
        ending = self.branch.ending
        return (
            end_of(self.branch)
            if ending is not None and ending.step == self.place.step and self.complete
            else None
        )

    @property
    def furthest(self) -> int:
        """The largest current step of all runs; more than the shown run's if that has ended before."""
        return max(self.place.step, *(line.cursor for line in self.lines))

    @property
    def finished(self) -> Phase | None:
        """The last phase of the step that is revealed in full; None if none is."""
        if self.complete:
            return self.phase
        beats = self.beats[: self.place.beat + 1]
        finished = [beat.phase for beat, following in pairwise(beats) if beat.phase != following.phase]
        return finished[-1] if finished else None

    @cached_property
    def divergence(self) -> str:
        """Why the run cannot go on, or is diverging, if the step is complete; else ""."""
        if not self.complete or not self.place.step:
            return ""
        if self.end is not None and self.end.is_failure:
            return divergence_of(self.branch).explanation
        return growth_of(self.branch, self.place.step)

    @property
    def learning_rate(self) -> float:
        """η of the current step; at the start, of the first step."""
        if self.step is not None:
            return self.step.learning_rate
        return self.training.schedule.rate(self.training.learning_rate, 1)

    @property
    def theta(self) -> Vector:
        """θ before the current step; at the start, the initial θ."""
        return self.step.theta if self.step is not None else self.branch.state(0).theta

    @cached_property
    def revealed(self) -> dict[str, float]:
        """The revealed quantities of the step, and their values."""
        return {beat.quantity: beat.result for beat in self.beats[: self.place.beat]}

    def gradient(self, index: int) -> float | None:
        """Return ∂L/∂θᵢ for an index of θ; None if it is not revealed."""
        return self._if_revealed("gradient", index, self.step.gradient if self.step else None, Phase.BACKWARD)

    def update(self, index: int) -> float | None:
        """Return Δθᵢ for an index of θ; None if it is not revealed."""
        return self._if_revealed("new", index, self.step.update if self.step else None, Phase.UPDATE)

    def new(self, index: int) -> float | None:
        """Return θᵢ after the step for an index of θ; None if it is not revealed."""
        return self._if_revealed("new", index, self.step.after.theta if self.step else None, Phase.UPDATE)

    def _if_revealed(self, prefix: str, index: int, numbers: Vector | None, phase: Phase) -> float | None:
        if numbers is None:
            return None
        revealed = self.complete or self._past(phase) or self._is_revealed(prefix, index)
        return float(numbers[index]) if revealed else None

    def _is_revealed(self, prefix: str, index: int) -> bool:
        """Whether a revealed beat has this quantity of a parameter, alone or with its layer."""
        name = self.training.objective.parameters.names[index]
        return f"{prefix}.{name}" in self.revealed or _of_layer(prefix, name) in self.revealed

    def mentions(self, name: str) -> bool:
        """Whether the current beat refers to a parameter: to its value, its gradient or its new value."""
        return not self.active.isdisjoint(
            (
                name,
                *(f"{prefix}.{name}" for prefix in ("gradient", "new")),
                *(_of_layer(prefix, name) for prefix in ("gradient", "new")),
            )
        )

    def _past(self, phase: Phase) -> bool:
        """Whether the current beat is in a later phase."""
        return self.phase is not None and list(Phase).index(self.phase) > list(Phase).index(phase)

    @cached_property
    def active(self) -> frozenset[str]:
        """The quantities of the current beat."""
        return frozenset(self.beat.quantities) if self.beat else frozenset()


_OF_ONE_ROW = re.compile(r"(?:gradient\.|slope\.|raw\.)?[az]\d+_\d+(?:\..*)?|.*\[row \d+\]")
"""The quantities of which each row of a batch has its own."""


def is_of_one_row(beat: Beat) -> bool:
    """Whether a beat is about one row, also in a batch of several."""
    return beat.phase is Phase.SELECT or _OF_ONE_ROW.fullmatch(beat.quantity) is not None


def _line(run: Run, write: Notation) -> Line:
    """The line of a run; a label such as "η 1.1" is followed by what has been changed since."""
    branch = run.timeline.branch
    change = write.prose(run.change_of(branch).description)
    label = f"{run.label} {write.text('→')} {change}" if run.label and change else run.label
    return Line(label, branch, run.timeline.cursor, run.label, run.cursor.seen)


def _of_layer(prefix: str, name: str) -> str:
    """Return the norm over a layer that replaces a parameter's gradient or update in the story of a large network."""
    kind, layer = name[:1], name[1:].partition("_")[0]
    return f"|update.layer {layer}|" if prefix == "new" else f"|gradient.{kind.replace('w', 'W')}{layer}|"
