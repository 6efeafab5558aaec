"""Standardized columns in the panes: the data as given, the standardized numbers a key away, and marked all over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.workspaces import line_with, pane_text, workspace_at, written
from tui.commands.registry import BY_ID
from tui.panes.data.plain_text import data_lines
from tui.panes.network.plain_text import network_lines
from tui.workspace.workspace import Workspace

HOUSES = """\
format = 1
kind = "network"
[data]
columns = ["size", "bedrooms", "price"]
rows = [[2104, 3, 399900], [1600, 3, 329900], [2400, 3, 369000], [1416, 2, 232000], [3000, 4, 539900]]
{standardize}
[network]
layers = [{{ units = 2, activation = "tanh" }}, {{ units = 1 }}]
[training]
epochs = 5
optimizer = {{ learning_rate = 0.1 }}
"""
BOTH = "standardize = true\nstandardize_targets = true"


def workspace_of(folder: Path, standardize: str = BOTH, steps: int = 2) -> Workspace:
    return workspace_at(written(folder, HOUSES.format(standardize=standardize)), steps)


def heading(workspace: Workspace, width: int) -> list[str]:
    return pane_text(workspace, "data", width).splitlines()[1].strip("│ ").split()


def with_standardized(workspace: Workspace) -> Workspace:
    workspace.view_options = replace(workspace.view_options, standardized=True)
    return workspace


def test_the_data_is_shown_as_given_with_predictions_and_errors_in_its_unit(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path)
    text = pane_text(workspace, "data", 80)
    assert heading(workspace, 80) == ["size", "bedrooms", "price", "ŷ", "y", "−", "ŷ", "loss"]
    cells = line_with(text, "1600").replace("−", "-").split("1600")[1].split()
    network, snapshot = workspace.snapshot().network, workspace.snapshot()
    assert network is not None
    predicted = network.raw_predictions(network.predict(snapshot.theta, network.inputs[1:2]))[0, 0]
    assert cells[:2] == ["3", "329900"]
    assert [float(cells[2]), float(cells[3])] == pytest.approx([predicted, 329900 - predicted], rel=1e-4)


def test_a_number_of_the_data_is_not_cut_to_a_longer_one(tmp_path: Path) -> None:
    data = 'columns = ["size", "price", "tax"]\ninputs = ["size"]\nrows = [[2104, 399900, 10], [1600, 329900, 20]]'
    text = HOUSES[HOUSES.index("[network]") :].replace("units = 1 ", "units = 2 ").format()
    head = 'format = 1\nkind = "network"\n[data]\nstandardize_targets = true\n'
    workspace = workspace_at(written(tmp_path, f"{head}{data}\n{text}"), 2)
    cells = line_with(pane_text(workspace, "data", 40), "1600").split("1600")[1].split()
    assert cells[0] == "3.3e5", "the prices are cut at this width"


@pytest.mark.parametrize("width", [46, 80])
def test_the_standardized_numbers_are_marked_also_where_their_names_are_cut(
    tmp_path: Path, width: int
) -> None:
    names = heading(with_standardized(workspace_of(tmp_path)), width)
    assert [name[-1] for name in names[:4]] == ["′"] * 4
    assert names[-1] == "loss"


def test_inputs_alone_leave_target_and_prediction_unmarked(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path, 'standardize = "sample"')
    assert heading(workspace, 80) == ["size", "bedrooms", "price", "ŷ", "loss"]
    assert heading(with_standardized(workspace), 80) == ["size′", "bedrooms′", "price", "ŷ", "loss"]


def test_the_command_is_there_only_where_something_is_standardized(tmp_path: Path) -> None:
    units = BY_ID["units"]
    assert units.available(workspace_of(tmp_path).snapshot())
    assert not units.available(workspace_of(tmp_path, "").snapshot())


def test_the_stage_marks_inputs_target_prediction_and_loss(tmp_path: Path) -> None:
    text = pane_text(workspace_of(tmp_path), "stage", 120, 40)
    for name in ("size′", "bedrooms′", "ŷ′", "y′"):
        assert name in text
    unmarked = pane_text(workspace_of(tmp_path, ""), "stage", 120, 40)
    assert "′" not in unmarked


def test_the_boxes_of_a_large_stage_have_the_numbers_of_the_data_in_their_borders(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path)
    text = pane_text(workspace, "stage", 140, 40)
    assert "└ 1600 ─" in text
    assert "└ 3 ─" in text
    network, snapshot = workspace.snapshot().network, workspace.snapshot()
    assert network is not None
    predicted = network.raw_predictions(network.predict(snapshot.theta, network.inputs[1:2]))[0, 0]
    assert f"└ ŷ {predicted:.6g} ─" in text
    assert "ŷ 3" not in pane_text(workspace_of(tmp_path, steps=0), "stage", 140, 40)


def test_plain_text_has_both_numbers_side_by_side(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path)
    *_, row = data_lines(workspace.snapshot(), "1")
    assert row.startswith(
        "row 1: size = 2104 (size′ = 0), bedrooms = 3 (bedrooms′ = 0), price = 399900 (price′ = "
    )
    assert "ŷ = " in row
    assert "(ŷ′ = " in row
    said = "\n".join(network_lines(workspace.snapshot(), ""))
    assert "2 inputs: size′, bedrooms′" in said
    assert "loss: (y′ − ŷ′)²" in said


def test_plain_text_of_data_as_given_has_one_number_each(tmp_path: Path) -> None:
    *_, row = data_lines(workspace_of(tmp_path, "", steps=0).snapshot(), "1")
    assert row == "row 1: size = 2104, bedrooms = 3, price = 399900"
