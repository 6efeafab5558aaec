"""What a person has chosen for every scenario: theme, digits, panes, keys; kept in one JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.insight.numbers import DIGITS
from scenarios.files import MIB, Missing, Unreadable, read_file
from scenarios.wording import quoted
from tui.storage.atomic_files import replace_atomically
from tui.storage.user_folders import config_folder
from tui.text.untrusted import clean_line
from tui.views.layouts import Arrangement
from tui.workspace.view_options import FEWEST_DIGITS, MOST_DIGITS, ViewOptions

_LARGEST = MIB
_PANES = ("stage", "story", "parameters", "data", "loss", "lesson")

_MOST_NAMED = 5
"""Of the entries that cannot be used."""
_LONGEST_PATH = 200
_STAYS = "The file stays as it is, and what you choose is not remembered; mend it, or remove it."


@dataclass(frozen=True)
class Preferences:
    """What is remembered from one sitting to the next."""

    theme: str = ""
    """The theme's name; "" where none was chosen."""
    digits: int = DIGITS
    """Significant digits of a number."""
    beside: str = "loss"
    """The pane in the place that several share on small screens."""
    hidden: tuple[str, ...] = ()
    """The panes that are hidden."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """For actions by their ids, the keys that take the place of the usual ones: {"forward.row": "x"}."""

    def view_options(self) -> ViewOptions:
        """How a run is looked at to begin with."""
        return ViewOptions(digits=self.digits)

    def arrangement(self, sharing: Sequence[str]) -> Arrangement:
        """Where panes lie to begin with; `sharing` are those that share a place in this scenario."""
        beside = self.beside if self.beside in sharing else sharing[0]
        return Arrangement(beside=beside, hidden=frozenset(self.hidden))

    def chosen(self, theme: str, view_options: ViewOptions, arrangement: Arrangement) -> Preferences:
        """The same with what a person has come to."""
        return replace(
            self,
            theme=theme,
            digits=view_options.digits,
            beside=arrangement.beside,
            hidden=tuple(name for name in _PANES if name in arrangement.hidden),
        )


USUAL = Preferences()
"""Nothing chosen."""


def path() -> Path:
    """$XDG_CONFIG_HOME/gradstep/preferences.json, by default below ~/.config.

    Raises:
        RuntimeError: there is no home directory.
    """
    return config_folder() / "preferences.json"


def read() -> tuple[Preferences, str]:
    """What is remembered, and what there is to say of what of it could not be used; "" where all could."""
    try:
        where = path()
    except RuntimeError:
        return Preferences(), ""
    shown = clean_line(str(where), _LONGEST_PATH)
    try:
        entries = json.loads(read_file(where, _LARGEST))
    except Missing:
        return Preferences(), ""
    except (Unreadable, ValueError, RecursionError) as error:
        why = error if isinstance(error, Unreadable) else "it is not JSON"
        return Preferences(), f"{shown} is left aside: {why}. {_STAYS}"
    if not isinstance(entries, dict):
        return Preferences(), f"{shown} is left aside: it holds no JSON object. {_STAYS}"
    usable, wrong = _sorted_out(entries)
    told = f"{shown}: {_named(wrong)} cannot be used and is left aside. {_STAYS}" if wrong else ""
    return Preferences(**usable), told


def _sorted_out(entries: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The entries that can be used, and the names of all others."""
    usable: dict[str, Any] = {}
    wrong: list[str] = []
    for name, value in entries.items():
        if name == "keys" and isinstance(value, dict):
            usable[name] = {action: keys for action, keys in value.items() if _are_keys(keys)}
            wrong += [f"{name}.{action}" for action in value if action not in usable[name]]
        elif _right(name, value):
            usable[name] = tuple(value) if name == "hidden" else value
        else:
            wrong.append(name)
    return usable, wrong


def _named(wrong: Sequence[str]) -> str:
    """The first few of the entries by their names; of the others only how many they are."""
    names = ", ".join(map(quoted, sorted(wrong)[:_MOST_NAMED]))
    more = len(wrong) - _MOST_NAMED
    return f"{names} and {more:,} more" if more > 0 else names


def _right(key: str, value: Any) -> bool:
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
    """Remember: the file is replaced as a whole, and only its owner can read it.

    A person may have written in it, so a file that cannot be read in full stays as it is, and so do the keys.

    Raises:
        OSError: it cannot be written.
        RuntimeError: there is no home directory, or the file is a link that leads to itself.
    """
    there, told = read()
    if told:
        return
    kept = replace(preferences, keys=there.keys)
    # Where it is a link, as for those who keep all such files in one place, it stays one.
    replace_atomically(path().resolve(), json.dumps(asdict(kept), indent=1) + "\n")
