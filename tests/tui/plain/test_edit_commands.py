"""Changes by lines: each begins a branch, as it does on the screen, and what comes of it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.insight.story.cursor import Grain
from scenarios.loading import load
from tests.tui.plain.talk import Conversation
from tests.tui.workspaces import TWO_SPEEDS, workspace_at
from tui.sessions.store import latest_readable
from tui.workspace.edits import change_learning_rate, nudge, set_parameter, toggle_frozen
from tui.workspace.workspace import Workspace

SPIRAL = """\
format = 1
kind = "network"
title = "Drawn"
[data]
columns = ["x", "y"]
inputs = ["x"]
targets = ["y"]
rows = [[1, 2], [3, 4], [2, 3]]
[network]
layers = [{ units = 2, activation = "tanh" }, { units = 1 }]
[network.initial]
method = "normal"
[training]
epochs = 4
batch_size = 2
order = "shuffle"
"""


def loss_after(workspace: Workspace) -> str:
    snapshot = workspace.snapshot()
    assert snapshot.step is not None
    return f"loss: L = {snapshot.notation.number(snapshot.step.loss)}".replace("−", "-")


@pytest.mark.parametrize(
    ("typed", "change", "told"),
    [
        ("e w2_1_1 0.5", lambda run: set_parameter(run, "w2_1_1", 0.5), "w2_1_1 = 0.5"),
        ("e w2_1_1 = 0.5", lambda run: set_parameter(run, "w2_1_1", 0.5), "w2_1_1 = 0.5"),
        ("edit w²₁₁ −1e-3", lambda run: set_parameter(run, "w2_1_1", -1e-3), "w2_1_1 = -0.001"),
        ("f w2_1_1", lambda run: toggle_frozen(run, "w2_1_1"), "w2_1_1 frozen"),
        ("u w2_1_1", lambda run: nudge(run, "w2_1_1", 1), None),
        ("down w2_1_1", lambda run: nudge(run, "w2_1_1", -1), None),
        ("+", lambda run: change_learning_rate(run, 1), "eta 0.002"),
        ("lower", lambda run: change_learning_rate(run, -1), "eta 0.0005"),
        (
            "S optimizer=momentum",
            lambda run: run.change_settings({"training.optimizer.name": "momentum"}, ""),
            "optimizer momentum, momentum 0.9",
        ),
        (
            "set learning_rate=0.01 epochs=7",
            lambda run: run.change_settings({"training.optimizer.learning_rate": 0.01, "training.epochs": 7}, ""),
            "eta 0.01, epochs 7",
        ),
    ],
)  # fmt: skip
def test_a_change_is_the_one_that_its_key_makes(
    talk: Conversation, typed: str, change: object, told: str | None
) -> None:
    workspace = workspace_at("package-prediction", 3)
    change(workspace.run)  # type: ignore[operator]
    said = talk("package-prediction", "n 3", typed, "n", "B")
    _, changed, after, branches, _ = said.answers
    assert changed[0].startswith("step 3 of ")
    if told is not None:
        assert changed[1] == f"Changed, on a new branch: {told}."
    assert loss_after(workspace) in changed
    workspace.forward(Grain.ROW)
    assert loss_after(workspace) in after
    assert [line.partition(":")[0] for line in branches] == ["branch 1", "branch 2, this one"]


def test_a_parameter_that_is_selected_need_not_be_named(talk: Conversation) -> None:
    named = talk("mazur", "n", "e w1_1_2 0.5", "f w1_1_2", "u w1_1_2")
    selected = talk("mazur", "n", "select w1_1_2", "e 0.5", "f", "up")
    assert named.answers[1:] == selected.answers[2:]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("e 0.5", "Select a parameter first, or name one, such as w1_1_1."),
        ("e w9_9_9 1", 'There is no parameter "w9_9_9"; there are 9, such as w1_1_1.'),
        ("e w1 1", 'There is no parameter "w1"; there are 9, such as w1_1_1.'),
        ("e w1_1_1 1,500", '"1,500" can be 1.500 or 1500; write it without a comma.'),
        ("e w1_1_1 nan", '"nan" is not a number; write it like 0.5, -2, 1e-3 or 1/3.'),
        ("e", "Select a parameter first, or name one, such as w1_1_1."),
        ("f", "Select a parameter first, or name one, such as w1_1_1."),
        ("S lr=1", 'There is no setting "lr"; did you mean learning_rate?'),
        ("S learning_rat=1", 'There is no setting "learning_rat"; did you mean learning_rate?'),
        ("S activation=relu", '"activation" can be layers.1.activation, layers.2.activation; type which.'),
        ("S optimizer=fast", "training.optimizer.name can be sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw; "
         'got "fast".'),
        ("S epochs", 'Type KEY=VALUE, such as learning_rate=0.01 (edit changes a parameter); got "epochs".'),
        ('S "', "A quotation mark is not closed; type KEY=VALUE."),
        ("S epochs=5", "Nothing has changed."),
        ("R", "Another seed changes nothing: start, order and test rows are not drawn at random."),
        ("s", "This scenario has only one run."),
        ("B 2", "Type the number of a branch, from 1 to 1."),
        ("e row 9 lpa=1", "The data has rows 1 to 4."),
        ("e row 1 foo=1", 'There is no column "foo"; there are cgpa, profile_score and lpa.'),
        ("e row 1 lpa=4", "Nothing has changed."),
        ("a 1 2", "Type a number for each of cgpa, profile_score and lpa, in this order."),
        ("L", "Type the name of a CSV file: load students.csv."),
        ("load /nowhere/at.csv", "at.csv: there is no such file in /nowhere"),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_is_told_in_one_line_and_nothing_is(
    talk: Conversation, typed: str, told: str
) -> None:
    refused, branches, _ = talk("package-prediction", typed, "B").answers
    assert refused == [told]
    assert branches == ["branch 1, this one: as given, 0 steps"]


def test_what_the_engine_refuses_is_told(talk: Conversation) -> None:
    said = talk("package-prediction", "S learning_rate=-1", "S batch_size=x epochs=0")
    assert said.answers[0] == ["training.optimizer.learning_rate: expected a number above 0, got -1"]
    assert len(said.answers[1]) == 2


def test_rows_are_changed_added_and_loaded(talk: Conversation, tmp_path: Path) -> None:
    file = tmp_path / "other rows.csv"
    file.write_text("cgpa,profile_score,lpa\n1,2,3\n4,5,6\n", encoding="utf-8")
    said = talk(
        "package-prediction", "n", "e row 1", "e row 1 lpa=5 cgpa = 7", "e row 2 7, 9, 6", "4", "add 1 2 3", "4",
        f"load {file}", "4",
    )  # fmt: skip
    _, shown, one, two, data, added, more, loaded, rows, _ = said.answers
    assert shown == [
        "Row 1 has cgpa = 8, profile_score = 8, lpa = 4; type NAME=NUMBER after it, or all numbers."
    ]
    assert one[0] == "step 1 of 20, epoch 1, row 1."
    assert "row 1 of the data: cgpa = 7, profile_score = 8, lpa = 5" in one
    assert two[1].endswith("row 2: lpa 6.")
    assert [line.partition(";")[0] for line in data[2:4]] == [
        "row 1: cgpa = 7, profile_score = 8, lpa = 5",
        "row 2: cgpa = 7, profile_score = 9, lpa = 6",
    ]
    assert added[0] == "at the start, before step 1 of 25."
    assert more[-1] == "row 5: cgpa = 1, profile_score = 2, lpa = 3"
    assert loaded[1].endswith("other rows.csv loaded.")
    assert loaded[2] == "other rows.csv: 2 rows; header in line 1; commas between columns."
    assert rows[1:] == [
        "row 1: cgpa = 1, profile_score = 2, lpa = 3",
        "row 2: cgpa = 4, profile_score = 5, lpa = 6",
    ]


def test_another_seed_draws_other_numbers(talk: Conversation, tmp_path: Path) -> None:
    path = tmp_path / "drawn.toml"
    path.write_text(SPIRAL, encoding="utf-8")
    before, changed, after, _ = talk(path, "3", "R", "3").answers
    assert changed[1] == "Changed, on a new branch: seed 1."
    assert before[0] == after[0]
    assert not {line for line in {*before[1:]} & {*after[1:]} if line.startswith("w")}


def test_another_branch_is_returned_to_and_reset_forgets_all(talk: Conversation) -> None:
    said = talk("package-prediction", "n 3", "+", "n", "B 1", "B", "r", "B", "n 3")
    first, _, _, back, listed, start, forgotten, again, _ = said.answers
    assert back == [line for line in first if not line.startswith("Lesson")]
    assert listed[0].startswith("branch 1, this one: as given, 3 steps, loss ")
    assert listed[1].startswith("branch 2: eta 0.002, from step 3, 4 steps, loss ")
    assert start[0] == "at the start, before step 1 of 20."
    assert forgotten == ["branch 1, this one: as given, 0 steps"]
    assert again == first


def test_settings_are_listed_with_what_they_can_be(talk: Conversation) -> None:
    listed = talk("package-prediction", "S").answer
    assert any(line.startswith("learning_rate = 0.001: eta") for line in listed)
    assert any(line.startswith("layers.2.activation = linear (one of linear, sigmoid") for line in listed)
    assert len(listed) == len({line.partition(" = ")[0] for line in listed})


def test_the_gradient_is_checked(talk: Conversation) -> None:
    told = talk("package-prediction", "n", "G").answer
    assert told[0].startswith("They agree: all 9 slopes")
    assert told[7].startswith("w2_1_1: backpropagation -11.776, finite differences -11.776, relative error ")
    assert len(told) == 10


@pytest.mark.parametrize("kind", ["csv", "json", "numpy", "pytorch"])
def test_what_is_exported_is_what_the_screen_exports(talk: Conversation, tmp_path: Path, kind: str) -> None:
    from tui.workspace.export import exports_for

    file = tmp_path / "taken along"
    written, refused, _ = talk("package-prediction", f"n 3\nx {kind} {file}", f"x {kind} {file}").answers[1:]
    workspace = workspace_at("package-prediction", 3)
    (export,) = [one for one in exports_for(workspace) if one.description.casefold().startswith(kind)]
    assert written == [f"Written: {file}"]
    assert file.read_text("utf-8") == export.text(workspace)
    assert refused == [f"{file} exists already; choose another name."]


def test_what_can_be_exported_is_told(talk: Conversation) -> None:
    for scenario in ("mazur", "parabola"):
        (told,) = talk(scenario, "x").answer
        assert [
            word for word in ("csv", "json", "numpy", "pytorch") if f"export {word} FILE" not in told
        ] == []
    (refused,) = talk("parabola", "x svg").answer
    assert "svg" not in refused


def test_a_session_has_what_was_done(talk: Conversation) -> None:
    talk("package-prediction", "n 3", "+", "b low: loss < 4", "faster", ".")
    session = latest_readable()
    assert session is not None
    assert (session.step, session.changes) == (4, 1)
    assert session.content == load("package-prediction").content


def test_where_a_change_begins_anew_all_compared_runs_are_there(talk: Conversation, tmp_path: Path) -> None:
    path = tmp_path / "speeds.toml"
    path.write_text(TWO_SPEEDS, encoding="utf-8")
    changed = talk(path, "n 5", "add 5 6", "where").answers
    assert changed[0][-1].endswith("at step 5")
    assert changed[2][-1] == "other runs: small steps at the start"
