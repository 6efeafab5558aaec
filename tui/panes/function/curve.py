"""A function of one variable as a curve, with the point, the tangent, the update, and the points of earlier steps."""

from __future__ import annotations

import numpy as np

from engine.insight.story.beats import Phase
from engine.objectives.function import Function
from engine.types import Vector
from tui.drawing.charts import PAST, UPCOMING, Chart, Move, Point, Tangent, curve_rows
from tui.drawing.numbers import signed
from tui.drawing.spans import Row
from tui.panes.function.domain import domain, named, off_the_chart, trail
from tui.workspace.snapshot import Snapshot


def curve(snapshot: Snapshot, function: Function, width: int, height: int) -> list[Row]:
    """The chart, with as much of the step as is revealed."""
    (limits,) = domain(snapshot, function)
    name = function.variables[0]
    write = snapshot.notation

    def heights(x: Vector) -> Vector:
        with np.errstate(all="ignore"):
            return function.over({name: x})

    def point(x: float, y: float, role: str, glyph: str, lead: str = "", side: int = 1) -> Point:
        outside = off_the_chart(name, write.number(x), lead)
        if limits[0] <= x <= limits[1]:
            outside = off_the_chart(named(snapshot), write.number(y), lead)
        label = f"{lead}{write.name(name)} {write.number(x)}"
        return Point(x, y, role, glyph, label, outside, f"quantity:{name}", side, sample=glyph)

    points, tangent, move = [], None, None
    if snapshot.step is None:
        x = float(snapshot.theta[0])
        points.append(point(x, function.loss(snapshot.theta), "value", PAST, "start "))
    else:
        x, y = float(snapshot.step.theta[0]), snapshot.step.loss
        slope, new, update = snapshot.gradient(0), snapshot.new(0), snapshot.update(0)
        # The update is labelled on its own side of the point, the point on the other one.
        ahead = 1 if snapshot.step.update[0] > 0 else -1
        if slope is not None:
            tangent = Tangent(x, y, slope, f"slope {signed(write.number(slope))}", -ahead)
        if new is not None and update is not None:
            landed = function.loss(snapshot.step.after.theta)
            size = f"{write.name(f'update.{name}')} {signed(write.number(update))}"
            move = Move(x, y, new, landed, size, f"quantity:{name}")
            if snapshot.phase is Phase.UPDATE:
                points.append(point(new, landed, "update", UPCOMING, "new ", ahead))
        points.append(point(x, y, "now", "●", side=-ahead))
    past = trail(snapshot)[:, 0]
    chart = Chart(width, height, x_name=name, y_name=named(snapshot), charset=snapshot.charset)
    return list(
        curve_rows(
            heights, limits, chart, trail=(past, heights(past)), tangent=tangent, move=move, points=points
        )
    )
