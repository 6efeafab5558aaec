"""Lines and points as characters: the one place that calls plotext.

plotext keeps its figure in its module: nothing here may be called from two threads at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from engine.types import Vector
from tui.drawing.charts.glyphs import Glyphs

Dots = npt.NDArray[np.intp]

EFFORT = 2500
"""What plotext may have to do for one chart, in units of what it takes it to write one blank cell."""
_DOT, _POINT = 6, 8
"""The same for each dot of a line and for each of its points: a noisy line is many thousand dots long."""

_LARGEST_COLOUR = 255
_COLOUR = re.compile(r"\x1b\[([\d;]*)m")


@dataclass(frozen=True)
class Stroke:
    """One line or a set of points, in dots from the lower left corner; where y is NaN a line breaks.

    The marker is "line", "dots" (not joined), "dotted" (joined, one dot in three), or a character set down
    at every point, whole cells apart.
    """

    x: Vector
    y: Vector
    role: str
    marker: str = "line"
    ink: str = "*"
    """What a line, or its points, is drawn with where a cell is a single dot."""


@dataclass(frozen=True)
class Layer:
    """The characters of one stroke, shape (rows, columns), blank where it isn't seen."""

    characters: npt.NDArray[np.str_]
    role: str


def draw(strokes: Sequence[Stroke], columns: int, rows: int, glyphs: Glyphs) -> list[Layer]:
    """The strokes, each later one over those before it, on a canvas of so many cells.

    plotext draws them as long as it can do so in a few milliseconds; a canvas or a path too large for that
    is traced here, to the very same cells.
    """
    prepared = [_prepared(stroke) for stroke in strokes if not np.isnan(stroke.y).all()]
    effort = columns * rows + sum(_effort(stroke) for stroke in prepared)
    if not prepared or columns < 1 or rows < 1:
        return []
    # Where there is a single dot, plotext takes all that lies outside to be on it.
    single = columns * glyphs.across == 1 or rows * glyphs.up == 1
    if effort > EFFORT or single or len(prepared) > _LARGEST_COLOUR:
        return traced(prepared, columns, rows, glyphs)
    return plotted(prepared, columns, rows, glyphs)


def plotted(strokes: Sequence[Stroke], columns: int, rows: int, glyphs: Glyphs) -> list[Layer]:
    """The strokes as plotext draws them: each in a colour of its own, by which its cells are found again."""
    import plotext  # some 90 ms, which a screen without a line need not spend

    wide, high = columns * glyphs.across, rows * glyphs.up
    plotext.clear_figure()
    try:
        plotext.limit_size(False, False)
        plotext.plot_size(columns, rows)
        plotext.theme("clear")
        plotext.frame(False)
        plotext.xfrequency(0)
        plotext.yfrequency(0)
        plotext.xlim(0, wide - 1)
        plotext.ylim(0, high - 1)
        for colour, stroke in enumerate(strokes):
            x, y = stroke.x, stroke.y
            if stroke.marker == "line":
                add, marker = plotext.plot, stroke.ink if glyphs.inks else glyphs.marker
            elif stroke.marker == "dots":
                add, marker = plotext.scatter, stroke.ink if glyphs.inks else glyphs.marker
            else:
                # plotext spreads cells over the canvas in its own way: name the place that falls on the cell.
                inside = (x >= 0) & (x < wide) & (y >= 0) & (y < high)
                x = x[inside] // glyphs.across * ((wide - 1) / max(columns - 1, 1))
                y = y[inside] // glyphs.up * ((high - 1) / max(rows - 1, 1))
                add, marker = plotext.scatter, stroke.marker
            add(x.tolist(), y.tolist(), marker=marker, color=colour)
        lines = plotext.build().splitlines()
    finally:
        plotext.clear_figure()
    characters = np.full((len(strokes), rows, columns), " ", dtype="U1")
    for row, line in enumerate(lines):
        column, painted = 0, ""
        for number, part in enumerate(_COLOUR.split(line)):
            if number % 2:
                painted = part.removeprefix("38;5;") if part.startswith("38;5;") else ""
            elif part:
                if painted:
                    characters[int(painted), row, column : column + len(part)] = list(part)
                column += len(part)
    return [Layer(layer, stroke.role) for layer, stroke in zip(characters, strokes, strict=True)]


