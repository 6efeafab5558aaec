"""A function on the stage: the curve with its tangent and the coming step, the map with the path, or the graph."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from engine.insight.beats import Phase
from engine.objectives.function import Function
from engine.types import Matrix, Vector
from tui.charts.contours import map_rows
from tui.charts.curve import curve_rows
from tui.charts.frame import Point
from tui.charts.glyphs import PAST, UPCOMING
from tui.charts.lines import Chart, Limits
from tui.charts.rows import Row, Span
from tui.drawing import ABSENT, aligned, fitted, signed
from tui.moment import Moment
from tui.panes.pane import Pane, window

_TRAIL = 200
"""So many past points are drawn, the newest."""


class FunctionStage(Pane):
    """One variable: a curve. Two: a map. More: every node of the graph with its value and slope."""

    name = "stage"

    def title(self, moment: Moment) -> tuple[Span, ...]:
        function = _function(moment)
        text = moment.notation.formula(function.forward_formula(function.output))
        return (Span("Stage", "title"), Span(f"   {_named(moment)} = {text}", "text"))

    def hint(self, moment: Moment) -> tuple[Span, ...]:
        if moment.step is None:
            return ()
        function = _function(moment)
        if len(function.variables) == 1 and moment.gradient(0) is not None:
            return (
                Span(f"slope {signed(moment.notation.number(float(moment.step.gradient[0])))}", "gradient"),
            )
        return ()

    def body(self, moment: Moment, width: int, height: int) -> list[Row]:
        function = _function(moment)
        match len(function.variables):
            case 1:
                return _curve(moment, function, width, height)
            case 2:
                return _map(moment, function, width, height)
        return _graph(moment, function, width, height)


def _function(moment: Moment) -> Function:
    function = moment.training.objective
    assert isinstance(function, Function)
    return function


def _named(moment: Moment) -> str:
    function = _function(moment)
    return (
        "f"
        if function.output not in function.variables and not function.output.isidentifier()
        else function.output
    )


def _trail(moment: Moment) -> list[Vector]:
    """θ before each of the last steps up to the one that is looked at."""
    branch, step = moment.branch, moment.place.step
    first = max(1, step - _TRAIL)
    if step == 0:
        return []
    return [past.theta for past in branch.steps(first, step)]


def _domain(moment: Moment, function: Function) -> list[tuple[float, float]]:
    """What the chart shows of each variable: as the scenario says, else around the start and a minimum at 0 or near."""
    domain = []
    for place, name in enumerate(function.variables):
        if name in moment.domain:
            domain.append(moment.domain[name])
            continue
        start = float(moment.branch.state(0).theta[place])
        reach = 1.2 * max(1.0, abs(start))
        domain.append((-reach, reach) if abs(start) < 1e3 else (start - reach, start + reach))
    return domain


def _curve(moment: Moment, function: Function, width: int, height: int) -> list[Row]:
    (low, high), *_ = _domain(moment, function)
    name = function.variables[0]
    x = np.linspace(low, high, max(2, 2 * width))
    with np.errstate(all="ignore"):
        y = function.over({name: x})
        trail = [float(theta[0]) for theta in _trail(moment)]
        trail_x = np.array(trail[:-1])
        trail_y = function.over({name: trail_x}) if len(trail_x) else trail_x
    points: list[Point] = []
    tangent = None
    if moment.step is None:
        start = float(moment.theta[0])
        points.append(
            Point(
                start,
                function.loss(moment.theta),
                "value",
                PAST,
                f"start {name} {moment.notation.number(start)}",
            )
        )
    else:
        here, value = float(moment.step.theta[0]), moment.step.loss
        slope = moment.gradient(0)
        if slope is not None:
            tangent = (here, value, slope)
        new = moment.new(0)
        if new is not None:
            landed = function.loss(moment.step.after.theta)
            label = f"next {name} {moment.notation.number(new)}" if moment.phase is Phase.UPDATE else ""
            points.append(Point(new, landed, "update", UPCOMING, label))
        points.append(Point(here, value, "now", label=f"{name} {moment.notation.number(here)}"))
    chart = Chart(width, height, x_limits=(low, high), whole_x=False)
    return list(curve_rows(x, y, chart, trail=(trail_x, trail_y), tangent=tangent, points=points))


@lru_cache(8)
def _heights(function: Function, across: Limits, up: Limits, columns: int, rows: int) -> Matrix:
    """f on an even mesh: it stays the same while the point moves over it."""
    first, second = function.variables
    x, y = np.meshgrid(np.linspace(*across, columns), np.linspace(*up, rows))
    with np.errstate(all="ignore"):
        return function.over({first: x, second: y})


def _map(moment: Moment, function: Function, width: int, height: int) -> list[Row]:
    (left, right), (low, high) = _domain(moment, function)
    first, second = function.variables
    x, y = np.meshgrid(
        np.linspace(left, right, 2 * max(2, width)), np.linspace(low, high, 4 * max(2, height))
    )
    with np.errstate(all="ignore"):
        values = function.over({first: x, second: y})
    path = _trail(moment)
    points: list[Point] = []
    if moment.step is None:
        points.append(Point(float(moment.theta[0]), float(moment.theta[1]), "value", PAST, "start"))
    else:
        if moment.new(0) is not None and moment.new(1) is not None:
            after = moment.step.after.theta
            points.append(Point(float(after[0]), float(after[1]), "update", UPCOMING))
        points.append(Point(float(moment.step.theta[0]), float(moment.step.theta[1]), "now"))
    trail = (np.array([float(p[0]) for p in path]), np.array([float(p[1]) for p in path]))
    rows = map_rows(
        values, (left, right), (low, high), Chart(width, max(0, height - 1)), trail=trail, points=points
    )
    return [*rows, fitted((Span(f"across {first}, up {second}", "dim"),), width)]


class _Line(NamedTuple):
    """One node of the graph as texts."""

    name: str
    formula: str
    value: str
    slope: str
    lit: bool


def _graph(moment: Moment, function: Function, width: int, height: int) -> list[Row]:
    """Every node in the order in which it is computed: its value, and the slope that flows back to it."""
    lines = [_line(moment, function, key) for key in function.keys]
    lit = next((place for place, line in enumerate(lines) if line.lit), 0)
    lines = [lines[place] for place in window(len(lines), max(0, height - 1), lit)]
    names = max((len(line.name) for line in lines), default=0)
    formulas = max((len(line.formula) for line in lines), default=0)
    values, slopes = aligned([line.value for line in lines]), aligned([line.slope for line in lines])
    left, right = (max(len("value"), *map(len, texts)) if texts else 0 for texts in (values, slopes))
    head = f"  {'':{names}}  {'':{formulas}}  {'value':>{left}}  {'slope':>{right}}"
    rows: list[Row] = [fitted((Span(head, "dim"),), width)]
    for line, value, slope in zip(lines, values, slopes, strict=True):
        spans = (
            Span("▌ " if line.lit else "  ", "now"),
            Span(line.name.ljust(names), "now" if line.lit else "text"),
            Span(f"  {line.formula:{formulas}}", "dim"),
            Span(f"  {value:>{left}}", "value"),
            Span(f"  {slope:>{right}}", "gradient"),
        )
        rows.append(fitted(spans, width))
    return rows


def _line(moment: Moment, function: Function, key: str) -> _Line:
    write, step = moment.notation, moment.step
    name = write.name(key)
    value: float | None
    if key in function.variables:
        place = function.variables.index(key)
        formula, value, slope = "", float(moment.theta[place]), moment.gradient(place)
    else:
        formula, value, slope = write.formula(function.forward_formula(key)), moment.told.get(key), None
        # The output's own slope, 1, is where the way back begins.
        if step is not None and (
            f"gradient.{key}" in moment.told or (key == function.output and "loss" in moment.told)
        ):
            slope = step.evaluation.named_gradients()[key]
    return _Line(
        name,
        "" if formula == name else formula,
        ABSENT if value is None else write.number(value),
        ABSENT if slope is None else signed(write.number(slope)),
        not moment.lit.isdisjoint((key, f"gradient.{key}", f"new.{key}")),
    )
