"""The grid of cells on which the parts of a chart are drawn over each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from tui.drawing.spans import Rows, Span

GROUND, INKED, KEPT = 1, 8, 500
"""The cost of covering a cell of the background, of a line, and of what must not be covered, by a label."""


class Grid:
    """Cells with characters, roles and targets, row 0 at the top."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = max(0, width), max(0, height)
        self._characters = np.full((self.height, self.width), " ", dtype="U1")
        self._kinds = np.zeros((self.height, self.width), dtype=np.intp)
        self._numbers: dict[tuple[str, str], int] = {("", ""): 0}
        self._weights = np.zeros((self.height, self.width), dtype=np.intp)

    def put(
        self,
        column: int,
        row: int,
        text: str,
        role: str,
        target: str = "",
        *,
        keep: bool = False,
        ground: bool = False,
    ) -> None:
        """Write text from a cell of the sheet on to the right; what goes beyond the edge is cut off.

        What is to be kept is not written over by a text that is placed where there is room.
        """
        text = text[: self.width - column]
        cells = (row, slice(column, column + len(text)))
        self._characters[cells] = list(text)
        self._kinds[cells] = self._number(role, target)
        self._weights[cells] = KEPT if keep else GROUND if ground else INKED

    def lay(
        self, column: int, row: int, characters: npt.NDArray[np.str_], role: str, *, ground: bool = False
    ) -> None:
        """Lay a block down with its upper left corner at a cell; its blanks let through what is there."""
        height, width = characters.shape
        inked = characters != " "
        cells = (slice(row, row + height), slice(column, column + width))
        self._characters[cells][inked] = characters[inked]
        self._kinds[cells][inked] = self._number(role, "")
        self._weights[cells][inked] = GROUND if ground else INKED

    def blank(self, column: int, row: int) -> bool:
        """Whether nothing stands in a cell of the sheet."""
        return bool(self._characters[row, column] == " ")

    def kept(self, column: int, row: int) -> bool:
        """Whether what stands in a cell is to be kept."""
        return bool(self._weights[row, column] == KEPT)

    def weight(self, column: int, row: int, width: int) -> int:
        """The cost of a label that covers these cells."""
        return int(self._weights[row, max(0, column) : max(0, column + width)].sum())

    def rows(self, steps: Sequence[int] = (), left: int = 0, height: int = 0) -> Rows:
        """The sheet as rows of spans, every row as wide as the sheet.

        Args:
            steps: for each column from `left` on, the step that a click on it is about, in the first
                `height` rows, unless what stands there has a target of its own.
        """
        if not self.width:
            return ((),) * self.height
        kinds = list(self._numbers)
        steps_of = _Steps(steps)
        whole = self._characters.tobytes().decode("utf-32")
        rows = []
        for number, ids in enumerate(self._kinds):
            text = whole[number * self.width : (number + 1) * self.width]
            bounds = {0, *(np.flatnonzero(ids[1:] != ids[:-1]) + 1).tolist(), self.width}
            within = range(left, left + len(steps)) if number < height else range(0)
            if within:
                bounds |= {within.start, within.stop}
            spans = []
            for start, end in pairwise(sorted(bounds)):
                role, target = kinds[ids[start]]
                if not target and start in within:
                    target = steps_of.target(start - left, end - left)
                spans.append(Span(text[start:end], role, target))
            rows.append(tuple(spans))
        return tuple(rows)

    def _number(self, role: str, target: str) -> int:
        return self._numbers.setdefault((role, target), len(self._numbers))


class _Steps:
    """The targets of ranges of columns, each of which refers to a step."""

    def __init__(self, steps: Sequence[int]) -> None:
        self._steps = steps
        names = [str(step) for step in steps]
        self._text = ",".join(names)
        self._starts = [0, *accumulate(len(name) + 1 for name in names)]

    def target(self, start: int, end: int) -> str:
        """One step, or one for each cell where they differ."""
        if self._steps[start] == self._steps[end - 1]:
            return f"step:{self._steps[start]}"
        return f"step:{self._text[self._starts[start] : self._starts[end] - 1]}"
