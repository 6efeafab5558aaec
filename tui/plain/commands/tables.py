"""The tables of a run: its parameters, the rows of its data, and its losses."""

from __future__ import annotations

from tui.panes.data.declaration import DATA
from tui.panes.declaration import PaneDeclaration
from tui.panes.loss.declaration import LOSS
from tui.panes.parameters.declaration import PARAMETERS
from tui.plain.conversation import Conversation
from tui.plain.outcomes import Refused
from tui.plain.vocabulary import Command
from tui.workspace.parameter_listing import ORDERS
from tui.workspace.parameter_patterns import existing_pattern


def _say(conversation: Conversation, pane: PaneDeclaration, argument: str = "") -> None:
    conversation.page.list(pane.plain(conversation.snapshot, argument), pane.lines_at_once)


def _parameters(conversation: Conversation, argument: str) -> None:
    if argument:
        _filter(conversation, argument)
        return
    _say(conversation, PARAMETERS)


def _filter(conversation: Conversation, argument: str) -> None:
    parameters = conversation.workspace.run.training.objective.parameters
    conversation.see(pattern=existing_pattern(parameters, argument))
    _parameters(conversation, "")


def _order(conversation: Conversation, argument: str) -> None:
    orders = {"theta": "θ", **{order: order for order in ORDERS}}
    if argument and argument not in orders:
        raise Refused(f"The order can be theta, {', '.join(ORDERS[1:])}.")
    place = ORDERS.index(conversation.workspace.view_options.order)
    conversation.see(order=orders[argument] if argument else ORDERS[(place + 1) % len(ORDERS)])
    _parameters(conversation, "")


def _data(conversation: Conversation, argument: str) -> None:
    _say(conversation, DATA, argument)


def _loss(conversation: Conversation, argument: str) -> None:
    _say(conversation, LOSS, argument)


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
