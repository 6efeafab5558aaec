"""The budget of a TOML text: what is too much is refused before it is parsed, and nothing else is."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from scenarios.budget import MAX_ENTRIES, MAX_KEY_PARTS, MAX_NUMBER_LENGTH, excess_in
from scenarios.faults import Faulty
from scenarios.fields import Array, Named, Part
from scenarios.settings import value_from, with_settings

_DEEP = f"a key has more than {MAX_KEY_PARTS} parts"
_LONG = f"a number has more than {MAX_NUMBER_LENGTH} characters"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (".".join("a" * 33) + " = 1", 1, _DEEP),
        ("\n\n" + ".".join(['"a"'] * 33) + " = 1", 3, _DEEP),
        (".".join(['"\\u0061\\""'] * 33) + " = 1", 1, _DEEP),
        (".".join(["'a.b'"] * 33) + " = 1", 1, _DEEP),
        ('x = """\n\n"""\n[' + " . ".join("a" * 33) + "]", 4, _DEEP),
        ("x = { " + ".".join("a" * 33) + " = 1 }", 1, _DEEP),
        ("x = 1\ny = 0x" + "f" * 400, 2, _LONG),
        ("x = [1, -" + "9" * 401 + "]", 1, _LONG),
        ("x = 1." + "0" * 400, 1, _LONG),
        ("x = [" + "0," * MAX_ENTRIES + "]", None, "more than 200,000 keys, values and tables"),
        ("[[a]]\n" * (MAX_ENTRIES // 2 + 1), None, "more than 200,000 keys, values and tables"),
    ],
)
def test_what_is_too_much_is_told_with_its_line(text: str, line: int | None, message: str) -> None:
    excess = excess_in(text)
    assert excess is not None
    assert excess.line == line
    assert excess.message.startswith(message)


@pytest.mark.parametrize(
    "text",
    [
        ".".join("a" * 32) + " = 1",
        "x = '" + "a." * 50 + "'",
        'x = """\n' + "a." * 50 + '"""',
        'x = "' + '\\"a.' * 50 + '"',
        "x = 1 # " + "a." * 50,
        "x = '" + "9" * 500 + "'",
        "x" * 500 + " = 1",
        "x = [" + "1," * 1000 + "]",
        "x = '" + "=" * (MAX_ENTRIES + 1) + "'",
        "# " + "," * (MAX_ENTRIES + 1),
        "x = '''" + "[" * (MAX_ENTRIES + 1) + "'''",
    ],
)
def test_what_stands_in_texts_and_comments_does_not_count(text: str) -> None:
    assert excess_in(text) is None
    tomllib.loads(text)


@settings(max_examples=200)
@given(st.text("\"'\\\n#a.=[1", max_size=60))
def test_a_key_that_tomllib_reads_is_measured_as_it_reads_it(text: str) -> None:
    """The text before a deep key never hides it, where tomllib gets as far."""
    try:
        tomllib.loads(text + "\n")
    except tomllib.TOMLDecodeError:
        return
    assert excess_in(text + "\n" + ".".join(["q"] * 33) + " = 1") is not None


def test_settings_keep_to_the_same_budget() -> None:
    assert value_from("9" * 400) == int("9" * 400)
    for text in ("9" * 401, "0x" + "f" * 1000, "{" + ".".join("a" * 40) + " = 1}"):
        assert value_from(text) == text
    with pytest.raises(Faulty) as caught:
        with_settings({}, {".".join("a" * 33): 1})
    assert caught.value.faults[0].message == _DEEP


# Findings


class _Row(Part):
    n: int


class _Whole(BaseModel):
    rows: Array[Array[float]] = ()
    parts: Array[_Row] = ()
    named: Named[float] = {}


def _findings(**given: Any) -> list[tuple[int | str, ...]]:
    with pytest.raises(ValidationError) as caught:
        _Whole.model_validate(given)
    return [finding["loc"] for finding in caught.value.errors()]


def test_the_first_faults_of_a_long_list_are_found_at_their_places() -> None:
    assert _findings(rows=[[1.0]] * 1700 + [["a"]] + [[1.0]]) == [("rows", 1700, 0)]
    assert _findings(rows=[[1.0], [0.0] * 600 + ["a", "b"]]) == [("rows", 1, 600), ("rows", 1, 601)]
    assert _findings(parts=[{"n": 1}] * 1200 + [{"n": "x"}]) == [("parts", 1200, "n")]
    assert len(_findings(rows=[["a"]] * 5000)) == 500
    assert len(_findings(named={f"a{number}": "x" for number in range(5000)})) == 500
    assert len(_findings(parts=[{f"a{number}": 1 for number in range(5000)} | {"n": 1}])) == 500


def test_a_long_list_without_faults_stays_as_it_is() -> None:
    rows = [[float(number)] for number in range(1234)]
    named = {f"a{number}": float(number) for number in range(1234)}
    whole = _Whole.model_validate({"rows": rows, "named": named})
    assert whole.rows == tuple(map(tuple, rows))
    assert whole.named == named
