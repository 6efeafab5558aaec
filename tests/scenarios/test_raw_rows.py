"""Rows as they were given: unscaled, in their own order, and those of another file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from engine.objectives.network import Network
from scenarios import raw_rows as module
from scenarios.building import build
from scenarios.errors import ScenarioError
from scenarios.format import NetworkScenario
from scenarios.loading import load
from scenarios.raw_rows import RawRows, raw_rows, rows_of_file

TEXT = """\
format = 1
kind = "network"
[data]
{data}
[network]
layers = [{{ units = {outputs} }}]
[training]
epochs = 2
[training.optimizer]
name = "sgd"
learning_rate = 0.01
"""
SCALED = "rows = [[1, 10, 3], [2, 30, 5], [4, 20, 6], [8, 50, 7]]\nstandardize = true\ntest_fraction = 0.5"
FILE = 'file = "marks.csv"\ninputs = ["b", "a"]\ntargets = ["y"]'
CSV = "a,b,note,y\n1,10,x,3\n2,30,,5\n4,20,z,6\n"


class Opened(NamedTuple):
    """A scenario with its network, and where it lies."""

    scenario: NetworkScenario
    network: Network
    folder: Path

    def rows(self) -> RawRows:
        return raw_rows(self.scenario, self.folder, self.network)

    def rows_of(self, path: str | Path) -> RawRows:
        return rows_of_file(self.scenario, self.network, self.folder / path)


def opened(folder: Path, data: str, outputs: int = 1, **files: str) -> Opened:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    path = folder / "scenario.toml"
    path.write_text(TEXT.format(data=data, outputs=outputs), encoding="utf-8")
    loaded = load(path)
    network = build(loaded)[0].training.objective
    assert isinstance(loaded.scenario, NetworkScenario)
    assert isinstance(network, Network)
    return Opened(loaded.scenario, network, folder)


def told(error: pytest.ExceptionInfo[ScenarioError]) -> str:
    return str(error.value)


def test_rows_are_neither_scaled_nor_split(tmp_path: Path) -> None:
    here = opened(tmp_path, SCALED)
    assert here.network.row_numbers != (1, 2, 3, 4)
    rows = here.rows()
    assert rows.values.tolist() == [[1, 10, 3], [2, 30, 5], [4, 20, 6], [8, 50, 7]]
    assert (rows.inputs, rows.targets) == (("x1", "x2"), ("y1",))


def test_of_a_file_the_columns_that_are_used_come_inputs_first(tmp_path: Path) -> None:
    rows = opened(tmp_path, FILE, marks=CSV).rows()
    assert rows.columns == ("b", "a", "y")
    assert rows.values.tolist() == [[10, 1, 3], [30, 2, 5], [20, 4, 6]]


def test_rows_that_a_formula_made_up_are_rows(tmp_path: Path) -> None:
    here = opened(tmp_path, 'generator = { name = "plane", n = 10 }')
    rows = here.rows()
    assert rows.values[:, :2].tolist() == here.network.inputs.tolist()
    assert rows.columns == ("x1", "x2", "y")


def test_as_settings_they_make_the_very_same_data(tmp_path: Path) -> None:
    for data in (SCALED, FILE, 'generator = { name = "gauss", n = 10 }\ntest_fraction = 0.3'):
        here = opened(tmp_path, data, marks=CSV)
        settings = here.rows().settings()
        again = build(load(tmp_path / "scenario.toml", settings))[0].training.objective
        assert isinstance(again, Network)
        assert again.inputs.tobytes() == here.network.inputs.tobytes()
        assert again.targets.tobytes() == here.network.targets.tobytes()
        assert again.input_names == here.network.input_names
        assert again.row_numbers == here.network.row_numbers


def test_a_row_is_changed_or_added_and_the_others_stay(tmp_path: Path) -> None:
    rows = opened(tmp_path, FILE, marks=CSV).rows()
    changed, longer = rows.with_row(1, [7.0, 8.0, 9.0]), rows.with_row(None, [7.0, 8.0, 9.0])
    assert changed.values.tolist() == [[10, 1, 3], [7, 8, 9], [20, 4, 6]]
    assert longer.values.tolist() == [[10, 1, 3], [30, 2, 5], [20, 4, 6], [7, 8, 9]]
    assert rows.values.tolist() == [[10, 1, 3], [30, 2, 5], [20, 4, 6]]


def test_rows_are_those_that_stood_in_the_file_when_it_was_opened(tmp_path: Path) -> None:
    here = opened(tmp_path, FILE, marks=CSV)
    loaded = load(tmp_path / "scenario.toml")
    (tmp_path / "marks.csv").write_text(CSV.replace("20", "21"), encoding="utf-8")
    assert raw_rows(here.scenario, loaded.folder, here.network).values.tolist() == [
        [10, 1, 3],
        [30, 2, 5],
        [20, 4, 6],
    ]


def test_too_many_rows_are_not_edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = opened(tmp_path, FILE, marks=CSV)
    monkeypatch.setattr(module, "MAX_ROWS_EDITED", 3)
    assert len(here.rows().values) == 3
    monkeypatch.setattr(module, "MAX_ROWS_EDITED", 2)
    with pytest.raises(ScenarioError, match="3 rows are more than the 2 that can be edited here"):
        here.rows()


# Another file


def test_a_files_columns_are_found_by_their_names(tmp_path: Path) -> None:
    here = opened(tmp_path, FILE, marks=CSV, other="y;id;a;b\n1;x;2,5;3\n")
    rows = here.rows_of("other.csv")
    assert rows.columns == ("b", "a", "y")
    assert rows.values.tolist() == [[3, 2.5, 1]]


def test_thousands_and_the_typographic_minus_of_another_file_are_read_right(tmp_path: Path) -> None:
    here = opened(tmp_path, FILE, marks=CSV, other="y;a;b\n−85,5;12.500;1\n")
    assert here.rows_of("other.csv").values.tolist() == [[1, 12500, -85.5]]


def test_the_scenarios_decimal_mark_holds_for_another_file(tmp_path: Path) -> None:
    here = opened(tmp_path, FILE, marks=CSV, other="y;a;b\n1;12.500;1\n")
    with pytest.raises(ScenarioError, match=r'"12\.500" can be 12\.5 or 12500; give data\.decimal'):
        here.rows_of("other.csv")
    here = opened(tmp_path, f"{FILE}\ndecimal = ','", marks=CSV, other="y;a;b\n1;12.500;1\n")
    rows = here.rows_of("other.csv")
    assert rows.values.tolist() == [[1, 12500, 1]]
    # Rows that take the place of the file have no decimal mark.
    load(tmp_path / "scenario.toml", rows.settings())


def test_without_these_names_the_last_columns_are_the_targets(tmp_path: Path) -> None:
    here = opened(tmp_path, FILE, marks=CSV, other="p,q,r,s\n1,2,3,4\n")
    rows = here.rows_of("other.csv")
    assert (rows.inputs, rows.targets) == (("p", "q", "r"), ("s",))


def test_a_file_may_lie_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "home").mkdir()
    here = opened(tmp_path / "in", FILE, marks=CSV)
    (tmp_path / "home" / "real.csv").write_text("b,a,y\n1,2,3\n", encoding="utf-8")
    (tmp_path / "in" / "link.csv").symlink_to(tmp_path / "home" / "real.csv")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for path in (
        Path("~/real.csv"),
        tmp_path / "in" / "link.csv",
        tmp_path / "in" / ".." / "home" / "real.csv",
    ):
        assert rows_of_file(here.scenario, here.network, path).values.tolist() == [[1, 2, 3]]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("gone.csv", None, "gone.csv: there is no such file in /"),
        ("bad.csv", "b,a,y\n1,2,3\n4,five,6\n", 'bad.csv:3: column 2 (a): "five" is not a finite number'),
        ("empty.csv", "", "empty.csv: the file is empty"),
        ("few.csv", "b,a,y\n", "few.csv: there is no row after the column names"),
        ("bare.csv", "1,2,3\n", "bare.csv:1: the first line holds numbers"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_place(
    tmp_path: Path, name: str, text: str | None, expected: str
) -> None:
    here = opened(tmp_path, FILE, marks=CSV)
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        here.rows_of(name)
    assert expected in told(caught)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    here = opened(tmp_path, FILE, marks=CSV)
    with pytest.raises(ScenarioError, match="this is a folder; give a file"):
        here.rows_of(tmp_path)


def test_with_several_outputs_so_many_columns_are_targets(tmp_path: Path) -> None:
    here = opened(tmp_path, "rows = [[1, 2, 3]]", outputs=2, other="p,q,r\n1,2,3\n")
    rows = here.rows_of("other.csv")
    assert (rows.inputs, rows.targets) == (("p",), ("q", "r"))


def test_a_file_of_very_many_numbers_is_for_a_scenario_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = opened(tmp_path, FILE, marks=CSV, other="b,a,y\n1,2,3\n4,5,6\n")
    monkeypatch.setattr(module, "MAX_NUMBERS", 6)
    assert np.shape(here.rows_of("other.csv").values) == (2, 3)
    monkeypatch.setattr(module, "MAX_NUMBERS", 5)
    with pytest.raises(ScenarioError, match="6 numbers are more than the 5"):
        here.rows_of("other.csv")


# Class labels

CLASSES = 'file = "kinds.csv"\ntargets = ["kind"]\nclasses = ["no", "yes"]'


@pytest.mark.parametrize("outputs", [1, 2])
def test_class_labels_stay_one_column_when_rows_are_edited_and_loaded(tmp_path: Path, outputs: int) -> None:
    here = opened(tmp_path, CLASSES, outputs, kinds="a,kind\n1,no\n2,yes\n", other="kind;a\nyes;3,5\nno;4\n")
    rows = here.rows()
    assert (rows.columns, rows.values.tolist()) == (("a", "kind"), [[1, 0], [2, 1]])
    loaded = here.rows_of("other.csv")
    assert loaded.values.tolist() == [[3.5, 1], [4, 0]]
    scenario = load(tmp_path / "scenario.toml", loaded.settings())
    network = build(scenario)[0].training.objective
    assert isinstance(network, Network)
    assert isinstance(scenario.scenario, NetworkScenario)
    assert network.target_names == here.network.target_names
    assert network.targets[:, -1].tolist() == [1, 0]
    again = rows_of_file(scenario.scenario, network, tmp_path / "kinds.csv")
    assert again.values.tolist() == [[1, 0], [2, 1]]
