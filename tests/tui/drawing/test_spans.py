"""Rows of spans: exact widths, whatever the text."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from tui.drawing.spans import Span, fitted, spread, width_of

# What reaches a pane has been cleaned of control characters and half letters.
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
ROWS = st.lists(st.builds(Span, TEXTS, st.sampled_from(["text", "now", "dim"])), max_size=5)
WIDTHS = st.integers(0, 40)


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
