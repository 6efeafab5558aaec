"""The optimizers against numbers worked by hand from PyTorch's published update rules."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from engine.descent.optimizers import (
    OPTIMIZERS,
    Adagrad,
    Adam,
    AdamW,
    Momentum,
    Nesterov,
    Optimizer,
    RMSprop,
    Sgd,
)
from engine.objectives.expression import evaluate, text_of
from engine.objectives.parsing import INTERNAL, parse

EVERY_KIND = (
    [
        pytest.param(kind(weight_decay=decay), id=f"{name}, weight decay {decay}")
        for name, kind in OPTIMIZERS.items()
        for decay in (0.0, 0.25)
    ]
    + [
        pytest.param(
            kind(epsilon=0.0, weight_decay=decay), id=f"{kind.name}, no epsilon, weight decay {decay}"
        )
        for kind in (Adagrad, RMSprop, Adam, AdamW)
        for decay in (0.0, 0.25)
    ]
    + [pytest.param(Adam(beta1=1.0 - 2.0**-30, beta2=1.0 - 2.0**-40), id="adam, shares near 1")]
)


def updates(
    optimizer: Optimizer, gradients: Sequence[float], learning_rate: float, parameter: float = 0.0
) -> list[float]:
    """The updates of one parameter, step after step; the parameter moves along."""
    state, theta, found = optimizer.start(1), np.array([parameter]), []
    for number, gradient in enumerate(gradients, start=1):
        update, state = optimizer.update(theta, np.array([gradient]), state, learning_rate, number)
        theta = theta + update
        found.append(update.item())
    return found


def slots_after(optimizer: Optimizer, gradients: Sequence[float], parameter: float = 0.0) -> list[float]:
    """The state of one parameter that is held still, after as many steps."""
    state = optimizer.start(1)
    for number, gradient in enumerate(gradients, start=1):
        state = optimizer.update(np.array([parameter]), np.array([gradient]), state, 1.0, number)[1]
    return [row.item() for row in state]


def test_sgd_goes_against_the_gradient_times_the_learning_rate() -> None:
    # −0.1·2 = −0.2, −0.1·(−4) = 0.4
    assert updates(Sgd(), [2.0, -4.0], 0.1) == pytest.approx([-0.2, 0.4], rel=1e-15)


@pytest.mark.parametrize(
    ("learning_rate", "after_ten_steps"),
    [(0.2, 0.06046617599999997), (0.05, 3.4867844009999995), (1.1, 61.917364224000096)],
)
def test_sgd_on_the_parabola_arrives_where_d2l_does(learning_rate: float, after_ten_steps: float) -> None:
    # d2l.ai, "Gradient descent": f(x) = x² from x = 10, f′(x) = 2x
    theta, state = np.array([10.0]), Sgd().start(1)
    for number in range(1, 11):
        theta = theta + Sgd().update(theta, 2.0 * theta, state, learning_rate, number)[0]
    assert theta.item() == pytest.approx(after_ten_steps, rel=1e-13)


def test_sgd_with_weight_decay_adds_the_decayed_parameter_to_the_gradient() -> None:
    # g + λθ = 2 + 0.5·3 = 3.5, −0.1·3.5 = −0.35; then θ = 2.65: 0 + 0.5·2.65 = 1.325, −0.1325
    assert updates(Sgd(weight_decay=0.5), [2.0, 0.0], 0.1, parameter=3.0) == pytest.approx([-0.35, -0.1325])


def test_momentum_starts_with_the_gradient_itself_and_carries_its_velocity_on() -> None:
    # v₁ = g = 2 (no dampening: not (1 − μ)·2), v₂ = 0.5·2 + 4 = 5, v₃ = 0.5·5 + 0 = 2.5; −0.1·v
    optimizer = Momentum(momentum=0.5)
    assert updates(optimizer, [2.0, 4.0, 0.0], 0.1) == pytest.approx([-0.2, -0.5, -0.25], rel=1e-15)
    assert slots_after(optimizer, [2.0, 4.0]) == [5.0]


def test_nesterov_looks_one_velocity_ahead() -> None:
    # v₁ = 2: 2 + 0.5·2 = 3; v₂ = 0.5·2 + 4 = 5: 4 + 0.5·5 = 6.5; v₃ = 2.5: 0 + 1.25; −0.1 times each
    optimizer = Nesterov(momentum=0.5)
    assert updates(optimizer, [2.0, 4.0, 0.0], 0.1) == pytest.approx([-0.3, -0.65, -0.125], rel=1e-15)
    assert slots_after(optimizer, [2.0, 4.0]) == [5.0]


def test_adagrad_divides_by_the_root_of_the_sum_of_squares_with_epsilon_outside() -> None:
    # s₁ = 9: −3/(3 + 1) = −0.75 (inside the root: −3/√10 = −0.949); s₂ = 9 + 16 = 25: −4/(5 + 1)
    optimizer = Adagrad(epsilon=1.0)
    assert updates(optimizer, [3.0, 4.0], 1.0) == pytest.approx([-0.75, -4.0 / 6.0], rel=1e-15)
    assert slots_after(optimizer, [3.0, 4.0]) == [25.0]


def test_rmsprop_divides_by_the_root_of_the_mean_square_with_epsilon_outside() -> None:
    # s₁ = 0.25·16 = 4: −0.1·4/(2 + 2) = −0.1; s₂ = 0.75·4 + 0.25·4 = 4: −0.1·2/(2 + 2) = −0.05
    optimizer = RMSprop(rho=0.75, epsilon=2.0)
    assert updates(optimizer, [4.0, 2.0], 0.1) == pytest.approx([-0.1, -0.05], rel=1e-15)
    assert slots_after(optimizer, [4.0, 2.0]) == [4.0]


def test_adam_divides_the_corrected_first_moment_by_the_root_of_the_corrected_second() -> None:
    # step 1, g = 2:  m = 0.5·2 = 1, m̂ = 1/(1 − 0.5) = 2; v = 0.25·4 = 1, v̂ = 1/(1 − 0.75) = 4; −2/(2 + 1)
    # step 2, g = −2: m = 0.5·1 − 0.5·2 = −0.5, m̂ = −0.5/(1 − 0.25) = −2/3;
    #                 v = 0.75·1 + 0.25·4 = 1.75, v̂ = 1.75/(1 − 0.5625) = 4; (2/3)/(2 + 1) = 2/9
    optimizer = Adam(beta1=0.5, beta2=0.75, epsilon=1.0)
    assert updates(optimizer, [2.0, -2.0], 1.0) == pytest.approx([-2.0 / 3.0, 2.0 / 9.0], rel=1e-15)
    assert slots_after(optimizer, [2.0, -2.0]) == [-0.5, 1.75]


@pytest.mark.parametrize("gradient", [1e-3, -7.0, 4e5])
def test_adams_first_step_is_the_learning_rate_whatever_the_size_of_the_gradient(gradient: float) -> None:
    # m̂ = g and √v̂ = |g|: Kingma & Ba (2015), section 2.1
    assert updates(Adam(), [gradient], 0.1)[0] == pytest.approx(-0.1 * np.sign(gradient), rel=1e-4)


def test_adam_with_weight_decay_lets_the_moments_see_it() -> None:
    # g + λθ = 2 + 0.1·10 = 3: m = 1.5, m̂ = 3; v = 0.25·9 = 2.25, v̂ = 9; −3/(3 + 1) = −0.75
    optimizer = Adam(beta1=0.5, beta2=0.75, epsilon=1.0, weight_decay=0.1)
    assert updates(optimizer, [2.0], 1.0, parameter=10.0) == pytest.approx([-0.75], rel=1e-15)
    assert slots_after(optimizer, [2.0], parameter=10.0) == [1.5, 2.25]


def test_adamw_decays_the_parameter_beside_the_moments() -> None:
    # step 1 of adam by hand: −0.5·2/3 = −1/3; and −0.5·0.1·10 = −0.5 from the decay; moments of g = 2 alone
    # step 2: θ = 10 − 5/6; −0.5·(−2/9) = 1/9; −0.5·0.1·(10 − 5/6) = −11/24
    optimizer = AdamW(beta1=0.5, beta2=0.75, epsilon=1.0, weight_decay=0.1)
    expected = [-1.0 / 3.0 - 0.5, 1.0 / 9.0 - 11.0 / 24.0]
    assert updates(optimizer, [2.0, -2.0], 0.5, parameter=10.0) == pytest.approx(expected, rel=1e-14)
    assert slots_after(optimizer, [2.0], parameter=10.0) == [1.0, 1.0]


def test_adamw_without_weight_decay_is_adam() -> None:
    gradients = [0.3, -2.0, 0.0, 1.5]
    assert updates(AdamW(weight_decay=0.0), gradients, 0.1, 5.0) == updates(Adam(), gradients, 0.1, 5.0)


@pytest.mark.parametrize("decaying", [Momentum, Nesterov, Adagrad, RMSprop])
def test_weight_decay_is_part_of_the_gradient(decaying: type[Optimizer]) -> None:
    # λθ = 0.5·4 = 2 on top of g = 1 is the same as g = 3
    assert updates(decaying(weight_decay=0.5), [1.0], 0.1, parameter=4.0) == updates(decaying(), [3.0], 0.1)


def test_defaults_are_those_of_pytorch_and_momentum_is_the_usual_one() -> None:
    assert {name: kind().settings() for name, kind in OPTIMIZERS.items()} == {
        "sgd": {"weight_decay": 0.0},
        "momentum": {"weight_decay": 0.0, "momentum": 0.9},
        "nesterov": {"weight_decay": 0.0, "momentum": 0.9},
        "adagrad": {"weight_decay": 0.0, "epsilon": 1e-10},
        "rmsprop": {"weight_decay": 0.0, "rho": 0.99, "epsilon": 1e-8},
        "adam": {"weight_decay": 0.0, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
        "adamw": {"weight_decay": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    }


@pytest.mark.parametrize("optimizer", EVERY_KIND)
def test_parameters_do_not_mix(optimizer: Optimizer) -> None:
    rng = np.random.default_rng(3)
    theta, gradients = rng.normal(size=4), rng.normal(size=(3, 4))
    state = optimizer.start(4)
    for number, gradient in enumerate(gradients, start=1):
        update, state = optimizer.update(theta, gradient, state, 0.1, number)
        theta = theta + update
    alone = np.random.default_rng(3).normal(size=4)[2:3]
    state = optimizer.start(1)
    for number, gradient in enumerate(gradients[:, 2:3], start=1):
        update, state = optimizer.update(alone, gradient, state, 0.1, number)
        alone = alone + update
    assert theta[2] == pytest.approx(alone[0], rel=1e-14)


@pytest.mark.parametrize("optimizer", EVERY_KIND)
def test_a_parameter_without_a_gradient_gets_no_update(optimizer: Optimizer) -> None:
    assert updates(optimizer, [0.0, 0.0], 0.1, parameter=0.0) == [0.0, 0.0]


@pytest.mark.parametrize("optimizer", EVERY_KIND)
def test_update_leaves_its_arguments_alone_and_shares_no_memory_with_them(optimizer: Optimizer) -> None:
    theta, gradient = np.array([1.0, -2.0]), np.array([0.5, 4.0])
    state = optimizer.start(2) + 1.0
    copies = theta.copy(), gradient.copy(), state.copy()
    update, following = optimizer.update(theta, gradient, state, 0.1, 7)
    for argument, copy in zip((theta, gradient, state), copies, strict=True):
        np.testing.assert_array_equal(argument, copy)
        assert not np.shares_memory(update, argument)
    assert not np.shares_memory(update, following)
    assert update.shape == (2,)
    assert following.shape == state.shape == (len(optimizer.slots), 2)
    assert update.dtype == following.dtype == np.float64


@pytest.mark.parametrize("optimizer", EVERY_KIND)
def test_update_takes_read_only_arguments(optimizer: Optimizer) -> None:
    theta, gradient, state = np.array([1.0]), np.array([0.5]), optimizer.start(1)
    for argument in (theta, gradient, state):
        argument.setflags(write=False)
    update, _ = optimizer.update(theta, gradient, state, 0.1, 1)
    assert np.isfinite(update).all()


@pytest.mark.parametrize("optimizer", EVERY_KIND)
def test_formulas_tell_what_update_computes(optimizer: Optimizer) -> None:
    rng = np.random.default_rng(11)
    theta, state, learning_rate = rng.normal(size=5), optimizer.start(5), 0.05
    for number in range(1, 5):
        gradient = rng.normal(size=5)
        update, following = optimizer.update(theta, gradient, state, learning_rate, number)
        for place in range(5):
            known = {
                "gradient": float(gradient[place]),
                "parameter": float(theta[place]),
                "learning_rate": learning_rate,
                "step": float(number),
                **optimizer.settings(),
                **dict(zip(optimizer.slots, state[:, place].tolist(), strict=True)),
            }
            for name, text in optimizer.formulas:
                known[name] = evaluate(parse(text, functions=INTERNAL), known)
            assert known["update"] == pytest.approx(update[place], rel=1e-12)
            for slot, value in zip(optimizer.slots, following[:, place], strict=True):
                assert known[slot] == pytest.approx(value, rel=1e-12)
        theta, state = theta + update, following


@pytest.mark.parametrize("optimizer", EVERY_KIND)
def test_formulas_are_written_as_the_language_writes_them(optimizer: Optimizer) -> None:
    assert [text_of(parse(text, functions=INTERNAL)) for _, text in optimizer.formulas] == [
        text for _, text in optimizer.formulas
    ]
    assert optimizer.formulas[-1][0] == "update"


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("decay", [0.0, 0.25])
def test_a_decay_is_told_where_there_is_one(name: str, decay: float) -> None:
    told = " ".join(text for _, text in OPTIMIZERS[name](weight_decay=decay).formulas)
    assert ("weight_decay" in told) == (decay != 0.0)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_optimizer_is_found_by_its_own_name_and_made_from_its_settings(name: str) -> None:
    optimizer = OPTIMIZERS[name](weight_decay=0.125)
    assert optimizer.name == name
    assert OPTIMIZERS[name](**optimizer.settings()) == optimizer


@pytest.mark.parametrize(
    ("kind", "key", "value", "remedy"),
    [
        (Sgd, "weight_decay", -0.1, "0 or a positive number"),
        (Sgd, "weight_decay", float("inf"), "0 or a positive number"),
        (Momentum, "momentum", 1.0, "at least 0 and less than 1"),
        (Nesterov, "momentum", -0.5, "at least 0 and less than 1"),
        (RMSprop, "rho", 1.5, "at least 0 and less than 1"),
        (Adam, "beta1", float("nan"), "at least 0 and less than 1"),
        (AdamW, "beta2", 1.0, "at least 0 and less than 1"),
        (Adagrad, "epsilon", -5e-324, "0 or a positive number"),
        (RMSprop, "epsilon", float("inf"), "0 or a positive number"),
    ],
)
def test_settings_outside_their_range_are_refused_with_a_remedy(
    kind: type[Optimizer], key: str, value: float, remedy: str
) -> None:
    with pytest.raises(ValueError, match=f"{key} is .*; it must be {remedy}"):
        kind(**{key: value})


@pytest.mark.parametrize("kind", [Adagrad, RMSprop, Adam, AdamW])
def test_without_epsilon_a_parameter_without_any_slope_stays(kind: Callable[..., Optimizer]) -> None:
    # 0/0, which would be NaN, counts as 0; the first step of the others is as long as η, or η/√(1 − ρ)
    optimizer = kind(epsilon=0.0, weight_decay=0.0)
    first, state = optimizer.update(np.ones(3), np.array([0.0, 3.0, -1e-150]), optimizer.start(3), 0.5, 1)
    length = 0.5 / math.sqrt(1.0 - optimizer.rho) if isinstance(optimizer, RMSprop) else 0.5
    assert first.tolist() == pytest.approx([0.0, -length, length], rel=1e-12)
    second, _ = optimizer.update(np.ones(3), np.array([2.0, 0.0, 0.0]), state, 0.5, 2)
    assert np.isfinite(second).all()
    assert second[0] < 0.0


def test_without_epsilon_adamw_still_decays_a_parameter_without_any_slope() -> None:
    assert updates(AdamW(epsilon=0.0, weight_decay=0.25), [0.0], 0.5, parameter=4.0) == [-0.5]


@pytest.mark.parametrize("beta", [0.0, 0.9, 0.999, 1.0 - 2.0**-40, 1.0 - 2.0**-53])
@pytest.mark.parametrize("number", [1, 2, 3, 1000])
def test_the_correction_of_a_moment_has_all_its_digits(beta: float, number: int) -> None:
    # with a gradient of 1 all the time, the corrected second moment is 1 at every step, whatever β₂ is
    exact = 1 - Fraction(beta) ** number
    optimizer = Adam(beta1=0.0, beta2=beta, epsilon=0.0)
    state = np.array([[0.0], [float(exact - (1 - Fraction(beta))) / beta if beta else 0.0]])
    update, _ = optimizer.update(np.zeros(1), np.ones(1), state, 1.0, number)
    assert update.item() == pytest.approx(-1.0, rel=1e-12)


def test_nothing_may_stay_of_what_was() -> None:
    # with μ, ρ and both β at 0 there is no memory: −η·g, and −η·g/(|g| + ε)
    for plain in (Momentum(momentum=0.0), Nesterov(momentum=0.0)):
        assert updates(plain, [2.0, -4.0], 0.5) == [-1.0, 2.0]
    for signed in (RMSprop(rho=0.0, epsilon=2.0), Adam(beta1=0.0, beta2=0.0, epsilon=2.0)):
        assert updates(signed, [2.0, -6.0], 1.0) == [-0.5, 0.75]


def test_the_bound_of_adams_step_holds_for_a_long_run() -> None:
    # an old step's share of both moments dies out: with equal gradients every step is the learning rate
    found = updates(Adam(), [3.0] * 50, 0.1)
    assert all(before == pytest.approx(after, rel=1e-9) for before, after in pairwise(found))
    assert found[-1] == pytest.approx(-0.1, rel=1e-8)
