"""What an update did to the loss, where it went so far that there is no loss any more."""

from __future__ import annotations

import numpy as np
import pytest

from engine.insight.story.loss_change import loss_change_beats
from engine.insight.story.named_numbers import NamedNumbers
from engine.objectives.network import Layer, Network
from tests.engine.builders import network_training, package_prediction


def test_a_step_that_went_much_too_far_is_told_without_a_word_on_the_other_rows() -> None:
    training = package_prediction(learning_rate=1e200)
    with np.errstate(all="ignore"):
        step = training.step(training.beginning(), 1)
        notes = [beat.note for beat in loss_change_beats(training, step)]
    assert any(note.endswith("is no longer finite: the step went too far") for note in notes)
    assert not any("all rows" in note for note in notes)


def test_a_small_network_s_numbers_have_no_other_names() -> None:
    training = package_prediction()
    step = training.step(training.beginning(), 1)
    assert isinstance(training.objective, Network)
    numbers = NamedNumbers(training.objective, step, 0)
    assert numbers["a2_1"] == pytest.approx(0.32)
    with pytest.raises(KeyError):
        numbers["a3_1"]


def test_of_a_large_network_each_number_is_looked_up_by_its_name() -> None:
    rng = np.random.default_rng(2)
    rows = rng.normal(size=(3, 32))
    theta = rng.normal(scale=0.2, size=30 * 20 + 20 + 20 * 2 + 2)
    training = network_training(
        rows.tolist(),
        [Layer(20, "tanh"), Layer(2)],
        theta,
        inputs=tuple(f"x{i}" for i in range(30)),
        targets=("t", "u"),
        batch_size=3,
    )
    step = training.step(training.beginning(), 1)
    assert isinstance(training.objective, Network)
    numbers = NamedNumbers(training.objective, step, 1)
    hidden = np.tanh(rows[1, :30] @ theta[:600].reshape(30, 20) + theta[600:620])
    output = hidden @ theta[620:660].reshape(20, 2) + theta[660:]
    assert numbers["x7"] == rows[1, 7]
    assert numbers["u"] == rows[1, 31]
    assert numbers["w1_3_5"] == theta[2 * 20 + 4]
    assert numbers["a1_4"] == pytest.approx(hidden[3])
    assert numbers["z2_2"] == numbers["a2_2"] == pytest.approx(output[1])
    # mse over two outputs and three rows: ∂L/∂ŷ = 2(ŷ − y)/6.
    assert numbers["gradient.a2_2"] == pytest.approx((output[1] - rows[1, 31]) / 3)
    assert numbers["gradient.b2_2"] == step.gradient[661]
    with pytest.raises(KeyError):
        numbers["nothing"]
