"""The pieces that panes are drawn from: exact widths, whatever the text."""

from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.insight.numbers import shown
from tests.tui.workspaces import text_of
from tui.drawing.canvas import Canvas
from tui.drawing.dots import Dots
from tui.drawing.frame import framed
from tui.drawing.numbers import aligned, sign_role, signed
from tui.drawing.spans import Span, fitted, spread, width_of

# What reaches a pane has been cleaned of control characters and half letters.
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
ROWS = st.lists(st.builds(Span, TEXTS, st.sampled_from(["text", "now", "dim"])), max_size=5)
WIDTHS = st.integers(0, 40)
NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


def plain(row: tuple[Span, ...]) -> str:
    return "".join(span.text for span in row)


@given(ROWS, WIDTHS)
@example([Span("損失", "text")], 3)
@example([Span("a", "text"), Span("損", "text")], 2)
@example([Span("e\u0301e\u0301", "text")], 1)
@example([Span("👩‍🚀", "text")], 1)
def test_a_fitted_row_is_exactly_as_wide_as_asked(row: list[Span], width: int) -> None:
    cut = fitted(row, width)
    assert width_of(cut) == width
    if width_of(row) <= width:
        assert plain(cut) == plain(tuple(row)) + " " * (width - width_of(row))
    elif width:
        assert plain(cut).endswith("…")


def test_what_is_cut_off_shows_that_it_was() -> None:
    assert fitted([Span("loss", "value"), Span(" 13.5424", "now")], 8) == (
        Span("loss", "value"),
        Span(" 13…", "now"),
    )
    assert fitted([Span("loss", "value")], 4) == (Span("loss", "value"),)
    # Half of a wide letter cannot be shown.
    assert plain(fitted([Span("損失損失", "text")], 4)) == "損 …"


@given(ROWS, ROWS, WIDTHS)
def test_two_ends_of_a_row_fill_it_exactly(left: list[Span], right: list[Span], width: int) -> None:
    row = spread(left, right, width)
    assert width_of(row) == width
    if width_of(right) <= width:
        assert plain(row).endswith(plain(tuple(right)))
    if width_of(left) + width_of(right) <= width:
        assert plain(row).startswith(plain(tuple(left)))


@given(st.lists(ROWS, max_size=6), st.integers(2, 40), st.integers(0, 12), ROWS, ROWS)
def test_a_frame_is_exactly_as_large_as_asked(
    body: list[list[Span]], width: int, height: int, title: list[Span], hint: list[Span]
) -> None:
    rows = framed([tuple(row) for row in body], width, height, title, hint, "frame")
    assert len(rows) == height
    assert all(width_of(row) == width for row in rows)


def test_a_frame_holds_its_body_title_and_hint() -> None:
    rows = framed([(Span("one", "text"),)], 20, 4, [Span("Data", "title")], [Span("4 rows", "dim")], "frame")
    assert text_of(rows).splitlines() == [
        "┌ Data ─── 4 rows ─┐",
        "│one               │",
        "│                  │",
        "└──────────────────┘",
    ]


def test_the_hint_gives_way_to_the_title() -> None:
    first, *_ = framed([], 16, 3, [Span("Parameters", "title")], [Span("9 in θ", "dim")], "frame")
    assert plain(first) == "┌ Parameters ──┐"


def test_a_frame_has_the_role_that_it_is_given() -> None:
    rows = framed([(Span("one", "text"),)], 10, 3, [], [], "frame-lit")
    assert {rows[0][0].role, rows[1][0].role, rows[2][0].role} == {"frame-lit"}


@given(st.lists(NUMBERS, max_size=8))
@example([1.5, -20.25, 3.0, 1e-7, nan])
def test_numbers_below_each_other_have_their_points_below_each_other(numbers: list[float]) -> None:
    texts = [shown(number).replace("-", "−") for number in numbers]
    lines = aligned([*texts, "·"])
    assert [line.strip() for line in lines] == [*texts, "·"]
    assert len({cell_len(line) for line in lines}) == 1
    # A whole number's last digit stands where others' last digit before the point does.
    ends = set()
    for text, line in zip(texts, lines, strict=False):
        if text[-1].isdigit():
            whole = text.partition("e")[0].partition(".")[0]
            ends.add(line.index(text) + len(whole))
    assert len(ends) <= 1


def test_no_numbers_are_aligned_to_nothing() -> None:
    assert aligned([]) == []


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1, "+0.1"),
        (-0.736, "−0.736"),
        (0.0, "0"),
        (nan, "nan"),
        (inf, "+inf"),
        (-inf, "−inf"),
        (1e-9, "+1e−9"),
    ],
)
def test_a_sign_stands_before_every_number_that_has_one(number: float, text: str) -> None:
    assert signed(shown(number).replace("-", "−")) == text


def test_what_is_not_known_has_no_sign() -> None:
    assert signed("·") == "·"


def test_positive_and_negative_are_told_apart() -> None:
    assert sign_role(-1e-300) != sign_role(1e-300)
    assert sign_role(0.0) == sign_role(1.0)


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


def test_thin_lines_leave_what_is_written_alone() -> None:
    canvas = Canvas(4, 1)
    canvas.put(1, 0, "5", "value")
    dots = Dots()
    dots.line(0.0, 0.5, 3.9, 0.5, "edge")
    dots.onto(canvas)
    (row,) = canvas.rows()
    # The third row of dots of each cell.
    assert plain(row) == "⠤5⠤⠤"


def test_where_thin_lines_meet_their_dots_add_up_and_the_later_one_is_seen() -> None:
    canvas = Canvas(1, 1)
    dots = Dots()
    dots.line(0.0, 0.0, 0.0, 0.9, "edge")
    dots.line(0.9, 0.0, 0.9, 0.9, "now")
    dots.onto(canvas)
    assert canvas.rows() == [(Span("⣿", "now"),)]
