"""A second implementation of dense networks to check the engine against, sharing nothing with it.

One number at a time, in plain Python: no arrays, no import from the engine. Every formula is a textbook's,
written out as a sum over single weights; no rearrangement for speed or for large numbers. The forward pass
computes with complex numbers, so that the loss can also be differentiated by a complex step, which knows
nothing of the chain rule: ∂L/∂θ = Im L(θ + ih)/h with no rounding to speak of (Squire & Trapp, "Using complex
variables to estimate derivatives of real functions", 1998).
"""

from __future__ import annotations

import cmath
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypedDict

LEAK = 0.01

LayerShape = tuple[int, int, str, bool]
"""Inputs, units, activation, whether there are biases."""

Row = Sequence[float]


class LossSettings(TypedDict):
    """What a scenario says of its loss."""

    name: str
    scale: float
    over_outputs: str
    over_rows: str


class Wiring(NamedTuple):
    """One layer's own parameters, and where each of them stands in θ."""

    activation: str
    weights: list[list[complex]]
    """From, to."""
    biases: list[complex]
    weight_places: list[list[int]]
    bias_places: list[int]


class Trace(NamedTuple):
    """All values of one row on its way forward: z and a of each layer's units."""

    inputs: list[complex]
    sums: list[list[complex]]
    activations: list[list[complex]]


class UnitSlopes(NamedTuple):
    """∂L/∂a and ∂L/∂z of each layer's units, through one row."""

    by_activations: list[list[float]]
    by_sums: list[list[float]]


class Reference(NamedTuple):
    """A network at one θ over one batch."""

    loss: float
    gradient: list[float]
    """In the order of θ."""
    traces: list[Trace]
    """Of each row."""
    slopes: list[UnitSlopes]
    """Of each row."""


def sigmoid(z: complex) -> complex:
    """1/(1 + e^(−z))."""
    return 1.0 / (1.0 + cmath.exp(-z))


VALUES: dict[str, Callable[[complex], complex]] = {
    "linear": lambda z: z,
    "sigmoid": sigmoid,
    "tanh": lambda z: (cmath.exp(z) - cmath.exp(-z)) / (cmath.exp(z) + cmath.exp(-z)),
    "relu": lambda z: z if z.real > 0.0 else 0.0,
    "leaky_relu": lambda z: z if z.real > 0.0 else LEAK * z,
    "softplus": lambda z: cmath.log(1.0 + cmath.exp(z)),
}

SLOPES: dict[str, Callable[[complex], complex]] = {
    "linear": lambda z: 1.0,
    "sigmoid": lambda z: sigmoid(z) * sigmoid(-z),
    "tanh": lambda z: 4.0 / (cmath.exp(z) + cmath.exp(-z)) ** 2,
    "relu": lambda z: 1.0 if z.real > 0.0 else 0.0,
    "leaky_relu": lambda z: 1.0 if z.real > 0.0 else LEAK,
    "softplus": sigmoid,
}


def absolute(x: complex) -> complex:
    """|x| as its two straight pieces."""
    return -x if x.real < 0.0 else x


COSTS: dict[str, Callable[[float, complex], complex]] = {
    "mse": lambda y, a: (y - a) ** 2,
    "mae": lambda y, a: absolute(y - a),
    "bce": lambda y, a: -(y * cmath.log(a) + (1.0 - y) * cmath.log(1.0 - a)),
    "cross_entropy": lambda y, a: -y * cmath.log(a),
}

COST_SLOPES: dict[str, Callable[[float, float], float]] = {
    "mse": lambda y, a: -2.0 * (y - a),
    "mae": lambda y, a: -1.0 if y > a else 1.0 if y < a else 0.0,
    "bce": lambda y, a: -y / a + (1.0 - y) / (1.0 - a),
    "cross_entropy": lambda y, a: -y / a,
}


def wired(layers: Sequence[LayerShape], theta: Sequence[complex]) -> list[Wiring]:
    """Deal θ out: layer by layer, weights row by row (from, then to), then biases."""
    wirings: list[Wiring] = []
    place = 0
    for inputs, units, activation, bias in layers:
        weight_places = []
        for _ in range(inputs):
            weight_places.append(list(range(place, place + units)))
            place += units
        bias_places = list(range(place, place + units)) if bias else []
        place += len(bias_places)
        weights = [[theta[index] for index in row] for row in weight_places]
        biases = [theta[index] for index in bias_places] or [0.0] * units
        wirings.append(Wiring(activation, weights, biases, weight_places, bias_places))
    assert place == len(theta)
    return wirings


def forward(wirings: Sequence[Wiring], inputs: Row) -> Trace:
    """z_j = Σ_i a_i·w_ij + b_j and a_j = f(z_j), layer after layer."""
    trace = Trace(list(inputs), [], [])
    given = trace.inputs
    for wiring in wirings:
        z = [
            sum(given[i] * wiring.weights[i][j] for i in range(len(given))) + wiring.biases[j]
            for j in range(len(wiring.biases))
        ]
        if wiring.activation == "softmax":
            powers = [cmath.exp(one) for one in z]
            given = [power / sum(powers) for power in powers]
        else:
            given = [VALUES[wiring.activation](one) for one in z]
        trace.sums.append(z)
        trace.activations.append(given)
    return trace


