"""Charts as rows of cells with roles: series, curves and contour maps; plotext draws the lines.

Everything here is a function of what it is given, and touches no screen. Not for two threads at once:
plotext keeps its figure in its module.
"""

from __future__ import annotations

from tui.charts.contours import LEVELS, map_rows
from tui.charts.curve import curve_rows
from tui.charts.frame import Point
from tui.charts.glyphs import CURRENT, PAST, UPCOMING, Charset
from tui.charts.lines import Chart, Series, chart_rows, legend_row
from tui.charts.rows import Row, Rows, Span

__all__ = [
    "CURRENT",
    "LEVELS",
    "PAST",
    "UPCOMING",
    "Charset",
    "Chart",
    "Point",
    "Row",
    "Rows",
    "Series",
    "Span",
    "chart_rows",
    "curve_rows",
    "legend_row",
    "map_rows",
]
