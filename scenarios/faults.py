"""Faults of a document by key, with pydantic's findings in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from engine.objectives.spelling import nearest, normal
from engine.objectives.terms import SAME
from scenarios.errors import Key, Problem, key_text
from scenarios.fields import Choice, Part, TableChoice
from scenarios.format import FunctionScenario, NetworkScenario
from scenarios.format_network import Initial, PinnedStart
from scenarios.format_training import FunctionTraining, NetworkTraining
from scenarios.wording import counted, described, listed, quoted, suggestion

_MAX_FINDINGS = 200
"""Findings that are reported at most."""


class Fault(NamedTuple):
    """One fault: its key, and what is wrong."""

    key: Key
    message: str


class Faulty(Exception):
    """An invalid document or data file."""

    def __init__(self, faults: list[Fault], problems: tuple[Problem, ...] = ()) -> None:
        self.faults = faults
        """The faults of the document."""
        self.problems = problems
        """The problems of the data file."""


def repeated(names: Sequence[str], key: Key, inner: Key = ()) -> Iterator[Fault]:
    """Faults for names that occur twice."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            yield Fault((*key, index, *inner), f"{quoted(name)} is already used; choose another")
        seen.add(name)


def faults_in(error: ValidationError, kind: type[Part], document: Mapping[str, Any]) -> list[Fault]:
    """Pydantic's findings in a document of this kind, as faults."""
    details = error.errors(include_url=False)[:_MAX_FINDINGS]
    return [fault for detail in details if (fault := _fault(detail, kind, document)) is not None]


