"""The dialogs that change parameters and rows, and the keys of the two tables, on a screen without a terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Static

from engine.descent.sampling import Sampler
from engine.objectives.network import Network
from scenarios.format import NetworkScenario
from scenarios.loading import Loaded, load
from tests.engine.builders import bits
from tests.tui.workspaces import TWO_SPEEDS, line_with, workspace_at, written
from tui.commands.navigation import next_step_with
from tui.commands.open_request import OpenRequest
from tui.screen.app import GradstepApp
from tui.screen.dialogs.edit_parameter import EditParameter
from tui.screen.dialogs.edit_row import EditRow
from tui.screen.dialogs.filter_parameters import FilterParameters
from tui.screen.dialogs.load_rows import LoadRows
from tui.screen.widgets.cells import CellsView
from tui.screen.workbench import Workbench
from tui.workspace.opening import workspace_of
from tui.workspace.parameter_patterns import pattern_of

SIZE = (120, 40)

LAYERS = '{ units = 2, activation = "tanh" }, { units = 1 }'
FROM_A_FILE = """\
format = 1
kind = "network"
[data]
file = "marks.csv"
standardize = {scaled}
test_fraction = {share}
[network]
layers = [{layers}]
[training]
epochs = 3
[training.optimizer]
name = "adam"
learning_rate = 0.01
"""


def from_a_file(
    folder: Path, rows: int = 5, *, scaled: bool = False, share: float = 0.0, layers: str = LAYERS
) -> Loaded:
    """A network on a file of so many rows: a rises by 1, b by 2, y by ½."""
    lines = "".join(f"{place},{2 * place},{place / 2}\n" for place in range(1, rows + 1))
    (folder / "marks.csv").write_text(f"a,b,y\n{lines}", encoding="utf-8")
    return written(folder, FROM_A_FILE.format(scaled=str(scaled).lower(), share=share, layers=layers))


def app_of(scenario: str | Loaded) -> GradstepApp:
    return GradstepApp(OpenRequest(load(scenario) if isinstance(scenario, str) else scenario))


async def pressed(pilot: Pilot[None], *keys: str) -> Workbench:
    """The workbench after some keys."""
    await pilot.pause()
    await pilot.press(*keys)
    await pilot.pause()
    return next(screen for screen in pilot.app.screen_stack if isinstance(screen, Workbench))


def mark_row(bench: Workbench, index: int) -> None:
    """Mark a row by its index in the data."""
    bench.workspace.view_options = replace(bench.workspace.view_options, row=index)
    bench.draw()


async def typed(pilot: Pilot[None], text: str) -> None:
    """Put a text in the place of what stands in the line with the cursor."""
    entry = pilot.app.focused
    assert isinstance(entry, Input)
    entry.value = text
    await pilot.pause()


async def settled(pilot: Pilot[None]) -> None:
    """Wait for what a dialog does beside the keys."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def top(pilot: Pilot[None]) -> Screen[object]:
    """The screen that takes the keys."""
    return pilot.app.screen


def pane(bench: Workbench, name: str) -> str:
    return bench.query_one(f"#{name}", CellsView).text


def told(pilot: Pilot[None]) -> str:
    """What the dialog says of what was typed."""
    return str(pilot.app.screen.query_one(".dialog-report", Static).render())


def said(pilot: Pilot[None]) -> str:
    """Everything that a dialog says."""
    return "\n".join(str(part.render()) for part in pilot.app.screen.query(Static))


def notices(pilot: Pilot[None]) -> list[str]:
    return [notice.message for notice in pilot.app._notifications]


def network_of(bench: Workbench) -> Network:
    network = bench.workspace.snapshot().network
    assert network is not None
    return network


# A parameter


