"""The loss pane: what it draws, the numbers it reads out, its cursor, ghosts and compared runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from scenarios.loading import Loaded
from tests.tui.chart_cells import cells, column_of, row_numbers, spelt, text
from tests.tui.losses import body, changed, chart, hint, reading
from tests.tui.workspaces import DIVERGING, TWO_SPEEDS, workspace_at, workspace_in, written
from tui.panes.loss.loss_pane import logarithmic
from tui.panes.loss.loss_series import range_of, seen_extent, series_of, shared_steps

# What is read out


@pytest.mark.parametrize("step", [1, 3, 4, 7, 20])
def test_the_numbers_read_out_are_the_engines(step: int) -> None:
    workspace = workspace_at("package-prediction", 20)
    workspace.view_options = replace(workspace.view_options, chart_step=step)
    branch, write = workspace.run.timeline.branch, workspace.snapshot().notation
    epoch = (step - 1) // 4
    assert reading(workspace) == (
        f"step {step} row {(step - 1) % 4 + 1} "
        f"• loss {write.number(float(branch.losses.array[step - 1]))} epoch {epoch + 1} "
        f"◆ mean {write.number(float(branch.epoch_losses.array[epoch]))} "
        f"■ all rows {write.number(float(branch.training_losses.array[epoch]))}"
    )


def test_published_numbers_are_read_out() -> None:
    workspace = workspace_at("package-prediction", 20)
    assert reading(workspace) == "step 20 row 4 • loss 2.59427 epoch 5 ◆ mean 1.2238 ■ all rows 0.773643"
    workspace.go(1)
    assert reading(workspace) == "step 1 row 1 • loss 13.5424 epoch 1 ◆ mean · ■ all rows ·"


def test_an_epoch_that_is_not_over_has_no_mean_yet() -> None:
    assert reading(workspace_at("package-prediction", 3)).endswith("epoch 1 ◆ mean · ■ all rows ·")
    assert reading(workspace_at("package-prediction", 0)) == "• loss ◆ mean ■ all rows"


def test_a_loss_is_neither_drawn_nor_read_out_before_it_has_been_told() -> None:
    workspace = workspace_in("package-prediction", Phase.FORWARD, 3)
    assert "loss ·" in reading(workspace)
    assert not cells(chart(workspace), "now")
    assert spelt(chart(workspace), "row-loss").count("•") == 3
    assert workspace.forward(Grain.PHASE)
    assert "loss 40.1213" in reading(workspace)
    assert reading(workspace).endswith("epoch 1 ◆ mean · ■ all rows ·")
    assert not cells(chart(workspace), "epoch-loss")
    while not workspace.snapshot().complete:
        assert workspace.forward(Grain.PHASE)
    assert "mean 26.3456" in reading(workspace)
    assert cells(chart(workspace), "epoch-loss")
    assert cells(chart(workspace), "now")


def test_a_loss_that_has_been_seen_stays_in_sight_within_its_step() -> None:
    workspace = workspace_at("package-prediction", 4)
    while workspace.snapshot().phase is not Phase.FORWARD:
        assert workspace.back(Grain.PHASE)
    assert "loss ·" in reading(workspace)
    assert spelt(chart(workspace), "row-loss").count("•") == 3
    assert spelt(chart(workspace), "ahead").count("•") == 1
    # and a step further back it is no other
    workspace.go(3)
    assert spelt(chart(workspace), "ahead").count("•") == 1


def test_where_the_shown_run_has_ended_the_others_are_read_out_where_they_are() -> None:
    workspace = workspace_at("learning-rates", 20)
    workspace.show_run(1)
    assert workspace.snapshot().place.step == 6
    assert reading(workspace).startswith("step 20 ● η 0.1 ")
    assert "▲ η 1 condition met at 6" in reading(workspace)


def test_a_batch_is_read_out_by_how_many_rows_it_has(tmp_path: Path) -> None:
    text = TWO_SPEEDS.replace("epochs = 50", "epochs = 5\nbatch_size = 3").partition("[[compare]]")[0]
    workspace = workspace_at(written(tmp_path, text.replace("100.0", "0.01")), 1)
    assert reading(workspace).startswith("step 1 (3 rows) • loss")
    workspace.go(2)
    assert reading(workspace).startswith("step 2 row 4 • loss")


def test_compared_runs_are_read_out_beside_each_other() -> None:
    workspace = workspace_at("learning-rates", 20)
    workspace.view_options = replace(workspace.view_options, chart_step=3)
    assert reading(workspace) == (
        "step 3 ● η 0.1 3.86238 ▲ η 1 0.0988770 ■ η 1.6 condition met at 1 ◆ η 2.5 0.500565 ▼ η 4 25.3125"
    ).replace("0.0988770", "0.098877")


def test_more_digits_are_read_out_when_they_are_asked_for() -> None:
    workspace = workspace_at("package-prediction", 20)
    workspace.view_options = replace(workspace.view_options, digits=10)
    number = workspace.snapshot().notation.number(float(workspace.run.timeline.branch.losses.array[19]))
    assert len(number) > 10
    assert f"• loss {number} " in reading(workspace)


def at_every_beat(scenario: str | Loaded, step: int, further: int) -> list[str]:
    """What is read out at every beat of the first steps, of a run that has been `further` before."""
    workspace = workspace_at(scenario, further)
    workspace.go(0)
    read = [reading(workspace)]
    while workspace.step < step or not workspace.snapshot().complete:
        assert workspace.forward(Grain.BEAT)
        read.append(reading(workspace))
    return read


@pytest.mark.parametrize("scenario", ["package-prediction", "parabola", "learning-rates", "two speeds"])
def test_the_same_is_read_out_whether_or_not_the_run_has_been_further(scenario: str, tmp_path: Path) -> None:
    opened = written(tmp_path, TWO_SPEEDS.replace("100.0", "0.02")) if scenario == "two speeds" else scenario
    fresh = at_every_beat(opened, 5, 0)
    assert len(set(fresh)) > 5
    for further in (6, 20):
        assert at_every_beat(opened, 5, further) == fresh


def test_what_lies_ahead_is_drawn_apart_from_what_has_been_told() -> None:
    workspace = workspace_at("package-prediction", 20)
    assert not cells(chart(workspace), "ahead")
    workspace.go(10)
    rows = chart(workspace)
    now = column_of(rows, 10)
    # The row losses of ten steps, and the numbers of two epochs; the lines of the others go on from there.
    assert max(column for column, _ in cells(rows, "row-loss")) < now
    assert max(column for column, _ in cells(rows, "epoch-loss")) <= column_of(rows, 8) + 0.5
    assert max(column for column, _ in cells(rows, "ahead")) > column_of(rows, 19)
    # It hides nothing of them.
    order = [one.role == "ahead" for one in series_of(workspace.snapshot(), large=True)]
    assert order == sorted(order, reverse=True)
    workspace.go(0)
    for role in ("row-loss", "epoch-loss", "all-loss", "now"):
        assert not cells(chart(workspace), role)
    compared = workspace_at("learning-rates", 20)
    compared.go(3)
    rows = chart(compared)
    assert max(column for column, _ in cells(rows, "run-0")) <= column_of(rows, 3) + 0.5
    # The names stand at the ends of what has been, in the chart's own marks.
    assert "● η 0.1".replace(" ", "") in spelt(rows, "ahead").replace(" ", "")


def test_before_the_first_loss_the_axis_has_no_numbers_and_the_chart_says_why() -> None:
    for workspace in (
        workspace_at("package-prediction"),
        workspace_at("parabola"),
        workspace_in("parabola", Phase.FORWARD),
    ):
        rows = chart(workspace)
        assert not row_numbers(rows)
        assert sum("no loss yet" in line for line in text(rows)) == 1
        workspace.go(1)
        assert row_numbers(chart(workspace))
        assert "no loss yet" not in "".join(text(chart(workspace)))


# The lines


def test_row_losses_epoch_means_and_the_loss_of_all_rows_are_drawn_where_they_belong() -> None:
    workspace = workspace_at("package-prediction", 20)
    rows = chart(workspace)
    losses = workspace.run.timeline.branch.losses.array
    marks = {at for at in cells(rows, "row-loss") if text(rows)[at[1]][at[0]] == "•"}
    # All but the last, where ● stands.
    for step in range(1, 20):
        assert any(abs(column - column_of(rows, step)) <= 0.5 for column, _ in marks), step
    assert len(marks) >= 17
    ((now, row),) = cells(rows, "now")
    assert abs(now - column_of(rows, 20)) <= 0.5
    numbers = row_numbers(rows)
    upper = min((at for at, number in numbers.items() if number > losses[19]), key=lambda at: -at)
    assert upper < row
    for role in ("epoch-loss", "all-loss"):
        columns = [column for column, _ in cells(rows, role)]
        # Where they begin the one may lie over the other.
        assert abs(min(columns) - column_of(rows, 4)) <= 3
        assert abs(max(columns) - column_of(rows, 20)) <= 1


def test_the_first_step_does_not_stand_on_the_axis_and_its_number_stands_beside_it() -> None:
    for name in ("parabola", "package-prediction"):
        rows = chart(workspace_at(name, 1))
        ((column, row),) = {at for at in cells(rows, "now") if text(rows)[at[1]][at[0]] == "●"}
        assert column > min(at for at, _ in cells(rows, "axis") if text(rows)[-2][at] == "┬")
        number = {"parabola": "25", "package-prediction": "13.5424"}[name]
        assert text(rows)[row][column:].startswith(f"● {number}")
        assert min(row_numbers(rows).values()) == 0


def test_epochs_are_divided_where_they_are_few_and_wide() -> None:
    rows = chart(workspace_at("package-prediction", 1))
    assert [f"epoch {number}" in text(rows)[0] for number in range(1, 6)] == [True] * 5
    assert "epoch" not in text(body(workspace_at("package-prediction", 1), 30, 12))[0]


def test_nothing_is_drawn_over_the_names_of_the_epochs() -> None:
    for step in range(21):
        workspace = workspace_at("package-prediction", step)
        if step > 4:
            changed(workspace, step - 3, 0.002, step)
        workspace.view_options = replace(workspace.view_options, chart_step=max(1, step - 2))
        for height in (13, 24):
            first, *rest = text(body(workspace, 72, height))
            assert [f"epoch {number} ┊" in first for number in range(1, 6)] == [True] * 5
            assert not any("poch" in line for line in rest[: height - 5])
    # A low chart has no row to spare.
    assert "poch" not in "".join(text(body(workspace_at("package-prediction", 2), 72, 8))[:5])


def test_what_was_passed_on_the_way_to_a_breakpoint_has_not_been_told() -> None:
    workspace = workspace_at("package-prediction")
    workspace.breakpoints.set("loss > 25", workspace.run.timeline.branch, workspace.example_step())
    assert workspace.forward_to_breakpoint(Grain.EPOCH)
    assert (workspace.step, workspace.run.timeline.newest) == (3, 4)
    snapshot = workspace.snapshot()
    assert seen_extent(snapshot, snapshot.lines[0]) == (3, 0)
    # What has been told before stays known.
    workspace.go(4)
    workspace.go(0)
    assert seen_extent(workspace.snapshot(), workspace.snapshot().lines[0]) == (4, 1)


def test_test_rows_have_a_line_of_their_own(tmp_path: Path) -> None:
    scenario = TWO_SPEEDS.partition("[[compare]]")[0].replace("rows = [", "test_fraction = 0.25\nrows = [")
    workspace = workspace_at(written(tmp_path, scenario.replace("100.0", "0.01")), 9)
    assert cells(chart(workspace), "test-loss")
    assert "▼ test rows" in reading(workspace)


def test_the_end_of_the_axis_is_the_runs_where_that_is_near_and_moves_rarely_else() -> None:
    assert column_of(chart(workspace_at("parabola", 1)), 25) < 110
    ends = set()
    for step in range(1, 82):
        rows = chart(workspace_at("learning-rates", step))
        ends.add(text(rows)[-1].split()[-1])
    assert len(ends) <= 4


# The vertical axis


def test_the_numbers_decide_about_the_axis_unless_the_person_does() -> None:
    workspace = workspace_at("parabola", 3)
    assert (logarithmic(workspace.snapshot()), hint(workspace)) == (False, "y linear (auto)")
    workspace.go(25)
    assert (logarithmic(workspace.snapshot()), hint(workspace)) == (True, "y log (auto)")
    workspace.view_options = replace(workspace.view_options, logarithmic=False)
    assert (logarithmic(workspace.snapshot()), hint(workspace)) == (False, "y linear")
    workspace.view_options = replace(workspace.view_options, logarithmic=True)
    workspace.go(3)
    assert (logarithmic(workspace.snapshot()), hint(workspace)) == (True, "y log")


def test_what_has_no_logarithm_has_a_linear_axis(tmp_path: Path) -> None:
    below = DIVERGING.replace('"x**2"', '"x**2 - 100"').replace("50.0", "0.1")
    workspace = workspace_at(written(tmp_path, below), 5)
    workspace.view_options = replace(workspace.view_options, logarithmic=True)
    assert not logarithmic(workspace.snapshot())
    assert -100.0 in row_numbers(chart(workspace)).values()


def test_the_range_of_a_growing_branch_is_that_of_all_its_losses(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, DIVERGING))
    branch = workspace.run.timeline.branch
    assert range_of(branch) == (np.inf, -np.inf)
    for step in (1, 2, 5, 30, 39):
        workspace.go(step)
        finite = branch.losses.array[np.isfinite(branch.losses.array)]
        assert range_of(branch) == (finite.min(), finite.max())


# Compared runs


def test_every_run_has_a_mark_and_its_label_at_its_end_and_the_shown_one_lies_on_top() -> None:
    workspace = workspace_at("learning-rates", 20)
    for shown in range(4):
        workspace.show_run(shown)
        rows = chart(workspace)
        for number, (label, mark) in enumerate(
            [("η 0.1", "●"), ("η 1", "▲"), ("η 1.6", "■"), ("η 2.5", "◆"), ("η 4", "▼")]
        ):
            drawn = spelt(rows, f"run-{number}")
            assert label in drawn
            assert mark in drawn or number == shown
    # All runs have the same loss at their first step: what is seen of it is the shown run's, and where another one
    # ends, its mark.
    workspace.show_run(3)
    rows = chart(workspace)
    ((place, height),) = {cell for cell in cells(rows, "run-2") if text(rows)[cell[1]][cell[0]] == "■"}
    assert abs(place - column_of(rows, 1)) <= 1
    around = {(place + right, height + lower) for right in (0, 1) for lower in (-1, 0, 1)}
    assert {number for number in (0, 1, 3) if cells(rows, f"run-{number}") & around} == {3}


def test_a_run_that_grows_past_the_others_leaves_the_chart_and_says_so() -> None:
    workspace = workspace_at("learning-rates", 81)
    rows = chart(workspace)
    assert max(row_numbers(rows).values()) < 1e12
    assert "▼ η 4 off the chart" in spelt(rows, "run-4")
    assert len({column for column, _ in cells(rows, "run-0")}) > 60
    # The others keep half of the height, and of a linear axis all.
    highest = min(row for number in range(4) for _, row in cells(rows, f"run-{number}"))
    assert highest < len(rows) * 0.6
    workspace.view_options = replace(workspace.view_options, logarithmic=False)
    assert max(row_numbers(chart(workspace)).values()) < 1e4


def test_a_logarithmic_axis_reaches_a_run_that_grows_as_long_as_the_others_stay_readable() -> None:
    workspace = workspace_at("step-size", 2)
    for step in (2, 3):
        workspace.go(step)
        rows = chart(workspace)
        highest = float(workspace.run.timeline.branch.losses.array[step - 1])
        assert highest > 1e4
        assert max(row_numbers(rows).values()) >= highest / 10
        assert "off the chart" not in "".join(text(rows))


def test_the_point_of_now_has_its_runs_mark() -> None:
    workspace = workspace_at("learning-rates", 3)
    workspace.show_run(1)
    rows = chart(workspace)
    assert spelt(rows, "now") == "▲"
    assert "▲ η 1 " in reading(workspace)
    assert "".join(text(rows)).count("●") == 1


def test_compared_networks_have_a_line_of_epochs_each(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, TWO_SPEEDS), 40)
    rows = chart(workspace)
    assert "small steps" in spelt(rows, "run-1")
    assert not cells(rows, "row-loss")


# Ghosts


def test_the_branch_that_was_left_is_a_ghost_from_where_they_part() -> None:
    workspace = workspace_at("parabola", 12)
    changed(workspace, 5, 0.3, 12)
    rows = chart(workspace)
    assert "as given" in spelt(rows, "ghost")
    given = workspace.run.timeline.branches[0].losses.array[11]
    assert f"○ as given {workspace.snapshot().notation.number(float(given))}" in reading(workspace)
    dots = {at for at in cells(rows, "ghost") if text(rows)[at[1]][at[0]] >= "⠀"}
    assert min(column for column, _ in dots) >= column_of(rows, 4) - 1
    assert abs(max(column for column, _ in dots) - column_of(rows, 12)) <= 3
    ghost, *_ = series_of(workspace.snapshot(), large=True)
    assert (ghost.x_of(0), len(ghost.values)) == (4, 9)
    # The followed branch falls faster: it lies below, and it is the one with the ●.
    assert max(row for _, row in cells(rows, "row-loss")) > max(row for _, row in dots)
    workspace.run.switch_branch(workspace.run.timeline.branches[0])
    assert "η 0.3" in spelt(chart(workspace), "ghost")


def test_the_ghost_of_a_network_is_its_epoch_means() -> None:
    workspace = workspace_at("package-prediction", 20)
    changed(workspace, 9, 0.002, 20)
    rows = chart(workspace)
    assert "as given" in spelt(rows, "ghost")
    dots = {at for at in cells(rows, "ghost") if "⠀" <= text(rows)[at[1]][at[0]] <= "⣿"}
    assert min(column for column, _ in dots) >= column_of(rows, 8) - 1
    # They share two epochs, and part from the second one's mean on.
    ghost, *_ = series_of(workspace.snapshot(), large=True)
    given = workspace.run.timeline.branches[0]
    assert (ghost.x_of(0), ghost.x_of(3)) == (8, 20)
    assert ghost.values.tolist() == given.epoch_losses.array[1:].tolist()


def test_two_branches_share_the_steps_up_to_where_the_first_of_them_forked() -> None:
    workspace = workspace_at("parabola", 20)
    changed(workspace, 10, 0.2, 20)
    changed(workspace, 15, 0.05, 20)
    changed(workspace, 4, 0.3, 20)
    given, first, second, third = workspace.run.timeline.branches
    # A change takes the step that is looked at anew, so it shares the one before.
    assert [shared_steps(given, one) for one in (first, second, third)] == [9, 9, 3]
    assert shared_steps(first, second) == shared_steps(second, first) == 14
    assert shared_steps(second, third) == 3
    assert shared_steps(third, third) == 20
