"""Whatever a file holds, it is a scenario or an error in plain lines; never a traceback, never a hang."""

from __future__ import annotations

import copy
import math
import random
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scenarios.bundled import bundled, content_of
from scenarios.errors import ScenarioError
from scenarios.loading import Loaded, load
from tests.scenarios.texts import EVERYTHING, FUNCTION, NETWORK


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


def opened(content: bytes, folder: Path) -> Loaded | None:
    """What loading gives: a scenario, or None after an error whose lines are plain."""
    path = folder / "x.toml"
    path.write_bytes(content)
    try:
        return load(path)
    except ScenarioError as error:
        told = str(error).split("\n")
    assert all(line.startswith(f"{folder}") for line in told)
    assert all(line.isprintable() and len(line) < 2000 for line in told)
    assert not any("Input should" in line for line in told)  # pydantic's words are not ours
    return None


WHOLE = [content_of(name) for name in bundled()] + [NETWORK.encode(), FUNCTION.encode()]


@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf")
@example(b"\x00")
@example(b"a" * 100_000)
@example(b"[" * 100_000)
@example(b"x = " + b"{a = " * 50_000)
@example(b"a." * 100_000 + b"a = 1")
@example(b"[" + b"a." * 100_000 + b"a]")
@example(b"x = 0x" + b"f" * 100_000)
@example(b"x = 1" + b"_1" * 100_000)
@example(b"x = 1e999999999")
@example(b"x = 9999-99-99")
def test_any_bytes_are_told(folder: Path, content: bytes) -> None:
    assert opened(content, folder) is None


@given(st.data())
def test_a_file_with_bytes_changed_is_a_scenario_or_told(folder: Path, data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(WHOLE)))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.integers(0, 6))
        content[place : place + length] = data.draw(
            st.binary(max_size=4)
            | st.sampled_from([b"{", b"}", b'"', b"\n[", b"[[", b"=", b"9" * 30, b"-", b"."])
        )
    opened(bytes(content), folder)


# Documents that are valid TOML but for one thing or some -----------------------------------------------------


def text_in_toml(text: str) -> str:
    """The text as a basic string; all but plain letters are escaped."""
    plain = (
        letter if " " <= letter < "\x7f" and letter not in '"\\' else f"\\U{ord(letter):08x}"
        for letter in text
    )
    return '"' + "".join(plain) + '"'


def toml(value: Any) -> str:
    """The value as TOML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{text_in_toml(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return text_in_toml(value) if isinstance(value, str) else str(value).lower()


def document_text(document: dict[str, Any]) -> str:
    return "".join(f"{text_in_toml(key)} = {toml(value)}\n" for key, value in document.items())


DOCUMENTS = [tomllib.loads(content.decode()) for content in WHOLE]

LETTERS = st.characters(exclude_categories=["Cs"])
ODD: st.SearchStrategy[Any] = (
    st.sampled_from(
        [
            *(0, 1, -1, 2, 10**9, 10**12, 2**63, 10**30, 10**400),
            *(0.0, -0.0, 0.5, 1e308, -1e308, 5e-324, math.inf, -math.inf, math.nan),
            *(
                True,
                False,
                "",
                " ",
                "x",
                "all",
                "end",
                "sgd",
                "softmax",
                "bce",
                "cross_entropy",
                "function",
                "network",
            ),
            *(
                "x" * 3000,
                "\x1b[31m",
                "\u202e",
                "{loss",
                "{loss:9}",
                "((((",
                "x**x**x",
                "1/0 > 0",
                "not loss < 1",
                "*",
            ),
            *(
                [],
                {},
                [[]],
                [[[]]],
                {"": 1},
                [1, "a"],
                [[1, 2], [3]],
                {"name": "adam"},
                {"method": "pinned numbers"},
            ),
            *(
                [{"units": 10**6}],
                [{"units": 1}] * 200,
                {"name": "spiral", "n": 3},
                {"epoch": 1},
                {"x": {"y": 1}},
            ),
            *("/etc/passwd", "../x.toml", "x.toml", "/dev/zero", "a\0b"),
        ]
    )
    | st.integers()
    | st.floats()
    | st.text(LETTERS, max_size=8)
    | st.recursive(st.integers(0, 3), lambda inner: st.lists(inner, max_size=2), max_leaves=6)
)
NAMES = (
    st.sampled_from(
        ["format", "kind", "title", "data", "rows", "file", "generator", "columns", "inputs", "targets"]
    )
    | st.sampled_from(
        ["standardize", "test_fraction", "network", "layers", "units", "activation", "bias", "initial"]
    )
    | st.sampled_from(
        ["method", "weights", "biases", "value", "loss", "name", "scale", "training", "epochs", "steps"]
    )
    | st.sampled_from(
        ["batch_size", "order", "seed", "frozen", "optimizer", "learning_rate", "momentum", "schedule"]
    )
    | st.sampled_from(
        ["every", "factor", "stop", "when", "patience", "function", "expression", "where", "start"]
    )
    | st.sampled_from(
        ["domain", "compare", "label", "set", "cue", "at", "step", "say", "focus", "pause", "knob"]
    )
    | st.sampled_from(["ask", "text", "answer", "choices", "tolerance", "x", "lerning_rate"])
    | st.text(LETTERS, max_size=4)
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a document."""
    found: list[tuple[Any, Any]] = []
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in entries:
        found.append((value, key))
        if isinstance(inner, dict | list):
            found += places(inner)
    return found


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """A valid document with some keys dropped, renamed, added, moved, or given other values."""
    document: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(DOCUMENTS)))
    for _ in range(draw(st.integers(1, 4))):
        found = places(document)
        container, key = found[draw(st.integers(0, len(found) - 1))] if found else (document, "x")
        action = draw(st.sampled_from(["drop", "rename", "replace", "add", "copy"]))
        if action == "replace" or not found:
            container[key] = copy.deepcopy(draw(ODD))
        elif action == "drop":
            del container[key]
        elif action == "copy":
            other, place = found[draw(st.integers(0, len(found) - 1))]
            container[key] = copy.deepcopy(other[place])
        elif isinstance(container, dict):
            container[draw(NAMES)] = container.pop(key) if action == "rename" else copy.deepcopy(draw(ODD))
    return document


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt())
def test_a_spoilt_scenario_is_a_scenario_or_told(folder: Path, document: dict[str, Any]) -> None:
    opened(document_text(document).encode(), folder)


