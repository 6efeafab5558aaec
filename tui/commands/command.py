"""What a person can do in the workbench, each thing declared once: key, footer, palette and help are made from it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from string import punctuation
from typing import TYPE_CHECKING, NamedTuple

from tui.workspace.snapshot import Snapshot

if TYPE_CHECKING:
    from tui.screen.workbench import Workbench


def always(snapshot: Snapshot) -> bool:
    """Offer an action at every moment."""
    return True


class Action(NamedTuple):
    """One thing to do."""

    id: str
    """By which its key can be remapped: "forward.beat"."""
    keys: tuple[str, ...]
    """As Textual calls them; the first is the one that is shown."""
    shown: str
    """The key as it is printed on keyboards."""
    label: str
    """In the footer; "" leaves it out there."""
    help: str
    """In the help and the palette: a whole sentence without its full stop."""
    group: str
    do: Callable[[Workbench], None]
    rank: int = 0
    """How soon the footer does without it where there is little room."""
    panes: tuple[str, ...] = ()
    """The panes to which it belongs: the footer offers it there only; () where it is for all."""
    offered: Callable[[Snapshot], bool] = always
    """Whether it does something at a moment."""


def remapped(actions: Iterable[Action], keys: Mapping[str, str]) -> tuple[Action, ...]:
    """The actions with the keys that take the place of the usual ones, by ids."""
    given = {action.id: _keys(keys[action.id]) for action in actions if action.id in keys}
    return tuple(
        action._replace(keys=given[action.id], shown=_printed(given[action.id][0]))
        if action.id in given
        else action
        for action in actions
    )


def _keys(written: str) -> tuple[str, ...]:
    """Several keys, as they are remembered."""
    return tuple(key.strip() for key in written.split(","))


def _printed(key: str) -> str:
    """A key of Textual's as it is printed on keyboards."""
    named = {"right": "→", "left": "←", "up": "↑", "down": "↓"}
    return character_of(key) or named.get(key, key)


def character_of(key: str) -> str:
    """The character that somebody types with a key of Textual's; "" for one that types none, such as an arrow."""
    return key if len(key) == 1 else _CHARACTERS.get(key, "")


def _called(character: str) -> str:
    """What Textual calls the key of a punctuation mark: by its name in Unicode, but for a few."""
    name = unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")
    return _OTHERWISE.get(name, name)


_OTHERWISE = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
_CHARACTERS = {_called(character): character for character in punctuation}
