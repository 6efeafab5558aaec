"""A scenario's cues as a script: which of them the reader has come to, and what they say there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.descent.quantities import Quantities
from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Place
from engine.objectives.expression import evaluate, names_of
from engine.objectives.network import Network
from scenarios.format_playback import Cue, CueMoment
from scenarios.language import filled, parsed, pieces_of
from tui.workspace.run import AS_GIVEN

if TYPE_CHECKING:
    from tui.workspace.snapshot import Snapshot
    from tui.workspace.workspace import Workspace

WORDS_A_SECOND = 3.0
"""How fast a text is read, for the pause of a cue that says nothing of it."""
SHORTEST_PAUSE = 2.0

GONE = "This part of the lesson speaks of a number that the run does not have here: its rows are others now."
"""What is said in place of a text whose numbers there are no more."""
ANOTHER_RULE = (
    "This part of the lesson was written for the run as given. Steps are taken by another rule here, and what it says "
    "in numbers would not add up."
)
"""What is said in place of a text with numbers where the change is one of rule."""


class Script:
    """The cues of a scenario in the order in which the run comes to them, as far as it has come."""

    def __init__(self, cues: Sequence[Cue], timeline: Timeline) -> None:
        self.cues = tuple(cues)
        self._timeline = timeline
        self._branch = timeline.branch
        self._met: dict[int, int] = {}
        """For each cue with a condition that has held on this branch: the first step for which it did."""
        self._searched = 0

    def reset(self) -> None:
        """Forget which conditions have held."""
        self._met.clear()
        self._searched = 0

    def step_of(self, number: int) -> int | None:
        """The step at which a cue (from 0) comes; None as long as that is not known."""
        cue, training = self.cues[number], self._timeline.branch.training
        if cue.step is not None:
            return cue.step
        if cue.when is not None:
            return self._met.get(number)
        if isinstance(cue.at, CueMoment):
            return cue.at.step if cue.at.step is not None else self._step_in_epoch(cue.at)
        if cue.at == "start":
            return 0
        ending = self._timeline.ending
        return ending.step if ending is not None else training.steps

    def _step_in_epoch(self, snapshot: CueMoment) -> int:
        """The step of an epoch in which a row comes; the epoch's first, if it does not come or is not named."""
        training = self._timeline.branch.training
        epoch = snapshot.epoch or 1
        found = training.step_with(epoch, snapshot.row) if snapshot.row is not None else None
        return found if found is not None else (epoch - 1) * training.steps_per_epoch + 1

    def _phase_of(self, number: int) -> Phase:
        """The phase of its step with whose end a cue comes: the last one, unless it says."""
        snapshot = self.cues[number].at
        return Phase(snapshot.phase) if isinstance(snapshot, CueMoment) else Phase.UPDATE

    def update_conditions(self) -> None:
        """Look through the steps taken since the last time for those at which a condition first holds."""
        if self._branch is not self._timeline.branch:
            self._branch = self._timeline.branch
            self.reset()
        waiting = [n for n, cue in enumerate(self.cues) if cue.when is not None and n not in self._met]
        if not waiting:
            self._searched = self._timeline.newest
            return
        branch = self._timeline.branch
        with np.errstate(all="ignore"):
            for step in branch.steps(self._searched + 1, self._timeline.newest):
                quantities = Quantities(
                    branch.training_of(step.number), step, branch.epoch_loss_at(step.number)
                )
                for number in list(waiting):
                    if _holds(str(self.cues[number].when), quantities):
                        self._met[number] = step.number
                        waiting.remove(number)
        self._searched = self._timeline.newest

    def reached(self, place: Place, finished: Phase | None) -> int | None:
        """The last cue of this step that a reader has come to, who has been told its phases up to `finished`.

        A cue comes when its phase has been told, not before: it speaks of numbers that are seen by then. Where
        another run is looked at, beyond the end of the script's own, its cues do not come.
        """
        self.update_conditions()
        if place.step > self._timeline.newest:
            return None
        order = list(Phase)
        here = -1 if finished is None else order.index(finished)
        found: tuple[int, int] | None = None
        for number in range(len(self.cues)):
            rank = order.index(self._phase_of(number))
            spoken = self.cues[number].say is not None and self.step_of(number) == place.step
            if spoken and (rank <= here or place.step == 0):
                found = max(found or (-1, -1), (rank, number))
        return None if found is None else found[1]

    def last(self, place: Place) -> int | None:
        """The last cue of an earlier step that a reader has come by; None if there was none yet."""
        order = list(Phase)
        found: tuple[int, int, int] | None = None
        for number, cue in enumerate(self.cues):
            step = self.step_of(number)
            if cue.say is not None and step is not None and step < place.step:
                found = max(found or (-1, -1, -1), (step, order.index(self._phase_of(number)), number))
        return None if found is None else found[2]

    def focus(self, number: int | None) -> str | None:
        """The pane that a cue lights up."""
        focus = self.cues[number].focus if number is not None else None
        return "stage" if focus in ("network", "function") else focus

    def eve_of(self, number: int) -> int:
        """The step after which a playback begins that is to come to a cue (from 0) first."""
        return max(0, (self.step_of(number) or 0) - 1)

    def next_step(self, after: int) -> int | None:
        """The next step after this one at which a cue is known to come."""
        steps = [
            step
            for number in range(len(self.cues))
            if (step := self.step_of(number)) is not None and step > after
        ]
        return min(steps, default=None)

    def text(self, number: int, timeline: Timeline | None = None) -> str:
        """What a cue says, with its step's numbers on a run, else on the script's own; at the start, the first's."""
        template = self.cues[number].say or ""
        if "{" not in template:
            return template
        branch, step = (timeline or self._timeline).branch, max(1, self.step_of(number) or 0)
        if step > branch.newest > 0:
            branch = self._timeline.branch  # the other run had ended by then
        with np.errstate(all="ignore"):
            record = branch.step(step) if branch.newest else branch.training.step(branch.state(0), 1)
        closed = branch.epoch_loss_at(step) if branch.newest else None
        if closed is None and _speaks_of(template, "epoch_loss"):
            return GONE
        try:
            return filled(template, Quantities(branch.training_of(step), record, closed))
        except KeyError:
            return GONE

    def is_by_another_rule(self, number: int, timeline: Timeline) -> bool:
        """Whether a cue has numbers whose step was taken, on the run's branch, by other formulas than as given."""
        if "{" not in (self.cues[number].say or ""):
            return False
        here = timeline.branch.training_of(max(1, self.step_of(number) or 0))
        return _rule(here) != _rule(timeline.branches[0].training)

    def pause(self, number: int) -> float:
        """How many seconds playback rests at a cue."""
        cue = self.cues[number]
        if cue.pause is not None:
            return cue.pause
        words = len((cue.say or "").split())
        return max(SHORTEST_PAUSE, words / WORDS_A_SECOND)


