"""One beat of a story as rows: its symbols, its numbers, and its result at the right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from engine.insight.story.beats import Beat, Phase
from engine.objectives.expression import Name
from engine.objectives.objective import Objective
from tui.drawing.numbers import DecimalColumn
from tui.drawing.spans import Row, Span, fitted, spread, width_of
from tui.drawing.wrapping import wrapped
from tui.panes.subject import target_of
from tui.text.notation import Notation

_BREAKS = re.compile(r"(?= [+−-] )|(?<=[·*/])")
"""Where what stands between names may be broken: before a term, and after · and /."""

_TERMS = (" + ", " − ", " - ", " = ")
_FACTORS = ("·", "*", "/")

_DEEPEST = 8
"""So many cells further lines are indented at most."""
_LEAST = 4
"""So many cells a line that begins with " = " is indented at least."""
_LAST_RANK = 9
"""A line ends within no more than four parentheses."""

_RESULT_ROLES = {Phase.BACKWARD: "gradient", Phase.UPDATE: "update"}


class Manner(NamedTuple):
    """How a beat is shown."""

    now: bool = False
    """It is the lit one."""
    future: bool = False
    """It has not been told yet: symbols only."""
    noted: bool = False
    """Its note is shown with it."""
    brief: bool = False
    """Its numbers stand in the place of its symbols."""


class _Result(NamedTuple):
    """What stands at the right end of a beat."""

    text: str
    column: DecimalColumn
    role: str
    sign: str = " = "

    @property
    def least(self) -> int:
        """The cells that it takes out of its column."""
        return cell_len(self.sign) + cell_len(self.text)

    def spans(self, column: DecimalColumn | None = None) -> Row:
        """The sign and the number in its column, or in another one."""
        aligned = (self.column if column is None else column).aligned(self.text)
        return (Span(self.sign, "dim"), Span(aligned, self.role))


class BeatRows:
    """Draws beats of one objective in one notation, in rows of at most `width` cells.

    `unit` is what a step takes: "row", "batch", or "step" where it is a function's.
    """

    def __init__(self, objective: Objective, unit: str, write: Notation, width: int) -> None:
        self.objective = objective
        self.unit = unit
        self.write = write
        self.width = max(1, width)

    def rows(self, beat: Beat, column: DecimalColumn, manner: Manner) -> Iterator[Row]:
        """A beat in one line if it fits, else symbols and numbers below each other, results at the right."""
        plain = _plain(manner)
        if beat.phase is Phase.SELECT:
            yield from self._selection(beat, plain)
            return
        result = _Result(self.write.number(beat.result), column, _role(beat, manner))
        if beat.quantity.startswith("after."):
            yield from self._before_and_after(beat, result, plain, manner.future)
        elif beat.quantity == f"new.{_key(beat)}":
            left = [self._named(beat.quantity, plain), Span(" stays, frozen", plain)]
            yield from self._wrapped(left, 2) if manner.future else self._ended(left, result, 2)
            return  # the note would say the same again
        else:
            yield from self._equation(beat, result, plain, manner)
        if manner.noted and beat.note and not manner.future:
            yield from self.note(beat.note)

    def note(self, text: str) -> Iterator[Row]:
        """A sentence in plain language."""
        for line in wrapped([Span(self.write.prose(text), "note")], self.width - 2):
            yield (Span("  ", "note"), *line)

    def _selection(self, beat: Beat, plain: str) -> Iterator[Row]:
        line: list[Span] = [Span(self.write.text(beat.note), plain)]
        for key, value in beat.numbers.items():
            pair = (self._named(key, plain), Span(f" {self.write.number(value)}", plain))
            if width_of(line) + 2 + width_of(pair) > self.width:
                yield tuple(line)
                line = []
            line += [Span("  ", plain), *pair]
        yield tuple(line)

    def compact(self, beat: Beat, column: DecimalColumn, manner: Manner) -> Row:
        """A beat in one line, whatever it leaves out: the symbols first, then the numbers."""
        rows = list(self.rows(beat, column, manner._replace(noted=False)))
        if len(rows) == 1 or beat.phase is Phase.SELECT:
            return rows[0]
        plain = _plain(manner)
        result = _Result(self.write.number(beat.result), column, _role(beat, manner))
        named = (
            self._named(beat.quantity, plain),
            Span(f" {self.write.relation(beat.quantity)} ", "dim"),
        )
        if manner.future:
            return (*named, Span("…", "dim"))
        numbers = self.write.numbers(beat)
        reports = [[] if numbers == result.text else [Span(numbers, plain)], self._symbols(beat, plain)]
        lines = [[*named, *way] for way in reports if way]
        fitting = (line for line in lines if width_of(line) + result.least <= self.width)
        return next(self._ended(next(fitting, [*named, Span("…", "dim")]), result, 2))

    def _before_and_after(self, beat: Beat, result: _Result, plain: str, future: bool) -> Iterator[Row]:
        """A loss before the update and after it."""
        key = beat.quantity.removeprefix("after.")
        name = self.write.name(key)
        if key == "loss" and self.unit != "step":
            name += f" of this {self.unit}"
        arrow = " → " if self.write.unicode else " -> "
        if future:
            yield from self._wrapped([Span(f"{name} before{arrow}after", plain)], 2)
            return
        left = [Span(f"{name}  ", plain), Span(self.write.number(beat.numbers[key]), "value")]
        yield from self._ended(left, result._replace(sign=arrow), 2)

    def _equation(self, beat: Beat, end: _Result, plain: str, manner: Manner) -> Iterator[Row]:
        """quantity = symbols = numbers = result, without what says the same twice."""
        write = self.write
        name, relation = write.name(beat.quantity), f" {write.relation(beat.quantity)} "
        formula = self._symbols(beat, plain)
        symbols, result = "".join(span.text for span in formula), end.text
        indent = min(min(cell_len(name), _DEEPEST) + len(relation), max(_LEAST, self.width // 3))
        named = Span(name, plain, self._target(beat.quantity))
        left = [named, Span(relation, "dim"), *formula] if symbols != name else [named]
        if manner.future:
            yield from self._wrapped(left, indent)
            return
        numbers = write.numbers(beat)
        if symbols == result:
            left = [named]
        elif numbers not in (symbols, result):
            put_in = Span(numbers, plain)
            if symbols == name or manner.brief:
                left = [named, Span(relation, "dim"), put_in]
            elif width_of(left) + 3 + cell_len(numbers) + end.least <= self.width:
                left += [Span(" = ", "dim"), put_in]
            else:
                yield from self._wrapped(left, indent)
                if _LEAST <= self.width - cell_len(numbers) < indent:
                    # Begun further left, they fit in one line.
                    indent = self.width - cell_len(numbers)
                left = [Span(" = ".rjust(indent), "dim"), put_in]
        yield from self._ended(left, end, indent)

    def _symbols(self, beat: Beat, role: str) -> list[Span]:
        pieces = self.write.pieces(beat.formula)
        return [Span(piece.text, role, self._target(piece.quantity)) for piece in pieces]

    def _named(self, key: str, role: str) -> Span:
        return Span(self.write.name(key), role, self._target(key))

    def _target(self, key: str) -> str:
        return target_of(key, self.objective) if key else ""

    def _ended(self, spans: Sequence[Span], result: _Result, indent: int) -> Iterator[Row]:
        """The spans, and their result at the right of the last line, or of a line of its own.

        Where only that keeps it in the line, it leaves its column.
        """
        *lines, last = self._wrapped(spans, indent)
        yield from lines
        used = width_of(last)
        if used + result.least <= self.width:
            aligned = result.spans()
            fits = used + width_of(aligned) <= self.width
            yield spread(last, aligned if fits else result.spans(DecimalColumn()), self.width)
        else:
            yield last
            yield spread((), result.spans(), self.width)

    def _wrapped(self, spans: Sequence[Span], indent: int) -> Iterator[Row]:
        """The spans in lines, broken at operators and never within a name; later lines indented."""
        line: list[Span] = []
        used = 0
        for word in self._words(spans, self.width - indent):
            size = width_of(word)
            if used + size > self.width and used > indent:
                yield fitted(line, self.width)
                line, used = [Span(" " * indent, "text")], indent
                word = [word[0]._replace(text=word[0].text.lstrip()), *word[1:]]
                size = width_of(word)
            line += word
            used += size
        yield tuple(line)

    def _words(self, spans: Sequence[Span], room: int) -> list[list[Span]]:
        """The spans cut where a line may end: as far out of all parentheses as makes each piece fit in."""
        if width_of(spans) <= self.width:
            return [list(spans)]
        pieces = list(_pieces(spans))
        words: list[list[Span]] = []
        for most in range(_LAST_RANK + 1):
            words = []
            for span, rank in pieces:
                if not words or (rank is not None and rank <= most):
                    words.append([span])
                else:
                    words[-1].append(span)
            if max(map(width_of, words)) <= room:
                break
        return words


def _pieces(spans: Sequence[Span]) -> Iterator[tuple[Span, int | None]]:
    """The spans cut at every operator, each with the rank of a line's end before it; None for nowhere.

    A line rather ends between terms than between factors, and rather outside of parentheses.
    """
    depth, after_factor = 0, False
    for span in spans:
        for text in [span.text] if span.target else _BREAKS.split(span.text):
            rank = 2 * depth if text.startswith(_TERMS) else 2 * depth + 1 if after_factor else None
            yield span._replace(text=text), rank
            depth += text.count("(") - text.count(")")
            after_factor = not span.target and text.endswith(_FACTORS)


def _plain(manner: Manner) -> str:
    """The role of what is no result."""
    return "now" if manner.now else "dim" if manner.future else "text"


def _role(beat: Beat, manner: Manner) -> str:
    return "now" if manner.now else _RESULT_ROLES.get(beat.phase, "value")


def _key(beat: Beat) -> str | None:
    """The one name that the formula is; None where it is more."""
    return beat.formula.key if isinstance(beat.formula, Name) else None