@given(
    st.sampled_from(DOCUMENTS),
    st.dictionaries(st.lists(NAMES, min_size=1, max_size=4).map(".".join), ODD, min_size=1, max_size=3),
)
def test_any_compared_settings_are_a_run_or_told(
    folder: Path, document: dict[str, Any], changes: dict[str, Any]
) -> None:
    compare = [{"label": "other", "set": changes}]
    opened(document_text({**document, "compare": compare}).encode(), folder)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_written_on_single_lines_is_still_valid(folder: Path, document: dict[str, Any]) -> None:
    # Else the tests above would spoil what is spoilt already.
    assert opened(document_text(document).encode(), folder) is not None


@pytest.mark.parametrize("value", [3, "x", True, [], [1], {}, {"a": 1}], ids=repr)
@pytest.mark.parametrize("text", [EVERYTHING, FUNCTION], ids=["network", "function"])
def test_a_value_of_any_other_kind_is_accepted_or_told_wherever_it_stands(
    folder: Path, text: str, value: Any
) -> None:
    whole = tomllib.loads(text)
    for place in range(len(places(whole))):
        document = copy.deepcopy(whole)
        container, key = places(document)[place]
        container[key] = copy.deepcopy(value)
        opened(document_text(document).encode(), folder)


def test_deeply_nested_values_are_told_or_accepted_at_every_depth(folder: Path) -> None:
    for depth in [*range(1, 40), 80, 160, 320, 640, 1280]:
        value = "[" * depth + "1" + "]" * depth
        table = "{a = " * depth + "1" + "}" * depth
        for text in (
            NETWORK.replace("[[1, 2], [3, 4]]", value),
            NETWORK + f'[[compare]]\nlabel = "a"\nset = {{ "data.rows" = {value} }}\n',
            NETWORK + f'[[compare]]\nlabel = "a"\nset = {table}\n',
            NETWORK + f"[[cue]]\nstep = 1\nset = {table}\n",
        ):
            assert opened(text.encode(), folder) is None


def test_large_files_of_every_kind_of_nonsense_are_told(folder: Path) -> None:
    rng = random.Random(1)
    pieces = [
        "[[cue]]\n",
        "a = 1\n",
        "[[compare]]\n",
        "set = {}\n",
        "say = '{loss}'\n",
        "[x]\n",
        "# \n",
        "'\n",
        '"""\n',
    ]
    for _ in range(5):
        text = "\n".join(rng.choices(pieces, [9, 1, 9, 1, 5, 1, 9, 0.01, 0.01], k=3000))
        assert opened(text.encode(), folder) is None
