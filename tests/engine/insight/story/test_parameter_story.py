"""The story of one parameter: its slope factor by factor, its update, and what became of the loss."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.descent.optimizers import Adam, AdamW, Momentum, RMSprop, Sgd
from engine.descent.timeline import Timeline
from engine.descent.training import Step, Training
from engine.insight.story import loss_change
from engine.insight.story.beats import Beat, Phase
from engine.insight.story.loss_change import ALL_ROWS
from engine.insight.story.network_beats import OTHER_INPUTS, OTHER_UNITS, OTHERS
from engine.insight.story.parameter_story import parameter_story
from engine.insight.story.weight_chain import MAX_PATHS, MAX_UNITS_LISTED
from engine.objectives.expression import Node, evaluate, names_of
from engine.objectives.losses import Loss
from engine.objectives.network import Layer
from tests.engine.builders import function_training, network_of, network_training, package_prediction, stepped
from tests.engine.insight.story.test_step_story_truth import (
    CASES,
    FUNCTION_STEPS,
    Case,
    function_step,
    training_of,
)
from tests.engine.insight.story.truth import DIGITS, assert_true


def told(training: Training, name: str, number: int = 1, focus: int = 0) -> tuple[Beat, ...]:
    return parameter_story(training, stepped(training, number), name, focus)


def line(beat: Beat) -> str:
    """The beat as it is read."""
    return f"{beat.quantity} = {beat.symbolic} = {beat.substituted()} = {beat.result:.6g}"


def lines(beats: Sequence[Beat], phase: Phase) -> list[str]:
    return [line(beat) for beat in beats if beat.phase is phase]


def beat_of(beats: Sequence[Beat], quantity: str) -> Beat:
    (found,) = [beat for beat in beats if beat.quantity == quantity]
    return found


def mazur(*, frozen: bool = False) -> Training:
    """Matt Mazur's example: every weight different, ½ of the squares, summed over two outputs."""
    return network_training(
        [[0.05, 0.1, 0.01, 0.99]],
        [Layer(2, "sigmoid"), Layer(2, "sigmoid")],
        [0.15, 0.25, 0.2, 0.3, 0.35, 0.35, 0.4, 0.5, 0.45, 0.55, 0.6, 0.6],
        inputs=("i1", "i2"),
        targets=("o1", "o2"),
        cost=Loss("mse", 0.5, "sum"),
        learning_rate=0.5,
        frozen=np.array([False] * 4 + [True] * 2 + [False] * 4 + [True] * 2) if frozen else None,
    )


# Worked by hand


def test_the_story_of_a_hidden_weight_is_one_product_of_named_factors() -> None:
    # −2·(4 − 0.32) = −7.36; −7.36 · 0.1 · 8 = −5.888; 0.1 + 0.001·5.888; the next ŷ of the row is 0.386268…
    beats = told(package_prediction(), "w1_1_1")
    assert [(str(beat.phase), line(beat)) for beat in beats] == [
        ("select", "row = 1 = 1 = 1"),
        ("forward", "z1_1 = w1_1_1*cgpa + w1_2_1*profile_score + b1_1 = 0.1*8 + 0.1*8 + 0 = 1.6"),
        ("forward", "a1_1 = z1_1 = 1.6 = 1.6"),
        ("loss", "loss = (lpa - a2_1)**2 = (4 - 0.32)**2 = 13.5424"),
        ("backward", "gradient.a2_1 = -2*(lpa - a2_1) = -2*(4 - 0.32) = -7.36"),
        ("backward", "slope.z2_1.a1_1 = w2_1_1 = 0.1 = 0.1"),
        ("backward", "slope.z1_1.w1_1_1 = cgpa = 8 = 8"),
        ("backward", "gradient.w1_1_1 = gradient.a2_1*w2_1_1*cgpa = -7.36*0.1*8 = -5.888"),
        ("update", "new.w1_1_1 = w1_1_1 - learning_rate*gradient.w1_1_1 = 0.1 - 0.001*(-5.888) = 0.105888"),
        ("update", "after.loss = loss + change.loss = 13.5424 + (-0.483342) = 13.0591"),
        (
            "update",
            f"after.{ALL_ROWS} = {ALL_ROWS} + change.{ALL_ROWS} = 28.0157 + (-0.693585) = 27.3221",
        ),
    ]
    assert beat_of(beats, "new.w1_1_1").note == (
        "the slope is negative: more of it means less loss, so it goes up"
    )
    assert beats[-1].note == "the loss of this row fell, and that of all rows too"


