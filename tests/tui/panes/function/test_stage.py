"""A function on the stage: every part where its numbers say, overshoots in words, the graph as a tree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from tests.tui.chart_cells import cells, column_of, row_numbers, spelt, text
from tests.tui.workspaces import (
    line_with,
    pane_named,
    pane_text,
    text_of,
    workspace_at,
    workspace_in,
    written,
)
from tui.drawing.spans import Row, width_of
from tui.panes.function.domain import function_of, trail
from tui.panes.function.graph import tree_of
from tui.workspace.workspace import Workspace

PARABOLA = """\
format = 1
kind = "function"
[function]
expression = "x**2"
[function.start]
x = 5
[training]
steps = 3
"""
SMALL = (40, 17)
"""The inside of the stage at 80×24."""

CHAIN = """\
format = 1
kind = "function"
title = "A chain"
[function]
expression = "q * z"
[function.where]
q = "x + y"
[function.start]
x = -2.0
y = 5.0
z = -4.0
[training]
steps = 10
[training.optimizer]
name = "sgd"
learning_rate = 0.01
"""
"""f = q·z with q = x + y: at the start q = 3 and f = −12, and the slopes are 3 by z, −4 by q, and so by x and y."""

TWICE = CHAIN.replace('"q * z"', '"q**2 + q*x"').replace("z = -4.0\n", "")
"""A value that is used twice, and two variables."""

UNUSED = CHAIN.replace('"q * z"', '"x**2 + z**2"').replace('q = "x + y"', 'q = "3*y"')


def body(workspace: Workspace, width: int, height: int) -> list[Row]:
    return pane_named(workspace, "stage").body(workspace.snapshot(), width, height)


def selected(workspace: Workspace, by: int) -> str | None:
    """What is selected after an arrow."""
    workspace.view_options = pane_named(workspace, "stage").moved(workspace.snapshot(), by)
    return workspace.view_options.selected


# One variable


def test_the_parabola_at_80_by_24_has_every_part_in_its_cell() -> None:
    workspace = workspace_at("parabola", 3)
    rows = body(workspace, *SMALL)
    # 35 columns: 14 of them from −5 to 0, 5.6 dots a unit; −6 … 6 takes 67.2 of the 69, and −5 has dot 0.9 + 5.6,
    # rounded to 6. So 3.2 is dot 6 + 8.2·5.6 = 51.92, 2.56 is 48.3, 4 is 56.4 and 5 is 62.
    # 15 rows: 4 from 0 to 10, 1.6 dots a unit, and 0 has the second dot: 10.24 is dot 17.4, 2.56² is 11.5, 16 is
    # 26.6, 25 is 41. Columns are counted from the axis, 5 cells wide, and rows from the top.
    assert cells(rows, "now") >= {(5 + 52 // 2, 14 - 17 // 4)}
    assert text(rows)[14 - 17 // 4][5 + 52 // 2] == "●"
    assert text(rows)[14 - 11 // 4][5 + 48 // 2] == "◌"
    assert cells(rows, "trail") == {(5 + 56 // 2, 14 - 27 // 4), (5 + 62 // 2, 14 - 41 // 4)}
    assert spelt(rows, "now") == "●x 3.2"
    assert spelt(rows, "gradient") == "slope +6.4"
    # From ● to the column of ◌, and down to it.
    assert text(rows)[10][5 + 24 : 5 + 26] == "◂━"
    assert "Δx −0.64" in spelt(rows, "update")
    assert line_with(text_of(rows), "●").strip().endswith("● x 3.2")


def test_the_step_is_shown_as_far_as_it_has_been_told() -> None:
    for phase, shown, hidden in (
        (Phase.FORWARD, "●", "slope"),
        (Phase.LOSS, "x 5", "slope"),
        (Phase.BACKWARD, "slope +10", "Δx"),
        (Phase.UPDATE, "Δx −1", "start"),
    ):
        shown_text = pane_text(workspace_in("parabola", phase), "stage")
        assert shown in shown_text
        assert hidden not in shown_text
    workspace = workspace_in("parabola", Phase.BACKWARD)
    assert not cells(body(workspace, 70, 20), "update")
    assert "start x 5" in pane_text(workspace_at("parabola"), "stage")


def test_the_hint_asks_what_each_phase_answers() -> None:
    hints = [
        text_of([pane_named(workspace, "stage").hint(workspace.snapshot())])
        for phase in (Phase.FORWARD, Phase.BACKWARD, Phase.UPDATE)
        for workspace in [workspace_in("bowl", phase)]
    ]
    assert hints == ["how high is it here?", "how steep is it here?", "the step"]


@pytest.mark.parametrize("size", [(40, 17), (68, 18), (80, 50)])
def test_the_step_that_jumps_over_the_minimum_lands_on_the_chart(size: tuple[int, int]) -> None:
    rows = body(workspace_at("step-size", 1), *size)
    shown = text_of(rows)
    assert "Δb +50" in shown
    assert "new b 45" in shown
    arrow = line_with(shown, "●")
    assert "━▸" in arrow
    assert arrow.index("●") < arrow.index("▸")


@pytest.mark.parametrize("size", [(40, 17), (68, 18), (80, 50)])
def test_a_step_off_the_chart_is_told_by_an_arrow_and_in_words(size: tuple[int, int]) -> None:
    # 45 − 450 = −405, and −405 + 4050 = 3645: far beyond the ±60 of the chart.
    second = text_of(body(workspace_at("step-size", 2), *size))
    assert "◂" in line_with(second, "new off the chart: b −405")
    assert "◂━━━" in line_with(second, "●")
    assert "b 45" in second
    assert "Δb −450" in second
    third = text_of(body(workspace_at("step-size", 3), *size))
    assert "◂" in line_with(third, " off the chart: b −405")
    assert "▸" in third
    assert line_with(third, "new off the chart: b 3645")
    assert "slope −4050" in third
    assert "●" not in third


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        ("[-1.7e308, 1.7e308]", "No chart: x from -1.7e308 to 1.7e308 is beyond 1e300"),
        ("[0, 5e-324]", "No chart: x from 0 to 5e-324 is too narrow"),
        ("[1, 1.0000000000000002]", "x from 1 to 1.0000000000000002 is too narrow"),
    ],
)
def test_a_domain_that_no_axis_shows_is_said_in_place_of_the_chart(
    domain: str, words: str, tmp_path: Path
) -> None:
    text = PARABOLA.replace("[function.start]", f"domain = {{ x = {domain} }}\n[function.start]")
    workspace = workspace_at(written(tmp_path, text), 1)
    assert words in " ".join(pane_text(workspace, "stage", 60, 12).replace("│", "").split())


def test_heights_that_no_axis_shows_are_said_in_the_chart(tmp_path: Path) -> None:
    text = PARABOLA.replace("x**2", "x**2 + 1.7e308")
    assert "is not a number up to 1e300 here" in pane_text(workspace_at(written(tmp_path, text)), "stage")


def test_a_height_off_the_chart_is_told_by_the_height(tmp_path: Path) -> None:
    pole = CHAIN.replace('"q * z"', '"1/x"').replace('[function.where]\nq = "x + y"\n', "")
    pole = pole.replace("x = -2.0\ny = 5.0\nz = -4.0\n", "x = 0.001\n[function.domain]\nx = [-5, 5]\n")
    told = line_with(text_of(body(workspace_at(written(tmp_path, pole), 1), 70, 20)), "off the chart: L")
    assert "off the chart: L 1000 ▴" in told


@pytest.mark.parametrize("name", ["parabola", "slope-at-a-point", "learning-rates", "step-size"])
@pytest.mark.parametrize("size", [(40, 17), (68, 18), (116, 36)])
def test_the_point_of_now_stands_on_the_curve(name: str, size: tuple[int, int]) -> None:
    for step in range(1, 12):
        workspace = workspace_at(name, step)
        while workspace.snapshot().phase is not Phase.FORWARD:
            assert workspace.back(Grain.BEAT)
        rows = body(workspace, *size)
        # In a text, the point's character has a blank and its name behind it.
        now = {
            (column, row)
            for column, row in cells(rows, "now")
            if text(rows)[row][column] == "●" and (column + 2, row) not in cells(rows, "now")
        }
        assert len(now) <= 1
        for column, row in now:
            around = {(column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)}
            around |= {(column + side, row + lower) for side in (-1, 1) for lower in (-1, 1)}
            assert cells(rows, "curve") & around or cells(rows, "trail") & around


def test_the_newest_hundred_points_of_the_way_are_shown(tmp_path: Path) -> None:
    long = CHAIN.replace('"q * z"', '"x**2"').replace("steps = 10", "steps = 400").replace("0.01", "0.001")
    for step, count in ((1, 0), (2, 1), (100, 99), (101, 100), (300, 100)):
        workspace = workspace_at(written(tmp_path, long), step)
        past = trail(workspace.snapshot())
        assert len(past) == count
        if count:
            assert past[-1].tolist() == workspace.run.timeline.step(step - 1).theta.tolist()


# Two variables


def test_the_bowl_at_80_by_24_has_every_part_in_its_cell() -> None:
    workspace = workspace_at("bowl", 3)
    rows = body(workspace, *SMALL)
    # 12 rows and so 24 columns: 11 of them from 0 to 5, 4.4 dots a unit, and −5 has dot 1, as a half of the 3 that are
    # left over is before it: 2.56 is dot 1 + 33.3, 2.048 is 1 + 31.
    # Five rows from 0 to 5, 4 dots a unit, and −5 has dot 2: −1.92 is dot 2 + 12.3, −1.536 is 2 + 13.9.
    assert text(rows)[11 - 14 // 4][5 + 34 // 2] == "●"
    assert text(rows)[11 - 16 // 4][5 + 32 // 2] == "◌"
    assert "uphill" in spelt(rows, "gradient")
    assert line_with(text_of(rows), "value", "gradient").split() == ["value", "gradient", "update", "new"]
    assert line_with(text_of(rows), "+5.12").split() == ["x", "2.56", "+5.12", "−0.512", "2.048"]
    assert line_with(text_of(rows), "−3.84").split() == ["y", "−1.92", "−3.84", "+0.384", "−1.536"]
    assert text(rows)[0].startswith("   y│")
    # The points before lie on the line uphill, and are seen over it.
    assert sum(line.count("○") for line in text(rows)) == 2
    assert text(rows)[13].split()[0] == "x"


def test_columns_for_which_there_is_no_room_go_as_a_whole() -> None:
    rows = text(body(workspace_at("bowl", 20), 38, 17))
    assert rows[-3].split() == ["value", "gradient", "update"]
    assert not any("…" in row for row in rows[-3:])


@pytest.mark.parametrize("size", [(40, 17), (64, 28), (100, 66), (30, 30)])
def test_a_unit_is_as_long_across_as_up_where_that_leaves_enough_of_the_room(size: tuple[int, int]) -> None:
    rows = body(workspace_at("bowl", 1), *size)
    below = next(place for place, row in enumerate(text(rows)) if row.lstrip().startswith("└"))
    chart = rows[: below + 2]
    across = column_of(chart, 1) - column_of(chart, 0)
    (first, high), *_, (last, low) = sorted(row_numbers(chart).items())
    up = (last - first) / (high - low)
    # A cell is twice as high as wide; even numbers along the axes take their toll.
    assert across / (2 * up) == pytest.approx(1, abs=0.21)


def test_a_map_of_very_unequal_sides_takes_the_room_there_is(tmp_path: Path) -> None:
    wide = TWICE.replace("[training]", "[function.domain]\nx = [-100, 100]\ny = [-1, 1]\n[training]")
    rows = body(workspace_at(written(tmp_path, wide), 1), 70, 17)
    assert len(text(rows)[0].rstrip()) <= 70
    assert width_of(rows[0]) == 70


def test_where_a_round_map_leaves_height_the_graph_stands_below() -> None:
    assert "└─ y" in text_of(body(workspace_at("bowl", 1), 60, 60))
    assert "└─ y" not in text_of(body(workspace_at("bowl", 1), 60, 30))


def test_the_arrow_goes_uphill_and_the_step_down() -> None:
    rows = body(workspace_at("bowl", 1), 80, 40)
    (x, y) = next(cell for cell in cells(rows, "now") if text(rows)[cell[1]][cell[0]] == "●")
    # From (4, −3) the gradient is (8, −6): to the right and down, away from the middle; the step goes back.
    heads = [cell for cell in cells(rows, "gradient") if text(rows)[cell[1]][cell[0]] in "▸▾"]
    assert len(heads) == 1
    assert heads[0][0] > x
    assert heads[0][1] > y
    (to,) = [cell for cell in cells(rows, "update") if text(rows)[cell[1]][cell[0]] == "◌"]
    assert to[0] < x
    assert to[1] < y


def test_before_the_gradient_is_told_there_is_no_arrow() -> None:
    rows = body(workspace_in("bowl", Phase.LOSS), 80, 40)
    assert not cells(rows, "gradient")
    assert text(rows)[-2].split() == ["x", "4", "·", "·", "·"]


# The graph


def test_the_graph_is_a_tree_with_the_function_at_its_root(tmp_path: Path) -> None:
    shown = text_of(body(workspace_at(written(tmp_path, CHAIN), 1), 70, 12)).splitlines()
    assert [line.rstrip() for line in shown[:6]] == [
        "                value  gradient    new",
        "  L = q·z         −12        +1",
        "  ├─ q = x + y      3        −4          = z",
        "  │  ├─ x          −2        −4  −1.96   = ∂L/∂q",
        "  │  └─ y           5        −4   5.04   = ∂L/∂q",
        "▌ └─ z             −4        +3  −4.03   = q",
    ]


def test_values_appear_on_the_way_up_and_gradients_on_the_way_down(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, CHAIN))
    told = []
    for _ in range(8):
        assert workspace.forward(Grain.BEAT)
        lines = text_of(body(workspace, 70, 12)).splitlines()[1:6]
        active = [place for place, line in enumerate(lines) if line.startswith("▌")]
        told.append((active, [len([word for word in line.split() if word == "·"]) for line in lines]))
    # Each line waits for a gradient, and both values on the way and the three new ones for themselves; the output's
    # gradient is 1 as soon as its value is the loss.
    assert told == [
        ([], [2, 2, 2, 2, 2]),
        ([1], [2, 1, 2, 2, 2]),
        ([0], [1, 1, 2, 2, 2]),
        ([], [0, 1, 2, 2, 2]),
        ([1], [0, 0, 2, 2, 2]),
        ([2], [0, 0, 1, 2, 2]),
        ([3], [0, 0, 1, 1, 2]),
        ([4], [0, 0, 1, 1, 1]),
    ]


def test_a_value_used_twice_stands_in_full_once_and_is_referred_to_after(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, TWICE), 1)
    tree = tree_of(function_of(workspace.snapshot()))
    assert [(line.lines + line.key, line.again) for line in tree] == [
        ("q**2 + q*x", False),
        ("├─ q**2", False),
        ("│  └─ q", False),
        ("│     ├─ x", False),
        ("│     └─ y", False),
        ("└─ q*x", False),
        ("   ├─ q", True),
        ("   └─ x", False),
    ]
    shown = text_of(body(workspace, 90, 40))
    assert len([line for line in shown.splitlines() if "q (see above)" in line]) == 1


def test_a_variable_that_the_function_does_not_depend_on_stands_last(tmp_path: Path) -> None:
    tree = tree_of(function_of(workspace_at(written(tmp_path, UNUSED)).snapshot()))
    assert [line.key for line in tree] == ["x**2 + z**2", "x**2", "x", "z**2", "z", "y"]


def test_a_deep_tree_is_read_in_little_height_around_the_lit_value(tmp_path: Path) -> None:
    deep = CHAIN.replace('"q * z"', '"' + "sin(" * 60 + "q*z" + ")" * 60 + '"')
    workspace = workspace_at(written(tmp_path, deep))
    for _ in range(40):
        assert workspace.forward(Grain.BEAT)
        rows = body(workspace, 60, 9)
        assert len(rows) == 9
        assert all(width_of(row) <= 60 for row in rows)
        phase = workspace.snapshot().phase
        active = [row for row in text(rows) if row.startswith("▌")]
        assert len(active) == (1 if phase in (Phase.FORWARD, Phase.BACKWARD, Phase.UPDATE) else 0)


SIX = """\
format = 1
kind = "function"
[function]
expression = "(p - t)**2 + 0.01 * (w1**2 + w2**2)"
[function.where]
h = "tanh(w1 * x1 + b1)"
p = "w2 * h + b2"
[function.start]
x1 = 1.5
w1 = 0.8
b1 = -0.2
w2 = 1.1
b2 = 0.3
t = 0.25
[training]
steps = 30
[training.optimizer]
name = "sgd"
learning_rate = 0.05
"""
"""A neuron with its penalty: six variables, and ten levels from L down to x1."""


def test_a_deep_tree_in_little_width_keeps_its_names_and_its_numbers_whole(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, SIX), 1)
    assert any(row.startswith("  │     │  │        └─ b1  ") for row in text(body(workspace, 62, 24)))
    assert any(row.startswith("  │ ││  └b1  ") for row in text(body(workspace, 40, 24)))
    for width in range(28, 62):
        rows = [re.split(r"\s{2,}", row.strip("▌ │├└─")) for row in text(body(workspace, width, 24))[1:]]
        assert not [row for row in rows if "…" in row[1] + row[2]]
        names = {row[0].lstrip(" │├└─") for row in rows}
        assert {"w1", "x1", "b1", "w2", "b2", "t"} <= names, width


def test_named_values_have_their_graph_below_the_curve_where_there_is_height(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, TWICE), 1)
    assert "└─ q·x" in text_of(body(workspace, 70, 40))
    assert "└─ q·x" not in text_of(body(workspace, 70, 16))
    assert "gradient" not in text_of(body(workspace_at("parabola", 1), 70, 40))


# Selecting


def test_arrows_go_through_the_values_in_the_order_of_the_graph(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, TWICE), 1)
    order = ["q**2 + q*x", "q**2", "q", "x", "y", "q*x"]
    assert [selected(workspace, 1) for _ in range(7)] == [*order, order[-1]]
    assert [selected(workspace, -1) for _ in range(6)] == [*reversed(order[:-1]), order[0]]
    workspace.view_options = type(workspace.view_options)()
    assert selected(workspace, -1) == order[-1]


def test_what_is_selected_is_marked_and_every_line_is_about_its_value(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, CHAIN), 1)
    assert [selected(workspace, 1) for _ in range(2)] == ["q*z", "q"]
    rows = body(workspace, 60, 10)
    (line,) = [row for row in rows if text_of([row]).startswith("› ")]
    assert {span.target for span in line if span.text.strip()} == {"quantity:q"}
    targets = [next(span.target for span in row if span.text.strip()) for row in rows[1:6]]
    assert targets == [f"quantity:{key}" for key in ("q*z", "q", "x", "y", "z")]
    curve = body(workspace_at("parabola", 3), 60, 20)
    (point,) = [span for row in curve for span in row if "●" in span.text]
    assert point.target == "quantity:x"


# Any size


@given(st.data(), st.integers(2, 90), st.integers(0, 50), st.integers(0, 12))
def test_no_row_is_too_long_and_none_too_many_at_any_size(
    data: st.DataObject, width: int, height: int, step: int
) -> None:
    name = data.draw(st.sampled_from(["parabola", "bowl", "step-size", "slope-at-a-point", "learning-rates"]))
    phase = data.draw(st.sampled_from([Phase.FORWARD, Phase.BACKWARD, Phase.UPDATE]))
    workspace = workspace_at(name, step)
    if workspace.forward(Grain.BEAT):
        while workspace.snapshot().phase is not phase and workspace.forward(Grain.PHASE):
            pass
    snapshot = workspace.snapshot()
    pane = pane_named(workspace, "stage")
    rows = pane.body(snapshot, width, height)
    assert len(rows) <= height
    assert all(width_of(row) <= width for row in rows)
    assert [width_of(row) for row in pane.rows(snapshot, width, height)] == [width] * height


def test_on_a_low_stage_the_numbers_of_both_variables_come_before_the_map() -> None:
    workspace = workspace_at("bowl", 3)
    rows = body(workspace, 36, 7)
    assert text(rows)[-3].split() == ["value", "gradient", "update", "new"]
    assert text(rows)[-2].split() == ["x", "2.56", "+5.12", "−0.512", "2.048"]
    # The map above them has one line, and no words in it.
    assert {role for row in rows for span in row if (role := span.role).startswith("level-")} == {"level-4"}
    assert not {"new", "uphill"} & set(" ".join(text(rows)[:-3]).split())
    assert [row.split()[0] for row in text(body(workspace, 36, 6))] == ["value", "x", "y"]


def test_a_value_in_several_places_has_the_slope_through_all_of_them_and_says_so(tmp_path: Path) -> None:
    # ∂(x·y + x)/∂x = y + 1, of which y comes by way of the product
    twice = CHAIN.replace('"q * z"', '"x * y + x"').replace('[function.where]\nq = "x + y"\n', "")
    rows = text_of(body(workspace_at(written(tmp_path, twice), 1), 70, 20)).splitlines()
    told = [line for line in rows if "gradient" not in line]
    assert [("+6 Σ" in line) for line in told if re.search(r"─ x ", line)] == [True, True]
    assert not any("Σ" in line for line in told if re.search(r"─ y ", line))
