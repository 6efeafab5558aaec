"""The story that the story pane shows: that of the whole step or of the selection, as far as it is revealed."""

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
    """The shown beats, and the position in them."""

    selected: str | None
    """The selected quantity; None for the whole step."""
    beats: tuple[Beat, ...]
    told: int
    """The number of revealed beats; the others are shown in symbols only."""
    active: int | None
    """The index of the current beat; None if it is not among these beats."""
    heart: int
    """The index of the beat to scroll to when the step is complete and no beat is current."""
    explained: frozenset[int] = frozenset()
    """The indices of the beats whose notes are always shown."""

    @property
    def focus(self) -> int:
        """The index of the beat to scroll to, unless the reader has selected another."""
        if self.active is not None:
            return self.active
        return self.heart if self.told == len(self.beats) else max(0, self.told - 1)


def step_story(snapshot: Snapshot) -> ChosenStory:
    """Return the story of the whole step, with its current beat."""
    last = len(snapshot.beats) - 1
    return ChosenStory(None, snapshot.beats, snapshot.place.beat, snapshot.place.beat - 1, last)


@np.errstate(all="ignore")
def beats_about(training: Training, step: Step, selected: str, focus: int) -> tuple[Beat, ...]:
    """Return the beats about a parameter, a unit or a value; empty if it does not exist.

    Args:
        training: the training settings of the step.
        step: the step.
        selected: the name of the quantity.
        focus: the index in a large batch of the row that the beats show.
    """
    try:
        if selected in training.objective.parameters.names:
            return parameter_story(training, step, selected, focus)
        return unit_story(training, step, selected, focus)
    except ValueError:
        return ()


def beats_of_selection(snapshot: Snapshot, selected: str) -> tuple[Beat, ...]:
    """Return the beats about a quantity in the current step, or in the first; in a batch those of the marked row."""
    step = snapshot.step or snapshot.training.step(snapshot.branch.state(0), 1)
    focus = next(iter(np.flatnonzero(step.rows == snapshot.view_options.row).tolist()), 0)
    return beats_about(snapshot.training, step, selected, focus)


def quantity_named(snapshot: Snapshot, typed: str) -> str:
    """Return the typed parameter, unit or value of a function.

    Raises:
        InvalidArgument: it does not exist.
    """
    names = snapshot.training.objective.parameters.names
    pattern = pattern_of(snapshot.training.objective.parameters, typed)
    selected = pattern if pattern in names else typed
    if selected not in names and not beats_of_selection(snapshot, selected):
        raise InvalidArgument(
            f"There is no quantity {quoted(typed)} here; parameters lists names, such as {names[0]}."
        )
    return selected


def chosen(snapshot: Snapshot, selected: str, beats: tuple[Beat, ...]) -> ChosenStory | None:
    """Return the story of the selected quantity, revealed as far as the step is; None without beats.

    At the end of the step it scrolls to the update of a parameter, between its gradient and its new value, or to
    the last beat about the shown row for a unit.
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
    """Return the number of revealed beats and the index of the current one, given the position in the step's story.

    A beat that the step's story lacks is revealed with the next beat that it has.
    """
    if snapshot.complete or snapshot.phase is None:
        return len(beats), None
    now = _ORDER[snapshot.phase]
    revealed_now: set[tuple[str, int]] = set()
    for beat in reversed(snapshot.beats[: snapshot.place.beat]):
        if beat.phase is not snapshot.phase:
            break
        revealed_now.add((beat.quantity, beat.row))
    current = snapshot.beats[snapshot.place.beat - 1]
    revealed, active = 0, None
    for index, beat in enumerate(beats):
        if _ORDER[beat.phase] < now or (
            beat.phase is snapshot.phase and (beat.quantity, beat.row) in revealed_now
        ):
            revealed = index + 1
        if beat.phase is snapshot.phase and (beat.quantity, beat.row) == (current.quantity, current.row):
            active = index
    return revealed, active
