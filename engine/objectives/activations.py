"""Activation functions and their slopes, as a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.types import Matrix

LEAK = 0.01
"""The slope of leaky_relu left of 0 (Maas et al. 2013)."""


class Activation(NamedTuple):
    """a = f(z), element by element, and f′, both to compute and to tell.

    The formulas are in the engine's language, over z (before) and a (after), so that what is told is checked
    against what is computed.
    """

    value: Callable[[Matrix], Matrix] | None
    """a of z; None where a is z itself (linear)."""
    slope: Callable[[Matrix, Matrix], Matrix] | None
    """f′ of z and a; None where it is 1 everywhere (linear) or no elementwise slope exists (softmax)."""
    formula: str
    slope_formula: str


def sigmoid(z: Matrix) -> Matrix:
    """σ(z) = 1/(1 + e^(−z)), by way of e^(−|z|), so that nothing overflows and no small σ is lost."""
    tail = np.exp(-np.abs(z))
    return np.asarray(np.where(z >= 0, 1.0, tail) / (1.0 + tail))


def softplus(z: Matrix) -> Matrix:
    """log(1 + e^z) = max(z, 0) + log1p(e^(−|z|)), without overflow."""
    return np.asarray(np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z))))


def softmax(z: Matrix) -> Matrix:
    """e^(z_k) / Σ_j e^(z_j) along each row, the row's largest z taken off first: it cancels, but keeps e^z finite."""
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def log_softmax(z: Matrix) -> Matrix:
    """log softmax(z) along each row, finite wherever z is."""
    shifted = z - z.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


ACTIVATIONS: dict[str, Activation] = {
    "linear": Activation(None, None, "z", "1"),
    "sigmoid": Activation(sigmoid, lambda z, a: a * sigmoid(-z), "sigmoid(z)", "a*(1 - a)"),
    "tanh": Activation(np.tanh, lambda z, a: 1.0 - a * a, "tanh(z)", "1 - a**2"),
    "relu": Activation(
        lambda z: np.maximum(z, 0.0), lambda z, a: (z > 0.0).astype(np.float64), "relu(z)", "relu_slope(z)"
    ),
    "leaky_relu": Activation(
        lambda z: np.where(z > 0.0, z, LEAK * z),
        lambda z, a: np.where(z > 0.0, 1.0, LEAK),
        "leaky_relu(z)",
        "leaky_relu_slope(z)",
    ),
    "softplus": Activation(softplus, lambda z, a: sigmoid(z), "softplus(z)", "sigmoid(z)"),
    "softmax": Activation(softmax, None, "softmax(z)", ""),
}
