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
    torch_definition: str = ""
    """The Python function that the PyTorch expression calls; "" if it calls none."""
    numpy_error: str = ""
    """a − y of the last layer as a NumPy expression, y being the targets; "" for the difference itself."""
    numpy_error_definition: str = ""
    """The Python function that `numpy_error` calls."""
    torch_error: str = ""
    torch_error_definition: str = ""


class Activation(NamedTuple):
    """a = f(z) with its derivative f′: as functions, as formulas, and as code.

    Functions map matrices of shape (rows, units) to matrices of the same shape. Formulas are in the engine's
    expression language, over z (before), a (after) and the target y; tests compare them with what the functions
    compute. Where a rounds to a limit, 1 − a has lost its digits: such differences are computed from z.
    """

    value: Callable[[Matrix], Matrix] | None
    """f(z); None where a is z itself (linear)."""
    derivative: Callable[[Matrix, Matrix], Matrix] | None
    """f′ as a function of z and a; None where it is 1 everywhere (linear) or not elementwise (softmax)."""
    formula: str
    derivative_formula: str
    """f′ as in textbooks."""
    code: ActivationCode
    stable_derivative_formula: str = ""
    """f′ as it is computed; "" if that is the textbook's formula."""
    error: Callable[[Matrix, Matrix, Matrix], Matrix] | None = None
    """a − y as a function of y, z and a, free of cancellation; None for the difference itself."""
    error_formula: str = ""
    """a − y for z > 0 as it is computed; "" for the difference itself."""
    error_formula_below: str = ""
    """The same for z < 0."""


def sigmoid(z: Matrix) -> Matrix:
    """σ(z) = 1/(1 + e^(−z)), computed from e^(−|z|), which neither overflows nor rounds a small σ to 0."""
    tail = np.exp(-np.abs(z))
    return np.asarray(np.where(z >= 0, 1.0, tail) / (1.0 + tail))


def sigmoid_error(y: Matrix, z: Matrix, a: Matrix) -> Matrix:
    """σ(z) − y, for z > 0 as (1 − y) − σ(−z): for y = 1 it is −σ(−z)."""
    return np.asarray(np.where(z > 0.0, (1.0 - y) - sigmoid(-z), a - y))


def tanh_derivative(z: Matrix, a: Matrix) -> Matrix:
    """1/cosh² z; the quotient is squared, since cosh² z overflows where 1/cosh² z is still a number."""
    quotient = 1.0 / np.cosh(np.minimum(np.abs(z), 710.0))
    return np.asarray(quotient * quotient)


def tanh_error(y: Matrix, z: Matrix, a: Matrix) -> Matrix:
    """tanh z − y, for |z| > ½ from the distance to the limit, 1 − tanh |z| = 2e^(−2|z|)/(1 + e^(−2|z|))."""
    tail = np.exp(-2.0 * np.abs(z))
    side = np.sign(z)
    return np.asarray(np.where(np.abs(z) > 0.5, side * ((1.0 - side * y) - 2.0 * tail / (1.0 + tail)), a - y))


def softplus(z: Matrix) -> Matrix:
    """log(1 + e^z) = max(z, 0) + log1p(e^(−|z|)), without overflow."""
    return np.asarray(np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z))))


def softplus_error(y: Matrix, z: Matrix, a: Matrix) -> Matrix:
    """softplus z − y as (max(z, 0) − y) + log1p(e^(−|z|)): the logarithm is lost in a large z."""
    return np.asarray((np.maximum(z, 0.0) - y) + np.log1p(np.exp(-np.abs(z))))


def _powers(z: Matrix) -> tuple[Matrix, Matrix]:
    """(z − largest, e^(z − largest)) along each row, the largest z of the row being subtracted."""
    largest = z.max(axis=1, keepdims=True)
    below = z - largest
    # The rounding error of a large difference would be a relative error of its power (Knuth's two-sum).
    subtracted = below - z
    lost = (z - (below - subtracted)) - (largest + subtracted)
    powers = np.exp(below)
    return below, powers + powers * np.where(powers > 0.0, lost, 0.0)


def softmax(z: Matrix) -> Matrix:
    """e^(z_k) / Σ_j e^(z_j) along each row; the row's largest z is subtracted first, so that e^z stays finite."""
    powers = _powers(z)[1]
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def softmax_error(y: Matrix, z: Matrix, a: Matrix) -> Matrix:
    """a_k·Σ_j y_j − y_k along each row, as a_k·Σ_{j≠k} y_j − y_k·Σ_{j≠k} a_j; a_k − y_k where the targets sum to 1."""
    return np.asarray(a * sums_of_others(y) - y * sums_of_others(a))


def sums_of_others(shares: Matrix) -> Matrix:
    """Σ_{j≠k} of shares ≥ 0 for each k along each row, free of cancellation."""
    whole = shares.sum(axis=1, keepdims=True)
    is_most = shares > 0.5 * whole
    others = np.where(is_most, 0.0, shares).sum(axis=1, keepdims=True)
    return np.asarray(np.where(is_most, others, whole - shares))


