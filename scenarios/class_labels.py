"""Class labels in one column: their numbers in rows, and the targets of 0 and 1 that they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.types import Matrix, Vector
from scenarios.columns import usable_name
from scenarios.fields import column_fault
from scenarios.number_cells import InvalidCell, numeral
from scenarios.wording import counted, listed, plain, quoted, suggestion

Label = int | str

_MAX_SHOWN = 8
"""Labels that a message lists."""

MAX_PROPOSED = 20
"""Different texts of a column up to which they are proposed as its labels."""


class ClassLabels(NamedTuple):
    """The labels of the classes, in the order of the units of the last layer."""

    labels: tuple[Label, ...]

    @property
    def numbers(self) -> tuple[float, ...]:
        """The number that stands for each label in rows of numbers: the label, or for words 0, 1, 2, …"""
        are_numbers = all(isinstance(label, int) for label in self.labels)
        return tuple(float(label) if are_numbers else float(index) for index, label in enumerate(self.labels))

    def number_in(self, text: str) -> float:
        """The number of the label in a cell.

        Raises:
            InvalidCell: the cell holds none of the labels.
        """
        written = text.strip()
        found = numeral(written)
        for label, number in zip(self.labels, self.numbers, strict=True):
            if written == label or (isinstance(label, int) and found is not None and found.value == label):
                return number
        if not written:
            raise InvalidCell("the cell is empty; give a class, or leave the row out")
        near = suggestion(written, [str(label) for label in self.labels])
        raise InvalidCell(f"{quoted(written)} is none of data.classes{near}")

    def unknown(self, numbers: Vector) -> int | None:
        """The index of the first number that stands for no label; None if there is none."""
        unknown = np.flatnonzero(~np.isin(numbers, self.numbers))
        return int(unknown[0]) if len(unknown) else None

    def units_fault(self, outputs: int) -> str | None:
        """Why a last layer of so many units does not fit; None if it does.

        It needs a unit for each class; of two classes, a single unit can tell the second one from the first.
        """
        count = len(self.labels)
        if outputs == count or (count == 2 and outputs == 1):
            return None
        return (
            f"{count} classes need {count} units in the last layer{' or one' * (count == 2)}, got {outputs}"
        )

    def targets(self, numbers: Vector, outputs: int) -> Matrix:
        """A column for each class, 1 where it is the row's class and else 0; for a single output, the last of them."""
        is_class: Matrix = np.equal.outer(numbers, np.array(self.numbers)).astype(np.float64)
        return is_class[:, -outputs:]

    def names(self, column: str, outputs: int, others: Sequence[str]) -> tuple[str, ...]:
        """The targets' names: species_setosa, …; if these cannot be used beside the others, species_class_1, …

        A single target keeps the name of the column.
        """
        if outputs == 1:
            return (column,)
        words = [usable_name(str(label)).lstrip("_") for label in self.labels]
        names = tuple(f"{column}_{word}" for word in words)
        if (
            all(words)
            and len({*names, *others}) == len(names) + len(others)
            and not any(map(column_fault, names))
        ):
            return names
        return tuple(f"{column}_class_{number}" for number in range(1, len(self.labels) + 1))

    def described(self, column: str, names: Sequence[str]) -> str:
        """The meaning of the targets: "pass: no is 0, yes is 1", or "2 classes: pass_no and pass_yes"."""
        if len(names) == 1:
            return f"{column}: {plain(str(self.labels[0]))} is 0, {plain(str(self.labels[1]))} is 1"
        shown = [
            name if name == f"{column}_{label}" else f"{name} ({quoted(str(label))})"
            for name, label in zip(names, self.labels, strict=True)
        ]
        rest = len(shown) - _MAX_SHOWN
        few = shown if rest <= 0 else [*shown[:_MAX_SHOWN], f"{rest} more"]
        return f"{counted(len(shown), 'class', 'classes')}: {listed(few, 'and')}"


def proposal(texts: Sequence[str] | None) -> str:
    """The setting that makes these texts class labels: 'give data.classes = ["no", "yes"]'.

    None, for too many different texts, and texts that are numbers with decimals are not listed.
    """
    labels = labels_in(texts or ())
    if len(labels) < 2:
        return "give them as data.classes"
    shown = (str(label) if isinstance(label, int) else quoted(label) for label in labels)
    return f"give data.classes = [{', '.join(shown)}]"


def texts_of_numbers(numbers: Vector) -> list[str] | None:
    """The different numbers of a column as they would be written as labels; None if they are too many to propose."""
    different = np.unique(numbers)[: MAX_PROPOSED + 1].tolist()
    return [f"{number:.17g}" for number in different] if len(different) <= MAX_PROPOSED else None


def labels_in(texts: Sequence[str]) -> list[Label]:
    """The labels in order: whole numbers, or else words; none if there are other numbers."""
    found = [numeral(text) for text in texts]
    numbers = sorted({number.value for number in found if number is not None})
    if not numbers:
        return sorted(set(texts))
    is_whole = len(numbers) == len(set(texts)) and all(number.is_integer() for number in numbers)
    return [int(number) for number in numbers] if is_whole else []
