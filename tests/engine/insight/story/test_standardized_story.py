"""The story of standardized columns: the numbers as given beside them, and true equations back to their unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.descent.training import Training
from engine.insight.story.beats import Phase
from engine.insight.story.step_story import story
from engine.insight.story.unit_story import unit_story
from engine.objectives.losses import Loss
from engine.objectives.network import Layer, Network
from engine.objectives.standardization import Standardization
from tests.engine.builders import network_training
from tests.engine.insight.story.truth import assert_true

LAYERS = [Layer(2, "tanh"), Layer(2)]
THETA = np.linspace(-0.9, 0.8, 12)


def training_on(rows: Sequence[tuple[float, ...]], batch_size: int = 1) -> Training:
    """A network of two inputs and two targets, all standardized."""
    data = np.array(rows)
    inputs, targets = (
        Standardization.of(np.ascontiguousarray(part), len(data), divisor)
        for part, divisor in ((data[:, :2], "population"), (data[:, 2:], "sample"))
    )
    network = Network(
        ("p", "q"),
        ("y", "w"),
        inputs.values(),
        targets.values(),
        LAYERS,
        Loss("mse"),
        input_standardization=inputs,
        target_standardization=targets,
    )
    training = network_training(
        data.tolist(), LAYERS, THETA, inputs=("p", "q"), targets=("y", "w"), batch_size=batch_size
    )
    return replace(training, objective=network)


NUMBERS = st.floats(-1e6, 1e6)


@given(
    st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), min_size=3, max_size=3), st.sampled_from([1, 2])
)
def test_each_output_is_converted_back_by_a_true_equation(
    rows: Sequence[tuple[float, ...]], batch_size: int
) -> None:
    spread = np.ptp(np.array(rows), axis=0)
    if not (spread > 1e-3 * np.abs(rows).max()).all():
        rows = [(1.0, 20.0, 300.0, 0.4), (2.0, -30.0, 100.0, 0.6), (4.0, 70.0, 900.0, 0.1)]
    training = training_on(rows, batch_size)
    beats = story(training, training.step(training.beginning(), 1))
    back = [beat for beat in beats if beat.quantity.startswith("raw.")]
    assert [beat.quantity for beat in back] == ["raw.a2_1", "raw.a2_2"] * batch_size
    assert {beat.phase for beat in back} == {Phase.FORWARD}
    for beat in back:
        assert_true(beat)
        output = int(beat.quantity[-1]) - 1
        scale = np.array(rows)[:, 2 + output]
        expected = beat.numbers[f"a2_{output + 1}"] * scale.std(ddof=1) + scale.mean()
        assert beat.result == pytest.approx(expected, rel=1e-9, abs=1e-9 * np.abs(rows).max())


ROWS = [(1.0, 20.0, 300.0, 0.4), (2.0, -30.0, 100.0, 0.6), (4.0, 70.0, 900.0, 0.1)]


def test_the_selected_row_is_told_as_given_and_standardized() -> None:
    training = training_on(ROWS)
    step = training.step(training.beginning(), 1)
    (selected,) = [beat for beat in story(training, step) if beat.phase is Phase.SELECT]
    assert list(selected.numbers) == ["raw.p", "p", "raw.q", "q", "raw.y", "y", "raw.w", "w"]
    assert [selected.numbers[f"raw.{name}"] for name in "pqyw"] == [1.0, 20.0, 300.0, 0.4]
    assert selected.numbers["p"] == pytest.approx((1 - 7 / 3) / np.std([1, 2, 4]))


def test_the_story_of_an_output_converts_it_back_too_and_that_of_a_hidden_unit_does_not() -> None:
    training = training_on(ROWS)
    step = training.step(training.beginning(), 1)
    told = {name: [beat.quantity for beat in unit_story(training, step, name)] for name in ("a2_2", "a1_1")}
    assert "raw.a2_2" in told["a2_2"]
    assert not [quantity for quantity in told["a1_1"] if quantity.startswith("raw.")]
