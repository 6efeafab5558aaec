"""What a person may say of the terminal: options of every command that opens the screen."""

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


def _note(context: click.Context, parameter: click.Parameter, given: Any) -> None:
    """Note what was asked for; what stands behind a command's name counts more than what stands before it."""
    if given is not None:
        context.find_root().ensure_object(dict)[parameter.name] = given


def screen_options(command: _Command) -> _Command:
    """The command with these options, which it does not have to hand on: `abilities_asked_for` knows them."""
    command.params += [
        click.Option(
            ["--color"],
            type=click.Choice([_AUTO, *COLOURS]),
            callback=_note,
            expose_value=False,
            help="How many colours the terminal has.",
        ),
        click.Option(
            ["--charset"],
            type=click.Choice([_AUTO, *CHARSETS]),
            callback=_note,
            expose_value=False,
            help="What the terminal can write.",
        ),
        click.Option(
            ["--fps"],
            metavar="N",
            type=click.IntRange(1, MAX_FPS),
            callback=_note,
            expose_value=False,
            help="Draw at most N frames a second.",
        ),
        click.Option(
            ["--mouse/--no-mouse"],
            default=None,
            callback=_note,
            expose_value=False,
            help="Use the mouse, or leave it to the terminal.",
        ),
        click.Option(
            ["--plain"],
            is_flag=True,
            default=None,
            callback=_note,
            expose_value=False,
            help="A conversation in lines of text in place of the screen, for screen readers and transcripts.",
        ),
    ]
    return command


def capabilities_requested(context: click.Context) -> Capabilities:
    """What the terminal can do, with what was asked for."""
    given = {name: value for name, value in _given(context).items() if value != _AUTO}
    return decide(
        environment_as_given(os.environ), Overrides(**{name: given.get(name) for name in Overrides._fields})
    )


def plain_requested(context: click.Context) -> bool:
    """Whether lines of text are wanted in place of the screen."""
    return bool(_given(context).get("plain"))


def utf8_requested(context: click.Context) -> bool:
    """Whether names are to be written with signs beyond ASCII, also where they are heard and typed."""
    return _given(context).get("charset") == "utf-8"


def _given(context: click.Context) -> dict[str, Any]:
    found: dict[str, Any] = context.find_root().obj or {}
    return found
