"""Names of columns as written and in formulas."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.columns import Columns, usable_name


@given(st.text())
def test_a_usable_name_is_a_name_or_nothing(header: str) -> None:
    name = usable_name(header)
    assert name == "" or name.isidentifier()
    assert name.isascii()
    assert usable_name(name) == name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Profile Score", "Profile_Score"),
        ("Имя", "column_2"),
        ("Доход 2014", "column_2"),
        ("温度", "column_2"),
        ("%", "column_2"),
        ("2014", "_2014"),
        ("Größe", "Gro_e"),
    ],
)
def test_a_name_without_latin_letters_is_the_column_s_number_and_shown_with_the_original(
    header: str, name: str
) -> None:
    columns = Columns.written_as(["a", f" {header} "])
    assert columns.names == ("a", name)
    assert columns.indices_of(header) == [1]
    assert columns.indices_of(name) == [1]
    if name == "column_2":
        assert columns.shown(1) == f'column_2 ("{header}")'
    elif header == "2014":
        assert columns.shown(1) == name


def test_a_name_means_the_column_that_is_written_so_before_those_that_are_called_so() -> None:
    columns = Columns.written_as(["Preis", "Preis €", "Name", "Name"])
    assert columns.indices_of("Preis") == [0]
    assert columns.indices_of("Preis €") == [1]
    assert columns.indices_of("Preis $") == [0, 1]
    assert columns.indices_of("Name") == [2, 3]
    assert columns.indices_of("other") == []


def test_a_column_without_a_name_is_never_meant() -> None:
    columns = Columns.written_as(["", "a"])
    assert columns.names == ("column_1", "a")
    assert columns.indices_of("column_1") == []


def test_only_used_columns_need_a_name_that_is_valid_in_formulas() -> None:
    columns = Columns.written_as(["", "step", "w1_1_1", "a", "a", "b"])
    assert list(columns.faults([3, 5])) == []
    assert [(index, message.partition(";")[0]) for index, message in columns.faults([4, 3, 2, 1, 0])] == [
        (0, "the name is missing"),
        (1, "step has another meaning in formulas"),
        (2, "w1_1_1 is the name of a quantity of the network"),
        (4, '"a" is a second column called a'),
    ]
