"""The dispatcher: runs a command for either front end.

Playback pauses, errors become refusals, and the position is published once, whichever command it is.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import cast

from engine.objectives.parsing import ExpressionError
from scenarios.errors import ScenarioError
from tui.commands.command import Command
from tui.commands.context import Context
from tui.commands.outcome import CommandError, FinalOutcome, Refused, Working
from tui.workspace.arguments import InvalidArgument
from tui.workspace.navigation import NoSuchPlace
from tui.workspace.progress import Progress


def dispatch(
    context: Context, command: Command, argument: str = ""
) -> Generator[Progress, None, FinalOutcome]:
    """Run a command to its outcome, yielding progress while it works; closing the generator cancels it."""
    if command.pauses:
        context.playback.pause()
    try:
        argument = argument.strip()
        if argument and command.argument is None:
            return Refused(f"{command.words[0]} takes no argument.")
        outcome = command.run(context, argument)
        if isinstance(outcome, Working):
            sentence = yield from cast("Generator[Progress, None, str | None]", outcome.progress)
            return outcome.outcome._replace(sentence=sentence) if sentence else outcome.outcome
        return outcome
    except (CommandError, InvalidArgument, NoSuchPlace) as error:
        return Refused(str(error))
    except ExpressionError as error:
        return Refused(error.sentence)
    except ScenarioError as error:
        return Refused(error.description, is_error=True)
    finally:
        context.workspace.settle()
