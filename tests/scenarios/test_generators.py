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


FIRST = {
    "circle": [[0.5786555684777221, 0.4377858481833307, 0], [-0.13129927427640148, 0.38059994005211883, 1]],
    "xor": [[-1.0231456316004823, -0.27123708564385346, 0], [-0.64713907022235, 0.8221141978773148, 1]],
    "moons": [
        [0.5058271499563696, -0.029425292898549955, 0],
        [-0.29256810149732954, -0.44876824918185176, 1],
    ],
    "gauss": [[-0.13298919279548976, -0.7765689588969914, 0], [-0.0882592257032311, 0.506475880397202, 1]],
    "spiral": [[0.05836314828214352, 0.08505468420633164, 0], [0.2162763717967367, -0.053969101641582626, 1]],
    "plane": [
        [-0.8287016657127513, 0.6025489304127938, -2.5103150518749286],
        [-0.5263789868078006, 0.16432407212873557, -0.5672899063107845],
    ],
}


@pytest.mark.parametrize("name", FIRST)
def test_a_scenario_has_the_same_points_for_ever(name: str) -> None:
    # Sines and cosines may differ in their last digit from one machine to the next.
    assert generate(name, 2, 0.1, 3)[1] == pytest.approx(np.array(FIRST[name]), rel=1e-12)


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