def test_the_story_of_an_output_weight_starts_at_the_loss_and_ends_at_the_unit_it_comes_from() -> None:
    beats = told(package_prediction(), "w2_2_1")
    assert lines(beats, Phase.BACKWARD) == [
        "gradient.a2_1 = -2*(lpa - a2_1) = -2*(4 - 0.32) = -7.36",
        "slope.z2_1.w2_2_1 = a1_2 = 1.6 = 1.6",
        "gradient.w2_2_1 = gradient.a2_1*a1_2 = -7.36*1.6 = -11.776",
    ]


def test_a_bias_has_the_same_factors_without_the_last() -> None:
    training = package_prediction()
    assert lines(told(training, "b1_2"), Phase.BACKWARD) == [
        "gradient.a2_1 = -2*(lpa - a2_1) = -2*(4 - 0.32) = -7.36",
        "slope.z2_1.a1_2 = w2_2_1 = 0.1 = 0.1",
        "gradient.b1_2 = gradient.a2_1*w2_2_1 = -7.36*0.1 = -0.736",
    ]
    assert lines(told(training, "b2_1"), Phase.BACKWARD)[1:] == [
        "gradient.b2_1 = gradient.a2_1 = -7.36 = -7.36"
    ]


def test_mazurs_w5_is_the_published_product() -> None:
    # ∂E/∂w5 = 0.74136507 · 0.186815602 · 0.593269992 = 0.082167041, w5⁺ = 0.35891648
    beats = told(mazur(), "w2_1_1")
    product = beat_of(beats, "gradient.w2_1_1")
    assert product.symbolic == "gradient.a2_1*slope.a2_1.z2_1*a1_1"
    assert [product.numbers[name] for name in names_of(product.formula)] == pytest.approx(
        [0.74136507, 0.186815602, 0.593269992], rel=1e-8
    )
    assert product.result == pytest.approx(0.082167041, rel=1e-8)
    assert beat_of(beats, "new.w2_1_1").result == pytest.approx(0.35891648, rel=1e-8)
    slope = beat_of(beats, "slope.a2_1.z2_1")
    assert line(slope) == "slope.a2_1.z2_1 = a2_1*(1 - a2_1) = 0.751365*(1 - 0.751365) = 0.186816"
    assert slope.note == "the slope of sigmoid"
    assert beat_of(beats, "new.w2_1_1").note == (
        "the slope is positive: more of it means more loss, so it goes down"
    )


def test_mazurs_w1_is_the_sum_over_its_two_paths() -> None:
    # (0.055399425 − 0.019049119) · 0.241300709 · 0.05 = 0.000438568, w1⁺ = 0.149780716
    beats = told(mazur(frozen=True), "w1_1_1")
    assert lines(beats, Phase.BACKWARD) == [
        "gradient.a2_1 = -(o1 - a2_1) = -(0.01 - 0.751365) = 0.741365",
        "slope.a2_1.z2_1 = a2_1*(1 - a2_1) = 0.751365*(1 - 0.751365) = 0.186816",
        "slope.z2_1.a1_1 = w2_1_1 = 0.4 = 0.4",
        "slope.a1_1.z1_1 = a1_1*(1 - a1_1) = 0.59327*(1 - 0.59327) = 0.241301",
        "slope.z1_1.w1_1_1 = i1 = 0.05 = 0.05",
        "gradient.a2_2 = -(o2 - a2_2) = -(0.99 - 0.772928) = -0.217072",
        "slope.a2_2.z2_2 = a2_2*(1 - a2_2) = 0.772928*(1 - 0.772928) = 0.17551",
        "slope.z2_2.a1_1 = w2_1_2 = 0.5 = 0.5",
        "path 1 = gradient.a2_1*slope.a2_1.z2_1*w2_1_1*slope.a1_1.z1_1*i1 "
        "= 0.741365*0.186816*0.4*0.241301*0.05 = 0.000668396",
        "path 2 = gradient.a2_2*slope.a2_2.z2_2*w2_1_2*slope.a1_1.z1_1*i1 "
        "= -0.217072*0.17551*0.5*0.241301*0.05 = -0.000229828",
        "gradient.w1_1_1 = path 1 + path 2 = 0.000668396 + (-0.000229828) = 0.000438568",
    ]
    assert beat_of(beats, "path 2").note == "by way of a2_2, a1_1"
    assert beat_of(beats, "gradient.w1_1_1").result == pytest.approx(0.000438568, rel=1e-6)
    assert beat_of(beats, "new.w1_1_1").result == pytest.approx(0.149780716, rel=1e-8)
    # 0.298371109 before, as published; after, all weights at once (one after the other it would be 0.291027924)
    after = beat_of(beats, "after.loss")
    assert (after.numbers["loss"], after.result) == pytest.approx((0.298371109, 0.2910277737), rel=1e-8)


