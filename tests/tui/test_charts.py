"""Charts: exact rows whatever the numbers, no spike lost, a role for every part."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from math import inf, nan
from typing import Any

import numpy as np
import plotext
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.types import Vector
from tui.charts import (
    UPCOMING,
    Charset,
    Chart,
    Point,
    Rows,
    Series,
    chart_rows,
    curve_rows,
    drawing,
    legend_row,
    map_rows,
)
from tui.charts.decimation import extremes, finite_range
from tui.charts.drawing import Stroke, plotted, traced
from tui.charts.glyphs import GLYPHS
from tui.charts.ticks import Scale, nice_limits, ticks

CHARSETS: tuple[Charset, ...] = ("braille", "block", "ascii")

numbers = st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from(
    [0.0, -1.0, 1e308, 5e-324, nan, inf]
)


def text(rows: Rows) -> list[str]:
    return ["".join(span.text for span in row) for row in rows]


def roles(rows: Rows) -> list[list[str]]:
    """The role of every cell."""
    return [[span.role for span in row for _ in span.text] for row in rows]


def cells(rows: Rows, role: str) -> set[tuple[int, int]]:
    """Column and row of the cells of a role that are not blank."""
    return {
        (column, row)
        for row, (line, names) in enumerate(zip(text(rows), roles(rows), strict=True))
        for column, (character, name) in enumerate(zip(line, names, strict=True))
        if name == role and character != " "
    }


def series(values: object, role: str = "row-loss", **more: Any) -> Series:
    return Series("loss", np.array(values, dtype=float), role, **more)


@given(
    st.lists(numbers, max_size=60),
    st.integers(0, 50),
    st.integers(0, 16),
    st.booleans(),
    st.sampled_from(CHARSETS),
    st.sampled_from(["line", "dots", "dotted", "●"]),
    st.none() | st.floats(allow_nan=False),
)
def test_any_numbers_give_exactly_the_rows_asked_for(
    values: list[float],
    width: int,
    height: int,
    log: bool,
    charset: Charset,
    marker: str,
    cursor: float | None,
) -> None:
    points = tuple(Point(3.0, value) for value in values[:3])
    chart = Chart(width, height, log=log, charset=charset, cursor=cursor, points=points)
    assert [len(row) for row in text(chart_rows([series(values, marker=marker)], chart))] == [width] * height


@given(st.data(), st.integers(2, 12), st.integers(2, 6), st.sampled_from(CHARSETS))
def test_the_tracer_draws_the_very_cells_that_plotext_draws(
    data: st.DataObject, columns: int, rows: int, charset: Charset
) -> None:
    glyphs = GLYPHS[charset]
    place = st.tuples(
        st.integers(-columns, 3 * columns).map(float),
        st.integers(-rows, 5 * rows).map(float) | st.just(nan),
    )
    strokes = []
    for number, marker in enumerate(data.draw(st.lists(st.sampled_from(["line", "dots", "x"]), max_size=3))):
        path = data.draw(st.lists(place, min_size=1, max_size=6))
        x, y = (np.array(part) for part in zip(*path, strict=True))
        strokes.append(Stroke(x, y, f"role-{number}", marker, ink=glyphs.inks[:1] or "*"))
    pairs = zip(plotted(strokes, columns, rows, glyphs), traced(strokes, columns, rows, glyphs), strict=True)
    for theirs, ours in pairs:
        assert ["".join(row) for row in theirs.characters] == ["".join(row) for row in ours.characters]


def test_a_line_is_drawn_dot_for_dot() -> None:
    # Ten columns are left for the canvas, twenty dots wide; three rows, twelve dots high. From (0, 0) to
    # (19, 11) dot x stands at height ⌊11·x/19⌋, four heights to a row:
    # 0 0 | 1 1 | 2 2 | 3 4 | 4 5 | 5 6 | 6 7 | 8 8 | 9 9 | 10 11.
    rows = chart_rows([series([0, 100], x=np.array([0.0, 10.0]))], Chart(15, 5, y_limits=(0, 100)))
    assert text(rows) == [
        " 100┤       ⣀⠤⠊",
        "  50┤   ⢀⡠⠔⠊   ",
        "   0┤⣀⠤⠒⠁      ",
        "    └┬────┬───┬",
        "     0    5  10",
    ]


@pytest.mark.parametrize("size", [(66, 10), (160, 40)])
@pytest.mark.parametrize("place", [0, 1, 31_415, 99_998, 99_999])
def test_one_spike_among_a_hundred_thousand_points_survives(place: int, size: tuple[int, int]) -> None:
    values = np.ones(100_000)
    values[place] = 1000.0
    rows = chart_rows([Series("loss", values, "row-loss")], Chart(*size, y_limits=(0, 1000)))
    (column, _), *more = [cell for cell in cells(rows, "row-loss") if cell[1] == 0]
    assert abs((column - 5) / (size[0] - 6) - place / 99_999) <= 1 / (size[0] - 6)
    assert not more


def test_at_most_two_points_a_column_reach_plotext(monkeypatch: pytest.MonkeyPatch) -> None:
    columns: list[Vector] = []
    plot = plotext.plot

    def spy(x: list[float], y: list[float], **more: Any) -> None:
        columns.append(np.array(x) // 2)
        plot(x, y, **more)

    monkeypatch.setattr(plotext, "plot", spy)
    chart_rows([series(np.linspace(0, 1, 10_000) ** 2)], Chart(40, 10))
    assert np.bincount(columns[0].astype(int)).max() == 2


def test_a_path_that_turns_back_is_drawn_to_its_turning_point() -> None:
    stroke = Stroke(np.array([0.0, 19, 4]), np.zeros(3), "trail")
    (layer,) = drawing.draw([stroke], 12, 2, GLYPHS["braille"])
    assert layer.characters[1].tolist() == ["⣀"] * 10 + [" "] * 2


def test_a_path_too_long_for_plotext_does_not_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(1).random(5000)
    expected = chart_rows([series(noise)], Chart(66, 10))
    monkeypatch.setattr(drawing, "plotted", None)
    assert chart_rows([series(noise)], Chart(66, 10)) == expected


@pytest.mark.parametrize("values", [[], [nan, inf, -inf, 1e301, -1e301]])
@pytest.mark.parametrize("log", [False, True])
def test_nothing_to_show_still_has_axes(values: list[float], log: bool) -> None:
    rows = chart_rows([series(values)], Chart(30, 8, log=log))
    assert {name for line in roles(rows) for name in line} == {"axis", ""}
    assert text(rows)[-2].startswith("    └")


def test_a_masked_value_leaves_a_gap_and_bends_nothing() -> None:
    whole = chart_rows([series([1, 1, 1, 1, 1])], Chart(30, 8, y_limits=(0, 2)))
    for bad in (nan, inf, -inf, 1e301):
        broken = chart_rows([series([1, 1, bad, 1, 1])], Chart(30, 8, y_limits=(0, 2)))
        missing = cells(whole, "row-loss") - cells(broken, "row-loss")
        assert cells(broken, "row-loss") < cells(whole, "row-loss")
        # From the second point, in the middle of the left half, to the fourth: half of the 25 columns.
        assert 10 <= len(missing) <= 13


def test_a_logarithmic_axis_leaves_out_what_has_no_logarithm() -> None:
    chart = Chart(30, 8, log=True, y_limits=(1, 100))
    without = chart_rows([series([100, nan, 1])], chart)
    assert cells(without, "row-loss")
    for bad in (0.0, -5.0, 5e-324):
        assert chart_rows([series([100, bad, 1])], chart) == without


def test_limits_that_no_logarithmic_axis_can_have_are_not_taken() -> None:
    values = series([1, 10, 100])
    assert chart_rows([values], Chart(30, 8, log=True, y_limits=(0, 100))) == chart_rows(
        [values], Chart(30, 8, log=True)
    )


def test_powers_of_ten_are_evenly_spaced_on_a_logarithmic_axis() -> None:
    rows = chart_rows([series([1e-5, 1e5], marker="dots")], Chart(30, 13, log=True))
    labels = {row: line.split("┤")[0].strip() for row, line in enumerate(text(rows)) if "┤" in line}
    # Eleven rows, eleven powers; every third is named, as there is room for four.
    assert labels == {2: "1000", 5: "1", 8: "0.001"}


def test_a_constant_and_a_single_point_are_seen_inside_the_axes() -> None:
    constant = chart_rows([series([13.5] * 50)], Chart(40, 10))
    assert len({row for _, row in cells(constant, "row-loss")}) == 1
    for value in (0.0, 13.5, -1e-12, 1e300):
        assert len(cells(chart_rows([series([value])], Chart(40, 10)), "row-loss")) == 1


def test_appending_leaves_what_stands_where_it_stands() -> None:
    values = 10 * np.exp(-np.arange(400) / 90)
    chart = Chart(80, 12, x_limits=(0, 400), y_limits=(0, 10))
    before = chart_rows([series(values[:200])], chart)
    after = chart_rows([series(values[:201])], chart)
    changed = {
        column
        for old, new in zip(text(before), text(after), strict=True)
        for column, (a, b) in enumerate(zip(old, new, strict=True))
        if a != b
    }
    assert len(changed) <= 1


def test_automatic_limits_stay_while_a_series_creeps_on() -> None:
    falling = 10 / np.arange(1, 40)
    chart = Chart(40, 10, log=True, x_limits=(0, 40))
    gutters = [
        tuple(line[:5] for line in text(chart_rows([series(falling[:n])], chart))) for n in range(1, 40)
    ]
    # From 10 down to 0.256: the lower end passes 5, 2, 1, 0.5 and comes to 0.2.
    assert len(set(gutters)) <= 6


@given(
    st.floats(-1e12, 1e12),
    st.floats(1e-6, 1e12),
    st.integers(10, 120),
    st.booleans(),
    st.sampled_from([6, 3]),
)
def test_the_numbers_along_the_axis_never_touch_and_rise(
    low: float, span: float, width: int, whole: bool, height: int
) -> None:
    rows = chart_rows([], Chart(width, height, x_limits=(low, low + span), whole_x=whole))
    shown = [float(number) for number in text(rows)[-1].split()]
    assert all(a < b for a, b in pairwise(shown))
    if whole:
        assert all(number == int(number) for number in shown)
    if height == 6:
        assert text(rows)[-2].count("┬") == len(shown)


@pytest.mark.parametrize(
    ("scale", "most", "expected"),
    [
        (Scale(0, 36), 5, ["0", "10", "20", "30"]),
        (Scale(-6, 6), 7, ["-6", "-4", "-2", "0", "2", "4", "6"]),
        (Scale(0, 1), 5, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (Scale(0, 20_000), 5, ["0", "5000", "10000", "15000", "20000"]),
        (Scale(0, 2e6), 4, ["0", "500000", "1e6", "1.5e6", "2e6"]),
        (Scale(1.0000001, 1.0000003), 2, ["1.0000001", "1.0000002", "1.0000003"]),
        (Scale(1e-3, 1e3, log=True), 3, ["0.001", "1", "1000"]),
        (Scale(1e-6, 1e-4, log=True), 3, ["1e-6", "1e-5", "0.0001"]),
        (Scale(1, 10, log=True), 4, ["1", "2", "5", "10"]),
        (Scale(5, 8, log=True), 3, ["5", "6", "7", "8"]),
    ],
)
def test_ticks_are_round_and_told_apart(scale: Scale, most: int, expected: list[str]) -> None:
    assert [label for _, label in ticks(scale, most)] == expected


@pytest.mark.parametrize(
    ("low", "high", "log", "expected"),
    [
        (0.3, 33.0, False, (0, 40)),
        (-0.2, 0.9, False, (-0.5, 1)),
        (4.0, 4.0, False, (2, 6)),
        (0.0, 0.0, False, (-1, 1)),
        (1.0, 1.0000000000000002, False, (0.4, 1.6)),
        (0.3, 33.0, True, (0.2, 50)),
        (1.0, 100.0, True, (1, 100)),
        (1.0, 1.0, True, (0.5, 2)),
    ],
)
def test_limits_are_round_numbers_around_the_data(
    low: float, high: float, log: bool, expected: tuple[float, float]
) -> None:
    assert nice_limits(low, high, log=log) == pytest.approx(expected, rel=1e-12)


def test_each_column_gives_its_least_and_greatest_in_the_order_of_time() -> None:
    # Two columns of two dots over x 1 … 8: the pitch is 7/3, the second column begins at 1 + 1.5·7/3 = 4.5.
    dots, values = extremes(np.array([3.0, 9, 1, 4, 5, 6, 7, 6]), None, (1, 8), 2, 2)
    assert values.tolist() == [1, 9, 5, 7]
    assert dots.tolist() == [0, 1, 2, 3]
    _, falling = extremes(np.array([9.0, 3, 4, 8, 7, 6, 5, 1]), None, (1, 8), 2, 2)
    assert falling.tolist() == [9, 3, 7, 1]


def test_given_places_decide_the_column_and_the_window_cuts() -> None:
    x = np.array([0.0, 1, 2, 2, 5, 9, 10, 11])
    dots, values = extremes(np.arange(8.0), x, (1, 10), 10, 1)
    assert dots.tolist() == [0, 1, 1, 4, 8, 9]
    assert values.tolist() == [1, 2, 3, 4, 5, 6]
    assert extremes(np.arange(8.0), x, (20, 30), 10, 1)[0].tolist() == []


def test_a_column_without_a_usable_value_is_one_gap() -> None:
    _, values = extremes(np.array([nan, inf, 1.0, 2.0, nan, 3.0]), None, (1, 6), 3, 2)
    assert np.array_equal(values, [nan, 1, 2, 3, 3], equal_nan=True)
    counts = np.array([3, 1, 2])
    assert extremes(counts, None, (1, 3), 1, 2)[1].tolist() == [3, 1]


@given(
    st.lists(st.floats(-100, 100), min_size=1, max_size=80).map(sorted),
    st.floats(-50, 50),
    st.floats(1e-3, 100),
    st.integers(1, 20),
    st.sampled_from([1, 2]),
)
def test_no_column_has_more_than_two_points_and_the_extremes_are_among_them(
    x: list[float], low: float, span: float, columns: int, across: int
) -> None:
    values = np.random.default_rng(len(x)).random(len(x))
    dots, kept = extremes(values, np.array(x), (low, low + span), columns, across)
    assert all(0 <= dot < columns * across for dot in dots)
    assert all(np.bincount((dots // across).astype(int)) <= 2)
    seen = [value for place, value in zip(x, values, strict=True) if low <= place <= low + span]
    assert len(kept) == 0 if not seen else (min(kept), max(kept)) == (min(seen), max(seen))


@pytest.mark.parametrize("x", [[2.0, 1.0], [1.0, nan], [1.0]])
def test_places_that_are_no_places_are_refused(x: list[float]) -> None:
    with pytest.raises(ValueError, match="x"):
        extremes(np.zeros(2), np.array(x), (0, 3), 10, 2)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([2.0, 1.0, 3.0], (1.0, 3.0)),
        ([2.0, nan, 3.0], (2.0, 3.0)),
        ([-inf, 2.0, 1e308, inf], (2.0, 1e308)),
        ([nan, inf], None),
        ([], None),
    ],
)
def test_the_range_of_a_series_is_that_of_its_finite_values(
    values: list[float], found: tuple[float, float] | None
) -> None:
    assert finite_range(np.array(values)) == found


def test_later_series_lie_over_earlier_ones_and_keep_their_roles() -> None:
    low, high = series([1, 1, 1], "epoch-loss"), series([1, 1, 1], "row-loss")
    assert not cells(chart_rows([low, high], Chart(30, 8)), "epoch-loss")
    apart = chart_rows([series([0, 0]), series([9, 9], "epoch-loss", marker="●")], Chart(30, 8))
    assert len(cells(apart, "epoch-loss")) == 2
    assert len(cells(apart, "row-loss")) == 25


def test_a_ghost_has_one_dot_in_three() -> None:
    chart = Chart(65, 8, y_limits=(0, 2))
    dotted = chart_rows([series([1, 1], marker="dotted")], chart)
    count = sum(bin(ord(c) - 0x2800).count("1") for line in text(dotted) for c in line if c >= "⠁")
    assert 40 <= count <= 42


def test_wide_numbers_move_the_canvas_and_all_that_is_on_it() -> None:
    rows = chart_rows([series([0, 123456], marker="dots")], Chart(40, 10))
    assert text(rows)[0].startswith("150000┤")
    assert sorted(column for column, _ in cells(rows, "row-loss")) == [7, 39]


def test_the_cursor_stands_at_its_place_where_nothing_else_stands() -> None:
    line = series([1, 1, 1, 1, 1])
    rows = chart_rows([line], Chart(30, 8, cursor=3, y_limits=(0, 2)))
    # The middle of columns 5 … 29.
    assert {column for column, _ in cells(rows, "cursor")} == {17}
    assert len(cells(rows, "cursor")) == 6
    assert cells(rows, "row-loss") == cells(chart_rows([line], Chart(30, 8, y_limits=(0, 2))), "row-loss")
    assert not cells(chart_rows([line], Chart(30, 8, cursor=7, x_limits=(1, 5))), "cursor")


@pytest.mark.parametrize(
    ("x", "y", "row", "told"),
    [
        (5, 5, 2, "● here"),
        (14, 5, 2, "14 ▸"),
        (-2.5, 5, 2, "◂ -2.5"),
        (5, 1234567, 0, "▴ 1.235e6"),
        (5, -3, 5, "▾ -3"),
        (5, inf, 0, "▴ inf"),
        (-inf, 5, 2, "◂ -inf"),
        (14, 99, 0, "14 ▸"),
    ],
)
def test_a_point_outside_is_told_by_an_arrow_and_its_value(x: float, y: float, row: int, told: str) -> None:
    chart = Chart(40, 8, x_limits=(0, 10), y_limits=(0, 10), points=(Point(x, y, "now", label="here"),))
    rows = chart_rows([], chart)
    assert {line for _, line in cells(rows, "now")} == {row}
    assert "".join(span.text for span in rows[row] if span.role == "now") == told
    plain = chart_rows(
        [], Chart(40, 8, x_limits=(0, 10), y_limits=(0, 10), points=chart.points, charset="ascii")
    )
    assert "".join(text(plain)).isascii()


def test_a_point_below_every_logarithmic_axis_is_told_below_and_one_that_is_no_number_not_at_all() -> None:
    def drawn(y: float) -> str:
        chart = Chart(40, 8, log=True, x_limits=(0, 10), y_limits=(1, 100), points=(Point(5, y, "now"),))
        return "".join(span.text for span in chart_rows([], chart)[5] if span.role == "now")

    assert drawn(0.0) == "▾ 0"
    assert drawn(-3.0) == "▾ -3"
    assert not cells(chart_rows([], Chart(40, 8, points=(Point(nan, 1), Point(1, nan)))), "point")


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((12, 5), ["   1┤", " 0.5┤", "   0┤", "    └┬─────┬", "     0     1"]),
        ((8, 5), ["│", "│", "│", "└┬─────┬", " 0     1"]),
        ((12, 3), ["   1┤", "   0┤", "     0     1"]),
        ((8, 2), ["│", "│"]),
        ((3, 2), ["", ""]),
    ],
)
def test_a_small_chart_does_without_numbers_and_the_smallest_without_axes(
    size: tuple[int, int], expected: list[str]
) -> None:
    assert [line.rstrip() for line in text(chart_rows([], Chart(*size)))] == expected


def test_a_label_without_room_at_the_right_stands_at_the_left() -> None:
    chart = Chart(40, 8, x_limits=(0, 10), y_limits=(0, 10), points=(Point(10, 5, label="here"),))
    assert text(chart_rows([], chart))[2].endswith("here ●")


def test_everything_has_a_twin_in_ascii() -> None:
    x = np.linspace(-3, 3, 50)
    chart = Chart(40, 12, charset="ascii", cursor=1.0)
    points = [Point(1, 1), Point(2, 4, glyph=UPCOMING, label="−2"), Point(99, 0), Point(0, -99)]
    pictures = [
        chart_rows([series(x**2), series(x, marker="dotted"), series(x, marker="●")], chart),
        curve_rows(x, x**2, chart, trail=(x, x**2), tangent=(1, 1, 2), points=points),
        map_rows(x[:, None] ** 2 + x**2, (-3, 3), (-3, 3), chart, trail=(x, x), points=points),
        (legend_row([series(x), series(x, marker="dotted"), series(x, marker="●")], 40, "ascii"),),
    ]
    for rows in pictures:
        assert all(line.isascii() for line in text(rows))


def test_the_lines_of_ascii_differ_by_their_character() -> None:
    rows = chart_rows([series([0, 0]), series([9, 9], "epoch-loss")], Chart(30, 8, charset="ascii"))
    drawn = [
        {text(rows)[row][column] for column, row in cells(rows, role)} for role in ("row-loss", "epoch-loss")
    ]
    assert drawn == [{"*"}, {"+"}]


@pytest.mark.parametrize("width", [0, 1, 7, 20, 60])
def test_the_legend_fills_its_row_to_the_cell(width: int) -> None:
    from rich.cells import cell_len

    row = legend_row([series([1]), Series("学習率 0.01", np.ones(1), "run-2", marker="●")], width)
    assert cell_len("".join(span.text for span in row)) == width
    if width == 60:
        assert [span.role for span in row] == ["row-loss", "", "run-2", "", ""]


def test_the_curve_shows_the_point_its_tangent_and_the_next() -> None:
    x = np.linspace(-6, 6, 300)
    rows = curve_rows(
        x,
        x**2,
        Chart(65, 22),
        trail=(np.array([5.0, 4.0]), np.array([25.0, 16.0])),
        tangent=(3.2, 10.24, 6.4),
        points=[Point(2.56, 2.56**2, "next-point", UPCOMING), Point(3.2, 10.24, label="x 3.2")],
    )
    # The canvas is 60 columns over −6 … 6 and 20 rows over 0 … 40: x 3.2 is dot ⌊9.2/12·119 + ½⌋ = 91.
    assert min(cells(rows, "point")) == (5 + 91 // 2, 19 - (10.24 / 40 * 79 + 0.5) // 4)
    assert len(cells(rows, "trail")) == 2
    assert len(cells(rows, "next-point")) == 1
    tangent = sorted(cells(rows, "tangent"))
    # Rising to the right: on the screen the higher row number comes first.
    assert tangent[0][1] > tangent[-1][1]
    by_row = [column for column, _ in sorted(cells(rows, "curve"), key=lambda cell: cell[1])]
    assert (by_row[0], by_row[1]) in {(5, 64), (64, 5)}


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("slope", [0.0, 1.0, -1.0, 1000.0])
def test_the_tangent_is_as_long_on_the_screen_whatever_its_slope(slope: float, charset: Charset) -> None:
    x = np.linspace(-1, 1, 50)
    rows = curve_rows(x, x + nan, Chart(65, 33, y_limits=(-1, 1), charset=charset), tangent=(0, 0, slope))
    drawn = cells(rows, "tangent")
    wide = max(c for c, _ in drawn) - min(c for c, _ in drawn) + 1
    high = 2 * (max(r for _, r in drawn) - min(r for _, r in drawn) + 1)
    # 0.3 of the smaller side, 60 cells' widths, to each side; a cell is twice as high as wide. Each end may
    # stand out by a cell.
    assert 36 <= np.hypot(wide, high) <= 42


def test_a_tangent_that_is_no_line_is_left_out() -> None:
    x = np.linspace(-1, 1, 50)
    for slope in (inf, nan):
        assert not cells(curve_rows(x, x, Chart(65, 33), tangent=(0, 0, slope)), "tangent")


def test_the_lines_of_a_bowl_lie_around_its_bottom_and_rise_outwards() -> None:
    g = np.linspace(-4, 4, 65)
    rows = map_rows(g[:, None] ** 2 + g**2, (-4, 4), (-4, 4), Chart(67, 33))
    # Ring k holds (k/8)² of the 64 units of area: its radius is k/√π, and 62 columns stretch over 8 units.
    names = [f"level-{k}" for k in range(1, 7)]
    crossed = {column: name for name in names for column, row in cells(rows, name) if row == 15}
    expected = [
        (35.5 + sign * k / np.pi**0.5 * 61.5 / 8, f"level-{k}") for k in range(1, 7) for sign in (-1, 1)
    ]
    assert len(crossed) == 12
    for (column, name), (place, level_name) in zip(sorted(crossed.items()), sorted(expected), strict=True):
        assert name == level_name
        assert abs(column - place) <= 1


def test_the_upper_rows_of_a_map_are_the_larger_y() -> None:
    g = np.linspace(0, 1, 20)
    rows = map_rows(np.repeat(g[:, None], 20, axis=1), (0, 1), (0, 1), Chart(40, 60))
    (_, highest), (_, lowest) = (
        min(cells(rows, role), key=lambda cell: cell[1]) for role in ("level-7", "level-1")
    )
    assert highest < lowest


def test_a_map_of_a_plain_or_of_nothing_has_no_lines() -> None:
    for value in (3.0, nan, inf):
        rows = map_rows(np.full((9, 9), value), (0, 1), (0, 1), Chart(40, 12))
        assert {name for line in roles(rows) for name in line} == {"axis", ""}


def test_a_hole_in_the_function_draws_no_line_of_its_own() -> None:
    step = np.zeros((33, 33))
    step[:, 16:] = 1
    step[10:20, 22:30] = nan
    rows = map_rows(step, (0, 1), (0, 1), Chart(40, 40))
    # The step lies between the middle of the 35 columns and the next mesh point at the left.
    assert {column for column, _ in set().union(*(cells(rows, f"level-{k}") for k in range(1, 8)))} <= {
        21,
        22,
    }


def test_the_path_lies_over_the_map_and_its_end_outside_is_told() -> None:
    g = np.linspace(-4, 4, 33)
    path = (np.linspace(-3, 3, 5), np.linspace(-3, 3, 5))
    rows = map_rows(g[:, None] ** 2 + g**2, (-4, 4), (-4, 4), Chart(60, 20), trail=path, points=[Point(8, 0)])
    assert sum(line.count("○") for line in text(rows)) == 5
    longer = (np.linspace(-4, 4, 50), np.linspace(-4, 4, 50))
    rows = map_rows(
        g[:, None] ** 2 + g**2, (-4, 4), (-4, 4), Chart(60, 20), trail=longer, points=[Point(8, 0)]
    )
    assert sum(line.count("○") for line in text(rows)) == 32
    assert len({column for column, _ in cells(rows, "trail")}) > 30
    assert any(line.endswith("8 ▸") for line in text(rows))


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("size", [(0, 0), (1, 1), (3, 2), (10, 3), (10, 5), (33, 9)])
def test_curves_and_maps_keep_to_any_size(size: tuple[int, int], charset: Charset) -> None:
    x = np.linspace(-6, 6, 40)
    chart = Chart(*size, charset=charset)
    for rows in (
        curve_rows(x, x**3, chart, tangent=(1, 1, 3), points=[Point(1, 1), Point(9, 729)]),
        map_rows(x[:, None] * x, (-6, 6), (-6, 6), chart, trail=(x, x), points=[Point(1, 1)]),
    ):
        assert [len(line) for line in text(rows)] == [size[0]] * size[1]


def test_what_others_left_in_plotext_is_neither_seen_nor_kept() -> None:
    clean = chart_rows([series([3, 1, 2])], Chart(30, 8))
    plotext.title("left behind")
    plotext.plot([1, 2, 3])
    plotext.yscale("log")
    assert chart_rows([series([3, 1, 2])], Chart(30, 8)) == clean
    plotext.plotsize(20, 5)
    assert not set(plotext.build()) - set(" \n┌─┐│└┘") - set("\x1b[0123456789;m")


def test_charts_need_neither_textual_nor_until_a_line_is_drawn_plotext() -> None:
    code = (
        "import sys, tui.charts as c\n"
        "import numpy as np\n"
        "c.chart_rows([c.Series('', np.array(v), '') for v in ([], [np.nan])], c.Chart(40, 10))\n"
        "assert not {'textual', 'plotext'} & set(sys.modules), sorted(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
