"""The table of data: at which θ its numbers stand, what is known of each row, and which rows and columns are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from engine.objectives.network import Network
from scenarios.loading import Loaded
from tests.tui.workspaces import (
    line_with,
    pane_named,
    pane_text,
    text_of,
    workspace_at,
    workspace_in,
    written,
)
from tui.panes.data import predictions as module
from tui.workspace.workspace import Workspace

SPLIT = """\
format = 1
kind = "network"
[data]
generator = { name = "circle", n = 60, noise = 0.1, seed = 7 }
test_fraction = 0.2
[network]
layers = [{ units = 3, activation = "tanh" }, { units = 1, activation = "sigmoid" }]
[loss]
name = "bce"
[training]
epochs = 20
batch_size = 6
order = "shuffle"
[training.optimizer]
name = "sgd"
learning_rate = 0.1
"""
"""48 rows for training in eight batches of six, and 12 for testing."""

BATCHES = """\
format = 1
kind = "network"
[data]
rows = [[1, 2], [2, 3], [3, 5], [4, 4], [5, 7], [6, 6]]
[network]
layers = [{ units = 1 }]
[training]
epochs = 3
batch_size = 3
[training.optimizer]
name = "sgd"
learning_rate = 0.01
"""
"""Two batches of three, each told row by row."""

CLASSES = """\
format = 1
kind = "network"
[data]
columns = ["a", "b", "red", "green", "blue", "grey"]
targets = ["red", "green", "blue", "grey"]
rows = [[1, 2, 1, 0, 0, 0], [2, 1, 0, 0, 1, 0]]
[network]
layers = [{ units = 4, activation = "softmax" }]
[loss]
name = "cross_entropy"
[training]
epochs = 2
[training.optimizer]
name = "sgd"
learning_rate = 0.1
"""


@pytest.fixture(scope="module")
def split(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Give a network with rows for testing, and batches."""
    return written(tmp_path_factory.mktemp("split"), SPLIT)


def text(workspace: Workspace, width: int = 76, height: int = 20) -> str:
    return pane_text(workspace, "data", width, height)


def edge(workspace: Workspace, width: int = 76, height: int = 20) -> str:
    return text(workspace, width, height).splitlines()[0]


def body(workspace: Workspace, width: int = 76, height: int = 20) -> list[str]:
    """The lines between headings and footer, without the frame."""
    lines = [line[2:-2] for line in text(workspace, width, height).splitlines()[2:-1]]
    return [line for line in lines if line.strip() and "mean of" not in line]


def table(workspace: Workspace, width: int = 76) -> dict[int, list[str]]:
    """The cells of all rows of the data, by the rows' numbers."""
    found = [line[2:].split() for line in body(workspace, width, 80) if line[2:].split()[0].isdigit()]
    cells = {int(shown): others for shown, *others in found}
    assert len(cells) == len(found)
    return cells


def row(workspace: Workspace, number: int, width: int = 76) -> list[str]:
    """The cells of a row of the data, by its number."""
    return table(workspace, width)[number]


def number(shown: str) -> float:
    return float(shown.replace("−", "-"))


def network_of(workspace: Workspace) -> Network:
    network = workspace.snapshot().network
    assert network is not None
    return network


def marks(workspace: Workspace, height: int = 80) -> dict[str, str]:
    """The two cells before a row's number, where they are not blank."""
    return {line[2:].split()[0]: line[:2] for line in body(workspace, height=height) if line[:2].strip()}


def walk(workspace: Workspace, grain: Grain = Grain.BEAT, steps: int = 3) -> Iterator[Workspace]:
    while workspace.forward(grain) and workspace.step <= steps:
        yield workspace


# At which θ


def test_at_the_start_nothing_is_shown_that_has_not_been_computed() -> None:
    workspace = workspace_at("package-prediction")
    assert row(workspace, 1) == ["8", "8", "4", "·", "·"]
    assert row(workspace, 4) == ["5", "12", "7", "·", "·"]
    assert "mean" not in text(workspace)
    assert "step" not in edge(workspace)


