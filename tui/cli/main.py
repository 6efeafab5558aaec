"""The command line: its groups, options and entry point; implementations are imported on use."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from tui.cli.headless_commands import HEADLESS, completion_of, doctor, scenario_argument
from tui.cli.session_commands import sessions
from tui.cli.terminal_options import (
    capabilities_requested,
    plain_requested,
    terminal_options,
    unicode_requested,
)
from tui.commands.open_request import FIRST_VIEW, PRESENTATION_VIEW, OpenRequest
from tui.headless import exit_status
from tui.headless.errors import Refusal
from tui.headless.exit_handling import exit_status_of
from tui.headless.output import emit, escape_unencodable, help_width
from tui.terminal.capabilities import configure_textual

if TYPE_CHECKING:
    from tui.sessions.journal import Session

NAME = "gradstep"
_COMPLETE = "_GRADSTEP_COMPLETE"
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Set to 1: several threads multiply small matrices no faster, and on a shared machine slower."""

_GARBAGE_THRESHOLD = 100_000
"""New objects before a garbage collection: high, since the objects made at the start are all kept."""

_HELP = """Watch a small neural network learn, one number at a time.

gradstep opens a scenario (a network with its data, or a function) and trains it step by step: forward
values, loss, gradients and updates, each number with its formula, forward and back in time.

\b
  gradstep                      choose a scenario
  gradstep package-prediction   open one; n takes a step, ? shows help
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


class _CommandOrScenario(click.Group):
    """The top-level group: a first word that is not a command names a scenario to open."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        if word in self.commands or word.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        opening = click.Command(word, callback=partial(_open_by_name, word), help=f"Open {word}.")
        return word, terminal_options(opening), args[1:]

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        items = super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-"):
            return items
        scenarios = completion_of("scenarios")(ctx, None, incomplete)
        return [*items, *(item for item in scenarios if item.type == "plain" or not items)]


def _print_version(context: click.Context, parameter: click.Parameter, requested: bool) -> None:
    if not requested or context.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        emit(f"{NAME} {version(NAME)}")
    except PackageNotFoundError:
        emit(f"{NAME} (not installed; version unknown)")
    context.exit()


@terminal_options
@click.group(
    NAME,
    cls=_CommandOrScenario,
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
    callback=_print_version,
    help="Show the version and exit.",
)
@click.pass_context
def gradstep(context: click.Context) -> None:
    """Open the picker if the command line names neither a command nor a scenario."""
    if context.invoked_subcommand is None:
        _require_terminal(
            "`gradstep list` shows the scenarios, and `gradstep run NAME` runs one without a screen"
        )
        _show(OpenRequest())


def _open_by_name(name: str) -> None:
    """Open the scenario or session file that the first word names."""
    from pathlib import Path

    from tui.headless import sessions
    from tui.headless.loading import build_runs, check_scenario_name, load_scenario
    from tui.sessions.store import is_session_file

    check_scenario_name(name, list(gradstep.commands))
    if is_session_file(Path(name)):
        _resume(sessions.session_in_file(name))
        return
    loaded = load_scenario(name)
    build_runs(loaded)
    _require_terminal(_without_screen(name))
    _show(OpenRequest(loaded))


def _checked_speed(context: click.Context, parameter: click.Parameter, given: float) -> float:
    if not 0.05 <= given <= 100:
        raise click.BadParameter(f"expected a number from 0.05 to 100, got {given:g}")
    return given


