"""What every pane is given: one run at one place, frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.descent.branch import Branch
from engine.descent.training import Step, Training
from engine.insight.analysis.divergence import Divergence, divergence, growth_message
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
    """Why a branch diverged; looked into once, for it takes many steps again."""
    return divergence(branch)


@lru_cache(64)
def growth_of(branch: Branch, step: int) -> str:
    """Why a branch is growing after some step; looked into once."""
    return growth_message(branch, step)


@dataclass(frozen=True)
class Line:
    """One run's past, for the chart."""

    label: str
    branch: Branch
    cursor: int
    """The step it stands after."""
    seen: int = 0
    """The last step that has ever been told to its end."""


@dataclass(frozen=True)
class Snapshot:
    """The shown run at the place that is looked at, and what the charts need of the others."""

    title: str
    training: Training
    branch: Branch
    place: Place
    step: Step | None
    """The step that is looked at; None at the start."""
    beats: tuple[Beat, ...]
    """Its whole story."""
    lines: tuple[Line, ...]
    """All runs, the scenario's own first."""
    shown: int
    """Which of `lines` this is."""
    domain: Mapping[str, tuple[float, float]]
    view_options: ViewOptions = PLAIN
    """How the person has chosen to see it."""
    ghosts: tuple[Line, ...] = ()
    """The shown run's other branches, each labelled by what was changed on it."""
    change: str = ""
    """What was changed last on the branch that is followed; "" on the scenario's own."""
    lesson: str = ""
    """What the scenario says here, or else said last, or else its summary."""
    spoken: bool = False
    """Whether a cue has come, and it is not only the last one or the summary."""
    said_at: int | None = None
    """The step at which the last cue came, where none has come here."""
    stopped: str = ""
    """The breakpoint that stopped the run at this step; "" for none."""

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
        """The moment at which these runs stand."""
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
            tuple(Line(run.label, run.timeline.branch, run.timeline.cursor, run.cursor.seen) for run in runs),
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
        """The network; None where a function is descended."""
        objective = self.training.objective
        return objective if isinstance(objective, Network) else None

    @cached_property
    def notation(self) -> Notation:
        """How its quantities are written."""
        notation = Notation.of(self.training.objective, unicode=self.view_options.unicode)
        return notation._replace(digits=self.view_options.digits)

    @property
    def charset(self) -> Charset:
        """What charts are drawn with."""
        return "braille" if self.view_options.unicode else "ascii"

    @property
    def unit(self) -> str:
        """What one step takes: a row, a batch of them, or of a function nothing but the step itself."""
        if self.training.sampler is None:
            return "step"
        return "row" if self.training.sampler.batch_size == 1 else "batch"

    @property
    def beat(self) -> Beat | None:
        """The beat that is lit; None at the start."""
        return self.beats[self.place.beat - 1] if self.beats else None

    @property
    def complete(self) -> bool:
        """Whether the step has been told to its end."""
        return self.place.beat == len(self.beats)

    @property
    def phase(self) -> Phase | None:
        """The phase of the lit beat; None at the start."""
        return self.beat.phase if self.beat else None

    @property
    def at_the_end(self) -> bool:
        """Whether the shown run has ended here, and the others have no further to go."""
        ended = [line.branch.ending is not None and line.cursor == line.branch.newest for line in self.lines]
        return all(ended) and self.complete

    @property
    def furthest(self) -> int:
        """The step that the furthest run stands after: beyond this one where this one has ended before."""
        return max(self.place.step, *(line.cursor for line in self.lines))

    @property
    def finished(self) -> Phase | None:
        """The last phase of the step that has been told to its end; None before the first has."""
        if self.complete:
            return self.phase
        told = self.beats[: self.place.beat + 1]
        ended = [one.phase for one, after in pairwise(told) if one.phase != after.phase]
        return ended[-1] if ended else None

    @cached_property
    def divergence(self) -> str:
        """Why the run diverged or is diverging, once a step at which it has is complete; else ""."""
        if not self.complete or not self.place.step:
            return ""
        ending = self.branch.ending
        if ending is not None and ending.reason == "diverged" and self.place.step == ending.step:
            return divergence_of(self.branch).explanation
        return growth_of(self.branch, self.place.step)

    @property
    def learning_rate(self) -> float:
        """η of the step that is looked at; at the start, of the first."""
        if self.step is not None:
            return self.step.learning_rate
        return self.training.schedule.rate(self.training.learning_rate, 1)

    @property
    def theta(self) -> Vector:
        """θ before the step that is looked at; at the start, the first θ."""
        return self.step.theta if self.step is not None else self.branch.state(0).theta

    @cached_property
    def revealed(self) -> dict[str, float]:
        """The quantities worked out so far in this step's story, and their numbers."""
        return {beat.quantity: beat.result for beat in self.beats[: self.place.beat]}

    def gradient(self, place: int) -> float | None:
        """∂L/∂ of the parameter at that place of θ, once it has been told."""
        return self._once_told("gradient", place, self.step.gradient if self.step else None, Phase.BACKWARD)

    def update(self, place: int) -> float | None:
        """What is added to the parameter at that place of θ, once it has been told."""
        return self._once_told("new", place, self.step.update if self.step else None, Phase.UPDATE)

    def new(self, place: int) -> float | None:
        """The parameter at that place of θ after the step, once it has been told."""
        return self._once_told("new", place, self.step.after.theta if self.step else None, Phase.UPDATE)

    def _once_told(self, prefix: str, place: int, numbers: Vector | None, phase: Phase) -> float | None:
        if numbers is None:
            return None
        told = self.complete or self._past(phase) or self._is_told(prefix, place)
        return float(numbers[place]) if told else None

    def _is_told(self, prefix: str, place: int) -> bool:
        """Whether a beat up to the lit one has told this of the parameter, by itself or with its layer."""
        name = self.training.objective.parameters.names[place]
        return f"{prefix}.{name}" in self.revealed or _of_layer(prefix, name) in self.revealed

    def mentions(self, name: str) -> bool:
        """Whether the lit beat speaks of a parameter: of its value, its slope or its new value."""
        return not self.active.isdisjoint(
            (
                name,
                *(f"{prefix}.{name}" for prefix in ("gradient", "new")),
                *(_of_layer(prefix, name) for prefix in ("gradient", "new")),
            )
        )

    def _past(self, phase: Phase) -> bool:
        """Whether the step's story has come past that phase."""
        return self.phase is not None and list(Phase).index(self.phase) > list(Phase).index(phase)

    @cached_property
    def active(self) -> frozenset[str]:
        """The quantities that the lit beat speaks of."""
        return frozenset(self.beat.quantities) if self.beat else frozenset()


def _of_layer(prefix: str, name: str) -> str:
    """What a large network's story calls a parameter's slope or new value: by the layer, as a length."""
    kind, layer = name[:1], name[1:].partition("_")[0]
    return f"|update.layer {layer}|" if prefix == "new" else f"|gradient.{kind.replace('w', 'W')}{layer}|"
