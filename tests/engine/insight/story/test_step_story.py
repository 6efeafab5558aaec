"""The story of a step: complete, in order, and in words and numbers that can be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from engine.descent.optimizers import OPTIMIZERS, Adam, AdamW, Momentum, Optimizer, RMSprop, Sgd
from engine.descent.training import Step, Training
from engine.insight.story.beats import Beat, Phase
from engine.insight.story.network_beats import OTHERS
from engine.insight.story.parameter_story import parameter_story
from engine.insight.story.step_story import story
from engine.insight.story.unit_story import unit_story
from engine.objectives.expression import Name
from engine.objectives.function import Function
from engine.objectives.losses import Loss
from engine.objectives.network import Layer
from tests.engine.builders import (
    function_training,
    network_evaluation,
    network_of,
    network_training,
    package_prediction,
    stepped,
)
from tests.engine.insight.story.truth import assert_true


def told(training: Training, number: int = 1, focus: int = 0) -> tuple[Beat, ...]:
    return story(training, stepped(training, number), focus)


def beat_of(beats: Sequence[Beat], quantity: str, row: int = 0) -> Beat:
    (found,) = [beat for beat in beats if beat.quantity == quantity and beat.row == row]
    return found


def line(beat: Beat) -> str:
    """The beat as it is read."""
    return f"{beat.quantity} = {beat.symbolic} = {beat.substituted()} = {beat.result:.6g}"


def test_the_story_of_the_first_step_of_package_prediction() -> None:
    beats = told(package_prediction())
    assert [(str(beat.phase), line(beat)) for beat in beats] == [
        ("select", "row = 1 = 1 = 1"),
        # forward
        ("forward", "z1_1 = w1_1_1*cgpa + w1_2_1*profile_score + b1_1 = 0.1*8 + 0.1*8 + 0 = 1.6"),
        ("forward", "a1_1 = z1_1 = 1.6 = 1.6"),
        ("forward", "z1_2 = w1_1_2*cgpa + w1_2_2*profile_score + b1_2 = 0.1*8 + 0.1*8 + 0 = 1.6"),
        ("forward", "a1_2 = z1_2 = 1.6 = 1.6"),
        ("forward", "z2_1 = w2_1_1*a1_1 + w2_2_1*a1_2 + b2_1 = 0.1*1.6 + 0.1*1.6 + 0 = 0.32"),
        ("forward", "a2_1 = z2_1 = 0.32 = 0.32"),
        ("loss", "loss = (lpa - a2_1)**2 = (4 - 0.32)**2 = 13.5424"),
        # from the loss back to the output and its parameters
        ("backward", "gradient.a2_1 = -2*(lpa - a2_1) = -2*(4 - 0.32) = -7.36"),
        ("backward", "gradient.z2_1 = gradient.a2_1 = -7.36 = -7.36"),
        ("backward", "gradient.w2_1_1 = gradient.z2_1*a1_1 = -7.36*1.6 = -11.776"),
        ("backward", "gradient.w2_2_1 = gradient.z2_1*a1_2 = -7.36*1.6 = -11.776"),
        ("backward", "gradient.b2_1 = gradient.z2_1 = -7.36 = -7.36"),
        # and on to the hidden layer, through the weights as they were
        ("backward", "gradient.a1_1 = gradient.z2_1*w2_1_1 = -7.36*0.1 = -0.736"),
        ("backward", "gradient.z1_1 = gradient.a1_1 = -0.736 = -0.736"),
        ("backward", "gradient.a1_2 = gradient.z2_1*w2_2_1 = -7.36*0.1 = -0.736"),
        ("backward", "gradient.z1_2 = gradient.a1_2 = -0.736 = -0.736"),
        ("backward", "gradient.w1_1_1 = gradient.z1_1*cgpa = -0.736*8 = -5.888"),
        ("backward", "gradient.w1_1_2 = gradient.z1_2*cgpa = -0.736*8 = -5.888"),
        ("backward", "gradient.w1_2_1 = gradient.z1_1*profile_score = -0.736*8 = -5.888"),
        ("backward", "gradient.w1_2_2 = gradient.z1_2*profile_score = -0.736*8 = -5.888"),
        ("backward", "gradient.b1_1 = gradient.z1_1 = -0.736 = -0.736"),
        ("backward", "gradient.b1_2 = gradient.z1_2 = -0.736 = -0.736"),
        # the update, all parameters at once
        ("update", "new.w1_1_1 = w1_1_1 - learning_rate*gradient.w1_1_1 = 0.1 - 0.001*(-5.888) = 0.105888"),
        ("update", "new.w1_1_2 = w1_1_2 - learning_rate*gradient.w1_1_2 = 0.1 - 0.001*(-5.888) = 0.105888"),
        ("update", "new.w1_2_1 = w1_2_1 - learning_rate*gradient.w1_2_1 = 0.1 - 0.001*(-5.888) = 0.105888"),
        ("update", "new.w1_2_2 = w1_2_2 - learning_rate*gradient.w1_2_2 = 0.1 - 0.001*(-5.888) = 0.105888"),
        ("update", "new.b1_1 = b1_1 - learning_rate*gradient.b1_1 = 0 - 0.001*(-0.736) = 0.000736"),
        ("update", "new.b1_2 = b1_2 - learning_rate*gradient.b1_2 = 0 - 0.001*(-0.736) = 0.000736"),
        ("update", "new.w2_1_1 = w2_1_1 - learning_rate*gradient.w2_1_1 = 0.1 - 0.001*(-11.776) = 0.111776"),
        ("update", "new.w2_2_1 = w2_2_1 - learning_rate*gradient.w2_2_1 = 0.1 - 0.001*(-11.776) = 0.111776"),
        ("update", "new.b2_1 = b2_1 - learning_rate*gradient.b2_1 = 0 - 0.001*(-7.36) = 0.00736"),
    ]
    assert beats[0].note == "row 1 of the data"
    assert beats[7].note == "mse"
    assert beats[-1].note == "the slope is negative, so it goes up"
    assert beats[0].numbers == {"cgpa": 8.0, "profile_score": 8.0, "lpa": 4.0}


def test_the_story_of_a_function_with_a_named_value_that_is_used_twice() -> None:
    # f = q·q + q with q = xy at (3, −2): q = −6, f = 30, ∂f/∂q = −6 − 6 + 1 = −11
    training = function_training("q*q + q", {"x": 3.0, "y": -2.0}, 0.1, where={"q": "x*y"})
    assert [(str(beat.phase), line(beat)) for beat in told(training)] == [
        ("select", "step = 1 = 1 = 1"),
        ("forward", "q = x*y = 3*(-2) = -6"),
        ("forward", "q*q = q*q = -6*(-6) = 36"),
        ("forward", "q*q + q = q*q + q = 36 + (-6) = 30"),
        ("loss", "loss = q*q + q = 30 = 30"),
        ("backward", "gradient.q*q = 1 = 1 = 1"),
        ("backward", "gradient.q = gradient.q*q*q + gradient.q*q*q + 1 = 1*(-6) + 1*(-6) + 1 = -11"),
        ("backward", "gradient.x = gradient.q*y = -11*(-2) = 22"),
        ("backward", "gradient.y = gradient.q*x = -11*3 = -33"),
        ("update", "new.x = x - learning_rate*gradient.x = 3 - 0.1*22 = 0.8"),
        ("update", "new.y = y - learning_rate*gradient.y = -2 - 0.1*(-33) = 1.3"),
    ]
    assert told(training)[0].numbers == {"x": 3.0, "y": -2.0}


# Completeness: what has to be told follows from the architecture.


def expected_of_network(
    training: Training, step: Step, rows: Sequence[int]
) -> Iterator[tuple[Phase, str, int]]:
    network = network_of(training)
    numbers = [network.row_numbers[row] for row in step.rows]
    units = [
        [f"{layer}_{unit}" for unit in range(1, kind.units + 1)]
        for layer, kind in enumerate(network.layers, 1)
    ]
    for row in rows:
        yield Phase.SELECT, "row", row
        yield from (
            (Phase.FORWARD, f"{letter}{unit}", row) for layer in units for unit in layer for letter in "za"
        )
        yield from (
            (Phase.BACKWARD, f"gradient.{letter}{u}", row)
            for layer in units
            for u in layer
            for letter in "za"
        )
        if len(numbers) > 1:
            yield Phase.LOSS, f"loss[row {numbers[row]}]", row
    yield Phase.LOSS, "loss", rows[0]
    yield from ((Phase.BACKWARD, f"gradient.{name}", rows[0]) for name in network.parameters.names)
    yield from expected_updates(training)


def expected_updates(training: Training) -> Iterator[tuple[Phase, str, int]]:
    optimizer = training.optimizer
    for place, name in enumerate(training.objective.parameters.names):
        if training.frozen is None or not training.frozen[place]:
            for quantity, _ in optimizer.formulas[:-1]:
                own = f"new_{quantity}" if quantity in optimizer.slots else f"{quantity}_in_update"
                yield Phase.UPDATE, f"{own}.{name}", 0
        yield Phase.UPDATE, f"new.{name}", 0


def assert_complete(training: Training, beats: Sequence[Beat], step: Step, rows: Sequence[int]) -> None:
    assert Counter((beat.phase, beat.quantity, beat.row) for beat in beats) == Counter(
        expected_of_network(training, step, rows)
    )
    assert_in_order(beats)
    assert_results_are_the_engines(training, beats, step)


def assert_in_order(beats: Sequence[Beat]) -> None:
    phases = [list(Phase).index(beat.phase) for beat in beats]
    assert phases == sorted(phases)
    assert set(phases) == set(range(5))


def assert_results_are_the_engines(training: Training, beats: Sequence[Beat], step: Step) -> None:
    """Each result, and each number that a formula quotes, is the very number that was computed."""
    evaluation = network_evaluation(step)
    names = training.objective.parameters.names
    of_parameters = {
        f"gradient.{name}": slope for name, slope in zip(names, step.gradient.tolist(), strict=True)
    }
    of_parameters |= {
        f"new.{name}": value for name, value in zip(names, step.after.theta.tolist(), strict=True)
    }
    of_parameters |= dict(zip(names, step.theta.tolist(), strict=True))
    for place, slot in enumerate(training.optimizer.slots):
        of_parameters |= {
            f"{slot}.{name}": value for name, value in zip(names, step.slots[place], strict=True)
        }
        of_parameters |= {
            f"new_{slot}.{name}": value for name, value in zip(names, step.after.slots[place], strict=True)
        }
    for beat in beats:
        by_unit = {f"gradient.{unit}": slope for unit, slope in evaluation.named_gradients(beat.row).items()}
        computed = {**of_parameters, **evaluation.named_values(beat.row), **by_unit}
        if beat.quantity in computed:
            assert beat.result == computed[beat.quantity]
        for name in beat.quantities[1:]:
            if name in computed:
                assert beat.numbers[name] == computed[name]


TWO_OUTPUTS = [[1.0, 0.5, 1.0, 0.0], [2.0, -1.0, 0.0, 1.0], [0.2, 0.1, 0.0, 1.0]] * 3
ENDINGS = [
    ("linear", "mse"), ("sigmoid", "mse"), ("relu", "mae"), ("tanh", "mae"), ("sigmoid", "bce"),
    ("softmax", "cross_entropy"),
]  # fmt: skip


def two_outputs(
    activation: str = "linear",
    cost: Loss | None = None,
    *,
    batch_size: int = 1,
    optimizer: Optimizer | None = None,
    rows: Sequence[Sequence[float]] = TWO_OUTPUTS,
    frozen: Sequence[str] = (),
    bias: bool = True,
) -> Training:
    return network_training(
        rows,
        [Layer(3, "tanh", bias), Layer(2, activation)],
        np.random.default_rng(0).normal(size=17 if bias else 14),
        inputs=("p", "q"),
        targets=("u", "v"),
        cost=cost,
        batch_size=batch_size,
        optimizer=optimizer,
        frozen=np.array([name in frozen for name in NAMES]) if frozen else None,
    )


NAMES = [f"w1_{i}_{j}" for i in (1, 2) for j in (1, 2, 3)] + ["b1_1", "b1_2", "b1_3"]
NAMES += [f"w2_{i}_{j}" for i in (1, 2, 3) for j in (1, 2)] + ["b2_1", "b2_2"]


@pytest.mark.parametrize("batch_size", [1, 2, 4])
@pytest.mark.parametrize(("activation", "loss"), ENDINGS)
def test_every_quantity_is_told_exactly_once(activation: str, loss: str, batch_size: int) -> None:
    training = two_outputs(activation, Loss(loss, 0.5), batch_size=batch_size)
    step = stepped(training, 2)
    assert_complete(training, story(training, step), step, range(batch_size))


@pytest.mark.parametrize("focus", [0, 3, 6])
@pytest.mark.parametrize(
    ("activation", "loss"), [("sigmoid", "bce"), ("softmax", "cross_entropy"), ("linear", "mse")]
)
def test_of_a_large_batch_one_row_is_told_and_the_others_as_one_number(
    activation: str, loss: str, focus: int
) -> None:
    training = two_outputs(activation, Loss(loss, over_rows="sum"), batch_size=7)
    step = stepped(training)
    beats = story(training, step, focus)
    loss_formulas = [beat for beat in beats if beat.phase is Phase.LOSS]
    assert [beat.quantity for beat in loss_formulas] == [f"loss[row {focus + 1}]", "loss"]
    assert loss_formulas[1].symbolic == f"loss[row {focus + 1}] + other rows"
    others = network_evaluation(step).row_losses
    assert loss_formulas[1].numbers[OTHERS] == pytest.approx(others.sum() - others[focus], rel=1e-12)
    assert_complete(training, beats, step, [focus])
    weight = beat_of(beats, "gradient.w2_1_1", focus)
    assert weight.symbolic == f"gradient.z2_1[row {focus + 1}]*a1_1[row {focus + 1}] + other rows"


def test_up_to_four_rows_are_told_one_by_one_and_from_five_on_one() -> None:
    for size, rows in ((4, {0, 1, 2, 3}), (5, {2})):
        training = two_outputs(batch_size=size)
        beats = told(training, focus=2)
        assert {beat.row for beat in beats if beat.phase is Phase.FORWARD} == rows
        loss = [beat for beat in beats if beat.phase is Phase.LOSS][-1]
        assert (OTHERS in loss.symbolic) == (size == 5)


def test_the_focus_does_not_matter_where_all_rows_are_told() -> None:
    training = two_outputs(batch_size=3)
    assert [line(beat) for beat in told(training, focus=2)] == [
        line(beat) for beat in told(training, focus=0)
    ]


def test_a_row_that_was_drawn_twice_counts_twice() -> None:
    training = two_outputs(batch_size=2)
    step = training.step(training.beginning(), 1)
    objective = network_of(training)
    twice = step._replace(rows=np.array([1, 1]), evaluation=objective.evaluate(step.theta, np.array([1, 1])))
    beats = story(training, twice)
    loss = beat_of([beat for beat in beats if beat.quantity == "loss"], "loss")
    assert loss.symbolic == "(loss[row 2] + loss[row 2])/2"
    assert beat_of(beats, "gradient.b2_1").symbolic == "gradient.z2_1[row 2] + gradient.z2_1[row 2]"
    assert_complete(training, beats, twice, [0, 1])


def test_layers_without_biases_have_none_to_tell() -> None:
    training = two_outputs(bias=False)
    step = stepped(training)
    assert_complete(training, story(training, step), step, [0])
    assert beat_of(story(training, step), "z1_1").symbolic == "w1_1_1*p + w1_2_1*q"


@pytest.mark.parametrize("decay", [0.0, 0.25])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_tells_all_that_it_does_to_each_parameter(name: str, decay: float) -> None:
    training = two_outputs(optimizer=OPTIMIZERS[name](weight_decay=decay), frozen=["w1_1_2", "b2_1"])
    step = stepped(training, 2)
    beats = story(training, step)
    assert_complete(training, beats, step, [0])
    for beat in beats:
        if beat.phase is Phase.UPDATE:
            assert beat.row == 0


def test_a_frozen_parameter_is_told_to_stay() -> None:
    beats = told(two_outputs(frozen=["w1_1_2"], optimizer=Momentum()))
    stays = beat_of(beats, "new.w1_1_2")
    assert (stays.symbolic, stays.note) == ("w1_1_2", "frozen: it stays")
    assert stays.result == stays.numbers["w1_1_2"]
    assert beat_of(beats, "gradient.w1_1_2").result != 0.0
    assert not [beat for beat in beats if beat.quantity == "new_velocity.w1_1_2"]


@pytest.mark.parametrize(
    ("optimizer", "lines"),
    [
        (Sgd(), ["new.x = x - learning_rate*gradient.x = 4 - 0.5*8 = 0"]),
        (
            Sgd(weight_decay=0.25),
            [
                "gradient_in_update.x = gradient.x + weight_decay*x = 8 + 0.25*4 = 9",
                "new.x = x - learning_rate*gradient_in_update.x = 4 - 0.5*9 = -0.5",
            ],
        ),
        (
            Momentum(momentum=0.9),
            [
                "new_velocity.x = momentum*velocity.x + gradient.x = 0.9*0 + 8 = 8",
                "new.x = x - learning_rate*new_velocity.x = 4 - 0.5*8 = 0",
            ],
        ),
        (
            RMSprop(rho=0.75, epsilon=1e-8),
            [
                "new_mean_square.x = rho*mean_square.x + (1 - rho)*gradient.x**2 = 0.75*0 + (1 - 0.75)*8**2 = 16",
                "new.x = x - learning_rate*gradient.x/(sqrt(new_mean_square.x) + epsilon) "
                "= 4 - 0.5*8/(sqrt(16) + 1e-8) = 3",
            ],
        ),
        (
            RMSprop(rho=0.75, epsilon=0.0),
            [
                "new_mean_square.x = rho*mean_square.x + (1 - rho)*gradient.x**2 = 0.75*0 + (1 - 0.75)*8**2 = 16",
                "new.x = x + ratio(-learning_rate*gradient.x, sqrt(new_mean_square.x)) "
                "= 4 + ratio(-0.5*8, sqrt(16)) = 3",
            ],
        ),
        (
            AdamW(beta1=0.5, beta2=0.75, weight_decay=0.25),
            [
                "new_first_moment.x = beta1*first_moment.x + (1 - beta1)*gradient.x = 0.5*0 + (1 - 0.5)*8 = 4",
                "new_second_moment.x = beta2*second_moment.x + (1 - beta2)*gradient.x**2 "
                "= 0.75*0 + (1 - 0.75)*8**2 = 16",
                "corrected_first_in_update.x = new_first_moment.x/(1 - beta1**step) = 4/(1 - 0.5**1) = 8",
                "corrected_second_in_update.x = new_second_moment.x/(1 - beta2**step) = 16/(1 - 0.75**1) = 64",
                "new.x = x - learning_rate*(corrected_first_in_update.x/(sqrt(corrected_second_in_update.x) + epsilon)"
                " + weight_decay*x) = 4 - 0.5*(8/(sqrt(64) + 1e-8) + 0.25*4) = 3",
            ],
        ),
    ],
)
def test_the_update_is_told_as_the_optimizer_makes_it(optimizer: Optimizer, lines: list[str]) -> None:
    beats = told(function_training("x**2", {"x": 4.0}, 0.5, optimizer=optimizer))
    assert [line(beat) for beat in beats if beat.phase is Phase.UPDATE] == lines


def test_the_second_step_of_an_optimizer_starts_from_its_memory() -> None:
    beats = told(function_training("x**2", {"x": 4.0}, 0.125, optimizer=Momentum(momentum=0.5)), 2)
    # v 8, x 3; v ← 0.5·8 + 6 = 10
    assert line(beat_of(beats, "new_velocity.x")) == (
        "new_velocity.x = momentum*velocity.x + gradient.x = 0.5*8 + 6 = 10"
    )


def test_a_variable_may_be_called_as_an_optimizers_setting_is() -> None:
    start = {"rho": 2.0, "epsilon": 3.0, "step": 5.0, "learning_rate": 7.0}
    expression = "rho**2*epsilon + step*learning_rate"
    beats = told(function_training(expression, start, 0.125, optimizer=RMSprop(rho=0.75, epsilon=0.5)))
    # ∂f/∂rho = 2·2·3 = 12
    assert line(beat_of(beats, "new_mean_square.rho")) == (
        "new_mean_square.rho = training.rho*mean_square.rho + (1 - training.rho)*gradient.rho**2 "
        "= 0.75*0 + (1 - 0.75)*12**2 = 36"
    )
    assert line(beat_of(beats, "new.rho")) == (
        "new.rho = rho - training.learning_rate*gradient.rho/(sqrt(new_mean_square.rho) + training.epsilon) "
        "= 2 - 0.125*12/(sqrt(36) + 0.5) = 1.76923"
    )


@pytest.mark.parametrize(
    ("start", "note"),
    [
        (4.0, "the slope is positive, so it goes down"),
        (-4.0, "the slope is negative, so it goes up"),
        (0.0, "no slope, no step"),
    ],
)
def test_an_update_says_which_way_and_why(start: float, note: str) -> None:
    assert beat_of(told(function_training("x**2", {"x": start}, 0.25)), "new.x").note == note


def test_an_update_against_the_slopes_sign_says_so_and_why() -> None:
    # a valley crossed with momentum: the velocity still carries it on
    training = function_training("x**2", {"x": 1.0}, 0.6, optimizer=Momentum(momentum=0.9))
    carried = "the velocity from earlier steps carries it on"
    # v 2, x −0.2; g −0.4, v 1.4: on down, though the slope is negative
    note = beat_of(told(training, 2), "new.x").note
    assert note == f"it goes down, though the slope is negative: {carried}"
    # a decay of 4·1 outweighs the slope 2·1 − 3 = −1
    decaying = function_training("x**2 - 3*x", {"x": 1.0}, 0.25, optimizer=Sgd(weight_decay=4.0))
    note = beat_of(told(decaying), "new.x").note
    pulled = "the weight decay pulls it towards 0 more strongly"
    assert note == f"it goes down, though the slope is negative: {pulled}"
    flat = function_training("relu(x)", {"x": 0.5}, 1.0, optimizer=Momentum(momentum=0.5))
    # x −0.5, where relu is flat: v 0.5
    assert beat_of(told(flat, 2), "new.x").note == f"it goes down, though the slope is 0: {carried}"
    back = function_training("-x**2", {"x": 1.0}, 0.1, optimizer=Momentum(momentum=0.9))
    assert beat_of(told(back, 2), "new.x").note == "the slope is negative, so it goes up"


def test_an_update_lost_in_rounding_gives_no_reason() -> None:
    # η·g underflows to 0, though the slope is not 0
    beats = told(function_training("1e-200*x", {"x": 1.0}, 1e-200))
    assert beat_of(beats, "new.x").note == ""
    assert beat_of(beats, "new.x").result == 1.0


# The loss and its convention


@pytest.mark.parametrize(
    ("cost", "batch_size", "note"),
    [
        (Loss("mse"), 1, "mse, mean over the outputs"),
        (Loss("mse", 0.5, "sum"), 1, "0.5 · mse, sum over the outputs"),
        (Loss("mae", 1.0, "sum", "sum"), 2, "mae, sum over the outputs, sum over the rows"),
        (Loss("mse", 2.0), 3, "2 · mse, mean over the outputs, mean over the rows"),
    ],
)
def test_the_convention_of_the_loss_is_told_with_it(cost: Loss, batch_size: int, note: str) -> None:
    beats = told(two_outputs("linear", cost, batch_size=batch_size))
    loss = [beat for beat in beats if beat.quantity == "loss"]
    assert [beat.note for beat in loss] == [note]


def test_cross_entropy_has_no_choice_over_outputs_to_tell() -> None:
    beats = told(two_outputs("softmax", Loss("cross_entropy")))
    assert beat_of(beats, "loss").note == "cross_entropy"


@pytest.mark.parametrize(
    ("cost", "loss", "slope"),
    [
        (Loss("mse"), "((u - a2_1)**2 + (v - a2_2)**2)/2", "-2*(u - a2_1)/2"),
        (Loss("mse", 1.0, "sum"), "(u - a2_1)**2 + (v - a2_2)**2", "-2*(u - a2_1)"),
        (Loss("mse", 0.5, "sum"), "0.5*((u - a2_1)**2 + (v - a2_2)**2)", "-(u - a2_1)"),
        (Loss("mae"), "(abs(u - a2_1) + abs(v - a2_2))/2", "-sign(u - a2_1)/2"),
    ],
)
def test_the_loss_is_told_with_its_factor_and_its_reduction(cost: Loss, loss: str, slope: str) -> None:
    beats = told(two_outputs("linear", cost))
    assert beat_of(beats, "loss").symbolic == loss
    assert beat_of(beats, "gradient.a2_1").symbolic == slope


@pytest.mark.parametrize(("y", "loss", "slope"), [
    (1.0, "-log(a1_1)", "-1/a1_1"),
    (0.0, "-log(1 - a1_1)", "1/(1 - a1_1)"),
    (0.25, "-(y*log(a1_1) + (1 - y)*log(1 - a1_1))", "-y/a1_1 + (1 - y)/(1 - a1_1)"),
])  # fmt: skip
def test_a_certain_class_leaves_out_the_half_that_is_0(y: float, loss: str, slope: str) -> None:
    beats = told(network_training([[1.0, y]], [Layer(1, "sigmoid")], [0.5, 0.1], cost=Loss("bce")))
    assert beat_of(beats, "loss").symbolic == loss
    assert beat_of(beats, "gradient.a1_1").symbolic == slope
    assert beat_of(beats, "gradient.z1_1").symbolic == "gradient.a1_1*(a1_1*(1 - a1_1))"
    assert beat_of(beats, "gradient.z1_1").note == "it comes to a1_1 - y"


def test_what_a_nearly_certain_slope_comes_to_is_told_with_its_share_of_the_loss() -> None:
    beats = told(
        network_training([[1.0, 1.0]], [Layer(1, "sigmoid")], [0.5, 0.1], cost=Loss("bce", scale=0.25))
    )
    assert beat_of(beats, "gradient.z1_1").note == "it comes to a1_1 - y, times 0.25, its share of the loss"


@pytest.mark.parametrize(("y", "loss", "slope"), [
    (1.0, "softplus(-z1_1)", "-1/sigmoid(z1_1)"),
    (0.0, "softplus(z1_1)", "1/sigmoid(-z1_1)"),
    (0.25, "y*softplus(-z1_1) + (1 - y)*softplus(z1_1)", "-y/sigmoid(z1_1) + (1 - y)/sigmoid(-z1_1)"),
])  # fmt: skip
@pytest.mark.parametrize("z", [-800.0, -9.3, 9.3, 27.631, 800.0])
def test_a_nearly_certain_sigmoid_is_told_through_its_z(z: float, y: float, loss: str, slope: str) -> None:
    # σ(9.3) = 0.99991, within 1e-4 of 1
    beats = told(network_training([[1.0, y]], [Layer(1, "sigmoid")], [z, 0.0], cost=Loss("bce")))
    assert beat_of(beats, "loss").symbolic == loss
    assert beat_of(beats, "gradient.a1_1").symbolic == slope
    difference = "-sigmoid(-z1_1)" if (z, y) == (27.631, 1.0) else "a1_1 - y"
    assert beat_of(beats, "gradient.z1_1").symbolic == difference


@pytest.mark.parametrize(
    ("activation", "loss", "z", "y", "told_as"),
    [
        ("sigmoid", "bce", 40.0, 1.0, "-sigmoid(-z1_1)"),
        ("sigmoid", "mse", 40.0, 1.0, "2*(1 - y - sigmoid(-z1_1))"),
        ("sigmoid", "mae", 40.0, 1.0, "sign(1 - y - sigmoid(-z1_1))"),
        ("tanh", "mse", 30.0, 1.0, "2*(1 - y - 2*sigmoid(-2*z1_1))"),
        ("tanh", "mse", -30.0, -1.0, "2*(2*sigmoid(2*z1_1) - (1 + y))"),
        ("softplus", "mse", 50.0, 50.0, "2*(z1_1 - y + softplus(-z1_1))"),
        ("tanh", "mse", 1.0, 1.0, "-2*(y - a1_1)"),
    ],
)
def test_a_difference_that_would_be_0_is_told_as_it_is_computed(
    activation: str, loss: str, z: float, y: float, told_as: str
) -> None:
    beats = told(network_training([[1.0, y]], [Layer(1, activation)], [z, 0.0], cost=Loss(loss)))
    fused = loss == "bce"
    beat = beat_of(beats, "gradient.z1_1" if fused else "gradient.a1_1")
    assert beat.symbolic == told_as
    assert beat.result != 0.0
    assert beat_of(beats, "loss").result != 0.0
    assert beat.note == ("it comes to a1_1 - y, written so that no digits are lost" if fused else "")


@pytest.mark.parametrize(("target", "told_as"), [
    ((1.0, 0.0, 0.0), ["-(a1_2 + a1_3)", "a1_2 - s", "a1_3 - t"]),
    ((0.75, 0.25, 0.0), ["a1_1 - r", "a1_2 - s", "a1_3 - t"]),
    ((0.0, 0.0, 1.0), ["a1_1 - r", "a1_2 - s", "a1_3 - t"]),
])  # fmt: skip
def test_a_softmax_that_is_certain_is_told_by_the_other_shares(
    target: tuple[float, ...], told_as: list[str]
) -> None:
    training = network_training(
        [[1.0, *target]], [Layer(3, "softmax")], [40.0, 0.0, 1.0, 0.0, 0.0, 0.0],
        targets=("r", "s", "t"), cost=Loss("cross_entropy"),
    )  # fmt: skip
    beats = parameter_story(training, stepped(training), "w1_1_1")
    assert told_as[0] in [beat.symbolic for beat in beats if beat.quantity == "gradient.z1_1"]
    by_unit = [
        beat_of(unit_story(training, stepped(training), f"a1_{unit}"), f"gradient.z1_{unit}")
        for unit in (1, 2, 3)
    ]
    assert [beat.symbolic for beat in by_unit] == told_as
    for beat in by_unit:
        assert_true(beat)


def test_the_weight_of_the_loss_is_part_of_the_fused_slope() -> None:
    rows = [[1.0, 0.5, 1.0, 0.0], [2.0, -1.0, 0.0, 1.0]]
    training = network_training(
        rows,
        [Layer(2, "sigmoid")],
        [20.0, 0.1, 0.3, 0.2, 0.0, 0.0],
        inputs=("p", "q"),
        targets=("u", "v"),
        cost=Loss("bce", 0.5),
        batch_size=2,
    )
    assert beat_of(told(training), "gradient.z1_1").symbolic == "-0.5*sigmoid(-z1_1)/4"


def test_a_softmax_is_told_as_shares_and_the_loss_by_the_target_alone() -> None:
    training = network_training(
        [[1.0, 0.0, 1.0, 0.0]],
        [Layer(3, "softmax")],
        [0.5, -0.5, 0.1, 0.0, 0.0, 0.0],
        targets=("r", "s", "t"),
        cost=Loss("cross_entropy"),
    )
    beats = told(training)
    assert beat_of(beats, "a1_2").symbolic == "exp(z1_2)/(exp(z1_1) + exp(z1_2) + exp(z1_3))"
    assert beat_of(beats, "loss").symbolic == "-s*log(a1_2)"
    assert [beat_of(beats, f"gradient.a1_{unit}").symbolic for unit in (1, 2, 3)] == ["0", "-s/a1_2", "0"]
    assert beat_of(beats, "gradient.a1_1").result == 0.0
    assert str(beat_of(beats, "gradient.a1_1").result) == "0.0"
    assert beat_of(beats, "gradient.z1_1").symbolic == (
        "a1_1*(gradient.a1_1 - (gradient.a1_1*a1_1 + gradient.a1_2*a1_2 + gradient.a1_3*a1_3))"
    )


def test_a_softmax_far_out_is_told_with_its_largest_z_taken_off() -> None:
    training = network_training(
        [[1.0, 0.0, 1.0]],
        [Layer(2, "softmax")],
        [1000.0, 0.0, 0.0, 0.0],
        targets=("r", "s"),
        cost=Loss("cross_entropy"),
    )
    beats = told(training)
    assert line(beat_of(beats, "a1_2")) == (
        "a1_2 = exp(z1_2 - max(z))/(exp(z1_1 - max(z)) + exp(z1_2 - max(z))) "
        "= exp(0 - 1000)/(exp(1000 - 1000) + exp(0 - 1000)) = 0"
    )
    assert line(beat_of(beats, "loss")) == (
        "loss = s*(log(exp(z1_1 - max(z)) + exp(z1_2 - max(z))) - (z1_2 - max(z))) "
        "= 1*(log(exp(1000 - 1000) + exp(0 - 1000)) - (0 - 1000)) = 1000"
    )
    assert line(beat_of(beats, "gradient.z1_1")) == "gradient.z1_1 = a1_1 - r = 1 - 0 = 1"
    # e^1000 is beyond float64
    assert line(beat_of(beats, "gradient.a1_2")) == "gradient.a1_2 = -s/a1_2 = -1/0 = -inf"


@pytest.mark.parametrize(("z", "shifted"), [(30.0, False), (30.1, True), (-30.1, True)])
def test_a_softmax_is_shifted_only_where_powers_would_be_unreadable(z: float, shifted: bool) -> None:
    training = network_training(
        [[1.0, 0.0, 1.0]],
        [Layer(2, "softmax")],
        [z, 0.0, 0.0, 0.0],
        targets=("r", "s"),
        cost=Loss("cross_entropy"),
    )
    assert ("max(z)" in beat_of(told(training), "a1_1").symbolic) == shifted


# Names


def test_an_input_that_is_the_target_too_is_selected_once() -> None:
    training = network_training(
        [[0.5, 0.25, 0.5, 0.25]], [Layer(2)], [0.1] * 6, inputs=("p", "q"), targets=("p", "q")
    )
    select = told(training)[0]
    assert select.numbers == {"p": 0.5, "q": 0.25}


def test_a_batch_names_each_row_by_its_number_in_the_file() -> None:
    training = network_training(
        [[1.0, 2.0], [3.0, 4.0]], [Layer(1)], [0.5, 0.0], row_numbers=[12, 7], batch_size=2
    )
    beats = told(training)
    assert [beat.note for beat in beats if beat.phase is Phase.SELECT] == [
        "row 12, one of 2 in this batch", "row 7, one of 2 in this batch",
    ]  # fmt: skip
    assert [beat.result for beat in beats if beat.phase is Phase.SELECT] == [12, 7]
    assert line(beat_of(beats, "gradient.w1_1_1")) == (
        "gradient.w1_1_1 = gradient.z1_1[row 12]*x[row 12] + gradient.z1_1[row 7]*x[row 7] "
        "= -1.5*1 + (-2.5)*3 = -9"
    )


def test_a_beat_concerns_its_quantity_and_all_that_its_formula_names() -> None:
    beats = told(package_prediction())
    assert beat_of(beats, "z1_1").quantities == ("z1_1", "w1_1_1", "cgpa", "w1_2_1", "profile_score", "b1_1")
    assert beat_of(beats, "row").quantities == ("row",)
    named = told(function_training("loss", {"x": 2.0}, 0.1, where={"loss": "x**2"}))
    assert Counter(beat.quantity for beat in named).most_common(1)[0][1] == 1


# Functions


def quantities(training: Training) -> list[str]:
    return [beat.quantity for beat in told(training)]


def test_a_functions_every_node_is_told_forward_and_back() -> None:
    training = function_training(
        "sin(q)/p + q", {"x": 1.0, "y": 2.0}, 0.1, where={"q": "x*y", "p": "1 + x**2"}
    )
    beats = told(training)
    function = training.objective
    assert isinstance(function, Function)
    keys = [key for key in function.keys if key not in function.variables]
    slopes = {f"gradient.{key}" for key in function.keys if key != function.output}
    assert [beat.quantity for beat in beats if beat.phase is Phase.FORWARD] == keys
    assert {beat.quantity for beat in beats if beat.phase is Phase.BACKWARD} == slopes
    assert max(Counter(quantities(training)).values()) == 1
    assert_in_order(beats)
    evaluation = stepped(training).evaluation
    computed = {f"gradient.{key}": slope for key, slope in evaluation.named_gradients().items()}
    computed |= evaluation.named_values()
    for beat in beats:
        if beat.quantity in computed:
            assert beat.result == computed[beat.quantity]


def test_a_value_that_the_function_does_not_use_has_no_slope() -> None:
    beats = told(function_training("x**2", {"x": 3.0, "y": 1.0}, 0.1, where={"v": "sin(y)"}))
    for name in ("v", "y"):
        assert (beat_of(beats, f"gradient.{name}").symbolic, beat_of(beats, f"gradient.{name}").result) == (
            "0",
            0.0,
        )
    assert beat_of(beats, "new.y").note == "no slope, no step"


def test_a_function_that_is_its_variable_tells_the_slope_that_moves_it() -> None:
    beats = told(function_training("x", {"x": 3.0}, 0.5))
    assert [line(beat) for beat in beats] == [
        "step = 1 = 1 = 1",
        "loss = x = 3 = 3",
        "gradient.x = 1 = 1 = 1",
        "new.x = x - learning_rate*gradient.x = 3 - 0.5*1 = 2.5",
    ]


def test_a_function_whose_value_is_called_loss_tells_it_once() -> None:
    beats = told(function_training("loss", {"x": 3.0}, 0.5, where={"loss": "x**2 + 1"}))
    assert [line(beat) for beat in beats][:4] == [
        "step = 1 = 1 = 1",
        "x**2 = x**2 = 3**2 = 9",
        "loss = x**2 + 1 = 9 + 1 = 10",
        "gradient.x**2 = 1 = 1 = 1",
    ]
    assert beats[2].phase is Phase.LOSS


def test_the_output_is_told_as_the_loss_whatever_it_is_called() -> None:
    beats = told(function_training("height", {"x": 3.0}, 0.5, where={"height": "x**2"}))
    assert beat_of(beats, "loss").formula == Name("height")
    assert beat_of(beats, "height").phase is Phase.FORWARD


def test_step_numbers_go_into_the_story() -> None:
    beats = told(function_training("x**2", {"x": 3.0}, 0.1, optimizer=Adam()), 3)
    assert line(beats[0]) == "step = 3 = 3 = 3"
    assert beats[0].note == "step 3 starts at"
    assert "0.9**3" in beat_of(beats, "corrected_first_in_update.x").substituted()


def test_a_spared_bias_is_told_without_the_weight_decay() -> None:
    training = network_training(
        [[1.0, 2.0]],
        [Layer(1)],
        [4.0, 4.0],
        optimizer=Sgd(weight_decay=0.5),
        undecayed=np.array([False, True]),
    )
    beats = told(training)
    assert [beat.quantity for beat in beats if beat.quantity.startswith("gradient_in_update")] == [
        "gradient_in_update.w1_1_1"
    ]
    assert beat_of(beats, "new.b1_1").symbolic == "b1_1 - learning_rate*gradient.b1_1"
    for beat in beats:
        assert_true(beat)
