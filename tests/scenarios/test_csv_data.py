"""How CSV files are read, as people make them, and what is said about those that cannot be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import csv_data
from scenarios.csv_data import CsvData, read_csv, usable_name
from scenarios.errors import ScenarioError


def read(
    content: bytes | str, names: Sequence[str] | None = None, needed: Sequence[int] | None = None
) -> CsvData:
    raw = content.encode() if isinstance(content, str) else content
    return read_csv(raw, "s.csv", names, lambda columns: range(len(columns)) if needed is None else needed)


TABLE: dict[str, tuple[bytes, list[str], list[list[float]]]] = {
    "commas": (b"a,b\n1,2\n3,4\n", ["a", "b"], [[1, 2], [3, 4]]),
    "semicolons": (b"a;b\n1;2\n", ["a", "b"], [[1, 2]]),
    "semicolons and decimal commas": (b"a;b\n1,5;-2,25\n", ["a", "b"], [[1.5, -2.25]]),
    "semicolons and decimal points": (b"a;b\n1.5;2\n", ["a", "b"], [[1.5, 2]]),
    "semicolons, although there are commas": (b"a, b;c\n1;2\n", ["a_b", "c"], [[1, 2]]),
    "tabs": (b"a\tb\n1\t2,5\n", ["a", "b"], [[1, 2.5]]),
    "no semicolon outside quotes": (b'"a;b",c\n1,2\n', ["a_b", "c"], [[1, 2]]),
    "spaces around": (b" a , b \n 1 , 2 \n", ["a", "b"], [[1, 2]]),
    "quotes": (b'"a","b"\n"1", "2"\n', ["a", "b"], [[1, 2]]),
    "a quote within quotes": (b'"say ""a""",b\n1,2\n', ["say_a", "b"], [[1, 2]]),
    "a line break within quotes": (b'"a\nb",c\n1,2\n', ["a_b", "c"], [[1, 2]]),
    "Windows line ends": (b"a,b\r\n1,2\r\n", ["a", "b"], [[1, 2]]),
    "old line ends": (b"a,b\r1,2\r", ["a", "b"], [[1, 2]]),
    "no line end at the end": (b"a,b\n1,2", ["a", "b"], [[1, 2]]),
    "blank lines": (b"\n  \na,b\n\n1,2\n,\n\n3,4\n\n", ["a", "b"], [[1, 2], [3, 4]]),
    "a byte order mark": (b"\xef\xbb\xbfa,b\n1,2\n", ["a", "b"], [[1, 2]]),
    "UTF-8": ("größe,b\n1,2\n".encode(), ["gro_e", "b"], [[1, 2]]),
    "Latin-1": ("température,b\n1,2\n".encode("latin-1"), ["temperature", "b"], [[1, 2]]),
    "a Latin-1 line break that is none": (b"a\x85,b\n1,2\n", ["a", "b"], [[1, 2]]),
    "powers of ten": (b"a,b\n1e3,-.5E-2\n", ["a", "b"], [[1000, -0.005]]),
    "a name that begins with a digit": (b"1st mark,b\n1,2\n", ["_1st_mark", "b"], [[1, 2]]),
}


@pytest.mark.parametrize("name", TABLE)
def test_files_are_read_as_people_make_them(name: str) -> None:
    content, columns, values = TABLE[name]
    data = read(content)
    assert list(data.columns) == columns
    assert data.values.tolist() == values


def test_a_file_without_a_header_is_read_with_the_names_given() -> None:
    data = read("1,2\n3,4\n", ["a", "b"])
    assert data.columns == ("a", "b")
    assert data.values.tolist() == [[1, 2], [3, 4]]


def test_names_given_take_the_place_of_the_header() -> None:
    data = read("Größe,Größe\n1,2\n", ["a", "b"])
    assert data.columns == ("a", "b")
    assert data.values.tolist() == [[1, 2]]


