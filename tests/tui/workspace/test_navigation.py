"""Going to a place that is typed: there, or a sentence that says why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.insight.story.cursor import Grain
from tests.tui.workspaces import DIVERGING, workspace_at, written
from tui.workspace import navigation as module
from tui.workspace.navigation import NoSuchPlace, go_to
from tui.workspace.progress import Progress
from tui.workspace.workspace import Workspace

LAST = 32
"""Beats of a package-prediction step."""


def go(workspace: Workspace, text: str) -> list[Progress]:
    """Go all the way; what was reported on it."""
    return list(go_to(workspace, text))


def refused(workspace: Workspace, text: str) -> str:
    with pytest.raises(NoSuchPlace) as caught:
        go(workspace, text)
    return str(caught.value)


@pytest.mark.parametrize(
    "text", ["7", "step 7", "step  7", "2:3", "2,3", "epoch 2 row 3", "epoch 2, 3", "epoch 2:3"]
)
@pytest.mark.parametrize("start", [0, 3, 7, 20])
def test_a_step_or_an_epoch_and_row_is_gone_to_whole(text: str, start: int) -> None:
    workspace = workspace_at("package-prediction", start)
    go(workspace, text)
    # Four rows an epoch: epoch 2's third row is step 7.
    assert workspace.run.cursor.place == (7, LAST)


def test_the_start_is_step_0() -> None:
    workspace = workspace_at("package-prediction", 5, beats=3)
    go(workspace, "0")
    assert workspace.run.cursor.place == (0, 0)


def test_rows_go_by_their_numbers_in_the_data(tmp_path: Path) -> None:
    library = Path(__file__).parents[3] / "scenarios/library"
    text = (library / "package-prediction.toml").read_text(encoding="utf-8")
    workspace = workspace_at(written(tmp_path, text.replace('order = "sequential"', 'order = "shuffle"')))
    for row in (1, 2, 3, 4):
        go(workspace, f"3:{row}")
        assert 9 <= workspace.step <= 12
        snapshot = workspace.snapshot()
        assert snapshot.step is not None
        assert snapshot.step.rows.tolist() == [row - 1]


@pytest.mark.parametrize(
    ("text", "step"),
    [
        # The first rows' losses in epochs 1, 2 and 3 are 13.54, 10.03 and 4.81.
        ("loss < 10", 9),
        ("epoch_loss < 20", 8),  # the published 19.859…, the mean of epoch 2
        ("step == 4", 4),
        ("epoch == 2 and row == 3", 7),
        ("new.w2_1_1 >= 0.111776", 3),
        ("not loss > 0 or step > 5", 6),
        ("1/(step - 5) > 0", 5),  # 1/0 is inf here, not an error
        ("2**100000 > step", 3),
        ("value.lpa == 7", 4),
    ],
)
def test_a_condition_leads_to_the_next_step_for_which_it_holds(text: str, step: int) -> None:
    workspace = workspace_at("package-prediction", 2)
    go(workspace, text)
    assert workspace.run.cursor.place == (step, LAST)


def test_a_condition_looks_ahead_only_and_on_each_time() -> None:
    workspace = workspace_at("package-prediction", 20)
    workspace.go(0)
    found = []
    for _ in range(5):
        go(workspace, "row == 2")
        found.append(workspace.step)
    assert found == [2, 6, 10, 14, 18]


@pytest.mark.parametrize(
    ("scenario", "text", "told"),
    [
        ("package-prediction", "", "Type a step"),
        ("package-prediction", "21", "The run has steps 1 to 20."),
        ("package-prediction", "9999999999", "The run has steps 1 to 20."),
        ("package-prediction", "99999999999999999999", "The run has steps 1 to 20."),
        ("package-prediction", "step " + "9" * 5000, "The run has steps 1 to 20."),
        ("package-prediction", "9" * 5000 + ":1", "The run has epochs 1 to 5."),
        ("package-prediction", "3:" + "9" * 5000, "Epoch 3 does not take row 9999999999999999999…."),
        ("package-prediction", "−1", "The run has steps 1 to 20."),
        ("package-prediction", "6:1", "The run has epochs 1 to 5."),
        ("package-prediction", "0:1", "The run has epochs 1 to 5."),
        ("package-prediction", "3:9", "Epoch 3 does not take row 9."),
        ("package-prediction", "loss", "This is a number, not a condition"),
        ("package-prediction", "1e9", "A step is a whole number, in digits only: 12."),
        ("package-prediction", "1,000,000", "A step is a whole number, in digits only: 12."),
        ("package-prediction", "foo > 2", "There is no quantity called 'foo'; known are loss, epoch_loss, "),
        ("package-prediction", "-1", "The run has steps 1 to 20."),
        ("package-prediction", "los < 1", "There is no quantity called 'los'; did you mean loss?"),
        (
            "package-prediction",
            "loss < 1 and value.a2_2 > 0",
            "There is no quantity called 'value.a2_2'; known are value.cgpa, ",
        ),
        ("package-prediction", "valeu.a2_1 > 0", "did you mean value.a2_1?"),
        ("package-prediction", "new.w2_1_3 > 0", "known are new.w1_1_1, new.w1_1_2, "),
        ("package-prediction", "loss <", "A value is missing after '<' (at character 6)"),
        ("package-prediction", "12abc", "(at character 3)"),
        ("parabola", "3:2", "A function has no epochs or rows"),
        ("parabola", "y < 1", "There is no quantity called 'y'"),
        ("parabola", "value.y < 1", "known are value.x, "),
    ],
)
def test_what_is_no_place_is_told_with_what_would_be(scenario: str, text: str, told: str) -> None:
    workspace = workspace_at(scenario, 2)
    place = workspace.run.cursor.place
    assert told in refused(workspace, text)
    assert workspace.run.cursor.place == place


@pytest.mark.parametrize("taken", [0, 10, 20])
def test_a_condition_that_never_holds_says_so(taken: int) -> None:
    workspace = workspace_at("package-prediction", taken)
    workspace.go(5)
    assert refused(workspace, "loss < -1") == "The condition is never met in the rest of this run."


def test_a_run_may_end_before_the_step(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, DIVERGING))
    assert refused(workspace, "100") == "The run ended at step 39."


def test_a_condition_on_a_run_that_diverges_makes_no_noise(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, DIVERGING))
    assert refused(workspace, "loss < 0") == "The condition is never met in the rest of this run."
    workspace.go(0)
    go(workspace, "loss > 1e100")
    assert 20 < workspace.step < 39


def test_all_compared_runs_come_along() -> None:
    workspace = workspace_at("learning-rates")
    go(workspace, "81")
    assert [run.timeline.cursor for run in workspace.runs] == [81, 6, 1, 10, 81]
    assert refused(workspace, "101") == "The run has steps 1 to 100."
    workspace.go(0)
    go(workspace, "loss < 0.01")
    assert len({run.timeline.cursor for run in workspace.runs if run.timeline.ending is None}) == 1


@pytest.mark.parametrize("text", ["3000", "step == 3000"])
def test_a_long_way_is_gone_in_slices_that_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    parabola = (Path(__file__).parents[3] / "scenarios/library/parabola.toml").read_text(encoding="utf-8")
    workspace = workspace_at(written(tmp_path, parabola.replace("steps = 25", "steps = 5000")))
    monkeypatch.setattr(module, "SLICE_SECONDS", 0.0)
    reports = go(workspace, text)
    assert len(reports) > 10
    assert workspace.step == 3000
    assert len(set(reports)) == len(reports)


@pytest.mark.parametrize("text", ["4000", "step == 4000"])
def test_a_journey_can_be_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    parabola = (Path(__file__).parents[3] / "scenarios/library/parabola.toml").read_text(encoding="utf-8")
    workspace = workspace_at(written(tmp_path, parabola.replace("steps = 25", "steps = 5000")))
    workspace.go(3)
    workspace.forward(Grain.BEAT)
    monkeypatch.setattr(module, "SLICE_SECONDS", 0.0)
    left = workspace.place
    way = go_to(workspace, text)
    next(way)
    next(way)
    workspace.set_place(left)
    assert workspace.run.cursor.place == left
    assert workspace.newest() < 4000
