"""The frame around a pane: exactly as large as asked, with its title and hint."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.tui.drawing.test_spans import ROWS, plain
from tests.tui.workspaces import text_of
from tui.drawing.frame import framed
from tui.drawing.spans import Span, width_of


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
    rows = framed([(Span("one", "text"),)], 10, 3, [], [], "frame-active")
    assert {rows[0][0].role, rows[1][0].role, rows[2][0].role} == {"frame-active"}
