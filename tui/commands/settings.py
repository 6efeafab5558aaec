"""Settings commands: settings by name, another seed, and the gradient check."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from engine.objectives.spelling import nearest
from scenarios.wording import quoted
from tui.commands.command import Argument, Command, Kind
from tui.commands.context import Context
from tui.commands.edits import change
from tui.commands.outcome import Asks, CommandError, Form, Outcome
from tui.workspace.edits import NOT_RANDOM, is_random, use_next_seed
from tui.workspace.settings import (
    Setting,
    apply_settings,
    is_named,
    settings_of,
    short_names,
    with_part,
)
from tui.workspace.snapshot import Snapshot


def _settings(context: Context, argument: str) -> Outcome:
    """Change settings: "learning_rate=0.01 optimizer=adam"."""
    run = context.workspace.run
    if not argument:
        return Asks(Form.SETTINGS)
    scenario = run.scenario
    before = {setting.key: setting.value for setting in settings_of(scenario)}
    typed: dict[str, str] = {}
    for name, value in _pairs(argument):
        setting = _setting(name, settings_of(scenario))
        value = _choice(setting, value)
        typed[setting.key] = value
        if setting.key.endswith(("optimizer.name", "schedule.name")):
            scenario = with_part(scenario, setting.key, value)
    settings = settings_of(scenario)
    wanted = {setting.key: typed.get(setting.key, setting.value) for setting in settings}
    changed = {key: value for key, value in wanted.items() if value != before.get(key)}
    if not changed:
        raise CommandError("Nothing has changed.")
    return change(context, lambda run: apply_settings(run, settings, changed))


def _pairs(argument: str) -> Iterator[tuple[str, str]]:
    """The names and values of "learning_rate=0.01 optimizer=adam"."""
    try:
        words = shlex.split(argument.replace(" = ", "="))
    except ValueError as error:
        raise CommandError("A quotation mark is not closed; type KEY=VALUE.") from error
    for word in words:
        name, equals, value = word.partition("=")
        if not (name and equals and value):
            raise CommandError(
                f"Type KEY=VALUE, such as learning_rate=0.01 (edit changes a parameter); got {quoted(word)}."
            )
        yield name, value


def _setting(name: str, settings: tuple[Setting, ...]) -> Setting:
    """The setting with that name, or the choice of a part with that name: optimizer is optimizer.name.

    Raises:
        CommandError: there is none, or there are several.
    """
    asked = name.casefold().replace("-", "_")
    found = [setting for setting in settings if is_named(setting.key, asked)]
    found = found or [setting for setting in settings if is_named(setting.key, f"{asked}.name")]
    if len(found) == 1:
        return found[0]
    names = short_names(settings)
    if found:
        several = ", ".join(names[setting.key] for setting in found)
        raise CommandError(f"{quoted(name)} can be {several}; type which.")
    near = nearest(name, list(names.values()))
    remedy = f"; did you mean {near}?" if near else "; settings lists them."
    raise CommandError(f"There is no setting {quoted(name)}{remedy}")


def _choice(setting: Setting, value: str) -> str:
    """The value; where there are choices, one of them."""
    if setting.choices and value.casefold() not in setting.choices:
        raise CommandError(f"{setting.key} can be {', '.join(setting.choices)}; got {quoted(value)}.")
    return value.casefold() if setting.choices else value


def _new_seed(context: Context, argument: str) -> Outcome:
    if not is_random(context.workspace.run):
        raise CommandError(NOT_RANDOM)
    return change(context, use_next_seed)


def _gradient_check(context: Context, argument: str) -> Outcome:
    return Asks(Form.GRADIENT_CHECK)


def _is_network(snapshot: Snapshot) -> bool:
    return snapshot.network is not None


_GROUP = "Editing"
COMMANDS: tuple[Command, ...] = (
    Command(
        "settings",
        _settings,
        _GROUP,
        "Change the learning rate, optimizer, schedule, loss, activations, batches and order",
        keys=("S",),
        words=("settings", "set"),
        argument=Argument(Kind.TEXT, "[KEY=VALUE ...]"),
        label="settings",
        rank=8,
        note="Without an argument it lists them",
    ),
    Command(
        "new_seed",
        _new_seed,
        _GROUP,
        "Start over with another seed, which changes the random start, order and test rows",
        keys=("R",),
        words=("seed", "new seed"),
        available=_is_network,
    ),
    Command(
        "gradient_check",
        _gradient_check,
        _GROUP,
        "Check the gradient against finite differences",
        keys=("G",),
        words=("check", "gradient check"),
    ),
)