def test_a_frozen_parameter_has_its_slope_told_and_stays() -> None:
    beats = told(mazur(frozen=True), "b2_1")
    assert beat_of(beats, "gradient.b2_1").result != 0.0
    new = beat_of(beats, "new.b2_1")
    assert (new.symbolic, new.note, new.result) == ("b2_1", "no update changes it, whatever its slope", 0.6)


# Many paths


def three_layers(units: int, *, batch_size: int = 1, activation: str = "tanh") -> Training:
    """2-2-units-1: a first weight is reached by as many paths as the middle layer has units."""
    size = 6 + 3 * units + units + 1
    return network_training(
        [[0.5, -1.0, 0.3], [0.25, 0.75, -0.2]],
        [Layer(2, activation), Layer(units, activation), Layer(1)],
        np.random.default_rng(3).normal(size=size),
        inputs=("p", "q"),
        batch_size=batch_size,
    )


def test_a_first_weight_of_three_layers_is_a_sum_over_few_paths() -> None:
    beats = told(three_layers(2), "w1_2_1")
    paths = [beat for beat in beats if beat.quantity.startswith("path")]
    assert [beat.symbolic for beat in paths] == [
        "gradient.a3_1*w3_1_1*slope.a2_1.z2_1*w2_1_1*slope.a1_1.z1_1*q",
        "gradient.a3_1*w3_2_1*slope.a2_2.z2_2*w2_1_2*slope.a1_1.z1_1*q",
    ]
    assert beat_of(beats, "gradient.w1_2_1").symbolic == "path 1 + path 2"
    told_twice = [beat.quantity for beat in beats if beat.quantity.startswith(("slope", "gradient.a"))]
    assert len(set(told_twice)) == len(told_twice)


def test_more_paths_than_can_be_read_are_told_through_each_layers_slopes() -> None:
    assert any(beat.quantity == "path 4" for beat in told(three_layers(MAX_PATHS), "w1_2_1"))
    beats = told(three_layers(MAX_PATHS + 1), "w1_2_1")
    assert [beat.quantity for beat in beats if beat.phase is Phase.BACKWARD] == [
        "gradient.a3_1", "gradient.z3_1",
        *(f"gradient.{letter}2_{unit}" for unit in range(1, 6) for letter in "az"),
        "gradient.a1_1", "gradient.z1_1", "gradient.w1_2_1",
    ]  # fmt: skip
    assert beat_of(beats, "gradient.a1_1").symbolic == " + ".join(
        f"gradient.z2_{unit}*w2_1_{unit}" for unit in range(1, 6)
    )
    assert beat_of(beats, "gradient.w1_2_1").symbolic == "gradient.z1_1*q"


def test_a_long_sum_is_told_by_its_largest_terms_and_the_weights_own() -> None:
    rng = np.random.default_rng(5)
    names = [f"x{column}" for column in range(1, 31)]
    training = network_training(
        [[*rng.normal(size=30), 0.5]],
        [Layer(20, "tanh"), Layer(1)],
        rng.normal(scale=0.1, size=30 * 20 + 20 + 20 + 1),
        inputs=names,
        cost=Loss("mse", 0.5),
    )
    step = stepped(training)
    assert len(network_of(training).parameters) > 600
    beats = parameter_story(training, step, "w1_30_2")
    # the two largest |w·x|, and w1_30_2's own, which is not among them
    weights = network_of(training).blocks[0].weight_view(step.theta)[:, 1]
    order = np.argsort(-np.abs(network_of(training).inputs[0] * weights)) + 1
    assert 30 not in order[:2]
    first, second = sorted(order[:2].tolist())
    assert beat_of(beats, "z1_2").symbolic == (
        f"w1_{first}_2*x{first} + w1_{second}_2*x{second} + w1_30_2*x30 + {OTHER_INPUTS}"
    )
    back = beat_of(told(training, "w2_2_1"), "gradient.w2_2_1")
    assert back.symbolic == "gradient.a2_1*a1_2"
    for name in ("w1_30_2", "b1_3", "w2_2_1", "b2_1"):
        for beat in parameter_story(training, step, name):
            assert_true(beat)


