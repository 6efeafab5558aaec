"""What a chart is made of: rows of spans, each a text and the role that says how a theme colours it."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class Span(NamedTuple):
    """A run of characters, each one cell wide, that share a role; a blank cell's role is ""."""

    text: str
    role: str
    target: str = ""
    """What a click on it is about: "quantity:w1_1_2", "step:12", "row:3"; "" for nothing."""


Row = tuple[Span, ...]
Rows = tuple[Row, ...]


class Grid:
    """A sheet of cells, row 0 at the top, on which the parts of a chart are laid one over the other."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = max(0, width), max(0, height)
        self._characters = np.full((self.height, self.width), " ", dtype="U1")
        self._roles = np.zeros((self.height, self.width), dtype=np.intp)
        self._numbers: dict[str, int] = {"": 0}

    def put(self, column: int, row: int, text: str, role: str) -> None:
        """Write text from a cell of the sheet on to the right; what goes beyond the edge is cut off."""
        text = text[: self.width - column]
        self._characters[row, column : column + len(text)] = list(text)
        self._roles[row, column : column + len(text)] = self._number(role)

    def lay(self, column: int, row: int, characters: npt.NDArray[np.str_], role: str) -> None:
        """Lay a block down with its upper left corner at a cell; its blanks let through what is there."""
        height, width = characters.shape
        inked = characters != " "
        self._characters[row : row + height, column : column + width][inked] = characters[inked]
        self._roles[row : row + height, column : column + width][inked] = self._number(role)

    def blank(self, column: int, row: int) -> bool:
        """Whether nothing stands in a cell of the sheet."""
        return bool(self._characters[row, column] == " ")

    def rows(self) -> Rows:
        """The sheet as rows of spans, every row as wide as the sheet."""
        if not self.width:
            return ((),) * self.height
        names = list(self._numbers)
        rows = []
        for characters, roles in zip(self._characters, self._roles, strict=True):
            text = "".join(characters.tolist())
            bounds = [0, *(np.flatnonzero(roles[1:] != roles[:-1]) + 1).tolist(), self.width]
            rows.append(tuple(Span(text[start:end], names[roles[start]]) for start, end in pairwise(bounds)))
        return tuple(rows)

    def _number(self, role: str) -> int:
        return self._numbers.setdefault(role, len(self._numbers))
