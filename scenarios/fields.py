"""Field types and base classes of the scenario format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import Annotated, Any, ClassVar, Literal, TypeVar, cast, get_args, get_origin
from unicodedata import category

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, InitErrorDetails, PydanticKnownError
from pydantic_core.core_schema import no_info_plain_validator_function, tagged_union_schema

from engine.descent.quantities import SCALARS
from engine.objectives.tokens import RESERVED
from scenarios.wording import listed, plain, quoted

Item = TypeVar("Item")


class Part(BaseModel):
    """A table of the scenario file: frozen, without unknown keys and without type coercion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    called: ClassVar[str]
    """The part's name in messages, where there are alternatives."""

    @model_validator(mode="before")
    @classmethod
    def _with_few_unknown_keys(cls, given: object) -> object:
        """A table without the unknown keys beyond those that a message reports."""
        if not isinstance(given, dict) or len(given) <= _PART_LENGTH:
            return given
        unknown = islice((key for key in given if key not in cls.model_fields), _PART_LENGTH)
        return {key: given[key] for key in (*cls.model_fields, *unknown) if key in given}


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters, unusual line ends, and bidirectional control characters, which can disguise a text."""


MAX_LINE, MAX_PROSE = 1_000, 20_000
"""Characters of a line, and of a text of several lines, that are shown."""
MAX_MARKS = 30
"""Combining characters in a row: as many as the stream-safe text format of Unicode (UAX #15) has."""


def _prose(text: str) -> str:
    match = _CONTROL.search(text)
    if match is not None:
        raise ValueError(f"the control character {plain(match[0])} is not allowed in a text")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValueError("expected text on one line, without tabs")
    return _prose(text)


def _sized(text: str, max_characters: int) -> str:
    """Raise ValueError if a text that is shown is too long, or has too many marks on one letter."""
    if len(text) > max_characters:
        raise ValueError(f"expected at most {max_characters:,} characters, got {len(text):,}")
    marks = 0
    for letter in text:
        marks = marks + 1 if letter > "\x7f" and category(letter)[0] == "M" else 0
        if marks > MAX_MARKS:
            raise ValueError(f"expected at most {MAX_MARKS} combining characters in a row, got more")
    return text


def _short(text: str) -> str:
    return _sized(text, MAX_LINE)


def _readable(text: str) -> str:
    return _sized(text, MAX_PROSE)


def _not_blank(text: str) -> str:
    if all(letter.isspace() or category(letter) == "Cf" for letter in text):
        raise ValueError("expected some text, got none")
    return text


def _empty_or_not_blank(text: str) -> str:
    return _not_blank(text) if text else text


def label_text(text: str) -> str:
    """The text, if it is short, on one line, and has a visible character.

    Raises:
        ValueError: it is not.
    """
    return _not_blank(_one_line(_short(text)))


_NAME = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_QUANTITY = re.compile(r"w\d+_\d+_\d+|[bza]\d+_\d+")


def column_fault(name: str) -> str | None:
    """Why a column cannot have this name; None if it can."""
    if not _NAME.fullmatch(name):
        return f"{quoted(name)} is not a valid name; use the letters a to z, digits and _, beginning with a letter or _"
    if _QUANTITY.fullmatch(name):
        return f"{plain(name)} is the name of a quantity of the network"
    if name in RESERVED or name in SCALARS:
        return f"{name} has another meaning in formulas"
    return None


def _column(name: str) -> str:
    if (fault := column_fault(name)) is not None:
        raise ValueError(f"{fault}; choose another name")
    return name


_PART_LENGTH = 500
"""Entries that are checked at once: each faulty one takes a kilobyte, and a few are enough for a message."""


def _in_parts(given: Any, checked: ValidatorFunctionWrapHandler) -> Any:
    """A list or table, checked part by part up to the first part with faults."""
    if not isinstance(given, dict | list | tuple) or len(given) <= _PART_LENGTH:
        return checked(given)
    entries = list(given.items() if isinstance(given, dict) else given)
    checked_entries: list[Any] = []
    for first in range(0, len(entries), _PART_LENGTH):
        part = entries[first : first + _PART_LENGTH]
        if isinstance(given, dict):
            checked_entries += checked(dict(part)).items()
            continue
        try:
            checked_entries += checked(part)
        except ValidationError as error:
            raise _moved(error, first) from error
    return dict(checked_entries) if isinstance(given, dict) else tuple(checked_entries)


def _moved(error: ValidationError, by: int) -> ValidationError:
    """The findings in a part of a list, at their places in the whole."""
    findings = [
        InitErrorDetails(
            type=finding["type"],
            loc=(int(finding["loc"][0]) + by, *finding["loc"][1:]),
            input=finding["input"],
            ctx=finding.get("ctx", {}),
        )
        for finding in error.errors(include_url=False)
    ]
    return ValidationError.from_exception_data(error.title, findings)


Array = Annotated[tuple[Item, ...], Field(strict=False), WrapValidator(_in_parts)]
"""A TOML list, kept as a tuple."""

Named = Annotated[Mapping[str, Item], WrapValidator(_in_parts)]
"""A TOML table whose keys its author has chosen."""

Line = Annotated[str, AfterValidator(_one_line)]
"""Text on one line, without control characters."""

Written = Annotated[Line, AfterValidator(_not_blank)]
"""The same with at least one visible character."""

Heading = Annotated[
    str, AfterValidator(_short), AfterValidator(_one_line), AfterValidator(_empty_or_not_blank)
]
"""Text on one line to be shown; empty, or with at least one visible character."""

Label = Annotated[str, AfterValidator(label_text)]
"""Text on one line to be shown, with at least one visible character."""

Prose = Annotated[str, AfterValidator(_readable), AfterValidator(_prose), AfterValidator(_not_blank)]
"""Text on any number of lines to be shown, without control characters and with at least one visible character."""

Column = Annotated[str, AfterValidator(_column)]
"""A column's name: valid in formulas, and without another meaning there."""

Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, lt=1)]
"""A number from 0 up to, but not including, 1."""