def output_share(loss: LossSettings, outputs: int, rows: int) -> float:
    """What one output of one row counts for in the loss of a batch."""
    share = loss["scale"]
    if loss["over_outputs"] == "mean" and loss["name"] != "cross_entropy":
        share /= outputs
    if loss["over_rows"] == "mean":
        share /= rows
    return share


def loss_of(predictions: Sequence[Sequence[complex]], targets: Sequence[Row], loss: LossSettings) -> complex:
    """Scale times the mean or sum over rows of the mean or sum over outputs of the cost."""
    cost = COSTS[loss["name"]]
    total: complex = 0.0
    for outputs, wanted in zip(predictions, targets, strict=True):
        for y, a in zip(wanted, outputs, strict=True):
            total += output_share(loss, len(wanted), len(targets)) * cost(y, a)
    return total


def unit_slopes(
    wirings: Sequence[Wiring], trace: Trace, targets: Row, loss: LossSettings, rows: int
) -> UnitSlopes:
    """∂L/∂ŷ_k = share·cost′; ∂L/∂z_j = f′(z_j)·∂L/∂a_j; ∂L/∂a_i of the layer before = Σ_j w_ij·∂L/∂z_j.

    For softmax every a_k depends on every z_j: ∂L/∂z_j = Σ_k ∂L/∂a_k·a_k·([j = k] − a_j).
    """
    share = output_share(loss, len(targets), rows)
    outputs = [a.real for a in trace.activations[-1]]
    by_a = [share * COST_SLOPES[loss["name"]](y, a) for y, a in zip(targets, outputs, strict=True)]
    slopes = UnitSlopes([], [])
    for layer in reversed(range(len(wirings))):
        wiring, z, a = wirings[layer], trace.sums[layer], [a.real for a in trace.activations[layer]]
        if wiring.activation == "softmax":
            by_z = [
                sum(by_a[k] * a[k] * ((1.0 if j == k else 0.0) - a[j]) for k in range(len(a)))
                for j in range(len(a))
            ]
        else:
            by_z = [by_a[j] * SLOPES[wiring.activation](z[j]).real for j in range(len(a))]
        slopes.by_activations.insert(0, by_a)
        slopes.by_sums.insert(0, by_z)
        by_a = [sum(w.real * slope for w, slope in zip(row, by_z, strict=True)) for row in wiring.weights]
    return slopes


def reference(
    layers: Sequence[LayerShape],
    theta: Sequence[float],
    X: Sequence[Row],
    Y: Sequence[Row],
    loss: LossSettings,
) -> Reference:
    """Loss, gradient, and all on the way: ∂L/∂w_ij = Σ_rows a_i·∂L/∂z_j and ∂L/∂b_j = Σ_rows ∂L/∂z_j."""
    wirings = wired(layers, theta)
    traces = [forward(wirings, inputs) for inputs in X]
    slopes = [unit_slopes(wirings, trace, y, loss, len(X)) for trace, y in zip(traces, Y, strict=True)]
    gradient = [0.0] * len(theta)
    for trace, slope in zip(traces, slopes, strict=True):
        for layer, wiring in enumerate(wirings):
            given = trace.activations[layer - 1] if layer else trace.inputs
            for i, places in enumerate(wiring.weight_places):
                for j, place in enumerate(places):
                    gradient[place] += given[i].real * slope.by_sums[layer][j]
            for j, place in enumerate(wiring.bias_places):
                gradient[place] += slope.by_sums[layer][j]
    value = loss_of([trace.activations[-1] for trace in traces], Y, loss)
    return Reference(value.real, gradient, traces, slopes)


def reference_loss_and_gradient(
    layers: Sequence[LayerShape],
    theta: Sequence[float],
    X: Sequence[Row],
    Y: Sequence[Row],
    loss: LossSettings,
) -> tuple[float, list[float]]:
    """L and ∂L/∂θ, in the order of θ, by the chain rule."""
    found = reference(layers, theta, X, Y, loss)
    return found.loss, found.gradient


def complex_step_gradient(
    layers: Sequence[LayerShape],
    theta: Sequence[float],
    X: Sequence[Row],
    Y: Sequence[Row],
    loss: LossSettings,
) -> list[float]:
    """∂L/∂θ without any chain rule: Im L(θ + ih·e)/h for each parameter; wrong only right at a kink."""
    step = 1e-30
    gradient = []
    for place in range(len(theta)):
        nudged: list[complex] = list(theta)
        nudged[place] += 1j * step
        wirings = wired(layers, nudged)
        predictions = [forward(wirings, inputs).activations[-1] for inputs in X]
        gradient.append(loss_of(predictions, Y, loss).imag / step)
    return gradient
