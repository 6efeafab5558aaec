"""The format agrees with the engine: the same names, the same settings, the same defaults; and it never changes."""

from __future__ import annotations

from dataclasses import MISSING, fields

import pytest
from pydantic import ValidationError

from engine.descent.optimizers import OPTIMIZERS
from engine.descent.schedules import SCHEDULES
from engine.objectives.activations import ACTIVATIONS
from engine.objectives.initial import METHODS
from engine.objectives.losses import LOSSES
from scenarios.faults import parts_of
from scenarios.fields import choices_of
from scenarios.format import FunctionScenario, NetworkScenario
from scenarios.format_network import Generator, Initial, LayerPart, LossPart, PinnedStart
from scenarios.format_training import NetworkTraining
from scenarios.format_updates import Adam, Optimizer, Schedule, Sgd
from scenarios.generators import SHAPES


def test_every_choice_of_the_engine_has_a_name_in_the_format_and_no_other() -> None:
    assert {part.called for part in parts_of(Optimizer)} == set(OPTIMIZERS)
    assert {part.called for part in parts_of(Schedule)} == set(SCHEDULES)
    assert {part.called for part in parts_of(Initial)} - {PinnedStart.called} == set(METHODS)
    assert set(choices_of(LayerPart.model_fields["activation"])) == set(ACTIVATIONS)
    assert set(choices_of(LossPart.model_fields["name"])) == set(LOSSES)
    assert set(choices_of(Generator.model_fields["name"])) == {*SHAPES, "plane"}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_has_the_engine_s_settings_and_defaults(name: str) -> None:
    training = NetworkTraining.model_validate({"optimizer": {"name": name}})
    assert training.optimizer.settings() == OPTIMIZERS[name]().settings()
    assert training.optimizer.learning_rate == 0.01


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_has_the_engine_s_settings_and_its_defaults(name: str) -> None:
    given = {"name": name, "every": 5} if name == "step" else {"name": name}
    schedule = NetworkTraining.model_validate({"schedule": given}).schedule
    known = {field.name: field.default for field in fields(SCHEDULES[name])}
    left_out = set(known) - set(schedule.settings())
    assert left_out == ({"steps"} if name == "cosine" else set())
    for key, value in schedule.settings().items():
        assert known[key] in (MISSING, value)


def test_the_settings_of_a_choice_are_what_it_has_beyond_the_common_keys() -> None:
    initial = NetworkScenario.model_validate(
        {
            "format": 1,
            "kind": "network",
            "data": {"rows": [[1, 2]]},
            "network": {"layers": [{"units": 1}], "initial": {"method": "uniform", "high": 2}},
            "training": {},
        }
    ).network.initial
    assert not isinstance(initial, PinnedStart)
    assert initial.settings() == {"low": -0.5, "high": 2.0}
    assert initial.bias == 0.0


def test_the_smallest_scenarios_have_these_defaults() -> None:
    network = NetworkScenario.model_validate(
        {
            "format": 1,
            "kind": "network",
            "data": {"rows": [[1, 2]]},
            "network": {"layers": [{"units": 1}]},
            "training": {},
        }
    )
    assert (network.title, network.summary, network.section, network.order) == ("", "", "", 0)
    assert (network.compare, network.cue) == ((), ())
    assert network.loss.model_dump() == {
        "name": "mse",
        "scale": 1.0,
        "over_outputs": "mean",
        "over_rows": "mean",
    }
    training = network.training
    assert (training.epochs, training.batch_size, training.order, training.seed) == (1, 1, "sequential", 0)
    assert (training.optimizer, training.frozen, training.stop) == (Sgd(), (), None)
    assert network.network.layers[0].activation == "linear"
    assert network.network.bias
    function = FunctionScenario.model_validate(
        {"format": 1, "kind": "function", "function": {"expression": "x", "start": {"x": 1}}, "training": {}}
    )
    assert function.training.steps == 20
    assert function.function.where == {}
    assert function.function.domain == {}


def test_a_part_cannot_be_changed_and_parts_already_made_are_taken_as_they_are() -> None:
    optimizer = Adam(name="adam", beta1=0.5)
    training = NetworkTraining(optimizer=optimizer)
    assert training.optimizer is optimizer
    with pytest.raises(ValidationError):
        training.optimizer.learning_rate = 3.0  # type: ignore[misc]
