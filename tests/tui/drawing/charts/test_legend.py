"""Legends: every line told apart in the room there is, and nothing cut off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tui.chart_cells import roles, text
from tui.drawing.charts import Entry, legend_rows

LABELS = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), max_size=14)
ENTRIES = st.lists(
    st.builds(
        Entry,
        label=LABELS,
        role=st.just("run-0"),
        sample=st.sampled_from(["●", "─", ""]),
        value=st.sampled_from(["", "13.5424", "converged at 6"]),
        short=st.just(""),
        spare=st.booleans(),
    ),
    max_size=9,
)
RUNS = [Entry(f"η {rate}", f"run-{number}", "●▲■"[number], "0.5") for number, rate in enumerate((0.1, 1, 10))]


@given(ENTRIES, st.integers(0, 70), st.integers(0, 4))
def test_the_legend_fills_its_rows_to_the_cell_and_takes_no_more_than_it_may(
    entries: list[Entry], width: int, most: int
) -> None:
    rows = legend_rows(entries, width, most)
    assert len(rows) <= most
    assert all(cell_len(line) == width for line in text(rows))
    if entries and width > 2 and most:
        told = "".join(text(rows))
        more = told.rpartition("+")[2].strip()
        missing = int(more) if "+" in told else 0
        needed = [entry for entry in entries if not entry.spare]
        samples = [entry.sample for entry in needed if entry.sample]
        assert sum(told.count(sample) for sample in set(samples)) >= len(samples) - missing
        if not missing and needed:
            # No entry is broken: whatever label stands is whole, or ends in an ellipsis.
            for entry in needed:
                assert entry.label in told or "…" in told


def test_with_room_all_stands_in_one_row_and_each_in_its_role() -> None:
    (row,) = legend_rows(RUNS, 60, 3)
    assert "".join(span.text for span in row).rstrip() == "● η 0.1 0.5   ▲ η 1 0.5   ■ η 10 0.5"
    assert [span.role for span in row if span.text.strip()] == [
        "run-0",
        "value",
        "run-1",
        "value",
        "run-2",
        "value",
    ]


@pytest.mark.parametrize(
    ("width", "most", "expected"),
    [
        (36, 1, ["● η 0.1 0.5   ▲ η 1 0.5   ■ η 10 0.5"]),
        (34, 1, ["● η 0.1 0.5  ▲ η 1 0.5  ■ η 10 0.5"]),
        (30, 2, ["● η 0.1 0.5   ▲ η 1 0.5", "■ η 10 0.5"]),
        (33, 1, ["● η 0.1   ▲ η 1   ■ η 10"]),
        (23, 1, ["● η 0.1  ▲ η 1  ■ η 10"]),
        (21, 1, ["● η 0…  ▲ η 1  ■ η 10"]),
        (12, 1, ["● η 0…   +2"]),
        (9, 1, ["+3"]),
    ],
)
def test_numbers_go_first_then_labels_are_cut_and_entries_go_last(
    width: int, most: int, expected: list[str]
) -> None:
    assert [line.rstrip() for line in text(legend_rows(RUNS, width, most))] == expected


def test_what_is_spare_goes_first_and_short_labels_come_before_numbers_go() -> None:
    entries = [
        Entry("loss", "row-loss", "•", "2.59"),
        Entry("epoch 5", "dim", spare=True),
        Entry("all rows", "b", "─", "1.22", short="all"),
    ]
    for width, expected in (
        (39, "• loss 2.59   epoch 5   ─ all rows 1.22"),
        (36, "• loss 2.59   ─ all rows 1.22       "),
        (24, "• loss 2.59   ─ all 1.22"),
        (23, "• loss 2.59  ─ all 1.22"),
        (22, "• loss   ─ all        "),
    ):
        assert text(legend_rows(entries, width, 1)) == [expected]


def test_the_ascii_set_has_ascii_legends() -> None:
    rows = legend_rows(
        [Entry("η 1", "run-0", "▲", "−3"), Entry("a long label", "run-1", "●")], 16, 1, "ascii"
    )
    assert all(line.isascii() for line in text(rows))
    assert roles(rows)[0][0] == "run-0"
