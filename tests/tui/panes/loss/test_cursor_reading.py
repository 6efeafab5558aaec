"""The loss pane's cursor, its keys and clicks, and what holds for it at any size and length."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from textual.pilot import Pilot

from engine.descent.branch import Branch
from engine.descent.series import Series as Numbers
from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain, Place
from scenarios.loading import load
from tests.tui.chart_cells import cells, column_of, row_numbers, spelt, text
from tests.tui.losses import PANE, body, changed, chart, edge, reading
from tests.tui.workspaces import DIVERGING, line_with, pane_named, text_of, workspace_at, written
from tui.commands.loss_chart import large_step
from tui.commands.open_request import OpenRequest
from tui.drawing.spans import width_of
from tui.panes.loss.loss_pane import moved_cursor
from tui.screen.app import GradstepApp
from tui.screen.widgets.cells import CellsView
from tui.screen.workbench import Workbench

# Cursor


def test_arrows_move_the_cursor_from_the_step_that_is_looked_at() -> None:
    workspace = workspace_at("package-prediction", 12)
    workspace.go(5)
    steps = []
    for by in (1, 1, -1, -1, -1):
        workspace.view_options = moved_cursor(workspace.snapshot(), by)
        steps.append(workspace.view_options.chart_step)
    assert steps == [6, 7, 6, 5, 4]
    for _ in range(20):
        workspace.view_options = moved_cursor(workspace.snapshot(), 1)
    assert workspace.view_options.chart_step == 12
    for _ in range(20):
        workspace.view_options = moved_cursor(workspace.snapshot(), -1)
    assert workspace.view_options.chart_step == 1
    nothing = workspace_at("package-prediction")
    assert moved_cursor(nothing.snapshot(), 1) == nothing.view_options


def test_the_cursor_is_a_line_at_its_step_and_the_hint_says_how_to_go_there() -> None:
    workspace = workspace_at("package-prediction", 20)
    assert not cells(chart(workspace), "cursor")
    workspace.view_options = replace(workspace.view_options, chart_step=7)
    rows = chart(workspace)
    (column,) = {column for column, _ in cells(rows, "cursor")}
    assert abs(column - column_of(rows, 7)) <= 0.5
    assert len(cells(rows, "cursor")) > 12
    # It stands on the axis, and is itself what is read out: not in the colour of now.
    line = next(row for row in text(rows) if row.lstrip().startswith("└"))
    assert line[column] == "┴"
    assert "step 7 row 3" in spelt(body(workspace), "cursor")
    assert not [span for row in body(workspace)[-2:] for span in row if span.role == "now"]
    workspace.view_options = replace(workspace.view_options, chart_step=5)
    rows = chart(workspace)
    assert "┼" in spelt(rows, "cursor")


def test_the_edge_says_what_the_arrows_do_here_as_far_as_there_is_room() -> None:
    workspace = workspace_at("package-prediction", 20)
    assert edge(workspace, 80) == "y log (auto)"
    workspace.view_options = replace(workspace.view_options, pane="loss")
    assert edge(workspace, 80) == "y log (auto)   ↑ ↓ cursor"
    workspace.view_options = replace(workspace.view_options, chart_step=7)
    assert edge(workspace, 80) == "y log (auto)   ↑ ↓ cursor   Enter go there"
    assert edge(workspace, 45) == "↑ ↓ cursor   Enter go there"
    assert edge(workspace, 34) == "Enter go there"
    for width in range(34, 90):
        assert edge(workspace, width) in text_of(PANE.rows(workspace.snapshot(), width, 12))


def test_the_cursor_is_let_go_of_when_the_run_moves_on_or_its_pane_is_left() -> None:
    workspace = workspace_at("package-prediction", 8)
    workspace.view_options = replace(workspace.view_options, pane="loss")
    for leave in (
        lambda: workspace.forward(Grain.BEAT),
        lambda: workspace.back(Grain.EPOCH),
        lambda: workspace.go(3),
        workspace.reset,
    ):
        workspace.go(8)
        workspace.view_options = replace(workspace.view_options, chart_step=4)
        assert "cursor" in {span.role for row in body(workspace) for span in row}
        leave()
        assert workspace.view_options.chart_step is None
        assert "cursor" not in {span.role for row in body(workspace) for span in row}
    workspace.go(8)
    workspace.view_options = replace(workspace.view_options, chart_step=4)
    workspace.view_options = replace(workspace.view_options, digits=8)
    assert workspace.view_options.chart_step == 4
    workspace.view_options = replace(workspace.view_options, pane="stage")
    assert workspace.view_options.chart_step is None


def test_the_cursor_does_not_come_back_with_the_place_where_it_was_let_go_of() -> None:
    workspace = workspace_at("package-prediction", 6)
    workspace.view_options = replace(workspace.view_options, pane="loss")
    workspace.view_options = replace(workspace.view_options, chart_step=2)
    assert workspace.snapshot().view_options.chart_step == 2
    workspace.go(4)
    assert workspace.snapshot().view_options.chart_step is None
    workspace.go(6)
    assert workspace.snapshot().view_options.chart_step is None


def test_a_cursor_beyond_a_branch_that_is_shorter_stands_at_its_end() -> None:
    workspace = workspace_at("parabola", 20)
    workspace.view_options = replace(workspace.view_options, chart_step=18)
    changed(workspace, 6, 0.2, 8)
    assert reading(workspace).startswith("step 8 ")


def test_far_steps_are_whole_epochs_and_the_twentieth_part_of_the_run() -> None:
    assert large_step(workspace_at("package-prediction", 20).snapshot()) == 4
    assert large_step(workspace_at("parabola", 25).snapshot()) == 1
    snapshot = workspace_at("package-prediction", 20).snapshot()
    snapshot.branch.losses = Numbers(np.ones(1003))
    assert large_step(snapshot) == 48


@given(st.integers(20, 170), st.integers(8, 50), st.integers(1, 20))
def test_a_click_on_the_canvas_is_about_the_step_of_its_column(width: int, height: int, newest: int) -> None:
    workspace = workspace_at("package-prediction", newest)
    view = CellsView()
    rows = body(workspace, width, height)
    view._rows = tuple(rows)
    line = next(place for place, row in enumerate(text(rows)) if row.lstrip().startswith("└"))
    axis = rows[: line + 2]
    assume(text(rows)[line].count("┬") > 1)
    left = text(rows)[line].index("┬")
    steps = [view.target_at(column, 1) for column in range(left, width)]
    numbers = [int(target.removeprefix("step:")) for target in steps if target]
    assert numbers == sorted(numbers)
    assert all(1 <= number <= newest for number in numbers)
    for step in range(1, newest + 1):
        column = round(column_of(axis, step))
        # Where several steps share a column, it is about one of those.
        assert abs(int(view.target_at(column, 1).removeprefix("step:")) - step) <= 40 / width + 0.5
    assert view.target_at(0, 1) == ""
    assert view.target_at(left, line) == ""


async def at_pane(pilot: Pilot[None], *keys: str) -> Workbench:
    await pilot.pause()
    await pilot.press(*keys)
    await pilot.pause()
    bench = pilot.app.screen
    assert isinstance(bench, Workbench)
    return bench


async def test_enter_goes_to_the_step_at_the_cursor_and_lets_go_of_it() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40)) as pilot:
        bench = await at_pane(pilot, "N", "N", "5", *["down"] * 4, "up")
        assert bench.workspace.view_options.chart_step == 5
        assert "↑ ↓ cursor   Enter go there" in bench.query_one("#loss", CellsView).text
        assert "↑ ↓ cursor  Enter go there" in bench.query_one("#keys", CellsView).text
        await at_pane(pilot, "enter")
        assert bench.workspace.run.cursor.place == Place(5, 32)
        assert bench.workspace.view_options.chart_step is None
        assert "step 5 row 1" in bench.query_one("#loss", CellsView).text


async def test_right_and_left_go_through_the_phases_in_the_loss_pane_too() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40)) as pilot:
        bench = await at_pane(pilot, "N", "5", "down", "left")
        assert bench.workspace.snapshot().phase is Phase.BACKWARD
        assert bench.workspace.view_options.chart_step is None
        await at_pane(pilot, "right")
        assert bench.workspace.snapshot().complete
        # In the other panes the arrows select, and leave the chart alone.
        await at_pane(pilot, "3", "down")
        assert bench.workspace.view_options.chart_step is None
        assert bench.workspace.view_options.selected is not None


async def test_far_keys_move_the_cursor_only_in_the_chart_and_y_goes_through_the_axes() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40)) as pilot:
        bench = await at_pane(pilot, "N", "N", "N", "pagedown", "enter")
        assert bench.workspace.view_options.chart_step is None
        assert bench.workspace.step == 12
        await at_pane(pilot, "5", "pagedown", "pagedown", "pageup")
        assert bench.workspace.view_options.chart_step == 8
        seen = []
        for _ in range(3):
            await at_pane(pilot, "y")
            seen.append(bench.workspace.view_options.logarithmic)
        assert seen == [True, False, None]


@pytest.mark.parametrize(
    ("keys", "told"),
    [(["5", "up", "up"], "No later step has been taken."), (["5", *["down"] * 4], "No step has a loss")],
)
async def test_the_cursor_says_where_there_is_nothing_more(keys: list[str], told: str) -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40)) as pilot:
        await at_pane(pilot, "N", *keys)
        assert [note.message.partition(" before")[0] for note in app._notifications] == [told]


async def test_a_click_in_the_chart_goes_to_the_step_there() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40)) as pilot:
        bench = await at_pane(pilot, "N", "N", "N")
        view = bench.query_one("#loss", CellsView)
        column = next(x for x in range(view.size.width) if view.target_at(x, 3) == "step:7")
        await pilot.click("#loss", offset=(column, 3))
        await pilot.pause()
        assert bench.workspace.run.cursor.place.step == 7
        assert bench.workspace.view_options.pane == "loss"


# Any size, any length


@given(st.data(), st.integers(2, 170), st.integers(0, 50), st.integers(0, 25))
def test_no_row_is_too_long_and_none_too_many_at_any_size(
    data: st.DataObject, width: int, height: int, step: int
) -> None:
    name = data.draw(
        st.sampled_from(["parabola", "package-prediction", "learning-rates", "step-size", "mazur"])
    )
    workspace = workspace_at(name, step)
    if data.draw(st.booleans()) and step > 2:
        changed(workspace, step // 2, 0.003, step)
    workspace.view_options = replace(
        workspace.view_options,
        chart_step=data.draw(st.none() | st.integers(1, max(1, step))),
        logarithmic=data.draw(st.sampled_from([None, True, False])),
    )
    snapshot, pane = workspace.snapshot(), pane_named(workspace, "loss")
    rows = pane.body(snapshot, width, height)
    assert len(rows) <= height
    assert all(width_of(row) <= width for row in rows)
    assert [width_of(row) for row in pane.rows(snapshot, width, height)] == [width] * height


def long_history(branch: Branch, steps: int) -> None:
    """Let a branch have that many losses, without taking the steps."""
    losses = 10 * np.exp(-np.arange(steps) / steps * 8) + 0.001
    losses[steps // 2] = 1000.0
    size = branch.training.steps_per_epoch
    branch.losses = Numbers(losses)
    branch.epoch_losses = Numbers(losses[: steps // size * size].reshape(-1, size).mean(axis=1))
    branch.training_losses = Numbers(branch.epoch_losses.array * 0.8)


def test_a_million_steps_are_drawn_with_their_only_spike_in_its_column() -> None:
    workspace = workspace_at("package-prediction", 20)
    long_history(workspace.run.timeline.branch, 1_000_000)
    branch = workspace.run.timeline.branch
    branch.training = replace(branch.training, steps=1_000_000)
    workspace.run.cursor._seen[branch] = 1_000_000
    workspace.view_options = replace(workspace.view_options, chart_step=500_001)
    rows = body(workspace, 160, 40)
    assert "loss 1000" in " ".join(text(rows)[-3:])
    highest = min(row for _, row in cells(rows, "ahead"))
    (column,) = {column for column, row in cells(rows, "ahead") if row == highest}
    assert abs(column - column_of(rows[:-1], 500_001)) <= 1
    assert max(number for row, number in row_numbers(rows).items() if row >= highest) >= 100


def test_the_line_of_a_diverged_run_ends_where_its_numbers_do(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, DIVERGING), 1000)
    rows = chart(workspace)
    assert cells(rows, "row-loss")
    assert line_with(text_of(rows), "1e150").rstrip().endswith("●")
    assert "step 39 ─ loss" in reading(workspace)