@pytest.mark.parametrize("scenario", ["package-prediction", "split", "batches"])
def test_every_number_is_that_of_the_parameters_that_the_edge_names(
    scenario: str, split: Loaded, tmp_path: Path
) -> None:
    given: dict[str, str | Loaded] = {"split": split, "batches": written(tmp_path, BATCHES)}
    for workspace in walk(workspace_at(given.get(scenario, scenario)), Grain.PHASE):
        snapshot, network = workspace.snapshot(), network_of(workspace)
        assert snapshot.step is not None
        assert f"before step {snapshot.step.number} " in edge(workspace)
        sums, activations = network.forward(snapshot.step.theta, network.inputs)
        losses = network.row_losses(network.targets, activations[-1], sums[-1])
        cells = table(workspace)
        for place, shown in enumerate(network.row_numbers):
            answer, loss = cells[shown][-2:]
            if answer != "·":
                assert answer == snapshot.notation.number(float(activations[-1][place, 0]))
            if loss != "·":
                assert loss == snapshot.notation.number(float(losses[place]))


@pytest.mark.parametrize("scenario", ["package-prediction", "split"])
def test_the_mean_of_the_losses_in_the_table_is_the_mean_below_it(scenario: str, split: Loaded) -> None:
    for workspace in walk(workspace_at(split if scenario == "split" else scenario), Grain.PHASE):
        network, cells = network_of(workspace), table(workspace)
        for told, places in (("all", network.all_training_rows), ("test", network.test_rows)):
            if not len(places):
                continue
            losses = [cells[network.row_numbers[place]][-1] for place in places.tolist()]
            if "·" not in losses:
                below = line_with(text(workspace, 110), f"mean of {told} rows, before")
                # "…, before step 3   26.3 │", or "…, before → after   26.3 → 24.9 │".
                words = below.split()[:-1]
                mean = number(words[-3] if words[-2] == "→" else words[-1])
                assert mean == pytest.approx(np.mean([number(loss) for loss in losses]), rel=1e-5)


def test_what_all_rows_cost_after_the_step_comes_with_its_update() -> None:
    workspace = workspace_in("package-prediction", Phase.BACKWARD, 2)
    assert line_with(text(workspace), "all rows").split()[-4:-1] == ["step", "3", "26.3215"]
    while not workspace.snapshot().complete:
        assert "→" not in text(workspace)
        workspace.forward(Grain.BEAT)
    after = line_with(text(workspace), "all rows, before → after")
    snapshot, network = workspace.snapshot(), network_of(workspace)
    assert snapshot.step is not None
    expected = network.mean_row_loss(snapshot.step.after.theta, network.all_training_rows)
    assert f"26.3215 → {snapshot.notation.number(expected)}" in after


def test_the_mean_of_an_epoch_is_told_where_it_closes_and_only_there() -> None:
    workspace = workspace_at("package-prediction", 4)
    assert "mean of epoch 1, as it went" in text(workspace)
    # The published mean of the first epoch's four losses.
    assert "26.3456" in line_with(text(workspace), "epoch 1")
    assert "epoch" not in text(workspace_at("package-prediction", 3))
    workspace.back(Grain.BEAT)
    assert "epoch" not in text(workspace)


def test_of_very_many_rows_the_mean_is_told_at_the_ends_of_epochs(
    split: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "QUICK", 10)
    assert "all rows" not in text(workspace_at(split, 7))
    workspace = workspace_at(split, 8)
    told = line_with(text(workspace), "mean of all rows, after step 8")
    assert told.split()[-2] == workspace.snapshot().notation.number(
        float(workspace.run.timeline.branch.training_losses.array[0])
    )


def test_all_rows_are_answered_once_for_each_theta_however_often_they_are_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    original = Network.mean_row_loss

    def counting(network: Network, theta: np.ndarray, rows: np.ndarray) -> float:
        asked.append(len(rows))
        return original(network, theta, rows)

    monkeypatch.setattr(Network, "mean_row_loss", counting)
    workspace = workspace_at("package-prediction", 2)
    pane = pane_named(workspace, "data")
    asked.clear()
    first = pane.rows(workspace.snapshot(), 60, 20)
    assert len(asked) == 2
    assert pane.rows(workspace.snapshot(), 60, 20) == first
    assert len(asked) == 2
    workspace.run.edit_parameter(0, 0.5, "w1_1_1 = 0.5")
    assert pane.rows(workspace.snapshot(), 60, 20) != first
    workspace.run.switch_branch(workspace.run.timeline.branches[0])
    assert pane.rows(workspace.snapshot(), 60, 20) == first


