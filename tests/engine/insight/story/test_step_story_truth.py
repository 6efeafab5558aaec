"""Every equation of every story holds, exactly and between the very digits that are shown."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.descent.optimizers import OPTIMIZERS
from engine.descent.sampling import Order
from engine.descent.timeline import Timeline
from engine.descent.training import Step, Training
from engine.insight.numbers import shown
from engine.insight.story.beats import Beat, Phase
from engine.insight.story.step_story import story
from engine.objectives.expression import Call, Constant, Name, Node, evaluate, names_of, text_of
from engine.objectives.losses import Loss, Reduction
from engine.objectives.network import Layer
from engine.objectives.parsing import INTERNAL, parse
from engine.types import Matrix
from tests.engine.builders import function_training, network_training, package_prediction, stepped
from tests.engine.insight.story.truth import DIGITS, assert_true, holds_as_shown, holds_exactly
from tests.engine.intervals import Interval, as_shown

HIDDEN = ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "softplus"]
LAST = [*((activation, loss) for activation in HIDDEN for loss in ("mse", "mae"))]
LAST += [("sigmoid", "bce"), ("softmax", "cross_entropy")] * 4
ORDERS: list[Order] = ["sequential", "shuffle", "random"]
REDUCTIONS: list[Reduction] = ["mean", "sum"]


class Case(NamedTuple):
    """What a random network is made of."""

    units: list[int]
    hidden: str
    last: tuple[str, str]
    biases: list[bool]
    scale: float
    over: tuple[Reduction, Reduction]
    batch_size: int
    order: Order
    optimizer: str
    decay: float
    spread: float
    frozen: bool
    certain_targets: bool
    seed: int


CASES = st.builds(
    Case,
    st.lists(st.integers(1, 3), min_size=1, max_size=3),
    st.sampled_from(HIDDEN),
    st.sampled_from(LAST),
    st.lists(st.booleans(), min_size=3, max_size=3),
    st.sampled_from([1.0, 0.5, 1.0 / 3.0]),
    st.tuples(st.sampled_from(REDUCTIONS), st.sampled_from(REDUCTIONS)),
    st.sampled_from([1, 2, 3, 7]),
    st.sampled_from(ORDERS),
    st.sampled_from(list(OPTIMIZERS)),
    st.sampled_from([0.0, 0.01]),
    st.sampled_from([0.3, 1.0, 5.0, 40.0]),
    st.booleans(),
    st.booleans(),
    st.integers(0, 2**16),
)


def training_of(case: Case) -> Training:
    rng = np.random.default_rng(case.seed)
    last, loss = case.last
    outputs = case.units[-1]
    inputs = rng.normal(size=(8, 2)).round(2)
    targets: Matrix = rng.normal(size=(8, outputs)).round(1)
    if loss == "bce":
        targets = rng.uniform(size=(8, outputs))
        targets = targets.round() if case.certain_targets else targets
    elif loss == "cross_entropy":
        targets = np.eye(outputs)[rng.integers(0, outputs, size=8)]
        if not case.certain_targets:
            targets = 0.9 * targets + 0.1 / outputs
    kinds = [case.hidden] * (len(case.units) - 1) + [last]
    layers = [Layer(*told) for told in zip(case.units, kinds, case.biases, strict=False)]
    before = [2, *case.units[:-1]]
    sizes = [a * b + b * bias for a, b, bias in zip(before, case.units, case.biases, strict=False)]
    theta = rng.normal(scale=case.spread, size=sum(sizes))
    return network_training(
        np.hstack([inputs, targets]).tolist(),
        layers,
        theta,
        inputs=("p", "q"),
        targets=[f"t{output}" for output in range(outputs)],
        cost=Loss(loss, case.scale, *case.over),
        learning_rate=0.05,
        optimizer=OPTIMIZERS[case.optimizer](weight_decay=case.decay),
        batch_size=case.batch_size,
        order=case.order,
        frozen=rng.random(sum(sizes)) < 0.3 if case.frozen else None,
        epochs=2,
    )


def beats_of(training: Training, number: int, focus: int = 0) -> tuple[Beat, ...]:
    """The story of step `number`, or of the last one if the run diverges before."""
    timeline = Timeline(training)
    timeline.go(number)
    step = timeline.step()
    return story(training, step, min(focus, len(step.rows) - 1) if len(step.rows) else 0)


@given(CASES, st.integers(1, 4), st.integers(0, 6), st.sampled_from(DIGITS))
@settings(max_examples=80)
def test_every_beat_of_a_network_is_true(case: Case, number: int, focus: int, digits: int) -> None:
    for beat in beats_of(training_of(case), number, focus):
        assert_true(beat, digits)


@given(CASES, st.integers(1, 4))
@settings(max_examples=30)
def test_no_shown_equation_is_undefined(case: Case, number: int) -> None:
    for beat in beats_of(training_of(case), number):
        if math.isfinite(beat.result):
            assert math.isfinite(evaluate(parse(beat.substituted(), functions=INTERNAL), {})), (
                beat.substituted()
            )


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("decay", [0.0, 0.25])
def test_every_beat_of_package_prediction_is_true(name: str, decay: float) -> None:
    training = package_prediction(optimizer=OPTIMIZERS[name](weight_decay=decay), batch_size=3)
    for number in (1, 6):
        for beat in beats_of(training, number):
            assert_true(beat)


# Outputs that are nearly or wholly certain


@pytest.mark.parametrize("y", [0.0, 1.0, 0.25])
@pytest.mark.parametrize(
    "z", [-800.0, -40.0, -27.6, -12.3456789, -9.2, -3.0, 0.0, 3.0, 9.2, 12.3456789, 27.6310211, 40.0, 800.0]
)
def test_the_story_of_a_certain_sigmoid_is_true(z: float, y: float) -> None:
    # 27.6310211: σ differs from 1 by 1e-12
    layers = [Layer(1, "sigmoid")]
    training = network_training([[1.0, y]], layers, [z - 0.5, 0.5], cost=Loss("bce", 0.5), learning_rate=0.5)
    for beat in beats_of(training, 1):
        assert_true(beat)


@pytest.mark.parametrize(("z", "y"), [(40.0, 1.0), (-40.0, 0.0), (12.3456789, 1.0), (-12.3456789, 0.0)])
def test_the_loss_of_a_certain_and_right_sigmoid_is_told_to_every_digit(z: float, y: float) -> None:
    training = network_training([[1.0, y]], [Layer(1, "sigmoid")], [z, 0.0], cost=Loss("bce"))
    (loss,) = [beat for beat in beats_of(training, 1) if beat.phase is Phase.LOSS]
    assert loss.result == pytest.approx(math.log1p(math.exp(-abs(z))), rel=1e-15)
    assert evaluate(loss.formula, loss.numbers) == pytest.approx(loss.result, rel=1e-12)
    # no 0 in it, and no difference of two large numbers
    shown_value = evaluate(parse(loss.substituted(), functions=INTERNAL), {})
    assert shown_value == pytest.approx(loss.result, rel=1e-4)


@pytest.mark.parametrize("target", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.2, 0.3, 0.5]])
@pytest.mark.parametrize(
    "sums",
    [
        [1000.0, 0.0, -1000.0],
        [1000.0, 999.0, 998.5],
        [-1000.0, -1000.0, -999.0],
        [31.0, 0.0, 1.0],
        [9.0, 0.0, -3.0],
    ],
)
def test_the_story_of_a_certain_softmax_is_true(sums: list[float], target: list[float]) -> None:
    training = network_training(
        [[1.0, *target]],
        [Layer(3, "softmax")],
        [*sums, 0.0, 0.0, 0.0],
        targets=("r", "s", "t"),
        cost=Loss("cross_entropy", 2.0),
    )
    for beat in beats_of(training, 1):
        assert_true(beat)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "softplus"])
@pytest.mark.parametrize("z", [-800.0, -40.0, -15.0, 15.0, 40.0, 800.0])
def test_the_story_of_a_saturated_hidden_unit_is_true(activation: str, z: float) -> None:
    layers = [Layer(1, activation), Layer(1, activation)]
    training = network_training([[1.0, 0.3]], layers, [z, 0.0, 2.0, 0.1])
    for beat in beats_of(training, 1):
        assert_true(beat)


# Functions

UNARY = ["neg", "sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "sigmoid", "relu", "softplus", "abs"]


def expressions(*names: str) -> st.SearchStrategy[Node]:
    """Trees over these names."""
    leaves: st.SearchStrategy[Node] = st.one_of(
        st.sampled_from(names).map(Name), st.sampled_from([0.5, 2.0, 3.0, -1.5, 0.1]).map(Constant)
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(lambda f, a, b: Call(f, (a, b)), st.sampled_from("+-*/"), inner, inner),
            st.builds(
                lambda a, n: Call("**", (a, Constant(n))), inner, st.sampled_from([2.0, 3.0, -1.0, 0.5])
            ),
            st.builds(lambda a, b: Call("**", (Call("exp", (a,)), b)), inner, inner),
            st.builds(lambda f, a: Call(f, (a,)), st.sampled_from(UNARY), inner),
        ),
        max_leaves=6,
    )


PLACES = st.floats(-3, 3).filter(lambda x: abs(x) > 1e-3)


FUNCTION_STEPS = (
    expressions("x", "y", "u"),
    expressions("x", "y"),
    st.tuples(PLACES, PLACES),
    st.sampled_from(list(OPTIMIZERS)),
    st.integers(1, 3),
)
"""The arguments of `function_step`."""


def function_step(
    tree: Node, named: Node, place: tuple[float, float], optimizer: str, number: int
) -> tuple[Training, Step]:
    """A step on a function of x, y and u, whose numbers are finite and below 1e100."""
    assume("x" in names_of(tree) or "y" in names_of(tree))
    training = function_training(
        text_of(tree),
        {"x": place[0], "y": place[1]},
        1e-3,
        where={"u": text_of(named)},
        optimizer=OPTIMIZERS[optimizer](),
    )
    timeline = Timeline(training)
    assume(timeline.go(number) == number)
    step = timeline.step()
    numbers = [*step.evaluation.named_values().values(), *step.evaluation.named_gradients().values()]
    assume(all(math.isfinite(one) and abs(one) < 1e100 for one in (*numbers, *step.gradient)))
    return training, step


@given(*FUNCTION_STEPS, st.sampled_from(DIGITS))
@settings(max_examples=80)
def test_every_beat_of_a_function_is_true(
    tree: Node, named: Node, place: tuple[float, float], optimizer: str, number: int, digits: int
) -> None:
    training, step = function_step(tree, named, place, optimizer, number)
    for beat in story(training, step):
        assert_true(beat, digits)


# What would become of a lie


def lie(beat: Beat, result: float) -> Beat:
    return Beat(beat.phase, beat.quantity, beat.formula, result, beat.numbers)


def test_a_beat_whose_last_digit_is_wrong_is_found_out() -> None:
    for beat in story(package_prediction(), stepped(package_prediction(), 2)):
        for digits in DIGITS:
            exponent = int(f"{beat.result:.{digits - 1}e}".partition("e")[2])
            unit = 10.0 ** (exponent - digits + 1)
            assert holds_as_shown(beat, digits)
            if not beat.numbers or beat.formula == Name(beat.quantity):
                continue
            assert not holds_as_shown(lie(beat, beat.result + 100.0 * unit), digits)
        assert not holds_exactly(lie(beat, beat.result * (1.0 + 1e-7)))


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 12))
def test_what_is_shown_stands_for_the_number_itself(number: float, digits: int) -> None:
    text = shown(number, digits)
    assume(math.isfinite(float(text)))
    assert as_shown(float(text), digits).holds(number)


def test_only_0_stands_for_0() -> None:
    assert as_shown(0.0, 3) == Interval(0.0, 0.0)
