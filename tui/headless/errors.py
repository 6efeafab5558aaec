"""How a command says that it cannot do what it was asked: in a sentence of its own, and a status."""

from __future__ import annotations

from typing import IO, Any

import click

from tui.headless import exit_status


class Refusal(click.ClickException):
    """What is asked for is not there, or cannot be had here: told without click's usage lines."""

    exit_code = exit_status.USAGE

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file, err=True)


class Failure(Refusal):
    """A scenario, its data or another file is at fault."""

    exit_code = exit_status.FAULT