# What is known of a row


def test_of_the_row_that_is_taken_answer_and_loss_appear_when_they_are_told() -> None:
    workspace = workspace_at("package-prediction", 1)
    seen = []
    for _ in walk(workspace, steps=2):
        cells = row(workspace, 2)
        seen.append(tuple(cell != "·" for cell in cells[-2:]))
        assert "·" not in row(workspace, 1)
    assert sorted(set(seen)) == [(False, False), (True, False), (True, True)]
    assert seen == sorted(seen)
    beats = [beat.quantity for beat in workspace_at("package-prediction", 2).snapshot().beats]
    assert seen.index((True, False)) == beats.index("a2_1")
    assert seen.index((True, True)) == beats.index("loss")


def test_in_a_batch_each_row_has_its_own_moment(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, BATCHES))
    known = []
    for _ in walk(workspace, steps=1):
        known.append([[cell != "·" for cell in row(workspace, shown)[-2:]] for shown in (1, 2, 3)])
        assert "·" not in row(workspace, 4)
    answers = [[answer for answer, _ in rows] for rows in known]
    losses = [[loss for _, loss in rows] for rows in known]
    distinct = [one for place, one in enumerate(answers) if place == 0 or one != answers[place - 1]]
    assert distinct == [[False] * 3, [True, False, False], [True, True, False], [True] * 3]
    distinct = [one for place, one in enumerate(losses) if place == 0 or one != losses[place - 1]]
    assert distinct == [[False] * 3, [True, False, False], [True, True, False], [True] * 3]


def test_of_a_large_batch_the_others_are_known_with_the_loss(split: Loaded) -> None:
    workspace = workspace_in(split, Phase.FORWARD, 2)
    snapshot, network = workspace.snapshot(), network_of(workspace)
    assert snapshot.step is not None
    first, *others = (network.row_numbers[place] for place in snapshot.step.rows.tolist())
    assert "·" not in row(workspace, first)[-2]
    assert all(row(workspace, other)[-2:] == ["·", "·"] for other in others)
    workspace.forward(Grain.PHASE)
    assert all("·" not in row(workspace, other) for other in (first, *others))


# Marks


def test_the_row_that_is_told_is_marked_and_those_with_it_otherwise(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, BATCHES), 1)
    assert marks(workspace) == dict.fromkeys("123", "▌ ")
    seen = [marks(workspace) for _ in walk(workspace, steps=2) if workspace.snapshot().phase is Phase.FORWARD]
    assert seen[0] == {"4": "▌ ", "5": "▏ ", "6": "▏ "}
    assert seen[-1] == {"4": "▏ ", "5": "▏ ", "6": "▌ "}
    assert marks(workspace_at("package-prediction")) == {}


def test_the_row_that_the_person_marked_is_marked_too() -> None:
    workspace = workspace_at("package-prediction", 2)
    workspace.view_options = replace(workspace.view_options, row=3)
    assert marks(workspace) == {"2": "▌ ", "4": " ▸"}
    workspace.view_options = replace(workspace.view_options, row=1)
    assert marks(workspace) == {"2": "▌▸"}
    workspace.view_options = replace(workspace.view_options, row=77)
    assert marks(workspace) == {"2": "▌ "}


def test_a_large_batch_is_told_by_the_row_that_is_marked(split: Loaded) -> None:
    workspace = workspace_in(split, Phase.FORWARD, 1)
    step, place = workspace.snapshot().step, workspace.snapshot().place
    assert step is not None
    first, fourth, outside = int(step.rows[0]), int(step.rows[3]), 59
    assert outside not in step.rows

    def told() -> tuple[str, list[str], str]:
        """The row that the story begins with, the rows that are lit, and what the stage calls the row."""
        snapshot = workspace.snapshot()
        assert snapshot.place == place
        active = [number for number, mark in marks(workspace).items() if mark.startswith("▌")]
        title = pane_text(workspace, "stage", 120).splitlines()[0]
        return snapshot.beats[0].note, active, title[title.index("row ") :].split(" ·")[0]

    numbers = network_of(workspace).row_numbers
    for row, shown in (None, first), (fourth, fourth), (outside, first), (fourth, fourth), (None, first):
        workspace.view_options = replace(workspace.view_options, row=row)
        number = str(numbers[shown])
        assert told() == (f"row {number}, one of 6 in this batch", [number], f"row {number}")
    story = pane_named(workspace, "story")
    for row, shown in (fourth, fourth), (None, first):
        workspace.view_options = replace(workspace.view_options, row=row, selected="w1_1_1")
        assert f"row {numbers[shown]}," in text_of(story.rows(workspace.snapshot(), 72, 60))