async def test_a_selected_parameter_is_given_another_value() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n", "3", *["down"] * 7, "e")
        assert isinstance(top(pilot), EditParameter)
        assert bench.workspace.view_options.selected == "w2_1_1"
        entry = pilot.app.screen.query_one(Input)
        # All of its digits, marked, so that typing takes their place.
        assert float(entry.value) == bench.workspace.snapshot().theta[6]
        assert entry.selected_text == entry.value
        assert "w²₁₁ before step 2" in said(pilot)
        await pressed(pilot, "minus", "0", "full_stop", "5")
        assert entry.value == "-0.5"
        await pressed(pilot, "enter")
        assert top(pilot) is bench
        assert bench.workspace.snapshot().theta[6] == -0.5
        assert bench.workspace.snapshot().place.step == 2
        assert "↳ w²₁₁ = −0.5" in pane(bench, "header")
        assert "−0.5 " in line_with(pane(bench, "parameters"), "w²₁₁")
        # Everything follows: 1.694944·(−0.5) + 1.694944·0.111776 + 0.00736.
        assert "−0.650658" in line_with(pane(bench, "data"), "▌")


async def test_what_an_edit_costs_is_told_while_it_is_typed_and_is_what_it_then_costs() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n", "3", *["down"] * 7, "e")
        losses = pilot.app.screen.query_one("#losses", Static)
        before = [line.split() for line in str(losses.render()).splitlines()]
        assert before[1] == ["loss", "of", "row", "2", "21.2865", "21.2865"]
        assert before[2] == ["mean", "of", "all", "rows", "27.3221", "27.3221"]
        await typed(pilot, "0.5")
        after = [line.split() for line in str(losses.render()).splitlines()]
        assert after[1][:5] == before[1][:5]
        await typed(pilot, "half")
        assert "not a number" in told(pilot)
        assert [line.split()[-1] for line in str(losses.render()).splitlines()[1:3]] == ["·", "·"]
        await typed(pilot, "0.5")
        assert told(pilot) == ""
        await pressed(pilot, "enter")
        snapshot = bench.workspace.snapshot()
        assert snapshot.step is not None
        assert after[1][-1] == snapshot.notation.number(snapshot.step.loss)
        network = network_of(bench)
        all_rows = network.mean_row_loss(snapshot.theta, network.all_training_rows)
        assert after[2][-1] == snapshot.notation.number(all_rows)


@pytest.mark.parametrize("keys", [("escape",), ("9", "escape"), ("x", "enter", "escape"), ("enter",)])
async def test_without_another_number_all_stays_as_it_was(keys: tuple[str, ...]) -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n", "3", "down", "e")
        shown, branch = pane(bench, "parameters"), bench.workspace.run.timeline.branch
        await pressed(pilot, *keys)
        assert top(pilot) is bench
        assert bench.workspace.run.timeline.branches == [branch]
        assert bench.workspace.run.timeline.branch is branch
        assert pane(bench, "parameters") == shown


async def test_at_the_start_and_of_a_function_the_dialog_says_what_it_is_about() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        await pressed(pilot, "3", "down", "e")
        assert "w¹₁₁ at the start" in said(pilot)
        assert "loss of row 1 " in said(pilot)
    async with app_of("parabola").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "3", "down", "e")
        await typed(pilot, "−3")
        losses = pilot.app.screen.query_one("#losses", Static)
        assert str(losses.render()).splitlines()[1].split() == ["value", "25", "9"]
        await pressed(pilot, "enter")
        assert bench.workspace.snapshot().theta.tolist() == [-3.0]


async def test_of_a_batch_the_dialog_says_how_many_rows_it_is_about(tmp_path: Path) -> None:
    async with app_of(from_a_file(tmp_path, 10, share=0.3)).run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n")
        bench.workspace.run.change_settings({"training.batch_size": 4}, "batch_size 4")
        await pressed(pilot, "n", "3", "down", "e")
        assert "loss of the 4 rows" in said(pilot)
        assert "mean of test rows" in said(pilot)


async def test_with_nothing_selected_there_is_nothing_to_edit() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "e")
        assert top(pilot) is bench
        assert notices(pilot) == ["Select a parameter first, or name one, such as w1_1_1."]


# A row


