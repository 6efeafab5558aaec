"""Activation functions and their derivatives: one table entry holds everything that gradstep knows about one."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.types import Matrix

LEAK = 0.01
"""The derivative of leaky_relu left of 0 (Maas et al. 2013)."""


class ActivationCode(NamedTuple):
    """An activation as text for the exported programs; {z} and {a} stand for the names of a layer's matrices."""

    numpy: str
    """f(z) as a NumPy expression."""
    numpy_derivative: str
    """f′(z) as a NumPy expression; "" where it is 1 everywhere, or no elementwise derivative exists."""
    torch: str
    """f(z) as a PyTorch expression."""
    definition: str = ""
    """The Python function that the NumPy expressions call; "" if they call none."""
    needs: tuple[str, ...] = ()
    """Other activations whose definitions the NumPy expressions call."""


class Activation(NamedTuple):
    """a = f(z) with its derivative f′: as functions, as formulas, and as code.

    Functions map matrices of shape (rows, units) to matrices of the same shape. Formulas are in the engine's
    expression language, over z (before) and a (after); tests compare them with what the functions compute.
    """

    value: Callable[[Matrix], Matrix] | None
    """f(z); None where a is z itself (linear)."""
    derivative: Callable[[Matrix, Matrix], Matrix] | None
    """f′ as a function of z and a; None where it is 1 everywhere (linear) or not elementwise (softmax)."""
    formula: str
    derivative_formula: str
    code: ActivationCode


def sigmoid(z: Matrix) -> Matrix:
    """σ(z) = 1/(1 + e^(−z)), computed from e^(−|z|), which neither overflows nor rounds a small σ to 0."""
    tail = np.exp(-np.abs(z))
    return np.asarray(np.where(z >= 0, 1.0, tail) / (1.0 + tail))


def softplus(z: Matrix) -> Matrix:
    """log(1 + e^z) = max(z, 0) + log1p(e^(−|z|)), without overflow."""
    return np.asarray(np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z))))


def softmax(z: Matrix) -> Matrix:
    """e^(z_k) / Σ_j e^(z_j) along each row; the row's largest z is subtracted first, so that e^z stays finite."""
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def log_softmax(z: Matrix) -> Matrix:
    """log softmax(z) along each row, finite wherever z is."""
    shifted = z - z.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


ACTIVATIONS: dict[str, Activation] = {
    "linear": Activation(None, None, "z", "1", ActivationCode("{z}", "", "{z}")),
    "sigmoid": Activation(
        sigmoid,
        lambda z, a: a * sigmoid(-z),
        "sigmoid(z)",
        "a*(1 - a)",
        ActivationCode(
            "sigmoid({z})",
            "{a} * (1 - {a})",
            "torch.sigmoid({z})",
            "def sigmoid(z):\n    tail = np.exp(-np.abs(z))  # so that nothing overflows\n"
            "    return np.where(z >= 0, 1.0, tail) / (1.0 + tail)",
        ),
    ),
    "tanh": Activation(
        np.tanh,
        lambda z, a: 1.0 - a * a,
        "tanh(z)",
        "1 - a**2",
        ActivationCode("np.tanh({z})", "(1 - {a} * {a})", "torch.tanh({z})"),
    ),
    "relu": Activation(
        lambda z: np.maximum(z, 0.0),
        lambda z, a: (z > 0.0).astype(np.float64),
        "relu(z)",
        "relu_slope(z)",
        ActivationCode(
            "relu({z})", "({z} > 0)", "torch.relu({z})", "def relu(z):\n    return np.maximum(z, 0.0)"
        ),
    ),
    "leaky_relu": Activation(
        lambda z: np.where(z > 0.0, z, LEAK * z),
        lambda z, a: np.where(z > 0.0, 1.0, LEAK),
        "leaky_relu(z)",
        "leaky_relu_slope(z)",
        ActivationCode(
            "leaky_relu({z})",
            f"np.where({{z}} > 0, 1.0, {LEAK})",
            f"F.leaky_relu({{z}}, {LEAK})",
            f"def leaky_relu(z):\n    return np.where(z > 0, z, {LEAK} * z)",
        ),
    ),
    "softplus": Activation(
        softplus,
        lambda z, a: sigmoid(z),
        "softplus(z)",
        "sigmoid(z)",
        ActivationCode(
            "softplus({z})",
            "sigmoid({z})",
            "F.softplus({z}, threshold=1e9)",
            "def softplus(z):\n    return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))",
            needs=("sigmoid",),
        ),
    ),
    "softmax": Activation(
        softmax,
        None,
        "softmax(z)",
        "",
        ActivationCode(
            "softmax({z})",
            "",
            "torch.softmax({z}, dim=1)",
            "def softmax(z):\n    powers = np.exp(z - z.max(axis=1, keepdims=True))\n"
            "    return powers / powers.sum(axis=1, keepdims=True)",
        ),
    ),
}
"""The activations by name. The scenario format, the exports and the glossary read this table."""
