"""Charts as rows of cells with roles: plotext draws series, our own rasteriser curves and contour maps.

Everything here is a function of what it is given, and touches no screen. Not for two threads at once:
plotext keeps its figure in its module.
"""

from __future__ import annotations

from tui.drawing.charts.contour_levels import LEVELS
from tui.drawing.charts.contours import Arrow, map_rows
from tui.drawing.charts.curve import Move, Tangent, curve_rows
from tui.drawing.charts.glyphs import CURRENT, PAST, UPCOMING, Charset
from tui.drawing.charts.legend import Entry, legend_rows
from tui.drawing.charts.series import SAMPLES, Chart, Series, chart_rows
from tui.drawing.charts.sheet import Point
from tui.drawing.spans import Row, Rows, Span

__all__ = [
    "CURRENT",
    "LEVELS",
    "PAST",
    "SAMPLES",
    "UPCOMING",
    "Arrow",
    "Charset",
    "Chart",
    "Entry",
    "Move",
    "Point",
    "Row",
    "Rows",
    "Series",
    "Span",
    "Tangent",
    "chart_rows",
    "curve_rows",
    "legend_rows",
    "map_rows",
]
