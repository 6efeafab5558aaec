"""Preferences for all scenarios: theme, digits, panes and keys, in one JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.insight.numbers import DIGITS
from scenarios.files import MIB, Missing, Unreadable, read_file
from scenarios.wording import quoted
from tui.panes.registry import PANE_DIGITS
from tui.storage.atomic_files import replace_atomically
from tui.storage.user_folders import config_folder
from tui.text.untrusted import clean_line
from tui.views.areas import Arrangement
from tui.workspace.view_options import FEWEST_DIGITS, MOST_DIGITS, ViewOptions

_MAX_FILE_BYTES = MIB
_PANES = tuple(PANE_DIGITS)

_MAX_ENTRIES_NAMED = 5
"""Invalid entries that a message names."""
_MAX_PATH_LENGTH = 200
"""Characters of the path in a message."""
_STAYS = "The file stays unchanged, and your choices are not saved; correct it, or delete it."


@dataclass(frozen=True)
class Preferences:
    """What is remembered from one session to the next."""

    theme: str = ""
    """The name of the theme; "" if none was chosen."""
    digits: int = DIGITS
    """Significant digits of a number."""
    beside: str = "loss"
    """The pane in the place that several share on small screens."""
    hidden: tuple[str, ...] = ()
    """The panes that are hidden."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """The keys that replace the default ones, by the ids of commands: {"forward.row": "x"}."""

    def view_options(self) -> ViewOptions:
        """The view options at the start."""
        return ViewOptions(digits=self.digits)

    def arrangement(self, sharing: Sequence[str]) -> Arrangement:
        """The arrangement at the start; `sharing` are the panes that share a place in this scenario."""
        beside = self.beside if self.beside in sharing else sharing[0]
        return Arrangement(beside=beside, hidden=frozenset(self.hidden))

    def chosen(self, theme: str, view_options: ViewOptions, arrangement: Arrangement) -> Preferences:
        """The same preferences with what was chosen last."""
        return replace(
            self,
            theme=theme,
            digits=view_options.digits,
            beside=arrangement.beside,
            hidden=tuple(name for name in _PANES if name in arrangement.hidden),
        )


def path() -> Path:
    """$XDG_CONFIG_HOME/gradstep/preferences.json, by default below ~/.config.

    Raises:
        RuntimeError: there is no home directory.
    """
    return config_folder() / "preferences.json"


def read() -> tuple[Preferences, str]:
    """The preferences, and a message about entries that cannot be used; "" if there are none."""
    try:
        where = path()
    except RuntimeError:
        return Preferences(), ""
    shown = clean_line(str(where), _MAX_PATH_LENGTH)
    try:
        entries = json.loads(read_file(where, _MAX_FILE_BYTES))
    except Missing:
        return Preferences(), ""
    except (Unreadable, ValueError, RecursionError) as error:
        why = error if isinstance(error, Unreadable) else "it is not JSON"
        return Preferences(), f"{shown} is ignored: {why}. {_STAYS}"
    if not isinstance(entries, dict):
        return Preferences(), f"{shown} is ignored: it holds no JSON object. {_STAYS}"
    usable, wrong = _validated(entries)
    message = f"{shown}: {_named(wrong)} cannot be used and is ignored. {_STAYS}" if wrong else ""
    return Preferences(**usable), message


def _validated(entries: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The valid entries, and the names of all others."""
    usable: dict[str, Any] = {}
    wrong: list[str] = []
    for name, value in entries.items():
        if name == "keys" and isinstance(value, dict):
            usable[name] = {action: keys for action, keys in value.items() if _are_keys(keys)}
            wrong += [f"{name}.{action}" for action in value if action not in usable[name]]
        elif _is_valid(name, value):
            usable[name] = tuple(value) if name == "hidden" else value
        else:
            wrong.append(name)
    return usable, wrong


def _named(wrong: Sequence[str]) -> str:
    """The names of the first few invalid entries, and the number of the others."""
    names = ", ".join(map(quoted, sorted(wrong)[:_MAX_ENTRIES_NAMED]))
    more = len(wrong) - _MAX_ENTRIES_NAMED
    return f"{names} and {more:,} more" if more > 0 else names


def _is_valid(key: str, value: Any) -> bool:
    match key:
        case "theme":
            return isinstance(value, str)
        case "digits":
            return type(value) is int and FEWEST_DIGITS <= value <= MOST_DIGITS
        case "beside":
            return value in _PANES
        case "hidden":
            return isinstance(value, list) and all(name in _PANES for name in value)
    return False


def _are_keys(value: Any) -> bool:
    return isinstance(value, str) and all(key.strip() for key in value.split(","))


def write(preferences: Preferences) -> None:
    """Write the file as a whole, readable by its owner only.

    The file may have been edited by hand: keys are kept, and a file that cannot be read in full stays as it is.

    Raises:
        OSError: it cannot be written.
        RuntimeError: there is no home directory, or the file is a link that leads to itself.
    """
    existing, message = read()
    if message:
        return
    kept = replace(preferences, keys=existing.keys)
    # A symbolic link stays one: its target is replaced.
    replace_atomically(path().resolve(), json.dumps(asdict(kept), indent=1) + "\n")
