"""The columns of data: their names as written and in formulas, and which of them a scenario's names mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from scenarios.fields import column_fault
from scenarios.wording import plain, quoted


class Columns(NamedTuple):
    """The columns of data, in order. Those that are not used can have any name, or none."""

    written: tuple[str, ...]
    """The names as written; "" for a column without a name."""
    names: tuple[str, ...]
    """The names in formulas."""
    apart: frozenset[int] = frozenset()
    """The indices of columns that are used only if they are named: row names, and empty columns at the end."""

    @classmethod
    def named(cls, names: Sequence[str]) -> Columns:
        """Columns with names that are valid in formulas."""
        return cls(tuple(names), tuple(names))

    @classmethod
    def written_as(cls, cells: Sequence[str], apart: Collection[int] = ()) -> Columns:
        """Columns with the names of a header, converted to valid ones: "Profile Score" → "Profile_Score".

        A name without Latin letters and digits becomes column_3, for the third column.
        """
        written = tuple(cell.strip() for cell in cells)
        names = (_name_of(text, number) for number, text in enumerate(written, 1))
        return cls(written, tuple(names), frozenset(apart))

    def indices_of(self, name: str) -> list[int]:
        """The columns that a name means: those that are written so, or else those that are called so in formulas."""
        exact = [index for index, written in enumerate(self.written) if written == name]
        if exact:
            return exact
        usable = usable_name(name)
        return [
            index for index, known in enumerate(self.names) if known in (name, usable) and self.written[index]
        ]

    def shown(self, index: int) -> str:
        """A column's name, with the original where that is written in other letters: 'column_3 ("Имя")'."""
        name, written = self.names[index], self.written[index]
        is_made_up = written and usable_name(written) != name
        return f"{name} ({quoted(written)})" if is_made_up else name

    def faults(self, used: Collection[int]) -> Iterator[tuple[int, str]]:
        """(index, message) of the columns whose names cannot be used in formulas, among those that are used."""
        seen: set[str] = set()
        for index in sorted(used):
            name, written = self.names[index], self.written[index]
            if not written:
                fault: str | None = "the name is missing"
            elif name in seen:
                fault = f"{quoted(written)} is a second column called {plain(name)}"
            else:
                fault = column_fault(name)
            if fault is not None:
                yield index, f"{fault}; rename the column, or give all names as data.columns"
            seen.add(name)


def _name_of(header: str, number: int) -> str:
    name = usable_name(header)
    only_other_letters = any(map(str.isalpha, header)) and not any(map(str.isalpha, name))
    return f"column_{number}" if only_other_letters or not name else name


def usable_name(header: str) -> str:
    """A column name from a header: "Profile Score" → "Profile_Score"; accents are removed."""
    bare = unicodedata.normalize("NFKD", header.strip())
    unaccented = (letter for letter in bare if not unicodedata.combining(letter))
    letters = (letter if letter.isascii() and letter.isalnum() else " " for letter in unaccented)
    name = "_".join("".join(letters).split())
    return f"_{name}" if name[:1].isdigit() else name
