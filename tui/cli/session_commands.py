"""`gradstep sessions` as click knows it: list, export, delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from tui.cli.headless_commands import completed_by
from tui.headless.errors import Failure
from tui.headless.output import emit, tell

T = TypeVar("T")

_LISTING = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How to write.",
)
_SESSION = click.argument("id", metavar="ID", shell_complete=completed_by("sessions"))


@click.group(invoke_without_command=True)
@_LISTING
@click.pass_context
def sessions(context: click.Context, form: str) -> None:
    """List, export or delete sessions.

    A session is a scenario and all that you did with it. `gradstep resume` goes on with the last one.
    """
    if context.invoked_subcommand is None:
        _list(form)


@sessions.command(name="list")
@_LISTING
def list_sessions(form: str) -> None:
    """List the sessions, the one that was used last first."""
    _list(form)


def _list(form: str) -> None:
    from tui.headless import sessions

    found = sessions.kept().sessions
    if form == "json":
        emit(sessions.as_json(found))
        return
    for line in sessions.as_table(found):
        emit(line)


@sessions.command()
@_SESSION
@click.argument("file", type=click.Path(dir_okay=False))
def export(id: str, file: str) -> None:
    """Write a session to FILE, with its scenario; `gradstep FILE` opens it anywhere."""
    from pathlib import Path

    from tui.sessions.store import export as export_session

    if damage := _on_sessions(lambda: export_session(id, Path(file))):
        tell(damage)
    tell(f"{click.format_filename(file)} is written.")


@sessions.command()
@_SESSION
def delete(id: str) -> None:
    """Forget a session."""
    from tui.sessions.store import delete as delete_session

    _on_sessions(lambda: delete_session(id))
    tell(f"{id} is deleted.")


def _on_sessions(work: Callable[[], T]) -> T:
    from tui.sessions.journal import SessionError

    try:
        return work()
    except SessionError as error:
        raise Failure(str(error)) from error
