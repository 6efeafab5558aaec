"""Watching a run: what a text asks for, and the steps at which it holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.descent.schedules import Exponential
from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.insight.analysis.condition import condition_of
from engine.objectives.parsing import ExpressionError
from tests.engine.builders import function_training, package_prediction


def held(training: Training, text: str, steps: int) -> list[int]:
    """The steps of a run at which a text holds."""
    timeline = Timeline(training)
    timeline.go(steps)
    branch = timeline.branch
    found = condition_of(text, branch, branch.step(1))
    with np.errstate(all="ignore"):
        return [step.number for step in branch.steps(1, branch.newest) if found.holds(branch, step)]


SWINGING = function_training("x**2", {"x": 4.0}, 0.75, steps=6)
"""x ← −x/2: 4, −2, 1, −0.5, 0.25, −0.125, 0.0625, so L is 16, 4, 1, 0.25, 0.0625, 0.015625."""

AWAY = function_training("x**2", {"x": 1.0}, 1.5, steps=5)
"""x ← −2x: L is 1, 4, 16, 64, 256."""


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("loss < 1", [4, 5, 6]),
        ("loss >= 1 and step > 1", [2, 3]),
        ("x < 0", [1, 3, 5]),
        ("new.x < 0", [1, 3, 5]),
        ("parameter.x < 0", [2, 4, 6]),
        ("x changes sign", [1, 2, 3, 4, 5, 6]),
        ("abs(x) falls", [1, 2, 3, 4, 5, 6]),
        ("x rises", [2, 4, 6]),
        ("loss rises", []),
        ("loss  falls", [2, 3, 4, 5, 6]),
        ("gradient.x changes sign", [2, 3, 4, 5, 6]),
        ("learning_rate changes", []),
        ("value.x - 4 changes sign", []),
    ],
)
def test_a_text_holds_at_the_steps_that_it_speaks_of(text: str, steps: list[int]) -> None:
    assert held(SWINGING, text, 6) == steps


def test_a_loss_that_grows_rises_from_the_second_step_on() -> None:
    assert held(AWAY, "loss rises", 5) == [2, 3, 4, 5]


def test_the_mean_of_an_epoch_is_compared_with_the_epoch_before() -> None:
    # Package prediction's epoch losses fall: 26.3, 19.9, 10.9, … up to the sixth, and rise with the seventh.
    assert held(package_prediction(epochs=8), "epoch_loss falls", 32) == [8, 12, 16, 20, 24]
    assert held(package_prediction(epochs=8), "epoch_loss rises", 32) == [28, 32]


def test_before_the_first_step_there_is_nothing_to_have_moved_from() -> None:
    falling = replace(SWINGING, schedule=Exponential(factor=0.5))
    assert held(falling, "learning_rate falls", 3) == [2, 3]
    assert held(falling, "learning_rate changes", 3) == [2, 3]


def test_names_are_known_before_the_first_step_of_an_epoch_that_it_closes() -> None:
    timeline = Timeline(package_prediction(batch_size=None))
    first = timeline.training.step(timeline.state, 1)
    assert condition_of("loss < 100", timeline.branch, first).holds(timeline.branch, first)


def test_a_network_s_values_need_no_prefix() -> None:
    assert held(package_prediction(), "a2_1 > 0.4 and a2_1 == value.a2_1", 4) == [3, 4]
    assert held(package_prediction(), "w2_1_1 > 0.11", 1) == [1]


def test_zero_has_no_sign_to_change_from() -> None:
    # (x − 1)² from 0 with η ½ goes to 1 in one step, where the slope is 0; then it stays.
    landing = function_training("(x - 1)**2", {"x": 0.0}, 0.5, steps=3)
    assert held(landing, "x changes sign", 3) == []
    assert held(landing, "gradient.x changes sign", 3) == []
    assert held(landing, "gradient.x changes", 3) == [2]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("loss", "this is a number, not a condition"),
        ("loss < 1 rises", "this is a condition; only a number"),
        ("lss rises", "no quantity called 'lss'; did you mean loss?"),
        ("rises", "no quantity called 'rises'"),
        ("loss <", "a value is missing after '<'"),
        ("", "the expression is empty"),
    ],
)
def test_what_cannot_be_watched_is_told(text: str, told: str) -> None:
    timeline = Timeline(SWINGING)
    timeline.go(1)
    with pytest.raises(ExpressionError) as caught:
        condition_of(text, timeline.branch, timeline.branch.step(1))
    assert told in caught.value.message
