"""The script of a scenario: the cue at each place of its run, and the text of each cue."""

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
from scenarios.unbuilt import changes_of, is_unbuilt
from tui.workspace.run import AS_GIVEN

if TYPE_CHECKING:
    from tui.workspace.snapshot import Snapshot
    from tui.workspace.workspace import Workspace

READING_WORDS_PER_SECOND = 3.0
"""The reading speed, for the pause of a cue that does not set one."""
MIN_PAUSE_SECONDS = 2.0

MISSING_NUMBER = "This part of the lesson uses a number that the run does not have at this step."
"""The text in place of a cue whose numbers no longer exist."""
OTHER_RULE = (
    "This part of the lesson was written for the run as given. Here the steps are computed in another way, and its "
    "sentences may not hold."
)
"""The text in place of a cue with numbers if the formulas of the step were changed."""


class Script:
    """The cues of a scenario, and the steps at which they come on the current branch of its own run."""

    def __init__(self, cues: Sequence[Cue], timeline: Timeline) -> None:
        self.cues = tuple(cues)
        self._timeline = timeline
        self._branch = timeline.branch
        self._met: dict[int, int] = {}
        """For each cue with a condition, the first step of the branch at which that has held."""
        self._searched = 0
        """The steps of the branch that were searched for conditions."""

    def reset(self) -> None:
        """Discard the steps at which conditions have held."""
        self._met.clear()
        self._searched = 0

    def step_of(self, number: int) -> int | None:
        """Return the step of a cue, given by its index from 0; None if that is not known yet."""
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

    def _step_in_epoch(self, moment: CueMoment) -> int:
        """Return the step of an epoch that takes a row, or the first of the epoch if none does, or no row is given."""
        training = self._timeline.branch.training
        epoch = moment.epoch or 1
        step = training.step_with(epoch, moment.row) if moment.row is not None else None
        return step if step is not None else (epoch - 1) * training.steps_per_epoch + 1

    def _phase_of(self, number: int) -> Phase:
        """Return the phase at whose end a cue comes: the last one of its step, unless the cue gives one."""
        moment = self.cues[number].at
        return Phase(moment.phase) if isinstance(moment, CueMoment) else Phase.UPDATE

    def update_conditions(self) -> None:
        """Search the steps taken since the last search for those at which a condition first holds."""
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

    def cue_at(self, place: Place, finished: Phase | None) -> int | None:
        """Return the last cue of the step whose phase is revealed; None if there is none.

        A cue comes once its phase is complete, since it refers to numbers of that phase. There are no cues beyond
        the end of the script's own run, which another shown run may pass.

        Args:
            place: the current place.
            finished: the last complete phase of its step; None if none is.
        """
        self.update_conditions()
        if place.step > self._timeline.newest:
            return None
        order = list(Phase)
        finished_rank = -1 if finished is None else order.index(finished)
        latest: tuple[int, int] | None = None
        for number in range(len(self.cues)):
            rank = order.index(self._phase_of(number))
            has_text = _has_text(self.cues[number]) and self.step_of(number) == place.step
            if has_text and (rank <= finished_rank or place.step == 0):
                latest = max(latest or (-1, -1), (rank, number))
        return None if latest is None else latest[1]

    def previous_cue(self, place: Place) -> int | None:
        """Return the last cue of an earlier step; None if there is none."""
        order = list(Phase)
        latest: tuple[int, int, int] | None = None
        for number, cue in enumerate(self.cues):
            step = self.step_of(number)
            if _has_text(cue) and step is not None and step < place.step:
                latest = max(latest or (-1, -1, -1), (step, order.index(self._phase_of(number)), number))
        return None if latest is None else latest[2]

    def focus(self, number: int | None) -> str | None:
        """Return the pane that a cue highlights; None for none."""
        focus = self.cues[number].focus if number is not None else None
        return "stage" if focus in ("network", "function") else focus

    def step_before(self, number: int) -> int:
        """Return the step before a cue, from which playback reaches that cue first."""
        return max(0, (self.step_of(number) or 0) - 1)

    def next_cue_step(self, after: int) -> int | None:
        """Return the first step after a step at which a cue is known to come; None if there is none."""
        steps = [
            step
            for number in range(len(self.cues))
            if (step := self.step_of(number)) is not None and step > after
        ]
        return min(steps, default=None)

    def text(self, number: int, timeline: Timeline | None = None) -> str:
        """Return the text of a cue with the numbers of its step, or of the first step at the start.

        The numbers are those of the given run, or else of the script's own.
        """
        template = self.cues[number].say or ""
        if "{" not in template:
            return template
        branch, step = (timeline or self._timeline).branch, max(1, self.step_of(number) or 0)
        if step > branch.newest > 0:
            branch = self._timeline.branch  # the given run ends before the step
        with np.errstate(all="ignore"):
            record = branch.step(step) if branch.newest else branch.training.step(branch.state(0), 1)
        epoch_loss = branch.epoch_loss_at(step) if branch.newest else None
        if epoch_loss is None and _mentions(template, "epoch_loss"):
            return MISSING_NUMBER
        try:
            return filled(template, Quantities(branch.training_of(step), record, epoch_loss))
        except KeyError:
            return MISSING_NUMBER

    def uses_another_rule(self, number: int, timeline: Timeline) -> bool:
        """Whether a cue has numbers, and its step on the run's branch follows other formulas than as given."""
        if "{" not in (self.cues[number].say or ""):
            return False
        here = timeline.branch.training_of(max(1, self.step_of(number) or 0))
        return _rule(here) != _rule(timeline.branches[0].training)

    def unbuilt(self, number: int) -> str:
        """Return what a cue should do and does not in this version, in Markdown; "" if there is nothing."""
        cue, step = self.cues[number], self.step_of(number)
        if changes := changes_of(cue):
            code = ", ".join(f"`{change}`" for change in changes)
            return f"*Not carried out in this version:* {code}. The run goes on unchanged."
        earlier = [
            other + 1
            for other, known in enumerate(map(self.step_of, range(len(self.cues))))
            if known is not None and step is not None and changes_of(self.cues[other])
            if (known, self._phase_rank(other)) < (step, self._phase_rank(number))
        ]
        if earlier and cue.say is not None:
            return f"*Written for a run with the changes of cue {earlier[-1]}, which this version does not carry out.*"
        return "" if cue.say is not None or cue.ask is None else "*Questions are not asked in this version.*"

    def _phase_rank(self, number: int) -> int:
        return list(Phase).index(self._phase_of(number))

    def pause(self, number: int) -> float:
        """Return the seconds for which playback rests at a cue."""
        cue = self.cues[number]
        if cue.pause is not None:
            return cue.pause
        words = len((cue.say or "").split())
        return max(MIN_PAUSE_SECONDS, words / READING_WORDS_PER_SECOND)


