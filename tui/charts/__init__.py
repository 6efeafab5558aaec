"""Charts as rows of cells with roles: series, curves and contour maps; plotext draws the lines.

Everything here is a function of what it is given, and touches no screen. Not for two threads at once:
plotext keeps its figure in its module.
"""

from __future__ import annotations

from tui.charts.contours import Arrow, map_rows
from tui.charts.curve import Move, Tangent, curve_rows
from tui.charts.glyphs import CURRENT, PAST, UPCOMING, Charset
from tui.charts.heights import LEVELS
from tui.charts.legend import Entry, legend_rows
from tui.charts.lines import SAMPLES, Chart, Series, chart_rows
from tui.charts.rows import Row, Rows, Span
from tui.charts.sheet import Point

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
