"""The story pane: what has been told with its numbers, what is to come in symbols, and a place that is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from tests.tui.workspaces import BUNDLED, line_with, text_of, workspace_at, workspace_in, written
from tui.drawing.spans import Row, Span, width_of
from tui.panes.story.beat_rows import BeatRows
from tui.panes.story.story_pane import StoryPane
from tui.workspace.workspace import Workspace

WIDE = (60, 100)
"""Room for all of a small story."""
SMALL = (44, 9)
"""What there is of it in a terminal of 24 lines."""


def shown(workspace: Workspace, size: tuple[int, int] = WIDE) -> list[Row]:
    """The pane's lines without its frame."""
    rows = StoryPane().rows(workspace.snapshot(), *size)
    assert len(rows) == size[1]
    assert {width_of(row) for row in rows} == {size[0]}
    return rows


def lines(workspace: Workspace, size: tuple[int, int] = WIDE) -> list[str]:
    """What stands in the pane, line by line, without its frame."""
    return [text_of([row])[2:-2].rstrip() for row in shown(workspace, size)[1:-1]]


def edge(workspace: Workspace, size: tuple[int, int] = WIDE) -> str:
    return text_of(shown(workspace, size)[:1])


def view_options(workspace: Workspace, **changed: object) -> Workspace:
    workspace.view_options = replace(workspace.view_options, **changed)  # type: ignore[arg-type]
    return workspace


def read_on(workspace: Workspace, by: int = 1) -> None:
    """An arrow down or up in the pane."""
    workspace.view_options = StoryPane().moved(workspace.snapshot(), by)


def place_of(texts: list[str], *words: str) -> int:
    """The line in which all of these stand."""
    (found,) = [number for number, line in enumerate(texts) if all(word in line for word in words)]
    return found


# The whole step


def test_before_the_first_step_the_pane_says_what_to_press() -> None:
    text = "\n".join(lines(workspace_at("package-prediction")))
    assert "Nothing has happened yet." in text
    assert "n  take the first row and see all of its numbers" in text


def test_what_has_been_told_has_its_numbers_and_what_is_to_come_has_symbols_only() -> None:
    workspace = workspace_in("package-prediction", Phase.LOSS)
    texts = lines(workspace)
    assert line_with("\n".join(texts), "(lpa − ŷ)²", "(4 − 0.32)²").endswith("= 13.5424")
    coming = texts[place_of(texts, "backward") + 1 :]
    assert "  ∂L/∂ŷ = −2·(lpa − ŷ)" in coming
    assert not re.search(r"= +−?[\d.]+$", "\n".join(coming), re.MULTILINE)


def test_the_lit_beat_has_a_bar_on_each_of_its_lines_and_no_other_beat_has() -> None:
    workspace = workspace_at("package-prediction", 0, beats=11)
    assert [line for line in lines(workspace, SMALL) if line.startswith("▌")] == [
        "▌ ∂L/∂w²₁₁ = ∂L/∂z₂₁·a₁₁",
        "▌          = −7.36·1.6         = −11.776",
    ]
    workspace.forward(Grain.ROW)
    assert next(line.split(" ←")[0] for line in lines(workspace) if "▌" in line) == "▌ b₂₁"


def test_symbols_numbers_and_result_share_a_line_where_it_is_wide_enough() -> None:
    workspace = workspace_at("package-prediction", 1)
    texts = lines(workspace)
    assert any(
        re.fullmatch(r"  ∂L/∂w²₁₁ = ∂L/∂z₂₁·a₁₁ = −7\.36·1\.6 +=  ?−11\.776 *", line) for line in texts
    )
    narrow = lines(workspace, (44, 100))
    symbols = narrow.index("  ∂L/∂w²₁₁ = ∂L/∂z₂₁·a₁₁")
    assert narrow[symbols + 1].split() == ["=", "−7.36·1.6", "=", "−11.776"]


