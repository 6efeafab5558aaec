"""The story of the step: one beat after the other, symbols and numbers, the lit one where the eye finds it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from engine.insight.beats import Beat, Phase
from tui.charts.rows import Row, Span
from tui.drawing import fitted, spread, width_of
from tui.moment import Moment
from tui.panes.pane import Pane

_BREAKS = re.compile(r"(?= [+−-] )|(?<=[·*/])")
"""Where a long formula may be broken: before a term, and after · and /."""

RESULT_ROLES = {Phase.BACKWARD: "gradient", Phase.UPDATE: "update"}


class StoryPane(Pane):
    """The beats up to the lit one with their numbers, those to come in symbols."""

    name = "story"

    def title(self, moment: Moment) -> tuple[Span, ...]:
        return (Span("Story", "title"),)

    def hint(self, moment: Moment) -> tuple[Span, ...]:
        if not moment.beats:
            return ()
        return (Span(f"beat {moment.place.beat} of {len(moment.beats)}", "dim"),)

    def body(self, moment: Moment, width: int, height: int) -> list[Row]:
        if not moment.beats:
            return self._before_the_first(moment, width)
        if moment.divergence:
            lines = textwrap.wrap(moment.notation.text(moment.divergence), width)
            why: list[Row] = [fitted((Span(line, "warning"),), width) for line in lines]
            room = height - len(why) - 1
            # Why it went wrong is more than what its last step was.
            return [*self._beats(moment, width, room), (), *why] if room > 0 else why[:height]
        return self._beats(moment, width, height)

    def _beats(self, moment: Moment, width: int, height: int) -> list[Row]:
        """The beats around the lit one, as many lines as there is height for."""
        current = moment.place.beat - 1
        lines = self._lines(moment, current, width)
        before: list[Row] = []
        wanted = height * 3 // 4
        for index in range(current - 1, -1, -1):
            if len(before) >= height:
                break
            before = [*self._lines(moment, index, width), *before]
        after: list[Row] = []
        for index in range(current + 1, len(moment.beats)):
            if len(after) >= height:
                break
            after += self._lines(moment, index, width)
        above = max(wanted - len(lines), height - len(lines) - len(after), 0)
        shown = before[max(0, len(before) - above) :]
        return [*shown, *lines, *after][:height]

    def _before_the_first(self, moment: Moment, width: int) -> list[Row]:
        what = "row" if moment.network is not None else "step"
        keys = [
            ("n", f"take the first {what} and see all of its numbers"),
            (".", "or go one operation at a time"),
        ]
        rows: list[Row] = [(Span("Nothing has happened yet.", "text"),), ()]
        rows += [(Span(f" {key}  ", "key"), Span(text, "text")) for key, text in keys]
        return [fitted(row, width) for row in rows]

    def _lines(self, moment: Moment, index: int, width: int) -> list[Row]:
        beat = moment.beats[index]
        rows: list[Row] = []
        if (
            index == 0
            or moment.beats[index - 1].phase != beat.phase
            or moment.beats[index - 1].row != beat.row
        ):
            rows.append(fitted((Span(self._heading(moment, beat), "heading"),), width))
        now = index == moment.place.beat - 1 and not moment.complete
        future = index >= moment.place.beat
        mark = Span("▌ " if now else "  ", "now")
        rows += [fitted((mark, *line), width) for line in _told(moment, beat, width - 2, now, future)]
        if now and beat.note and beat.phase is not Phase.SELECT:
            rows.append(fitted((mark, Span("  " + moment.notation.text(beat.note), "note")), width))
        return rows

    def _heading(self, moment: Moment, beat: Beat) -> str:
        batch = moment.step.rows.tolist() if moment.step is not None else []
        if (
            len(batch) > 1
            and moment.network is not None
            and beat.phase in (Phase.FORWARD, Phase.LOSS, Phase.BACKWARD)
        ):
            return f"{beat.phase.value}, row {moment.network.row_numbers[batch[beat.row]]}"
        return str(beat.phase.value)


def _told(moment: Moment, beat: Beat, width: int, now: bool, future: bool) -> Iterator[Row]:
    """A beat in one line if it fits, else symbols and numbers below each other, results at the right."""
    write = moment.notation
    plain = "now" if now else "dim" if future else "text"
    if beat.phase is Phase.SELECT:
        # A no-break space keeps each name and its number in one line.
        values = "".join(f"  {key}\xa0{write.number(value)}" for key, value in beat.numbers.items())
        lines = textwrap.wrap(write.text(beat.note) + values, max(1, width), subsequent_indent="  ")
        yield from ((Span(line.replace("\xa0", " "), plain),) for line in lines)
        return
    name, relation, symbols = (
        write.name(beat.quantity),
        f" {write.relation(beat.quantity)} ",
        write.symbols(beat),
    )
    numbers, result = write.numbers(beat), write.number(beat.result)
    indent = min(len(name), 8) + len(relation)
    symbolic = [Span(name, plain)]
    if symbols != name:
        symbolic += [Span(relation, "dim"), Span(symbols, plain)]
    if future:
        yield from _wrapped(symbolic, width, indent)
        return
    if result == symbols:
        yield from _wrapped(symbolic, width, indent)
        return
    end = (Span(" = ", "dim"), Span(result, "now" if now else RESULT_ROLES.get(beat.phase, "value")))
    if numbers in (symbols, result):
        yield from _ended(symbolic, end, width, indent)
    elif symbols == name:
        yield from _ended([*symbolic, Span(relation, "dim"), Span(numbers, plain)], end, width, indent)
    else:
        yield from _wrapped(symbolic, width, indent)
        yield from _ended([Span(" = ".rjust(indent), "dim"), Span(numbers, plain)], end, width, indent)


def _ended(spans: list[Span], end: Row, width: int, indent: int) -> Iterator[Row]:
    """The spans, and their end at the right of the last line, or of a line of its own."""
    lines = list(_wrapped(spans, width, indent))
    yield from lines[:-1]
    if width_of(lines[-1]) + width_of(end) <= width:
        yield spread(lines[-1], end, width)
    else:
        yield lines[-1]
        yield spread((), end, width)


def _wrapped(spans: list[Span], width: int, indent: int) -> Iterator[Row]:
    """The spans in lines of at most `width` cells, broken before + and −, later lines indented."""
    line: list[Span] = []
    used = 0
    for span in spans:
        for piece in _BREAKS.split(span.text):
            if used + len(piece) > width and used > indent:
                yield tuple(line)
                line, used = [Span(" " * indent, "text")], indent
                piece = piece.lstrip()
            line.append(Span(piece, span.role))
            used += len(piece)
    if line:
        yield tuple(line)
