"""The JSON schema: it accepts what the loader accepts, and describes every key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scenarios.bundled import bundled, content_of
from scenarios.schema import schema
from tests.scenarios.texts import FUNCTION, NETWORK

NAMES = bundled()


def test_the_schema_is_a_valid_one() -> None:
    Draft202012Validator.check_schema(schema())
    assert list(schema())[:3] == ["$schema", "title", "description"]
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema()["title"] == "gradstep scenario"
    assert schema()["description"] == "A scenario for gradstep, format 1."


@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_file_is_valid_by_the_schema(name: str) -> None:
    Draft202012Validator(schema()).validate(tomllib.loads(content_of(name).decode()))


@pytest.mark.parametrize(
    "text",
    [
        NETWORK.replace("epochs", "epoch"),
        NETWORK.replace("epochs = 2", "epochs = 0"),
        NETWORK + '[training.optimizer]\nname = "adm"\n',
        NETWORK + "[training.optimizer]\nmomentum = 0.5\n",
        NETWORK.replace("units = 1", 'units = "1"'),
        FUNCTION.replace("function", "functional"),
        FUNCTION + '[[cue]]\nat = "begin"\n',
        FUNCTION + "[loss]\nscale = 2\n",
    ],
)
def test_the_schema_finds_misspelt_keys_and_wrong_values(text: str) -> None:
    assert not Draft202012Validator(schema()).is_valid(tomllib.loads(text))


@pytest.mark.parametrize("text", [NETWORK, FUNCTION, NETWORK + "[network.initial]\nweights = [[[1]]]\n"])
def test_the_schema_accepts_the_smallest_scenarios(text: str) -> None:
    Draft202012Validator(schema()).validate(tomllib.loads(text))


def every_property(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        for name, inner in node.get("properties", {}).items():
            yield name, inner
        for inner in node.values():
            yield from every_property(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from every_property(inner)


def test_the_schema_explains_every_key_and_knows_no_null() -> None:
    properties = list(every_property(schema()))
    assert len(properties) > 80
    assert [name for name, found in properties if "description" not in found] == []
    assert "'null'" not in str(schema())
    assert "None" not in str(schema())


def test_the_schema_repeats_no_key_as_its_title_and_tells_defaults() -> None:
    properties = dict(every_property(schema()))
    assert [name for name, found in properties.items() if "title" in found] == []
    assert properties["patience"]["default"] == 1
    assert properties["tolerance"] == {
        "description": "How far a typed number may be off; default: half a percent of the right one.",
        "minimum": 0,
        "type": "number",
    }


def test_the_schema_tells_networks_and_functions_apart_by_their_kind() -> None:
    assert schema()["discriminator"]["propertyName"] == "kind"
    assert len(schema()["oneOf"]) == 2
