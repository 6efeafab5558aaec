"""Loading of a scenario by name or path: reading, parsing, checking, and errors with their lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from scenarios.budget import excess_in
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

_POSITION = re.compile(r" \(at line (?P<line>\d+), column (?P<column>\d+)\)$")
_AT_END = " (at end of document)"


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A valid scenario with its data."""

    name: str
    """The bundled scenario's name, or the path as given."""
    document: Mapping[str, Any]
    """The parsed file, with the requested settings."""
    variants: tuple[Variant, ...]
    """The runs: the first as the file says, then the compared ones."""
    content: bytes
    """The file's bytes."""
    folder: ScenarioFolder
    """The folder of the scenario and its data file."""
    error_of: Callable[[Faulty], ScenarioError]
    """Converts faults that are found later into an error with their lines."""

    @property
    def scenario(self) -> Scenario:
        """The scenario as the file says."""
        return self.variants[0].scenario


def load(name: str | Path, settings: Mapping[str, Any] | None = None) -> Loaded:
    """Load a bundled scenario by its name, or a file by its path (with a separator, or ending in .toml).

    Args:
        name: the name or path.
        settings: other settings by dotted keys, as in a compared run; cues and compared runs are then left out,
            since they refer to the scenario as it is in the file.

    Raises:
        ScenarioError: the scenario does not exist, or it or its data is invalid.
    """
    source, content, folder, stem = _read_source(name)
    return _loaded(str(name), source, content, ScenarioFolder(folder), stem, settings)


def load_kept(name: str, content: bytes, files: Mapping[str, bytes]) -> Loaded:
    """Load a scenario from bytes kept in a session, without reading any file.

    Args:
        name: the bundled scenario's name, or its former path.
        content: the file's bytes.
        files: the data files' bytes, by their names in the scenario.

    Raises:
        ScenarioError: the scenario or its data is invalid.
    """
    if len(content) > MAX_SCENARIO_BYTES:
        raise ScenarioError.about(name, f"the file is larger than {MAX_SCENARIO_BYTES // MIB} MiB")
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


def _read_source(name: str | Path) -> tuple[str, bytes, Path | Traversable, str]:
    """(the file's name in messages, its bytes, its folder, its name without suffix)."""
    path = Path(name)
    if isinstance(name, str) and name in bundled():
        return f"{name}{SUFFIX}", content_of(name), library(), name
    source = str(name) or "."
    try:
        content = read_file(path, MAX_SCENARIO_BYTES)
        # If the scenario is a symbolic link, its data is in the folder of the link's target.
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
    excess = excess_in(text)
    if excess is not None:
        raise ScenarioError.about(source, excess.message, line=excess.line)
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ScenarioError.about(source, "lists or tables are nested too deeply") from error
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(error, text, source) from error


def _syntax_error(error: tomllib.TOMLDecodeError, text: str, source: str) -> ScenarioError:
    """tomllib's message, with the position from its end."""
    what = str(error)
    match = _POSITION.search(what)
    if match is None:
        what, position, line = (
            what.removesuffix(_AT_END),
            "at the end of the file",
            text.rstrip().count("\n") + 1,
        )
    else:
        what, position, line = what[: match.start()], f"column {match['column']}", int(match["line"])
    return ScenarioError.about(source, f"this is not TOML: {plain(what, 300)} ({position})", line=line)


def _scenario_error(error: Faulty, source: str, text: str, settings: Mapping[str, Any]) -> ScenarioError:
    """The faults with their lines, in the order of the file, and then the problems of the data file."""
    lines = lines_of(text, (fault.key for fault in error.faults))
    problems: list[Problem] = []
    places = places_of(settings)
    for fault in sorted(error.faults, key=lambda fault: lines[fault.key]):
        # A value replaced by a setting has no line in the file.
        line = None if setting_at(fault.key, places) else lines[fault.key]
        problems.append(Problem(source, line, key_text(fault.key), fault.message))
    return ScenarioError(source, [*problems, *error.problems])