def log_softmax(z: Matrix) -> Matrix:
    """log softmax(z) along each row, finite wherever z is; near 0 from the sum of the other powers."""
    below, powers = _powers(z)
    powers[np.arange(len(z)), below.argmax(axis=1)] = 0.0
    return np.asarray(below - np.log1p(powers.sum(axis=1, keepdims=True)))


_SIGMOID = """\
def sigmoid(z):
    tail = np.exp(-np.abs(z))  # so that nothing overflows
    return np.where(z >= 0, 1.0, tail) / (1.0 + tail)"""
_TORCH_SIGMOID = """\
def sigmoid(z):
    return torch.exp(F.logsigmoid(z))  # torch.sigmoid, whose gradient would round to 0 near 1"""
_TORCH_TANH = """\
def tanh(z):
    tail = torch.exp(-2 * z.abs())  # torch.tanh, whose gradient would round to 0 near 1 and -1
    return torch.where(z.abs() > 0.5, torch.sign(z) * (1 - tail) / (1 + tail), torch.tanh(z))"""
_TANH_ERROR = """\
def tanh_error(y, z, a):
    tail, side = {library}.exp(-2 * {library}.abs(z)), {library}.sign(z)  # a - y would round to 0 near 1 and -1
    return {library}.where({library}.abs(z) > 0.5, side * ((1 - side * y) - 2 * tail / (1 + tail)), a - y)"""
_SOFTMAX = """\
def powers_of(z):
    largest = z.max(axis=1, keepdims=True)
    below = z - largest
    subtracted = below - z  # what the difference has lost by rounding is added to the powers
    lost = (z - (below - subtracted)) - (largest + subtracted)
    powers = np.exp(below)
    return below, powers + powers * np.where(powers > 0, lost, 0.0)


def softmax(z):
    powers = powers_of(z)[1]
    return powers / powers.sum(axis=1, keepdims=True)"""
_SOFTMAX_ERROR = """\
def softmax_error(y, a):
    return a * sums_of_others(y) - y * sums_of_others(a)  # a - y would round to 0 near 1


def sums_of_others(shares):
    whole = shares.sum(axis=1, keepdims=True)
    is_most = shares > 0.5 * whole
    others = np.where(is_most, 0.0, shares).sum(axis=1, keepdims=True)
    return np.where(is_most, others, whole - shares)"""

ACTIVATIONS: dict[str, Activation] = {
    "linear": Activation(None, None, "z", "1", ActivationCode("{z}", "", "{z}")),
    "sigmoid": Activation(
        sigmoid,
        lambda z, a: a * sigmoid(-z),
        "sigmoid(z)",
        "a*(1 - a)",
        ActivationCode(
            "sigmoid({z})",
            "({a} * sigmoid(-{z}))",
            "sigmoid({z})",
            _SIGMOID,
            torch_definition=_TORCH_SIGMOID,
            numpy_error="np.where({z} > 0, (1 - y) - sigmoid(-{z}), {a} - y)",
            torch_error="torch.where({z} > 0, (1 - y) - sigmoid(-{z}), {a} - y)",
        ),
        "a*sigmoid(-z)",
        sigmoid_error,
        "1 - y - sigmoid(-z)",
    ),
    "tanh": Activation(
        np.tanh,
        tanh_derivative,
        "tanh(z)",
        "1 - a**2",
        ActivationCode(
            "np.tanh({z})",
            "(1 / np.cosh(np.clip({z}, -710, 710))) ** 2",
            "tanh({z})",
            torch_definition=_TORCH_TANH,
            numpy_error="tanh_error(y, {z}, {a})",
            numpy_error_definition=_TANH_ERROR.format(library="np"),
            torch_error="tanh_error(y, {z}, {a})",
            torch_error_definition=_TANH_ERROR.format(library="torch"),
        ),
        "(1/cosh(z))**2",
        tanh_error,
        "1 - y - 2*sigmoid(-2*z)",
        "2*sigmoid(2*z) - (1 + y)",
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
            "-F.logsigmoid(-{z})",
            "def softplus(z):\n    return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))",
            needs=("sigmoid",),
            numpy_error="np.where({z} > 0, ({z} - y) + softplus(-{z}), {a} - y)",
            torch_error="torch.where({z} > 0, ({z} - y) - F.logsigmoid({z}), {a} - y)",
        ),
        error=softplus_error,
        error_formula="z - y + softplus(-z)",
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
            _SOFTMAX,
            numpy_error="softmax_error(y, {a})",
            numpy_error_definition=_SOFTMAX_ERROR,
        ),
        error=softmax_error,
    ),
}
"""The activations by name. The scenario format, the exports and the glossary read this table."""
