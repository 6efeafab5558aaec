"""On which lines keys are found, in all the ways in which TOML lets them be written."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.errors import Key
from scenarios.locating import lines_of

TEXT = '''\
# a comment with = and [brackets]
plain = 1
"quoted key" = 2   # "another" comment
'literal' = 3
dotted . key."last part" = 4
"esc\\u0061ped" = 5

[table]
text = "a \\" # not a comment"
long = """
inner = 1 ""
[not.a.table]
"""
raw = \'\'\'
raw_inner = '1'
\'\'\'
after = true

[table.sub]
array = [ # comment ]
    1,
    "two ]",
    [3.5, 2024-01-01 10:00:00],
    { a = 1, b.c = [
        4,
    ] },
]
inline = { x = { y = "}" }, z = 1 }
empty = [ ]

[[list]]
name = "first"
[[list.inner]]
deep = 1
[[list.inner]]
deep = 2
[list.inner.table]
key = 1
[[list]]
name = "second"
inner = []
[ "table" . 'spaced' ]
end = """four quotes""""
last = \'\'\'five quotes\'\'\'\'\'
final = 1'''

WHERE: dict[Key, int] = {
    (): 1,
    ("plain",): 2,
    ("quoted key",): 3,
    ("literal",): 4,
    ("dotted",): 5,
    ("dotted", "key", "last part"): 5,
    ("escaped",): 6,
    ("table",): 8,
    ("table", "text"): 9,
    ("table", "long"): 10,
    ("table", "raw"): 14,
    ("table", "after"): 17,
    ("table", "sub"): 19,
    ("table", "sub", "array"): 20,
    ("table", "sub", "array", 0): 21,
    ("table", "sub", "array", 1): 22,
    ("table", "sub", "array", 2): 23,
    ("table", "sub", "array", 2, 1): 23,
    ("table", "sub", "array", 3): 24,
    ("table", "sub", "array", 3, "b", "c", 0): 25,
    ("table", "sub", "inline"): 28,
    ("table", "sub", "inline", "x", "y"): 28,
    ("table", "sub", "inline", "z"): 28,
    ("table", "sub", "empty"): 29,
    ("list",): 31,
    ("list", 0): 31,
    ("list", 0, "name"): 32,
    ("list", 0, "inner"): 33,
    ("list", 0, "inner", 0): 33,
    ("list", 0, "inner", 0, "deep"): 34,
    ("list", 0, "inner", 1): 35,
    ("list", 0, "inner", 1, "deep"): 36,
    ("list", 0, "inner", 1, "table", "key"): 38,
    ("list", 1): 39,
    ("list", 1, "name"): 40,
    ("list", 1, "inner"): 41,
    ("table", "spaced"): 42,
    ("table", "spaced", "end"): 43,
    ("table", "spaced", "last"): 44,
    ("table", "spaced", "final"): 45,
}


def test_every_way_of_writing_a_key_is_found() -> None:
    tomllib.loads(TEXT)
    assert lines_of(TEXT, WHERE) == WHERE


@pytest.mark.parametrize("key", WHERE)
def test_a_key_is_found_whatever_else_is_asked_for(key: Key) -> None:
    assert lines_of(TEXT, [key]) == {key: WHERE[key]}


def test_windows_line_ends_count_once() -> None:
    assert lines_of(TEXT.replace("\n", "\r\n"), WHERE) == WHERE


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("table", "sub", "missing"), 19),
        (("table", "sub", "array", 2, 9), 23),
        (("table", "sub", "array", 9), 20),
        (("list", 1, "inner", 0, "deep"), 41),
        (("plain", "deeper"), 2),
        (("missing",), 1),
    ],
)
def test_a_key_that_is_not_there_is_on_the_line_of_what_encloses_it(key: Key, line: int) -> None:
    assert lines_of(TEXT, [key]) == {key: line}


KEYS = st.sampled_from(["a", "b", "long-key", "1"]) | st.text("ab\"'\\. =#[]{}\n\té\x00", max_size=4)
SCALARS = (
    st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(allow_nan=False)
    | st.text("ab\"'\\\n#[]{},= \r\té", max_size=8)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=4)


def quoted(text: str) -> str:
    letters = {'"': '\\"', "\\": "\\\\"}
    return (
        '"'
        + "".join(
            letters.get(letter) or (letter if letter.isprintable() else f"\\u{ord(letter):04x}")
            for letter in text
        )
        + '"'
    )


class Writer:
    """Writes documents as TOML, in styles drawn at random, and knows on which line each key went."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.text = ""
        self.lines: dict[Key, int] = {}

    def chance(self) -> bool:
        return self.draw(st.booleans())

    def put(self, text: str) -> None:
        self.text += text

    def note(self, key: Key) -> None:
        self.lines.setdefault(key, self.text.count("\n") + 1)

    def key(self, name: str) -> None:
        bare = name != "" and name.isascii() and name.replace("-", "").isalnum()
        self.put(name if bare and self.chance() else quoted(name))

    def table(self, table: dict[str, Any], home: Key) -> None:
        simple = {
            name: value for name, value in table.items() if not isinstance(value, dict) or self.chance()
        }
        for name, value in simple.items():
            if self.chance():
                self.put("\n# [x] = 1\n")
            self.note((*home, name))
            self.key(name)
            self.put(" = ")
            self.value(value, (*home, name))
            self.put("\n")
        for name in table.keys() - simple.keys():
            self.note((*home, name))
            self.put("[ ")
            for place, step in enumerate((*home, name)):
                self.put(" . " if place else "")
                self.key(str(step))
            self.put(" ] # ]\n")
            self.table(table[name], (*home, name))

    def value(self, value: Any, key: Key) -> None:
        if isinstance(value, dict):
            self.put("{ ")
            for place, (name, inner) in enumerate(value.items()):
                self.put(", " if place else "")
                self.note((*key, name))
                self.key(name)
                self.put("=")
                self.value(inner, (*key, name))
            self.put(" }")
        elif isinstance(value, list):
            self.put("[")
            for place, inner in enumerate(value):
                self.put("\n # ]\n" if self.chance() else "")
                self.note((*key, place))
                self.value(inner, (*key, place))
                self.put(", ")
            self.put("]")
        elif isinstance(value, str):
            plain = "'" not in value and "\r" not in value and value.isprintable()
            if "\n" in value and self.chance():
                self.put(
                    '"""\n' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "\\r") + '"""'
                )
            else:
                self.put(f"'{value}'" if plain and self.chance() else quoted(value))
        else:
            self.put(str(value).lower())


@st.composite
def written(draw: st.DrawFn) -> tuple[str, dict[Key, int]]:
    writer = Writer(draw)
    writer.table(draw(DOCUMENTS), ())
    return writer.text, writer.lines


@given(written())
def test_keys_of_any_document_are_found_where_they_were_written(case: tuple[str, dict[Key, int]]) -> None:
    text, lines = case
    tomllib.loads(text)
    assert lines_of(text, lines) == lines


def test_a_comment_may_follow_a_table_s_name_at_once() -> None:
    assert lines_of("[a]#[[b]]\n[b]\nx = 1\n", [("b", "x"), ("a", "y")]) == {("b", "x"): 3, ("a", "y"): 1}


def test_what_is_not_there_at_all_is_on_the_first_line_even_if_that_is_blank() -> None:
    assert lines_of("\n\na = 1\n", [("b",)]) == {("b",): 1}