def snapshot_with_lesson(workspace: Workspace, script: Script) -> tuple[Snapshot, int | None]:
    """What there is to see on a desk, with what the script says of it or has said last, and the cue that says it."""
    snapshot = workspace.snapshot()
    cue = script.reached(snapshot.place, snapshot.finished)
    said = cue if cue is not None else script.last(snapshot.place)
    text = workspace.summary if said is None else script.text(said, workspace.run.timeline)
    if said is not None and snapshot.change and text != GONE:
        # Its numbers are those of this run, but what it says of them may not hold here.
        text = f"*Written for the run {AS_GIVEN}:* {text}"
        if script.is_by_another_rule(said, workspace.run.timeline):
            text = ANOTHER_RULE
    said_at = script.step_of(said) if said is not None and cue is None else None
    return replace(snapshot, lesson=text, spoken=cue is not None, said_at=said_at), cue


def _rule(training: Training) -> object:
    """All that decides by which formulas a step's numbers come about, but no number that stands in them."""
    network = training.objective
    model = (network.layers, network.cost) if isinstance(network, Network) else None
    frozen = None if training.frozen is None else training.frozen.tobytes()
    return model, training.optimizer, training.sampler and training.sampler.batch_size, frozen


def _speaks_of(template: str, name: str) -> bool:
    return any(
        not isinstance(piece, str) and name in names_of(piece.expression) for piece in pieces_of(template)
    )


def _holds(condition: str, quantities: Quantities) -> bool:
    """Whether a cue's condition holds; a name that other rows have done away with holds nowhere."""
    try:
        return bool(evaluate(parsed(condition), quantities))
    except KeyError:
        return False
