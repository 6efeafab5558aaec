"""Click commands of `gradstep sessions`: list, export, delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from tui.cli.headless_commands import completion_of
from tui.headless.errors import Failure
from tui.headless.output import emit, narrate

T = TypeVar("T")

_LISTING = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Output format.",
)
_SESSION = click.argument("id", metavar="ID", shell_complete=completion_of("sessions"))


@click.group(invoke_without_command=True)
@_LISTING
@click.pass_context
def sessions(context: click.Context, form: str) -> None:
    """List, export or delete sessions.

    A session is a scenario with everything you did in it. `gradstep resume` continues the last one.
    """
    if context.invoked_subcommand is None:
        _list(form)


@sessions.command(name="list")
@_LISTING
def list_sessions(form: str) -> None:
    """List the sessions, the most recently used first."""
    _list(form)


def _list(form: str) -> None:
    from tui.headless import sessions

    stored = sessions.stored_sessions().sessions
    if form == "json":
        emit(sessions.as_json(stored))
        return
    for line in sessions.as_table(stored):
        emit(line)


@sessions.command()
@_SESSION
@click.argument("file", type=click.Path(dir_okay=False))
def export(id: str, file: str) -> None:
    """Write a session with its scenario to FILE; `gradstep FILE` opens it on any machine."""
    from pathlib import Path

    from tui.sessions.store import export as export_session

    if damage := _on_sessions(lambda: export_session(id, Path(file))):
        narrate(damage)
    narrate(f"Wrote {click.format_filename(file)}.")


@sessions.command()
@_SESSION
def delete(id: str) -> None:
    """Delete a session."""
    from tui.sessions.store import delete as delete_session

    _on_sessions(lambda: delete_session(id))
    narrate(f"Deleted {id}.")


def _on_sessions(work: Callable[[], T]) -> T:
    from tui.sessions.journal import SessionError

    try:
        return work()
    except SessionError as error:
        raise Failure(str(error)) from error
