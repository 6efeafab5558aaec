"""The character sets of charts: braille, block elements and ASCII."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from tui.text.ascii import ascii_twin

Charset = Literal["braille", "block", "ascii"]

CURRENT, PAST, UPCOMING = "●", "○", "◌"
"""Marks of the current, the past and the next point."""


@dataclass(frozen=True)
class Glyphs:
    """A character set, and how many dots a cell of it has."""

    marker: str
    """What plotext calls the marker that draws lines in this set."""
    across: int
    up: int
    weights: npt.NDArray[np.intp]
    """The bit of each dot of a cell, shape (up, across), the upper row first."""
    patterns: npt.NDArray[np.str_]
    """The character for every sum of such bits."""
    inks: str = ""
    """Characters that replace the last pattern, one for each line: where a cell is one dot, lines differ by these."""
    axis: str = "─│└┬┤"
    """The horizontal and the vertical axis, their corner, a tick of the one and of the other."""
    cursor: str = "│"
    divider: str = "┊"
    arrows: str = "◂▸▴▾"
    line: str = "─"
    """How a line looks in a legend."""
    plain: bool = False

    def spell(self, text: str) -> str:
        """A text in the characters of this set: itself, or its twin in ASCII."""
        return ascii_twin(text) if self.plain else text


GLYPHS: dict[Charset, Glyphs] = {
    "braille": Glyphs(
        marker="braille",
        across=2,
        up=4,
        weights=np.array([[1, 8], [2, 16], [4, 32], [64, 128]]),
        patterns=np.array([" ", *(chr(0x2800 + bits) for bits in range(1, 256))]),
    ),
    "block": Glyphs(
        marker="hd",
        across=2,
        up=2,
        weights=np.array([[1, 2], [4, 8]]),
        patterns=np.array(list(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█")),
    ),
    "ascii": Glyphs(
        marker="*",
        across=1,
        up=1,
        weights=np.array([[1]]),
        patterns=np.array(list(" *")),
        inks="*=%$;,",
        axis="-|+++",
        cursor="|",
        divider=":",
        arrows="<>^v",
        line="*",
        plain=True,
    ),
}
