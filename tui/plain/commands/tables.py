"""The tables of a run: its parameters, the rows of its data, and its losses."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.descent.branch import Branch
from engine.objectives.network import Network
from scenarios.wording import counted
from tui.plain import describe
from tui.plain.conversation import Conversation
from tui.plain.outcomes import Refused
from tui.plain.page import MOST
from tui.plain.vocabulary import Command
from tui.workspace.edits import QUICK
from tui.workspace.parameter_listing import ORDERS, Listing, named_by
from tui.workspace.parameter_patterns import pattern_of
from tui.workspace.revealed_rows import RevealedRows
from tui.workspace.row_predictions import RowPredictions
from tui.workspace.snapshot import Snapshot

_LAST = 5
"""So many steps and epochs are read out where nobody asks for others."""


# The parameters


def _parameters(conversation: Conversation, argument: str) -> None:
    snapshot = conversation.snapshot
    if argument:
        _filter(conversation, argument)
        return
    listing = Listing.of(snapshot)
    names = snapshot.training.objective.parameters.names
    pages = (range(start, min(start + MOST, len(listing))) for start in range(0, len(listing), MOST))
    listed = (names[place] for page in pages for place in listing.places(page))
    order = "" if snapshot.view_options.order == "θ" else f", the largest {snapshot.view_options.order} first"
    conversation.page.say(
        f"{describe.place(snapshot)}: {len(listing):,} of {counted(len(names), 'parameter')}{order}."
    )
    conversation.page.list(describe.parameter(snapshot, name) for name in listed)


def _filter(conversation: Conversation, argument: str) -> None:
    parameters = conversation.workspace.run.training.objective.parameters
    pattern = "" if argument in ("", "*") else pattern_of(parameters, argument)
    if not named_by(parameters, pattern).any():
        raise Refused(f"None of the {len(parameters):,} parameters is called that.")
    conversation.see(pattern=pattern)
    _parameters(conversation, "")


def _order(conversation: Conversation, argument: str) -> None:
    orders = {"theta": "θ", **{order: order for order in ORDERS}}
    if argument and argument not in orders:
        raise Refused(f"The order can be theta, {', '.join(ORDERS[1:])}.")
    place = ORDERS.index(conversation.workspace.view_options.order)
    conversation.see(order=orders[argument] if argument else ORDERS[(place + 1) % len(ORDERS)])
    _parameters(conversation, "")


# The data


def _data(conversation: Conversation, argument: str) -> None:
    snapshot = conversation.snapshot
    network = snapshot.network
    if network is None:
        raise Refused("A function has no rows of data.")
    first = 0
    if argument:
        numbers = [str(number) for number in network.row_numbers]
        if argument not in numbers:
            raise Refused(f"Type the number of a row, from 1 to {len(numbers):,}.")
        first = numbers.index(argument)
    count = 1 if argument else len(network.inputs)
    before = f"before step {snapshot.place.step:,}" if snapshot.step is not None else "at the start"
    conversation.page.say(f"{describe.place(snapshot)}: {counted(len(network.inputs), 'row')}, {before}.")
    told = RevealedRows(snapshot)
    lines = (_data_row(snapshot, network, told, place) for place in range(first, first + count))
    conversation.page.list([*lines] if argument else _with_means(snapshot, network, lines))


def _with_means(snapshot: Snapshot, network: Network, lines: Iterator[str]) -> Iterator[str]:
    """The rows, and before them what all of them cost."""
    if snapshot.step is not None and len(network.inputs) * len(network.parameters) <= QUICK:
        for told, rows in (("all rows", network.all_training_rows), ("test rows", network.test_rows)):
            if len(rows):
                with np.errstate(all="ignore"):
                    mean = network.mean_row_loss(snapshot.theta, rows)
                yield f"mean of {told}, before step {snapshot.place.step:,}: {snapshot.notation.number(mean)}"
    yield from lines


def _data_row(snapshot: Snapshot, network: Network, known: RevealedRows, place: int) -> str:
    """A row: what is given, and what of answer and loss has been told."""
    write = snapshot.notation
    given = [*zip(network.input_names, network.inputs[place].tolist(), strict=True)]
    given += zip(network.target_names, network.targets[place].tolist(), strict=True)
    told = [describe.enumerated(given, lambda pair: f"{pair[0]} = {write.number(pair[1])}")]
    row = RowPredictions.at(network, snapshot.theta, [place])
    last = len(network.layers)
    answers = [
        (f"a{last}_{unit}", value)
        for unit, value in enumerate(row.predictions[0].tolist(), 1)
        if known.answer(place, f"a{last}_{unit}")
    ]
    if answers:
        told.append(
            describe.enumerated(answers, lambda pair: f"{write.name(pair[0])} = {write.number(pair[1])}")
        )
    if known.loss(place):
        told.append(f"loss {write.number(float(row.losses[0]))}")
    test = ", for testing" if place >= network.training_rows else ""
    return f"row {network.row_numbers[place]}{test}: {'; '.join(told)}"


# The loss


def _loss(conversation: Conversation, argument: str) -> None:
    snapshot = conversation.snapshot
    told = snapshot.place.step if snapshot.complete else max(0, snapshot.place.step - 1)
    if argument.casefold() in ("epochs", "epoch"):
        size = snapshot.training.steps_per_epoch
        conversation.page.list(
            _epochs(snapshot, range(1, told // size + 1)) if snapshot.network is not None else []
        )
        return
    first, last = _asked(argument, snapshot.branch) if argument else (max(1, told - _LAST + 1), told)
    conversation.page.say(f"{describe.place(snapshot)}.")
    conversation.page.list(_losses(snapshot, range(first, last + 1), told, of_epochs=not argument))


def _asked(argument: str, branch: Branch) -> tuple[int, int]:
    """The first and the last step that somebody asks for.

    Raises:
        Refused: these are no steps that have been taken.
    """
    words = argument.replace("to", " ").replace("-", " ").split()
    numbers = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 10]
    if len(numbers) != len(words) or not 1 <= len(numbers) <= 2:
        raise Refused("Type a step, or the first and the last of some: loss 3 8. Or: loss epochs.")
    first, last = numbers[0], numbers[-1]
    if not 1 <= first <= last <= branch.newest:
        raise Refused(f"{counted(branch.newest, 'step has', 'steps have')} been taken.")
    return first, last


def _losses(snapshot: Snapshot, steps: range, told: int, *, of_epochs: bool) -> Iterator[str]:
    losses, number = snapshot.branch.losses.array, snapshot.notation.number
    yield from (f"step {step:,}: loss {number(float(losses[step - 1]))}" for step in steps)
    if not steps:
        yield "No loss is known yet."
    if of_epochs and snapshot.network is not None:
        done = told // snapshot.training.steps_per_epoch
        yield from _epochs(snapshot, range(max(1, done - _LAST + 1), done + 1))
    yield from describe.others(snapshot)


def _epochs(snapshot: Snapshot, epochs: range) -> Iterator[str]:
    number, branch = snapshot.notation.number, snapshot.branch
    for epoch in epochs:
        line = f"epoch {epoch:,}: mean loss of its rows {number(float(branch.epoch_losses.array[epoch - 1]))}"
        line += f", of all rows at its end {number(float(branch.training_losses.array[epoch - 1]))}"
        if snapshot.network is not None and len(snapshot.network.test_rows):
            line += f", of test rows {number(float(branch.test_losses.array[epoch - 1]))}"
        yield line
    if not epochs:
        yield "No epoch is complete yet."


COMMANDS: tuple[Command, ...] = (
    Command(
        ("parameters",),
        _parameters,
        "pane.parameters",
        "[PATTERN]",
        instead="Say the parameters: values, gradients, updates and new values",
    ),
    Command(
        ("data", "rows"),
        _data,
        "pane.data",
        "[ROW]",
        instead="Say the rows of the data, with answers and losses",
    ),
    Command(
        ("loss", "losses"),
        _loss,
        "pane.loss",
        "[STEP [STEP]], or epochs",
        instead="Say the last losses; or those of the steps, or of all epochs, that are asked for",
    ),
    Command(("which", "filter"), _filter, "filter", "[PATTERN]", "Nothing behind it lists all"),
    Command(("order",), _order, "order", "[theta, gradient, update or value]"),
)
