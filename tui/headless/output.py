"""The output streams: data goes to stdout, cleaned narration to stderr."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TextIO

import click

from tui.text.untrusted import clean

_DEFAULT_COLUMNS = 80
_MAX_HELP_COLUMNS = 100


def narrate(text: str) -> None:
    """Write a line of narration to stderr; if that fails, the command continues without narration."""
    try:
        click.echo(clean(text), err=True)
    except OSError:
        silence(sys.stderr)


def stdout() -> TextIO:
    """Return the stream for data.

    Raises:
        click.ClickException: standard output is closed.
    """
    if sys.stdout is None:
        raise click.ClickException(
            "standard output is closed, so nothing can be written; open or redirect it"
        )
    return sys.stdout


def emit(text: str) -> None:
    """Write a piece of data and a line end to stdout."""
    stdout().write(text + "\n")


def escape_unencodable() -> None:
    """Make the standard streams write characters that their encoding lacks as escapes instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def silence(stream: TextIO | None) -> None:
    """Redirect a stream to the null device, so that flushing its buffer at exit cannot fail."""
    if stream is None:
        return
    null_device = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError):  # the stream has no file descriptor
        os.dup2(null_device, stream.fileno())
    os.close(null_device)


def help_width() -> int:
    """Return the width of help texts in columns; click would import shutil for it, which takes 10 ms."""
    try:
        columns = int(os.environ.get("COLUMNS", "")) or _DEFAULT_COLUMNS
    except ValueError:
        try:
            columns = os.get_terminal_size(sys.stdout.fileno()).columns
        except (OSError, ValueError, AttributeError):
            columns = _DEFAULT_COLUMNS  # stdout is not a terminal
    return max(50, min(columns, _MAX_HELP_COLUMNS) - 2)
