"""What an update did to the loss, where it went so far that there is no loss any more."""

from __future__ import annotations

import numpy as np
import pytest

from engine.insight.effect import effect_beats
from engine.insight.named_numbers import NamedNumbers
from engine.objectives.network import Network
from tests.engine.builders import package_prediction


def test_a_step_that_went_much_too_far_is_told_without_a_word_on_the_other_rows() -> None:
    training = package_prediction(learning_rate=1e200)
    with np.errstate(all="ignore"):
        step = training.step(training.beginning(), 1)
        notes = [beat.note for beat in effect_beats(training, step)]
    assert any(note.endswith("is no number any more: the step went much too far") for note in notes)
    assert not any("all rows" in note for note in notes)


def test_a_small_network_s_numbers_have_no_other_names() -> None:
    training = package_prediction()
    step = training.step(training.beginning(), 1)
    assert isinstance(training.objective, Network)
    numbers = NamedNumbers(training.objective, step, 0)
    assert numbers["a2_1"] == pytest.approx(0.32)
    with pytest.raises(KeyError):
        numbers["a3_1"]
