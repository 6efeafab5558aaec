"""Class labels in one column: their numbers, their targets of 0 and 1, and the targets' names."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.class_labels import ClassLabels, proposal
from scenarios.fields import column_fault
from scenarios.number_cells import InvalidCell

IRIS = ClassLabels(("setosa", "versicolor", "virginica"))


@pytest.mark.parametrize(
    ("labels", "numbers"),
    [
        (("no", "yes"), (0, 1)),
        ((1, 2, 3), (1, 2, 3)),
        ((-1, 1), (-1, 1)),
        (("1", "2"), (0, 1)),
    ],
)
def test_in_rows_a_number_stands_for_itself_and_a_word_is_counted_from_0(
    labels: tuple[int | str, ...], numbers: tuple[float, ...]
) -> None:
    assert ClassLabels(labels).numbers == numbers


@pytest.mark.parametrize(
    ("labels", "cell", "number"),
    [
        (IRIS.labels, " versicolor ", 1),
        ((1, 2), "2", 2),
        ((1, 2), "2.0", 2),
        ((-1, 1), "−1", -1),
        (("1", "2"), "2", 1),
    ],
)
def test_a_cell_holds_a_label(labels: tuple[int | str, ...], cell: str, number: float) -> None:
    assert ClassLabels(labels).number_in(cell) == number


@pytest.mark.parametrize(
    ("labels", "cell", "message"),
    [
        (IRIS.labels, "setsoa", '"setsoa" is none of data.classes; did you mean setosa?'),
        (IRIS.labels, "", "the cell is empty; give a class, or leave the row out"),
        (IRIS.labels, "0", '"0" is none of data.classes; known are setosa, versicolor and virginica'),
        ((1, 2), "3", '"3" is none of data.classes; known are 1 and 2'),
        (("1", "2"), "1.0", '"1.0" is none of data.classes; known are 1 and 2'),
    ],
)
def test_another_cell_is_told(labels: tuple[int | str, ...], cell: str, message: str) -> None:
    with pytest.raises(InvalidCell) as caught:
        ClassLabels(labels).number_in(cell)
    assert str(caught.value) == message


def test_each_class_is_a_target_of_0_and_1_and_of_two_classes_one_is_enough() -> None:
    assert IRIS.targets(np.array([0.0, 2.0, 1.0]), 3).tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    signs = ClassLabels((-1, 1))
    assert signs.targets(np.array([-1.0, 1.0]), 1).tolist() == [[0], [1]]
    assert signs.targets(np.array([-1.0, 1.0]), 2).tolist() == [[1, 0], [0, 1]]


def test_a_number_that_stands_for_no_label_is_found() -> None:
    assert IRIS.unknown(np.array([0.0, 2.0])) is None
    assert IRIS.unknown(np.array([0.0, 3.0, -1.0])) == 1


@pytest.mark.parametrize(
    ("count", "outputs", "fault"),
    [
        (3, 3, None),
        (2, 1, None),
        (2, 2, None),
        (3, 1, "3 classes need 3 units in the last layer, got 1"),
        (2, 3, "2 classes need 2 units in the last layer or one, got 3"),
    ],
)
def test_the_last_layer_has_a_unit_for_each_class(count: int, outputs: int, fault: str | None) -> None:
    assert ClassLabels(tuple(range(count))).units_fault(outputs) == fault


@pytest.mark.parametrize(
    ("labels", "column", "others", "names"),
    [
        (IRIS.labels, "species", (), ("species_setosa", "species_versicolor", "species_virginica")),
        (("Iris-setosa", "Iris virginica"), "kind", (), ("kind_Iris_setosa", "kind_Iris_virginica")),
        ((0, 1), "y", (), ("y_0", "y_1")),
        ((2013, 2014), "year", (), ("year_2013", "year_2014")),
        ((-1, 1), "y", (), ("y_class_1", "y_class_2")),
        (("да", "нет"), "y", (), ("y_class_1", "y_class_2")),
        (("a b", "a-b"), "y", (), ("y_class_1", "y_class_2")),
        (("a", "b"), "y", ("y_a",), ("y_class_1", "y_class_2")),
        (("1_1", "1_2"), "w1", (), ("w1_class_1", "w1_class_2")),
    ],
)
def test_targets_are_named_by_column_and_label(
    labels: tuple[int | str, ...], column: str, others: tuple[str, ...], names: tuple[str, ...]
) -> None:
    assert ClassLabels(labels).names(column, len(labels), others) == names
    assert ClassLabels(labels).names(column, 1, others) == (column,)


@given(st.lists(st.text(min_size=1, max_size=6) | st.integers(-9, 99), min_size=2, max_size=5, unique_by=str))
def test_all_labels_make_names_that_are_valid_and_unique(labels: list[int | str]) -> None:
    names = ClassLabels(tuple(labels)).names("y", len(labels), ("x",))
    assert len({*names, "x"}) == len(labels) + 1
    assert not any(map(column_fault, names))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["yes", "no", "yes"], 'give data.classes = ["no", "yes"]'),
        (["10", "9", "1.0"], "give data.classes = [1, 9, 10]"),
        (["1.5", "2"], "give them as data.classes"),
        (["1", "x"], "give them as data.classes"),
        (["a"], "give them as data.classes"),
        (None, "give them as data.classes"),
    ],
)
def test_the_setting_that_is_proposed_can_be_pasted(texts: list[str] | None, expected: str) -> None:
    assert proposal(texts) == expected


def test_the_meaning_of_the_targets_is_described() -> None:
    assert ClassLabels(("no", "yes")).described("pass", ("pass",)) == "pass: no is 0, yes is 1"
    names = IRIS.names("kind", 3, ())
    assert IRIS.described("kind", names) == "3 classes: kind_setosa, kind_versicolor and kind_virginica"
    signs = ClassLabels((-1, 1))
    assert signs.described("y", signs.names("y", 2, ())) == '2 classes: y_class_1 ("-1") and y_class_2 ("1")'
    many = ClassLabels(tuple(range(20)))
    assert many.described("y", many.names("y", 20, ())).endswith("y_6, y_7 and 12 more")
