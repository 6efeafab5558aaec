"""The axes of charts: every number in the cell where a point of its value lies, and evenly spaced."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.tui.chart_cells import CHARSETS, cells, column_numbers, row_numbers, series, text
from tui.drawing.charts import Charset, Chart, Point, chart_rows
from tui.drawing.charts.scale import Scale, nice_limits
from tui.drawing.charts.ticks import Room, axis

ROOMS = st.builds(
    Room,
    cells=st.integers(1, 160),
    dots=st.sampled_from([1, 2, 4]),
    gap=st.integers(1, 3),
    along=st.booleans(),
    whole=st.booleans(),
    middle=st.booleans(),
)
VALUES = st.floats(-1e9, 1e9)
SPANS = st.floats(1e-6, 1e9)
POSITIVE = st.floats(1e-12, 1e12)


def texts(limits: tuple[float, float], room: Room, *, log: bool = False) -> list[tuple[str, int]]:
    return [(tick.text, tick.cell) for tick in axis(limits, room, log=log).ticks]


@given(VALUES, SPANS, ROOMS)
def test_every_number_stands_in_the_cell_of_its_value_and_all_are_evenly_spaced(
    low: float, span: float, room: Room
) -> None:
    assume(low + span - low > 1e-9 * abs(low))
    found = axis((low, low + span), room)
    for tick in found.ticks:
        assert found.cell(tick.value) == tick.cell
        assert 0 <= tick.cell < room.cells
        assert float(tick.text) == pytest.approx(tick.value, rel=1e-5, abs=1e-9 * span)
    distances = [after.cell - before.cell for before, after in pairwise(found.ticks)]
    assert len(set(distances)) <= 1
    assert all(distance >= room.apart(len(found.ticks[0].text)) for distance in distances)
    if room.whole:
        assert all(tick.value == int(tick.value) for tick in found.ticks)
    if room.cells * room.dots > 1:
        for end in (low, low + span):
            assert 0 <= (found.cell(end) or 0) < room.cells


def is_power(value: float) -> bool:
    """Whether a number is a power of ten."""
    return bool(np.log10(value) == pytest.approx(round(np.log10(value)), abs=1e-9))


@given(POSITIVE, st.floats(1.0001, 1e12), ROOMS)
def test_a_logarithmic_axis_keeps_the_same_promise(low: float, times: float, room: Room) -> None:
    found = axis((low, low * times), room, log=True)
    for tick in found.ticks:
        assert found.cell(tick.value) == tick.cell
        assert float(tick.text) == pytest.approx(tick.value, rel=1e-5)
    powers = [tick for tick in found.ticks if is_power(tick.value)]
    if len(found.ticks) > 2 and times > 10:
        assert len({after.cell - before.cell for before, after in pairwise(powers)}) <= 1
        ratios = [after.value / before.value for before, after in pairwise(powers)]
        assert ratios == pytest.approx(ratios[:1] * len(ratios))
        # Between them stand 2 and 5 times each, or nothing.
        digits = [round(tick.value / 10 ** np.floor(np.log10(tick.value) + 1e-9)) for tick in found.ticks]
        assert all(pair in {(1, 1), (1, 2), (2, 5), (5, 1)} for pair in pairwise(digits))
    if room.cells * room.dots > 1:
        for end in (low, low * times):
            assert 0 <= (found.cell(end) or 0) < room.cells


@given(
    st.floats(-1e6, 1e6),
    st.floats(1e-3, 1e6),
    st.integers(5, 40),
    st.sampled_from(["braille", "block"]),
    st.booleans(),
)
def test_on_the_drawn_chart_a_point_of_a_numbers_value_lies_in_the_numbers_row(
    low: float, span: float, height: int, charset: Charset, log: bool
) -> None:
    if log:
        low = abs(low) + 1e-3
    chart = Chart(60, height, log=log, x_limits=(0, 10), y_limits=(low, low + span), charset=charset)
    numbers = row_numbers(chart_rows([], chart))
    points = tuple(Point(3, value, f"role-{row}") for row, value in numbers.items())
    rows = chart_rows([], Chart(**{**vars(chart), "points": points}))
    for row in numbers:
        assert {at for _, at in cells(rows, f"role-{row}")} == {row}
    assert len({after - before for before, after in pairwise(numbers)}) <= 1 or log


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(30, 160))
def test_on_the_drawn_chart_a_point_lies_in_its_numbers_column(low: float, span: float, width: int) -> None:
    chart = Chart(width, 10, x_limits=(low, low + span), y_limits=(0, 1), whole_x=False)
    numbers = column_numbers(chart_rows([], chart))
    points = tuple(Point(value, 0.5, f"role-{column}") for column, value in numbers.items())
    rows = chart_rows([], Chart(**{**vars(chart), "points": points}))
    for column in numbers:
        assert {at for at, _ in cells(rows, f"role-{column}")} == {column}


@pytest.mark.parametrize(
    ("limits", "room", "expected"),
    [
        # Four rows to 10: 57.6 of the 60 dots are needed for 36, and 0 is not on the lowest dot of its row.
        ((0, 36), Room(15, 4, 2), [("0", 0), ("10", 4), ("20", 8), ("30", 12)]),
        ((0, 25), Room(6, 4, 1), [("0", 0), ("10", 2), ("20", 4)]),
        ((0, 1), Room(9, 4, 2), [("0.0", 0), ("0.5", 4), ("1.0", 8)]),
        ((-6, 6), Room(63, 2, 3, True, middle=True), [(f"{x}", 31 + 5 * x) for x in range(-6, 7, 2)]),
        ((0, 20), Room(62, 2, 3, True, True), [(f"{x}", 3 * x) for x in range(0, 21, 5)]),
        (
            (0, 2e6),
            Room(80, 2, 3, True, True),
            [("0", 0), ("500000", 19), ("1e6", 38), ("1.5e6", 57), ("2e6", 76)],
        ),
        ((0, 3), Room(80, 2, 3, True, True), [("0", 0), ("1", 26), ("2", 52), ("3", 78)]),
    ],
)
def test_numbers_are_round_and_told_apart(
    limits: tuple[float, float], room: Room, expected: list[tuple[str, int]]
) -> None:
    assert texts(limits, room) == expected


@pytest.mark.parametrize(
    ("limits", "cells_", "expected"),
    [
        ((1e-3, 1e3), 15, ["0.001", "1", "1000"]),
        ((1e-5, 1e5), 24, ["1e-5", "0.01", "10", "10000"]),
        ((0.1, 50), 15, ["0.1", "1", "10"]),
        ((1, 60), 20, ["1", "2", "5", "10", "20", "50"]),
        ((1, 60), 9, ["1", "10", "100"]),
        ((0.3, 40), 40, ["0.5", "1", "2", "5", "10", "20"]),
        ((20, 80), 15, ["20", "30", "40", "50", "60", "70"]),
        ((5, 8), 15, ["5.0", "5.5", "6.0", "6.5", "7.0", "7.5", "8.0"]),
    ],
)
def test_a_logarithmic_axis_has_powers_of_ten_with_2_and_5_where_there_is_room_and_a_narrow_one_round_numbers(
    limits: tuple[float, float], cells_: int, expected: list[str]
) -> None:
    assert [text for text, _ in texts(limits, Room(cells_, 4, 2), log=True)] == expected


def test_the_middle_dots_of_a_cell_are_a_numbers_own() -> None:
    found = axis((0, 40), Room(3, 4, 1))
    # 5 to a dot, 20 to a cell, and 0 on the second dot of the first: 20 has what lies from 12.5 to 32.5.
    assert [found.cell(value) for value in (-4, 12, 13, 20, 32, 33)] == [0, 0, 1, 1, 1, 2]


def test_what_is_left_over_is_shared_between_both_ends_where_that_is_asked_for() -> None:
    shared = axis((-6, 6), Room(62, 2, 3, True, middle=True)).scale
    assert shared.low + shared.high == pytest.approx(0, abs=0.2)
    assert axis((0, 20), Room(70, 2, 3, True, True)).scale.low == 0


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


@given(st.floats(-1e12, 1e12), st.floats(1e-6, 1e12), st.integers(10, 120), st.booleans())
def test_the_numbers_along_the_axis_never_touch_and_rise(
    low: float, span: float, width: int, whole: bool
) -> None:
    rows = chart_rows([], Chart(width, 6, x_limits=(low, low + span), whole_x=whole))
    shown = [float(number.replace("−", "-")) for number in text(rows)[-1].split()]
    assert all(a < b for a, b in pairwise(shown))
    assert not whole or all(number == int(number) for number in shown)
    assert text(rows)[-2].count("┬") == len(shown)


def test_the_axes_are_named_where_nothing_else_stands() -> None:
    chart = Chart(40, 10, x_limits=(-6, 6), y_limits=(0, 36), whole_x=False, x_name="x", y_name="f")
    lines = text(chart_rows([], chart))
    assert lines[0] == "   f│".ljust(40)
    assert lines[-1].split() == ["x", "−5", "0", "5"]
    steps = text(chart_rows([], Chart(40, 10, x_limits=(0, 20), x_name="step")))
    assert steps[-1].startswith("step 0")
    long = text(chart_rows([], Chart(60, 10, x_limits=(0, 20), x_name="learning_rate")))
    assert " learning_rate " in long[-2]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((12, 5), [" 1.0┤", " 0.5┤", " 0.0┤", "    └┬─────┬", "     0     1"]),
        ((8, 5), ["│", "│", "│", "└┬─────┬", " 0     1"]),
        ((12, 3), ["   1┤", "   0┤", "     0     1"]),
        ((8, 2), ["│", "│"]),
        ((3, 2), ["", ""]),
    ],
)
def test_a_small_chart_does_without_numbers_and_the_smallest_without_axes(
    size: tuple[int, int], expected: list[str]
) -> None:
    assert [line.rstrip() for line in text(chart_rows([], Chart(*size, y_limits=(0, 1))))] == expected


def test_automatic_limits_stay_while_a_series_creeps_on() -> None:
    falling = 10 / np.arange(1, 40)
    chart = Chart(40, 10, log=True, x_limits=(0, 40))
    gutters = [
        tuple(line[:5] for line in text(chart_rows([series(falling[:n])], chart))) for n in range(1, 40)
    ]
    # From 10 down to 0.256: the lower end passes 5, 2, 1, 0.5 and comes to 0.2.
    assert len(set(gutters)) <= 6


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_scale_has_its_ends_on_its_first_and_last_dot(charset: Charset) -> None:
    scale = Scale.of(0.01, 100, log=True)
    assert scale.dots(np.array([0.01, 1, 100, 1e9, 0, -1]), 41)[:4].tolist() == [0, 20, 40, 81]
    assert np.isnan(scale.dots(np.array([-1.0]), 41)).all()
    assert scale.dot(float("nan"), 41) is None
    rows = chart_rows([], Chart(30, 8, y_limits=(0, 1), charset=charset))
    assert [len(line) for line in text(rows)] == [30] * 8


@pytest.mark.parametrize("limits", [(0.29, 0.3), (13.5, 30.4), (0.26, 0.31), (-13.5, -11.0)])
def test_a_low_axis_has_no_wall_of_numbers(limits: tuple[float, float]) -> None:
    for rows in range(4, 9):
        found = axis(limits, Room(rows, 4, 1 if rows < 8 else 2)).ticks
        assert len(found) >= 2
        assert len(found) <= 3 or all(after.cell - before.cell > 1 for before, after in pairwise(found))
