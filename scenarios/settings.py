"""Changes of single settings by dotted keys, for compared runs, cues, and --set."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from scenarios.budget import MAX_KEY_PARTS, excess_in
from scenarios.errors import Key
from scenarios.faults import Fault, Faulty, parts_of
from scenarios.fields import Choice
from scenarios.format_network import Initial
from scenarios.format_updates import Optimizer, Schedule
from scenarios.number_input import InvalidNumber, parse_number
from scenarios.wording import counted, described, plain

_FIXED = ("format", "kind", "compare", "cue")
"""Keys that define the file, and are not settings of a run."""

_CHOICES: Mapping[Key, Any] = {
    ("training", "optimizer"): Optimizer,
    ("training", "schedule"): Schedule,
    ("network", "initial"): Initial,
}
"""Tables whose keys depend on their name or method."""

_SOURCES = ("rows", "file", "generator")


def flattened(settings: Mapping[str, Any], home: Key = ()) -> Iterator[tuple[Key, str, Any]]:
    """(key in the settings, dotted key, value) of each setting, including those in tables."""
    for name, value in settings.items():
        key = (*home, name)
        if isinstance(value, Mapping) and value:
            yield from flattened(value, key)
        else:
            yield key, ".".join(map(str, key)), value


def places_of(settings: Mapping[str, Any]) -> dict[str, Key]:
    """The key in the settings of each dotted key."""
    return {dotted: inner for inner, dotted, _ in flattened(settings)}


def setting_at(key: Key, places: Mapping[str, Key]) -> tuple[str, Key] | None:
    """The setting that contains a document's key: its dotted key, and its key in the settings; None if none does."""
    path = ".".join(str(step + 1) if isinstance(step, int) else step for step in key)
    return next(
        (setting for setting in places.items() if path == setting[0] or path.startswith(f"{setting[0]}.")),
        None,
    )


def value_from(text: str) -> object:
    """The value of a typed text: its TOML value, or a number as people write it (−2, 0,5 or 1/3), or else the text."""
    if excess_in(text) is not None:
        return text
    for written in dict.fromkeys((text, text.replace("−", "-"))):
        try:
            document = tomllib.loads(f"value = {written}")
        except (ValueError, RecursionError):
            continue
        if len(document) == 1:
            return document["value"]
    with suppress(InvalidNumber):
        return parse_number(text)
    return text


def with_settings(document: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """The document with other settings, each by its dotted key; entries of lists count from 1.

    Another optimizer, schedule or initial method keeps the keys that it has, and drops the others. Another source
    of rows replaces the previous one and its columns. The document is not modified; the result is not validated.

    Raises:
        Faulty: a key does not exist.
    """
    changed: dict[str, Any] = dict(document)
    faults: list[Fault] = []
    given: set[Key] = set()
    for _, dotted, value in flattened(settings):
        path = tuple(dotted.split("."))
        given.add(path)
        fault = _fixed(path) or _put(changed, path, value)
        if fault is not None:
            faults.append(Fault(path, fault))
    if faults:
        raise Faulty(faults)
    _leave_out(changed, given)
    return changed


def _fixed(path: Key) -> str | None:
    if len(path) > MAX_KEY_PARTS:
        return f"a key has more than {MAX_KEY_PARTS} parts"
    return f"{path[0]} cannot be changed here" if path[0] in _FIXED else None


def _put(changed: dict[str, Any], path: tuple[str, ...], value: Any) -> str | None:
    """Set the value at a path, copying its parents; return a message if the path does not exist."""
    here: Any = changed
    for depth, step in enumerate(path):
        home = plain(".".join(path[:depth]))
        place: Any = step
        if isinstance(here, list):
            place = int(step) - 1 if step.isascii() and step.isdigit() and len(step) < 10 else -1
            if not 0 <= place < len(here):
                entries = counted(len(here), "entry", "entries")
                return f"{home} has {entries}; give a number from 1 to {len(here)} in place of {plain(step)}"
        elif not isinstance(here, dict):
            return f"{home} is not a table, but {described(here)}"
        if depth == len(path) - 1:
            here[place] = value
        else:
            inner = here[place] if isinstance(here, list) else here.get(place, {})
            here[place] = inner.copy() if isinstance(inner, dict | list) else inner
            here = here[place]
    return None


def _leave_out(changed: dict[str, Any], given: set[Key]) -> None:
    """Drop the keys of alternatives that have been replaced."""
    for home, choice in _CHOICES.items():
        table: Any = changed
        for step in home:
            table = table.get(step) if isinstance(table, dict) else None
        for part in parts_of(choice) if isinstance(table, dict) else ():
            if (
                issubclass(part, Choice)
                and (*home, part.selector) in given
                and table[part.selector] == part.called
            ):
                for key in [
                    key for key in table if key not in part.model_fields and (*home, key) not in given
                ]:
                    del table[key]
    data = changed.get("data")
    sources = [key for key in _SOURCES if any(path[:2] == ("data", key) for path in given)]
    if isinstance(data, dict) and sources:
        replaced = [key for key in _SOURCES if key not in sources and data.pop(key, None) is not None]
        for key in ("columns", "inputs", "targets", "decimal") if replaced else ():
            if not any(path[:2] == ("data", key) for path in given):
                data.pop(key, None)