def test_a_step_that_is_complete_stays_so_whichever_row_it_is_told_by(split: Loaded) -> None:
    workspace = workspace_at(split, 2)
    for row in (None, *range(48)):
        workspace.view_options = replace(workspace.view_options, row=row)
        assert workspace.snapshot().complete


def test_every_row_is_marked_when_it_is_clicked(split: Loaded) -> None:
    workspace = workspace_at(split, 1)
    for line in pane_named(workspace, "data").rows(workspace.snapshot(), 76, 80):
        shown = "".join(span.text for span in line)[4:].split()
        targets = {span.target for span in line if not span.target.startswith("term:")} - {""}
        if targets:
            assert targets == {f"row:{network_of(workspace).row_numbers.index(int(shown[0]))}"}
    assert "▸ " not in text(workspace)


def test_arrows_go_through_the_rows_and_stay_at_the_ends() -> None:
    workspace = workspace_at("package-prediction", 3)
    pane = pane_named(workspace, "data")
    seen = []
    for by in (1, 1, 1, -1, -1, -1, -1):
        workspace.view_options = pane.moved(workspace.snapshot(), by)
        seen.append(workspace.view_options.row)
    # The first arrow marks the row that is told.
    assert seen == [2, 3, 3, 2, 1, 0, 0]


# Which rows


def test_test_rows_stand_apart_below_a_line_that_says_so(split: Loaded) -> None:
    lines = body(workspace_at(split, 1), height=80)
    (place,) = (place for place, line in enumerate(lines) if "for testing, never trained on" in line)
    assert (place, len(lines)) == (48, 48 + 1 + 12)
    numbers = [int(line[2:].split()[0]) for line in lines[place + 1 :]]
    assert numbers == list(network_of(workspace_at(split)).row_numbers[48:])
    assert "for testing" not in text(workspace_at("package-prediction", 1))


def test_how_many_rows_there_are_stands_in_the_edge(split: Loaded) -> None:
    workspace = workspace_at(split, 1)
    assert "60 rows, 12 for testing" in edge(workspace, height=80)
    shown = len([line for line in body(workspace) if "testing" not in line])
    assert f"{shown} of 60 rows, 12 for testing" in edge(workspace)
    assert f"{shown} of 60, 12 test" in edge(workspace, 46)
    assert "4 rows" in edge(workspace_at("package-prediction"))
    assert "1 row ─" in edge(workspace_at("mazur"))


def test_the_marked_row_is_in_view_and_else_the_one_that_is_told(split: Loaded) -> None:
    for workspace in walk(workspace_at(split), Grain.ROW, 12):
        snapshot = workspace.snapshot()
        assert snapshot.step is not None
        told = network_of(workspace).row_numbers[int(snapshot.step.rows[0])]
        assert any(line[2:].split()[0] == str(told) for line in body(workspace, height=9))
    workspace = workspace_at(split, 1)
    for place in (0, 20, 47, 48, 59):
        workspace.view_options = replace(workspace.view_options, row=place)
        shown = str(network_of(workspace).row_numbers[place])
        assert any(line[1] == "▸" and line[2:].split()[0] == shown for line in body(workspace, height=9))


# Which columns


def test_names_are_whole_where_they_fit_and_numbers_have_all_their_digits() -> None:
    shown = text(workspace_at("package-prediction", 2), 48)
    assert shown.splitlines()[1].split()[1:-1] == ["cgpa", "profile_score", "lpa", "ŷ", "loss"]
    assert "0.386268" in shown


def test_the_longest_name_is_cut_first() -> None:
    heading = text(workspace_at("package-prediction", 2), 46).splitlines()[1]
    assert heading.split()[1:-1] == ["cgpa", "profile_sco…", "lpa", "ŷ", "loss"]


