"""The JSON schema of scenario files, for completion, documentation and checks in editors."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from scenarios.format import FunctionScenario, NetworkScenario

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _WithoutTitles(GenerateJsonSchema):
    """A generator without titles of fields, which would repeat the keys."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema() -> dict[str, Any]:
    """The schema of format 1: keys, types and ranges. Consistency is checked by `gradstep check`."""
    either = TypeAdapter[Any](Annotated[NetworkScenario | FunctionScenario, Field(discriminator="kind")])
    document = _without_null(either.json_schema(schema_generator=_WithoutTitles))
    head = {
        "$schema": _DIALECT,
        "title": "gradstep scenario",
        "description": "A scenario for gradstep, format 1.",
    }
    return {**head, **document}


def _without_null(node: Any) -> Any:
    """The schema without null, which TOML does not have; optional keys are left out instead."""
    if isinstance(node, list):
        return [_without_null(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _without_null(value) for key, value in node.items() if value is not None}
    options = kept.get("anyOf")
    if isinstance(options, list) and {"type": "null"} in options:
        (other,) = (option for option in options if option != {"type": "null"})
        del kept["anyOf"]
        kept |= other
    return kept
