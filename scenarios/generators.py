"""Generated datasets. All but plane have two classes, 0 and 1, which alternate row by row.

Coordinates are within −1.5 … 1.5 before noise (for gauss, nearly all of them); noise is drawn from N(0, noise²)
for each coordinate independently.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from engine.types import Matrix, Vector

Shape = Callable[[np.random.Generator, Vector], tuple[Vector, Vector]]
"""(generator, the class of each point) → (x1, x2), each of shape (n,)."""


def circle(rng: np.random.Generator, label: Vector) -> tuple[Vector, Vector]:
    """x = (r·cos φ, r·sin φ), φ ~ U[0, 2π).

    Class 1 is inside, r ~ U[0, 0.5); class 0 is around it, r ~ U[0.7, 1).
    """
    radius = np.where(label == 1.0, rng.uniform(0.0, 0.5, len(label)), rng.uniform(0.7, 1.0, len(label)))
    angle = rng.uniform(0.0, 2.0 * np.pi, len(label))
    return radius * np.cos(angle), radius * np.sin(angle)


def xor(rng: np.random.Generator, label: Vector) -> tuple[Vector, Vector]:
    """|x1|, |x2| ~ U[0.1, 1).

    Class 1 is where exactly one of x1 and x2 is positive, class 0 where both are or neither is.
    """
    sign = np.where(rng.random(len(label)) < 0.5, -1.0, 1.0)
    other = np.where(label == 1.0, -sign, sign)
    return sign * rng.uniform(0.1, 1.0, len(label)), other * rng.uniform(0.1, 1.0, len(label))


def moons(rng: np.random.Generator, label: Vector) -> tuple[Vector, Vector]:
    """Two interleaving half circles, φ ~ U[0, π).

    Class 0: (cos φ − 0.5, sin φ − 0.25), the upper one; class 1: (0.5 − cos φ, 0.25 − sin φ), the lower one.
    """
    angle = rng.uniform(0.0, np.pi, len(label))
    side = np.where(label == 1.0, -1.0, 1.0)
    return side * (np.cos(angle) - 0.5), side * (np.sin(angle) - 0.25)


def gauss(rng: np.random.Generator, label: Vector) -> tuple[Vector, Vector]:
    """Two normal distributions of deviation 0.3: class 0 around (−0.7, −0.7), class 1 around (0.7, 0.7)."""
    centre = np.where(label == 1.0, 0.7, -0.7)
    return centre + rng.normal(0.0, 0.3, len(label)), centre + rng.normal(0.0, 0.3, len(label))


def spiral(rng: np.random.Generator, label: Vector) -> tuple[Vector, Vector]:
    """x = (t·cos φ, t·sin φ), φ = 3.5π·t, t ~ U[0.05, 1).

    One arm for each class; that of class 1 is rotated by π.
    """
    distance = rng.uniform(0.05, 1.0, len(label))
    angle = 3.5 * np.pi * distance + np.pi * label
    return distance * np.cos(angle), distance * np.sin(angle)


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {"circle": circle, "xor": xor, "moons": moons, "gauss": gauss, "spiral": spiral}
)
"""The shapes with two classes, by name."""


@np.errstate(over="ignore")
def generate(name: str, n: int, noise: float, seed: int) -> tuple[tuple[str, ...], Matrix]:
    """(column names, rows of shape (n, 3)) of a generator, a pure function of its arguments.

    Numbers beyond the greatest float, with noise as large as that, are infinite.

    plane: x1, x2 ~ U[−1, 1), y = 1 + 2·x1 − 3·x2 plus noise, which a single linear unit can fit.
    """
    rng = np.random.default_rng(seed)
    if name == "plane":
        x1, x2 = rng.uniform(-1.0, 1.0, n), rng.uniform(-1.0, 1.0, n)
        y = 1.0 + 2.0 * x1 - 3.0 * x2 + noise * rng.standard_normal(n)
        return ("x1", "x2", "y"), np.column_stack((x1, x2, y))
    label = np.arange(n, dtype=np.float64) % 2.0
    x1, x2 = SHAPES[name](rng, label)
    x1 = x1 + noise * rng.standard_normal(n)
    x2 = x2 + noise * rng.standard_normal(n)
    return ("x1", "x2", "label"), np.column_stack((x1, x2, label))