def test_where_it_is_narrow_what_is_given_loses_digits_before_what_is_worked_out(split: Loaded) -> None:
    workspace = workspace_at(split, 3)
    wide, narrow = (body(workspace, width)[3].split() for width in (60, 50))
    assert len(wide) == len(narrow)
    assert wide[-2:] == narrow[-2:]
    assert len(narrow[1]) < len(wide[1])
    assert number(narrow[1]) == pytest.approx(number(wide[1]), rel=1e-2)


def test_columns_that_there_is_no_room_for_are_dots_and_the_loss_is_the_last_to_go(split: Loaded) -> None:
    workspace = workspace_at(split, 3)
    heading, *lines = text(workspace, 30).splitlines()[1:-1]
    assert heading.split()[1:-1] == ["…", "ŷ", "loss"]
    assert "…" in lines[0]
    for width in range(20, 90):
        assert "loss" in text(workspace, width).splitlines()[1], width


def test_decimal_points_stand_below_each_other(split: Loaded) -> None:
    lines = body(workspace_at(split, 3), 90, 80)
    rows = [line for line in lines if "testing" not in line and "e−" not in line]
    places = [{match.start() for match in re.finditer(r"\.", line)} for line in rows]
    assert len(places) > 50
    assert len(set().union(*places)) == max(map(len, places)) == 4


def test_columns_stay_where_they_are_when_others_rows_come_into_view(split: Loaded) -> None:
    workspace = workspace_at(split, 3)
    headings = set()
    for place in range(0, 60, 7):
        workspace.view_options = replace(workspace.view_options, row=place)
        headings.add(text(workspace, 90, 9).splitlines()[1])
    assert len(headings) == 1


def test_nothing_moves_when_an_answer_is_told() -> None:
    for width in (34, 46, 76):
        workspace = workspace_at("package-prediction", 1)
        assert len({text(workspace, width).splitlines()[1] for _ in walk(workspace, steps=2)}) == 1


def test_of_many_outputs_the_largest_are_named(tmp_path: Path) -> None:
    workspace = workspace_at(written(tmp_path, CLASSES), 1)
    network, snapshot = network_of(workspace), workspace.snapshot()
    answers = network.predict(snapshot.theta, network.inputs)
    wide = text(workspace, 120).splitlines()[1].split()
    assert wide[1:-1] == ["a", "b", "red", "green", "blue", "grey", "ŷ₁", "ŷ₂", "ŷ₃", "ŷ₄", "loss"]
    heading = text(workspace, 44).splitlines()[1]
    assert heading.split()[1:-1] == ["a", "b", "…", "y", "ŷ", "loss"]
    for shown, asked in ((1, "red"), (2, "blue")):
        *_, y, name, size, _ = row(workspace, shown, 44)
        assert y == asked
        largest = int(answers[shown - 1].argmax())
        assert name == network.target_names[largest]
        assert number(size) == pytest.approx(float(answers[shown - 1, largest]), rel=1e-5)


def test_a_pane_of_any_size_is_drawn(split: Loaded, tmp_path: Path) -> None:
    for workspace in (
        workspace_at(split, 3),
        workspace_at(written(tmp_path, CLASSES), 1),
        workspace_at("mazur"),
    ):
        pane = pane_named(workspace, "data")
        for width in (2, 4, 9, 20, 33, 200):
            for height in (0, 1, 2, 3, 5, 60):
                rows = pane.rows(workspace.snapshot(), width, height)
                assert len(rows) == height
                assert all(len("".join(span.text for span in line)) == width for line in rows)


def test_where_the_outputs_are_classes_the_one_asked_for_is_named_rather_than_left_out(
    tmp_path: Path,
) -> None:
    text = """\
format = 1
kind = "network"
[data]
columns = ["p", "q", "red", "green", "blue"]
inputs = ["p", "q"]
targets = ["red", "green", "blue"]
rows = [[1.5, 2.5, 0, 1, 0], [3.5, 4.5, 0, 0, 1]]
[network]
layers = [{ units = 3, activation = "softmax" }]
[loss]
name = "cross_entropy"
[training]
epochs = 2
[training.optimizer]
name = "sgd"
learning_rate = 0.1
"""
    lines = pane_text(workspace_at(written(tmp_path, text), 1), "data", 44).splitlines()
    assert "y" in lines[1].split()
    assert "green" in lines[2]
    assert "blue" in lines[3]
