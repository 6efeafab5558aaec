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
    """By which its key can be remapped: "forward.beat"."""
    run: Callable[[Context, str], Outcome]
    """The body, given the argument without surrounding blanks; "" where there is none.

    It raises CommandError, ScenarioError, NoSuchPlace or ExpressionError where it cannot run.
    """
    group: str
    help: str
    """For the help and the palette: imperative, without a full stop."""
    keys: tuple[str, ...] = ()
    """By Textual's names; the first is the one that is shown. () where the screen has no key for it."""
    words: tuple[str, ...] = ()
    """In plain mode, the usual one first. () where only a screen has a use for the command."""
    argument: Argument | None = None
    label: str = ""
    """In the footer; "" leaves it out there."""
    rank: int = 0
    """How soon the footer leaves it out where there is little room: the highest first."""
    panes: tuple[str, ...] = ()
    """The panes it belongs to: keys and footer offer it there only; () where it is for all."""
    available: Callable[[Snapshot], bool] = always
    """Whether the command does anything at a snapshot."""
    pauses: bool = True
    """Whether playback pauses first."""
    repeats: bool = False
    """Whether an empty line in plain mode runs it again."""
    plain_help: str = ""
    """In plain mode in place of the help, where the screen's sentence speaks of what only a screen has."""
    note: str = ""
    """In plain mode after the help: what leaving the argument out does."""

    @property
    def shown(self) -> str:
        """The first key as it is printed on keyboards."""
        return printed_key(self.keys[0]) if self.keys else ""


def remapped(commands: Iterable[Command], keys: Mapping[str, str]) -> tuple[Command, ...]:
    """The commands with a person's own keys, by the commands' ids: {"forward.row": "x,y"}.

    A key that a person has chosen is taken from the command that has it by default.
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
    """A key, by Textual's name, as it is printed on keyboards: "full_stop" is ".", "right" is "→"."""
    return character_of(key) or _PRINTED.get(key, key)


def character_of(key: str) -> str:
    """The character that a key types; "" for one that types none, such as an arrow."""
    return key if len(key) == 1 else _CHARACTERS.get(key, "")


def _textual_name(character: str) -> str:
    """Textual's name of a punctuation key: the character's Unicode name, but for a few."""
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
