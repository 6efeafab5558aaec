"""One step as text: every quantity with its formula in symbols and in numbers, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from engine.descent.training import Step, Training
from engine.insight.story.beats import Beat, Phase
from engine.insight.story.step_story import story
from engine.objectives.network import Network
from scenarios.wording import counted
from tui.text.notation import Notation
from tui.text.untrusted import clean_line
from tui.traces.records import PER_ROW_QUANTITY, row_numbers
from tui.traces.table import padded, width_of

_INDENT = "  "


class Equation(NamedTuple):
    """A beat's equation: quantity = symbols = numbers = result."""

    quantity: str
    relation: str
    symbols: str
    numbers: str
    """Empty where the symbols or the result say the same."""
    result: str
    """Empty where the symbols say the same."""
    note: str

    @property
    def line(self) -> str:
        """All of it but the note in one line."""
        parts = " = ".join(filter(None, (self.symbols, self.numbers, self.result)))
        return f"{self.quantity} {self.relation} {parts}"


def text_of_step(training: Training, step: Step, notation: Notation, width: int) -> Iterator[str]:
    """The step's story, line by line: where a phase's equations fit the width, each on one line."""
    beats = story(training, step)
    batch = rows_shown(training, step)
    for phase, beats_of_phase in groupby(beats, key=lambda beat: beat.phase):
        yield ""
        yield phase.value
        if phase is Phase.SELECT:
            yield from (_INDENT + selection(beat, notation) for beat in beats_of_phase)
            continue
        lines = [equation_of(beat, notation, batch) for beat in beats_of_phase]
        yield from (_INDENT + line for line in _laid_out(lines, width - len(_INDENT)))


def position_of_step(training: Training, step: Step) -> str:
    """The step's position in its run: "step 3 of 20, epoch 1, row 3"."""
    parts = [f"step {step.number:,} of {training.steps:,}"]
    objective = training.objective
    if isinstance(objective, Network):
        parts.append(f"epoch {step.epoch:,}")
        rows = row_numbers(objective, step)
        parts.append(f"row {rows[0]}" if len(rows) == 1 else counted(len(rows), "row"))
    return ", ".join(parts)


def rows_shown(training: Training, step: Step) -> list[int]:
    """The numbers of the rows that a network's step takes."""
    return row_numbers(training.objective, step) if isinstance(training.objective, Network) else []


def selection(beat: Beat, notation: Notation) -> str:
    """The selected rows and their data, as a sentence."""
    values = ", ".join(
        f"{clean_line(notation.name(name))} = {notation.number(value)}"
        for name, value in beat.numbers.items()
    )
    return notation.prose(beat.note) + (f": {values}" if values else "")


def equation_of(beat: Beat, notation: Notation, batch: list[int]) -> Equation:
    """A beat as an equation; `batch` has the numbers of the rows that its step takes."""
    quantity = beat.quantity
    if len(batch) > 1 and PER_ROW_QUANTITY.fullmatch(quantity):
        quantity += f"[row {batch[beat.row]}]"
    symbols, numbers, result = notation.symbols(beat), notation.numbers(beat), notation.number(beat.result)
    numbers = "" if numbers in (symbols, result) else numbers
    result = "" if result == symbols else result
    name, relation = notation.name(quantity), notation.relation(quantity)
    if symbols == name and numbers:
        symbols, numbers = numbers, ""
    return Equation(name, relation, symbols, numbers, result, notation.prose(beat.note))


def _laid_out(lines: list[Equation], width: int) -> Iterator[str]:
    """Side by side in columns where that fits the width, and otherwise the numbers below the symbols."""
    columns = [max(map(width_of, column)) for column in zip(*lines, strict=True)]
    quantity, relation, symbols, numbers, result, _ = columns
    signs = len("  ") + len(" = ") * (bool(numbers) + bool(result))
    if quantity + relation + symbols + numbers + result + signs <= width:
        for line in lines:
            text = f"{padded(line.quantity, quantity)} {padded(line.relation, relation)} "
            text += padded(line.symbols, symbols) + _term(line.numbers, numbers) + _term(line.result, result)
            yield from _with_note(text, line.note, width)
        return
    for line in lines:
        yield f"{line.quantity} {line.relation} {line.symbols}"
        indent = " " * width_of(line.quantity)
        both = f"{indent}{_term(line.numbers, 0)}{_term(line.result, 0)}"
        if width_of(both) > width and line.numbers and line.result:
            yield f"{indent}{_term(line.numbers, 0)}"
            both = f"{indent}{_term(line.result, 0)}"
        yield from _with_note(both, line.note, width)


def _term(text: str, width: int) -> str:
    """A further part of an equation after an equals sign, padded to its column."""
    if not text:
        return " " * (width + len(" = ")) if width else ""
    return f" = {padded(text, width)}" if width else f" = {text}"


def _with_note(text: str, note: str, width: int) -> Iterator[str]:
    if note and width_of(text) + 3 + width_of(note) <= width:
        yield f"{text}   {note}"
        return
    if text.strip():
        yield text.rstrip()
    if note:
        yield f"    ({note})"
