"""Settings, another seed, and the check of the gradient."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from scenarios.wording import nearest, quoted
from tui.plain.conversation import Conversation
from tui.plain.outcomes import Refused
from tui.plain.vocabulary import Command
from tui.workspace.edits import UNDRAWN, another_seed, is_drawn
from tui.workspace.gradient_check import GradientCheck
from tui.workspace.settings import Setting, change_settings, otherwise, settings_of


def _settings(conversation: Conversation, argument: str) -> None:
    if not argument:
        conversation.page.list(_listed(settings_of(conversation.workspace.run.scenario)))
        return
    scenario = conversation.workspace.run.scenario
    before = {setting.key: setting.value for setting in settings_of(scenario)}
    typed: dict[str, str] = {}
    for name, value in _pairs(argument):
        setting = _setting(name, settings_of(scenario))
        value = _chosen(setting, value)
        typed[setting.key] = value
        if setting.key.endswith(("optimizer.name", "schedule.name")):
            scenario = otherwise(scenario, setting.key, value)
    settings = settings_of(scenario)
    wanted = {setting.key: typed.get(setting.key, setting.value) for setting in settings}
    changed = {key: value for key, value in wanted.items() if value != before.get(key)}
    if not changed:
        raise Refused("That is as it is.")
    conversation.change(lambda run: change_settings(run, settings, changed))


def _listed(settings: tuple[Setting, ...]) -> Iterator[str]:
    names = _names(settings)
    for setting in settings:
        choices = f" (one of {', '.join(setting.choices)})" if setting.choices else ""
        yield f"{names[setting.key]} = {setting.value or 'nothing'}{choices}: {setting.help}"


def _names(settings: tuple[Setting, ...]) -> dict[str, str]:
    """The shortest ends of the dotted keys that are no other one's: learning_rate, optimizer.name."""
    keys = [setting.key for setting in settings]
    return {
        key: next(
            end
            for end in _ends(key)
            if sum(_ends_so(other, end) for other in keys) == 1 and not end[:1].isdigit()
        )
        for key in keys
    }


def _ends(key: str) -> Iterator[str]:
    parts = key.split(".")
    return (".".join(parts[-count:]) for count in range(1, len(parts) + 1))


def _ends_so(key: str, end: str) -> bool:
    return key == end or key.endswith(f".{end}")


def _pairs(argument: str) -> Iterator[tuple[str, str]]:
    """The names and values of "learning_rate=0.01 optimizer=adam"."""
    try:
        words = shlex.split(argument.replace(" = ", "="))
    except ValueError as error:
        raise Refused("A quotation mark is open; write KEY=VALUE.") from error
    for word in words:
        name, equals, value = word.partition("=")
        if not (name and equals and value):
            raise Refused(
                f"Write KEY=VALUE, such as learning_rate=0.01 (edit changes a parameter); got {quoted(word)}."
            )
        yield name, value


def _setting(name: str, settings: tuple[Setting, ...]) -> Setting:
    """The setting of that name, or of the part that is chosen by that name.

    Raises:
        Refused: there is none, or there are several.
    """
    asked = name.casefold().replace("-", "_")
    found = [setting for setting in settings if _ends_so(setting.key, asked)]
    found = found or [setting for setting in settings if _ends_so(setting.key, f"{asked}.name")]
    if len(found) == 1:
        return found[0]
    names = list(_names(settings).values())
    if found:
        several = ", ".join(_names(settings)[setting.key] for setting in found)
        raise Refused(f"{quoted(name)} can be {several}; say which.")
    near = nearest(name, names)
    raise Refused(
        f"There is no setting {quoted(name)}{f'; did you mean {near}?' if near else '; settings lists them.'}"
    )


def _chosen(setting: Setting, value: str) -> str:
    """The value, one of those that there are to choose from where there are.

    Raises:
        Refused: it is none of them.
    """
    if setting.choices and value.casefold() not in setting.choices:
        raise Refused(f"{setting.key} can be {', '.join(setting.choices)}; got {quoted(value)}.")
    return value.casefold() if setting.choices else value


def _new_seed(conversation: Conversation, argument: str) -> None:
    if not is_drawn(conversation.workspace.run):
        raise Refused(UNDRAWN)
    conversation.change(another_seed)


def _gradient_check(conversation: Conversation, argument: str) -> None:
    snapshot = conversation.snapshot
    checked, write = GradientCheck.at(snapshot), snapshot.notation
    analytic, numeric, error, _ = checked.check
    slopes = zip(checked.names, analytic, numeric, error, checked.agree, strict=True)
    conversation.page.say(checked.verdict)
    conversation.page.list(
        f"{write.name(name)}: backpropagation {write.number(float(analytic))}, by trying "
        f"{write.number(float(numeric))}, relative error {write.number(float(error), 2)}{'' if agree else ', differs'}"
        for name, analytic, numeric, error, agree in slopes
    )


COMMANDS: tuple[Command, ...] = (
    Command(("settings", "set"), _settings, "settings", "[KEY=VALUE ...]", "Nothing behind it lists them"),
    Command(("seed", "new seed"), _new_seed, "new_seed"),
    Command(("check", "gradient check"), _gradient_check, "gradient_check"),
)