def before(units: int) -> Training:
    """1-1-units-1: behind the first weight lie that many units and the output."""
    size = 2 + 2 * units + units + 1
    layers = [Layer(1), Layer(units, "tanh"), Layer(1)]
    return network_training([[0.5, 1.0]], layers, np.random.default_rng(6).normal(size=size))


def test_a_weight_before_many_units_is_told_by_its_own_units_slope() -> None:
    few = told(before(MAX_UNITS_LISTED - 1), "w1_1_1")
    assert sum(beat.quantity.startswith("gradient.z") for beat in few) == MAX_UNITS_LISTED + 1
    beats = told(before(MAX_UNITS_LISTED), "w1_1_1")
    assert [beat.quantity for beat in beats if beat.phase is Phase.BACKWARD] == [
        "gradient.a1_1", "gradient.z1_1", "gradient.w1_1_1",
    ]  # fmt: skip
    told_names = names_of(beat_of(beats, "gradient.a1_1").formula)
    assert len(told_names) == 7
    assert told_names[-1] == OTHER_UNITS


def test_paths_that_cancel_to_the_last_digits_are_told_through_slopes() -> None:
    # ∂L/∂ŷ is 1 and 1 + 4·10⁻¹⁶, the weights are 1 and −1: of 0.3·1 − 0.3·(1 + 4·10⁻¹⁶) hardly a digit is left
    training = network_training(
        [[0.3, 0.3 - 1.0, -0.3 - (1.0 + 4e-16)]],
        [Layer(1, bias=False), Layer(2, bias=False)],
        [1.0, 1.0, -1.0],
        targets=("u", "v"),
    )
    beats = told(training, "w1_1_1")
    assert beat_of(beats, "gradient.w1_1_1").symbolic == "gradient.z1_1*x"
    assert 0.0 < abs(beat_of(beats, "gradient.w1_1_1").result) < 1e-15


# Batches


def test_a_batch_is_told_row_by_row_and_summed() -> None:
    beats = told(package_prediction(batch_size=4), "w1_1_1")
    # each −2·(y − ŷ)/4 · 0.1 · cgpa: −1.84·0.8, −2.34·0.7, −2.84·0.6, −3.33·0.5
    assert [
        line(beat) for beat in beats if "w1_1_1" in beat.quantity and beat.quantity.startswith("gradient")
    ] == [
        "gradient.w1_1_1[row 1] = gradient.a2_1*w2_1_1*cgpa = -1.84*0.1*8 = -1.472",
        "gradient.w1_1_1[row 2] = gradient.a2_1*w2_1_1*cgpa = -2.34*0.1*7 = -1.638",
        "gradient.w1_1_1[row 3] = gradient.a2_1*w2_1_1*cgpa = -2.84*0.1*6 = -1.704",
        "gradient.w1_1_1[row 4] = gradient.a2_1*w2_1_1*cgpa = -3.33*0.1*5 = -1.665",
        "gradient.w1_1_1 = gradient.w1_1_1[row 1] + gradient.w1_1_1[row 2] + gradient.w1_1_1[row 3] "
        "+ gradient.w1_1_1[row 4] = -1.472 + (-1.638) + (-1.704) + (-1.665) = -6.479",
    ]
    assert [beat.row for beat in beats if beat.quantity == "gradient.a2_1"] == [0, 1, 2, 3]
    # the batch is all rows: they are not told twice
    assert [beat.quantity for beat in beats if beat.quantity.startswith("after")] == ["after.loss"]
    assert beats[-1].note == "the loss of these rows fell"


def test_of_a_large_batch_the_focused_row_is_told_and_the_others_as_one_number() -> None:
    training = network_training(
        [[float(x), 2.0 * x] for x in range(1, 8)], [Layer(1)], [0.5, 0.0], batch_size=6, learning_rate=0.001
    )
    beats = told(training, "w1_1_1", focus=3)
    assert [beat.result for beat in beats if beat.phase is Phase.SELECT] == [4]
    # ∂L/∂ŷ = −2·(8 − 2)/6 = −2 and −2·4 = −8; all six: −2·1.5·(1 + 4 + 9 + 16 + 25 + 36)/6 = −45.5
    assert lines(beats, Phase.BACKWARD)[-2:] == [
        "gradient.w1_1_1[row 4] = gradient.a1_1*x = -2*4 = -8",
        f"gradient.w1_1_1 = gradient.w1_1_1[row 4] + {OTHERS} = -8 + (-37.5) = -45.5",
    ]
    assert beats[-1].quantity == f"after.{ALL_ROWS}"


