"""From a scenario to its runs: what each is a function of, and a start from which nothing can be descended."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.building import Run, build
from scenarios.errors import ScenarioError
from scenarios.loading import load
from tests.scenarios.texts import FUNCTION, NETWORK, in_function, in_network


def built(folder: Path, text: str, **settings: object) -> tuple[Run, ...]:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return build(load(path, {key.replace("__", "."): value for key, value in settings.items()}))


def told(folder: Path, text: str, **settings: object) -> str:
    with pytest.raises(ScenarioError) as caught:
        built(folder, text, **settings)
    return str(caught.value).removeprefix(f"{folder / 'mine.toml'}:").strip()


NO_WAY = "so there is no way down; give another start"


def test_a_start_without_a_finite_value_is_told_by_its_line(tmp_path: Path) -> None:
    assert told(tmp_path, in_function("x = 5", "x = 1e200")) == (
        f"5: function.start: the loss at the start is inf, {NO_WAY}"
    )
    assert told(tmp_path, in_function("x**2", "log(x - 6)")) == (
        f"5: function.start: the loss at the start is nan, {NO_WAY}"
    )
    assert told(tmp_path, in_network("[1, 2]", "[1e200, 2]")) == (
        "5: network.initial: the loss at the start is inf, so there is no way down; give smaller numbers"
    )


def test_a_compared_run_s_start_is_told_with_its_label(tmp_path: Path) -> None:
    compare = '[[compare]]\nlabel = "far"\nset = { "function.start.x" = 1e200 }\n'
    assert told(tmp_path, FUNCTION + compare) == (
        f"5: function.start: the loss at the start is inf in the run far, {NO_WAY}"
    )


def test_a_cosine_takes_the_whole_run_unless_it_says_how_long(tmp_path: Path) -> None:
    cosine = 'schedule = { name = "cosine", minimum = 0.001 }\n'
    (run,) = built(tmp_path, NETWORK + cosine)
    rates = [run.training.schedule.rate(0.01, number) for number in range(1, 6)]
    assert rates[::2] == pytest.approx([0.01, 0.0055, 0.001])
    (run,) = built(tmp_path, NETWORK + cosine.replace("minimum", "steps = 2, minimum"))
    assert run.training.schedule.rate(0.01, 3) == pytest.approx(0.001)