def test_results_of_a_phase_stand_with_their_points_under_each_other() -> None:
    workspace = workspace_at("package-prediction", 1)
    texts = lines(workspace)
    backward = texts[place_of(texts, "backward") + 1 : place_of(texts, "update")]
    assert len({line.rindex("= ") for line in backward}) == 1
    assert len({line.rindex(".") for line in backward}) == 1


def test_a_result_leaves_its_column_rather_than_its_line() -> None:
    workspace = workspace_at("package-prediction", 1)
    assert "        = −2·(4 − 0.32) =  −7.36" in lines(workspace, (37, 100))
    # one cell less, and the column's cell behind −7.36 is what can be spared
    assert "        = −2·(4 − 0.32)  = −7.36" in lines(workspace, (36, 100))


def test_the_loss_is_headed_by_the_convention_in_force() -> None:
    assert "loss   0.5 · mse, sum over the outputs" in lines(workspace_at("mazur", 1))
    assert "loss   mse" in lines(workspace_at("package-prediction", 0, beats=1))


def test_a_frozen_parameter_is_told_to_stay_before_and_after() -> None:
    coming, told = lines(workspace_at("mazur", 0, beats=1)), lines(workspace_at("mazur", 1))
    assert "  b₁₁ stays, frozen" in coming
    assert re.search(r"  b₁₁ stays, frozen += 0\.35", "\n".join(told))


def test_the_lit_beats_note_is_told_with_it() -> None:
    workspace = workspace_at("package-prediction", 0, beats=3)
    texts = lines(workspace)
    assert texts[place_of(texts, "▌", "a₁₁ = z₁₁") + 1] == "▌   linear: a = z"
    assert "linear" not in "\n".join(lines(workspace_at("package-prediction", 0, beats=4))).replace(
        "▌   linear", ""
    )


def test_the_convention_of_the_loss_is_not_repeated_below_it() -> None:
    workspace = workspace_in("package-prediction", Phase.LOSS)
    assert sum("mse" in line for line in lines(workspace)) == 1
    assert not any("row 1" in line for line in lines(workspace_at("package-prediction", 0, beats=1))[2:])


def test_a_lit_beat_of_many_lines_is_shown_whole() -> None:
    # z₂₁ of mazur in a narrow pane
    workspace = workspace_at("mazur", 1, beats=6)
    whole = [line for line in lines(workspace, (30, 100)) if line.startswith("▌")]
    assert len(whole) > 4
    assert [line for line in lines(workspace, (30, 9)) if line.startswith("▌")] == whole


def test_one_pane_tells_the_same_as_a_new_one_wherever_it_has_been() -> None:
    workspace, pane = workspace_at("package-prediction", 1), StoryPane()

    def same() -> bool:
        return pane.rows(workspace.snapshot(), 48, 30) == StoryPane().rows(workspace.snapshot(), 48, 30)

    for selected in ("w1_1_1", "w2_1_1", "a1_1", None, "w2_1_1"):
        assert same()
        workspace.forward(Grain.ROW)
        assert same()
        view_options(workspace, selected=selected)
        assert same()
        view_options(workspace, digits=4 if selected == "a1_1" else 6)
        assert same()


def test_the_lit_beat_keeps_its_line_while_the_reader_steps() -> None:
    workspace = workspace_at("package-prediction", 0, beats=10)
    for size in (SMALL, (48, 24)):
        workspace.go(0)
        places = []
        while workspace.forward(Grain.BEAT) and not workspace.snapshot().complete:
            texts = lines(workspace, size)
            places.append(next(number for number, line in enumerate(texts) if line.startswith("▌")))
        middle = (size[1] - 3) // 2
        # it comes down from the top, stays, and goes on down where the story ends
        assert places[:3] == sorted(places[:3])
        inner = places[places.index(middle) : len(places) - places[::-1].index(middle)]
        assert set(inner) == {middle}
        assert len(inner) > len(places) // 3


