"""Which story the story pane tells: of the whole step, or of what is selected, and how far it has been told."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.descent.training import Step, Training
from engine.insight.story.beats import Beat, Phase
from engine.insight.story.parameter_story import parameter_story
from engine.insight.story.unit_story import unit_story
from scenarios.wording import quoted
from tui.workspace.arguments import InvalidArgument
from tui.workspace.parameter_patterns import pattern_of
from tui.workspace.snapshot import Snapshot

_ORDER = {phase: number for number, phase in enumerate(Phase)}


class ChosenStory(NamedTuple):
    """The beats that are shown, and where in them the reader stands."""

    selected: str | None
    """What they are about; None for the whole step."""
    beats: tuple[Beat, ...]
    told: int
    """So many of them have been told; those to come are shown in symbols."""
    active: int | None
    """The one that has just been told; None where the step's own lit beat is not among them."""
    heart: int
    """The one to look at first once the step is complete, if none of them is lit."""
    explained: frozenset[int] = frozenset()
    """Those whose notes are always shown."""

    @property
    def focus(self) -> int:
        """The one that the reader's eye is on, if nobody has gone to another."""
        if self.active is not None:
            return self.active
        return self.heart if self.told == len(self.beats) else max(0, self.told - 1)


def step_story(snapshot: Snapshot) -> ChosenStory:
    """The story of the whole step, at its end lit where the run stands: at the last update."""
    last = len(snapshot.beats) - 1
    return ChosenStory(None, snapshot.beats, snapshot.place.beat, snapshot.place.beat - 1, last)


@np.errstate(all="ignore")
def beats_about(training: Training, step: Step, selected: str, focus: int) -> tuple[Beat, ...]:
    """The story of a parameter, a unit or a value; empty if there is no such thing.

    Args:
        training: what the step is taken with.
        step: whose story it is.
        selected: the quantity by its name.
        focus: the place in a large batch of the row that it is told by.
    """
    try:
        if selected in training.objective.parameters.names:
            return parameter_story(training, step, selected, focus)
        return unit_story(training, step, selected, focus)
    except ValueError:
        return ()


def beats_of_selection(snapshot: Snapshot, selected: str) -> tuple[Beat, ...]:
    """The story of a quantity in the shown step, at the start in the first one; the marked row leads in a batch."""
    step = snapshot.step or snapshot.training.step(snapshot.branch.state(0), 1)
    focus = next(iter(np.flatnonzero(step.rows == snapshot.view_options.row).tolist()), 0)
    return beats_about(snapshot.training, step, selected, focus)


def quantity_named(snapshot: Snapshot, typed: str) -> str:
    """The parameter, unit or value of a function that a person names.

    Raises:
        InvalidArgument: there is none of that name.
    """
    names = snapshot.training.objective.parameters.names
    pattern = pattern_of(snapshot.training.objective.parameters, typed)
    selected = pattern if pattern in names else typed
    if selected not in names and not beats_of_selection(snapshot, selected):
        raise InvalidArgument(
            f"There is nothing called {quoted(typed)} here; parameters lists names, such as {names[0]}."
        )
    return selected


def chosen(snapshot: Snapshot, selected: str, beats: tuple[Beat, ...]) -> ChosenStory | None:
    """These beats about what is selected, told as far as the step is.

    At its end, a parameter's update is what to look at, between its slope and what came of it; of a unit, all that
    flowed back through the row that the stage shows.
    """
    if not beats:
        return None
    updates = [index for index, beat in enumerate(beats) if beat.quantity == f"new.{selected}"]
    sentences = [index for index, beat in enumerate(beats) if beat.phase is Phase.UPDATE]
    row = snapshot.beat.row if snapshot.beat is not None else 0
    of_row = [index for index, beat in enumerate(beats) if beat.row == row]
    heart = (updates or of_row or [len(beats) - 1])[-1]
    return ChosenStory(selected, beats, *progress(snapshot, beats), heart, frozenset(sentences))


def progress(snapshot: Snapshot, beats: tuple[Beat, ...]) -> tuple[int, int | None]:
    """(how many of the beats have been told, which one is lit) where the step's own story has come to a place.

    What the step's story does not have as a beat of its own counts as told with the next beat that it has.
    """
    if snapshot.complete or snapshot.phase is None:
        return len(beats), None
    now = _ORDER[snapshot.phase]
    told_now: set[tuple[str, int]] = set()
    for beat in reversed(snapshot.beats[: snapshot.place.beat]):
        if beat.phase is not snapshot.phase:
            break
        told_now.add((beat.quantity, beat.row))
    current = snapshot.beats[snapshot.place.beat - 1]
    told, active = 0, None
    for index, beat in enumerate(beats):
        if _ORDER[beat.phase] < now or (
            beat.phase is snapshot.phase and (beat.quantity, beat.row) in told_now
        ):
            told = index + 1
        if beat.phase is snapshot.phase and (beat.quantity, beat.row) == (current.quantity, current.row):
            active = index
    return told, active
