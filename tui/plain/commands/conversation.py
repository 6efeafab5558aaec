"""The conversation itself: help, what is left to say, another scenario, leaving."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from scenarios.errors import ScenarioError
from scenarios.loading import load
from scenarios.wording import quoted
from tui.plain.conversation import Conversation
from tui.plain.outcomes import Left, Refused
from tui.plain.vocabulary import Command, Vocabulary
from tui.text.glossary import Term, glossary, matching, term_called
from tui.workspace.opening import workspace_of

_MOST_MATCHING = 5
_UNIT = "row (of a function: step)"


def _help(conversation: Conversation, argument: str) -> None:
    vocabulary, unit = conversation.vocabulary, conversation.snapshot.unit
    if not argument:
        conversation.page.list(_everything(vocabulary, unit), most=len(vocabulary.commands) * 2)
        return
    if argument.casefold() in ("terms", "glossary"):
        conversation.page.list(_explained(term) for term in glossary())
        return
    term = term_called(argument)
    command = vocabulary.called(argument)
    if command is not None:
        conversation.page.say(_line(vocabulary, command, unit))
    if term is not None:
        conversation.page.say(_explained(term))
    if command is None and term is None:
        found = matching(argument)[:_MOST_MATCHING]
        if not found:
            raise Refused(
                f"No command and no term has {quoted(argument)} in it; help lists the commands, help terms the terms."
            )
        for one in found:
            conversation.page.say(_explained(one))


def _everything(vocabulary: Vocabulary, unit: str) -> Iterator[str]:
    """A sentence for each command, by groups."""
    yield "An empty line does the last movement again. A number behind a movement does it so often."
    grouped = groupby(vocabulary.commands, key=_group)
    for group, commands in grouped:
        yield f"{group}:"
        yield from (_line(vocabulary, command, unit) for command in commands)


def _group(command: Command) -> str:
    return _GROUPS[command.do.__module__.rpartition(".")[2]]


_GROUPS = {
    "time": "Time",
    "playing": "Playing",
    "looking": "What there is to hear",
    "tables": "Tables",
    "changing": "Changing",
    "settings": "Settings",
    "runs": "Run",
    "talking": "The conversation",
}


def _line(vocabulary: Vocabulary, command: Command, unit: str) -> str:
    names = vocabulary.names(command)
    called = " or ".join(names[:2]) + (f" {command.takes}" if command.takes else "")
    return f"{called}: {vocabulary.help(command).replace(_UNIT, unit)}."


def _explained(term: Term) -> str:
    formula = f" {term.formula}." if term.formula else ""
    return f"{term.name}:{formula} {term.sentence}"


def _more(conversation: Conversation, argument: str) -> None:
    if not conversation.page.more():
        raise Refused("There is nothing more.")


def _another(conversation: Conversation, argument: str) -> None:
    if not argument:
        raise Left(picking=True)
    try:
        loaded = load(argument)
        workspace_of(loaded)  # whatever cannot be opened is told before this scenario is left
    except ScenarioError as error:
        # It is another file than the one that is talked of.
        for told in str(error).splitlines():
            conversation.page.say(told)
        return
    raise Left(loaded)


def _leave(conversation: Conversation, argument: str) -> None:
    raise Left


COMMANDS: tuple[Command, ...] = (
    Command(
        ("help",),
        _help,
        "help",
        "[WORD]",
        "A command or a term behind it is explained; terms behind it lists all terms",
    ),
    Command(("more",), _more, instead="Go on with a list that was not said to its end"),
    Command(("another", "open"), _another, "another", "[SCENARIO]"),
    Command(("leave", "quit", "exit", "bye"), _leave, "leave"),
)

ONLY_SEEN = frozenset(
    {
        *("cursor.later", "cursor.earlier", "cursor.far_later", "cursor.far_earlier", "jump", "log_axis"),
        *("next_pane", "previous_pane", "enlarge", "hide", "show_all", "theme"),
    }
)
"""The actions that only a screen has a use for, by their ids."""