def test_a_batch_with_several_paths_is_told_through_slopes() -> None:
    beats = told(three_layers(2, batch_size=2), "w1_2_1")
    assert (
        beat_of(beats, "gradient.w1_2_1").symbolic
        == "gradient.z1_1[row 1]*q[row 1] + gradient.z1_1[row 2]*q[row 2]"
    )
    assert not [beat for beat in beats if beat.quantity.startswith("path")]


def test_a_row_drawn_twice_counts_twice() -> None:
    training = package_prediction(batch_size=2)
    step = training.step(training.beginning(), 1)
    rows = np.array([1, 1])
    twice = step._replace(rows=rows, evaluation=training.objective.evaluate(step.theta, rows))
    beats = parameter_story(training, twice, "w1_1_1")
    total = beat_of(beats[-4:], "gradient.w1_1_1")
    assert total.symbolic == "gradient.w1_1_1[row 2] + gradient.w1_1_1[row 2]"
    for beat in beats:
        if beat.phase is Phase.BACKWARD:
            assert_true(beat)


# Losses that give ∂L/∂z directly


def test_cross_entropy_with_softmax_starts_at_the_difference_of_answer_and_target() -> None:
    training = network_training(
        [[2.0, 0.0, 1.0]],
        [Layer(2, "softmax")],
        [0.0, 0.0, 0.0, 0.0],
        targets=("r", "s"),
        cost=Loss("cross_entropy"),
    )
    # both shares are ½; (½ − 1)·2 = −1
    assert lines(told(training, "w1_1_2"), Phase.BACKWARD) == [
        "gradient.z1_2 = a1_2 - s = 0.5 - 1 = -0.5",
        "slope.z1_2.w1_1_2 = x = 2 = 2",
        "gradient.w1_1_2 = gradient.z1_2*x = -0.5*2 = -1",
    ]


def test_a_softmax_behind_a_weight_is_told_by_the_differences_alone() -> None:
    training = network_training(
        [[2.0, 0.0, 0.0, 1.0, 0.0, 0.0]],
        [Layer(1, "tanh"), Layer(5, "softmax")],
        np.linspace(-1.0, 1.0, 12),
        targets=[f"t{number}" for number in range(1, 6)],
        cost=Loss("cross_entropy"),
    )
    assert [beat.quantity for beat in told(training, "b1_1") if beat.phase is Phase.BACKWARD] == [
        *(f"gradient.z2_{unit}" for unit in range(1, 6)), "gradient.a1_1", "gradient.z1_1", "gradient.b1_1",
    ]  # fmt: skip
    assert beat_of(told(training, "b1_1"), "gradient.z2_3").symbolic == "a2_3 - t3"


def test_binary_cross_entropy_with_sigmoid_tells_both_slopes_and_multiplies_from_z_on() -> None:
    training = network_training(
        [[2.0, 1.0]], [Layer(1, "tanh"), Layer(1, "sigmoid")], [0.5, 0.0, 0.0, 0.0], cost=Loss("bce")
    )
    beats = told(training, "b2_1")
    assert lines(beats, Phase.BACKWARD) == [
        "gradient.a2_1 = -1/a2_1 = -1/0.5 = -2",
        "gradient.z2_1 = gradient.a2_1*(a2_1*(1 - a2_1)) = -2*(0.5*(1 - 0.5)) = -0.5",
        "gradient.b2_1 = gradient.z2_1 = -0.5 = -0.5",
    ]
    hidden = beat_of(told(training, "w1_1_1"), "gradient.w1_1_1")
    assert hidden.symbolic == "gradient.z2_1*w2_1_1*slope.a1_1.z1_1*x"


# Updates


