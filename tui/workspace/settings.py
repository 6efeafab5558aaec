"""The settings of a run that can be changed, as rows of a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pydantic.fields import FieldInfo

from scenarios.faults import parts_of
from scenarios.fields import TRUTH, Choice, Part, choices_of
from scenarios.format import FunctionScenario, NetworkScenario, Scenario
from scenarios.format_network import LayerPart, LossPart
from scenarios.format_training import FunctionTraining, NetworkTraining
from scenarios.format_updates import Optimizer, Schedule
from scenarios.settings import value_from
from scenarios.wording import counted
from tui.workspace.run import Run

_PROPOSED = "10"
"""The proposed value of a required field without a default."""


class Setting(NamedTuple):
    """A row of the form."""

    group: str
    key: str
    """The dotted key in the scenario file."""
    label: str
    value: str
    choices: tuple[str, ...]
    """The possible values; () if the value is typed."""
    help: str


def settings_of(scenario: Scenario) -> tuple[Setting, ...]:
    """Return all settings that can be changed, with their current values."""
    return tuple(_settings(scenario))


def _settings(scenario: Scenario) -> Iterator[Setting]:
    for setting in _chosen(
        "How a gradient becomes an update", "training.optimizer", scenario.training.optimizer, Optimizer
    ):
        if isinstance(scenario, NetworkScenario) or not setting.key.endswith(".weight_decay_bias"):
            yield setting
    yield from _chosen(
        "How η changes with the steps", "training.schedule", scenario.training.schedule, Schedule
    )
    if isinstance(scenario, NetworkScenario):
        loss = LossPart.model_fields
        yield from (_field("The loss", f"loss.{key}", getattr(scenario.loss, key), loss[key]) for key in loss)
        for number, layer in enumerate(scenario.network.layers, 1):
            activation = _field(
                "The layers",
                f"network.layers.{number}.activation",
                layer.activation,
                LayerPart.model_fields["activation"],
            )
            yield activation._replace(label=f"layer {number}, {counted(layer.units, 'unit')}")
        keys: tuple[str, ...] = ("batch_size", "order", "seed", "epochs")
        fields: Mapping[str, FieldInfo] = NetworkTraining.model_fields
    else:
        assert isinstance(scenario, FunctionScenario)
        keys, fields = ("steps",), FunctionTraining.model_fields
    for key in keys:
        yield _field("How long, and on what", f"training.{key}", getattr(scenario.training, key), fields[key])


def _chosen(group: str, home: str, part: Choice, choice: Any) -> Iterator[Setting]:
    """Yield the choice of a part by its name, and the settings that this part has."""
    names = tuple(kind.called for kind in parts_of(choice))
    help = (type(part).__doc__ or "").rstrip(".")
    yield Setting(group, f"{home}.name", _label(f"{home}.name"), type(part).called, names, help)
    for key, field in type(part).model_fields.items():
        if key != "name":
            yield _field(group, f"{home}.{key}", getattr(part, key), field)


def _field(group: str, key: str, value: object, field: FieldInfo) -> Setting:
    return Setting(group, key, _label(key), _written(value), choices_of(field), field.description or "")


def _label(key: str) -> str:
    """Return the label of a setting: the last part of its key; for a name, the part before it."""
    return key.removesuffix(".name").rpartition(".")[2].replace("_", " ")


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)


def apply_settings(run: Run, settings: Iterable[Setting], changed: Mapping[str, str]) -> None:
    """Change some settings of a run to typed or chosen values, by dotted keys.

    Raises:
        ScenarioError: the values are invalid; nothing has changed then.
    """
    shown = {setting.key: setting for setting in settings}
    given = {
        key: value if shown[key].choices not in ((), TRUTH) else value_from(value)
        for key, value in changed.items()
    }
    names = [
        f"{key.rsplit('.', 2)[-2 if key.endswith('.name') else -1]} {value}".replace("learning_rate", "η")
        for key, value in changed.items()
    ]
    run.change_settings(given, ", ".join(names))


def with_part(scenario: Scenario, key: str, name: str) -> Scenario:
    """Return the scenario with another optimizer or schedule, as the form shows it before it is applied."""
    home = key.split(".")[1]
    kinds: list[type[Part]] = parts_of({"optimizer": Optimizer, "schedule": Schedule}[home])
    kind = next(kind for kind in kinds if kind.called == name)
    before = getattr(scenario.training, home)
    given = {
        field: getattr(before, field)
        for field in type(before).model_fields
        if field in kind.model_fields and field != "name"
    }
    required = {field: int(_PROPOSED) for field, info in kind.model_fields.items() if info.is_required()}
    part = kind.model_validate({**required, **given, "name": name})
    training = scenario.training.model_copy(update={home: part})
    return scenario.model_copy(update={"training": training})


def short_names(settings: Iterable[Setting]) -> dict[str, str]:
    """Return the shortest unambiguous end of each dotted key: learning_rate, optimizer.name."""
    keys = [setting.key for setting in settings]
    return {
        key: next(
            end
            for end in _ends(key)
            if sum(is_named(other, end) for other in keys) == 1 and not end[:1].isdigit()
        )
        for key in keys
    }


def _ends(key: str) -> Iterator[str]:
    parts = key.split(".")
    return (".".join(parts[-count:]) for count in range(1, len(parts) + 1))


def is_named(key: str, end: str) -> bool:
    """Whether a dotted key ends in these parts."""
    return key == end or key.endswith(f".{end}")
