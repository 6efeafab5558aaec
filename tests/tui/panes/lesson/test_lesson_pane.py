"""The lesson: its text in lines that read well, what is cut, and what in it leads to the help."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.objectives.network import Network
from tests.tui.workspaces import text_of, workspace_at
from tui.drawing.spans import Span, width_of
from tui.drawing.wrapping import shortened, wrapped
from tui.panes.lesson.lesson_pane import LessonPane, lesson_rows
from tui.text.notation import Notation
from tui.workspace.snapshot import Snapshot


def saying(text: str) -> Snapshot:
    """A moment at which a cue says this."""
    return replace(workspace_at("package-prediction").snapshot(), lesson=text, spoken=True)


def lines(text: str, width: int) -> list[str]:
    network = workspace_at("package-prediction").snapshot().network
    assert isinstance(network, Network)
    return text_of(lesson_rows(text, width, "text", Notation.of(network))).splitlines()


def test_what_belongs_to_an_operator_stays_in_its_line() -> None:
    assert lines("From there w goes to 0.1 − 0.001·(−11.776) = 0.111776 at once", 44) == [
        "From there w goes to",
        "0.1 − 0.001·(−11.776) = 0.111776 at once",
    ]
    # Where there is no room for that, a line is broken at the operator, too.
    assert lines("0.1 − 0.001·(−11.776) = 0.111776", 20) == ["0.1 −", "0.001·(−11.776) =", "0.111776"]


def test_emphasis_goes_on_in_the_next_line_and_numbers_have_a_minus() -> None:
    rows = lesson_rows("It is **very far from here** at -7.36", 16, "text", Notation())
    assert [text_of([row]) for row in rows] == ["It is very far", "from here at", "−7.36"]
    roles = {span.text: span.role for row in rows for span in row}
    assert roles["very far"] == roles["from here"] == "strong"


def test_names_in_code_are_written_as_in_the_other_panes_and_terms_are_links() -> None:
    (row,) = lesson_rows("the **gradient** of `w2_1_1` is *fine*", 60, "text", Notation(2))
    assert {span.text: span.target for span in row if span.target} == {
        "gradient": "term:gradient",
        "w²₁₁": "term:weight",
    }
    assert Span("fine", "strong") in row


def test_paragraphs_begin_lines() -> None:
    assert lines("One.\n\nTwo, which\ngoes on.", 40) == ["One.", "Two, which goes on."]


@pytest.mark.parametrize("width", [80, 120])
def test_two_lines_show_the_beginning_and_where_to_read_on(width: int) -> None:
    words = [f"word{number}" for number in range(60)]
    rows = LessonPane().rows(saying(" ".join(words)), width, 2)
    assert [width_of(row) for row in rows] == [width, width]
    first, second = text_of(rows).splitlines()
    assert first.startswith(" ▎ word0 word1 ")
    shown = [*first[3:].split(), *second[3:].partition(" … 6 reads on")[0].split()]
    assert shown == words[: len(shown)]
    assert second.rstrip().endswith("… 6 reads on")
    assert "do:pane.lesson" in {span.target for span in rows[1]}


def test_a_text_that_fits_is_not_cut() -> None:
    rows = LessonPane().rows(saying("Short."), 80, 2)
    assert text_of(rows).split() == ["▎", "Short."]


def test_a_frame_has_the_whole_text() -> None:
    text = " ".join(f"word{number}" for number in range(60))
    framed = text_of(LessonPane().rows(saying(text), 60, 20))
    assert "┌ 6 Lesson" in framed
    assert all(f"word{number}" in framed for number in range(60))


def test_a_summary_is_told_apart_from_a_cue() -> None:
    workspace = workspace_at("parabola")
    snapshot = replace(workspace.snapshot(), lesson="A summary.", spoken=False)
    bar, text, *_ = LessonPane().rows(snapshot, 80, 2)[0]
    assert (bar.role, text.role) == ("frame", "dim")
    bar, text, *_ = LessonPane().rows(replace(snapshot, spoken=True), 80, 2)[0]
    assert (bar.role, text.role) == ("now", "text")


def test_the_last_cue_stays_with_its_step_until_the_next_one_comes() -> None:
    snapshot = replace(saying("Two students."), spoken=False, said_at=2)
    bar, *texts = LessonPane().rows(snapshot, 80, 2)[0]
    assert bar.role == "frame"
    assert text_of([texts]).strip() == "from step 2: Two students."
    assert next(span for span in texts if "Two" in span.text).role == "dim"
    framed = text_of(LessonPane().rows(snapshot, 40, 6))
    assert "from step 2" in framed.splitlines()[0]
    assert "│ Two students." in framed
    assert "from the start" in text_of(LessonPane().rows(replace(snapshot, said_at=0), 40, 6))


WORDS = st.text(st.sampled_from("abŷ²= −+( )界"), max_size=60)


@given(st.lists(WORDS, max_size=4), st.integers(1, 30))
def test_wrapping_keeps_every_letter_and_no_line_is_too_long(texts: list[str], width: int) -> None:
    rows = wrapped((Span(text, f"role {place}") for place, text in enumerate(texts)), width)
    letters = "".join(texts).replace(" ", "")
    assert "".join(span.text for row in rows for span in row).replace(" ", "") == letters
    assert all(0 < width_of(row) <= max(2, width) for row in rows)
    if rows:
        assert width_of(shortened(rows[0], width // 2)) <= width // 2
