"""Series as rows of cells, drawn by plotext: the one place that calls it.

plotext works cell by cell and dot by dot in Python: a canvas of 160×40 would take it 50 ms or more, each time. So it
draws bands of columns, each as high as its lines are, and what it has drawn is remembered: a further step of a run
changes the newest band alone.

plotext keeps its figure in its module: nothing here may be called from two threads at once.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engine.types import Vector
from tui.drawing.charts.glyphs import Glyphs
from tui.drawing.charts.strokes import Layer, Stroke, simplified

_BAND_COLUMNS = 8
_BANDS_REMEMBERED = 1024
_MAX_COLOURS = 256
"""plotext tells so many strokes apart by their colours."""
_COLOUR = re.compile(r"\x1b\[([\d;]*)m")

Characters = npt.NDArray[np.str_]
_Points = tuple[Vector, Vector]


def plotted(strokes: Sequence[Stroke], columns: int, rows: int, glyphs: Glyphs) -> list[Layer]:
    """The strokes, each later one over those before it, on a canvas of so many cells.

    Args:
        strokes: their x nowhere decreasing.
        columns: the canvas's width in cells.
        rows: its height.
        glyphs: the characters to draw with.
    """
    drawn = simplified(strokes) if columns > 0 and rows > 0 else []
    edges = [*range(0, columns, _BAND_COLUMNS), columns]
    bounds = [np.searchsorted(stroke.x, np.multiply(edges, glyphs.across)).tolist() for stroke in drawn]
    windows = []
    for band, (first, last) in enumerate(pairwise(edges)):
        parts = [
            _part(stroke, found[band], found[band + 1], rows * glyphs.up)
            for stroke, found in zip(drawn, bounds, strict=True)
        ]
        seen = {number: part for number, part in enumerate(parts) if part is not None}
        if seen:
            windows.append(_window(drawn, seen, first, last, rows, glyphs))
    _draw({window.figure for window in windows} - _remembered.keys())
    characters = np.full((len(drawn), rows, columns), " ", dtype="U1")
    for window in windows:
        _remembered.move_to_end(window.figure)
        cells = _remembered[window.figure][:, : window.bottom - window.top, window.margin :]
        characters[window.strokes, window.top : window.bottom, window.first : window.last] = cells
    while len(_remembered) > _BANDS_REMEMBERED:
        _remembered.popitem(last=False)
    return [Layer(layer, stroke.role) for layer, stroke in zip(characters, drawn, strict=True)]


class _Window(NamedTuple):
    """Where on a canvas a figure is seen."""

    figure: _Figure
    strokes: list[int]
    """The numbers of the strokes that are seen there."""
    first: int
    last: int
    top: int
    bottom: int
    margin: int
    """The figure's columns before the first one that is seen."""


def _window(
    strokes: Sequence[Stroke], parts: dict[int, _Points], first: int, last: int, rows: int, glyphs: Glyphs
) -> _Window:
    """The part of a canvas between two columns, as high as the parts of strokes in it."""
    heights = np.concatenate([y for _, y in parts.values()])
    lowest, highest = np.clip([np.nanmin(heights), np.nanmax(heights)], 0, rows * glyphs.up - 1)
    low, high = int(lowest) // glyphs.up, int(highest) // glyphs.up + 1
    # plotext truncates positions towards zero: what is just beside its canvas would come to stand on its edge.
    left, below = first - (first > 0), low - (low > 0)
    band = _Band(last - left, high - below, glyphs.across, glyphs.up)
    signals = tuple(
        _signal(strokes[number], *points, left, below, band, glyphs) for number, points in parts.items()
    )
    return _Window(_Figure(signals, band), [*parts], first, last, rows - high, rows - low, first - left)


def _part(stroke: Stroke, first: int, last: int, height: int) -> _Points | None:
    """The points from one to another, of a line with those that it comes from and leads to; None if none is seen."""
    if stroke.marker == "line":
        # Of a line that ends before these columns, or begins beyond them, there is nothing to be seen.
        if first == last and not 0 < first < len(stroke.x):
            return None
        first, last = max(0, first - 1), last + 1
    x, y = stroke.x[first:last], stroke.y[first:last]
    is_seen = ~np.isnan(y) if stroke.marker == "line" else (y >= 0) & (y < height)
    return (x, y) if is_seen.any() else None


