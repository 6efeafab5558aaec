"""The story as lines of text: every equation of the step, or of what is selected, as far as it is revealed."""

from __future__ import annotations

from collections.abc import Iterator

from tui.workspace import describe
from tui.workspace.selected_story import beats_of_selection, progress, quantity_named
from tui.workspace.snapshot import Snapshot

_NO_STEP = "This is the start, before step 1; step takes it."


def story_lines(snapshot: Snapshot, argument: str) -> Iterator[str]:
    """The story of the quantity that `argument` names, else of the selected one, else of the whole step.

    Raises:
        InvalidArgument: no quantity is called that.
    """
    if argument:
        return _selected_lines(snapshot, quantity_named(snapshot, argument))
    if snapshot.step is None:
        return iter([_NO_STEP])
    selected = snapshot.view_options.selected
    return _step_lines(snapshot) if selected is None else _selected_lines(snapshot, selected)


def _step_lines(snapshot: Snapshot) -> Iterator[str]:
    yield f"{describe.place(snapshot)}."
    yield from describe.story(snapshot)


def _selected_lines(snapshot: Snapshot, selected: str) -> Iterator[str]:
    yield f"{describe.place(snapshot)}."
    if snapshot.step is None:
        parameter = selected in snapshot.training.objective.parameters.names
        yield describe.parameter(snapshot, selected) if parameter else _NO_STEP
        return
    beats = beats_of_selection(snapshot, selected)
    revealed, _ = progress(snapshot, beats)
    yield f"{snapshot.notation.name(selected)}:"
    yield from (describe.equation(snapshot, beat, with_note=True) for beat in beats[:revealed])
