"""The names that a scenario's expressions may use."""

from __future__ import annotations

from pathlib import Path

from engine.objectives.function import Function
from scenarios.dataset import dataset_of
from scenarios.format import NetworkScenario
from scenarios.names import UnitNames, names_of_function, names_of_network


def test_units_are_known_by_layer_and_number() -> None:
    units = UnitNames([2, 1])
    assert list(units) == ["z1_1", "a1_1", "z1_2", "a1_2", "z2_1", "a2_1"]
    assert len(units) == 6
    assert all(name in units for name in units)
    assert not any(name in units for name in ("a2_2", "a3_1", "a0_1", "a01_1", "w1_1", "a1", 3))


def test_the_names_of_a_network_are_its_columns_units_and_parameters() -> None:
    document = {
        "format": 1,
        "kind": "network",
        "data": {"rows": [[1, 2, 3]], "columns": ["p", "q", "r"], "inputs": ["p"]},
        "network": {"layers": [{"units": 1}]},
        "training": {},
    }
    scenario = NetworkScenario.model_validate(document)
    known = names_of_network(scenario.network, dataset_of(scenario, Path()))
    parameters = ["w1_1_1", "b1_1"]
    expected = {
        *("loss", "epoch_loss", "learning_rate", "step", "epoch", "row"),
        *(f"value.{name}" for name in ("p", "r", "loss", "z1_1", "a1_1")),
        *(f"gradient.{name}" for name in (*parameters, "z1_1", "a1_1")),
        *(f"{prefix}.{name}" for prefix in ("update", "parameter", "new") for name in parameters),
    }
    assert set(known) == expected
    assert len(known) == len(expected)
    assert all(name in known for name in expected)
    assert not any(
        name in known for name in ("value.q", "gradient.p", "new.a1_1", "other.p", "p", "value.", "")
    )


def test_the_names_of_a_function_are_its_variables_and_named_values() -> None:
    known = names_of_function(Function("q*x", {"q": "x + 1"}, ["x", "y"]))
    expected = {
        *("loss", "learning_rate", "step"),
        *(f"value.{name}" for name in ("x", "y", "q", "loss")),
        *(f"gradient.{name}" for name in ("x", "y", "q")),
        *(f"{prefix}.{name}" for prefix in ("update", "parameter", "new") for name in ("x", "y")),
    }
    assert set(known) == expected
    assert len(known) == len(expected)