@terminal_options
@gradstep.command()
@scenario_argument
@click.option(
    "--speed",
    metavar="X",
    type=float,
    default=1.0,
    show_default=True,
    callback=_checked_speed,
    help="Playback speed; 2 is twice as fast as 1.",
)
@click.option("--loop", is_flag=True, help="Start again after the end, until q.")
@click.option(
    "--from", "cue", metavar="CUE", type=click.IntRange(1), help="Start at this cue, counted from 1."
)
@click.option("--present", is_flag=True, help="Show only stage and lesson, large, for a class.")
def play(scenario: str, speed: float, loop: bool, cue: int | None, present: bool) -> None:
    """Play a scenario automatically, from its first cue."""
    from scenarios.wording import counted
    from tui.headless.loading import build_runs, load_scenario

    loaded = load_scenario(scenario)
    build_runs(loaded)
    cues = len(loaded.scenario.cue)
    if cue is not None and cue > cues:
        raise click.BadParameter(f"{scenario} has {counted(cues, 'cue')}, got {cue}", param_hint="'--from'")
    _require_terminal(_without_screen(scenario))
    view = PRESENTATION_VIEW if present else FIRST_VIEW
    _show(OpenRequest(loaded, playing=True, speed=speed, loop=loop, from_cue=cue, view=view))


@terminal_options
@click.command()
def resume() -> None:
    """Resume the last session where it stopped."""
    from tui.headless import sessions

    session = sessions.latest_readable()
    if session is None:
        raise Refusal("There is no session to resume yet; `gradstep` opens the picker.")
    _resume(session)


def _resume(session: Session) -> None:
    """Resume a session, with the scenario as it was when the session began."""
    from tui.headless.loading import build_runs, load_session_scenario

    loaded = load_session_scenario(session)
    build_runs(loaded)
    _require_terminal(_without_screen(session.scenario))
    _show(OpenRequest(loaded, session))


for _command in (*HEADLESS, resume, sessions, doctor):
    gradstep.add_command(_command)


def _without_screen(name: str) -> str:
    return f"`gradstep run {name}` gives the same numbers as data, and `gradstep explain {name}` as text"


def _require_terminal(instead: str) -> None:
    """Check that there is a terminal for the screen, unless plain mode is requested, and a system for both.

    Raises:
        Refusal: there is none; the message says what to do instead.
    """
    from tui.terminal.presence import can_control_terminals, reason_without_screen

    if not can_control_terminals():
        raise Refusal(
            "The screen and plain mode need Python's modules fcntl and termios, which Windows lacks: there, use "
            f"gradstep in WSL (`wsl --install`); without it, {instead}."
        )
    if plain_requested(click.get_current_context()):
        return
    fault = reason_without_screen()
    if fault is not None:
        raise Refusal(
            f"The screen needs a terminal, and {fault}. --plain works without one, in lines of text; {instead}."
        )


def _show(request: OpenRequest) -> None:
    """Open a request in plain mode or on the screen.

    Textual reads its settings when it is imported, so the screen is imported after `prepare` has set them.
    """
    context = click.get_current_context()
    if plain_requested(context):
        from tui.plain.plain_mode import open_plain

        context.exit(open_plain(request, unicode=unicode_requested(context)))
    capabilities = capabilities_requested(context)
    configure_textual(capabilities, os.environ)
    from tui.screen.app import open_app

    context.exit(open_app(request, capabilities=capabilities))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    for variable in _THREADS:
        os.environ.setdefault(variable, "1")
    gc.set_threshold(_GARBAGE_THRESHOLD)
    escape_unencodable()
    status = exit_status_of(lambda: _run(arguments))
    flush_status = exit_status_of(_flush)
    sys.exit(status or flush_status)


def _run(arguments: Sequence[str] | None) -> int:
    instruction = os.environ.get(_COMPLETE)
    if instruction:
        from click.shell_completion import shell_complete

        try:
            return shell_complete(gradstep, {}, NAME, _COMPLETE, instruction)
        except (KeyError, ValueError) as error:
            raise Refusal(
                f"{_COMPLETE} is for the completion of shells, which set COMP_WORDS and COMP_CWORD with it."
            ) from error
    given = list(sys.argv[1:] if arguments is None else arguments)
    with gradstep.make_context(NAME, given, terminal_width=help_width()) as context:
        gradstep.invoke(context)
    return exit_status.DONE


def _flush() -> int:
    if sys.stdout is not None:
        sys.stdout.flush()
    return exit_status.DONE
