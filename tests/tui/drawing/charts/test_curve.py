"""Curves of functions of one variable: the point of now, its tangent and the step to come."""

from __future__ import annotations

from functools import partial
from math import inf, nan

import numpy as np
import pytest

from engine.types import Vector
from tests.tui.chart_cells import CHARSETS, cells, row_numbers, spelt, text
from tui.drawing.charts import (
    UPCOMING,
    Charset,
    Chart,
    Move,
    Point,
    Tangent,
    curve_rows,
)

PARABOLA = Chart(65, 22)


def test_the_curve_shows_the_point_its_tangent_and_the_next() -> None:
    rows = curve_rows(
        np.square,
        (-6, 6),
        PARABOLA,
        trail=(np.array([5.0, 4.0]), np.array([25.0, 16.0])),
        tangent=Tangent(3.2, 10.24, 6.4, "slope +6.4"),
        move=Move(3.2, 10.24, 2.56, 2.56**2, "Δx −0.64"),
        points=[Point(2.56, 2.56**2, "next-point", UPCOMING), Point(3.2, 10.24, label="x 3.2")],
    )
    # The canvas is 60 columns, 24 of them from −5 to 0 and to 5: 9.6 dots a unit. −6 … 6 takes 115.2 of the 119,
    # and a half of what is left over is before them: −5 has dot 1.9 + 9.6, rounded to 11, and 3.2 dot 11 + 78.72.
    # Upwards 10 takes 5 of the 20 rows, 2 dots a unit, and 0 has the second dot: 10.24 is dot 1 + 20.48.
    assert min(cells(rows, "point")) == (5 + 90 // 2, 19 - 21 // 4)
    assert len(cells(rows, "trail")) == 2
    assert len(cells(rows, "next-point")) == 1
    tangent = sorted(cells(rows, "tangent"))
    # Rising to the right: on the screen the higher row number comes first.
    assert tangent[0][1] > tangent[-1][1]
    assert spelt(rows, "gradient") == "slope +6.4"
    (line,) = [line for line in text(rows) if "●" in line]
    assert "Δx −0.64 ◂━━●" in line
    (line,) = [line for line in text(rows) if "x 3.2" in line]
    assert "◌" not in line


def wavy(x: Vector) -> Vector:
    return 3 * np.sin(2 * x) + x**2


def jumping(at: float, x: Vector) -> Vector:
    return np.asarray(np.arctan(1000 * (x - at)))


def test_a_point_on_the_curve_stands_on_a_cell_that_the_curve_goes_through() -> None:
    for x in np.linspace(-4, 4, 97):
        for curve in (wavy, partial(jumping, x)):
            y = float(curve(np.array([x]))[0])
            bare = curve_rows(curve, (-5, 5), Chart(48, 18), points=[Point(x, nan)])
            rows = curve_rows(curve, (-5, 5), Chart(48, 18), points=[Point(x, y)])
            assert cells(rows, "point") <= cells(bare, "curve")


def test_the_minimum_of_a_curve_lies_in_the_row_of_its_number() -> None:
    for height in range(8, 60):
        rows = curve_rows(np.square, (-6, 6), Chart(60, height))
        (zero,) = [row for row, number in row_numbers(rows).items() if number == 0]
        assert max(row for _, row in cells(rows, "curve")) == zero


@pytest.mark.parametrize(("new", "head"), [(4.5, "▸"), (-4.5, "◂"), (-2.05, "◂"), (2.15, "")])
def test_the_move_goes_along_the_axis_and_ends_above_the_next_point_or_beside_it(
    new: float, head: str
) -> None:
    points = [Point(new, new**2, "next-point", UPCOMING), Point(2, 4)]
    rows = curve_rows(np.square, (-6, 6), PARABOLA, move=Move(2, 4, new, new**2), points=points)
    ((column, row),), ((to, end),) = cells(rows, "point"), cells(rows, "next-point")
    beside = 0 if end == row else 1
    along = {at for at, height in cells(rows, "update") if height == row}
    assert along == set(range(column + 1, to + beside)) | set(range(to + 1 - beside, column))
    assert head in spelt(rows, "update")
    assert spelt(rows, "update").count("┊") == len({at for at in cells(rows, "update") if at[1] != row})
    assert all(end < height < row for at, height in cells(rows, "update") if height != row)
    assert all(at == to for at, height in cells(rows, "update") if height != row)


def test_a_move_off_the_chart_ends_at_its_edge() -> None:
    rows = curve_rows(
        np.square,
        (-6, 6),
        PARABOLA,
        move=Move(3, 9, 30, 900, "Δx +27"),
        points=[Point(30, 900, "next-point", UPCOMING, "next", "off the chart: x 30"), Point(3, 9)],
    )
    assert max(at for at, _ in cells(rows, "update")) == 64
    assert spelt(rows, "next-point") == "off the chart: x 30▸"
    nowhere = curve_rows(np.square, (-6, 6), PARABOLA, move=Move(30, 900, 3, 9, "Δx −27"))
    assert not cells(nowhere, "update")


def test_a_pole_is_left_off_and_no_line_leads_through_it() -> None:
    def pole(x: Vector) -> Vector:
        with np.errstate(all="ignore"):
            return 1 / x

    rows = curve_rows(pole, (-5, 5), Chart(60, 20))
    middle = 5 + 55 // 2
    beside = [
        {row for at, row in cells(rows, "curve") if at == column} for column in range(middle - 2, middle + 3)
    ]
    # Down on the left side, up on the right one, and in no column from top to bottom.
    assert all(len(column) < 12 for column in beside)
    assert max(row for column in beside[:2] for row in column) == 17
    assert min(row for column in beside[3:] for row in column) == 0
    assert max(abs(number) for number in row_numbers(rows).values()) < 50


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("slope", [0.0, 1.0, -1.0, 1000.0])
def test_the_tangent_is_as_long_on_the_screen_whatever_its_slope(slope: float, charset: Charset) -> None:
    chart = Chart(65, 33, y_limits=(-1, 1), charset=charset)
    rows = curve_rows(lambda x: x + nan, (-1, 1), chart, tangent=Tangent(0, 0, slope))
    drawn = cells(rows, "tangent")
    wide = max(c for c, _ in drawn) - min(c for c, _ in drawn) + 1
    high = 2 * (max(r for _, r in drawn) - min(r for _, r in drawn) + 1)
    # 0.3 of the smaller side, 60 cells' widths, to each side; a cell is twice as high as wide. Each end may
    # stand out by a cell.
    assert 36 <= np.hypot(wide, high) <= 42


def test_a_tangent_that_is_no_line_is_left_out() -> None:
    for slope in (inf, nan):
        rows = curve_rows(np.square, (-1, 1), Chart(65, 33), tangent=Tangent(0, 0, slope))
        assert not cells(rows, "tangent")
