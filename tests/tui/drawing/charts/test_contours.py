"""Functions of two variables from above: level lines, the path, arrows, and any size."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from math import ceil, inf, nan

import numpy as np
import pytest

from engine.types import Matrix
from tests.tui.chart_cells import CHARSETS, cells, column_of, roles, row_numbers, spelt, text
from tui.drawing.charts import (
    Arrow,
    Charset,
    Chart,
    Move,
    Point,
    Rows,
    Tangent,
    contours,
    curve_rows,
    map_rows,
)
from tui.drawing.charts.scale import Limits


def over(f: Callable[[Matrix, Matrix], Matrix], count: int = 65) -> Callable[[Limits, Limits], Matrix]:
    """The heights of a function on a mesh, as a map asks for them."""

    def heights(x: Limits, y: Limits) -> Matrix:
        return f(*np.meshgrid(np.linspace(*x, count), np.linspace(*y, count)))

    return heights


BOWL = over(lambda x, y: x**2 + y**2)


def levels(rows: Rows) -> set[tuple[int, int]]:
    """The cells of all lines of equal height."""
    return set().union(*(cells(rows, f"level-{level}") for level in range(1, 8)))


def test_the_lines_of_a_bowl_lie_around_its_bottom_and_rise_outwards() -> None:
    rows = map_rows(BOWL, (-4, 4), (-4, 4), Chart(67, 33))
    (middle,) = [row for row, number in row_numbers(rows).items() if number == 0]
    wide = 61.5 / (column_of(rows, 1) - column_of(rows, 0))
    tall = sorted(row_numbers(rows).items())
    high = 30.75 * (tall[0][1] - tall[1][1]) / (tall[1][0] - tall[0][0])
    crossed = {
        column: level
        for level in range(1, 7)
        for column, row in cells(rows, f"level-{level}")
        if row == middle
    }
    # Ring k holds (k/8)² of the area that is seen.
    expected = [
        (column_of(rows, side * level / 8 * (wide * high / np.pi) ** 0.5), level)
        for level in range(1, 7)
        for side in (-1, 1)
    ]
    for place, level in expected:
        assert any(abs(column - place) <= 1 for column, of in crossed.items() if of == level)
    for column, level in crossed.items():
        assert any(abs(column - place) <= 1 for place, of in expected if of == level)


def test_the_upper_rows_of_a_map_are_the_larger_y() -> None:
    rows = map_rows(over(lambda x, y: y + 0 * x), (0, 1), (0, 1), Chart(40, 60))
    (_, highest), (_, lowest) = (
        min(cells(rows, role), key=lambda cell: cell[1]) for role in ("level-7", "level-1")
    )
    assert highest < lowest


def level_of(value: float, x: Matrix, y: Matrix) -> Matrix:
    """A plain at that height."""
    return np.full_like(x, value)


def test_a_map_of_a_plain_or_of_nothing_has_no_lines() -> None:
    for value in (3.0, nan, inf):
        rows = map_rows(over(partial(level_of, value)), (0, 1), (0, 1), Chart(40, 12))
        assert {name for line in roles(rows) for name in line} == {"axis", ""}


def test_a_hole_in_the_function_draws_no_line_of_its_own() -> None:
    def step(x: Matrix, y: Matrix) -> Matrix:
        return np.where((x > 0.6) & (abs(y - 0.5) < 0.2), nan, (x > 0.5) + 0.0 * y)

    rows = map_rows(over(step), (0, 1), (0, 1), Chart(40, 40))
    half = column_of(rows, 0.5)
    assert levels(rows)
    assert all(abs(column - half) <= 1 for column, _ in levels(rows))


def test_the_path_lies_over_the_map_and_its_end_outside_is_told() -> None:
    path = (np.linspace(-3, 3, 5), np.linspace(-3, 3, 5))
    rows = map_rows(BOWL, (-4, 4), (-4, 4), Chart(60, 20), trail=path, points=[Point(8, 0)])
    assert sum(line.count("○") for line in text(rows)) == 5
    longer = (np.linspace(-4, 4, 50), np.linspace(-4, 4, 50))
    rows = map_rows(BOWL, (-4, 4), (-4, 4), Chart(60, 20), trail=longer, points=[Point(8, 0)])
    # The newest 32 of the points, and a line between all.
    assert len({column for column, _ in cells(rows, "trail")}) > 45
    assert 25 < sum(line.count("○") for line in text(rows)) <= 32
    assert any(line.endswith("8 ▸") for line in text(rows))


@pytest.mark.parametrize(
    ("along", "head"), [((1, 0.2), "▸"), ((-1, 0.2), "◂"), ((0.1, 1), "▴"), ((0.1, -1), "▾")]
)
def test_an_arrow_points_where_it_leads_and_has_a_length_at_which_it_is_seen(
    along: tuple[float, float], head: str
) -> None:
    for times in (1e-6, 1, 1e6):
        arrow = Arrow(0, 0, times * along[0], times * along[1], "gradient", "uphill", exact=False)
        rows = map_rows(BOWL, (-4, 4), (-4, 4), Chart(67, 33), arrows=[arrow], points=[Point(0, 0)])
        assert spelt(rows, "gradient").count(head) == 1
        assert "uphill" in spelt(rows, "gradient")
        ((tip, height),) = [at for at in cells(rows, "gradient") if text(rows)[at[1]][at[0]] == head]
        ((x, y),) = cells(rows, "point")
        assert np.hypot(tip - x, 2 * (height - y)) == pytest.approx(0.28 * 62, abs=2)


def test_an_arrow_near_the_edge_stays_on_the_map_and_an_exact_one_leads_to_its_point() -> None:
    near = Arrow(3.9, 0, 1, 0, "gradient", exact=False)
    assert "▸" in spelt(map_rows(BOWL, (-4, 4), (-4, 4), Chart(67, 33), arrows=[near]), "gradient")
    step = Arrow(3, -3, -2, 2, "update")
    rows = map_rows(
        BOWL, (-4, 4), (-4, 4), Chart(67, 33), arrows=[step], points=[Point(1, -1, "next"), Point(3, -3)]
    )
    (end,), (begin,) = cells(rows, "next"), cells(rows, "point")
    shaft = cells(rows, "update")
    assert set("◂▴") & set(spelt(rows, "update"))
    assert min(column for column, _ in shaft) == end[0] + 1
    assert max(row for _, row in shaft) <= begin[1]
    for nothing in (
        Arrow(0, 0, 0, 0, "update"),
        Arrow(0, 0, nan, 1, "update"),
        Arrow(0, 0, 1e-9, 0, "update"),
    ):
        assert len(cells(map_rows(BOWL, (-4, 4), (-4, 4), Chart(67, 33), arrows=[nothing]), "update")) <= 1


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("size", [(0, 0), (1, 1), (3, 2), (10, 3), (10, 5), (33, 9)])
def test_curves_and_maps_keep_to_any_size(size: tuple[int, int], charset: Charset) -> None:
    x = np.linspace(-6, 6, 40)
    chart = Chart(*size, charset=charset, x_name="first", y_name="a name that is long")
    for rows in (
        curve_rows(
            lambda x: x**3,
            (-6, 6),
            chart,
            tangent=Tangent(1, 1, 3, "slope"),
            move=Move(1, 1, 9, 729, "Δ"),
            points=[Point(1, 1, label="here"), Point(9, 729, outside="off the chart: 9")],
        ),
        map_rows(
            BOWL,
            (-6, 6),
            (-6, 6),
            chart,
            trail=(x, x),
            arrows=[Arrow(1, 1, 1, 1, "gradient", "uphill", exact=False), Arrow(1, 1, 20, 0, "update")],
            points=[Point(1, 1)],
        ),
    ):
        assert [len(line) for line in text(rows)] == [size[0]] * size[1]


# Heights


def heights(rows: Rows) -> list[tuple[float, float, int]]:
    """The numbers on a map, each with the column of its middle and its row."""
    found = []
    for row, line in enumerate(text(rows)[:-2]):
        canvas = re.sub(r"^.*?[┤│|+]", lambda edge: " " * len(edge[0]), line)
        found += [
            (float(one[0]), (one.start() + one.end() - 1) / 2, row)
            for one in re.finditer(r"\d+(\.\d+)?", canvas)
        ]
    return found


@pytest.mark.parametrize("charset", ["braille", "block"])
def test_heights_are_told_in_the_lines_that_they_are_of(charset: Charset) -> None:
    rows = map_rows(BOWL, (-4, 4), (-4, 4), Chart(67, 33, charset=charset))
    told = heights(rows)
    assert len(told) == 3
    plain = map_rows(BOWL, (-4, 4), (-4, 4), Chart(67, 33, charset="ascii"))
    assert len(heights(plain)) == 3
    (lower, low), (upper, high) = max(row_numbers(rows).items()), min(row_numbers(rows).items())
    for number, column, row in told:
        x = (column - column_of(rows, 0)) / (column_of(rows, 1) - column_of(rows, 0))
        y = low + (lower - row) / (lower - upper) * (high - low)
        # A cell and a half is what a line may be off.
        assert np.hypot(x, y) == pytest.approx(number**0.5, abs=1.5 * (high - low) / (lower - upper))


@pytest.mark.parametrize("steep", [1, 30])
def test_no_height_is_written_over_another_line_or_a_point(
    steep: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = [Point(x, y, f"point-{x}-{y}") for x in (-2, 0, 2) for y in (-2, 0, 2, 3)]
    valley = over(lambda x, y: x**2 + steep * y**2)
    for height in range(10, 40):
        chart = Chart(2 * height + 5, height)
        bare = map_rows(valley, (-4, 4), (-4, 4), chart)
        rows = map_rows(valley, (-4, 4), (-4, 4), chart, points=points)
        for point in points:
            assert spelt(rows, point.role) == "●"
        with monkeypatch.context() as without:
            without.setattr(contours, "label_levels", lambda *_: None)
            unwritten = map_rows(valley, (-4, 4), (-4, 4), chart)
        for number, column, row in heights(bare):
            half = len(f"{number:g}") / 2 + 1
            under = {roles(unwritten)[row][at] for at in range(ceil(column - half), int(column + half) + 1)}
            assert len(under - {""}) == 1


def test_a_small_map_has_fewer_lines_and_tells_no_heights() -> None:
    def lines(height: int) -> int:
        rows = map_rows(BOWL, (-4, 4), (-4, 4), Chart(2 * height + 5, height))
        return sum(bool(cells(rows, f"level-{level}")) for level in range(1, 8))

    assert [lines(height) for height in (40, 16, 12, 8, 6)] == [7, 7, 3, 3, 1]
    assert heights(map_rows(BOWL, (-4, 4), (-4, 4), Chart(20, 8))) == []


def test_heights_that_hardly_differ_have_as_many_digits_as_tell_them_apart() -> None:
    rows = map_rows(over(lambda x, y: 1000 + (x**2 + y**2) / 16), (-4, 4), (-4, 4), Chart(67, 33))
    numbers = [number for number, _, _ in heights(rows)]
    assert len(set(numbers)) == 3
    assert all(1000 < number < 1002 for number in numbers)
