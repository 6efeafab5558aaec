"""The command line. What its commands do is imported when they are used."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from tui.cli.headless_commands import HEADLESS, completed_by, doctor, scenario_argument
from tui.cli.screen_options import (
    capabilities_requested,
    plain_requested,
    screen_options,
    utf8_requested,
)
from tui.cli.session_commands import sessions
from tui.commands.open_request import FIRST_VIEW, PRESENTATION_VIEW, OpenRequest
from tui.headless import exit_status
from tui.headless.errors import Refusal
from tui.headless.exit_handling import status_of
from tui.headless.output import emit, help_width, make_safe
from tui.terminal.capabilities import prepare

if TYPE_CHECKING:
    from tui.sessions.journal import Session

NAME = "gradstep"
_COMPLETE = "_GRADSTEP_COMPLETE"
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Matrices of a few numbers are multiplied no faster by several threads; on a shared machine only slower."""

_GARBAGE_THRESHOLD = 100_000
"""New objects before a collection: while a program starts, all of them stay."""

_HELP = """Watch a small neural network learn, one number at a time.

gradstep opens a scenario, a network with its data or a function, and takes one training step after the
other: forward values, loss, gradients, updates, every number with the formula it comes from, forward and back
in time.

\b
  gradstep                      choose a scenario
  gradstep package-prediction   open one; n takes a step, ? helps
  gradstep parabola --plain     the same in lines of text, with a prompt
  gradstep explain parabola     the first step as text, without a screen
"""

_EPILOG = """Exit status: 0 done, 1 the scenario or its data is at fault, 2 usage, 3 a run diverged,
130 interrupted.

\b
Completion of commands, scenarios and keys, for the shell's start-up file:
  bash   eval "$(_GRADSTEP_COMPLETE=bash_source gradstep)"
  zsh    eval "$(_GRADSTEP_COMPLETE=zsh_source gradstep)"
  fish   _GRADSTEP_COMPLETE=fish_source gradstep | source
"""


