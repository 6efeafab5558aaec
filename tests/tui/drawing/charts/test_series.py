"""Charts of series: exact rows whatever the numbers, no spike lost, a role for every part."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.chart_cells import (
    CHARSETS,
    cells,
    column_of,
    roles,
    row_numbers,
    series,
    spelt,
    text,
)
from tui.drawing.charts import (
    UPCOMING,
    Arrow,
    Charset,
    Chart,
    Entry,
    Move,
    Point,
    Series,
    Tangent,
    chart_rows,
    curve_rows,
    legend_rows,
    map_rows,
)
from tui.drawing.charts.glyphs import GLYPHS
from tui.drawing.charts.series import SAMPLES

numbers = st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from(
    [0.0, -1.0, 1e308, 5e-324, nan, inf]
)


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


def test_a_line_is_drawn_dot_for_dot() -> None:
    # 21 columns are left for the canvas, ten to 5 along the axis: x stands at dot 4·x. Five rows, two to 50: 100
    # is 16 dots above 0, which has the second dot of the lowest row, since a number's dot is never an outer one.
    # Dot d is thus at height ⌊1 + 16·d/40⌋, four heights to a row: 1 1 | 1 2 | 2 3 | 3 3 | 4 4 | 5 5 | …
    rows = chart_rows([series([0, 100], x=np.array([0.0, 10.0]))], Chart(26, 7, y_limits=(0, 100)))
    assert text(rows) == [
        " 100┤                   ⣀⠄",
        "    │              ⣀⠤⠔⠊⠉  ",
        "  50┤         ⣀⠤⠔⠊⠉       ",
        "    │    ⣀⠤⠔⠊⠉            ",
        "   0┤⠤⠔⠊⠉                 ",
        "    └┬─────────┬─────────┬",
        "     0         5        10",
    ]


@pytest.mark.parametrize("size", [(66, 10), (160, 40)])
@pytest.mark.parametrize("place", [0, 1, 31_415, 99_998, 99_999])
def test_one_spike_among_a_hundred_thousand_points_survives(place: int, size: tuple[int, int]) -> None:
    values = np.ones(100_000)
    values[place] = 1000.0
    rows = chart_rows([Series("loss", values, "row-loss")], Chart(*size, y_limits=(0, 1000)))
    (top,) = [row for row, number in row_numbers(rows).items() if number == 1000]
    (column, _), *more = [cell for cell in cells(rows, "row-loss") if cell[1] == top]
    assert abs(column - column_of(rows, place + 1)) <= 0.5
    assert not more


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
    assert text(rows)[2].startswith("100000┤")
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
        (5, 5, 3, "●here"),
        (14, 5, 3, "14▸"),
        (-2.5, 5, 3, "◂−2.5"),
        (5, 1234567, 0, "▴1.235e6"),
        (5, -3, 5, "▾−3"),
        (5, inf, 0, "▴inf"),
        (-inf, 5, 3, "◂−inf"),
        (14, 99, 0, "14▸"),
    ],
)
def test_a_point_outside_is_told_by_an_arrow_and_its_value(x: float, y: float, row: int, told: str) -> None:
    chart = Chart(40, 8, x_limits=(0, 10), y_limits=(0, 10), points=(Point(x, y, "now", label="here"),))
    rows = chart_rows([], chart)
    assert {line for _, line in cells(rows, "now")} == {row}
    assert spelt(rows, "now") == told
    plain = chart_rows(
        [], Chart(40, 8, x_limits=(0, 10), y_limits=(0, 10), points=chart.points, charset="ascii")
    )
    assert "".join(text(plain)).isascii()


def test_a_point_below_every_logarithmic_axis_is_told_below_and_one_that_is_no_number_not_at_all() -> None:
    def drawn(y: float) -> str:
        chart = Chart(40, 8, log=True, x_limits=(0, 10), y_limits=(1, 100), points=(Point(5, y, "now"),))
        rows = chart_rows([], chart)
        assert {row for _, row in cells(rows, "now")} == {5}
        return spelt(rows, "now")

    assert drawn(0.0) == "▾0"
    assert drawn(-3.0) == "▾−3"
    assert not cells(chart_rows([], Chart(40, 8, points=(Point(nan, 1), Point(1, nan)))), "point")


def test_a_label_without_room_at_the_right_stands_at_the_left() -> None:
    chart = Chart(40, 8, x_limits=(0, 10), y_limits=(0, 10), points=(Point(10, 5, label="here"),))
    assert text(chart_rows([], chart))[3].endswith("here ●")


def test_a_label_that_would_be_taken_for_another_points_begins_with_its_own_points_mark() -> None:
    one = Point(5, 5, "first", "●", "one", sample="●")
    chart = Chart(40, 8, x_limits=(0, 10), y_limits=(0, 10), points=(one,))
    assert spelt(chart_rows([], chart), "first") == "●one"
    # To the right stands another point, to the left a third one.
    others = tuple(Point(x, 5, "other", "◌", "two", sample="◌") for x in (5.3, 4.7))
    crowded = chart_rows([], replace(chart, points=(one, *others)))
    assert sorted(spelt(crowded, "first")) == sorted("●● one")
    plain = chart_rows([], replace(chart, points=(replace(one, sample=""), *others)))
    assert sorted(spelt(plain, "first")) == sorted("●one")


def test_of_texts_that_are_not_needed_only_those_stand_that_hide_little() -> None:
    chart = Chart(40, 8, x_limits=(0, 10), y_limits=(0, 10))
    one, other = (Point(3, 5, role, label=role, needed=False) for role in ("first", "second"))
    rows = chart_rows([], replace(chart, points=(one, other)))
    assert (spelt(rows, "first"), spelt(rows, "second")) == ("", "●second")
    elsewhere = replace(one, x=7)
    rows = chart_rows([], replace(chart, points=(elsewhere, other)))
    assert spelt(rows, "first") == "●first"
    full = [series([height] * 30, x=np.linspace(0, 10, 30)) for height in np.linspace(0, 10, 24)]
    long = replace(one, label="a text that is long")
    assert spelt(chart_rows(full, replace(chart, points=(long,))), "first") == "●"
    needed = chart_rows(full, replace(chart, points=(replace(long, needed=True),)))
    assert spelt(needed, "first") == "●a text that is long"


def test_a_line_has_marks_along_it_and_one_of_its_own_at_its_end() -> None:
    values = np.linspace(10, 0, 100)
    lines = [
        series(values + 2 * number, f"run-{number}", mark="▲■"[number], ending=f"end {number}")
        for number in (0, 1)
    ]
    rows = chart_rows(lines, Chart(100, 20))
    marks = []
    for number, mark in enumerate("▲■"):
        drawn = cells(rows, f"run-{number}")
        marks.append(sorted(column for column, row in drawn if text(rows)[row][column] == mark))
        assert marks[-1][-1] - marks[-1][-2] >= 3
        assert len(marks[-1]) > 6
        assert f"end {number}" in spelt(rows, f"run-{number}")
    # Those of one line stand between those of the other.
    assert all(abs(one - other) > 3 for one in marks[0][:-1] for other in marks[1][:-1])
    # A line that ends near one of the places along it has no two marks side by side.
    for count in range(2, 100):
        shown = chart_rows([series(values[:count], mark="▲")], Chart(100, 20, x_limits=(0, 100)))
        columns = sorted(
            {column for column, row in cells(shown, "row-loss") if text(shown)[row][column] == "▲"}
        )
        assert all(after - before >= 3 for before, after in pairwise(columns))


def test_a_mark_stands_where_its_line_does() -> None:
    values = 10 * np.sin(np.linspace(0, 9, 60))
    marked = chart_rows([series(values, mark="▲")], Chart(80, 20))
    plain = cells(chart_rows([series(values)], Chart(80, 20)), "row-loss")
    assert all((column, row) in plain for column, row in cells(marked, "row-loss"))


def test_everything_has_a_twin_in_ascii() -> None:
    x = np.linspace(-3, 3, 50)
    chart = Chart(40, 12, charset="ascii", cursor=1.0)
    points = [Point(1, 1), Point(2, 4, glyph=UPCOMING, label="−2"), Point(99, 0), Point(0, -99)]
    pictures = [
        chart_rows([series(x**2), series(x, marker="dotted"), series(x, marker="●")], chart),
        curve_rows(
            np.square,
            (-3, 3),
            chart,
            trail=(x, x**2),
            tangent=Tangent(1, 1, 2, "−"),
            move=Move(1, 1, 2, 4, "Δ"),
            points=points,
        ),
        map_rows(
            lambda _x, _y: x[:, None] ** 2 + x**2,
            (-3, 3),
            (-3, 3),
            chart,
            trail=(x, x),
            arrows=[Arrow(1, 1, 1, 1, "gradient", "ŷ", exact=False)],
            points=points,
        ),
        chart_rows([series(x, mark="◆", ending="η")], Chart(40, 12, charset="ascii", dividers=((9, "−"),))),
        legend_rows([Entry("η − 1", "run-0", "●", "−1"), Entry("longer", "run-1")], 9, 2, "ascii"),
    ]
    for rows in pictures:
        assert all(line.isascii() for line in text(rows))


def test_no_line_of_ascii_is_drawn_in_what_marks_another_one() -> None:
    glyphs = GLYPHS["ascii"]
    marks = glyphs.spell("●▲■◆▼×○◌•") + glyphs.arrows + glyphs.cursor + glyphs.divider
    assert set(glyphs.inks).isdisjoint(marks)


def test_the_lines_of_ascii_differ_by_their_character() -> None:
    rows = chart_rows([series([0, 0]), series([9, 9], "epoch-loss")], Chart(30, 8, charset="ascii"))
    drawn = [
        {text(rows)[row][column] for column, row in cells(rows, role)} for role in ("row-loss", "epoch-loss")
    ]
    assert drawn == [{"*"}, {"="}]


def test_points_take_no_character_from_the_lines_of_ascii_and_legends_have_that_of_a_line() -> None:
    chart = Chart(30, 8, charset="ascii")
    rows = chart_rows([series([0, 0], marker="dots"), series([9, 9], "epoch-loss")], chart)
    assert {text(rows)[row][column] for column, row in cells(rows, "epoch-loss")} == {"*"}
    assert text(legend_rows([Entry("mean", "epoch-loss", "─")], 10, 1, "ascii"))[0].strip() == "* mean"


def test_in_ascii_a_dotted_line_is_told_from_points_by_the_character_of_its_legend() -> None:
    chart = Chart(30, 8, charset="ascii")
    rows = chart_rows(
        [series([0, 0, 0], marker="dots"), series([9, 9, 9], "all-loss", marker="dotted")], chart
    )
    drawn = [
        {text(rows)[row][column] for column, row in cells(rows, role)} for role in ("row-loss", "all-loss")
    ]
    assert drawn == [{"."}, {"~"}]
    for marker, sign in (("dots", "."), ("dotted", "~")):
        legend = legend_rows([Entry("all", "all-loss", SAMPLES[marker])], 10, 1, "ascii")
        assert text(legend)[0].strip() == f"{sign} all"


def test_in_ascii_a_tangent_is_told_from_its_curve() -> None:
    chart = Chart(40, 12, charset="ascii")
    rows = curve_rows(np.square, (-3, 3), chart, tangent=Tangent(1, 1, 2, "slope"))
    drawn = [{text(rows)[row][column] for column, row in cells(rows, role)} for role in ("curve", "tangent")]
    assert drawn[0] == {"*"}
    assert "=" in drawn[1]
    assert "*" not in drawn[1]
