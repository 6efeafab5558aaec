"""Changing a run: parameters, the learning rate and data, each change on a branch of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from scenarios.errors import ScenarioError
from scenarios.raw_rows import RawRows, rows_of_file
from scenarios.wording import listed, quoted
from tui.plain.conversation import Conversation
from tui.plain.outcomes import Refused
from tui.plain.vocabulary import Command
from tui.text.number_input import InvalidNumber, parse_number, shortest_text
from tui.workspace.edits import (
    MOST_TOLD,
    freeze_or_free,
    load_rows,
    network_of,
    nudge,
    other_learning_rate,
    rows_given,
    set_parameter,
    set_row,
)

_ROW = re.compile(r"row\s+(\d{1,9})(?:\s+(.*))?", re.IGNORECASE)
_FEW = 8
"""So many columns are named in a sentence."""


def _rate(by: int) -> Callable[[Conversation, str], None]:
    return lambda conversation, argument: conversation.change(lambda run: other_learning_rate(run, by))


def _edit(conversation: Conversation, argument: str) -> None:
    row = _ROW.fullmatch(argument)
    if row is not None:
        _edit_row(conversation, int(row[1]), row[2] or "")
        return
    *named, text = argument.replace("=", " ").split() or [""]
    name = conversation.parameter(" ".join(named))
    value = _number(text)
    conversation.change(lambda run: set_parameter(run, name, value))


def _number(text: str) -> float:
    try:
        return parse_number(text)
    except InvalidNumber as fault:
        raise Refused(str(fault)) from fault


def _freeze(conversation: Conversation, argument: str) -> None:
    name = conversation.parameter(argument)
    conversation.change(lambda run: freeze_or_free(run, name))


def _nudge(by: int) -> Callable[[Conversation, str], None]:
    def turn(conversation: Conversation, argument: str) -> None:
        name = conversation.parameter(argument)
        conversation.change(lambda run: nudge(run, name, by))

    return turn


def _rows(conversation: Conversation) -> RawRows:
    """The rows as they were given.

    Raises:
        Refused: there are none.
        ScenarioError: there are too many.
    """
    if conversation.snapshot.network is None:
        raise Refused("A function has no rows.")
    return rows_given(conversation.workspace.run)


def _edit_row(conversation: Conversation, number: int, text: str) -> None:
    rows = _rows(conversation)
    if not 1 <= number <= len(rows.values):
        raise Refused(f"The data has rows 1 to {len(rows.values):,}.")
    given = rows.values[number - 1].tolist()
    if not text:
        told = ", ".join(
            f"{name} = {shortest_text(value)}" for name, value in zip(rows.columns, given, strict=True)
        )
        raise Refused(f"Row {number} has {told}; write NAME=NUMBER behind it, or all numbers.")
    row = _typed_row(rows, text, given)
    if row == given:
        raise Refused("That is as it is.")
    conversation.change(lambda run: set_row(run, rows, number - 1, row))


def _add_row(conversation: Conversation, argument: str) -> None:
    rows = _rows(conversation)
    row = _typed_row(rows, argument, [])
    conversation.change(lambda run: set_row(run, rows, None, row))


def _typed_row(rows: RawRows, text: str, given: list[float]) -> list[float]:
    """A row as all of its numbers, or as some columns with theirs, where the others are given.

    Raises:
        Refused: it is neither.
    """
    words = re.sub(r"\s*=\s*", "=", text).replace(", ", " ").split()
    columns = rows.columns
    if words and all("=" in word for word in words):
        row = dict(zip(columns, given, strict=False))
        for word in words:
            name, _, value = word.rpartition("=")
            if name not in columns:
                raise Refused(f"There is no column {quoted(name)}; there are {_some(columns)}.")
            row[name] = _number(value)
        if len(row) == len(columns):
            return [row[name] for name in columns]
    elif len(words) == len(columns):
        return [_number(word) for word in words]
    raise Refused(f"Write a number for each of {_some(columns)}, in this order.")


def _some(columns: tuple[str, ...]) -> str:
    return listed(
        columns if len(columns) <= _FEW else (*columns[:2], f"so on, {len(columns):,} in all"), "and"
    )


def _load(conversation: Conversation, argument: str) -> None:
    if conversation.snapshot.network is None:
        raise Refused("A function has no rows.")
    if not argument:
        raise Refused("Write the name of a CSV file behind it.")
    path = Path(argument)
    scenario, network = network_of(conversation.workspace.run)
    try:
        rows = rows_of_file(scenario, network, path)
        conversation.change(lambda run: load_rows(run, rows, path.name))
    except ScenarioError as error:
        for told in error.first(MOST_TOLD):
            conversation.page.say(told)


COMMANDS: tuple[Command, ...] = (
    Command(("raise",), _rate(1), "faster_learning"),
    Command(("lower",), _rate(-1), "slower_learning"),
    Command(("edit",), _edit, "edit", "[NAME] NUMBER, or row N NAME=NUMBER ..."),
    Command(("freeze", "free"), _freeze, "freeze", "[NAME]"),
    Command(("up",), _nudge(1), "nudge_up", "[NAME]"),
    Command(("down",), _nudge(-1), "nudge_down", "[NAME]"),
    Command(("add row", "add"), _add_row, "add_row", "NUMBER ..."),
    Command(("load",), _load, "load", "FILE"),
)