def test_after_a_whole_row_the_story_stands_where_its_last_beat_has_led() -> None:
    for size in (SMALL, WIDE):
        by_row, by_beat = (
            workspace_at("package-prediction", 2),
            workspace_at("package-prediction", 1, beats=32),
        )
        assert lines(by_row, size) == lines(by_beat, size)
        assert "beat 32 of 32" in edge(by_row, size)
    assert lines(workspace_at("package-prediction", 2), SMALL) == [
        "  w²₂₁ ← w²₂₁ − η·∂L/∂w²₂₁",
        "       = 0.111776 − 0.001·(−15.64)",
        "                            = 0.127416",
        "▌ b₂₁ ← b₂₁ − η·∂L/∂b₂₁",
        "▌     = 0.00736 − 0.001·(−9.22746)",
        "▌                           = 0.0165875",
        "▌   the slope is negative, so it goes up",
    ]


def test_a_beat_in_one_line_keeps_its_numbers_rather_than_its_symbols() -> None:
    workspace = workspace_at("package-prediction", 2)
    while "beat 8 of 32" not in edge(workspace, SMALL):
        read_on(workspace, -1)
    texts = lines(workspace, SMALL)
    assert texts[-1].split() == ["∂L/∂ŷ", "=", "−2·(5", "−", "0.386268)", "=", "−9.22746"]
    # where its numbers have no room at all, the result stands alone
    assert texts[0].split() == ["z₂₁", "=", "…", "=", "0.386268"]


def test_of_the_lit_beat_the_result_is_seen_however_little_room_there_is() -> None:
    workspace = workspace_at("package-prediction", 2)
    assert lines(workspace, (26, 6)) == [
        "▌ b₂₁ ← 0.00736",
        "▌       − 0.001·",
        "▌       (−9.22746)",
        "▌         = 0.0165875",
    ]
    for height in range(3, 10):
        shown_result = [line for line in lines(workspace, (26, height)) if line.endswith("= 0.0165875")]
        assert len(shown_result) == 1, height


def test_from_row_to_row_like_stands_where_like_stood() -> None:
    workspace = workspace_at("package-prediction", 1)
    for _ in range(18):
        read_on(workspace, -1)
    places = []
    for _ in range(3):
        texts = lines(workspace, SMALL)
        places.append((place_of(texts, "›", "∂L/∂a₁₁ ="), texts[0].split("=")[0]))
        workspace.forward(Grain.ROW)
    assert len(set(places)) == 1


def test_arrows_read_on_by_one_beat_and_stop_at_the_ends() -> None:
    workspace = workspace_at("package-prediction", 1)
    read_on(workspace, -1)
    assert next(line for line in lines(workspace, SMALL) if line.startswith("›")).startswith("› w²₂₁ ←")
    assert "beat 31 of 32" in edge(workspace, SMALL)
    for _ in range(60):
        read_on(workspace, -1)
    assert lines(workspace, SMALL)[1].startswith("› row 1 of the data")
    for _ in range(40):
        read_on(workspace)
    assert "b₂₁ ←" in next(line for line in lines(workspace, SMALL) if line.startswith("▌"))
    assert lines(workspace, SMALL)[-1] == "▌   the slope is negative, so it goes up"


def test_to_step_on_by_beats_is_to_leave_what_was_read() -> None:
    workspace = workspace_at("package-prediction", 0, beats=12)
    read_on(workspace, -3)
    assert any(line.startswith("›") for line in lines(workspace, SMALL))
    workspace.forward(Grain.BEAT)
    assert not any(line.startswith("›") for line in lines(workspace, SMALL))
    # and what was read within a step is not read on in the next one
    workspace.forward(Grain.ROW)
    assert not any(line.startswith("›") for line in lines(workspace, SMALL))


def test_the_heading_of_what_is_shown_stays_in_sight() -> None:
    workspace = workspace_in("package-prediction", Phase.BACKWARD)
    workspace.back(Grain.BEAT)
    texts = lines(workspace, (48, 14))
    assert texts[0] == "backward"
    assert texts[1].startswith("  ∂L/∂")
    assert lines(workspace, SMALL)[0] != "backward"


