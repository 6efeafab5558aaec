"""Opening a scenario by its name or path: reading, parsing, checking, and telling what is wrong where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from scenarios.bundled import SUFFIX, bundled, content_of, library
from scenarios.errors import Problem, ScenarioError, key_text
from scenarios.faults import Faulty
from scenarios.files import MIB, Missing, ScenarioFolder, Unreadable, read_file
from scenarios.format import Scenario
from scenarios.locating import lines_of
from scenarios.settings import places_of, setting_at, with_settings
from scenarios.variants import Variant, variants_of, without_playback
from scenarios.wording import plain, suggestion

MAX_SCENARIO_BYTES = MIB

_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
_MAX_KEY_PARTS = 32
_TOO_DEEP_KEY = re.compile(rf"(?<![A-Za-z0-9_-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_MAX_KEY_PARTS},}}+")
"""tomllib takes a time that grows with the square of a dotted key's parts."""
_POSITION = re.compile(r" \(at line (?P<line>\d+), column (?P<column>\d+)\)$")
_AT_END = " (at end of document)"


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A scenario that is in order, with its data."""

    name: str
    """The bundled scenario's name, or the path as it was given."""
    document: Mapping[str, Any]
    """The file's content as tomllib reads it, with the settings asked for."""
    variants: tuple[Variant, ...]
    """The runs: the first as the file says, then the compared ones."""
    content: bytes
    """The file's bytes."""
    folder: ScenarioFolder
    """Where the scenario lies, and its data file with it."""
    error_of: Callable[[Faulty], ScenarioError]
    """Tells faults that are found later, with their lines."""

    @property
    def scenario(self) -> Scenario:
        """The scenario as the file says."""
        return self.variants[0].scenario


def load(name: str | Path, settings: Mapping[str, Any] | None = None) -> Loaded:
    """Open a bundled scenario by its name, or one by its path: with a separator, or ending in .toml.

    Args:
        name: the name or path.
        settings: other settings by dotted keys, as in a compared run; cues and compared runs are then left
            out, since they speak of the scenario as it stands in the file.

    Raises:
        ScenarioError: there is no such scenario, or something is wrong with it or with its data.
    """
    source, content, folder, stem = _found(name)
    return _loaded(str(name), source, content, ScenarioFolder(folder), stem, settings)


def load_kept(name: str, content: bytes, files: Mapping[str, bytes]) -> Loaded:
    """Open a scenario that was kept with its data: nothing outside of what is given is read.

    Args:
        name: the bundled scenario's name, or the path that it once had.
        content: the file's bytes.
        files: the data files, by the names that the scenario has for them.

    Raises:
        ScenarioError: something is wrong with it or with its data.
    """
    if len(content) > MAX_SCENARIO_BYTES:
        raise ScenarioError.about(name, f"this is larger than {MAX_SCENARIO_BYTES // MIB} MiB")
    source = f"{name}{SUFFIX}" if name in bundled() else name
    return _loaded(name, source, content, ScenarioFolder(None, files), Path(name).stem)


def _loaded(
    name: str,
    source: str,
    content: bytes,
    folder: ScenarioFolder,
    stem: str,
    settings: Mapping[str, Any] | None = None,
) -> Loaded:
    text = _decoded(content, source)
    document = _parsed(text, source)
    error_of = partial(_scenario_error, source=source, text=text, settings=settings or {})
    try:
        if settings:
            document = with_settings(without_playback(document), settings)
        if document.get("title", "") == "":
            document["title"] = plain(stem)
        variants = variants_of(document, folder)
    except Faulty as error:
        raise error_of(error) from error
    return Loaded(name, document, variants, content, folder, error_of)


def _found(name: str | Path) -> tuple[str, bytes, Path | Traversable, str]:
    """(what messages call the file, its bytes, its folder, its name without ending)."""
    path = Path(name)
    if isinstance(name, str) and name in bundled():
        return f"{name}{SUFFIX}", content_of(name), library(), name
    source = str(name) or "."
    try:
        content = read_file(path, MAX_SCENARIO_BYTES)
        # The data of a scenario that is a link lie where the scenario itself does.
        return source, content, (path.resolve() if path.is_symlink() else path).parent, path.stem
    except Missing as error:
        is_path = isinstance(name, Path) or path.name != name or path.suffix == SUFFIX
        remedy = "" if is_path else f", and no bundled scenario of this name{suggestion(source, bundled())}"
        raise ScenarioError.about(source, f"{error}{remedy}") from error
    except Unreadable as error:
        raise ScenarioError.about(source, str(error)) from error


def _decoded(content: bytes, source: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ScenarioError.about(source, "this is not UTF-8; save the file in UTF-8", line=line) from error


def _parsed(text: str, source: str) -> dict[str, Any]:
    """The document in a TOML text."""
    deep = _TOO_DEEP_KEY.search(text)
    if deep is not None:
        line = text[: deep.start()].count("\n") + 1
        raise ScenarioError.about(source, f"a key has more than {_MAX_KEY_PARTS} parts", line=line)
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ScenarioError.about(source, "lists or tables are nested too deeply") from error
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(error, text, source) from error
    except ValueError as error:
        # Python refuses to read whole numbers of more than 4,300 digits.
        long = re.search("[0-9_]{4300,}", text)
        place = text[: long.start()].count("\n") + 1 if long else None
        raise ScenarioError.about(source, "a number has thousands of digits", line=place) from error


def _syntax_error(error: tomllib.TOMLDecodeError, text: str, source: str) -> ScenarioError:
    """What tomllib says, with the place that stands at the end of its message."""
    what = str(error)
    match = _POSITION.search(what)
    if match is None:
        what, place, line = (
            what.removesuffix(_AT_END),
            "at the end of the file",
            text.rstrip().count("\n") + 1,
        )
    else:
        what, place, line = what[: match.start()], f"column {match['column']}", int(match["line"])
    return ScenarioError.about(source, f"this is not TOML: {plain(what, 300)} ({place})", line=line)


def _scenario_error(error: Faulty, source: str, text: str, settings: Mapping[str, Any]) -> ScenarioError:
    """The faults with their lines, in the order of the file, and then what is wrong with the data file."""
    lines = lines_of(text, (fault.key for fault in error.faults))
    found: list[Problem] = []
    places = places_of(settings)
    for fault in sorted(error.faults, key=lambda fault: lines[fault.key]):
        # What a setting has replaced stands on no line of the file.
        line = None if setting_at(fault.key, places) else lines[fault.key]
        found.append(Problem(source, line, key_text(fault.key), fault.message))
    return ScenarioError(source, [*found, *error.problems])
