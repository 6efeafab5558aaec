"""A beat of a story as rows: its symbols, its numbers, and its result at the right."""

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
"""The positions between names where a line may end: before a term, and after · and /."""

_TERMS = (" + ", " − ", " - ", " = ")
_FACTORS = ("·", "*", "/")

_MAX_INDENT = 8
"""Cells by which the further lines of an equation are indented, at most."""
_MIN_INDENT = 4
"""Cells by which a line that starts with " = " is indented, at least."""
_MAX_RANK = 9
"""A line ends within four parentheses at most."""

_RESULT_ROLES = {Phase.BACKWARD: "gradient", Phase.UPDATE: "update"}


class BeatStyle(NamedTuple):
    """The way in which a beat is shown."""

    now: bool = False
    """It is the current one."""
    future: bool = False
    """It is not revealed yet: symbols only."""
    noted: bool = False
    """Its note is shown with it."""
    brief: bool = False
    """Its numbers are shown in place of its symbols."""


class _Result(NamedTuple):
    """The result at the right end of a beat."""

    text: str
    column: DecimalColumn
    role: str
    sign: str = " = "

    @property
    def least(self) -> int:
        """Its width without its column."""
        return cell_len(self.sign) + cell_len(self.text)

    def spans(self, column: DecimalColumn | None = None) -> Row:
        """The sign and the number in its column, or in another one."""
        aligned = (self.column if column is None else column).aligned(self.text)
        return (Span(self.sign, "dim"), Span(aligned, self.role))


class BeatRows:
    """Draws beats of one objective in one notation, in rows of at most `width` cells.

    `unit` is what a step takes: "row" or "batch", and "step" for a function.
    """

    def __init__(self, objective: Objective, unit: str, write: Notation, width: int) -> None:
        self.objective = objective
        self.unit = unit
        self.write = write
        self.width = max(1, width)

    def rows(self, beat: Beat, column: DecimalColumn, style: BeatStyle) -> Iterator[Row]:
        """A beat in one line if it fits, else symbols and numbers below each other; the result at the right."""
        plain = _plain(style)
        if beat.phase is Phase.SELECT:
            yield from self._selection(beat, plain)
            return
        result = _Result(self.write.number(beat.result), column, _role(beat, style))
        if beat.quantity.startswith("after."):
            yield from self._before_and_after(beat, result, plain, style.future)
        elif beat.quantity == f"new.{_key(beat)}":
            left = [self._named(beat.quantity, plain), Span(" stays, frozen", plain)]
            yield from self._wrapped(left, 2) if style.future else self._ended(left, result, 2)
            return  # the note says the same
        else:
            yield from self._equation(beat, result, plain, style)
        if style.noted and beat.note and not style.future:
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

    def compact(self, beat: Beat, column: DecimalColumn, style: BeatStyle) -> Row:
        """A beat in one line, if need be without its symbols, or without its numbers."""
        rows = list(self.rows(beat, column, style._replace(noted=False)))
        if len(rows) == 1 or beat.phase is Phase.SELECT:
            return rows[0]
        plain = _plain(style)
        result = _Result(self.write.number(beat.result), column, _role(beat, style))
        named = (
            self._named(beat.quantity, plain),
            Span(f" {self.write.relation(beat.quantity)} ", "dim"),
        )
        if style.future:
            return (*named, Span("…", "dim"))
        numbers = self.write.numbers(beat)
        ways = [[] if numbers == result.text else [Span(numbers, plain)], self._symbols(beat, plain)]
        lines = [[*named, *way] for way in ways if way]
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

    def _equation(self, beat: Beat, end: _Result, plain: str, style: BeatStyle) -> Iterator[Row]:
        """quantity = symbols = numbers = result, without equal parts."""
        write = self.write
        name, relation = write.name(beat.quantity), f" {write.relation(beat.quantity)} "
        formula = self._symbols(beat, plain)
        symbols, result = "".join(span.text for span in formula), end.text
        indent = min(min(cell_len(name), _MAX_INDENT) + len(relation), max(_MIN_INDENT, self.width // 3))
        named = Span(name, plain, self._target(beat.quantity))
        left = [named, Span(relation, "dim"), *formula] if symbols != name else [named]
        if style.future:
            yield from self._wrapped(left, indent)
            return
        numbers = write.numbers(beat)
        if symbols == result:
            left = [named]
        elif numbers not in (symbols, result):
            substituted = Span(numbers, plain)
            if symbols == name or style.brief:
                left = [named, Span(relation, "dim"), substituted]
            elif width_of(left) + 3 + cell_len(numbers) + end.least <= self.width:
                left += [Span(" = ", "dim"), substituted]
            else:
                yield from self._wrapped(left, indent)
                if _MIN_INDENT <= self.width - cell_len(numbers) < indent:
                    # With less indentation they fit in one line.
                    indent = self.width - cell_len(numbers)
                left = [Span(" = ".rjust(indent), "dim"), substituted]
        yield from self._ended(left, end, indent)

    def _symbols(self, beat: Beat, role: str) -> list[Span]:
        pieces = self.write.pieces(beat.formula)
        return [Span(piece.text, role, self._target(piece.quantity)) for piece in pieces]

    def _named(self, key: str, role: str) -> Span:
        return Span(self.write.name(key), role, self._target(key))

    def _target(self, key: str) -> str:
        return target_of(key, self.objective) if key else ""

    def _ended(self, spans: Sequence[Span], result: _Result, indent: int) -> Iterator[Row]:
        """The spans with their result at the right of the last line, or of an additional line.

        The result leaves its column if it fits into the last line only so.
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
        """The spans cut where a line may end: as far out of parentheses as possible, so that each piece fits."""
        if width_of(spans) <= self.width:
            return [list(spans)]
        pieces = list(_pieces(spans))
        words: list[list[Span]] = []
        for most in range(_MAX_RANK + 1):
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
    """The spans cut at every operator, each with the rank of a line end before it; None if a line cannot end there.

    A line ends rather between terms than between factors, and rather outside of parentheses.
    """
    depth, after_factor = 0, False
    for span in spans:
        for text in [span.text] if span.target else _BREAKS.split(span.text):
            rank = 2 * depth if text.startswith(_TERMS) else 2 * depth + 1 if after_factor else None
            yield span._replace(text=text), rank
            depth += text.count("(") - text.count(")")
            after_factor = not span.target and text.endswith(_FACTORS)


def _plain(style: BeatStyle) -> str:
    """The role of everything but the result."""
    return "now" if style.now else "dim" if style.future else "text"


def _role(beat: Beat, style: BeatStyle) -> str:
    return "now" if style.now else _RESULT_ROLES.get(beat.phase, "value")


def _key(beat: Beat) -> str | None:
    """The name if the formula is a single name, else None."""
    return beat.formula.key if isinstance(beat.formula, Name) else None