@pytest.mark.parametrize("name", ["package-prediction", "mazur", "package-classification"])
@pytest.mark.parametrize("size", [SMALL, (40, 10), (48, 16), (58, 30)])
def test_no_beat_is_cut_at_the_top_or_at_the_bottom(name: str, size: tuple[int, int]) -> None:
    workspace = workspace_at(name)
    whole = (size[0], 300)
    while workspace.forward(Grain.BEAT) and workspace.run.cursor.place.step == 1:
        texts = lines(workspace, size)
        assert not re.match(r" {4,}|  = ", texts[0]), texts
        # a last line is the last of its beat, or tells it in short
        last = [line for line in texts if line][-1]
        everything = [line for line in lines(workspace, whole) if line]
        if last in everything and everything.index(last) + 1 < len(everything):
            following = everything[everything.index(last) + 1]
            assert not following.startswith("     "), (last, following)


def test_lines_end_between_terms_and_never_within_a_name() -> None:
    texts = lines(workspace_at("mazur", 1), (46, 200))
    loss = texts[place_of(texts, "L = 0.5·((o1 − ŷ₁)² + (o2 − ŷ₂)²)") + 1 :][:2]
    assert [line.strip() for line in loss] == [
        "= 0.5·((0.01 − 0.751365)²",
        "+ (0.99 − 0.772928)²)     = 0.298371",
    ]
    names = {*re.findall(r"∂L/∂\w+", "\n".join(lines(workspace_at("mazur", 1), (90, 200))))}
    for width in (24, 30, 36):
        assert not [line for line in lines(workspace_at("mazur", 1), (width, 300)) if line.endswith("∂L/")]
        found = re.findall(r"∂L/∂\w+", "\n".join(lines(workspace_at("mazur", 1), (width, 300))))
        assert {*found} == names


def test_numbers_that_fit_in_one_line_further_left_begin_there() -> None:
    texts = lines(workspace_at("mazur", 2), (48, 200))
    # under its = the formula would take 45 of the 42 cells
    symbols = texts.index("  ∂L/∂z₂₁ = ∂L/∂ŷ₁·(ŷ₁·(1 − ŷ₁))")
    assert texts[symbols + 1] == "        = 0.732088·(0.742088·(1 − 0.742088))"


def test_what_is_left_below_a_long_beat_is_filled_with_what_follows() -> None:
    workspace = view_options(workspace_at("parabola", 3), selected="x")
    read_on(workspace, -1)
    assert lines(workspace, (36, 13))[-5:] == [
        "update",
        "  x ← x − η·∂L/∂x",
        "    = 3.2 − 0.1·6.4     = 2.56",
        "  L  10.24              → 6.5536",
        "    the value fell",
    ]


def test_no_heading_stands_at_the_bottom_without_what_it_heads() -> None:
    workspace = view_options(workspace_at("package-prediction", 1), selected="w1_1_1")
    heads = {"select", "forward", "loss   mse", "backward", "update"}
    for height in range(6, 26):
        for beat in range(12):
            workspace.view_options = replace(workspace.view_options, reading=None)
            read_on(workspace, beat - 7)
            assert lines(workspace, (44, height))[-1] not in heads


def test_a_batch_is_told_under_a_heading_for_each_row_and_one_for_all(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, BATCH), 1)
    texts = lines(workspace, (70, 90))
    headings = [line for line in texts if line and not line.startswith((" ", "▌"))]
    assert headings == [
        "select", "forward, row 1", "forward, row 2",
        "loss   mse, mean over the rows",
        "backward, row 1", "backward, row 2", "backward, all rows of the batch", "update",
    ]  # fmt: skip


BATCH = """\
format = 1
kind = "network"
[data]
columns = ["x", "y"]
inputs = ["x"]
targets = ["y"]
rows = [[1, 2], [3, 4]]
[network]
layers = [{ units = 1 }]
[network.initial]
method = "constant"
value = 0.5
[training]
batch_size = 2
[training.optimizer]
name = "sgd"
learning_rate = 0.01
"""