def test_names_given_are_enough_for_a_file_that_begins_with_a_mark_and_numbers() -> None:
    assert read(b"\xef\xbb\xbf1,2\n3,4\n", ["a", "b"]).values.tolist() == [[1, 2], [3, 4]]


def test_a_delimiter_within_quotes_is_none() -> None:
    assert read('"a;1",b\n1,2\n').columns == ("a_1", "b")
    assert read('"a,1";"b"\n1;2\n').columns == ("a_1", "b")
    assert read('"a";b;"c,d"\n1;2;3\n').columns == ("a", "b", "c_d")


def test_a_thousand_columns_are_read() -> None:
    header = ",".join(f"c{i}" for i in range(1000))
    assert len(read(f"{header}\n{'1,' * 999}1\n").columns) == 1000


def test_what_stands_in_columns_that_nobody_needs_does_not_matter() -> None:
    data = read("name,a,b\nJo,1,2\n,3,4\n", needed=[1, 2])
    assert np.isnan(data.values[:, 0]).all()
    assert data.values[:, 1:].tolist() == [[1, 2], [3, 4]]


FAULTS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "s.csv: the file is empty; give column names, and a line for each row"),
    "only blanks": (b"\n \n", "s.csv: the file is empty; give column names, and a line for each row"),
    "only a header": (b"a,b\n", "s.csv: there is no row after the column names; give at least one"),
    "UTF-16": (
        "a,b\n1,2\n".encode("utf-16"),
        "s.csv:1: the file is UTF-16 or not text; save it as CSV in UTF-8",
    ),
    "UTF-16 that begins with nothing": (
        "a,b\n1,2\n".encode("utf-16-be"),
        "s.csv:1: the file is UTF-16 or not text; save it as CSV in UTF-8",
    ),
    "another delimiter": (
        b"\na|b\n1|2\n",
        "s.csv:2: there is only one column; separate columns with a comma, a semicolon or a tab",
    ),
    "no header": (
        b"\n1,2\n",
        "s.csv:2: the first line holds numbers; begin with a line of column names, or give them as "
        "data.columns",
    ),
    "a column without a name": (
        b"a,,b\n1,2,3\n",
        "s.csv:1: column 2: the name is missing; rename the column, or give all names as data.columns",
    ),
    "names that are the same, and names that are none": (
        "Mark 1,mark 2,Mark_1,Имя,z1_1,step\n1,2,3,4,5,6\n".encode(),
        's.csv:1: column 3: "Mark_1" is a second column called Mark_1; rename the column, or give all '
        "names as data.columns\n"
        's.csv:1: column 4: "Имя" has no characters that are valid in a name; rename the column, or give all '
        "names as data.columns\n"
        "s.csv:1: column 5: z1_1 is the name of a quantity of the network; rename the column, or give "
        "all names as data.columns\n"
        "s.csv:1: column 6: step has another meaning in formulas; rename the column, or give all names as "
        "data.columns",
    ),
    "an empty cell": (
        b"a,b\n1,\n",
        "s.csv:2: column 2 (b): the cell is empty; give a number, or leave the row out",
    ),
    "a word": (
        b"a,b\n1,2\nn/a,2\n",
        's.csv:3: column 1 (a): "n/a" is not a finite number; write it like 0.5 or -1e3, without a unit',
    ),
    "a number that is not finite": (
        b"a,b\nnan,inf\n",
        's.csv:2: column 1 (a): "nan" is not a finite number; write it like 0.5 or -1e3, without a unit\n'
        's.csv:2: column 2 (b): "inf" is not a finite number; write it like 0.5 or -1e3, without a unit',
    ),
    "what only Python takes for numbers": (
        "a,b\n1_0,٣\n".encode(),
        's.csv:2: column 1 (a): "1_0" is not a finite number; write it like 0.5 or -1e3, without a unit\n'
        's.csv:2: column 2 (b): "٣" is not a finite number; write it like 0.5 or -1e3, without a unit',
    ),
    "thousands marks": (
        b"a;b\n1.234,5;1\n",
        's.csv:2: column 1 (a): "1.234,5" is not a finite number; write it like 0.5 or -1e3, without a unit',
    ),
    "a decimal comma between commas": (
        b'a,b\n"1,5",2\n',
        's.csv:2: column 1 (a): "1,5" is not a number; write a decimal point, or separate the columns with ;',
    ),
    "a row too short and a row too long": (
        b"a,b\n1\n1,2,3\n1,2\n",
        "s.csv:2: expected 2 cells, as in the first line, got 1\n"
        "s.csv:3: expected 2 cells, as in the first line, got 3",
    ),
    "a line after one with a line break": (
        b'a,b\n"1\n",x\n',
        's.csv:2: column 2 (b): "x" is not a finite number; write it like 0.5 or -1e3, without a unit',
    ),
    "an open quotation mark": (
        b'a,b\n1,2\n1,"2\n',
        's.csv:3: a quotation mark is not closed, or text follows it; within quotes, write "" for one',
    ),
    "text after quotes": (
        b'a,b\n"1"2,3\n',
        's.csv:2: a quotation mark is not closed, or text follows it; within quotes, write "" for one',
    ),
    "an endless cell": (
        b'a,b\n1,"' + b"x" * 200_000,
        "s.csv:2: a cell has more than 131,072 characters; is a quotation mark not closed?",
    ),
    "too many columns": (
        b"a," * 1000 + b"a\n",
        "s.csv:1: 1,001 columns are more than the 1,000 that are allowed",
    ),
    "a hostile cell": (
        b"a,b\n1,\x1b[31m\x07\n",
        r's.csv:2: column 2 (b): "\x1b[31m\x07" is not a finite number; write it like 0.5 or -1e3, '
        "without a unit",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_is_told_by_line_and_column(name: str) -> None:
    content, expected = FAULTS[name]
    with pytest.raises(ScenarioError) as caught:
        read(content)
    assert str(caught.value) == expected


def test_names_given_must_be_as_many_as_the_columns() -> None:
    with pytest.raises(ScenarioError, match=r"^s\.csv:1: the file has 2 columns, and data\.columns names 3$"):
        read("a,b\n1,2\n", ["a", "b", "c"])


def test_after_twenty_problems_the_rest_is_not_read() -> None:
    with pytest.raises(ScenarioError) as caught:
        read("a,b\n" + "x,1\n" * 1000)
    lines = str(caught.value).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "s.csv: the rest of the file was not checked"


def test_more_rows_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_data, "MAX_ROWS", 2)
    assert len(read("a,b\n1,2\n3,4\n").values) == 2
    with pytest.raises(ScenarioError, match=r"^s\.csv:4: more than 2 rows; give fewer$"):
        read("a,b\n1,2\n3,4\n5,6\n")


@given(st.text())
def test_a_usable_name_is_a_name_or_nothing(header: str) -> None:
    name = usable_name(header)
    assert name == "" or name.isidentifier()
    assert name.isascii()
    assert usable_name(name) == name


@given(st.binary(max_size=200) | st.text('ab1,;\t"\n\r. -', max_size=60).map(str.encode))
def test_any_bytes_give_numbers_or_an_error(content: bytes) -> None:
    data, told = None, ""
    try:
        data = read(content)
    except ScenarioError as error:
        told = str(error)
    if data is None:
        assert all(line.startswith("s.csv") and line.isprintable() for line in told.split("\n"))
    else:
        assert np.isfinite(data.values).all()
        assert data.values.shape[1] == len(data.columns) == len(set(data.columns))


@given(
    st.lists(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=3, max_size=3), min_size=1),
    st.sampled_from([",", ";", "\t"]),
)
def test_written_numbers_are_read_back_to_the_last_bit(rows: list[list[float]], delimiter: str) -> None:
    lines = [delimiter.join("abc"), *(delimiter.join(map(repr, row)) for row in rows)]
    assert read("\n".join(lines)).values.tolist() == rows