def take_snapshot(workspace: Workspace, script: Script) -> tuple[Snapshot, int | None]:
    """Return a snapshot with the text of its cue, or else of the previous one, and the index of its cue.

    Without either, the text is the summary of the scenario. The index is None if no cue comes at this place.
    """
    snapshot = workspace.snapshot()
    cue = script.cue_at(snapshot.place, snapshot.finished)
    current = cue if cue is not None else script.previous_cue(snapshot.place)
    text = workspace.summary if current is None else script.text(current, workspace.run.timeline)
    if current is not None and snapshot.change and text != MISSING_NUMBER:
        # The numbers are those of this run, but the sentences around them may not hold here.
        text = f"*Written for the run {AS_GIVEN}:* {text}"
        if script.uses_another_rule(current, workspace.run.timeline):
            text = OTHER_RULE
    if current is not None:
        text = "\n\n".join(filter(None, (text, script.unbuilt(current))))
    said_at = script.step_of(current) if current is not None and cue is None else None
    return replace(snapshot, lesson=text, spoken=cue is not None, said_at=said_at), cue


def _has_text(cue: Cue) -> bool:
    """Whether a cue has something to show: its text, or that a part of it is not carried out."""
    return cue.say is not None or is_unbuilt(cue)


def _rule(training: Training) -> object:
    """Return everything that determines the formulas of a step, without the numbers in them."""
    network = training.objective
    model = (network.layers, network.cost) if isinstance(network, Network) else None
    frozen = None if training.frozen is None else training.frozen.tobytes()
    return model, training.optimizer, training.sampler and training.sampler.batch_size, frozen


def _mentions(template: str, name: str) -> bool:
    return any(
        not isinstance(piece, str) and name in names_of(piece.expression) for piece in pieces_of(template)
    )


def _holds(condition: str, quantities: Quantities) -> bool:
    """Whether a condition holds; False if it has a quantity that other rows have removed."""
    try:
        return bool(evaluate(parsed(condition), quantities))
    except KeyError:
        return False
