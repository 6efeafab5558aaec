"""The names by which conditions and lessons ask for a step's numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.descent.quantities import PREFIXES, SCALARS, Quantities
from engine.objectives.expression import evaluate
from engine.objectives.network import Layer
from engine.objectives.parsing import CONDITIONAL, parse
from tests.engine.builders import finished, function_training, network_training, package_prediction, stepped


def of_package(number: int = 1) -> Quantities:
    training = package_prediction()
    timeline = finished(training)
    return Quantities(training, timeline.step(number), timeline.branch.epoch_loss_at(number))


def of_function() -> Quantities:
    training = function_training("q*z", {"x": -2.0, "y": 5.0, "z": -4.0}, 0.1, where={"q": "x + y"})
    return Quantities(training, stepped(training))


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("loss", 13.5424), ("learning_rate", 0.001), ("step", 1), ("epoch", 1), ("row", 1),
        ("value.cgpa", 8), ("value.lpa", 4), ("value.z1_2", 1.6), ("value.a2_1", 0.32), ("value.loss", 13.5424),
        ("gradient.w2_1_1", -11.776), ("gradient.b1_1", -0.736), ("gradient.a2_1", -7.36), ("gradient.z1_1", -0.736),
        ("update.w2_1_1", 0.011776), ("parameter.w2_1_1", 0.1), ("new.w2_1_1", 0.111776),
    ],
)  # fmt: skip
def test_every_number_of_a_network_step_has_its_name(name: str, number: float) -> None:
    assert of_package()[name] == pytest.approx(number, rel=1e-14)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("loss", -12), ("learning_rate", 0.1), ("step", 1), ("epoch", 0),
        ("value.x", -2), ("value.q", 3), ("value.q*z", -12), ("value.loss", -12),
        ("gradient.x", -4), ("gradient.z", 3), ("gradient.q", -4), ("gradient.q*z", 1),
        ("update.z", -0.3), ("parameter.z", -4), ("new.z", -4.3),
    ],
)  # fmt: skip
def test_every_number_of_a_function_step_has_its_name(name: str, number: float) -> None:
    assert of_function()[name] == pytest.approx(number, rel=1e-14)


def test_step_epoch_and_row_count_from_1_and_follow_the_run() -> None:
    names = ("step", "epoch", "row")
    assert [tuple(of_package(number)[name] for name in names) for number in (4, 5, 6)] == [
        (4, 1, 4), (5, 2, 1), (6, 2, 2),
    ]  # fmt: skip


def test_a_row_is_known_by_its_place_in_the_file() -> None:
    rows = [[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]]
    training = network_training(rows, [Layer(1)], [0.0, 0.0], row_numbers=[7, 3, 5], batch_size=2)
    step = stepped(training, 2)
    assert Quantities(training, step)["row"] == 5
    first = Quantities(training, stepped(training))
    assert (first["row"], first["value.x"]) == (7, 1.0)


def test_a_function_has_no_row_and_no_epoch_loss() -> None:
    assert math.isnan(of_function()["row"])
    assert math.isnan(of_function()["epoch_loss"])


def test_within_an_epoch_the_epoch_loss_is_nan_and_no_comparison_with_it_holds() -> None:
    assert of_package(4)["epoch_loss"] == pytest.approx(26.345577666415263, rel=1e-12)
    within = of_package(3)
    assert math.isnan(within["epoch_loss"])
    for text in ("epoch_loss < 1000", "epoch_loss > 0", "epoch_loss == epoch_loss"):
        assert evaluate(parse(text, functions=CONDITIONAL), within) is False


@pytest.mark.parametrize(
    "name",
    [
        "lost", "loss.", "", ".", "value.", "value.z3_1", "gradient.w9_1_1", "gradient.cgpa", "update.a2_1",
        "parameter.lpa", "new.loss", "values.cgpa", "step.loss",
    ],
)  # fmt: skip
def test_what_has_no_such_name_is_a_key_error(name: str) -> None:
    quantities = of_package()
    with pytest.raises(KeyError):
        quantities[name]
    assert name not in quantities


@pytest.mark.parametrize("quantities", [of_package(), of_function()])
def test_every_name_that_is_listed_can_be_asked_for_and_none_is_missing(quantities: Quantities) -> None:
    names = list(quantities)
    assert len(names) == len(set(names)) == len(quantities)
    assert set(SCALARS) <= set(names)
    assert {name.partition(".")[0] for name in names if "." in name} == set(PREFIXES)
    for name in names:
        assert isinstance(quantities[name], (int, float))


def test_the_listed_names_of_a_network() -> None:
    by_prefix: dict[str, set[str]] = {}
    for name in of_package():
        prefix, _, rest = name.partition(".")
        by_prefix.setdefault(prefix, set()).add(rest)
    parameters = {"w1_1_1", "w1_1_2", "w1_2_1", "w1_2_2", "b1_1", "b1_2", "w2_1_1", "w2_2_1", "b2_1"}
    units = {"z1_1", "a1_1", "z1_2", "a1_2", "z2_1", "a2_1"}
    assert by_prefix["value"] == units | {"cgpa", "profile_score", "lpa", "loss"}
    assert by_prefix["gradient"] == units | parameters
    assert by_prefix["update"] == by_prefix["parameter"] == by_prefix["new"] == parameters


def test_the_listed_names_of_a_function() -> None:
    by_prefix: dict[str, set[str]] = {}
    for name in of_function():
        prefix, _, rest = name.partition(".")
        by_prefix.setdefault(prefix, set()).add(rest)
    assert by_prefix["value"] == {"x", "y", "z", "q", "q*z", "loss"}
    assert by_prefix["gradient"] == {"x", "y", "z", "q", "q*z"}
    assert by_prefix["update"] == by_prefix["parameter"] == by_prefix["new"] == {"x", "y", "z"}


def test_a_batch_is_known_by_its_first_row() -> None:
    training = package_prediction(batch_size=4)
    quantities = Quantities(training, stepped(training))
    assert (quantities["row"], quantities["value.cgpa"]) == (1, 8.0)
    assert quantities["gradient.b2_1"] == pytest.approx(
        float(np.mean([-7.36, -9.36, -11.36, -13.32])), rel=1e-14
    )
