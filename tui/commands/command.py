"""Commands: each is declared once, with its key, its word in plain mode, its help, and the one body that runs it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from string import punctuation
from typing import NamedTuple

from tui.commands.context import Context
from tui.commands.outcome import Outcome
from tui.workspace.snapshot import Snapshot


class Kind(StrEnum):
    """What a command's argument is."""

    COUNT = "count"
    ROW = "row"
    PLACE = "place"
    NAME = "name"
    PATTERN = "pattern"
    CHOICE = "choice"
    FILE = "file"
    NUMBERS = "numbers"
    TEXT = "text"


class Argument(NamedTuple):
    """What can follow a command's word in plain mode, and what a dialog returns on the screen."""

    kind: Kind
    usage: str
    """As the help writes it: "[NAME] NUMBER"; brackets mean that it can be left out."""


def always(snapshot: Snapshot) -> bool:
    """Return True: the command is available at every step."""
    return True


class Command(NamedTuple):
    """One command for both front ends."""

    id: str
    """The name by which its key can be remapped: "forward.beat"."""
    run: Callable[[Context, str], Outcome]
    """The body, given the argument without surrounding blanks; "" for none.

    It raises CommandError, InvalidArgument, ScenarioError, NoSuchPlace or ExpressionError if it cannot run.
    """
    group: str
    help: str
    """The description in the help: imperative, without a full stop."""
    keys: tuple[str, ...] = ()
    """Keys by Textual's names, the shown one first; () for a command without a key."""
    words: tuple[str, ...] = ()
    """Words in plain mode, the usual one first; () for a command of the screen only."""
    argument: Argument | None = None
    label: str = ""
    """The label in the footer; "" leaves it out."""
    rank: int = 0
    """The priority for leaving it out of a narrow footer: the highest rank first."""
    panes: tuple[str, ...] = ()
    """The panes in which its keys and the footer offer it; () for all."""
    available: Callable[[Snapshot], bool] = always
    """Whether the command does anything at a snapshot."""
    pauses: bool = True
    """Whether playback pauses first."""
    repeats: bool = False
    """Whether an empty line in plain mode runs it again."""
    plain_help: str = ""
    """The help in plain mode, if it differs; "" if it is the same."""
    note: str = ""
    """A sentence after the help in plain mode: what leaving the argument out does."""

    @property
    def shown(self) -> str:
        """The first key as it is printed on keyboards."""
        return printed_key(self.keys[0]) if self.keys else ""


def remapped(commands: Iterable[Command], keys: Mapping[str, str]) -> tuple[Command, ...]:
    """Return the commands with the user's keys, by the ids of commands: {"forward.row": "x,y"}.

    A key that the user has chosen is removed from the command that has it by default.
    """
    every = tuple(commands)
    own = {
        command.id: _split_keys(keys[command.id]) for command in every if command.id in keys and command.keys
    }
    taken = {key for chosen in own.values() for key in chosen}
    return tuple(
        command._replace(keys=own.get(command.id) or tuple(key for key in command.keys if key not in taken))
        for command in every
    )


def _split_keys(text: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in text.split(","))


_PRINTED = {
    "right": "→",
    "left": "←",
    "up": "↑",
    "down": "↓",
    "home": "Home",
    "end": "End",
    "enter": "Enter",
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}


def printed_key(key: str) -> str:
    """Return a key, given by Textual's name, as printed on keyboards: "full_stop" is ".", "right" is "→"."""
    return character_of(key) or _PRINTED.get(key, key)


def character_of(key: str) -> str:
    """Return the character that a key types; "" for one that types none, such as an arrow."""
    return key if len(key) == 1 else _CHARACTERS.get(key, "")


def _textual_name(character: str) -> str:
    """Return Textual's name of a punctuation key: the character's Unicode name, with a few exceptions."""
    name = unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")
    return _OTHER_NAMES.get(name, name)


_OTHER_NAMES = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
_CHARACTERS = {_textual_name(character): character for character in punctuation}