def _fault(detail: ErrorDetails, kind: type[Part], document: Mapping[str, Any]) -> Fault | None:
    key, given = _locate(detail["loc"], document)
    context: Mapping[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return Fault((*key, detail["loc"][-1]), "required, but not given")
        case "extra_forbidden":
            name = str(detail["loc"][-1])
            return Fault(key, _unknown(_part_at(kind, detail["loc"][:-1], document), name, kind))
        case "union_tag_invalid":
            return _no_choice(key, given, _part_at(kind, detail["loc"], document), context["expected_tags"])
        case "too_short" if len(given) >= context["min_length"]:
            return None  # the faults of its items are reported by themselves
    wanted = _MESSAGES.get(detail["type"])
    return Fault(key, wanted(context, given) if wanted else detail["msg"])


def _locate(location: tuple[str | int, ...], document: Mapping[str, Any]) -> tuple[Key, Any]:
    """A finding's key in the document, and the value there; pydantic's locations also contain tags of parts."""
    key: Key = ()
    here: Any = document
    for step in location:
        if step in here if isinstance(here, dict) else isinstance(step, int):
            key, here = (*key, step), here[step]
    return key, here


# Messages for pydantic's types of findings -----------------------------------------------------------------


def _bound(value: float) -> str:
    return f"{value:,.0f}"  # all bounds of the format are whole numbers


def _expected(what: str) -> Callable[[Mapping[str, Any], Any], str]:
    return lambda context, given: f"expected {what}, got {described(given)}"


def _limited(words: str, name: str) -> Callable[[Mapping[str, Any], Any], str]:
    return lambda context, given: f"expected a number {words} {_bound(context[name])}, got {described(given)}"


def _literal(context: Mapping[str, Any], given: Any) -> str:
    wanted = str(context["expected"]).replace("'", '"')
    return _one_of(wanted, re.findall('"([^"]*)"', wanted), given)


def _one_of(wanted: str, names: list[str], given: Any) -> str:
    near = nearest(given, names) if isinstance(given, str) else None
    return f"expected {wanted}, got {described(given)}" + (f"; did you mean {near}?" if near else "")


_MESSAGES: Mapping[str, Callable[[Mapping[str, Any], Any], str]] = {
    "string_type": _expected("text in quotes"),
    "float_type": _expected("a number"),
    "finite_number": _expected("a finite number"),
    "int_type": _expected("a whole number"),
    "bool_type": _expected("true or false"),
    "tuple_type": _expected("a list"),
    "dict_type": _expected("a table"),
    "model_type": _expected("a table"),
    "literal_error": _literal,
    "greater_than": _limited("above", "gt"),
    "greater_than_equal": _limited("of at least", "ge"),
    "less_than": _limited("below", "lt"),
    "less_than_equal": _limited("of at most", "le"),
    "too_short": lambda context, given: (
        f"expected at least {counted(context['min_length'], 'entry', 'entries')}, got {len(given)}"
    ),
    "too_long": lambda context, given: (
        f"expected at most {counted(context['max_length'], 'entry', 'entries')}, got {len(given):,}"
    ),
    "string_too_short": _expected("some text"),
    "value_error": lambda context, given: str(context["error"]),
}


# Unknown keys and unknown choices --------------------------------------------------------------------------


def _alternatives(annotation: Any) -> list[Any]:
    """The types that a value of this annotation may have."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _alternatives(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [alternative for member in get_args(annotation) for alternative in _alternatives(member)]
    if isinstance(annotation, type) and issubclass(annotation, TableChoice) and annotation.is_base():
        return list(annotation.kinds().values())
    return [annotation]


def parts_of(choice: Any) -> list[type[Part]]:
    """The parts that a name or method selects from."""
    return _alternatives(choice)


def _part_at(kind: type[Part], location: tuple[str | int, ...], document: Mapping[str, Any]) -> type[Part]:
    """The part at a location of the format, as the document selects it."""
    here: Any = kind
    value: Any = document
    for step in location:
        if isinstance(step, int):
            here = get_args(_alternatives(here)[0])[0]
        else:
            tagged = (part for part in _alternatives(here) if f"<{getattr(part, 'called', None)}>" == step)
            here = next(tagged, None) or _selected(here, value).model_fields[step].annotation
        if step in value if isinstance(value, dict) else isinstance(step, int):
            value = value[step]
    return _selected(here, value)


def _selected(annotation: Any, value: Any) -> type[Part]:
    """The part that a value selects; the first alternative if it selects none."""
    part: type[Part] = _alternatives(annotation)[0]
    return (part.kind_of(value) if issubclass(part, TableChoice) else None) or part


def _is_part(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Part)


def _no_choice(key: Key, given: Any, part: type[Part], expected: str) -> Fault:
    """The fault of a table whose name or method is unknown, or of a value that is not a table."""
    if not issubclass(part, Choice):
        example = 'a moment such as { epoch = 1, row = 1 }, or "start" or "end"'
        return Fault(key, f"expected {example}, got {described(given)}")
    if not isinstance(given, dict):
        return Fault(key, f"expected a table, got {described(given)}")
    names = [name for name in re.findall("<([^>]*)>", expected) if name != PinnedStart.called]
    return Fault((*key, part.selector), _one_of(listed(map(quoted, names)), names, given[part.selector]))


_RELATED: tuple[tuple[type[Part], ...], ...] = (
    (NetworkScenario, FunctionScenario),
    (NetworkTraining, FunctionTraining),
    tuple(parts_of(Initial)),
)
"""Alternative parts: a key that one of them lacks may belong to another."""


def _related(part: type[Part]) -> tuple[type[Part], ...]:
    """The alternatives to a part, including the part itself."""
    if issubclass(part, TableChoice):
        return tuple(part.kinds().values())
    return next((group for group in _RELATED if part in group), ())


_ADVICE: Mapping[tuple[type[Part], str], str] = {
    (NetworkTraining, "steps"): "a network counts epochs; give epochs in place of steps",
    (FunctionTraining, "epochs"): "a function counts steps; give steps in place of epochs",
    (PinnedStart, "method"): "give a method or pinned numbers (weights, biases), not both",
}


_WRITTEN: Mapping[str, str] = {
    "shuffle": 'order = "shuffle" in training',
    "fullbatch": 'batch_size = "all" in training',
    "nesterov": 'name = "nesterov" in training.optimizer',
}
"""Keys of other libraries, in normal form, that are values of a key here."""


def _unknown(part: type[Part], name: str, kind: type[Part]) -> str:
    """The message about a key that a part does not have."""
    if (part, name) in _ADVICE:
        return _ADVICE[part, name]
    owners = [relative.called for relative in _related(part) if name in relative.model_fields]
    if owners:
        return (
            f"{part.called} has no {name}; {listed(owners, 'and')} {'has' if len(owners) == 1 else 'have'} it"
        )
    near = nearest(name, part.model_fields)
    if near is not None:
        return f"unknown key; did you mean {near}?"
    homes = dict.fromkeys(key_text(home) for home, key in _keys_of(kind) if key == name)
    if "" in homes:
        return "unknown key here; it belongs at the top of the file, before any table"
    if homes:
        return f"unknown key here; it belongs in {listed(homes)}"
    word = normal(name)
    # The steps of a schedule are another thing than those of a run.
    same = [(home, key) for home, key in _keys_of(kind) if key in SAME.get(word, ()) and key != "steps"]
    if word in _WRITTEN and kind is NetworkScenario:
        return f"unknown key; write {_WRITTEN[word]}"
    if same:
        places = dict.fromkeys(
            f"{key} in {key_text(home)}" if home else f"{key} at the top of the file" for home, key in same
        )
        return f"unknown key; did you mean {listed(places)}?"
    return f"unknown key{suggestion(name, part.model_fields)}"


def _keys_of(part: type[Part], home: Key = ()) -> Iterator[tuple[Key, str]]:
    """All keys of a part and of the parts in it, each with the key of its table."""
    for name, field in part.model_fields.items():
        yield home, name
        for alternative in _alternatives(field.annotation):
            for inner in _alternatives(
                get_args(alternative)[0] if get_origin(alternative) is tuple else alternative
            ):
                if _is_part(inner):
                    yield from _keys_of(inner, (*home, name))