async def test_a_cell_is_edited_and_the_step_taken_anew_with_it() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n", "4", "e")
        first = bits(bench.workspace.run.timeline.step(1))
        dialog = top(pilot)
        assert isinstance(dialog, EditRow)
        # Nothing is marked: it is the row of the step.
        assert "Row 2" in said(pilot)
        entries = {str(entry.name): entry for entry in dialog.query(Input)}
        assert {name: entry.value for name, entry in entries.items()} == {
            "cgpa": "7", "profile_score": "9", "lpa": "5",
        }  # fmt: skip
        await pressed(pilot, "tab", "down")
        assert pilot.app.focused is entries["lpa"]
        await typed(pilot, "6.5")
        await pressed(pilot, "enter")
        assert top(pilot) is bench
        snapshot = bench.workspace.snapshot()
        assert snapshot.place.step == 2
        assert network_of(bench).targets[:, 0].tolist() == [4, 6.5, 6, 7]
        assert "↳ row 2: lpa 6.5" in pane(bench, "header")
        # (6.5 − 0.386268)².
        assert line_with(pane(bench, "data"), "▌").split()[2:-1] == [
            "2",
            "7",
            "9",
            "6.5",
            "0.386268",
            "37.3777",
        ]
        assert bits(bench.workspace.run.timeline.step(1)) == first
        await pressed(pilot, "B", "up", "enter")
        assert network_of(bench).targets[:, 0].tolist() == [4, 5, 6, 7]


async def test_the_marked_row_is_the_one_that_is_edited(tmp_path: Path) -> None:
    loaded = from_a_file(tmp_path, 10, scaled=True, share=0.3)
    async with app_of(loaded).run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n", "4")
        network = network_of(bench)
        mark_row(bench, 9)
        await pressed(pilot, "e")
        number = network.row_numbers[9]
        assert f"Row {number}" in said(pilot)
        # As it was given: neither scaled, nor where the split has put it.
        values = [entry.value for entry in pilot.app.screen.query(Input)]
        assert [float(value) for value in values] == [number, 2 * number, number / 2]
        await typed(pilot, "100")
        await pressed(pilot, "enter")
        assert bench.workspace.snapshot().place.step == 2
        assert network_of(bench).row_numbers == network.row_numbers
        assert network_of(bench).training_rows == network.training_rows == 7
        assert f"↳ row {number}: a 100" in pane(bench, "header")
        await pressed(pilot, "e")
        assert pilot.app.screen.query(Input).first().value == "100"


async def test_what_is_no_number_is_told_with_its_column() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "4", "e", "tab")
        await typed(pilot, "ten")
        await pressed(pilot, "tab", "enter")
        assert told(pilot).startswith('profile_score: "ten" is not a number')
        assert isinstance(pilot.app.focused, Input)
        assert pilot.app.focused.name == "profile_score"
        await pressed(pilot, "escape")
        assert top(pilot) is bench
        assert len(bench.workspace.run.timeline.branches) == 1


async def test_a_row_that_stays_as_it_is_begins_no_branch() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "4", "e", "enter")
        assert top(pilot) is bench
        assert len(bench.workspace.run.timeline.branches) == 1


async def test_data_that_cannot_be_had_is_told_and_the_form_stays(tmp_path: Path) -> None:
    async with app_of(from_a_file(tmp_path, 2, scaled=True)).run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "4", "e")
        await typed(pilot, "2")
        await pressed(pilot, "enter")
        # Both rows would have the same a.
        assert "a is 2 in every training row and cannot be scaled" in told(pilot)
        assert isinstance(top(pilot), EditRow)
        await pressed(pilot, "escape")
        assert len(bench.workspace.run.timeline.branches) == 1


async def test_a_row_is_added_and_the_run_begins_at_the_start() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n", "4", "a")
        assert "Add row 5" in said(pilot)
        await pressed(pilot, "enter")
        assert told(pilot).startswith("cgpa: Type a number")
        for value in ("4", "13", "8"):
            await typed(pilot, value)
            await pressed(pilot, "tab")
        await pressed(pilot, "enter")
        assert top(pilot) is bench
        assert bench.workspace.snapshot().place.step == 0
        assert "↳ row 5 added" in pane(bench, "header")
        assert line_with(pane(bench, "data"), "13").split()[1:-1] == ["5", "4", "13", "8", "·", "·"]
        assert bench.workspace.run.training.steps == 25
        await pressed(pilot, "e")
        await typed(pilot, "3")
        await pressed(pilot, "enter")
        assert network_of(bench).inputs.tolist() == [[3, 8], [7, 9], [6, 10], [5, 12], [4, 13]]
        # What is changed later holds with it.
        await pressed(pilot, "n", "plus")
        assert len(network_of(bench).inputs) == 5
        assert bench.workspace.snapshot().learning_rate == 0.002
        await pressed(pilot, "r")
        assert len(network_of(bench).inputs) == 4


