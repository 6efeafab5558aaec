"""Program commands: help, more of a long list, another scenario, quit."""

from __future__ import annotations

from scenarios.errors import ScenarioError
from scenarios.loading import load
from tui.commands.command import Argument, Command, Kind
from tui.commands.context import Context
from tui.commands.outcome import Asks, CommandError, Form, Leaves, Outcome, Viewed
from tui.workspace.opening import workspace_of


def _help(context: Context, argument: str) -> Outcome:
    return Asks(Form.HELP, argument)


def _more(context: Context, argument: str) -> Outcome:
    return Viewed("more")


def _open(context: Context, argument: str) -> Outcome:
    if not argument:
        return Leaves(to_picker=True)
    try:
        loaded = load(argument)
        workspace_of(loaded)  # what cannot be opened is refused before this scenario is left
    except ScenarioError as error:
        # With the file's name: it is another one than the open scenario's.
        raise CommandError(str(error)) from error
    return Leaves(loaded)


def _leave(context: Context, argument: str) -> Outcome:
    return Leaves()


_GROUP = "Program"
COMMANDS: tuple[Command, ...] = (
    Command(
        "help",
        _help,
        _GROUP,
        "Show this help and the glossary",
        keys=("question_mark",),
        words=("help",),
        argument=Argument(Kind.TEXT, "[WORD]"),
        label="help",
        rank=1,
        note="A command or a term after it is explained; terms after it lists all terms",
    ),
    Command(
        "more",
        _more,
        _GROUP,
        "Continue a list that was not shown to its end",
        words=("more",),
        pauses=False,
    ),
    Command(
        "another",
        _open,
        _GROUP,
        "Open another scenario; gradstep resume returns to this one",
        keys=("O",),
        words=("another", "open"),
        argument=Argument(Kind.FILE, "[SCENARIO]"),
    ),
    Command(
        "leave",
        _leave,
        _GROUP,
        "Quit; gradstep resume returns to this step",
        keys=("q",),
        words=("leave", "quit", "exit", "bye"),
        label="quit",
        rank=1,
    ),
)
