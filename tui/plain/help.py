"""Help in plain mode: a line for each command, and the glossary."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from scenarios.wording import quoted
from tui.commands.command import Command
from tui.plain.page import Page
from tui.plain.vocabulary import Vocabulary
from tui.text.glossary import Term, glossary, matching, term_called

_MAX_TERMS_FOUND = 5
_UNIT = "row (of a function: step)"


def explain(page: Page, vocabulary: Vocabulary, unit: str, word: str) -> None:
    """Explain a command or a term; without a word, list all commands. `unit` is "row" or "step"."""
    if not word:
        page.list(_all_commands(vocabulary, unit), max_lines=len(vocabulary.commands) * 2)
        return
    if word.casefold() in ("terms", "glossary"):
        page.list(_definition(term) for term in glossary())
        return
    term = term_called(word)
    command = vocabulary.command_named(word)
    if command is not None:
        page.say(_line(vocabulary, command, unit))
    if term is not None:
        page.say(_definition(term))
    if command is None and term is None:
        matches = matching(word)[:_MAX_TERMS_FOUND]
        for term in matches:
            page.say(_definition(term))
        if not matches:
            page.say(
                f"No command and no term matches {quoted(word)}; help lists the commands, help terms the terms."
            )


def _all_commands(vocabulary: Vocabulary, unit: str) -> Iterator[str]:
    yield "An empty line repeats the last move. A number after a move repeats it that many times."
    for group, commands in groupby(vocabulary.commands, key=lambda command: command.group):
        yield f"{group}:"
        yield from (_line(vocabulary, command, unit) for command in commands)


def _line(vocabulary: Vocabulary, command: Command, unit: str) -> str:
    names = " or ".join(vocabulary.names(command)[:2])
    usage = f" {command.argument.usage}" if command.argument else ""
    return f"{names}{usage}: {vocabulary.help(command).replace(_UNIT, unit)}."


def _definition(term: Term) -> str:
    formula = f" {term.formula}." if term.formula else ""
    return f"{term.name}:{formula} {term.sentence}"
