"""The commands: what each is called, what is written behind it, and which of them a line means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from scenarios.wording import nearest, quoted
from tui.commands.command import Action, character_of

if TYPE_CHECKING:
    from tui.plain.conversation import Conversation


class Unknown(Exception):
    """A line is no command; the message is a sentence that says so."""


class Command(NamedTuple):
    """One thing to do, as it is typed: an action of the workbench, or something that only a conversation needs."""

    words: tuple[str, ...]
    """What it is called, the usual name first; the key of its action is a further one."""
    do: Callable[[Conversation, str], None]
    """Given what is written behind it."""
    action: str = ""
    """The action that it is, by its id; its key and its help are this command's."""
    takes: str = ""
    """What can be written behind it, for the help: "NAME NUMBER"; "" for nothing."""
    told: str = ""
    """What is to be said beside the action's help, without the full stop."""
    instead: str = ""
    """What is said in place of it, where the action is about what only a screen has; or where there is none."""
    moves: bool = False
    """Whether an empty line does it again."""


class Meant(NamedTuple):
    """What a line means."""

    command: Command
    argument: str


class Vocabulary:
    """All commands, and the keys and words for them."""

    def __init__(
        self, commands: Iterable[Command], actions: Mapping[str, Action], remapped: Iterable[str] = ()
    ) -> None:
        """Args: the commands; the actions by their ids; the ids of those with keys that a person has chosen."""
        self.commands = tuple(commands)
        self._actions = actions
        self._words = {word: command for command in self.commands for word in command.words}
        self._keys: dict[str, Command] = {}
        chosen = set(remapped)
        # What a person has chosen counts more than what had that key before.
        for command in sorted(self.commands, key=lambda command: command.action in chosen, reverse=True):
            for key in self.keys(command):
                self._keys.setdefault(key, command)
            # Whoever knows the screen may type "right" for its arrow.
            for key in actions[command.action].keys if command.action in actions else ():
                self._words.setdefault(key, command)

        known = {command.action for command in self.commands}
        self._only_seen = {
            character: action
            for action in actions.values()
            for key in action.keys
            if action.id not in known and (character := character_of(key))
        }
        """The actions that are no commands, by the keys that could be typed."""

    def keys(self, command: Command) -> list[str]:
        """The keys of a command that can be typed in a line."""
        action = self._actions.get(command.action)
        typed = map(character_of, action.keys) if action is not None else ()
        return [key for key in typed if key.strip()]

    def names(self, command: Command) -> list[str]:
        """All that a command is called: its usual word, the keys that lead to it, then other words."""
        keys = (key for key in self.keys(command) if self._keys[key] is command)
        return [command.words[0], *keys, *command.words[1:]]

    def shortest(self, action: str) -> str:
        """What is typed for an action at the least: its key, or where that cannot be typed, its word."""
        (command,) = (command for command in self.commands if command.action == action)
        return min(self.names(command), key=len)

    def help(self, command: Command) -> str:
        """What a command does, in a sentence without its full stop."""
        action = self._actions.get(command.action)
        help = command.instead or (action.help if action is not None else "")
        return f"{help}. {command.told}" if command.told else help

    def meant(self, line: str) -> Meant:
        """The command that a line begins with, the longest of its names, and the rest of the line.

        Raises:
            Unknown: it begins with none.
        """
        words = line.split()
        for count in range(min(3, len(words)), 0, -1):
            said = " ".join(words[:count])
            command = (self._keys.get(said) if count == 1 else None) or self._words.get(said.casefold())
            if command is not None:
                return Meant(command, line.split(None, count)[count] if len(words) > count else "")
        seen = self._only_seen.get(words[0])
        if seen is not None:
            raise Unknown(f"{seen.help}: only the screen has a use for that.")
        near = nearest(words[0], [*self._words], 0.6) or nearest(line.strip(), [*self._words], 0.6)
        remedy = f"Did you mean {near}?" if near else "Type help for the list of commands."
        raise Unknown(f"There is no command {quoted(words[0])}. {remedy}")

    def called(self, name: str) -> Command | None:
        """The command of that very name."""
        return self._keys.get(name.strip()) or self._words.get(" ".join(name.split()).casefold())