def traced(strokes: Sequence[Stroke], columns: int, rows: int, glyphs: Glyphs) -> list[Layer]:
    """The strokes dot for dot as plotext draws them, but with NumPy: a millisecond, however long the path."""
    layers: list[Layer] = []
    for stroke in strokes:
        x, y = path(stroke.x, stroke.y) if stroke.marker == "line" else _points(stroke.x, stroke.y)
        inside = (x >= 0) & (x < columns * glyphs.across) & (y >= 0) & (y < rows * glyphs.up)
        x, y = x[inside], y[inside]
        if stroke.marker in ("line", "dots"):
            field = np.zeros((rows * glyphs.up, columns * glyphs.across), dtype=bool)
            field[rows * glyphs.up - 1 - y, x] = True
            characters = packed(field, glyphs, stroke.ink)
        else:
            characters = np.full((rows, columns), " ", dtype="U1")
            characters[rows - 1 - y // glyphs.up, x // glyphs.across] = stroke.marker
        for layer in layers:
            layer.characters[characters != " "] = " "
        layers.append(Layer(characters, stroke.role))
    return layers


def packed(field: npt.NDArray[np.bool_], glyphs: Glyphs, ink: str) -> npt.NDArray[np.str_]:
    """A field of dots, the upper row first, as characters; where a cell is one dot, the ink stands for it."""
    sums = np.zeros((field.shape[0] // glyphs.up, field.shape[1] // glyphs.across), dtype=np.intp)
    for (row, column), weight in np.ndenumerate(glyphs.weights):
        sums += field[row :: glyphs.up, column :: glyphs.across] * weight
    patterns = np.array([" ", ink]) if glyphs.inks else glyphs.patterns
    characters: npt.NDArray[np.str_] = patterns[sums]
    return characters


def path(x: Vector, y: Vector) -> tuple[Dots, Dots]:
    """Every dot from point to point along straight lines, no two neighbours further apart than one dot."""
    joined = ~(np.isnan(y[:-1]) | np.isnan(y[1:]))
    x0, y0, dx, dy = x[:-1][joined], y[:-1][joined], np.diff(x)[joined], np.diff(y)[joined]
    steps = np.maximum(np.abs(dx), np.abs(dy)).astype(np.intp)
    line = np.repeat(np.arange(len(steps)), steps)
    number = np.arange(len(line)) - (np.cumsum(steps) - steps)[line]
    length = np.maximum(steps, 1)
    between_x = (x0[line] + number * (dx / length)[line]).astype(np.intp)
    between_y = (y0[line] + number * (dy / length)[line]).astype(np.intp)
    last_x, last_y = _points(x, y)
    return np.concatenate([between_x, last_x]), np.concatenate([between_y, last_y])


def _points(x: Vector, y: Vector) -> tuple[Dots, Dots]:
    usable = ~np.isnan(y)
    return x[usable].astype(np.intp), y[usable].astype(np.intp)


def _prepared(stroke: Stroke) -> Stroke:
    """The same to the eye in fewer points: level stretches by their ends, a dotted line as its dots."""
    x, y = stroke.x, stroke.y
    if stroke.marker == "line" and len(y) > 2:
        onward = (x[1:-1] - x[:-2]) * (x[2:] - x[1:-1]) >= 0
        keep = np.ones(len(y), dtype=bool)
        keep[1:-1] = (y[1:-1] != y[:-2]) | (y[1:-1] != y[2:]) | ~onward
        return replace(stroke, x=x[keep], y=y[keep])
    if stroke.marker == "dotted":
        along_x, along_y = path(x, y)
        return replace(stroke, x=along_x[::3].astype(float), y=along_y[::3].astype(float), marker="dots")
    return stroke


def _effort(stroke: Stroke) -> float:
    """What plotext has to do for a stroke: its dots and its points."""
    points = len(stroke.x) * _POINT
    if stroke.marker != "line":
        return points
    steps = np.maximum(np.abs(np.diff(stroke.x)), np.abs(np.diff(stroke.y)))
    return points + float(np.nansum(steps)) * _DOT