MAX_COUNT = 1_000_000_000
Count = Annotated[int, Field(ge=1, le=MAX_COUNT)]
Seed = Annotated[int, Field(ge=0, le=2**32 - 1)]


class NameIn:
    """Annotation of a string field: a name in one of the engine's tables.

    The table is read whenever a value is checked or the JSON schema is made, so that an entry in it is all that a
    new name needs. Errors and schema are those of a `Literal` of the names.
    """

    def __init__(self, table: Mapping[str, object]) -> None:
        self.table = table

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_plain_validator_function(self._checked)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"enum": list(self.table), "type": "string"}

    def _checked(self, value: object) -> str:
        if isinstance(value, str) and value in self.table:
            return value
        raise PydanticKnownError("literal_error", {"expected": listed(map(repr, self.table))})


TRUTH = ("true", "false")
"""The values of a truth value, as they are written."""


def choices_of(field: FieldInfo) -> tuple[str, ...]:
    """The names that a field accepts; () if it accepts other values."""
    for annotation in field.metadata:
        if isinstance(annotation, NameIn):
            return tuple(annotation.table)
    if field.annotation is bool:
        return TRUTH
    return get_args(field.annotation) if get_origin(field.annotation) is Literal else ()


def chosen_by(key: str, default: str, implied_by: Mapping[str, str] | None = None) -> Discriminator:
    """A discriminator that selects the part tagged "<name>" by the value of `key`.

    A key in `implied_by` selects the part that it maps to. An unknown name, or a value that is not a table, selects
    no part, which is an error. The brackets distinguish tags from keys in pydantic's locations.
    """

    def choose(value: Any) -> str:
        if isinstance(value, Part):
            return f"<{value.called}>"
        if not isinstance(value, dict):
            return ""
        implied = next((called for name, called in (implied_by or {}).items() if name in value), None)
        return f"<{implied or value.get(key, default)}>"

    return Discriminator(choose)


class Choice(Part):
    """A part that is selected by its name or method."""

    selector: ClassVar[str] = "name"
    """The key that selects the part."""

    common: ClassVar[frozenset[str]] = frozenset()
    """Keys that all alternatives have, which are not part of `settings`."""

    def settings(self) -> Mapping[str, Any]:
        """The part's own keys and values, without those that are None."""
        apart = {self.selector} | self.common
        return {key: value for key, value in self if key not in apart and value is not None}


Kind = TypeVar("Kind", bound="TableChoice")


class TableChoice(Choice):
    """A part selected by a name in one of the engine's tables.

    A field annotated with a base class, which has no `called`, accepts every kind of it. The kinds are read
    whenever a value is checked or the JSON schema is made.
    """

    default: ClassVar[str]
    """The name of a table that gives none."""

    @classmethod
    def kinds(cls: type[Kind]) -> Mapping[str, type[Kind]]:
        """The parts by name, in the order of the engine's table."""
        raise NotImplementedError

    @classmethod
    def is_base(cls) -> bool:
        """Whether this is a base class and not one of its kinds."""
        return not hasattr(cls, "called")

    @classmethod
    def kind_of(cls: type[Kind], value: object) -> type[Kind] | None:
        """The kind that a table selects; None if it selects none, or is no table."""
        name = value.get(cls.selector, cls.default) if isinstance(value, dict) else None
        return cls.kinds().get(name) if isinstance(name, str) else None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_plain_validator_function(cls._validated) if cls.is_base() else handler(source)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        if not cls.is_base():
            return handler(schema)
        kinds = {name: _with_reference(kind) for name, kind in cls.kinds().items()}
        return handler(tagged_union_schema(kinds, discriminator=cls.kind_of))

    @classmethod
    def _validated(cls, value: object) -> TableChoice:
        if isinstance(value, cls):
            return value
        kind = cls.kind_of(value)
        if kind is None:
            expected = ", ".join(f"'<{name}>'" for name in cls.kinds())
            raise PydanticKnownError(
                "union_tag_invalid", {"discriminator": cls.selector, "tag": "", "expected_tags": expected}
            )
        return kind.model_validate(value)


def _with_reference(kind: type[Part]) -> CoreSchema:
    """A part's core schema with a reference, by which the JSON schema defines it once under its class's name."""
    reference = f"{kind.__module__}.{kind.__qualname__}:{id(kind)}"
    return cast(CoreSchema, {**kind.__pydantic_core_schema__, "ref": reference})