async def test_a_file_that_has_changed_meanwhile_is_edited_as_it_was_opened(tmp_path: Path) -> None:
    async with app_of(from_a_file(tmp_path)).run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "4")
        before = network_of(bench).inputs.tolist()
        from_a_file(tmp_path, 6)
        await pressed(pilot, "e")
        await typed(pilot, "3")
        await pressed(pilot, "enter")
        assert top(pilot) is bench
        assert notices(pilot) == []
        assert network_of(bench).inputs.tolist()[1:] == before[1:]


async def test_a_form_of_too_many_columns_is_not_offered(tmp_path: Path) -> None:
    loaded = from_a_file(tmp_path)
    columns = ",".join(f"c{place}" for place in range(65))
    (tmp_path / "marks.csv").write_text(f"{columns}\n{','.join('1' * 65)}\n", encoding="utf-8")
    loaded = load(tmp_path / "scenario.toml")
    async with app_of(loaded).run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "4", "a")
        assert top(pilot) is bench
        assert "65 columns are more than a form can hold" in notices(pilot)[0]


# Another file


async def test_another_files_rows_take_the_place_of_those_there(tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("lpa;profile_score;cgpa\n4,5;8;8\n5;9;7\n", encoding="utf-8")
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n", "4", "L")
        assert isinstance(top(pilot), LoadRows)
        assert "cgpa, profile_score and lpa" in said(pilot)
        await typed(pilot, str(tmp_path / "more.csv"))
        await pressed(pilot, "enter")
        await settled(pilot)
        assert top(pilot) is bench
        assert bench.workspace.snapshot().place.step == 0
        assert "↳ more.csv loaded" in pane(bench, "header")
        assert notices(pilot) == [
            "more.csv: 2 rows; header in line 1; semicolons between columns; decimal comma."
        ]
        assert network_of(bench).inputs.tolist() == [[8, 8], [7, 9]]
        assert network_of(bench).targets.tolist() == [[4.5], [5]]
        await pressed(pilot, "n")
        assert bench.workspace.run.timeline.step(1).theta.tolist() == [0.1] * 4 + [0.0] * 2 + [0.1] * 2 + [
            0.0
        ]


async def test_other_columns_make_another_network_with_a_memory_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text("p,q,r,s\n1,2,3,4\n5,6,7,9\n", encoding="utf-8")
    async with app_of(from_a_file(tmp_path)).run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n", "n", "3", *["down"] * 4, "4", "L")
        assert bench.workspace.view_options.selected == "w1_2_2"
        await typed(pilot, str(tmp_path / "wide.csv"))
        await pressed(pilot, "enter")
        await settled(pilot)
        assert network_of(bench).input_names == ("p", "q", "r")
        assert len(bench.workspace.snapshot().theta) == 11
        await pressed(pilot, "N", "3", "e", "escape")
        assert bench.workspace.run.timeline.step().slots.shape == (2, 11)
        await pressed(pilot, "B", "up", "enter")
        assert network_of(bench).input_names == ("a", "b")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p,q,y\n1,2,3\n4,five,6\n", '.csv:3: column 2 (q): "five" is not a finite number'),
        ("p,q,y\n1,2\n", ".csv:2: expected 3 cells, as in the first line, got 2"),
        ("p,q,y\n" + "x,1,2\n" * 9, "… and 3 more"),
    ],
)
async def test_what_is_wrong_with_a_file_is_told_with_line_and_column(
    tmp_path: Path, text: str, expected: str
) -> None:
    (tmp_path / "bad.csv").write_text(text, encoding="utf-8")
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "4", "L", "enter")
        assert told(pilot) == ""
        await typed(pilot, str(tmp_path / "bad.csv"))
        await pressed(pilot, "enter")
        await settled(pilot)
        assert expected in told(pilot)
        assert len(told(pilot).splitlines()) <= 7
        await pressed(pilot, "escape")
        assert top(pilot) is bench
        assert len(bench.workspace.run.timeline.branches) == 1


