"""The part of a story that there is room for: the beats around the one that the eye is on, as lines."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.insight.story.beats import Beat, Phase
from tui.drawing.numbers import DecimalColumn
from tui.drawing.spans import Row, Span, fitted
from tui.panes.story.beat_rows import BeatRows, Manner
from tui.panes.terms import linked
from tui.text.notation import Notation
from tui.workspace.selected_story import ChosenStory
from tui.workspace.snapshot import Snapshot

_OF_ONE_ROW = re.compile(r"(?:gradient\.|slope\.)?[az]\d+_\d+(?:\..*)?|.*\[row \d+\]")
"""The quantities that each row of a batch has for itself."""

_STICKY_FROM = 10
"""From this height on the heading of what is shown first stays in sight."""

_COLUMN = 12
"""Results are aligned in a column of so many cells at most, or of a third of the width."""


class Columns:
    """The column of each phase's results, measured once for a story and so many digits."""

    def __init__(self, beats: tuple[Beat, ...], write: Notation) -> None:
        self.beats = beats
        self.digits = write.digits
        self._write = write
        self._known: dict[Phase, DecimalColumn] = {}

    def of(self, phase: Phase, width: int) -> DecimalColumn:
        """The column of a phase in a pane of that width; none where the numbers would need too much of it."""
        if phase not in self._known:
            results = (beat.result for beat in self.beats if beat.phase is phase)
            self._known[phase] = DecimalColumn.of(map(self._write.number, results))
        return self._known[phase].within(max(_COLUMN, width // 3))


class _Line(NamedTuple):
    """One line of the story."""

    row: Row
    beat: int
    """The beat that it belongs to."""
    heading: bool = False


class Page:
    """A story in lines of `width` cells; `reading` is the beat that a person has gone to."""

    def __init__(
        self,
        snapshot: Snapshot,
        story: ChosenStory,
        reading: int | None,
        columns: Columns,
        write: Notation,
        width: int,
    ) -> None:
        self.snapshot = snapshot
        self.story = story
        self.reading = reading
        self.columns = columns
        self.width = width
        self._drawn: dict[int, list[_Line]] = {}
        self.draw = BeatRows(snapshot.training.objective, snapshot.unit, write, width - 2)

    def rows(self, height: int) -> list[Row]:
        """As many lines as there is height for.

        The first line of the beat that the eye is on keeps its place, except near the ends of the story.
        """
        focus = self.story.focus if self.reading is None else self.reading
        block = self._lines(focus)
        if len(block) > height > 0:
            block = self._within(focus, height)
        middle = max(0, (height - 1) // 2)
        after = self._after(focus, height - min(middle, focus))
        needed = max(middle, height - len(block) - len(after))
        before = self._before(focus, needed)
        lines = [*before, *block, *after]
        first = len(before) + block[0].heading
        start = max(first - middle, len(before) + len(block) - height)
        start = max(0, min(start, first, len(lines) - height))
        shown = lines[start : start + max(0, height)]
        shown = self._with_whole_bottom(self._with_whole_top(shown, focus, height >= _STICKY_FROM), focus)
        return [line.row for line in shown]

    def _before(self, focus: int, needed: int) -> list[_Line]:
        """At least so many of the lines above a beat, if there are so many."""
        lines: list[_Line] = []
        for index in range(focus - 1, -1, -1):
            if len(lines) >= needed:
                break
            lines = [*self._lines(index), *lines]
        return lines

    def _after(self, focus: int, needed: int) -> list[_Line]:
        """The same below it."""
        lines: list[_Line] = []
        for index in range(focus + 1, len(self.story.beats)):
            if len(lines) >= needed:
                break
            lines += self._lines(index)
        return lines

    def _with_whole_top(self, shown: list[_Line], focus: int, sticky: bool) -> list[_Line]:
        """The same lines, but no beat cut at the top; there, with `sticky`, stands the heading of what follows.

        Lines of a beat whose beginning is out of sight give way to beats in one line each.
        """
        if not shown or shown[0].heading or shown[0].beat == focus:
            return shown
        cut = shown[0].beat
        whole = next((place for place, line in enumerate(shown) if line.beat != cut), len(shown))
        if not sticky and whole == len(self._lines(cut)):
            return shown
        below = shown[whole:]
        sticky = sticky and not (whole == 1 and below and below[0].heading)
        top: list[_Line] = []
        beat = cut
        while len(top) < whole - sticky and beat >= 0:
            top.insert(0, _Line(self._compact(beat), beat))
            if self._begins(beat) and len(top) < whole:
                top.insert(0, self._heading(beat))
            beat -= 1
        if len(top) < whole and not (top and top[0].heading):
            top.insert(0, self._heading(top[0].beat if top else cut))
        return [*top, *below]

    def _with_whole_bottom(self, shown: list[_Line], focus: int) -> list[_Line]:
        """The same lines, but no beat cut at the bottom: what is left of it gives way to beats in one line each."""
        if not shown or shown[-1].beat == focus:
            return shown
        cut = shown[-1].beat
        above = [line for line in shown if line.beat != cut or line.heading]
        left = len(shown) - len(above)
        if left == len([line for line in self._lines(cut) if not line.heading]):
            return shown
        beat = cut
        if left == 0 and len(shown) > 1 and cut < self.story.told:
            # A heading with nothing below it: what it would head says more.
            above.pop()
        while len(above) < len(shown) and beat < len(self.story.beats):
            if beat > cut and self._begins(beat):
                above.append(self._heading(beat))
            above += self._within(beat, len(shown) - len(above))
            beat += 1
        return above

    def _within(self, index: int, room: int) -> list[_Line]:
        """As much of a beat as there is room for: all, all but its note, its numbers, or the beat in one line."""
        rows = [line for line in self._lines(index) if not line.heading]
        for brief in (False, True):
            if len(rows) > room:
                manner = self._manner(index)._replace(noted=False, brief=brief)
                rows = self._drawn_anew(index, manner)
        if len(rows) > room:
            rows = [_Line(self._compact(index), index)]
        return rows[:room]

    def _lines(self, index: int) -> list[_Line]:
        """A beat, led by its heading where it is the first of its kind."""
        if index not in self._drawn:
            self._drawn[index] = self._draw(index)
        return self._drawn[index]

    def _draw(self, index: int) -> list[_Line]:
        heading = [self._heading(index)] if self._begins(index) else []
        return [*heading, *self._drawn_anew(index, self._manner(index))]

    def _drawn_anew(self, index: int, manner: Manner) -> list[_Line]:
        beat = self.story.beats[index]
        rows = self.draw.rows(beat, self.columns.of(beat.phase, self.width), manner)
        return [_Line(self._marked(index, row), index) for row in rows]

    def _compact(self, index: int) -> Row:
        beat = self.story.beats[index]
        column = self.columns.of(beat.phase, self.width)
        return self._marked(index, self.draw.compact(beat, column, self._manner(index)))

    def _manner(self, index: int) -> Manner:
        now = index == self.story.active
        # The heading has said it of the loss already.
        noted = (now or index == self.reading) and self.story.beats[index].phase not in (
            Phase.SELECT,
            Phase.LOSS,
        )
        return Manner(now, index >= self.story.told, noted or index in self.story.explained)

    def _marked(self, index: int, row: Row) -> Row:
        """The row with a bar before it where it is lit, and an arrow where a person reads."""
        now, reading = index == self.story.active, index == self.reading
        mark = Span("▌ " if now else "› " if reading else "  ", "now" if now else "key")
        return fitted((mark, *row), self.width)

    def _begins(self, index: int) -> bool:
        """Whether a heading stands above a beat."""
        return index == 0 or self._title(index - 1) != self._title(index)

    def _heading(self, index: int) -> _Line:
        """The heading above a beat and its like."""
        name, note = self._title(index), ""
        if self.story.beats[index].phase is Phase.LOSS:
            losses = (beat.note for beat in self.story.beats[index:] if beat.quantity == "loss")
            note = next(losses, "")
        title = linked(name, "heading", name.partition(",")[0])
        spans = (title, Span(f"   {note}" if note else "", "note"))
        return _Line(fitted(spans, self.width), index, heading=True)

    def _title(self, index: int) -> str:
        """The phase; in a batch also the row, or that it is about all rows together."""
        beat, snapshot = self.story.beats[index], self.snapshot
        batch = snapshot.step.rows.tolist() if snapshot.step is not None else []
        network = snapshot.network
        if len(batch) < 2 or network is None or beat.phase not in (Phase.FORWARD, Phase.BACKWARD):
            return beat.phase.value
        if _OF_ONE_ROW.fullmatch(beat.quantity):
            return f"{beat.phase.value}, row {network.row_numbers[batch[beat.row]]}"
        return f"{beat.phase.value}, all rows of the batch"