def test_of_a_batch_a_units_story_ends_with_the_row_that_the_stage_shows(tmp_path: Path) -> None:
    two_layers = BATCH.replace("{ units = 1 }", "{ units = 1 }, { units = 1 }")
    snapshot = view_options(workspace_at(written(tmp_path, two_layers), 1), selected="a2_1").snapshot()
    story = StoryPane()._story(snapshot)
    assert story is not None
    assert snapshot.beat is not None
    assert story.beats[-1].row != snapshot.beat.row
    eyed = story.beats[story.focus]
    assert (eyed.phase, eyed.row) == (Phase.BACKWARD, snapshot.beat.row)


def test_of_a_batch_a_weights_story_is_headed_by_its_rows_too(tmp_path: Path) -> None:
    workspace = view_options(workspace_at(written(tmp_path, BATCH), 1), selected="w1_1_1")
    headings = [line for line in lines(workspace, (70, 90)) if line and not line.startswith(" ")]
    assert headings[4:] == ["backward, row 1", "backward, row 2", "backward, all rows of the batch", "update"]
    assert "  L of this batch  4.25" in " ".join(lines(workspace, (70, 90)))


def test_a_divergence_is_told_below_the_story(tmp_path: Path) -> None:
    from tests.tui.workspaces import DIVERGING

    workspace = workspace_at(written(tmp_path, DIVERGING), 39)
    assert workspace.snapshot().divergence
    texts = lines(workspace, (60, 24))
    explanation = " ".join(texts).replace("  ", " ")
    assert workspace.snapshot().divergence.split(". ")[0][:40] in explanation
    assert any("x ←" in line for line in texts)


# A parameter


def test_a_selected_weight_has_its_own_story() -> None:
    workspace = view_options(workspace_at("package-prediction", 1), selected="w1_1_1")
    assert "2 Story of w¹₁₁ " in edge(workspace)
    assert "Esc: the whole step" in edge(workspace)
    assert [re.sub(r" {2,}", "  ", line) for line in lines(workspace) if line] == [
        "select",
        "  row 1 of the data  cgpa 8  profile_score 8  lpa 4",
        "forward",
        "  z₁₁ = w¹₁₁·cgpa + w¹₂₁·profile_score + b₁₁",
        "  = 0.1·8 + 0.1·8 + 0  = 1.6",
        "  a₁₁ = z₁₁  = 1.6",
        "loss  mse",
        "  L = (lpa − ŷ)² = (4 − 0.32)²  = 13.5424",
        "backward",
        "  ∂L/∂ŷ = −2·(lpa − ŷ) = −2·(4 − 0.32)  = −7.36",
        "  ∂z₂₁/∂a₁₁ = w²₁₁  =  0.1",
        "  ∂z₁₁/∂w¹₁₁ = cgpa  =  8",
        "  ∂L/∂w¹₁₁ = ∂L/∂ŷ·w²₁₁·cgpa = −7.36·0.1·8  = −5.888",
        "update",
        "  w¹₁₁ ← w¹₁₁ − η·∂L/∂w¹₁₁",
        "  = 0.1 − 0.001·(−5.888)  =  0.105888",
        "  the slope is negative: more of it means less loss,",
        "  so it goes up",
        "  L of this row  13.5424  → 13.0591",
        "  L of all rows  28.0157  → 27.3221",
        "  the loss of this row fell, and that of all rows too",
    ]


@pytest.mark.parametrize("height", range(6, 34))
def test_no_heading_stands_twice(height: int) -> None:
    workspace = view_options(workspace_at("package-prediction", 1), selected="w1_1_1")
    told = [line for line in lines(workspace, (44, height)) if line and not line.startswith(" ")]
    assert len(told) == len(set(told))


