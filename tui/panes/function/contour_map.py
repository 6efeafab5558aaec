"""A function of two variables as a contour map, with the path, the gradient and the update."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine.objectives.function import Function
from engine.types import Matrix
from tui.drawing.charts import PAST, UPCOMING, Arrow, Chart, Point, map_rows
from tui.drawing.charts.frame import USUAL_LEFT
from tui.drawing.charts.scale import Limits
from tui.drawing.numbers import ABSENT, headed_column, signed
from tui.drawing.spans import Row, Span, fitted
from tui.panes.function.domain import domain, off_the_chart, trail
from tui.workspace.snapshot import Snapshot

_MIN_MAP_ROWS = 4
"""Rows of the smallest map; the table of both variables comes first."""
_LABELLED_FROM = 10
"""Rows of a map from which what is drawn into it has labels."""
_MIN_SHARE = 0.45
"""The share of the room that a map with equal scales must fill."""
_MAX_SAMPLES = 400
"""Points along each side at which the function is evaluated, at most."""


def surface(snapshot: Snapshot, function: Function, width: int, height: int) -> list[Row]:
    """The map with as much of the step as is revealed, and the table of both variables below it."""
    table = _table(snapshot, function, width)[:height]
    if height < len(table) + _MIN_MAP_ROWS:
        return table
    labelled = height - len(table) >= _LABELLED_FROM
    across, up = domain(snapshot, function)
    first, second = function.variables
    size = (min(_MAX_SAMPLES, 2 * max(2, width)), min(_MAX_SAMPLES, 4 * max(2, height)))

    def heights(x: Limits, y: Limits) -> Matrix:
        return _heights(function, x, y, *size)

    points: list[Point] = []
    arrows: list[Arrow] = []
    x, y = (float(number) for number in snapshot.theta)
    if snapshot.step is None:
        points.append(_point(snapshot, x, y, "value", PAST, "start" if labelled else ""))
    else:
        along_x, along_y = snapshot.gradient(0), snapshot.gradient(1)
        if along_x is not None and along_y is not None:
            arrows.append(
                Arrow(x, y, along_x, along_y, "gradient", "uphill" if labelled else "", exact=False)
            )
        if snapshot.new(0) is not None and snapshot.new(1) is not None:
            new_x, new_y = (float(number) for number in snapshot.step.after.theta)
            arrows.append(Arrow(x, y, new_x - x, new_y - y, "update"))
            points.append(_point(snapshot, new_x, new_y, "update", UPCOMING, "new" if labelled else ""))
        points.append(_point(snapshot, x, y, "now", "●", ""))
    past = np.vstack([trail(snapshot), snapshot.theta])
    wide, high = _with_equal_scales(across, up, width, height - len(table))
    chart = Chart(wide, high, x_name=first, y_name=second, charset=snapshot.charset)
    rows = map_rows(heights, across, up, chart, trail=(past[:, 0], past[:, 1]), arrows=arrows, points=points)
    return [*rows, *table]


def _with_equal_scales(across: Limits, up: Limits, width: int, height: int) -> tuple[int, int]:
    """The size at which a unit has the same length in both directions: circles are round, and gradients cross contour
    lines at right angles. If that fills too little of the room, the size is the whole room.
    """
    columns, rows = width - USUAL_LEFT, height - 2
    # A cell is twice as high as wide.
    wanted = 2 * rows * (across[1] - across[0]) / (up[1] - up[0])
    if min(columns, rows) < 1 or not _MIN_SHARE * columns <= wanted <= columns / _MIN_SHARE:
        return width, height
    if wanted < columns:
        return USUAL_LEFT + round(wanted), height
    return width, 2 + round(rows * columns / wanted)


@lru_cache(8)
def _heights(function: Function, across: Limits, up: Limits, columns: int, rows: int) -> Matrix:
    """f on an even mesh, which does not depend on the point."""
    first, second = function.variables
    x, y = np.meshgrid(np.linspace(*across, columns), np.linspace(*up, rows))
    with np.errstate(all="ignore"):
        return function.over({first: x, second: y})


def _point(snapshot: Snapshot, x: float, y: float, role: str, glyph: str, label: str) -> Point:
    write = snapshot.notation
    lead = f"{label} " if label else ""
    outside = off_the_chart(f"({write.number(x)},", f"{write.number(y)})", lead)
    return Point(x, y, role, glyph, label, outside)


def _table(snapshot: Snapshot, function: Function, width: int) -> list[Row]:
    """Value, gradient, update and new value of each variable."""
    write = snapshot.notation.number

    def column(heading: str, numbers: list[float | None], sign: bool) -> list[str]:
        return headed_column(
            heading, [ABSENT if n is None else signed(write(n)) if sign else write(n) for n in numbers]
        )

    indices = range(len(function.variables))
    names = [snapshot.notation.name(name) for name in function.variables]
    size = max(map(len, names))
    columns = [
        (column("value", [float(snapshot.theta[index]) for index in indices], False), "value"),
        (column("gradient", [snapshot.gradient(index) for index in indices], True), "gradient"),
        (column("update", [snapshot.update(index) for index in indices], True), "update"),
        (column("new", [snapshot.new(index) for index in indices], False), "value"),
    ]
    while size + sum(2 + len(texts[0]) for texts, _ in columns) > width and len(columns) > 1:
        columns.pop()
    rows = [fitted([Span("  ".join([" " * size, *(texts[0] for texts, _ in columns)]), "dim")], width)]
    for index, (name, key) in enumerate(zip(names, function.variables, strict=True)):
        active = snapshot.mentions(key)
        role = "now" if active else "selected" if snapshot.view_options.selected == key else "text"
        spans = [Span(name.ljust(size), role, f"quantity:{key}")]
        for texts, kind in columns:
            known = texts[index + 1].strip() != ABSENT
            spans += [Span("  ", "text"), Span(texts[index + 1], kind if known else "dim", f"quantity:{key}")]
        rows.append(fitted(spans, width))
    return rows
