"""Where words go: data to stdout, narration to stderr through the cleaning gate."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TextIO

import click

from tui.text.untrusted import clean

_COLUMNS = 80
_WIDEST = 100


def tell(text: str) -> None:
    """Narration, on stderr; where that cannot be written, the command does its work without it."""
    try:
        click.echo(clean(text), err=True)
    except OSError:
        abandon(sys.stderr)


def stdout() -> TextIO:
    """The stream for data.

    Raises:
        click.ClickException: the shell has closed it.
    """
    if sys.stdout is None:
        raise click.ClickException("standard output is closed; there is nowhere to write to")
    return sys.stdout


def emit(text: str) -> None:
    """A piece of data with its line end, on stdout."""
    stdout().write(text + "\n")


def make_safe() -> None:
    """Let the standard streams write what their encoding lacks as escapes, in place of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def abandon(stream: TextIO | None) -> None:
    """Write nothing more to a pipe that nobody reads, not even what is buffered as Python ends."""
    if stream is None:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError):  # a stream that the system does not know
        os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def help_width() -> int:
    """How wide help is laid out; click would ask shutil, whose import takes 10 ms."""
    try:
        columns = int(os.environ.get("COLUMNS", "")) or _COLUMNS
    except ValueError:
        try:
            columns = os.get_terminal_size(sys.stdout.fileno()).columns
        except (OSError, ValueError, AttributeError):
            columns = _COLUMNS  # stdout is no terminal
    return max(50, min(columns, _WIDEST) - 2)
