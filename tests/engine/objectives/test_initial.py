"""The first parameters: their order in θ, their limits, and the statistics of seeded draws."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.objectives.initial import METHODS, initial_parameters, pinned
from engine.types import Matrix

SETTINGS: dict[str, dict[str, float]] = {
    "constant": {"value": 0.1},
    "uniform": {"low": -0.5, "high": 1.5},
    "normal": {"mean": 2.0, "deviation": 0.5},
    "glorot_uniform": {},
    "glorot_normal": {},
    "he_uniform": {},
    "he_normal": {},
}


def draw(method: str, fan_in: int, fan_out: int, seed: int = 0) -> Matrix:
    return METHODS[method](np.random.default_rng(seed), fan_in, fan_out, **SETTINGS[method])


def test_the_package_networks_start_is_all_weights_equal_and_all_biases_0() -> None:
    theta = initial_parameters(
        [(2, 2), (2, 1)], [True, True], "constant", np.random.default_rng(0), bias=0.0, value=0.1
    )
    assert theta.tolist() == [0.1, 0.1, 0.1, 0.1, 0.0, 0.0, 0.1, 0.1, 0.0]
    assert theta.dtype == np.float64


def test_theta_holds_each_layers_weights_row_by_row_and_then_its_biases() -> None:
    # the layers' draws follow one another in one generator's stream, and biases take none of it
    theta = initial_parameters(
        [(2, 3), (3, 1)], [True, True], "uniform", np.random.default_rng(9), bias=7.0, low=0.0, high=1.0
    )
    rng = np.random.default_rng(9)
    first, second = rng.uniform(0.0, 1.0, (2, 3)), rng.uniform(0.0, 1.0, (3, 1))
    assert theta.tolist() == [*first[0], *first[1], 7.0, 7.0, 7.0, *second[:, 0], 7.0]


def test_a_layers_inputs_and_units_are_not_mixed_up() -> None:
    # he_uniform looks at the inputs alone: √(6/5) and √(6/2)
    theta = initial_parameters(
        [(5, 2), (2, 3)], [True, False], "he_uniform", np.random.default_rng(4), bias=0.0
    )
    rng = np.random.default_rng(4)
    first = rng.uniform(-math.sqrt(6.0 / 5.0), math.sqrt(6.0 / 5.0), 10)
    second = rng.uniform(-math.sqrt(6.0 / 2.0), math.sqrt(6.0 / 2.0), 6)
    assert theta.tolist() == [*first, 0.0, 0.0, *second]


def test_whole_numbers_make_a_start_of_real_ones() -> None:
    rng = np.random.default_rng(0)
    assert initial_parameters([(1, 1)], [True], "constant", rng, bias=1, value=2).dtype == np.float64
    assert METHODS["constant"](rng, 1, 1, value=2).dtype == np.float64
    assert pinned([[[1]]], [[2]]).dtype == np.float64


def test_a_distribution_may_be_a_single_number() -> None:
    rng = np.random.default_rng(0)
    assert METHODS["uniform"](rng, 1, 2, low=0.5, high=0.5).tolist() == [[0.5, 0.5]]
    assert METHODS["normal"](rng, 1, 2, mean=0.5, deviation=0.0).tolist() == [[0.5, 0.5]]


def test_a_layer_without_biases_takes_no_place_for_them() -> None:
    theta = initial_parameters(
        [(2, 2), (2, 1)], [False, True], "constant", np.random.default_rng(0), bias=0.5, value=3.0
    )
    assert theta.tolist() == [3.0] * 4 + [3.0, 3.0, 0.5]


def test_pinned_numbers_come_in_the_order_of_theta() -> None:
    # Mazur's 2-2-2 network: w1, w2 lead into h1 and w3, w4 into h2, so from input 1 go 0.15 and 0.25
    theta = pinned(
        [[[0.15, 0.25], [0.20, 0.30]], [[0.40, 0.50], [0.45, 0.55]]],
        [[0.35, 0.35], [0.60, 0.60]],
    )
    assert theta.tolist() == [0.15, 0.25, 0.20, 0.30, 0.35, 0.35, 0.40, 0.50, 0.45, 0.55, 0.60, 0.60]


def test_pinned_layers_may_have_no_biases() -> None:
    assert pinned([[[1, 2, 3]], [[4], [5], [6]]], [[], [7]]).tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]


@pytest.mark.parametrize(
    ("weights", "biases", "message"),
    [
        ([[[1.0]]], [], "1 layers have weights and 0 have biases; give both"),
        ([[[1.0, 2.0], [3.0]]], [[0.0, 0.0]], "layer 1: input 2 has 1 weights, input 1 has 2; one per unit"),
        ([[]], [[0.0]], "layer 1 has 1 biases and 0 units; give one bias per unit, or none"),
        ([[[1.0]], [[1.0, 2.0]]], [[0.0], [0.0]], "layer 2 has 1 biases and 2 units; give one bias per unit"),
    ],
)
def test_pinned_numbers_that_make_no_layers_are_refused(
    weights: list[list[list[float]]], biases: list[list[float]], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        pinned(weights, biases)


@pytest.mark.parametrize(
    ("method", "limit"),
    [
        ("glorot_uniform", 0.1),  # √(6/(200 + 400))
        ("he_uniform", math.sqrt(0.03)),  # √(6/200)
    ],
)
def test_uniform_draws_fill_their_interval_and_never_leave_it(method: str, limit: float) -> None:
    # of 80,000 draws the outermost lie within some 1/40,000 of the ends
    weights = draw(method, 200, 400)
    assert weights.shape == (200, 400)
    assert limit * 0.999 < weights.max() <= limit
    assert -limit <= weights.min() < -limit * 0.999


def test_uniform_draws_from_low_to_high() -> None:
    weights = draw("uniform", 200, 400)
    assert -0.5 <= weights.min() < -0.499
    assert 1.499 < weights.max() < 1.5


@pytest.mark.parametrize(
    ("method", "mean", "deviation"),
    [
        ("uniform", 0.5, 2.0 / math.sqrt(12.0)),  # of an interval of length 2
        ("normal", 2.0, 0.5),
        ("glorot_uniform", 0.0, math.sqrt(2.0 / 600.0)),
        ("glorot_normal", 0.0, math.sqrt(2.0 / 600.0)),
        ("he_uniform", 0.0, math.sqrt(2.0 / 200.0)),
        ("he_normal", 0.0, math.sqrt(2.0 / 200.0)),
    ],
)
def test_draws_have_the_mean_and_deviation_asked_for(method: str, mean: float, deviation: float) -> None:
    # n = 80,000: the mean's standard error is σ/√n, the deviation's at most σ/√(2n); five of each
    weights = draw(method, 200, 400)
    assert abs(weights.mean() - mean) < 5 * deviation / math.sqrt(80_000)
    assert abs(weights.std() - deviation) < 5 * deviation / math.sqrt(160_000)


@pytest.mark.parametrize("method", ["normal", "glorot_normal", "he_normal"])
def test_normal_draws_have_tails(method: str) -> None:
    # 4.55% of a normal distribution lie beyond two deviations; of a uniform one none do
    weights = draw(method, 200, 400)
    beyond = np.abs(weights - weights.mean()) > 2.0 * weights.std()
    assert 0.0425 < beyond.mean() < 0.0485


def test_he_looks_at_the_inputs_alone() -> None:
    assert draw("he_normal", 50, 1000).std() == pytest.approx(math.sqrt(2.0 / 50.0), rel=0.02)


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_weights(method: str) -> None:
    np.testing.assert_array_equal(draw(method, 3, 4, seed=5), draw(method, 3, 4, seed=5))


@pytest.mark.parametrize("method", [method for method in METHODS if method != "constant"])
def test_another_seed_gives_other_weights(method: str) -> None:
    assert not np.array_equal(draw(method, 3, 4, seed=5), draw(method, 3, 4, seed=6))


@pytest.mark.parametrize(
    ("method", "settings", "message"),
    [
        (
            "uniform",
            {"low": 1.0, "high": 0.0},
            "low is 1.0 and high is 0.0; low must not be greater than high",
        ),
        ("normal", {"mean": 0.0, "deviation": -1.0}, "deviation is -1.0; it must be 0 or a positive number"),
    ],
)
def test_settings_outside_their_range_are_refused_with_a_remedy(
    method: str, settings: dict[str, float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        METHODS[method](np.random.default_rng(0), 2, 2, **settings)