async def test_a_network_that_does_not_fit_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text("p,q,r,s,t\n1,2,3,4,5\n", encoding="utf-8")
    async with app_of("mazur").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "4", "L")
        await typed(pilot, str(tmp_path / "wide.csv"))
        await pressed(pilot, "enter")
        await settled(pilot)
        # Its weights are pinned, for two inputs.
        assert "network.initial.weights" in told(pilot)
        assert len(bench.workspace.run.timeline.branches) == 1


async def test_a_function_has_no_rows_to_edit_add_or_load() -> None:
    async with app_of("parabola").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "a", "L")
        assert top(pilot) is bench
        assert not any(word in pane(bench, "keys") for word in ("add row", "load"))


# The tables' keys


@pytest.mark.parametrize(
    ("typed_text", "pattern"),
    [
        ("w²₁₁", "w2_1_1"),
        ("w²", "w2_*"),
        ("w²₁", "w2_1_*"),
        ("b₂₁", "b2_1"),
        ("b₁", "b1_*"),
        ("w2", "w2_*"),
        ("w", "w*"),
        ("w1_*_2", "w1_*_2"),
        ("w²₁₁, b₂₁", "w2_1_1 b2_1"),
        ("w2_* b2_*", "w2_* b2_*"),
        ("w7", "w7"),
        ("", ""),
    ],
)
def test_names_are_taken_as_the_screen_writes_them_and_as_beginnings(typed_text: str, pattern: str) -> None:
    parameters = workspace_at("package-prediction").run.training.objective.parameters
    assert pattern_of(parameters, typed_text) == pattern


def test_of_a_network_of_many_units_and_layers_each_name_on_the_screen_means_its_parameter(
    tmp_path: Path,
) -> None:
    layers = ", ".join(["{ units = 11 }"] + ["{ units = 1 }"] * 10)
    snapshot = workspace_of(from_a_file(tmp_path, layers=layers)).snapshot()
    parameters = snapshot.training.objective.parameters
    for name in parameters.names:
        assert pattern_of(parameters, snapshot.notation.name(name)) == name
    # Layer 1 is asked for, and neither layer 10 nor layer 11.
    assert pattern_of(parameters, "w1") == "w1_*"


async def test_a_pattern_is_asked_for_and_its_count_told_while_it_is_typed() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "3", "w")
        assert isinstance(top(pilot), FilterParameters)
        await typed(pilot, "w2_* b2_*")
        assert told(pilot) == "3 of 9"
        await typed(pilot, "w7")
        assert told(pilot) == "None of the 9 parameters matches."
        await pressed(pilot, "enter")
        assert isinstance(top(pilot), FilterParameters)
        await typed(pilot, "w2_*,b2_*")
        await pressed(pilot, "enter")
        assert top(pilot) is bench
        assert "w²₁₁" in pane(bench, "parameters")
        assert "w¹₁₁" not in pane(bench, "parameters")
        await pressed(pilot, "w")
        assert pilot.app.screen.query_one(Input).value == "w2_* b2_*"
        await typed(pilot, "b*")
        await pressed(pilot, "escape")
        assert bench.workspace.view_options.pattern == "w2_* b2_*"
        await pressed(pilot, "w")
        await typed(pilot, "  ")
        assert told(pilot) == ""
        await pressed(pilot, "enter")
        assert bench.workspace.view_options.pattern == ""
        assert "w¹₁₁" in pane(bench, "parameters")


async def test_orders_follow_one_another_and_come_back() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "3")
        given, seen = pane(bench, "parameters"), []
        for _ in range(4):
            await pressed(pilot, "o")
            seen.append(bench.workspace.view_options.order)
            if bench.workspace.view_options.order == "gradient":
                assert pane(bench, "parameters").splitlines()[2].split()[1] == "w²₁₁"
        assert seen == ["gradient", "update", "value", "θ"]
        assert pane(bench, "parameters") == given


async def test_enter_leads_to_the_next_step_that_takes_the_marked_row() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n", "4")
        mark_row(bench, 3)
        await pressed(pilot, "enter")
        assert bench.workspace.run.cursor.place == (4, 1)
        await pressed(pilot, "enter")
        assert bench.workspace.run.cursor.place == (8, 1)
        await pressed(pilot, *["enter"] * 3)
        assert bench.workspace.run.cursor.place == (20, 1)
        await pressed(pilot, "enter")
        assert bench.workspace.run.cursor.place == (20, 1)
        assert notices(pilot) == ["No later step takes row 4."]


