"""Changing a scenario by dotted keys: what changes, what stays, what is left out."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.faults import Faulty
from scenarios.settings import value_from, with_settings

DOCUMENT: dict[str, Any] = {
    "format": 1,
    "kind": "network",
    "data": {"rows": [[1, 2]], "columns": ["a", "b"], "standardize": True},
    "network": {
        "layers": [{"units": 2, "activation": "tanh"}, {"units": 1}],
        "initial": {"method": "normal", "deviation": 0.5, "bias": 0.1},
    },
    "training": {
        "epochs": 3,
        "optimizer": {"name": "momentum", "learning_rate": 0.1, "momentum": 0.8, "weight_decay": 0.01},
    },
}


def changed(**settings: object) -> dict[str, Any]:
    before = copy.deepcopy(DOCUMENT)
    result = with_settings(DOCUMENT, {key.replace("__", "."): value for key, value in settings.items()})
    assert before == DOCUMENT
    return result


def test_a_setting_changes_its_key_and_no_other() -> None:
    result = changed(training__epochs=9)
    assert result["training"] == {**DOCUMENT["training"], "epochs": 9}
    assert result["network"] is DOCUMENT["network"]


def test_a_table_that_is_not_there_is_made() -> None:
    assert changed(training__stop__loss_below=0.5)["training"]["stop"] == {"loss_below": 0.5}


def test_entries_of_lists_count_from_one() -> None:
    layers = changed(network__layers__2__activation="relu")["network"]["layers"]
    assert layers == [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "relu"}]
    assert changed(data__rows__1=[5, 6])["data"]["rows"] == [[5, 6]]


def test_nested_tables_mean_the_same_as_dotted_keys() -> None:
    nested = with_settings(DOCUMENT, {"training": {"optimizer": {"learning_rate": 0.5}}})
    assert nested == changed(training__optimizer__learning_rate=0.5)


def test_another_optimizer_keeps_what_it_has_and_loses_the_rest() -> None:
    optimizer = changed(training__optimizer__name="adam")["training"]["optimizer"]
    assert optimizer == {"name": "adam", "learning_rate": 0.1, "weight_decay": 0.01}


def test_a_setting_given_with_another_optimizer_is_kept_even_if_it_is_wrong() -> None:
    settings = {"training.optimizer.name": "adam", "training.optimizer.momentum": 0.5}
    assert with_settings(DOCUMENT, settings)["training"]["optimizer"]["momentum"] == 0.5


def test_another_initial_method_loses_the_settings_of_the_old_one() -> None:
    initial = changed(network__initial__method="constant")["network"]["initial"]
    assert initial == {"method": "constant", "bias": 0.1}


def test_an_unknown_optimizer_loses_nothing() -> None:
    optimizer = changed(training__optimizer__name="adma")["training"]["optimizer"]
    assert optimizer == {**DOCUMENT["training"]["optimizer"], "name": "adma"}


def test_another_source_of_rows_takes_the_place_of_the_old_one_and_its_columns() -> None:
    assert changed(data__generator__name="xor")["data"] == {"generator": {"name": "xor"}, "standardize": True}


def test_columns_given_with_another_source_of_rows_are_kept() -> None:
    data = changed(data__file="s.csv", data__columns=["u", "v"])["data"]
    assert data == {"file": "s.csv", "columns": ["u", "v"], "standardize": True}


def test_inputs_and_targets_go_with_the_source_of_rows_that_had_them() -> None:
    data = {"rows": [[1, 2]], "inputs": ["x1"], "targets": ["y1"], "test_fraction": 0.5}
    changes = {"data.generator.name": "xor"}
    assert with_settings({"data": data}, changes)["data"] == {
        "generator": {"name": "xor"},
        "test_fraction": 0.5,
    }
    kept = with_settings({"data": data}, {**changes, "data.inputs": ["x2"], "data.targets": ["label"]})
    assert kept["data"] == {
        "generator": {"name": "xor"},
        "inputs": ["x2"],
        "targets": ["label"],
        "test_fraction": 0.5,
    }


def test_a_column_renamed_with_another_source_of_rows_keeps_the_columns() -> None:
    changes = {"data.file": "s.csv", "data.columns.1": "u"}
    assert with_settings(DOCUMENT, changes)["data"]["columns"] == ["u", "b"]


def test_an_empty_table_is_a_setting_too() -> None:
    assert changed(training__stop={})["training"]["stop"] == {}


def test_a_place_in_a_list_has_nine_digits_at_most() -> None:
    assert (
        with_settings(DOCUMENT, {"network.layers.000000002.units": 7})["network"]["layers"][1]["units"] == 7
    )


def test_the_same_source_of_rows_keeps_the_columns() -> None:
    assert changed(data__rows=[[3, 4]])["data"] == {**DOCUMENT["data"], "rows": [[3, 4]]}


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("format", "format cannot be changed here"),
        ("cue.1.say", "cue cannot be changed here"),
        ("training.epochs.more", "training.epochs is not a table, but 3"),
        ("network.layers.3.units", "network.layers has 2 entries; give a number from 1 to 2 in place of 3"),
        ("network.layers.0.units", "network.layers has 2 entries; give a number from 1 to 2 in place of 0"),
        ("network.layers.x", "network.layers has 2 entries; give a number from 1 to 2 in place of x"),
        (
            "network.layers.0000000012",
            "network.layers has 2 entries; give a number from 1 to 2 in place of 0000000012",
        ),
        (
            "network.layers.0000000002",
            "network.layers has 2 entries; give a number from 1 to 2 in place of 0000000002",
        ),
        (
            "network.layers." + "2" * 5000,
            f"network.layers has 2 entries; give a number from 1 to 2 in place of {'2' * 59}…",
        ),
        ("network.layers.²", "network.layers has 2 entries; give a number from 1 to 2 in place of ²"),
    ],
)
def test_a_key_that_leads_nowhere_is_told(key: str, message: str) -> None:
    with pytest.raises(Faulty) as caught:
        with_settings(DOCUMENT, {key: 1})
    (fault,) = caught.value.faults
    assert fault.message == message
    assert ".".join(map(str, fault.key)) == key


@pytest.mark.parametrize("table", ["training", "data", "network"])
def test_a_table_replaced_by_a_number_is_left_for_validation_to_tell(table: str) -> None:
    settings = {"training.optimizer.name": "adam", "data.file": "s.csv", "network.initial.method": "normal"}
    assert with_settings(DOCUMENT, {**settings, table: 3})[table] == 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", 0.1),
        ("3", 3),
        ("true", True),
        ("[1, 2]", [1, 2]),
        ('{ name = "adam" }', {"name": "adam"}),
        ('"3"', "3"),
        ("2024-01-01", date(2024, 1, 1)),
        ("adam", "adam"),
        ("−2", -2),
        ("1/4", 0.25),
        ("0,5", 0.5),
        ("−1/4", -0.25),
        ("1,500", "1,500"),
        ("1e−3", 0.001),
        ("[[−1, 2.5]]", [[-1, 2.5]]),
        ('"a−b"', "a−b"),
        ("a−b", "a−b"),
        ("", ""),
        ("s.csv", "s.csv"),
        ("1\nother = 2", "1\nother = 2"),
        ("[" * 5000, "[" * 5000),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_a_value_on_the_command_line_is_toml_or_else_text(text: str, value: object) -> None:
    assert value_from(text) == value


STEPS = [
    "training",
    "optimizer",
    "name",
    "network",
    "layers",
    "1",
    "data",
    "rows",
    "generator",
    "initial",
    "x",
    "",
]


@given(
    st.dictionaries(
        st.lists(st.sampled_from(STEPS), min_size=1, max_size=4).map(".".join),
        st.sampled_from([1, "adam", None, [], {}, {"name": "sgd"}, [[1]]]),
        max_size=4,
    )
)
def test_any_settings_give_a_document_or_faults(settings: dict[str, object]) -> None:
    before = copy.deepcopy(DOCUMENT)
    try:
        assert isinstance(with_settings(DOCUMENT, settings), dict)
    except Faulty as error:
        found = error.faults
        assert found
    assert before == DOCUMENT
