"""Options about the terminal, which every command that opens the screen has."""

from __future__ import annotations

import os
from typing import Any, TypeVar

import click

from tui.terminal.capabilities import (
    CHARSETS,
    COLOURS,
    MAX_FPS,
    Capabilities,
    Overrides,
    decide,
    environment_as_given,
)

_AUTO = "auto"
_Command = TypeVar("_Command", bound=click.Command)


def _store(context: click.Context, parameter: click.Parameter, given: Any) -> None:
    """Store an option's value in the root context; an option after the command's name overrides one before it."""
    if given is not None:
        context.find_root().ensure_object(dict)[parameter.name] = given


def terminal_options(command: _Command) -> _Command:
    """Add the options to a command; their values are read by `capabilities_requested`, not passed to the command."""
    command.params += [
        click.Option(
            ["--color"],
            type=click.Choice([_AUTO, *COLOURS]),
            callback=_store,
            expose_value=False,
            help="Colours of the terminal.",
        ),
        click.Option(
            ["--charset"],
            type=click.Choice([_AUTO, *CHARSETS]),
            callback=_store,
            expose_value=False,
            help="Characters that the terminal can show.",
        ),
        click.Option(
            ["--fps"],
            metavar="N",
            type=click.IntRange(1, MAX_FPS),
            callback=_store,
            expose_value=False,
            help="Draw at most N frames a second.",
        ),
        click.Option(
            ["--mouse/--no-mouse"],
            default=None,
            callback=_store,
            expose_value=False,
            help="Use the mouse, or leave it to the terminal.",
        ),
        click.Option(
            ["--plain"],
            is_flag=True,
            default=None,
            callback=_store,
            expose_value=False,
            help="Use lines of text instead of the screen, for screen readers and transcripts.",
        ),
    ]
    return command


def capabilities_requested(context: click.Context) -> Capabilities:
    """Return the capabilities of the terminal, with the options' overrides."""
    overrides = {name: value for name, value in _requested(context).items() if value != _AUTO}
    return decide(
        environment_as_given(os.environ),
        Overrides(**{name: overrides.get(name) for name in Overrides._fields}),
    )


def plain_requested(context: click.Context) -> bool:
    """Whether plain mode is requested."""
    return bool(_requested(context).get("plain"))


def unicode_requested(context: click.Context) -> bool:
    """Whether plain mode is to write names and signs beyond ASCII."""
    return _requested(context).get("charset") == "utf-8"


def _requested(context: click.Context) -> dict[str, Any]:
    values: dict[str, Any] = context.find_root().obj or {}
    return values
