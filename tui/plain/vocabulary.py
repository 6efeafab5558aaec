"""The vocabulary of plain mode: the words and keys that name commands, and the parser of a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from engine.objectives.spelling import nearest
from scenarios.wording import quoted
from tui.commands.command import Command, character_of

_MAX_WORDS = 3
"""The most words in a command's name."""


class UnknownCommand(Exception):
    """A line names no command; the message is a sentence with a remedy."""


class ParsedLine(NamedTuple):
    """The command of a line, and its argument."""

    command: Command
    argument: str


class Vocabulary:
    """The commands that have words, and the words and keys that name them."""

    def __init__(self, commands: Iterable[Command]) -> None:
        """Take all commands, with the user's keys."""
        every = tuple(commands)
        self.commands = tuple(command for command in every if command.words)
        self._words = {word: command for command in self.commands for word in command.words}
        self._keys: dict[str, Command] = {}
        for command in self.commands:
            for key in self.keys(command):
                self._keys.setdefault(key, command)
            # Textual's names of keys are words as well: "right" for the arrow.
            for key in command.keys:
                self._words.setdefault(key, command)
        self._screen_only = {
            character: command
            for command in every
            for key in command.keys
            if not command.words and (character := character_of(key))
        }

    def keys(self, command: Command) -> list[str]:
        """Return the keys of a command that can be typed in a line."""
        return [key for key in map(character_of, command.keys) if key.strip()]

    def names(self, command: Command) -> list[str]:
        """Return all names of a command: its usual word, its keys, then its other words."""
        keys = (key for key in self.keys(command) if self._keys[key] is command)
        return [command.words[0], *keys, *command.words[1:]]

    def shortest(self, id: str) -> str:
        """Return the shortest name of a command: its key, or a word if the key cannot be typed."""
        (command,) = (command for command in self.commands if command.id == id)
        return min(self.names(command), key=len)

    def help(self, command: Command) -> str:
        """Return the help of a command, without the full stop at the end."""
        help = command.plain_help or command.help
        return f"{help}. {command.note}" if command.note else help

    def parse(self, line: str) -> ParsedLine:
        """Return the command whose name is the longest one at the start of a line, with the rest as its argument.

        Raises:
            UnknownCommand: the line starts with no command's name.
        """
        words = line.split()
        screen_only = self._screen_only.get(words[0])
        if screen_only is not None and words[0] not in self._words:  # U is a key of the screen, u a word
            raise UnknownCommand(f"{screen_only.help}: only available on the screen.")
        for count in range(min(_MAX_WORDS, len(words)), 0, -1):
            name = " ".join(words[:count])
            command = (self._keys.get(name) if count == 1 else None) or self._words.get(name.casefold())
            if command is not None:
                return ParsedLine(command, line.split(None, count)[count] if len(words) > count else "")
        near = nearest(words[0], self._words) or nearest(line.strip(), self._words)
        remedy = f"Did you mean {near}?" if near else "Type help for the list of commands."
        raise UnknownCommand(f"There is no command {quoted(words[0])}. {remedy}")

    def command_named(self, name: str) -> Command | None:
        """Return the command with exactly this name; None if there is none."""
        return self._keys.get(name.strip()) or self._words.get(" ".join(name.split()).casefold())
