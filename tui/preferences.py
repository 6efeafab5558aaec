"""What a person has chosen for every scenario: theme, digits, panes, keys; kept in one JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.insight.numbers import DIGITS
from scenarios.files import MIB, Unreadable, read_file
from tui.layouts import Arrangement
from tui.look import FEWEST_DIGITS, MOST_DIGITS, Look
from tui.own_files import home_of, replace_whole

_LARGEST = MIB
_PANES = ("stage", "story", "parameters", "data", "loss", "lesson")


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

    def look(self) -> Look:
        """How a run is looked at to begin with."""
        return Look(digits=self.digits)

    def arrangement(self, sharing: Sequence[str]) -> Arrangement:
        """Where panes lie to begin with; `sharing` are those that share a place in this scenario."""
        beside = self.beside if self.beside in sharing else sharing[0]
        return Arrangement(beside=beside, hidden=frozenset(self.hidden))

    def chosen(self, theme: str, look: Look, arrangement: Arrangement) -> Preferences:
        """The same with what a person has come to."""
        return replace(
            self,
            theme=theme,
            digits=look.digits,
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
    return home_of("CONFIG", ".config") / "preferences.json"


def read() -> tuple[Preferences, str]:
    """What is remembered, and a sentence on what of it could not be used; "" where all could."""
    try:
        where = path()
    except RuntimeError:
        return Preferences(), ""
    try:
        if not where.exists():
            return Preferences(), ""
        entries = json.loads(read_file(where, _LARGEST))
    except (Unreadable, ValueError, RecursionError) as error:
        return (
            Preferences(),
            f"{where} is left aside: {error if isinstance(error, Unreadable) else 'it is not JSON'}.",
        )
    if not isinstance(entries, dict):
        return Preferences(), f"{where} is left aside: it holds no JSON object."
    wrong = [key for key, value in entries.items() if not _right(key, value)]
    usable = {key: value for key, value in entries.items() if key not in wrong}
    if "hidden" in usable:
        usable["hidden"] = tuple(usable["hidden"])
    told = (
        f"{where}: {', '.join(sorted(map(repr, wrong)))} cannot be used and is left aside." if wrong else ""
    )
    return Preferences(**usable), told


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
        case "keys":
            return isinstance(value, dict) and all(
                isinstance(entry, str) and entry for entry in value.values()
            )
    return False


def write(preferences: Preferences) -> None:
    """Remember: the file is replaced as a whole, and only its owner can read it.

    Raises:
        OSError: it cannot be written.
        RuntimeError: there is no home directory.
    """
    replace_whole(path(), json.dumps(asdict(preferences), indent=1) + "\n")
