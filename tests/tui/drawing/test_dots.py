"""A canvas and the lines on it: solid or broken, thin or heavy, behind what is written, about what they show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.drawing.canvas import Canvas
from tui.drawing.dots import Dots
from tui.drawing.spans import Row, Span

PLACES = st.floats(-5, 15)


def drawn(
    width: int,
    height: int,
    *lines: tuple[float, float, float, float],
    heavy: bool = False,
    broken: bool = False,
) -> list[str]:
    """The rows of a canvas with these lines."""
    canvas, dots = Canvas(width, height), Dots()
    for line in lines:
        dots.line(*line, "edge", heavy=heavy, broken=broken)
    dots.onto(canvas)
    return ["".join(span.text for span in row) for row in canvas.rows()]


def ink(rows: list[str]) -> int:
    return sum((ord(letter) - 0x2800).bit_count() for row in rows for letter in row if letter != " ")


def test_a_line_goes_from_place_to_place_one_dot_after_the_other() -> None:
    assert drawn(4, 1, (0.0, 0.5, 3.9, 0.5)) == ["⠤⠤⠤⠤"]
    assert drawn(1, 2, (0.0, 0.0, 0.0, 1.9)) == ["⡇", "⡇"]
    assert drawn(2, 1, (0.0, 0.0, 1.9, 0.9)) == ["⠑⢄"]


def test_a_broken_line_has_gaps() -> None:
    (solid,), (broken,) = drawn(10, 1, (0, 0.5, 9.9, 0.5)), drawn(10, 1, (0, 0.5, 9.9, 0.5), broken=True)
    assert ink([solid]) == 20
    assert ink([broken]) == 12
    assert broken[0] == "⠤"  # it begins with a stroke


@pytest.mark.parametrize("line", [(0, 1.5, 9.9, 1.5), (1.5, 0, 1.5, 2.9), (0, 0, 5.9, 2.0)])
def test_a_heavy_line_is_two_dots_thick(line: tuple[float, float, float, float]) -> None:
    thin, heavy = drawn(12, 4, line), drawn(12, 4, line, heavy=True)
    assert ink(heavy) == 2 * ink(thin)


@given(PLACES, PLACES, PLACES, PLACES, st.booleans(), st.booleans())
def test_a_line_may_begin_and_end_anywhere(
    x0: float, y0: float, x1: float, y1: float, heavy: bool, broken: bool
) -> None:
    rows = drawn(8, 4, (x0, y0, x1, y1), heavy=heavy, broken=broken)
    assert [len(row) for row in rows] == [8] * 4


def test_a_field_without_lines_stays_blank() -> None:
    assert drawn(3, 2) == ["   ", "   "]
    assert drawn(0, 0, (0, 0, 1, 1)) == []


def test_a_cell_of_a_line_is_about_what_the_line_is_about() -> None:
    canvas, dots = Canvas(3, 1), Dots()
    canvas.put(1, 0, "5", "value", "quantity:a1_1")
    dots.line(0, 0.5, 2.9, 0.5, "edge", target="quantity:w1_1_1")
    dots.line(2, 0.5, 2.9, 0.5, "now", target="quantity:w1_2_1")
    dots.onto(canvas)
    rows: list[Row] = canvas.rows()
    assert rows == [
        (
            Span("⠤", "edge", "quantity:w1_1_1"),
            Span("5", "value", "quantity:a1_1"),
            Span("⠤", "now", "quantity:w1_2_1"),
        )
    ]


def test_thin_lines_leave_what_is_written_alone() -> None:
    canvas = Canvas(4, 1)
    canvas.put(1, 0, "5", "value")
    dots = Dots()
    dots.line(0.0, 0.5, 3.9, 0.5, "edge")
    dots.onto(canvas)
    (row,) = canvas.rows()
    # The third row of dots of each cell.
    assert "".join(span.text for span in row) == "⠤5⠤⠤"


def test_where_thin_lines_meet_their_dots_add_up_and_the_later_one_is_seen() -> None:
    canvas = Canvas(1, 1)
    dots = Dots()
    dots.line(0.0, 0.0, 0.0, 0.9, "edge")
    dots.line(0.9, 0.0, 0.9, 0.9, "now")
    dots.onto(canvas)
    assert canvas.rows() == [(Span("⣿", "now"),)]
