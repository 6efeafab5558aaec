"""Table commands: which parameters are listed, and in what order."""

from __future__ import annotations

from dataclasses import replace

from tui.commands.command import Argument, Command, Kind
from tui.commands.context import Context
from tui.commands.outcome import Asks, CommandError, Form, Outcome, Viewed
from tui.workspace.parameter_listing import ORDERS
from tui.workspace.parameter_patterns import existing_pattern
from tui.workspace.snapshot import Snapshot


def list_matching(context: Context, typed: str) -> None:
    """List only the parameters whose names match a pattern as people type it: w2, w1_*_3, w²₁₁; * for all.

    Raises:
        InvalidArgument: none does.
    """
    workspace = context.workspace
    pattern = existing_pattern(workspace.run.training.objective.parameters, typed)
    workspace.view_options = replace(workspace.view_options, pattern=pattern)


def _filter(context: Context, argument: str) -> Outcome:
    if not argument:
        return Asks(Form.PATTERN, sentence="Type a pattern: which w2_*. All parameters: which *.")
    list_matching(context, argument)
    return Viewed("parameters")


def _order(context: Context, argument: str) -> Outcome:
    workspace = context.workspace
    orders = {"theta": "θ", **{order: order for order in ORDERS}}
    if argument and argument not in orders:
        raise CommandError(f"The order can be theta, {', '.join(ORDERS[1:])}.")
    index = ORDERS.index(workspace.view_options.order)
    order = orders[argument] if argument else ORDERS[(index + 1) % len(ORDERS)]
    workspace.view_options = replace(workspace.view_options, order=order)
    return Viewed("parameters")


def _units(context: Context, argument: str) -> Outcome:
    options = context.workspace.view_options
    context.workspace.view_options = replace(options, standardized=not options.standardized)
    return Viewed("data")


def _has_standardized(snapshot: Snapshot) -> bool:
    return bool(snapshot.notation.standardized)


_GROUP = "Tables"
COMMANDS: tuple[Command, ...] = (
    Command(
        "filter",
        _filter,
        _GROUP,
        "List only the parameters whose names match a pattern, such as w2_*",
        keys=("w",),
        words=("which", "filter"),
        argument=Argument(Kind.PATTERN, "PATTERN"),
        label="which",
        rank=6,
        panes=("parameters",),
        pauses=False,
    ),
    Command(
        "order",
        _order,
        _GROUP,
        "Sort the parameters: as they are in θ, or by the size of gradient, update or value",
        keys=("o",),
        words=("order",),
        argument=Argument(Kind.CHOICE, "[theta, gradient, update or value]"),
        label="order",
        rank=6,
        panes=("parameters",),
        pauses=False,
    ),
    Command(
        "units",
        _units,
        _GROUP,
        "Show the data standardized, or in its own units",
        keys=("U",),
        label="units",
        rank=6,
        panes=("data",),
        available=_has_standardized,
        pauses=False,
    ),
)
