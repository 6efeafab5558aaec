"""A page of a story: as many lines as there is room for, around the beat in focus."""

from __future__ import annotations

from typing import NamedTuple

from engine.insight.story.beats import Beat, Phase
from tui.drawing.numbers import DecimalColumn
from tui.drawing.spans import Row, Span, fitted
from tui.panes.story.beat_rows import BeatRows, BeatStyle
from tui.panes.terms import linked
from tui.text.notation import Notation
from tui.workspace.selected_story import ChosenStory
from tui.workspace.snapshot import Snapshot, is_of_one_row

_STICKY_FROM = 10
"""Height from which the heading of the first shown beat stays on the page."""

_MAX_COLUMN_WIDTH = 12
"""Cells of the column of results, at most, or a third of the width."""


class Columns:
    """The column of the results of each phase, computed once for a story and a number of digits."""

    def __init__(self, beats: tuple[Beat, ...], write: Notation) -> None:
        self.beats = beats
        self.digits = write.digits
        self._write = write
        self._known: dict[Phase, DecimalColumn] = {}

    def of(self, phase: Phase, width: int) -> DecimalColumn:
        """The column of a phase in a pane of that width; none if the numbers need too much of it."""
        if phase not in self._known:
            results = (beat.result for beat in self.beats if beat.phase is phase)
            self._known[phase] = DecimalColumn.of(map(self._write.number, results))
        return self._known[phase].within(max(_MAX_COLUMN_WIDTH, width // 3))


class _Line(NamedTuple):
    """One line of the story."""

    row: Row
    beat: int
    """The index of its beat."""
    heading: bool = False


class Page:
    """A story in lines of `width` cells; `reading` is the beat at the reading position."""

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
        """At most `height` lines.

        The first line of the beat in focus stays in the same row, except near the ends of the story.
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
        """At least so many of the lines below a beat, if there are so many."""
        lines: list[_Line] = []
        for index in range(focus + 1, len(self.story.beats)):
            if len(lines) >= needed:
                break
            lines += self._lines(index)
        return lines

    def _with_whole_top(self, shown: list[_Line], focus: int, sticky: bool) -> list[_Line]:
        """The same lines without a beat that is cut at the top; with `sticky`, the first line is a heading.

        The lines of a cut beat are replaced by beats in one line each.
        """
        if not shown or shown[0].heading or shown[0].beat == focus:
            return shown
        cut = shown[0].beat
        whole = next((index for index, line in enumerate(shown) if line.beat != cut), len(shown))
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
        """The same lines without a beat that is cut at the bottom; its lines are replaced by beats in one line each."""
        if not shown or shown[-1].beat == focus:
            return shown
        cut = shown[-1].beat
        above = [line for line in shown if line.beat != cut or line.heading]
        left = len(shown) - len(above)
        if left == len([line for line in self._lines(cut) if not line.heading]):
            return shown
        beat = cut
        if left == 0 and len(shown) > 1 and cut < self.story.told:
            # A heading with nothing below it: its first beat is more important.
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
                style = self._style(index)._replace(noted=False, brief=brief)
                rows = self._drawn_as(index, style)
        if len(rows) > room:
            rows = [_Line(self._compact(index), index)]
        return rows[:room]

    def _lines(self, index: int) -> list[_Line]:
        """The lines of a beat, with the heading if it is the first beat below it."""
        if index not in self._drawn:
            self._drawn[index] = self._draw(index)
        return self._drawn[index]

    def _draw(self, index: int) -> list[_Line]:
        heading = [self._heading(index)] if self._begins(index) else []
        return [*heading, *self._drawn_as(index, self._style(index))]

    def _drawn_as(self, index: int, style: BeatStyle) -> list[_Line]:
        beat = self.story.beats[index]
        rows = self.draw.rows(beat, self.columns.of(beat.phase, self.width), style)
        return [_Line(self._marked(index, row), index) for row in rows]

    def _compact(self, index: int) -> Row:
        beat = self.story.beats[index]
        column = self.columns.of(beat.phase, self.width)
        return self._marked(index, self.draw.compact(beat, column, self._style(index)))

    def _style(self, index: int) -> BeatStyle:
        now = index == self.story.active
        # The heading has the note of the loss already.
        noted = (now or index == self.reading) and self.story.beats[index].phase not in (
            Phase.SELECT,
            Phase.LOSS,
        )
        return BeatStyle(now, index >= self.story.told, noted or index in self.story.explained)

    def _marked(self, index: int, row: Row) -> Row:
        """The row after its mark: a bar for the current beat, an arrow for the reading position."""
        now, reading = index == self.story.active, index == self.reading
        mark = Span("▌ " if now else "› " if reading else "  ", "now" if now else "key")
        return fitted((mark, *row), self.width)

    def _begins(self, index: int) -> bool:
        """Whether there is a heading above a beat."""
        return index == 0 or self._title(index - 1) != self._title(index)

    def _heading(self, index: int) -> _Line:
        """The heading above a beat and the following ones of its kind."""
        name, note = self._title(index), ""
        if self.story.beats[index].phase is Phase.LOSS:
            losses = (beat.note for beat in self.story.beats[index:] if beat.quantity == "loss")
            note = next(losses, "")
        title = linked(name, "heading", name.partition(",")[0])
        spans = (title, Span(f"   {note}" if note else "", "note"))
        return _Line(fitted(spans, self.width), index, heading=True)

    def _title(self, index: int) -> str:
        """The phase; in a batch with the row, or with a note that it is about all rows."""
        beat, snapshot = self.story.beats[index], self.snapshot
        batch = snapshot.step.rows.tolist() if snapshot.step is not None else []
        network = snapshot.network
        if len(batch) < 2 or network is None or beat.phase not in (Phase.FORWARD, Phase.BACKWARD):
            return beat.phase.value
        if is_of_one_row(beat):
            return f"{beat.phase.value}, row {network.row_numbers[batch[beat.row]]}"
        return f"{beat.phase.value}, all rows of the batch"
