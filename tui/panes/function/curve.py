"""A function of one variable on the stage: curve, point, tangent, the coming step, and the way so far."""

from __future__ import annotations

import numpy as np

from engine.insight.story.beats import Phase
from engine.objectives.function import Function
from engine.types import Vector
from tui.drawing.charts import PAST, UPCOMING, Chart, Move, Point, Tangent, curve_rows
from tui.drawing.layout import signed
from tui.drawing.spans import Row
from tui.panes.function.domain import domain, named, off_the_chart, trail
from tui.workspace.snapshot import Moment


def curve(moment: Moment, function: Function, width: int, height: int) -> list[Row]:
    """The chart, with as much of the step as has been told."""
    (limits,) = domain(moment, function)
    name = function.variables[0]
    write = moment.notation

    def heights(x: Vector) -> Vector:
        with np.errstate(all="ignore"):
            return function.over({name: x})

    def point(x: float, y: float, role: str, glyph: str, lead: str = "", side: int = 1) -> Point:
        what = off_the_chart(name, write.number(x), lead)
        if limits[0] <= x <= limits[1]:
            what = off_the_chart(named(moment), write.number(y), lead)
        label = f"{lead}{write.name(name)} {write.number(x)}"
        return Point(x, y, role, glyph, label, what, f"quantity:{name}", side, sample=glyph)

    points, tangent, move = [], None, None
    if moment.step is None:
        x = float(moment.theta[0])
        points.append(point(x, function.loss(moment.theta), "value", PAST, "start "))
    else:
        x, y = float(moment.step.theta[0]), moment.step.loss
        slope, new, update = moment.gradient(0), moment.new(0), moment.update(0)
        # The way that is gone is one side of the point, what it is at the other.
        ahead = 1 if moment.step.update[0] > 0 else -1
        if slope is not None:
            tangent = Tangent(x, y, slope, f"slope {signed(write.number(slope))}", -ahead)
        if new is not None and update is not None:
            landed = function.loss(moment.step.after.theta)
            size = f"{write.name(f'update.{name}')} {signed(write.number(update))}"
            move = Move(x, y, new, landed, size, f"quantity:{name}")
            if moment.phase is Phase.UPDATE:
                points.append(point(new, landed, "update", UPCOMING, "new ", ahead))
        points.append(point(x, y, "now", "●", side=-ahead))
    past = trail(moment)[:, 0]
    chart = Chart(width, height, x_name=name, y_name=named(moment), charset=moment.charset)
    return list(
        curve_rows(
            heights, limits, chart, trail=(past, heights(past)), tangent=tangent, move=move, points=points
        )
    )
