"""Shell completion: the proposals for scenarios, files, sessions and setting keys."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from tui.text.untrusted import clean_line

_MAX_PROPOSED = 200


def scenarios(
    context: click.Context, parameter: click.Parameter | None, incomplete: str
) -> list[CompletionItem]:
    """Return bundled names and *.toml files; where none matches, let the shell complete any file."""
    from scenarios.bundled import bundled

    items = [CompletionItem(name, help="bundled") for name in bundled() if name.startswith(incomplete)]
    items += [CompletionItem(path) for path in _files(incomplete)]
    return items or [CompletionItem(incomplete, type="file")]


def files(context: click.Context, parameter: click.Parameter | None, incomplete: str) -> list[CompletionItem]:
    """Return *.toml files; where none matches, let the shell complete any file."""
    items = [CompletionItem(path) for path in _files(incomplete)]
    return items or [CompletionItem(incomplete, type="file")]


def _files(incomplete: str) -> list[str]:
    folder, slash, prefix = incomplete.rpartition("/")
    try:
        found = sorted(Path(folder + slash or ".").expanduser().glob("*.toml"))
    except (OSError, RuntimeError):
        return []  # an error message would only disturb the command line that is being typed
    names = (path.name for path in found)
    matching = [name for name in names if name.startswith(prefix) and clean_line(name) == name]
    return [f"{folder}{slash}{name}" for name in matching[:_MAX_PROPOSED]]


def bundled_names(
    context: click.Context, parameter: click.Parameter | None, incomplete: str
) -> list[CompletionItem]:
    """Return the names of the bundled scenarios."""
    from scenarios.bundled import bundled

    return [CompletionItem(name) for name in bundled() if name.startswith(incomplete)]


def sessions(
    context: click.Context, parameter: click.Parameter | None, incomplete: str
) -> list[CompletionItem]:
    """Return the ids of the stored sessions."""
    from tui.sessions.store import ids

    return [CompletionItem(id) for id in ids() if id.startswith(incomplete)]


def keys(context: click.Context, parameter: click.Parameter | None, incomplete: str) -> list[CompletionItem]:
    """Return the dotted keys of the scenario on the command line, each with "=", for --set."""
    import tomllib

    from scenarios.budget import excess_in
    from scenarios.bundled import bundled, content_of
    from scenarios.files import MIB, Unreadable, read_file

    # The option still lacks its value, so click may have left the scenario among the unparsed arguments.
    name = context.params.get("scenario") or next(iter(context.args), None)
    if not isinstance(name, str):
        return []
    try:
        content = content_of(name) if name in bundled() else read_file(Path(name), MIB)
        text = content.decode("utf-8")
        document = {} if excess_in(text) else tomllib.loads(text)
    except (Unreadable, ValueError, RecursionError):
        return []  # an error message would only disturb the command line that is being typed
    known = (
        key for key in _dotted(document) if key.partition(".")[0] not in ("format", "kind", "compare", "cue")
    )
    matching = (CompletionItem(f"{key}=") for key in known if key.startswith(incomplete))
    return list(islice(matching, _MAX_PROPOSED))


def is_printable(value: str) -> bool:
    """Whether a proposal is one line without control characters, as a shell can insert it."""
    return clean_line(value) == value


def _dotted(table: dict[str, object], parent: str = "") -> list[str]:
    keys: list[str] = []
    for key, value in table.items():
        keys += _dotted(value, f"{parent}{key}.") if isinstance(value, dict) else [f"{parent}{key}"]
    return keys
