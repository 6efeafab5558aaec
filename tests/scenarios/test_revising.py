"""Runs with other settings, made while they are looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.errors import ScenarioError
from scenarios.loading import Loaded, load
from scenarios.revising import revised
from tests.scenarios.texts import FUNCTION, NETWORK


def opened(folder: Path, text: str) -> Loaded:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


COMPARED = (
    NETWORK
    + """\
[[compare]]
label = "long"
set = { "training.epochs" = 3 }
[[compare]]
label = "scaled"
set = { "data.standardize" = true, "training.seed" = 5 }
[[cue]]
step = 4
say = "The end."
"""
)


def test_what_is_not_touched_is_taken_over_as_it_is(tmp_path: Path) -> None:
    loaded = opened(tmp_path, COMPARED)
    variant, training = revised(loaded, 0, {"training.optimizer.learning_rate": 0.5, "training.epochs": 1})
    assert variant.dataset is loaded.variants[0].dataset
    assert (variant.scenario.compare, variant.scenario.cue) == ((), ())
    assert (training.learning_rate, training.steps) == (0.5, 2)


def test_a_compared_run_keeps_its_own_settings_and_its_data(tmp_path: Path) -> None:
    loaded = opened(tmp_path, COMPARED)
    variant, training = revised(loaded, 2, {"training.optimizer.learning_rate": 0.5})
    assert (variant.label, training.learning_rate) == ("scaled", 0.5)
    assert variant.dataset is loaded.variants[2].dataset
    assert variant.scenario.training == loaded.variants[2].scenario.training.model_copy(
        update={"optimizer": variant.scenario.training.optimizer}
    )


def test_a_function_is_taken_over_unless_it_is_another_one(tmp_path: Path) -> None:
    loaded = opened(tmp_path, FUNCTION)
    assert revised(loaded, 0, {"training.steps": 9})[0].function is loaded.variants[0].function
    other, training = revised(loaded, 0, {"function.expression": "x**3"})
    assert other.function is not loaded.variants[0].function
    assert training.objective is other.function


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"training.steps": 0}, "training.steps: expected a number of at least 1, got 0"),
        (
            {"function.start.x": 1e200},
            "function.start: the loss at the start is inf, so the run cannot start; give another start",
        ),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, settings: dict[str, object], told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        revised(opened(tmp_path, FUNCTION), 0, settings)
    assert str(caught.value) == f"{tmp_path / 'mine.toml'}: {told}"


def test_what_is_wrong_with_a_data_file_is_told_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("a,b\n1,x\n")
    with pytest.raises(ScenarioError) as caught:
        revised(opened(tmp_path, NETWORK), 0, {"data.file": "s.csv"})
    assert str(caught.value).startswith(f'{tmp_path / "s.csv"}:2: column 2 (b): "x" is not a finite number')
