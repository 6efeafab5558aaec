"""Exceptions of commands: each ends the program with a message and an exit status."""

from __future__ import annotations

from typing import IO, Any

import click

from tui.headless import exit_status


class Refusal(click.ClickException):
    """A request that cannot be met; the message is shown without click's usage lines."""

    exit_code = exit_status.USAGE

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file, err=True)


class Failure(Refusal):
    """A fault in a scenario, its data or another file."""

    exit_code = exit_status.FAULT
