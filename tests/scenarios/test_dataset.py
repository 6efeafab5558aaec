"""Which columns, rows and numbers a network gets of its data."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import csv_data
from scenarios.dataset import Dataset, dataset_of
from scenarios.errors import ScenarioError
from scenarios.faults import Faulty
from scenarios.format import NetworkScenario

HERE = Path()
FOUR = [[8, 8, 4], [7, 9, 5], [6, 10, 6], [5, 12, 7]]


def scenario(units: int = 1, seed: int = 0, **data: Any) -> NetworkScenario:
    document = {
        "format": 1,
        "kind": "network",
        "data": data,
        "network": {"layers": [{"units": units}]},
        "training": {"seed": seed},
    }
    return NetworkScenario.model_validate(document)


def dataset(units: int = 1, seed: int = 0, **data: Any) -> Dataset:
    return dataset_of(scenario(units, seed, **data), HERE)


def test_rows_have_columns_x_and_y_and_the_last_ones_are_targets() -> None:
    found = dataset(rows=FOUR, units=2)
    assert found.columns == ("x1", "y1", "y2")
    assert (found.input_names, found.target_names) == (("x1",), ("y1", "y2"))
    assert found.inputs.tolist() == [[8], [7], [6], [5]]
    assert found.targets.tolist() == [[8, 4], [9, 5], [10, 6], [12, 7]]
    assert found.row_numbers == (1, 2, 3, 4)
    assert found.training_rows == 4
    assert found.input_standardization is None
    assert found.target_standardization is None


@pytest.mark.parametrize(
    ("named", "inputs", "targets"),
    [
        ({}, ("a", "b"), ("c",)),
        ({"inputs": ["b"]}, ("b",), ("c",)),
        ({"inputs": ["c"]}, ("c",), ("b",)),
        ({"targets": ["a"]}, ("b", "c"), ("a",)),
        ({"inputs": ["b", "a"], "targets": ["c"]}, ("b", "a"), ("c",)),
        ({"inputs": ["c"], "targets": ["a"]}, ("c",), ("a",)),
    ],
)
def test_targets_are_the_last_columns_left_and_inputs_all_others(
    named: dict[str, list[str]], inputs: tuple[str, ...], targets: tuple[str, ...]
) -> None:
    found = dataset_of(scenario(rows=[[1, 2, 3]], columns=["a", "b", "c"], **dict[str, Any](named)), HERE)
    assert (found.input_names, found.target_names) == (inputs, targets)
    values = {"a": 1.0, "b": 2.0, "c": 3.0}
    assert found.inputs.tolist() == [[values[name] for name in inputs]]
    assert found.targets.tolist() == [[values[name] for name in targets]]


def test_a_generator_brings_its_columns_unless_they_are_renamed() -> None:
    generator = {"name": "plane", "n": 5, "seed": 2}
    found, renamed = dataset(generator=generator), dataset(generator=generator, columns=["u", "v", "w"])
    assert (found.input_names, found.target_names) == (("x1", "x2"), ("y",))
    assert (renamed.input_names, renamed.target_names) == (("u", "v"), ("w",))
    assert np.array_equal(found.inputs, renamed.inputs)


@pytest.mark.parametrize(("chosen", "divisor"), [(True, 3), ("population", 3), ("sample", 2)])
def test_inputs_are_standardized_by_the_training_rows_mean_and_the_chosen_deviation(
    chosen: bool | str, divisor: int
) -> None:
    # Column x1 holds 1, 3, 5: its mean is 3, and its squares add up to 4 + 0 + 4.
    found = dataset(rows=[[1, 10, 0], [3, 20, 1], [5, 60, 2]], standardize=chosen)
    scale = found.input_standardization
    assert scale is not None
    assert scale.mean.tolist() == [3, 30]
    assert scale.deviation == pytest.approx([(8 / divisor) ** 0.5, (1400 / divisor) ** 0.5], rel=1e-15)
    assert found.inputs[:, 0] == pytest.approx(
        [-2 / (8 / divisor) ** 0.5, 0, 2 / (8 / divisor) ** 0.5], rel=1e-15
    )
    assert scale.raw.tolist() == [[1, 10], [3, 20], [5, 60]]
    assert found.targets.tolist() == [[0], [1], [2]]


def test_targets_are_standardized_apart_from_inputs() -> None:
    found = dataset(rows=[[1, 10], [3, 20], [5, 60]], standardize_targets="sample")
    assert found.inputs.tolist() == [[1], [3], [5]]
    assert found.input_standardization is None
    scale = found.target_standardization
    assert scale is not None
    assert found.targets[:, 0] == pytest.approx([-20 / 700**0.5, -10 / 700**0.5, 30 / 700**0.5], rel=1e-15)
    assert found.raw_targets.tolist() == [[10], [20], [60]]


def test_test_rows_are_scaled_as_the_training_rows_are() -> None:
    rows = [[number, 0] for number in range(10)]
    found = dataset(rows=rows, standardize=True, test_fraction=0.3)
    scale = found.input_standardization
    assert scale is not None
    raw = np.array(found.row_numbers, dtype=float) - 1
    training = raw[: found.training_rows]
    assert scale.mean[0] == pytest.approx(training.mean())
    assert found.inputs[:, 0] == pytest.approx((raw - training.mean()) / training.std())
    assert scale.raw[:, 0].tolist() == raw.tolist()


def test_all_arrays_are_read_only() -> None:
    found = dataset(rows=[[1, 0], [2, 1]], standardize=True, standardize_targets=True)
    for scale, values in (
        (found.input_standardization, found.inputs),
        (found.target_standardization, found.targets),
    ):
        assert scale is not None
        for array in (values, scale.raw, scale.mean, scale.deviation):
            assert not array.flags.writeable


@given(st.integers(2, 60), st.floats(0, 1, exclude_max=True), st.integers(0, 2**32 - 1))
def test_rows_are_split_by_the_seed_with_some_left_on_either_side(
    rows: int, fraction: float, seed: int
) -> None:
    table = [[number, number] for number in range(1, rows + 1)]
    found = dataset(rows=table, test_fraction=fraction, seed=seed)
    training, testing = found.row_numbers[: found.training_rows], found.row_numbers[found.training_rows :]
    assert sorted(found.row_numbers) == list(range(1, rows + 1))
    assert found.inputs[:, 0].tolist() == list(found.row_numbers)
    assert list(training) == sorted(training)
    assert list(testing) == sorted(testing)
    assert training
    expected = 0 if fraction == 0 else min(max(round(rows * fraction), 1), rows - 1)
    assert len(testing) == expected
    assert found.row_numbers == dataset(rows=table, test_fraction=fraction, seed=seed).row_numbers


def test_another_seed_splits_otherwise() -> None:
    splits = {
        dataset(rows=[[i, i] for i in range(20)], test_fraction=0.5, seed=s).row_numbers for s in range(5)
    }
    assert len(splits) == 5


def test_a_data_file_is_read_and_its_header_may_be_written_otherwise(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("Name;Profile Score;LPA\nJo;8,5;4\nAl;9;5\n")
    named = scenario(file="s.csv", inputs=["Profile Score"], targets=["LPA"])
    found = dataset_of(named, tmp_path)
    assert found.columns == ("Name", "Profile_Score", "LPA")
    assert found.input_names == ("Profile_Score",)
    assert found.inputs.tolist() == [[8.5], [9]]
    assert found.targets.tolist() == [[4], [5]]


IRIS = "5.1,3.5,1.4,0.2,Iris-setosa\n4.9,3.0,1.4,0.2,Iris-setosa\n7.0,3.2,4.7,1.4,Iris-versicolor\n\n"
IRIS_NAMES = ["sepal_length", "sepal_width", "petal_length", "petal_width", "species"]


def test_a_file_without_header_loses_no_row_for_a_text_in_a_column_that_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "iris.data").write_text(IRIS)
    named = {"columns": IRIS_NAMES, "inputs": ["petal_length"], "targets": ["petal_width"]}
    found = dataset_of(scenario(file="iris.data", **dict[str, Any](named)), tmp_path)
    assert found.inputs.tolist() == [[1.4], [1.4], [4.7]]
    assert found.targets.tolist() == [[0.2], [0.2], [1.4]]
    assert found.reading[:2] == ("3 rows", "no header, names from data.columns")


def test_a_file_without_header_is_told_if_the_scenario_gives_no_names(tmp_path: Path) -> None:
    (tmp_path / "iris.data").write_text(IRIS)
    for settings in ({}, {"inputs": ["petal_length"], "targets": ["petal_width"]}):
        with pytest.raises(
            ScenarioError, match=r"iris\.data:1: the first line holds a number, .5\.1. in column 1"
        ):
            dataset_of(scenario(file="iris.data", **dict[str, Any](settings)), tmp_path)


def test_a_column_without_latin_letters_is_an_input_by_its_original_name(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("Имя;Рост;Вес\nJo;1,8;70\n")
    found = dataset_of(scenario(file="s.csv", inputs=["Рост"], targets=["Вес"]), tmp_path)
    assert (found.input_names, found.target_names) == (("column_2",), ("column_3",))
    assert found.reading[-1] == 'names: column_2 ("Рост") and column_3 ("Вес")'


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"inputs": ["TV", "radio"]},
            "columns 2 and 4 are called TV; rename them, or give all names as data.columns",
        ),
        ({"inputs": ["radio", "sale"]}, "there is no column sale; did you mean sales?"),
        ({"inputs": ["radio", "radio"]}, "radio is named twice"),
    ],
)
def test_names_that_mean_no_column_or_several_are_refused(
    tmp_path: Path, settings: dict[str, Any], message: str
) -> None:
    (tmp_path / "s.csv").write_text(",TV,radio,TV,sales\n1,2,3,4,5\n")
    with pytest.raises(Faulty) as caught:
        dataset_of(scenario(file="s.csv", targets=["sales"], **settings), tmp_path)
    assert message in caught.value.faults[0].message


def test_a_given_decimal_mark_is_used_and_needs_a_file(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("m2;Preis\n85;12.500\n")
    assert dataset_of(scenario(file="s.csv", decimal=","), tmp_path).targets.tolist() == [[12500]]
    with pytest.raises(Faulty) as caught:
        dataset(rows=FOUR, decimal=",")
    assert caught.value.faults == [
        (("data", "decimal"), "only a file has a decimal mark of its own; leave this out")
    ]


def test_a_faulty_data_file_is_told_by_its_own_name_and_line(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("a,b\n1,\n")
    with pytest.raises(ScenarioError) as caught:
        dataset_of(scenario(file="s.csv"), tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 's.csv'}:2: column 2 (b): the cell is empty")


def test_a_data_file_may_lie_below_the_scenario_and_links_within_are_followed(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "s.csv").write_text("a,b\n1,2\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "data" / "s.csv")
    for name in ("data/s.csv", "link.csv", "data/../link.csv"):
        assert dataset_of(scenario(file=name), tmp_path).targets.tolist() == [[2]]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_link_that_leads_outside_is_refused(tmp_path: Path, kind: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    (home / "link.csv").symlink_to(tmp_path / "secret.csv")
    (home / "link").symlink_to(tmp_path)
    with pytest.raises(Faulty) as caught:
        dataset_of(scenario(file="link.csv" if kind == "file" else "link/secret.csv"), home)
    assert caught.value.faults[0].message.endswith("the file is outside the scenario's folder; move it there")


def test_a_scenario_behind_a_link_finds_its_data_beside_the_link_s_own_folder(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "s.csv").write_text("a,b\n1,2\n")
    (tmp_path / "door").symlink_to(tmp_path / "home")
    assert dataset_of(scenario(file="s.csv"), tmp_path / "door").targets.tolist() == [[2]]


def test_data_is_found_in_a_packed_library(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "library.zip", "w") as packed:
        packed.writestr("library/s.csv", "a,b\n1,2\n")
        packed.writestr("secret.csv", "a,b\n1,2\n")
    with zipfile.ZipFile(tmp_path / "library.zip") as archive:
        folder = zipfile.Path(archive, "library/")
        assert dataset_of(scenario(file="s.csv"), folder).targets.tolist() == [[2]]
        for name, message in (("t.csv", "there is no such file"), ("../secret.csv", "outside")):
            with pytest.raises(Faulty) as caught:
                dataset_of(scenario(file=name), folder)
            assert message in caught.value.faults[0].message


# Class labels

LABELLED = "sl,species\n5.1,{}\n7.0,{}\n6.3,{}\n"


@pytest.mark.parametrize(
    ("cells", "classes"),
    [
        (("setosa", "virginica", "versicolor"), ["setosa", "virginica", "versicolor"]),
        (("0", "1", "2"), [0, 1, 2]),
        (("1", "2", "3.0"), [1, 2, 3]),
    ],
)
def test_a_column_of_class_labels_is_a_target_of_0_and_1_for_each_class(
    tmp_path: Path, cells: tuple[str, ...], classes: list[object]
) -> None:
    (tmp_path / "s.csv").write_text(LABELLED.format(*cells))
    found = dataset_of(scenario(3, file="s.csv", classes=classes), tmp_path)
    assert found.targets.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert found.target_names == tuple(f"species_{label}" for label in classes)
    assert found.reading[-1].startswith("3 classes: species_")
    assert not found.targets.flags.writeable


def test_two_classes_can_be_one_target(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("hours,pass\n1,no\n5,yes\n")
    found = dataset_of(scenario(1, file="s.csv", classes=["no", "yes"]), tmp_path)
    assert (found.target_names, found.targets.tolist()) == (("pass",), [[0], [1]])
    found = dataset_of(scenario(1, file="s.csv", classes=["yes", "no"]), tmp_path)
    assert found.targets.tolist() == [[1], [0]]


def test_rows_and_generators_can_have_class_labels_too() -> None:
    found = dataset(3, rows=[[5.1, 2], [7.0, 0], [6.3, 1]], classes=["a", "b", "c"])
    assert (found.input_names, found.target_names) == (("x1",), ("y1_a", "y1_b", "y1_c"))
    assert found.targets.tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
    assert dataset(2, generator={"name": "xor"}, classes=["no", "yes"]).target_names == (
        "label_no",
        "label_yes",
    )


def test_a_file_without_header_is_judged_by_its_numbers_and_not_by_its_labels(tmp_path: Path) -> None:
    (tmp_path / "iris.data").write_text(IRIS)
    classes = ["Iris-setosa", "Iris-versicolor"]
    found = dataset_of(scenario(2, file="iris.data", columns=IRIS_NAMES, classes=classes), tmp_path)
    assert found.targets.tolist() == [[1, 0], [1, 0], [0, 1]]
    # A header can hold words for the numbers and a number for the labels.
    (tmp_path / "iris.data").write_text("length,width,2014\n1.5,2,0\n2.5,3,1\n")
    found = dataset_of(scenario(2, file="iris.data", columns=["a", "b", "kind"], classes=[0, 1]), tmp_path)
    assert (found.inputs.tolist(), found.reading[1]) == ([[1.5, 2], [2.5, 3]], "header in line 1")


def test_a_label_that_is_not_listed_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("hours,pass\n1,no\n5,Yes\n")
    with pytest.raises(ScenarioError) as caught:
        dataset_of(scenario(1, file="s.csv", classes=["no", "yes"]), tmp_path)
    assert str(caught.value).endswith(
        's.csv:3: column 2 (pass): "Yes" is none of data.classes; did you mean yes?'
    )


@pytest.mark.parametrize(
    ("units", "data", "key", "message"),
    [
        (
            1,
            {"rows": [[1, 0], [2, 3]], "classes": ["a", "b"]},
            ("data", "rows", 1),
            "in row 2 y1 is 3, which stands for no class; expected 0 or 1",
        ),
        (
            1,
            {"generator": {"name": "plane", "n": 3, "noise": 0}, "classes": [0, 1]},
            ("data", "classes"),
            "which stands for no class; expected 0 or 1",
        ),
        (2, {"rows": FOUR, "classes": [1, 2, 3]}, ("data", "classes"), "3 classes need 3 units"),
        (
            2,
            {"rows": FOUR, "classes": ["a", 2]},
            ("data", "classes"),
            "some labels are words and some are numbers",
        ),
        (2, {"rows": FOUR, "classes": ["a", "a"]}, ("data", "classes", 1), '"a" is already used'),
        (
            2,
            {"rows": FOUR, "columns": ["a", "b", "c"], "targets": ["b", "c"], "classes": [1, 2]},
            ("data", "targets"),
            "data.classes are the labels in one target column, and 2 columns are named",
        ),
    ],
)
def test_classes_that_do_not_fit_are_told(
    units: int, data: dict[str, Any], key: tuple[str | int, ...], message: str
) -> None:
    with pytest.raises(Faulty) as caught:
        dataset(units, **data)
    (fault,) = caught.value.faults
    assert fault.key == key
    assert message in fault.message


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "no,yes,no",
            '2: column 2 (y): "no" is not a number; if y holds class labels, give data.classes = ["no", "yes"], or '
            "write them as 0 and 1, in a column for each class",
        ),
        ("no,no,no", '2: column 2 (y): "no" is not a finite number'),
        ("n/a,yes,no", '2: column 2 (y): "n/a" is not a finite number'),
        ("five,5,six", '2: column 2 (y): "five" is not a finite number'),
        ("5,five,six", '3: column 2 (y): "five" is not a finite number'),
    ],
)
def test_words_in_a_target_are_told_as_class_labels_if_all_rows_have_one(
    tmp_path: Path, words: str, expected: str
) -> None:
    (tmp_path / "s.csv").write_text("x,y\n" + "".join(f"1,{word}\n" for word in words.split(",")))
    with pytest.raises(ScenarioError) as caught:
        dataset_of(scenario(1, file="s.csv"), tmp_path)
    first, *rest = str(caught.value).splitlines()
    assert first.startswith(f"{tmp_path / 's.csv'}:{expected}")
    assert (
        len(rest) == {"no,yes,no": 0, "no,no,no": 2, "n/a,yes,no": 2, "five,5,six": 1, "5,five,six": 1}[words]
    )


def test_labels_of_many_rows_are_all_proposed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "s.csv").write_text("x,y\n" + "1,a\n" * 100 + "1,b\n")
    with pytest.raises(ScenarioError, match=r'data\.classes = \["a", "b"\]'):
        dataset_of(scenario(1, file="s.csv"), tmp_path)
    (tmp_path / "s.csv").write_text("x,y\n" + "".join(f"1,w{number}\n" for number in range(100)) + '"')
    with pytest.raises(ScenarioError, match=r"holds class labels, give them as data\.classes, or"):
        dataset_of(scenario(1, file="s.csv"), tmp_path)
    monkeypatch.setattr(csv_data, "_MAX_ROWS_OF_WORDS", 3)
    (tmp_path / "s.csv").write_text("x,y\n1,a\n1,b\n1,a\n1,c\n")
    with pytest.raises(ScenarioError, match=r'data\.classes = \["a", "b"\]'):
        dataset_of(scenario(1, file="s.csv"), tmp_path)