@pytest.mark.parametrize(
    ("optimizer", "expected"),
    [
        # x² at 4, then at 3 or so: g 8 and 2x, η 0.125
        (
            Momentum(momentum=0.5),
            [
                "new_velocity.x = momentum*velocity.x + gradient.x = 0.5*8 + 6 = 10",
                "new.x = x - learning_rate*new_velocity.x = 3 - 0.125*10 = 1.75",
            ],
        ),
        (
            RMSprop(rho=0.75),
            [
                "new_mean_square.x = rho*mean_square.x + (1 - rho)*gradient.x**2 "
                "= 0.75*16 + (1 - 0.75)*7.5**2 = 26.0625",
                "new.x = x - learning_rate*gradient.x/(sqrt(new_mean_square.x) + epsilon) "
                "= 3.75 - 0.125*7.5/(sqrt(26.0625) + 1e-8) = 3.56636",
            ],
        ),
        (
            Adam(beta1=0.5, beta2=0.75),
            [
                "new_first_moment.x = beta1*first_moment.x + (1 - beta1)*gradient.x = 0.5*4 + (1 - 0.5)*7.75 = 5.875",
                "new_second_moment.x = beta2*second_moment.x + (1 - beta2)*gradient.x**2 "
                "= 0.75*16 + (1 - 0.75)*7.75**2 = 27.0156",
                "corrected_first_in_update.x = new_first_moment.x/(1 - beta1**step) = 5.875/(1 - 0.5**2) = 7.83333",
                "corrected_second_in_update.x = new_second_moment.x/(1 - beta2**step) "
                "= 27.0156/(1 - 0.75**2) = 61.75",
                "new.x = x - learning_rate*(corrected_first_in_update.x/(sqrt(corrected_second_in_update.x) "
                "+ epsilon)) = 3.875 - 0.125*(7.83333/(sqrt(61.75) + 1e-8)) = 3.75039",
            ],
        ),
    ],
)
def test_the_update_is_told_with_the_optimizers_own_state_before_and_after(
    optimizer: Momentum | RMSprop | Adam, expected: list[str]
) -> None:
    beats = told(function_training("x**2", {"x": 4.0}, 0.125, optimizer=optimizer), "x", 2)
    assert lines(beats, Phase.UPDATE)[:-1] == expected
    assert all(beat.note for beat in beats if beat.phase is Phase.UPDATE)


@pytest.mark.parametrize(
    ("training", "number", "name", "reason"),
    [
        (
            function_training("x**2", {"x": 4.0}, 0.25), 1, "x",
            "the slope is positive: more of it means more loss, so it goes down",
        ),
        (
            function_training("x**2", {"x": 0.0}, 0.25), 1, "x",
            "no slope, no step: its slope is exactly 0 here",
        ),
        (
            # v 2, x −0.2; g −0.4, v 1.4
            function_training("x**2", {"x": 1.0}, 0.6, optimizer=Momentum(momentum=0.9)), 2, "x",
            "it goes down, though the slope is negative: the velocity from earlier steps carries it on",
        ),
        (
            # slopes 2, 1.2 and 0.4 on the right, −0.4 on the left: their mean is still positive
            function_training("x**2", {"x": 1.0}, 0.4, optimizer=Adam(beta1=0.9, beta2=0.999)), 4, "x",
            "it goes down, though the slope is negative: the mean of its slopes so far still points that way",
        ),
        (
            # a decay of 4·1 outweighs the slope 2·1 − 3 = −1
            function_training("x**2 - 3*x", {"x": 1.0}, 0.25, optimizer=Sgd(weight_decay=4.0)), 1, "x",
            "it goes down, though the slope is negative: the weight decay pulls it towards 0 more strongly",
        ),
        (
            # the same where a velocity has nothing to add yet
            function_training("x**2 - 3*x", {"x": 1.0}, 0.25, optimizer=Momentum(weight_decay=4.0)), 1, "x",
            "it goes down, though the slope is negative: the weight decay pulls it towards 0 more strongly",
        ),
        (
            # a decoupled decay of 0.1·100 outweighs a slope of −1, which is all that the mean knows of
            function_training("-x", {"x": 100.0}, 0.25, optimizer=AdamW(weight_decay=0.1)), 1, "x",
            "it goes down, though the slope is negative: the weight decay pulls it towards 0 more strongly",
        ),
        (
            function_training("x + 1e-9*y", {"x": 1.0, "y": 1e9}, 0.25), 1, "y",
            "the slope is positive: more of it means more loss, so it goes down, but by less than its last digit",
        ),
    ],
)  # fmt: skip
def test_a_sentence_says_why_it_went_that_way(
    training: Training, number: int, name: str, reason: str
) -> None:
    assert beat_of(told(training, name, number), f"new.{name}").note == reason


# What became of the loss


