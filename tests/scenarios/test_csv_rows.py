"""Rows of a CSV file as text: what stands above the table, the delimiter, and the encoding."""

from __future__ import annotations

from itertools import chain

import pytest

from scenarios import csv_rows
from scenarios.csv_rows import rows_of_csv
from scenarios.errors import ScenarioError


def read(text: str | bytes) -> tuple[str, tuple[int, ...], list[tuple[int, list[str]]]]:
    rows = rows_of_csv(text if isinstance(text, bytes) else text.encode(), "s.csv")
    return rows.delimiter, rows.skipped, [(line.number, line.cells) for line in chain(rows.first, rows.rest)]


AB = ["a", "b"]


@pytest.mark.parametrize(
    ("text", "delimiter", "skipped", "begin"),
    [
        ("sep=;\na;b\n", ";", (1,), 2),
        ("sep=,\r\na,b\r\n", ",", (1,), 2),
        ("\ufeffSEP=;\na;b\n", ";", (1,), 2),
        ('"sep=;"\na;b\n', ";", (1,), 2),
        ("sep=;;;\na;b\n", ";", (1,), 2),
        ("sep=\t\na\tb\n", "\t", (1,), 2),
        ("\nsep=;\n\na;b\n", ";", (2,), 4),
        ("# made by hand, 2014\n# it's \"open\na;b\n", ";", (1, 2), 3),
        ("# one\n" * 200 + "a,b\n", ",", tuple(range(1, 201)), 201),
    ],
)
def test_lines_above_the_table_are_left_out_and_counted(
    text: str, delimiter: str, skipped: tuple[int, ...], begin: int
) -> None:
    assert read(text) == (delimiter, skipped, [(begin, AB)])


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b\n1,5;2,5\n", ";"),
        ("a\tb\n1,5\t2;5\n", "\t"),
        ("Marks; spring\na,b\n1,2\n", ","),
        ("Marks, spring\na;b\n1;2\n", ";"),
        ('"a;b",c\n1,2\n', ","),
        ('"a\n;\n;b",c\n1,2\n', ","),
    ],
)
def test_the_delimiter_is_the_one_that_most_lines_have(text: str, delimiter: str) -> None:
    # With as many commas as semicolons, the commas are decimal commas.
    assert read(text)[0] == delimiter


def test_a_hint_on_another_delimiter_is_told() -> None:
    with pytest.raises(ScenarioError) as caught:
        read("sep=|\na|b\n")
    assert str(caught.value) == (
        's.csv:1: the line says that "|" separates the columns; separate them with tabs, semicolons or commas'
    )


def test_lines_are_counted_within_quotes_and_below_many_lines() -> None:
    lines = read("# c\n" + 'a,"b\nb"\n' + "1,2\n" * 100 + "\n3,4\n")[2]
    assert lines[0] == (2, ["a", "b\nb"])
    assert lines[1][0] == 4
    assert lines[-1] == (105, ["3", "4"])


@pytest.mark.parametrize(
    ("content", "first"),
    [
        ("größe,€\n".encode(), ["größe", "€"]),
        ("größe,€\n".encode("cp1252"), ["größe", "€"]),
        ("größe,1’234\n".encode("cp1252"), ["größe", "1’234"]),
        (b"gr\xf6\x81e,b\n", ["grö\x81e", "b"]),
    ],
)
def test_text_is_utf_8_or_windows_1252_or_latin_1(
    content: bytes, first: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read(content)[2][0][1] == first
    monkeypatch.setattr(csv_rows, "_BYTES_DECODED_AT_ONCE", 1)
    assert read(content)[2][0][1] == first


def test_comments_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "_MAX_COMMENTS", 3)
    assert read("#\n#\n#\na,b\n")[1] == (1, 2, 3)
    with pytest.raises(ScenarioError, match=r"^s\.csv:4: more than 3 comments above the table; delete some$"):
        read("#\n#\n#\n#\na,b\n")


@pytest.mark.parametrize(("text", "line"), [("\n\n\n\na,b\n", 4), ("a,b\n\n,\n,,,\n\n1,2\n", 5)])
def test_blank_lines_without_end_are_refused(text: str, line: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "_MAX_BLANK_LINES", 3)
    with pytest.raises(ScenarioError, match=rf"^s\.csv:{line}: more than 3 lines are blank; delete them$"):
        read(text)
    monkeypatch.setattr(csv_rows, "_MAX_BLANK_LINES", 4)
    assert read(text)[2][0][1] == AB