def test_what_the_step_has_not_come_to_is_in_symbols_in_a_weights_story_too() -> None:
    workspace = view_options(workspace_in("package-prediction", Phase.LOSS), selected="w1_1_1")
    texts = lines(workspace)
    coming = texts[place_of(texts, "backward") + 1 :]
    assert [line for line in coming if line] == [
        "  ∂L/∂ŷ = −2·(lpa − ŷ)",
        "  ∂z₂₁/∂a₁₁ = w²₁₁",
        "  ∂z₁₁/∂w¹₁₁ = cgpa",
        "  ∂L/∂w¹₁₁ = ∂L/∂ŷ·w²₁₁·cgpa",
        "update",
        "  w¹₁₁ ← w¹₁₁ − η·∂L/∂w¹₁₁",
        "  L of this row before → after",
        "  L of all rows before → after",
    ]


def test_the_lit_beat_is_lit_in_a_weights_story_and_what_led_to_it_is_told() -> None:
    workspace = view_options(workspace_in("package-prediction", Phase.LOSS), selected="w1_1_1")
    told = []
    while workspace.forward(Grain.BEAT) and workspace.snapshot().phase is Phase.BACKWARD:
        texts = lines(workspace)
        numbers = sum(bool(re.search(r"= +−?[\d.]+$", line)) for line in texts[place_of(texts, "backward") :])
        active = [line.split(" = ")[0] for line in texts if line.startswith("▌")]
        told.append((numbers, active))
    # ∂L/∂ŷ first; the factors with the slope that they make up
    assert told[0] == (1, ["▌ ∂L/∂ŷ"])
    assert told[1] == (1, [])
    assert (4, ["▌ ∂L/∂w¹₁₁"]) in told
    assert told[-1] == (4, [])


def test_what_came_before_the_phase_is_told_whatever_the_phase_has_come_to() -> None:
    # the update begins with w¹₁₁: of b₂₁ nothing of it has been told
    workspace = view_options(workspace_in("package-prediction", Phase.BACKWARD), selected="b2_1")
    workspace.forward(Grain.BEAT)
    assert workspace.snapshot().phase is Phase.UPDATE
    texts = lines(workspace)
    assert re.search(r"= +−7\.36$", texts[place_of(texts, "∂L/∂b₂₁ = ∂L/∂ŷ")])
    assert "  b₂₁ ← b₂₁ − η·∂L/∂b₂₁" in texts
    assert not [line for line in texts if line.startswith("▌")]


def test_after_a_whole_row_a_small_pane_shows_a_weights_update_between_its_slope_and_the_reason() -> None:
    assert lines(view_options(workspace_at("package-prediction", 1), selected="w1_1_1"), SMALL) == [
        "  ∂L/∂w¹₁₁ = ∂L/∂ŷ·w²₁₁·cgpa",
        "           = −7.36·0.1·8        = −5.888",
        "update",
        "  w¹₁₁ ← w¹₁₁ − η·∂L/∂w¹₁₁",
        "       = 0.1 − 0.001·(−5.888) = 0.105888",
        "    the slope is negative: more of it",
        "    means less loss, so it goes up",
    ]


def test_the_story_of_another_selection_is_not_read_at_the_line_of_the_last_one() -> None:
    workspace = view_options(workspace_at("package-prediction", 1), selected="w1_1_1")
    read_on(workspace, 3)
    assert any(line.startswith("›") for line in lines(workspace))
    assert not any(line.startswith("›") for line in lines(view_options(workspace, selected="b2_1")))
    assert not any(line.startswith("›") for line in lines(view_options(workspace, selected=None)))


def test_a_variable_of_a_function_has_its_own_story() -> None:
    workspace = view_options(workspace_at("bowl", 1), selected="y")
    assert "Story of y" in edge(workspace)
    texts = lines(workspace)
    assert any(line.startswith("  y ← y − η·∂L/∂y") for line in texts)
    assert not any("∂L/∂x" in line for line in texts)
    assert any(re.match(r"  L  \S+ +→", line) for line in texts)