async def test_enter_belongs_to_the_pane_where_the_arrows_move() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n", "3")
        mark_row(bench, 3)
        place = bench.workspace.run.cursor.place
        await pressed(pilot, "enter")
        assert bench.workspace.run.cursor.place == place
        assert "go there" not in pane(bench, "keys")
        await pressed(pilot, "4")
        assert "go there" in pane(bench, "keys")


async def test_a_row_for_testing_is_taken_by_no_step(tmp_path: Path) -> None:
    async with app_of(from_a_file(tmp_path, 10, share=0.3)).run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "4")
        mark_row(bench, 9)
        number = network_of(bench).row_numbers[9]
        await pressed(pilot, "enter")
        assert bench.workspace.run.cursor.place == (0, 0)
        assert notices(pilot) == [f"Row {number} is a test row: no step takes it."]


async def test_a_far_row_is_travelled_to(tmp_path: Path) -> None:
    async with app_of(from_a_file(tmp_path, 4000)).run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "4")
        mark_row(bench, 3000)
        await pressed(pilot, "enter")
        await settled(pilot)
        assert top(pilot) is bench
        assert bench.workspace.step == 3001


def test_the_next_step_with_a_row_is_looked_for_up_to_the_runs_end() -> None:
    sequential = Sampler(5, 2, "sequential", 0)
    assert next_step_with(sequential, 4, 0, 9) == 3
    assert next_step_with(sequential, 4, 3, 9) == 6
    assert next_step_with(sequential, 4, 9, 9) is None
    assert next_step_with(sequential, 0, 3, 9) == 4
    drawn = Sampler(5, 1, "random", 3)
    for row in range(5):
        step = next_step_with(drawn, row, 2, 1000)
        assert step is not None
        assert [row in drawn.rows_of(number) for number in range(3, step + 1)] == [False] * (step - 3) + [
            True
        ]
    # A row that is drawn very rarely is not looked for without end.
    assert next_step_with(Sampler(1, 1, "sequential", 0), 7, 0, 10**9) is None


async def test_a_scenario_that_is_loaded_is_what_the_settings_speak_of(tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("cgpa,profile_score,lpa\n1,2,3\n4,5,6\n", encoding="utf-8")
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "4", "L")
        await typed(pilot, str(tmp_path / "more.csv"))
        await pressed(pilot, "enter")
        await settled(pilot)
        scenario = bench.workspace.run.scenario
        assert isinstance(scenario, NetworkScenario)
        assert scenario.data.rows == ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))


@pytest.mark.parametrize("keys", [("3", "down", "e"), ("3", "w"), ("4", "e"), ("4", "L")])
@pytest.mark.parametrize("size", [(40, 12), (80, 24), (240, 70)])
async def test_what_is_typed_and_what_is_said_of_it_are_in_view(
    keys: tuple[str, ...], size: tuple[int, int]
) -> None:
    async with app_of("package-prediction").run_test(size=size) as pilot:
        await pressed(pilot, "n", *keys)
        await typed(pilot, "?")
        await pressed(pilot, "enter")
        await settled(pilot)
        assert told(pilot)
        screen = top(pilot)
        frame = screen.query_one(".dialog").content_region
        assert screen.region.contains_region(frame)
        for part in (screen.query(Input).first(), screen.query_one(".dialog-report")):
            assert part.region.area
            assert frame.contains_region(part.region)


async def test_where_a_change_leads_to_the_start_the_compared_runs_come_along(tmp_path: Path) -> None:
    async with app_of(written(tmp_path, TWO_SPEEDS)).run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n", "n", "4", "a")
        for value in ("6", "7"):
            await typed(pilot, value)
            await pressed(pilot, "tab")
        await pressed(pilot, "enter")
        assert [run.cursor.place.step for run in bench.workspace.runs] == [0, 0]
        # Only the shown run has the new row.
        assert [len(run.training.objective.inputs) for run in bench.workspace.runs] == [5, 4]  # type: ignore[attr-defined]
        await pressed(pilot, "n", "n")
        await bench.action_run("settings", "batch_size=2")
        assert [run.cursor.place.step for run in bench.workspace.runs] == [0, 0]
