"""Standardized columns in the output of `run` and `explain`: marked, and beside the numbers as given."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.commandline import Gradstep

SCENARIO = """\
format = 1
kind = "network"
[data]
columns = ["size", "price"]
rows = [[10, 100], [30, 300]]
standardize = true
standardize_targets = "sample"
[network]
layers = [{ units = 1 }]
initial = { method = "constant", value = 0.5 }
[training]
epochs = 2
batch_size = 1
optimizer = { learning_rate = 0.1 }
"""
"""size: mean 20, deviation 10; price: mean 200, deviation √(2·100²/1) = 141.42…; ŷ′ of row 1 is 0.5·(−1) at first."""

DEVIATION = 20000**0.5


@pytest.fixture
def houses(tmp_path: Path) -> str:
    """Give the path of the scenario."""
    path = tmp_path / "houses.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    return str(path)


def test_json_lines_have_the_numbers_as_given_beside_the_standardized_ones(
    gradstep: Gradstep, houses: str
) -> None:
    first = gradstep("run", houses, "--steps", "1", "--format", "jsonl").record
    assert first["inputs"] == [[-1]]
    assert first["predictions"] == [[-0.5]]
    assert first["standardized"] == ["size", "price"]
    assert first["raw_inputs"] == [[10]]
    assert first["raw_targets"] == [[100]]
    assert first["raw_predictions"][0] == pytest.approx([200 - DEVIATION / 2])
    assert first["raw_errors"][0] == pytest.approx([DEVIATION / 2 - 100])


def test_csv_has_them_in_columns_after_all_others(gradstep: Gradstep, houses: str) -> None:
    said = gradstep("run", houses, "--set", "training.batch_size=2", "--steps", "1", "--format", "csv").out
    (row,) = csv.DictReader(io.StringIO(said))
    added = ["standardized", "raw_input.size", "raw_target.price", "raw_prediction.price", "raw_error.price"]
    assert list(row)[-5:] == added
    assert [row[name] for name in added[:3]] == ["size price", "10 30", "100 300"]
    assert row["input.size"] == "-1 1"
    low, high = map(float, row["raw_prediction.price"].split())
    assert (low, high) == pytest.approx((200 - DEVIATION / 2, 200 + DEVIATION / 2))
    assert [*map(float, row["raw_error.price"].split())] == pytest.approx([100 - low, 300 - high])


def test_the_summary_has_means_and_deviations_and_predictions_in_the_unit_of_the_data(
    gradstep: Gradstep, houses: str
) -> None:
    summary = gradstep("run", houses).record
    assert summary["standardization"]["size"] == {"divisor": "population", "mean": 20, "deviation": 10}
    price = summary["standardization"]["price"]
    assert (price["divisor"], price["mean"]) == ("sample", 200)
    assert price["deviation"] == pytest.approx(DEVIATION)
    expected = [[200 + DEVIATION * value] for (value,) in summary["predictions"]]
    for found, wanted in zip(summary["raw_predictions"], expected, strict=True):
        assert found == pytest.approx(wanted)


def test_the_table_has_the_prediction_in_both_units(gradstep: Gradstep, houses: str) -> None:
    head, first, *_ = gradstep("run", houses, "--steps", "1", "--format", "table").out.splitlines()
    assert head.split()[3:5] == ["ŷ′", "ŷ"]
    assert first.split()[3:5] == ["−0.5", "129.289"]


def test_explain_converts_the_prediction_back_and_says_the_error(gradstep: Gradstep, houses: str) -> None:
    said = gradstep("explain", houses).out
    assert "size = 10, size′ = −1, price = 100, price′ = −0.707107" in said
    assert "z₁₁ = w¹₁₁·size′ + b₁₁" in said
    assert "ŷ   = ŷ′·deviation[price] + mean[price]" in said.replace("ŷ  =", "ŷ   =")
    assert "price is 100, the error y − ŷ is −29.2893" in said


def test_explain_in_json_has_the_numbers_as_given_by_the_names_of_its_values(
    gradstep: Gradstep, houses: str
) -> None:
    record = gradstep("explain", houses, "--format", "json").record
    assert record["values"]["size"] == -1
    assert record["raw_values"]["size"] == 10
    assert record["raw_values"]["price"] == 100
    assert record["raw_values"]["a1_1"] == pytest.approx(200 - DEVIATION / 2)
    assert record["standardization"]["size"]["mean"] == 20


def test_nothing_is_added_where_nothing_is_standardized(gradstep: Gradstep, houses: str) -> None:
    plain = ["--set", "data.standardize=false", "--set", "data.standardize_targets=false"]
    steps = gradstep("run", houses, *plain, "--steps", "1", "--format", "jsonl").record
    summary = gradstep("run", houses, *plain).record
    assert not [key for key in (*steps, *summary) if "raw" in key or "standard" in key]
    assert "raw" not in gradstep("run", houses, *plain, "--steps", "1", "--format", "csv").out
    only_inputs = ["--set", "data.standardize_targets=false", "--steps", "1", "--format", "jsonl"]
    assert {key for key in gradstep("run", houses, *only_inputs).record if "raw" in key} == {"raw_inputs"}
