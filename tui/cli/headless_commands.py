"""The commands that need no screen, as click knows them; what they do is imported when they are used."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from tui.cli.screen_options import capabilities_requested
from tui.headless import exit_status
from tui.headless.output import emit, tell

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# Nothing that takes milliseconds to import stands above: `gradstep --help` reads this file.

_MOST_STEPS = 1_000_000_000
_STATUSES = (
    "Exit status: 0 done, 1 the scenario or its data is at fault, 2 usage, 3 a run diverged (one of several "
    "is enough), 130 interrupted; 141 when the reader of the output went away, 143 on SIGTERM."
)


def completed_by(kind: str) -> Callable[..., list[CompletionItem]]:
    """The function of that name in `completion`, imported when a shell asks."""

    def complete(context: click.Context, parameter: click.Parameter | None, incomplete: str) -> list[Any]:
        from tui.headless import completion

        propose: Callable[..., list[Any]] = getattr(completion, kind)
        return propose(context, parameter, incomplete)

    return complete


scenario_argument = click.argument("scenario", shell_complete=completed_by("scenarios"))


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
    help="How to write.",
)
def list_scenarios(form: str) -> None:
    """List the bundled scenarios.

    As JSON: one list of objects with name, title, section, kind and cues (how many there are).
    """
    from tui.headless import scenario_list

    if form == "json":
        emit(scenario_list.as_json())
    else:
        emit("\n".join(scenario_list.as_table()))


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, shell_complete=completed_by("files"))
@click.pass_context
def check(context: click.Context, files: tuple[str, ...]) -> None:
    """Say what is wrong with scenario files.

    Each problem is one line on standard output, FILE:LINE: KEY: what is wrong and what would be right.
    Exit status: 0 all are right, 1 something is wrong.
    """
    from scenarios.wording import counted
    from tui.headless.check import problems_in

    wrong = 0
    for problems in problems_in(files):
        emit(problems)
        wrong += 1
    right = len(files) - wrong
    tell(
        f"{counted(right, 'file is', 'files are')} right"
        + (f", {counted(wrong, 'file is', 'files are')} not" * bool(wrong))
    )
    context.exit(exit_status.FAULT if wrong else exit_status.DONE)


@click.command(epilog=_STATUSES)
@scenario_argument
@click.option(
    "--epochs", metavar="N", type=click.IntRange(1, _MOST_STEPS), help="End after N epochs (networks)."
)
@click.option("--steps", metavar="N", type=click.IntRange(1, _MOST_STEPS), help="End after N steps.")
@click.option(
    "--set",
    "settings",
    metavar="KEY=VALUE",
    multiple=True,
    callback=_settings,
    shell_complete=completed_by("keys"),
    help="Change a setting by its dotted key in the file, such as training.optimizer.learning_rate=0.01. "
    "Can be given several times. The scenario's compared runs are then left out.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["summary", "jsonl", "csv", "table"]),
    default="summary",
    show_default=True,
    help="summary: a JSON object for each run; jsonl: one for each step; csv: a row for each step; "
    "table: the same for people, as far as it fits.",
)
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Write to FILE, replacing it, in place of standard output.",
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
    """Run a scenario without a screen, as data.

    --epochs and --steps say where to end, also beyond the end that the scenario has; they change nothing
    else. A scenario's compared runs follow its own, one after the other.

    Ctrl-C ends the run after the step that is being taken, and what was computed is written.
    """
    from pathlib import Path

    from scenarios.settings import value_from
    from tui.headless.loading import opened, runs_of
    from tui.headless.run import run_scenario

    loaded = opened(scenario, {key: value_from(text) for key, text in settings})
    if epochs is not None and loaded.scenario.kind == "function":
        raise click.UsageError("A function has no epochs; give --steps.")
    target = None if output is None else Path(output)
    if target is not None and target.exists() and Path(scenario).exists() and target.samefile(scenario):
        raise click.UsageError("--output would overwrite the scenario itself; name another file.")
    title = loaded.scenario.title
    runs = runs_of(loaded)
    context.exit(run_scenario(title, runs, epochs=epochs, steps=steps, form=form, output=target))


@click.command(
    epilog="As JSON: one object with step, values, gradients and beats. For a step with several rows, the "
    "values and gradients of units are lists, one number a row, and beats that speak of one row have its "
    "number as row."
)
@scenario_argument
@click.option(
    "--step",
    "number",
    metavar="N",
    type=click.IntRange(1, _MOST_STEPS),
    default=1,
    show_default=True,
    help="Which step, from 1.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write.",
)
@click.pass_context
def explain(context: click.Context, scenario: str, number: int, form: str) -> None:
    """Explain one step of a scenario, every number of it.

    Every quantity is told with its formula in symbols and in numbers: what is computed forward, the loss,
    every gradient back, and every update.
    """
    from tui.headless.explain import explain_step
    from tui.headless.loading import opened

    context.exit(explain_step(opened(scenario), number, form))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option(
    "--from",
    "name",
    metavar="NAME",
    default="package-prediction",
    show_default=True,
    shell_complete=completed_by("bundled_names"),
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

    With it, editors that know JSON schemas (with a TOML extension such as Taplo) complete and check scenario
    files.
    """
    import json

    from scenarios.schema import schema as json_schema

    emit(json.dumps(json_schema(), indent=2))


@click.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Say what gradstep finds: terminal, colours, locale, versions."""
    from tui.headless.doctor import report

    emit("\n".join(report(capabilities_requested(context))))


HEADLESS = (list_scenarios, check, run, explain, new, schema)
"""Those that stand together in the help."""
