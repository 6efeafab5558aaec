"""Which line of a CSV file names its columns: no row is taken for a header in silence."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from scenarios.csv_header import Layout, layout_of
from scenarios.csv_rows import rows_of_csv
from scenarios.errors import ScenarioError

IRIS = ["sl", "sw", "pl", "pw", "species"]


def layout(
    text: str, names: Sequence[str] | None = None, roles: Sequence[str] = (), named: Sequence[str] = ()
) -> Layout:
    return layout_of(rows_of_csv(text.encode(), "s.csv"), "s.csv", names, named, roles)


def refusal(text: str, names: Sequence[str] | None = None, roles: Sequence[str] = ()) -> str:
    with pytest.raises(ScenarioError) as caught:
        layout(text, names, roles)
    return str(caught.value)


@pytest.mark.parametrize(
    ("first", "is_header"),
    [
        ("5.1,3.5,1.4,0.2,Iris-setosa", False),
        ("5.1,3.5,1.4,0.2,0", False),
        ("5.1,3.5,1.4,?,Iris-setosa", False),
        ("5.1,3.5,?,?,Iris-setosa", False),
        ("5.1,3.5,NA,n/a,Iris-setosa", False),
        ("5.1,3.5,,,Iris-setosa", False),
        ("5.1,3.5,1.4x,0.2y,Iris-setosa", False),
        ("?,?,1.4,0.2,Iris-setosa", False),
        ("5.1,3.5,−1.4,+0.2,Iris-setosa", False),
        ("sl,sw,pl,pw,species", True),
        (" sl , sw ,PL,pw,species", True),
        ('"sl","sw","pl","pw","species"', True),
        ("a,b,c,d,e", True),
        ("2010,2011,Petal length,Petal width,class", True),
        ("sl,?,1,2,3", True),
    ],
)
def test_with_names_given_the_cells_of_the_columns_used_decide(first: str, is_header: bool) -> None:
    found = layout(f"{first}\n4.9,3.0,1.4,0.2,Iris-setosa\n", IRIS, ["pl", "pw"])
    assert found.columns.names == tuple(IRIS)
    assert (found.header == 1) is is_header
    assert [line.number for line in found.first] == ([2] if is_header else [1, 2])


def test_years_are_a_header_if_the_names_given_are_theirs() -> None:
    assert layout("2014,2015\n1,2\n", ["_2014", "_2015"], ["_2014", "_2015"]).header == 1
    assert layout("Country Name,2014,2015\nX,1,2\n", ["c", "y2014", "y2015"], ["y2014", "y2015"]).header == 1
    assert layout("2014,2015\n2015,2014\n", ["a", "b"], ["a", "b"]).header is None
    assert layout("2014,2014\n1,2\n", ["a", "b"], ["a", "b"]).header is None
    assert refusal("X,2014,2015\nX,1,2\n", ["c", "a", "b"], ["a", "b"]) == (
        's.csv:1: "2014" can be a year that names a column, or a number in a row; delete a header, or give names with '
        "the years as data.columns, such as y2014; above a row, write another row"
    )


def test_names_given_in_another_order_than_in_the_file_are_refused() -> None:
    assert refusal("sw,sl,y\n1,2,3\n", ["sl", "sw", "y"], ["sl", "y"]) == (
        "s.csv:1: column 1: data.columns gives the name sw to column 2; give the names in the order of the file, or "
        "leave data.columns out"
    )
    assert refusal("sw,sl,other\n1,2,3\n", ["sl", "sw", "y"], ["sl", "y"]).startswith("s.csv:1: column 1: ")


@pytest.mark.parametrize(
    ("first", "named"),
    [
        ("2014,2015,2016", ["2014", "2016"]),
        ("country,2014,2015", ["2014", "2015"]),
        ("x,2014,y", ["y"]),
        ("_2014,b,c", []),
    ],
)
def test_a_header_with_numbers_is_one_if_the_scenario_names_a_column_of_it(
    first: str, named: list[str]
) -> None:
    assert layout(f"{first}\n1,2,3\n", named=named).header == 1


@pytest.mark.parametrize(
    ("first", "named", "message"),
    [
        (
            "1,2,3",
            [],
            "the first line holds numbers; begin with a line of column names, or give them as data.columns",
        ),
        (
            "1,2,3",
            ["a"],
            "the first line holds numbers; begin with a line of column names, or give them as data.columns",
        ),
        (
            "5.1,3.5x,1.4",
            [],
            'the first line holds a number, "5.1" in column 1; if it is a row, give the column names as data.columns; '
            "if it holds the column names, name those used as data.inputs and data.targets",
        ),
        (
            "setosa,3.5,?",
            ["petal"],
            'the first line holds a number, "3.5" in column 2; if it is a row, give the column names as data.columns; '
            "if it holds the column names, name those used as data.inputs and data.targets",
        ),
    ],
)
def test_a_first_line_with_numbers_is_not_taken_for_a_header_in_silence(
    first: str, named: list[str], message: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        layout(f"{first}\n1,2,3\n", named=named)
    assert str(caught.value) == f"s.csv:1: {message}"


@pytest.mark.parametrize(
    ("text", "header", "skipped"),
    [
        ("Marks of class 3b\nname,x,y\nJo,1,2\n", 2, (1,)),
        ("Marks of class 3b,,\nspring,,\n\nname,x,y\nJo,1,2\n", 4, (1, 2)),
        ("sep=,\nMarks\nx,y\n1,2\n", 3, (1, 2)),
        ("# by hand\nx,y\n1,2\n", 2, (1,)),
        ("# by hand, 2014\nx,y\n1,2\n", 2, (1,)),
        ("# x,y\n1,2\n", 1, ()),
        ("# from a program\n# x,y\n1,2\n", 2, (1,)),
        ("#,y\n1,2\n", 1, ()),
    ],
)
def test_titles_and_comments_above_the_header_are_left_out(
    text: str, header: int, skipped: tuple[int, ...]
) -> None:
    found = layout(text)
    assert (found.header, found.skipped) == (header, skipped)
    assert found.first[-1].cells[-1] == "2"
    assert found.columns.names[-1] == "y"


def test_a_row_with_one_text_or_number_is_no_title_if_the_names_are_given() -> None:
    found = layout("Iris,,\nIris,1,2\n", ["kind", "x", "y"], ["x", "y"])
    assert (found.header, found.skipped, len(found.first)) == (None, (), 2)
    assert refusal("5.1\nIris,1,2\n", ["kind", "x", "y"], ["x", "y"]).startswith("s.csv:1: ")
    assert refusal("Iris,1,2\n5.1\nIris,1,2\n", ["kind", "x"], ["x"]).startswith(
        "s.csv:1: the file has 3 columns"
    )


def test_a_note_beside_a_table_whose_header_ends_in_a_delimiter_makes_no_row_names() -> None:
    found = layout("id,x,y,\n1,2,3,see below\n2,3,4,see above\n", named=["x", "y"])
    assert (found.row_names, found.columns.names[:3]) == (False, ("id", "x", "y"))


def test_a_title_of_several_cells_is_told() -> None:
    assert refusal("Marks,spring\nname,x,y,z\nJo,1,2,3\n") == (
        "s.csv:1: this line has 2 cells, and the lines below it have 4; delete this line if it is a title; if the "
        "lines below begin with a row name, begin this line with another delimiter"
    )


@pytest.mark.parametrize(
    ("body", "row_names"),
    [
        ("1,230.1,37.8\n2,44.5,39.3\n", True),
        ("Jo,230.1,37.8\nAl,44.5,39.3\n", True),
        ("Jo,230.1,37.8\n", True),
        ("230.1,37.8\n44.5,39.3\n", False),
        ("230.1,37.8,\n44.5,39.3,\n", False),
    ],
)
def test_a_header_one_cell_short_belongs_to_rows_with_row_names(body: str, row_names: bool) -> None:
    for text, width in ((f"x,y\n{body}", 2), (f'"x","y"\n{body}', 2)):
        found = layout(text)
        assert found.row_names is row_names
        assert found.columns.names == (("column_1", "x", "y") if row_names else ("x", "y"))
        assert len(found.columns.names) == width + row_names
    assert layout(f"x,y\n{body}", ["id", "x", "y"][not row_names :], ["x"]).row_names is row_names


def test_a_decimal_comma_between_commas_makes_no_row_names() -> None:
    for body in ("1,5,2\n2,5,3\n4,5,4\n", "1,5,2\n"):
        message = refusal(f"x,y\n{body}")
        assert message.startswith("s.csv:1: this line has 2 cells, and the lines below it have 3; ")


def test_the_first_row_of_a_file_without_header_is_no_header_with_row_names() -> None:
    assert refusal("a,1\nb,1,2\nc,1,2\n", ["id", "x", "y"], ["x", "y"]).startswith(
        "s.csv:1: the file has 2 columns"
    )


def test_empty_columns_at_the_end_are_no_columns_unless_they_are_named() -> None:
    found = layout("x,y,,\n1,2,,\n")
    assert found.columns.names == ("x", "y", "column_3", "column_4")
    assert found.columns.apart == {2, 3}
    assert layout("x,y,,\n1,2,,\n", ["a", "b"], ["a", "b"]).columns.names == ("a", "b")