@pytest.mark.parametrize(
    ("training", "note"),
    [
        (package_prediction(), "the loss of this row fell, and that of all rows too"),
        # too long a step crosses the valley and climbs the other side
        (package_prediction(learning_rate=0.1),
         "the loss of this row rose: the step went too far, and that of all rows too"),
        (package_prediction(optimizer=Momentum(), learning_rate=0.1),
         "the loss of this row rose: the step went too far, and that of all rows too"),
        (package_prediction(learning_rate=0.05),
         "the loss of this row rose: the step went too far, but that of all rows fell"),
        (package_prediction(training_rows=1), "the loss of this row fell"),
        (function_training("x**2", {"x": 1.0}, 0.5), "the value fell"),
        (function_training("x**2", {"x": 1.0}, 1.0), "the value stayed"),
        (function_training("x**2", {"x": 1.0}, 1.5), "the value rose: the step went too far"),
        (function_training("x**2", {"x": 1.0}, 1.5, optimizer=Sgd(weight_decay=0.1)),
         "the value rose: the step went too far"),
        # the decay outweighs the slope of −2
        (function_training("(x - 10)**2", {"x": 9.0}, 0.1, optimizer=Sgd(weight_decay=10.0)),
         "the value rose: the step does not follow today's slopes alone"),
        # −η·(2x − 1/x) leads from 2 to below 0, where there is no logarithm
        (function_training("x**2 - log(x)", {"x": 2.0}, 1.0),
         "the value is not defined there: the step left the domain"),
    ],
)  # fmt: skip
def test_the_last_sentence_says_what_became_of_the_loss(training: Training, note: str) -> None:
    name = training.objective.parameters.names[0]
    assert told(training, name)[-1].note == note


def test_a_step_for_one_row_may_be_worse_for_all() -> None:
    # two rows that want opposite things of one weight
    training = network_training([[1.0, 1.0], [2.0, -9.0]], [Layer(1, bias=False)], [0.0], learning_rate=0.1)
    assert told(training, "w1_1_1")[-1].note == "the loss of this row fell, but that of all rows rose"


def test_the_losses_are_taken_before_and_after_the_step_with_all_parameters_updated() -> None:
    training = package_prediction()
    step = stepped(training, 5)
    network = network_of(training)
    beats = parameter_story(training, step, "b1_1")
    own, of_all = beat_of(beats, "after.loss"), beat_of(beats, f"after.{ALL_ROWS}")
    rows = network.all_training_rows
    assert own.numbers["loss"] == step.loss
    assert own.result == network.loss(step.after.theta, step.rows)
    assert of_all.numbers[ALL_ROWS] == network.mean_row_loss(step.theta, rows)
    assert of_all.result == network.mean_row_loss(step.after.theta, rows)


def test_very_many_rows_are_not_all_answered_for_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    training = package_prediction()
    size = 4 * len(network_of(training).parameters)
    monkeypatch.setattr(loss_change, "MAX_ROW_PARAMETERS", size)
    assert told(training, "b1_1")[-1].quantity == f"after.{ALL_ROWS}"
    monkeypatch.setattr(loss_change, "MAX_ROW_PARAMETERS", size - 1)
    assert told(training, "b1_1")[-1].quantity == "after.loss"
    assert told(training, "b1_1")[-1].note == "the loss of this row fell"


def test_a_loss_that_nothing_is_left_of_is_told_as_it_is() -> None:
    # x from 1e8 to about 2e-4: the 4e-8 that are left of 1e16 are lost in their difference
    beats = told(function_training("x**2", {"x": 1e8}, 0.5 - 1e-12), "x")
    last = beat_of(beats, "after.loss")
    assert last.symbolic == "after.loss"
    assert 0.0 < last.result < 1e-6
    assert_true(last)


def test_a_loss_that_is_no_number_after_the_step_is_told_as_such() -> None:
    training = function_training("x**4", {"x": 10.0}, 1e80)
    step = stepped(training)
    last = parameter_story(training, step, "x")[-1]
    assert last.result == math.inf
    assert last.note == "the value is no longer finite: the step went too far"


# Functions


def test_a_variable_is_told_with_the_values_it_reaches_and_no_others() -> None:
    # f = (x + y)·z at (−2, 5, −4): q = 3, ∂f/∂q = z = −4
    training = function_training("q * z", {"x": -2.0, "y": 5.0, "z": -4.0}, 0.1, where={"q": "x + y"})
    assert [line(beat) for beat in told(training, "x")][1:-1] == [
        "q = x + y = -2 + 5 = 3",
        "q*z = q*z = 3*(-4) = -12",
        "loss = q*z = -12 = -12",
        "gradient.q = z = -4 = -4",
        "gradient.x = gradient.q = -4 = -4",
        "gradient.x = z = -4 = -4",
        "new.x = x - learning_rate*gradient.x = -2 - 0.1*(-4) = -1.6",
    ]
    assert lines(told(training, "z"), Phase.FORWARD) == ["q*z = q*z = 3*(-4) = -12"]
    assert lines(told(training, "z"), Phase.BACKWARD) == ["gradient.z = q = 3 = 3"]


