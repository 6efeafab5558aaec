"""The story pane: the beats of the step, in symbols and numbers, around the current one."""

from __future__ import annotations

from dataclasses import replace

from engine.descent.training import Step, Training
from engine.insight.story.beats import Beat
from engine.objectives.function import Function
from tui.drawing.spans import Row, Span, fitted, width_of
from tui.drawing.wrapping import wrapped
from tui.panes.pane import Pane
from tui.panes.story.declaration import STORY
from tui.panes.story.page import Columns, Page
from tui.text.notation import MEMORY
from tui.workspace.selected_story import ChosenStory, beats_about, chosen, step_story
from tui.workspace.snapshot import Snapshot
from tui.workspace.view_options import Reading, ViewOptions

_BESIDE_TITLE = 9
"""Cells of the upper edge beside title and hint: its corners, the digit of the pane, and blanks."""


class StoryPane(Pane):
    """The beats up to the current one with their numbers, later ones in symbols.

    If a parameter, a unit or a value is selected, it is the story of that. The arrow keys move through it.
    """

    declaration = STORY

    def __init__(self) -> None:
        self._selection: tuple[Step, Training, str, int, tuple[Beat, ...]] | None = None
        """The last story of a selection: (step, training, selected, row, beats)."""
        self._columns: Columns | None = None
        """The columns of the results in the story that was drawn last."""

    def title(self, snapshot: Snapshot) -> tuple[Span, ...]:
        story = self._story(snapshot)
        if story is None or story.selected is None:
            return (Span(self.declaration.label, "title"),)
        return (Span("Story of ", "title"), Span(snapshot.notation.name(story.selected), "title"))

    def hint(self, snapshot: Snapshot) -> tuple[Span, ...]:
        story = self._story(snapshot)
        if story is None:
            return ()
        if story.selected is not None:
            return _back(": the whole step")
        reading = self._reading(snapshot, story)
        beat = snapshot.place.beat if reading is None else reading + 1
        return (Span(f"beat {beat} of {len(snapshot.beats)}", "dim"),)

    def edge(self, snapshot: Snapshot, width: int, height: int) -> tuple[Span, ...]:
        """The hint; in a narrow pane, the key of the whole step in fewer words."""
        story, hint = self._story(snapshot), self.hint(snapshot)
        selected = story is not None and story.selected is not None
        room = width - width_of(self.title(snapshot)) - _BESIDE_TITLE
        return _back(": back") if selected and width_of(hint) > room else hint

    def body(self, snapshot: Snapshot, width: int, height: int) -> list[Row]:
        story = self._story(snapshot)
        if story is None:
            return self._before_the_first(snapshot, width)
        if snapshot.divergence:
            lines = wrapped([Span(snapshot.notation.text(snapshot.divergence), "warning")], width)
            why: list[Row] = [fitted(line, width) for line in lines]
            # The explanation is more important than the last step.
            room = height - len(why)
            apart: list[Row] = [()] if room > 1 else []
            beats = self._page(snapshot, story, width).rows(room - len(apart)) if room > 0 else []
            return [*beats, *apart, *why][:height]
        return self._page(snapshot, story, width).rows(height)

    def moved(self, snapshot: Snapshot, by: int) -> ViewOptions:
        """Move the reading position by one beat."""
        story = self._story(snapshot)
        if story is None:
            return snapshot.view_options
        reading = self._reading(snapshot, story)
        beat = (story.focus if reading is None else reading) + by
        beat = max(0, min(len(story.beats) - 1, beat))
        place = None if snapshot.complete else snapshot.place
        return replace(snapshot.view_options, reading=Reading(beat, story.selected, place))

    # Which story

    def _story(self, snapshot: Snapshot) -> ChosenStory | None:
        """The story that is shown; None before the first step."""
        if snapshot.step is None or not snapshot.beats:
            return None
        selected, whole = snapshot.view_options.selected, step_story(snapshot)
        if selected is None:
            return whole
        return chosen(snapshot, selected, self._selected_beats(snapshot, snapshot.step, selected)) or whole

    def _selected_beats(self, snapshot: Snapshot, step: Step, selected: str) -> tuple[Beat, ...]:
        """The beats of a selection, computed once for a step and the row that the story is about."""
        last, training, focus = self._selection, snapshot.training, snapshot.beats[0].row
        if last is None or last[0] is not step or last[1] is not training or last[2:4] != (selected, focus):
            beats = beats_about(training, step, selected, focus)
            self._selection = last = (step, training, selected, focus, beats)
        return last[4]

    def _reading(self, snapshot: Snapshot, story: ChosenStory) -> int | None:
        """The beat at the reading position in this story; None if the run has moved since."""
        reading = snapshot.view_options.reading
        if reading is None or reading.selected != story.selected:
            return None
        if reading.place != (None if snapshot.complete else snapshot.place):
            return None
        return min(reading.beat, len(story.beats) - 1)

    def _page(self, snapshot: Snapshot, story: ChosenStory, width: int) -> Page:
        write = snapshot.notation
        if (
            self._columns is None
            or self._columns.beats is not story.beats
            or self._columns.digits != write.digits
        ):
            self._columns = Columns(story.beats, write)
        if story.selected is not None and not _names(snapshot) & set(MEMORY.values()):
            write = write._replace(about=story.selected)
        return Page(snapshot, story, self._reading(snapshot, story), self._columns, write, width)

    def _before_the_first(self, snapshot: Snapshot, width: int) -> list[Row]:
        keys = [
            ("n", f"take the first {snapshot.unit} and see all of its numbers"),
            (".", "or go one operation at a time"),
        ]
        rows: list[Row] = [(Span("Nothing has happened yet.", "text"),), ()]
        for key, text in keys:
            lines = wrapped([Span(text, "text")], width - 4)
            heads = [Span(f" {key}  ", "key"), *[Span("    ", "text")] * (len(lines) - 1)]
            rows += [(head, *line) for head, line in zip(heads, lines, strict=True)]
        return [fitted(row, width) for row in rows]


def _names(snapshot: Snapshot) -> set[str]:
    """The names that the scenario defines."""
    network, objective = snapshot.network, snapshot.training.objective
    if network is not None:
        return {*network.input_names, *network.target_names}
    return set(objective.keys) if isinstance(objective, Function) else set()


def _back(words: str) -> tuple[Span, ...]:
    """The key that leads from the story of a selection to that of the step, in these words."""
    return tuple(Span(text, role, "do:unselect") for text, role in (("Esc", "key"), (words, "dim")))
