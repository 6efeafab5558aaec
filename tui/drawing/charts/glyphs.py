"""The three sets of characters that a chart can be drawn with: braille, block elements, and plain ASCII."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from tui.text.ascii import ascii_twin

Charset = Literal["braille", "block", "ascii"]

CURRENT, PAST, UPCOMING = "●", "○", "◌"
"""How the point of now, those before it and the next one are marked, unless a caller wants otherwise."""


@dataclass(frozen=True)
class Glyphs:
    """One set of characters, and how many dots of a line fit into one of its cells."""

    marker: str
    """What plotext calls the marker that draws lines in this set."""
    across: int
    up: int
    weights: npt.NDArray[np.intp]
    """The bit of each dot of a cell, shape (up, across), the upper row first."""
    patterns: npt.NDArray[np.str_]
    """The character for every sum of such bits."""
    inks: str = ""
    """Characters in place of the last pattern, one a line: where a cell is one dot, lines differ by these."""
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