def test_a_value_used_twice_adds_up_on_the_way_back_and_in_the_whole_chain() -> None:
    # f = q·q + q with q = xy at (3, −2): ∂f/∂q = −6 − 6 + 1 = −11, ∂f/∂x = −11·(−2) = 22
    training = function_training("q*q + q", {"x": 3.0, "y": -2.0}, 0.1, where={"q": "x*y"})
    beats = told(training, "x")
    assert lines(beats, Phase.BACKWARD)[1:] == [
        "gradient.q = gradient.q*q*q + gradient.q*q*q + 1 = 1*(-6) + 1*(-6) + 1 = -11",
        "gradient.x = gradient.q*y = -11*(-2) = 22",
        "gradient.x = (q + q + 1)*y = (-6 + (-6) + 1)*(-2) = 22",
    ]
    assert [beat.note for beat in beats if beat.phase is Phase.BACKWARD][-1] == "the whole chain in one"


def test_a_chain_too_long_to_be_read_in_one_is_told_step_by_step_only() -> None:
    training = function_training(
        "a*b*c*d*g*h*p*x",
        {"x": 1.5},
        1e-6,
        where={name: f"{number} + x" for number, name in enumerate("abcdghp", 2)},
    )
    beats = told(training, "x")
    assert sum(beat.quantity == "gradient.x" for beat in beats) == 1


def test_what_the_function_does_not_use_reaches_nothing() -> None:
    training = function_training("x**2", {"x": 3.0, "y": 1.0}, 0.1, where={"v": "sin(y)"})
    beats = told(training, "y")
    assert lines(beats, Phase.BACKWARD) == ["gradient.y = 0 = 0 = 0"]
    assert beat_of(beats, "new.y").result == 1.0


def test_there_is_no_story_of_a_parameter_that_is_not_there() -> None:
    for training, name in ((package_prediction(), "w1_3_1"), (function_training("x", {"x": 1.0}, 0.1), "y")):
        with pytest.raises(ValueError, match=r"parameter|tuple"):
            told(training, name)


# The promise: every equation holds between the very numbers shown


@given(CASES, st.integers(1, 4), st.integers(0, 6), st.sampled_from(DIGITS), st.integers(0, 10**6))
@settings(max_examples=80)
def test_every_beat_of_a_weights_story_is_true(
    case: Case, number: int, focus: int, digits: int, which: int
) -> None:
    training = training_of(case)
    names = training.objective.parameters.names
    name = names[which % len(names)]
    step = reached(training, number)
    beats = parameter_story(training, step, name, min(focus, len(step.rows) - 1))
    for beat in beats:
        assert_true(beat, digits)
    assert_tells_the_engines_numbers(training, step, name, beats)


@given(*FUNCTION_STEPS, st.sampled_from(DIGITS), st.sampled_from("xy"))
@settings(max_examples=80)
def test_every_beat_of_a_variables_story_is_true(
    tree: Node, named: Node, place: tuple[float, float], optimizer: str, number: int, digits: int, name: str
) -> None:
    training, step = function_step(tree, named, place, optimizer, number)
    beats = parameter_story(training, step, name)
    for beat in beats:
        assert_true(beat, digits)
    assert_tells_the_engines_numbers(training, step, name, beats)


def reached(training: Training, number: int) -> Step:
    """Step `number`, or the last one if the run diverges before."""
    timeline = Timeline(training)
    timeline.go(number)
    return timeline.step()


def assert_tells_the_engines_numbers(
    training: Training, step: Step, name: str, beats: Sequence[Beat]
) -> None:
    """In the order of the phases, with the slope and the new value that the step itself has."""
    phases = [list(Phase).index(beat.phase) for beat in beats]
    assert phases == sorted(phases)
    assert {*map(str, (beat.phase for beat in beats))} >= {"select", "loss", "backward", "update"}
    place = training.objective.parameters.index(name)
    slopes = [beat for beat in beats if beat.quantity == f"gradient.{name}"]
    assert slopes
    assert all(repr(beat.result) == repr(float(step.gradient[place])) for beat in slopes)
    assert repr(beat_of(beats, f"new.{name}").result) == repr(float(step.after.theta[place]))
    assert repr(beat_of(beats, "after.loss").result) == repr(
        float(training.objective.loss(step.after.theta, step.rows))
    )
    for beat in beats:
        if math.isfinite(beat.result):
            assert not math.isnan(evaluate(beat.formula, beat.numbers))
