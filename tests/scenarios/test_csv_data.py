"""How CSV files are read, as people make them, and what is said about those that cannot be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scenarios import csv_data, csv_rows
from scenarios.columns import Columns
from scenarios.csv_data import CsvData, Request, Use, read_csv
from scenarios.errors import ScenarioError


def read(
    content: bytes | str,
    names: Sequence[str] | None = None,
    needed: Sequence[int] | None = None,
    named: Sequence[str] = (),
    decimal: str | None = None,
) -> CsvData:
    """The numbers of a file; without `needed`, of the columns that are named, or else of all with names."""
    raw = content.encode() if isinstance(content, str) else content

    def chosen(columns: Columns) -> list[Use]:
        if needed is not None:
            return [Use(index) for index in needed]
        if named:
            return [Use(columns.indices_of(name)[0]) for name in named]
        return [Use(index) for index in range(len(columns.names)) if index not in columns.apart]

    return read_csv(raw, "s.csv", Request(names, named, chosen, decimal))


TABLE: dict[str, tuple[bytes, list[str], list[list[float]]]] = {
    "commas": (b"a,b\n1,2\n3,4\n", ["a", "b"], [[1, 2], [3, 4]]),
    "semicolons": (b"a;b\n1;2\n", ["a", "b"], [[1, 2]]),
    "semicolons and decimal commas": (b"a;b\n1,5;-2,25\n", ["a", "b"], [[1.5, -2.25]]),
    "semicolons and decimal points": (b"a;b\n1.5;2\n", ["a", "b"], [[1.5, 2]]),
    "points between thousands": (b"a;b\n1.234,5;1\n", ["a", "b"], [[1234.5, 1]]),
    "a decimal comma between commas": (b'a,b\n"1,5",2\n', ["a", "b"], [[1.5, 2]]),
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
    assert list(data.columns.names) == columns
    assert data.values.tolist() == values


def test_a_file_without_a_header_is_read_with_the_names_given() -> None:
    data = read("1,2\n3,4\n", ["a", "b"])
    assert data.columns.names == ("a", "b")
    assert data.values.tolist() == [[1, 2], [3, 4]]


def test_names_given_take_the_place_of_the_header() -> None:
    data = read("Größe,Größe\n1,2\n", ["a", "b"])
    assert data.columns.names == ("a", "b")
    assert data.values.tolist() == [[1, 2]]


def test_names_given_are_enough_for_a_file_that_begins_with_a_mark_and_numbers() -> None:
    assert read(b"\xef\xbb\xbf1,2\n3,4\n", ["a", "b"]).values.tolist() == [[1, 2], [3, 4]]


def test_a_delimiter_within_quotes_is_none() -> None:
    assert read('"a;1",b\n1,2\n').columns.names == ("a_1", "b")
    assert read('"a,1";"b"\n1;2\n').columns.names == ("a_1", "b")
    assert read('"a";b;"c,d"\n1;2;3\n').columns.names == ("a", "b", "c_d")


def test_a_thousand_columns_are_read() -> None:
    header = ",".join(f"c{i}" for i in range(1000))
    assert len(read(f"{header}\n{'1,' * 999}1\n").columns.names) == 1000


def test_what_stands_in_columns_that_nobody_needs_does_not_matter() -> None:
    data = read("name,a,b\nJo,1,2\n,3,4\n", needed=[1, 2])
    assert data.values.tolist() == [[1, 2], [3, 4]]


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
        names = [data.columns.names[index] for index in range(data.values.shape[1])]
        assert len(names) == len(set(names))
        assert data.reading


@given(
    st.lists(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=3, max_size=3), min_size=1),
    st.sampled_from([",", ";", "\t"]),
)
def test_written_numbers_are_read_back_to_the_last_bit(rows: list[list[float]], delimiter: str) -> None:
    lines = [delimiter.join("abc"), *(delimiter.join(map(repr, row)) for row in rows)]
    assert read("\n".join(lines), decimal=".").values.tolist() == rows


def told(content: str, **settings: object) -> str:
    with pytest.raises(ScenarioError) as caught:
        read(content, **settings)  # type: ignore[arg-type]
    return str(caught.value)


def test_a_faulty_cell_in_the_first_row_of_a_file_without_header_is_told_like_any_other() -> None:
    names = ["sl", "pl", "species"]
    for cell, fault in (("?", '"?" is not a finite number'), ("", "the cell is empty")):
        message = told(f"5.1,{cell},Iris\n4.9,1.4,Iris\n", names=names, needed=[0, 1])
        assert message.startswith(f"s.csv:1: column 2 (pl): {fault}")
        assert message.endswith("; if this line holds the column names, leave data.columns out")
    message = told("5.1,1.4,Iris\n4.9,?,Iris\n", names=names, needed=[0, 1])
    assert message.endswith("without a unit")


UNUSED = {
    "no name": ",a,b\n1,2,3\n",
    "a reserved name": "e,a,b\n1,2,3\n",
    "a name of a quantity": "w1_1_1,a,b\n1,2,3\n",
    "a double name": "c,a,b,c\n1,2,3,4\n",
    "no Latin letter": "Имя,a,b\n1,2,3\n",
    "trailing separators": "x,a,b,,\n1,2,3,,\n",
    "trailing separators in rows": "x,a,b\n1,2,3,,\n",
    "trailing separators in the header": "x,a,b,,\n1,2,3\n",
    "rows of separators": "x,a,b\n,,\n1,2,3\n , ,\n,,,,\n",
    "a text with a comma": 'x,a,b\n"Smith, J",2,3\n',
    "a note without a name": "x,a,b,\n1,2,3,see below\n",
    "dates and other decimal marks": 'x,a,b\n"1,5",2,3\n1.2.2014,2,3\n',
}


@pytest.mark.parametrize("name", UNUSED)
def test_columns_that_are_not_used_need_nothing(name: str) -> None:
    data = read(UNUSED[name], named=["a", "b"])
    assert data.values.tolist()[0] == [2, 3]


def test_a_name_that_two_columns_have_and_a_column_without_a_name_cannot_be_used() -> None:
    assert told(",a\n1,2\n").startswith("s.csv:1: column 1: the name is missing; rename the column")
    assert told("a,b,\n1,2,3\n") == (
        "s.csv:2: column 3: the column has no name; name it, or name those used as data.inputs and data.targets"
    )


GROUPS = ["", ".", ",", "'", "’", " ", "\u00a0", "\u202f", "\u2009"]


@given(
    st.lists(st.decimals(-99_999_999, 99_999_999, places=3), min_size=2, max_size=12),
    st.sampled_from([".", ","]),
    st.sampled_from(GROUPS),
    st.integers(0, 3),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["-", "−"]),
)
def test_numbers_in_any_convention_are_read_right_or_refused_with_their_place(
    numbers: list[Decimal], mark: str, between: str, places: int, delimiter: str, minus: str
) -> None:
    assume(mark != between)
    numbers = [round(number, places) for number in numbers]
    cells = []
    for number in numbers:
        whole, _, rest = f"{number:,}".partition(".")
        text = whole.replace(",", between) + (mark + rest if rest else "")
        cells.append(f'"{text}"'.replace("-", minus))
    # Only commas between thousands and a semicolon, or only points and a comma, look like decimal marks.
    usual = {";": ",", ",": "."}.get(delimiter)
    assume(places > 0 or between != usual)
    content = f"a{delimiter}b\n" + "".join(f"{cell}{delimiter}1\n" for cell in cells)
    values, message = None, ""
    try:
        values = read(content).values[:, 0].tolist()
    except ScenarioError as error:
        message = str(error)
    if values is None:
        assert re.match(r's\.csv:\d+: column 1 \(a\): ".*" can be ', message)
    else:
        assert values == [float(number) for number in numbers]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_thousands_are_never_read_a_thousand_times_too_small(delimiter: str) -> None:
    flats = f"m2{delimiter}Preis\n85,5{delimiter}12.500\n102,0{delimiter}9.750\n"
    assert read(flats).values.tolist() == [[85.5, 12500], [102, 9750]]
    assert read(flats.translate(str.maketrans(",.", ".,"))).values.tolist() == [[85.5, 12500], [102, 9750]]
    assert told(flats, needed=[1]).startswith('s.csv:2: column 2 (Preis): "12.500" can be 12.5 or 12500')
    whole = f"m2{delimiter}Preis\n85{delimiter}12.500\n"
    assert told(whole).startswith(
        's.csv:2: column 2 (Preis): "12.500" can be 12.5 or 12500; give data.decimal'
    )
    assert read(whole, decimal=",").values.tolist() == [[85, 12500]]
    assert read(whole, decimal=".").values.tolist() == [[85, 12.5]]


def test_a_proof_of_another_mark_in_a_column_that_is_not_used_leaves_the_numbers_open() -> None:
    text = "m2;Preis;other\n1;12,500;{}\n2;13,500;x\n"
    for other in ("x", "0,5", "1.5.2014", "0.5x"):
        assert read(text.format(other), needed=[0, 1]).values[:, 1].tolist() == [12.5, 13.5]
    assert "can be 12.5 or 12500" in told(text.format("0.5"), needed=[0, 1])


@pytest.mark.parametrize(
    ("content", "settings", "reading"),
    [
        ("a,b\n1,2\n", {}, ("1 row", "header in line 1", "commas between columns")),
        (
            "sep=;\na;b\n1,5;2.500\n",
            {},
            (
                "1 row",
                "header in line 2",
                "left out: line 1",
                "semicolons between columns",
                "decimal comma",
                'marks between thousands, as "2.500" in line 3, column 2 (b)',
            ),
        ),
        (
            "1.5\t2\n3\t4\n",
            {"names": ["a", "b"]},
            ("2 rows", "no header, names from data.columns", "tabs between columns", "decimal point"),
        ),
        (
            "# 1\n# 2\n# 3\n# 4\n# 5\nИмя,b\nJo,1,2\n",
            {},
            (
                "1 row",
                "header in line 6",
                "row names in column 1",
                "left out: lines 1, 2, 3 and 2 more",
                "commas between columns",
                'names: column_2 ("Имя")',
            ),
        ),
    ],
)
def test_what_was_decided_is_told(
    content: str, settings: dict[str, object], reading: tuple[str, ...]
) -> None:
    assert read(content, **settings).reading == reading  # type: ignore[arg-type]


def test_other_columns_are_read_for_a_proof_only_if_there_are_some(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def counted_rows(content: bytes, file: str) -> csv_rows.CsvRows:
        opened.append(file)
        return csv_rows.rows_of_csv(content, file)

    monkeypatch.setattr(csv_data, "rows_of_csv", counted_rows)
    text = "a,b\n" + "1.500,2.500\n" * 1000
    for needed, times in (([0, 1], 1), ([0], 2)):
        opened.clear()
        assert read(text, needed=needed).values[-1].tolist() == [1.5, 2.5][: len(needed)]
        assert len(opened) == times
