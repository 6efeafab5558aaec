"""What a shell proposes for a word that is being typed: scenarios, sessions, keys."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from tui.text.untrusted import clean_line

_MOST_FILES = 200


def scenarios(
    context: click.Context, parameter: click.Parameter | None, incomplete: str
) -> list[CompletionItem]:
    """Bundled names and *.toml files; where none fits, whatever files the shell finds."""
    from scenarios.bundled import bundled

    items = [CompletionItem(name, help="bundled") for name in bundled() if name.startswith(incomplete)]
    items += [CompletionItem(path) for path in _files(incomplete)]
    return items or [CompletionItem(incomplete, type="file")]


def files(context: click.Context, parameter: click.Parameter | None, incomplete: str) -> list[CompletionItem]:
    """*.toml files; where none fits, whatever files the shell finds."""
    items = [CompletionItem(path) for path in _files(incomplete)]
    return items or [CompletionItem(incomplete, type="file")]


def _files(incomplete: str) -> list[str]:
    folder, slash, beginning = incomplete.rpartition("/")
    try:
        found = sorted(Path(folder + slash or ".").expanduser().glob("*.toml"))
    except (OSError, RuntimeError):
        return []  # there is nobody to tell while a word is being completed
    names = (path.name for path in found)
    fitting = [name for name in names if name.startswith(beginning) and clean_line(name) == name]
    return [f"{folder}{slash}{name}" for name in fitting[:_MOST_FILES]]


def bundled_names(
    context: click.Context, parameter: click.Parameter | None, incomplete: str
) -> list[CompletionItem]:
    """Bundled names alone."""
    from scenarios.bundled import bundled

    return [CompletionItem(name) for name in bundled() if name.startswith(incomplete)]


def sessions(
    context: click.Context, parameter: click.Parameter | None, incomplete: str
) -> list[CompletionItem]:
    """The ids of the sessions that are kept."""
    from tui.sessions.store import ids

    return [CompletionItem(id) for id in ids() if id.startswith(incomplete)]


def keys(context: click.Context, parameter: click.Parameter | None, incomplete: str) -> list[CompletionItem]:
    """The dotted keys that the scenario being run has, with "=", for --set."""
    import tomllib

    from scenarios.bundled import bundled, content_of
    from scenarios.files import MIB, Unreadable, read_file

    # The option still lacks its value, so click has not yet told the words before it apart.
    name = context.params.get("scenario") or next(iter(context.args), None)
    if not isinstance(name, str):
        return []
    try:
        content = content_of(name) if name in bundled() else read_file(Path(name), MIB)
        document = tomllib.loads(content.decode("utf-8"))
    except (Unreadable, ValueError):
        return []  # there is nobody to tell while a word is being completed
    known = (
        key for key in _dotted(document) if key.partition(".")[0] not in ("format", "kind", "compare", "cue")
    )
    return [CompletionItem(f"{key}=") for key in known if key.startswith(incomplete)]


def _dotted(table: dict[str, object], home: str = "") -> list[str]:
    keys: list[str] = []
    for key, value in table.items():
        keys += _dotted(value, f"{home}{key}.") if isinstance(value, dict) else [f"{home}{key}"]
    return keys