def test_what_the_optimizer_remembers_of_a_selected_weight_is_in_letters_and_explained(
    tmp_path: Path,
) -> None:
    workspace = view_options(
        workspace_at(written(tmp_path, BATCH.replace('"sgd"', '"adam"')), 1), selected="w1_1_1"
    )
    texts = lines(workspace, (70, 90))
    first = place_of(texts, "m′ = β₁·m + (1 − β₁)·∂L/∂w¹₁₁")
    assert texts[first].split(" = ")[2:] == ["0.9·0 + (1 − 0.9)·(−9) ", "−0.9"]
    assert texts[first + 1] == "    the mean of its slopes, the latest the most"
    assert any("w¹₁₁ ← w¹₁₁ − η·(m″/(√(v″) + ε))" in line for line in texts)
    # a column that is called so already keeps its name for itself
    named = BATCH.replace('"sgd"', '"adam"').replace('"x"', '"m"')
    texts = lines(view_options(workspace_at(written(tmp_path, named), 1), selected="w1_1_1"), (90, 90))
    assert any("first_moment′[w¹₁₁] =" in line for line in texts)


def test_a_selection_that_this_run_does_not_have_leaves_the_whole_step() -> None:
    workspace = workspace_at("package-prediction", 1)
    whole = lines(workspace)
    assert lines(view_options(workspace, selected="w9_9_9")) == whole
    assert "Esc" not in edge(workspace)


# A unit


def test_a_selected_unit_is_told_with_what_it_makes_and_what_comes_back() -> None:
    workspace = view_options(workspace_at("package-prediction", 1), selected="a1_1")
    assert "Story of a₁₁" in edge(workspace)
    names = [line.split()[0] for line in lines(workspace, (90, 60)) if line.startswith("  ")]
    assert names == [
        "row", "z₁₁", "a₁₁", "z₂₁", "L", "∂L/∂w²₁₁", "∂L/∂a₁₁", "∂L/∂z₁₁", "∂L/∂w¹₁₁", "∂L/∂w¹₂₁", "∂L/∂b₁₁",
    ]  # fmt: skip


def test_an_output_is_called_by_what_it_is_and_an_input_by_its_column() -> None:
    workspace = workspace_at("package-prediction", 1)
    assert "Story of ŷ " in edge(view_options(workspace, selected="a2_1"))
    assert "Story of cgpa " in edge(view_options(workspace, selected="cgpa"))


# Clicks


def targets(workspace: Workspace, size: tuple[int, int] = WIDE) -> Iterator[tuple[str, str]]:
    """(text, target) of every span that can be clicked."""
    for row in shown(workspace, size):
        yield from ((span.text, span.target) for span in row if span.target)


def test_a_click_on_any_name_selects_what_it_is_about() -> None:
    found = set(targets(workspace_at("package-prediction", 1), (60, 120)))
    assert {
        ("w¹₁₁", "quantity:w1_1_1"),
        ("∂L/∂w²₁₁", "quantity:w2_1_1"),
        ("b₂₁", "quantity:b2_1"),
        ("z₁₁", "quantity:a1_1"),
        ("∂L/∂z₁₂", "quantity:a1_2"),
        ("ŷ", "quantity:a2_1"),
        ("cgpa", "quantity:cgpa"),
    } <= found
    one = set(targets(view_options(workspace_at("package-prediction", 1), selected="w1_1_1")))
    assert {("∂z₁₁/∂w¹₁₁", "quantity:w1_1_1"), ("∂z₂₁/∂a₁₁", "quantity:a2_1")} <= one
    for text, target in found:
        assert not re.search(r"[=+·]", text), (text, target)
    assert not [pair for pair in found if "lpa" in pair[0] or "η" in pair[0]]


def test_every_name_that_stands_in_a_story_can_be_clicked() -> None:
    workspace = workspace_at("mazur", 1)
    for selected in (None, "w1_1_1", "a1_1"):
        for row in shown(view_options(workspace, selected=selected), (60, 200))[1:-1]:
            for span in row:
                if not span.target:
                    assert not re.search(r"[wbz][¹²]?[₁₂]{1,2}|ŷ|\bi[12]\b", plain(span)), span


