"""The canvas: written to anywhere, and always of the same size."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.tui.drawing.test_spans import plain
from tui.drawing.canvas import Canvas
from tui.drawing.spans import Span


@given(
    st.integers(0, 12),
    st.integers(0, 5),
    st.lists(st.tuples(st.integers(-5, 15), st.integers(-3, 8), st.text("abc ", max_size=8)), max_size=6),
)
def test_a_canvas_keeps_its_size_whatever_is_written_where(
    width: int, height: int, writings: list[tuple[int, int, str]]
) -> None:
    canvas = Canvas(width, height)
    expected = [[" "] * width for _ in range(height)]
    for x, y, text in writings:
        canvas.put(x, y, text, "now")
        for place, letter in enumerate(text, x):
            if 0 <= place < width and 0 <= y < height:
                expected[y][place] = letter
    assert [plain(row) for row in canvas.rows()] == ["".join(row) for row in expected]


def test_a_canvas_of_no_size_has_no_rows() -> None:
    assert Canvas(-3, -1).rows() == []


def test_what_is_written_keeps_its_role() -> None:
    canvas = Canvas(6, 2)
    canvas.put_spans(1, 0, [Span("ab", "now"), Span("c", "dim")])
    canvas.put_rows(4, 0, [(Span("x", "value"),), (Span("y", "value"),)])
    assert canvas.rows() == [
        (Span(" ", "text"), Span("ab", "now"), Span("c", "dim"), Span("x", "value"), Span(" ", "text")),
        (Span("    ", "text"), Span("y", "value"), Span(" ", "text")),
    ]
    assert not canvas.blank(1, 0)
    assert canvas.blank(0, 0)
    assert not canvas.blank(6, 0)
