"""Numbers as people write them: decimal marks, marks between thousands, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.number_cells import Cell, InvalidCell, NumberCells, numeral, open_fault


@pytest.mark.parametrize(
    ("text", "value", "decimal", "is_open"),
    [
        ("12", 12, None, False),
        (" 85.5 ", 85.5, ".", False),
        ("85,5", 85.5, ",", False),
        (".5", 0.5, ".", False),
        (",5", 0.5, ",", False),
        ("0.125", 0.125, ".", False),
        ("1234.567", 1234.567, ".", False),
        ("12.500", 12.5, None, True),
        ("-12,500", -12.5, None, True),
        ("1.234.567", 1234567, ",", False),
        ("1,234,567", 1234567, ".", False),
        ("1.234,5", 1234.5, ",", False),
        ("1,234.5", 1234.5, ".", False),
        ("1'234", 1234, None, False),
        ("1’234.5", 1234.5, ".", False),
        ("1 234", 1234, None, False),
        ("1\u00a0234,5", 1234.5, ",", False),
        ("1\u202f234\u202f567", 1234567, None, False),
        ("1.250e3", 1250, ".", False),
        ("−2,5", -2.5, ",", False),
        ("1e−3", 0.001, None, False),
        ("+3", 3, None, False),
    ],
)
def test_a_number_proves_its_decimal_mark_or_leaves_it_open(
    text: str, value: float, decimal: str | None, is_open: bool
) -> None:
    found = numeral(text)
    assert found is not None
    assert (found.value, found.decimal, found.open is not None) == (value, decimal, is_open)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "NA",
        "nan",
        "inf",
        "1e999",
        "1_000",
        "٣",
        "12.34.56",
        "1.234.56",
        "1,234.567,8",
        "1'23",
        "1 2",
        "12 %",
        "5x",
    ],
)
def test_other_texts_are_no_numbers(text: str) -> None:
    assert numeral(text) is None


def numbers_of(*texts: str, decimal: str | None = None) -> NumberCells:
    numbers = NumberCells(decimal)
    for line, text in enumerate(texts, 2):
        numbers.add(text, line, 1, "a")
    return numbers


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["85,5", "12.500"], [85.5, 12500]),
        (["12.500", "-1.001", "85,5"], [12500, -1001, 85.5]),
        (["85.5", "12,500"], [85.5, 12500]),
        (["12,500", "85.5", "12.500"], [12500, 85.5, 12.5]),
        (["12.500", "1.234.567"], [12500, 1234567]),
        (["12,500", "0,5"], [12.5, 0.5]),
        (["1'234", "12.500", "1'234.5"], [1234, 12.5, 1234.5]),
    ],
)
def test_one_number_that_proves_a_decimal_mark_decides_for_all(texts: list[str], values: list[float]) -> None:
    numbers = numbers_of(*texts)
    assert not numbers.is_open
    assert numbers.finished().tolist() == values


def test_every_thousand_comes_out_whole() -> None:
    whole = np.arange(1000, 1_000_000, 997)
    numbers = numbers_of(*(f"{value:,}" for value in whole.tolist()), "0.5")
    assert numbers.finished()[:-1].tolist() == whole.tolist()
    numbers = numbers_of("0.5", *(f"{value:,}" for value in whole.tolist()))
    assert numbers.finished()[1:].tolist() == whole.tolist()


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (
            ["85,5", "3.5"],
            '"3.5" has a decimal point, and "85,5" in line 2, column 1 (a) has a decimal comma; use one decimal mark '
            "in the whole file, and no mark between thousands",
        ),
        (
            ["1.234.567", "1", "85.5"],
            '"85.5" has a decimal point, and "1.234.567" in line 2, column 1 (a) has points between thousands; use one '
            "decimal mark in the whole file, and no mark between thousands",
        ),
        (
            ["85.5", "1.234,5"],
            '"1.234,5" has points between thousands and a decimal comma, and "85.5" in line 2, column 1 (a) has a '
            "decimal point; use one decimal mark in the whole file, and no mark between thousands",
        ),
    ],
)
def test_two_decimal_marks_in_a_file_are_refused(texts: list[str], message: str) -> None:
    with pytest.raises(InvalidCell) as caught:
        numbers_of(*texts)
    assert str(caught.value) == message


@pytest.mark.parametrize(("decimal", "values"), [(".", [12.5, 12500]), (",", [12500, 12.5])])
def test_a_given_decimal_mark_decides(decimal: str, values: list[float]) -> None:
    assert numbers_of("12.500", "12,500", decimal=decimal).finished().tolist() == values
    with pytest.raises(InvalidCell, match=r"and data\.decimal says that the decimal mark is a"):
        numbers_of("0,5" if decimal == "." else "0.5", decimal=decimal)


@pytest.mark.parametrize(
    ("texts", "delimiter", "decimal"),
    [
        (["12.500"], ",", "."),
        (["12,500"], ";", ","),
        (["12.500"], ";", None),
        (["12,500"], ",", None),
        (["12.500"], "\t", None),
        (["12,500"], "\t", None),
        (["12.500", "12,500"], ",", None),
        (["12.500", "12,500"], ";", None),
    ],
)
def test_without_a_proof_only_the_mark_that_goes_with_the_delimiter_is_a_decimal_mark(
    texts: list[str], delimiter: str, decimal: str | None
) -> None:
    numbers = numbers_of("7", *texts)
    assert numbers.is_open
    assert numbers.settle(delimiter) is (decimal is not None)
    assert numbers.decimal == decimal
    if decimal is not None:
        assert numbers.finished().tolist() == [7, 12.5]


def test_a_number_with_two_readings_is_told_with_both() -> None:
    assert open_fault(Cell("−12.500", 2, 1)) == (
        '"−12.500" can be -12.5 or -12500; give data.decimal = "." for -12.5, or data.decimal = "," for -12500'
    )