class _Band(NamedTuple):
    """The part of a canvas that is drawn at once."""

    columns: int
    rows: int
    across: int
    """Dots in a cell from left to right."""
    up: int
    """The same from its lower to its upper edge."""

    @property
    def wide(self) -> int:
        """Dots from left to right; plotext needs two of them to tell places apart."""
        return max(2, self.columns * self.across)

    @property
    def high(self) -> int:
        """The same from the lower to the upper edge."""
        return max(2, self.rows * self.up)


class _Signal(NamedTuple):
    """What plotext is given of a stroke in a band, as what two equal ones are known by."""

    x: bytes
    y: bytes
    marker: str
    is_line: bool


def _signal(
    stroke: Stroke, x: Vector, y: Vector, left: int, below: int, band: _Band, glyphs: Glyphs
) -> _Signal:
    """The part of a stroke in a band that begins so many columns and rows from the lower left corner."""
    x, y = x - left * band.across, y - below * band.up
    if stroke.marker in ("line", "dots"):
        marker = stroke.ink if glyphs.inks else glyphs.marker
        return _Signal(x.tobytes(), y.tobytes(), marker, stroke.marker == "line")
    # plotext spreads cells over the canvas in its own way: name the place that falls on the cell.
    inside = (y >= 0) & (y < band.rows * band.up)
    columns, rows = band.wide // band.across, band.high // band.up
    x = x[inside] // band.across * ((band.wide - 1) / max(columns - 1, 1))
    y = y[inside] // band.up * ((band.high - 1) / max(rows - 1, 1))
    return _Signal(x.tobytes(), y.tobytes(), stroke.marker, False)


class _Figure(NamedTuple):
    """What plotext draws at once, later signals over earlier ones."""

    signals: tuple[_Signal, ...]
    band: _Band


_remembered: OrderedDict[_Figure, Characters] = OrderedDict()
"""The characters of each signal of a figure, shape (signals, rows, columns); the figures seen last at the end."""


def _draw(figures: Collection[_Figure]) -> None:
    """Have plotext draw these figures, and remember them."""
    if not figures:
        return
    import plotext  # some 90 ms, which a screen without a line need not spend

    plotext.clear_figure()
    try:
        plotext.limit_size(False, False)
        plotext.theme("clear")
        plotext.frame(False)
        plotext.xfrequency(0)
        plotext.yfrequency(0)
        for figure in figures:
            _remembered[figure] = _drawn(*figure)
    finally:
        plotext.clear_data()  # clear_figure takes a millisecond


def _drawn(signals: Sequence[_Signal], band: _Band) -> Characters:
    """The characters of each signal where no later one covers them."""
    characters = np.full((len(signals), band.rows, band.columns), " ", dtype="U1")
    for start in range(0, len(signals), _MAX_COLOURS):
        over = _built(signals[start : start + _MAX_COLOURS], band)
        characters[:start, (over != " ").any(axis=0)] = " "
        characters[start : start + len(over)] = over
    return characters


def _built(signals: Sequence[_Signal], band: _Band) -> Characters:
    """The same from one run of plotext: each signal in a colour of its own, by which its cells are found again."""
    import plotext

    columns, rows = band.wide // band.across, band.high // band.up
    plotext.clear_data()
    plotext.plot_size(columns, rows)
    plotext.xlim(0, band.wide - 1)
    plotext.ylim(0, band.high - 1)
    for colour, signal in enumerate(signals):
        add = plotext.plot if signal.is_line else plotext.scatter
        x, y = (np.frombuffer(coordinates).tolist() for coordinates in (signal.x, signal.y))
        add(x, y, marker=signal.marker, color=colour)
    characters = np.full((len(signals), rows, columns), " ", dtype="U1")
    for row, line in enumerate(plotext.build().splitlines()):
        column, painted = 0, ""
        for number, part in enumerate(_COLOUR.split(line)):
            if number % 2:
                painted = part.removeprefix("38;5;") if part.startswith("38;5;") else ""
            elif part:
                if painted:
                    characters[int(painted), row, column : column + len(part)] = list(part)
                column += len(part)
    # Where a canvas is a single dot wide or high, plotext has drawn one cell more.
    return characters[:, rows - band.rows :, : band.columns]
