"""What the made-up points look like, shape by shape."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.types import Mask, Vector
from scenarios.generators import SHAPES, generate

CLASSES = sorted(SHAPES)


def points(name: str, n: int = 2000, noise: float = 0.0, seed: int = 1) -> tuple[Vector, Vector, Mask]:
    columns, rows = generate(name, n, noise, seed)
    assert columns == ("x1", "x2", "label")
    return rows[:, 0], rows[:, 1], rows[:, 2] == 1.0


@given(
    st.sampled_from([*CLASSES, "plane"]),
    st.integers(2, 50),
    st.floats(0, 10),
    st.integers(0, 2**32 - 1),
)
def test_the_same_arguments_give_the_same_finite_rows(name: str, n: int, noise: float, seed: int) -> None:
    columns, rows = generate(name, n, noise, seed)
    assert rows.shape == (n, len(columns))
    assert np.isfinite(rows).all()
    assert np.array_equal(rows, generate(name, n, noise, seed)[1])


@pytest.mark.parametrize("name", CLASSES)
def test_classes_take_turns(name: str) -> None:
    assert points(name, n=5)[2].tolist() == [False, True, False, True, False]


@pytest.mark.parametrize("name", [*CLASSES, "plane"])
def test_another_seed_gives_other_points(name: str) -> None:
    assert not np.array_equal(generate(name, 20, 0.0, 1)[1], generate(name, 20, 0.0, 2)[1])


@pytest.mark.parametrize("name", CLASSES)
def test_noise_moves_both_coordinates_by_its_deviation_and_leaves_the_labels(name: str) -> None:
    calm, noisy = generate(name, 5000, 0.0, 3)[1], generate(name, 5000, 0.2, 3)[1]
    shift = noisy - calm
    assert shift[:, :2].std(axis=0) == pytest.approx([0.2, 0.2], rel=0.1)
    assert abs(shift[:, :2].mean(axis=0)).max() < 0.02
    assert not shift[:, 2].any()


def test_a_circle_has_one_class_inside_and_the_other_around_it() -> None:
    x1, x2, inside = points("circle")
    radius = np.hypot(x1, x2)
    assert radius[inside].max() < 0.5 < 0.7 <= radius[~inside].min()
    assert radius.max() < 1.0
    for sign in (x1 > 0, x1 < 0, x2 > 0, x2 < 0):
        assert 0.4 < sign.mean() < 0.6


def test_xor_is_one_where_exactly_one_coordinate_is_positive() -> None:
    x1, x2, label = points("xor")
    assert np.array_equal(label, (x1 > 0) != (x2 > 0))
    assert min(abs(x1).min(), abs(x2).min()) >= 0.1
    assert max(abs(x1).max(), abs(x2).max()) < 1.0
    assert 0.4 < (x1 > 0).mean() < 0.6


def test_moons_are_two_half_circles() -> None:
    x1, x2, lower = points("moons")
    assert np.hypot(x1 + 0.5, x2 + 0.25)[~lower] == pytest.approx(1.0)
    assert np.hypot(x1 - 0.5, x2 - 0.25)[lower] == pytest.approx(1.0)
    assert x2[~lower].min() >= -0.25
    assert x2[lower].max() <= 0.25


def test_gauss_makes_two_round_clouds() -> None:
    x1, x2, right = points("gauss")
    for cloud, centre in ((right, 0.7), (~right, -0.7)):
        for axis in (x1, x2):
            assert axis[cloud].mean() == pytest.approx(centre, abs=0.05)
            assert axis[cloud].std() == pytest.approx(0.3, abs=0.03)


def test_the_arms_of_a_spiral_are_half_a_turn_apart() -> None:
    x1, x2, second = points("spiral")
    distance = np.hypot(x1, x2)
    assert 0.05 <= distance.min() <= distance.max() < 1.0
    # Turned back by 3.5π·t, the first arm lies on the positive x1 axis, the second on the negative one.
    back = (x1 + 1j * x2) * np.exp(-3.5j * np.pi * distance) / distance
    assert np.allclose(back[~second], 1.0)
    assert np.allclose(back[second], -1.0)


def test_a_plane_is_linear_in_both_coordinates_and_noise_is_added_to_y_alone() -> None:
    columns, rows = generate("plane", 5000, 0.0, 4)
    assert columns == ("x1", "x2", "y")
    x1, x2, y = rows.T
    assert np.allclose(y, 1.0 + 2.0 * x1 - 3.0 * x2, atol=1e-12)
    assert -1.0 <= rows[:, :2].min() < -0.99
    assert 0.99 < rows[:, :2].max() < 1.0
    noisy = generate("plane", 5000, 0.5, 4)[1]
    assert np.array_equal(noisy[:, :2], rows[:, :2])
    assert (noisy[:, 2] - y).std() == pytest.approx(0.5, rel=0.1)