def plain(span: Span) -> str:
    """A span's text, but for the sentences in plain language."""
    return "" if span.role == "note" else span.text


def test_the_names_of_an_optimizers_memory_and_of_a_functions_values_can_be_clicked(tmp_path: Path) -> None:
    momentum = BATCH.replace('"sgd"', '"momentum"').replace("batch_size = 2\n", "")
    found = set(targets(workspace_at(written(tmp_path, momentum), 1)))
    assert ("velocity[w¹₁₁]", "quantity:w1_1_1") in found
    bowl = set(targets(workspace_at("bowl", 1)))
    assert ("∂L/∂x", "quantity:x") in bowl
    assert ("x", "quantity:x") in bowl


def test_a_narrow_pane_says_the_way_back_in_fewer_words() -> None:
    workspace = view_options(workspace_at("package-prediction", 1), selected="w1_1_1")
    assert edge(workspace, (41, 10)).endswith(" Esc: the whole step ─┐")
    assert edge(workspace, (40, 10)).endswith(" Esc: back ─┐")


def test_the_edge_of_a_selections_story_leads_back_to_the_whole_step() -> None:
    workspace = view_options(workspace_at("package-prediction", 1), selected="w1_1_1")
    assert ("Esc", "do:unselect") in set(targets(workspace))


# Large and small


def test_only_what_can_be_seen_of_a_long_story_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = workspace_at(written(tmp_path, LONG), 1)
    assert len(workspace.snapshot().beats) > 1000
    drawn = []
    draw = BeatRows.rows

    def counted(self: BeatRows, *given: object) -> Iterator[Row]:
        drawn.append(given)
        return draw(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(BeatRows, "rows", counted)
    lines(workspace, (48, 24))
    assert 0 < len(drawn) < 100


LONG = """\
format = 1
kind = "network"
[data]
columns = ["p", "q", "y"]
inputs = ["p", "q"]
targets = ["y"]
rows = [[1, 2, 0.5], [3, 4, 0.25]]
[network]
layers = [{ units = 20, activation = "tanh" }, { units = 24, activation = "tanh" }, { units = 1 }]
[network.initial]
method = "normal"
[training]
[training.optimizer]
name = "adam"
learning_rate = 0.01
"""


NAMES = st.sampled_from(["package-prediction", "mazur", "bowl", "parabola", "package-classification"])
SELECTED = st.sampled_from([None, "w1_1_1", "b2_1", "a1_1", "cgpa", "i1", "x", "y", "nothing"])


@given(
    NAMES,
    st.integers(0, 3),
    st.integers(0, 12),
    SELECTED,
    st.integers(-5, 9),
    st.integers(8, 90),
    st.integers(2, 40),
)
@settings(max_examples=150)
def test_at_any_size_and_place_the_pane_fills_its_frame_and_tells_nothing_before_its_time(
    name: str, step: int, beats: int, selected: str | None, reading: int, width: int, height: int
) -> None:
    workspace = view_options(workspace_at(name), selected=selected)
    workspace.go(step)
    for _ in range(beats):
        workspace.forward(Grain.BEAT)
    for _ in range(abs(reading)):
        read_on(workspace, 1 if reading > 0 else -1)
    rows = StoryPane().rows(workspace.snapshot(), width, height)
    assert len(rows) == height
    assert all(width_of(row) == width for row in rows)
    if len(rows) < 3 or width < 30:
        return
    if (
        workspace.snapshot().phase in (Phase.SELECT, Phase.FORWARD, Phase.LOSS)
        and not workspace.snapshot().complete
    ):
        roles = {span.role for row in rows for span in row}
        assert not roles & {"gradient", "update"}


def test_all_bundled_scenarios_have_stories_of_all_their_parameters() -> None:
    for name in BUNDLED:
        workspace = workspace_at(name, 1)
        for parameter in workspace.run.timeline.training.objective.parameters.names:
            assert "Story of" in edge(view_options(workspace, selected=parameter))
            assert any("→" in line for line in lines(workspace, (70, 80)))