class _Words(click.Group):
    """Commands in the order of the help; a first word that is none of them is a scenario to open."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        if word in self.commands or word.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        opening = click.Command(word, callback=partial(_open, word), help=f"Open {word}.")
        return word, screen_options(opening), args[1:]

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        items = super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-"):
            return items
        found = completed_by("scenarios")(ctx, None, incomplete)
        return [*items, *(item for item in found if item.type == "plain" or not items)]


def _tell_version(context: click.Context, parameter: click.Parameter, asked: bool) -> None:
    if not asked or context.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        emit(f"{NAME} {version(NAME)}")
    except PackageNotFoundError:
        emit(f"{NAME}, from files that are not installed")
    context.exit()


@screen_options
@click.group(
    NAME,
    cls=_Words,
    help=_HELP,
    epilog=_EPILOG,
    invoke_without_command=True,
    subcommand_metavar="[SCENARIO | COMMAND ...]",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_tell_version,
    help="Show the version and exit.",
)
@click.pass_context
def gradstep(context: click.Context) -> None:
    """Open the picker, if no word says otherwise."""
    if context.invoked_subcommand is None:
        _require_terminal(
            "`gradstep list` shows the scenarios, and `gradstep run NAME` runs one without a screen"
        )
        _show(OpenRequest())


def _open(name: str) -> None:
    """Open a scenario or a session file on the screen."""
    from pathlib import Path

    from tui.headless import sessions
    from tui.headless.loading import opened, refuse_unknown, runs_of
    from tui.sessions.store import is_session_file

    refuse_unknown(name, list(gradstep.commands))
    if is_session_file(Path(name)):
        _resume(sessions.session_in_file(name))
        return
    loaded = opened(name)
    runs_of(loaded)
    _require_terminal(_without_screen(name))
    _show(OpenRequest(loaded))


def _speed(context: click.Context, parameter: click.Parameter, given: float) -> float:
    if not 0.05 <= given <= 100:
        raise click.BadParameter(f"expected a number from 0.05 to 100, got {given:g}")
    return given


@screen_options
@gradstep.command()
@scenario_argument
@click.option(
    "--speed",
    metavar="X",
    type=float,
    default=1.0,
    show_default=True,
    callback=_speed,
    help="2 is twice as fast.",
)
@click.option("--loop", is_flag=True, help="Begin again after the end, until q.")
@click.option("--from", "cue", metavar="CUE", type=click.IntRange(1), help="Begin at this cue, from 1.")
@click.option("--present", is_flag=True, help="Show stage and lesson alone, large, for a class.")
def play(scenario: str, speed: float, loop: bool, cue: int | None, present: bool) -> None:
    """Play a scenario by itself, from its first cue."""
    from scenarios.wording import counted
    from tui.headless.loading import opened, runs_of

    loaded = opened(scenario)
    runs_of(loaded)
    cues = len(loaded.scenario.cue)
    if cue is not None and cue > cues:
        raise click.BadParameter(f"{scenario} has {counted(cues, 'cue')}, got {cue}", param_hint="'--from'")
    _require_terminal(_without_screen(scenario))
    view = PRESENTATION_VIEW if present else FIRST_VIEW
    _show(OpenRequest(loaded, playing=True, speed=speed, loop=loop, from_cue=cue, view=view))


@screen_options
@click.command()
def resume() -> None:
    """Resume the last session where it stopped."""
    from tui.headless import sessions

    session = sessions.last()
    if session is None:
        raise Refusal("There is no session to resume yet; `gradstep` opens the picker.")
    _resume(session)


def _resume(session: Session) -> None:
    """Resume a session, with the scenario as it was when the session began."""
    from tui.headless.loading import opened_again, runs_of

    loaded = opened_again(session)
    runs_of(loaded)
    _require_terminal(_without_screen(session.scenario))
    _show(OpenRequest(loaded, session))


for _command in (*HEADLESS, resume, sessions, doctor):
    gradstep.add_command(_command)


def _without_screen(name: str) -> str:
    return f"`gradstep run {name}` gives the same numbers as data, and `gradstep explain {name}` as text"


def _require_terminal(instead: str) -> None:
    """Check that there is a terminal for the screen, unless plain mode is asked for.

    Raises:
        Refusal: there is none; the message says what to do instead.
    """
    from tui.terminal.presence import missing

    if plain_requested(click.get_current_context()):
        return
    fault = missing()
    if fault is not None:
        raise Refusal(
            f"The screen needs a terminal, and {fault}. --plain needs none: it is a conversation in lines of text; "
            f"{instead}."
        )


def _show(request: OpenRequest) -> None:
    """Open the screen, which is imported only once it can find what the terminal can do; or plain mode."""
    context = click.get_current_context()
    if plain_requested(context):
        from tui.plain.plain_mode import open_plain

        context.exit(open_plain(request, utf8=utf8_requested(context)))
    capabilities = capabilities_requested(context)
    prepare(capabilities, os.environ)
    from tui.screen.app import open_app

    context.exit(open_app(request, capabilities=capabilities))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    for variable in _THREADS:
        os.environ.setdefault(variable, "1")
    gc.set_threshold(_GARBAGE_THRESHOLD)
    make_safe()
    ended = status_of(lambda: _run(arguments))
    flushed = status_of(_flush)
    sys.exit(ended or flushed)


def _run(arguments: Sequence[str] | None) -> int:
    instruction = os.environ.get(_COMPLETE)
    if instruction:
        from click.shell_completion import shell_complete

        return shell_complete(gradstep, {}, NAME, _COMPLETE, instruction)
    given = list(sys.argv[1:] if arguments is None else arguments)
    with gradstep.make_context(NAME, given, terminal_width=help_width()) as context:
        gradstep.invoke(context)
    return exit_status.DONE


def _flush() -> int:
    if sys.stdout is not None:
        sys.stdout.flush()
    return exit_status.DONE
