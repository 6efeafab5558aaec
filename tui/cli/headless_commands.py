"""Click commands that need no screen; their implementations are imported on use."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from tui.cli.terminal_options import capabilities_requested
from tui.headless import exit_status
from tui.headless.output import emit, narrate

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# `gradstep --help` imports this module, so everything that takes milliseconds to import is imported in functions.

_MAX_STEPS = 1_000_000_000
_EXIT_STATUS_HELP = (
    "Exit status: 0 done, 1 the scenario or its data is at fault, 2 usage, 3 a run diverged (one of several "
    "is enough), 130 interrupted, 141 the reader of the output closed the pipe, 143 SIGTERM."
)


def completion_of(kind: str) -> Callable[..., list[CompletionItem]]:
    """Return the completion function of this name, which is imported when a shell calls it."""

    def complete(context: click.Context, parameter: click.Parameter | None, incomplete: str) -> list[Any]:
        from tui.headless import completion

        propose: Callable[..., list[Any]] = getattr(completion, kind)
        # A proposal is one line of what the shell reads, and goes from there to the terminal.
        return [
            item for item in propose(context, parameter, incomplete) if completion.is_printable(item.value)
        ]

    return complete


scenario_argument = click.argument("scenario", shell_complete=completion_of("scenarios"))


def _settings(
    context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    pairs = []
    for setting in given:
        key, equals, value = setting.partition("=")
        if not setting.isascii() and setting != setting.encode("utf-8", "replace").decode("utf-8"):
            raise click.BadParameter(f"expected text in UTF-8; got {setting!r}")
        if not equals or not key.strip():
            raise click.BadParameter(f"expected KEY=VALUE, such as training.seed=3; got {setting!r}")
        pairs.append((key.strip(), value.strip()))
    return tuple(pairs)


@click.command(name="list")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Output format.",
)
def list_scenarios(form: str) -> None:
    """List the bundled scenarios.

    As JSON: one list of objects with name, title, section, kind and cues (their number).
    """
    from tui.headless import scenario_list

    if form == "json":
        emit(scenario_list.as_json())
    else:
        emit("\n".join(scenario_list.as_table()))


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, shell_complete=completion_of("files"))
@click.pass_context
def check(context: click.Context, files: tuple[str, ...]) -> None:
    """Check scenario files.

    Each problem is one line on standard output, FILE:LINE: KEY: what is wrong and what would be right. How each data
    file was read is told on standard error: its rows, header, delimiter and decimal mark. So is what a valid file has,
    and this version does not carry out.
    Exit status: 0 all files are valid, 1 a file has a problem.
    """
    from scenarios.wording import counted
    from tui.headless.check import check_files

    invalid = 0
    for result in check_files(files):
        if result.problems:
            emit(result.problems)
            invalid += 1
        for line in (*result.readings, *result.warnings):
            narrate(line)
    valid = len(files) - invalid
    narrate(
        f"{counted(valid, 'file is', 'files are')} valid"
        + (f", {counted(invalid, 'file is', 'files are')} not" * bool(invalid))
    )
    context.exit(exit_status.FAULT if invalid else exit_status.DONE)


@click.command(epilog=_EXIT_STATUS_HELP)
@scenario_argument
@click.option(
    "--epochs", metavar="N", type=click.IntRange(1, _MAX_STEPS), help="End after N epochs (networks)."
)
@click.option("--steps", metavar="N", type=click.IntRange(1, _MAX_STEPS), help="End after N steps.")
@click.option(
    "--set",
    "settings",
    metavar="KEY=VALUE",
    multiple=True,
    callback=_settings,
    shell_complete=completion_of("keys"),
    help="Change a setting by its dotted key in the file, such as training.optimizer.learning_rate=0.01. "
    "Can be given several times. Leaves the scenario's compared runs out.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["summary", "jsonl", "csv", "table"]),
    default="summary",
    show_default=True,
    help="summary: a JSON object for each run; jsonl: one for each step; csv: a row for each step; "
    "table: a line for each step, with the columns that fit.",
)
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Write to FILE instead of standard output; an existing file is replaced.",
)
@click.pass_context
def run(
    context: click.Context,
    scenario: str,
    epochs: int | None,
    steps: int | None,
    settings: tuple[tuple[str, str], ...],
    form: str,
    output: str | None,
) -> None:
    """Run a scenario without a screen and write its data.

    --epochs and --steps set the end of the run, which can be later than the scenario's own; they change
    nothing else. A scenario's compared runs follow its own run, one after the other.

    Ctrl-C ends the run after the current step; the results up to there are written.
    """
    from pathlib import Path

    from scenarios.settings import value_from
    from tui.headless.loading import build_runs, load_scenario
    from tui.headless.run import run_scenario

    loaded = load_scenario(scenario, {key: value_from(text) for key, text in settings})
    if epochs is not None and loaded.scenario.kind == "function":
        raise click.UsageError("A function has no epochs; give --steps.")
    target = None if output is None else Path(output)
    if target is not None and target.exists() and Path(scenario).exists() and target.samefile(scenario):
        raise click.UsageError("--output would overwrite the scenario itself; name another file.")
    title = loaded.scenario.title
    runs = build_runs(loaded)
    context.exit(run_scenario(title, runs, epochs=epochs, steps=steps, form=form, output=target))


@click.command(
    epilog="As JSON: one object with step, values, gradients and beats. For a step with several rows, the "
    "values and gradients of units are lists, one number a row, and beats about one row have its number as "
    "row."
)
@scenario_argument
@click.option(
    "--step",
    "number",
    metavar="N",
    type=click.IntRange(1, _MAX_STEPS),
    default=1,
    show_default=True,
    help="The step to explain, counted from 1.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Output format.",
)
@click.option(
    "--rows",
    metavar="N",
    type=click.IntRange(1, _MAX_STEPS),
    default=100,
    show_default=True,
    help="As JSON: the rows of a batch whose numbers are written.",
)
@click.pass_context
def explain(context: click.Context, scenario: str, number: int, form: str, rows: int) -> None:
    """Explain every number of one step of a scenario.

    Every quantity is written with its formula in symbols and in numbers: the forward values, the loss,
    the gradients, and the updates.
    """
    from tui.headless.explain import explain_step
    from tui.headless.loading import load_scenario

    context.exit(explain_step(load_scenario(scenario), number, form, rows))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option(
    "--from",
    "name",
    metavar="NAME",
    default="package-prediction",
    show_default=True,
    shell_complete=completion_of("bundled_names"),
    help="The bundled scenario to start from.",
)
def new(file: str, name: str) -> None:
    """Write a commented scenario to start from."""
    from pathlib import Path

    from tui.headless.new import create

    create(Path(file), name)


@click.command()
def schema() -> None:
    """Write the JSON schema of the scenario format.

    Editors that support JSON schemas for TOML, for example through the Taplo extension, use it to complete
    and check scenario files.
    """
    import json

    from scenarios.schema import schema as json_schema

    emit(json.dumps(json_schema(), indent=2))


@click.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Report the terminal, its colours, the locale and versions."""
    from tui.headless.doctor import report

    emit("\n".join(report(capabilities_requested(context))))


HEADLESS = (list_scenarios, check, run, explain, new, schema)
"""The commands in the order of the help."""
