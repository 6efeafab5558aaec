"""Strokes as characters by the program's own rasteriser: curves and maps in a millisecond, however long they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tui.drawing.charts.glyphs import Glyphs
from tui.drawing.charts.strokes import Layer, Stroke, line_dots, simplified
from tui.drawing.raster import cell_patterns


def traced(strokes: Sequence[Stroke], columns: int, rows: int, glyphs: Glyphs) -> list[Layer]:
    """The strokes, each later one over those before it, on a canvas of so many cells."""
    layers: list[Layer] = []
    for stroke in simplified(strokes) if columns > 0 and rows > 0 else ():
        if stroke.marker == "line":
            x, y = line_dots(stroke.x, stroke.y)
        else:
            known = ~np.isnan(stroke.y)
            x, y = stroke.x[known].astype(np.intp), stroke.y[known].astype(np.intp)
        inside = (x >= 0) & (x < columns * glyphs.across) & (y >= 0) & (y < rows * glyphs.up)
        x, y = x[inside], y[inside]
        if stroke.marker in ("line", "dots"):
            field = np.zeros((rows * glyphs.up, columns * glyphs.across), dtype=bool)
            field[rows * glyphs.up - 1 - y, x] = True
            characters = characters_of(field, glyphs, stroke.ink)
        else:
            characters = np.full((rows, columns), " ", dtype="U1")
            characters[rows - 1 - y // glyphs.up, x // glyphs.across] = stroke.marker
        for layer in layers:
            layer.characters[characters != " "] = " "
        layers.append(Layer(characters, stroke.role))
    return layers


def characters_of(field: npt.NDArray[np.bool_], glyphs: Glyphs, ink: str) -> npt.NDArray[np.str_]:
    """A field of dots, the upper row first, as characters; where a cell is one dot, the ink stands for it."""
    patterns = np.array([" ", ink]) if glyphs.inks else glyphs.patterns
    characters: npt.NDArray[np.str_] = patterns[cell_patterns(field, glyphs.weights)]
    return characters
