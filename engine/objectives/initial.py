"""Initial parameters of a network: methods that draw the weights, and pinned numbers.

Weights are drawn layer by layer from one generator, so that the same seed gives the same start. Biases are not
drawn: all of them start at the same number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from engine.types import Matrix, Vector


def initial_parameters(
    shapes: Sequence[tuple[int, int]],
    has_bias: Sequence[bool],
    method: str,
    rng: np.random.Generator,
    *,
    bias: float,
    **settings: float,
) -> Vector:
    """θ at the start: per layer its weights, row by row (from, then to), and then its biases.

    Args:
        shapes: (inputs, units) of each layer.
        has_bias: whether each layer has biases.
        method: a name in METHODS.
        rng: the generator that the weights are drawn from.
        bias: the initial value of all biases.
        settings: the settings of the method, by name.

    Raises:
        KeyError: no method has this name.
        TypeError: the settings are not those of the method.
        ValueError: a setting is outside its range.
    """
    draw = METHODS[method]
    pieces: list[Vector] = []
    for (fan_in, fan_out), biased in zip(shapes, has_bias, strict=True):
        pieces.append(draw(rng, fan_in, fan_out, **settings).ravel())
        pieces.append(np.full(fan_out if biased else 0, bias))
    return np.concatenate(pieces)


def pinned(weights: Sequence[Sequence[Sequence[float]]], biases: Sequence[Sequence[float]]) -> Vector:
    """θ from given numbers: weights[layer][from][to] and biases[layer][unit]; a layer without biases has [].

    Raises:
        ValueError: the lists have inconsistent lengths; the message counts layers and inputs from 1.
    """
    if len(weights) != len(biases):
        raise ValueError(
            f"{len(weights)} layers have weights and {len(biases)} have biases; give both for each layer"
        )
    pieces: list[float] = []
    for layer, (table, offsets) in enumerate(zip(weights, biases, strict=True), start=1):
        units = len(table[0]) if table else 0
        for source, row in enumerate(table, start=1):
            if len(row) != units:
                raise ValueError(
                    f"layer {layer}: input {source} has {len(row)} weights, input 1 has {units}; one per unit"
                )
            pieces.extend(row)
        if offsets and len(offsets) != units:
            raise ValueError(
                f"layer {layer} has {len(offsets)} biases and {units} units; give one bias per unit, or none"
            )
        pieces.extend(offsets)
    return np.array(pieces, dtype=np.float64)


def constant(rng: np.random.Generator, fan_in: int, fan_out: int, *, value: float) -> Matrix:
    """w = value for every weight: units of a layer then stay equal to each other."""
    return np.full((fan_in, fan_out), value, dtype=np.float64)


def uniform(rng: np.random.Generator, fan_in: int, fan_out: int, *, low: float, high: float) -> Matrix:
    """w ~ U[low, high); high − low must be finite."""
    if not low <= high:
        raise ValueError(f"low is {low!r} and high is {high!r}; low must not be greater than high")
    if not math.isfinite(high - low):
        raise ValueError(f"low is {low!r} and high is {high!r}; high - low must be finite")
    return rng.uniform(low, high, (fan_in, fan_out))


def normal(rng: np.random.Generator, fan_in: int, fan_out: int, *, mean: float, deviation: float) -> Matrix:
    """w ~ N(mean, deviation²)."""
    if not deviation >= 0.0:
        raise ValueError(f"deviation is {deviation!r}; it must be 0 or a positive number")
    return rng.normal(mean, deviation, (fan_in, fan_out))


def glorot_uniform(rng: np.random.Generator, fan_in: int, fan_out: int) -> Matrix:
    """w ~ U[−l, l) with l = √(6/(inputs + units)).

    Keeps the variance of values forward and of gradients backward about the same from layer to layer. Glorot
    & Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010), equation 16;
    as torch.nn.init.xavier_uniform_.
    """
    limit = math.sqrt(6.0 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def glorot_normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> Matrix:
    """w ~ N(0, σ²) with σ = √(2/(inputs + units)).

    Glorot & Bengio (2010), equation 12; as torch.nn.init.xavier_normal_.
    """
    return rng.normal(0.0, math.sqrt(2.0 / (fan_in + fan_out)), (fan_in, fan_out))


def he_uniform(rng: np.random.Generator, fan_in: int, fan_out: int) -> Matrix:
    """w ~ U[−l, l) with l = √(6/inputs).

    For relu, which lets half of the variance through. He, Zhang, Ren & Sun, "Delving deep into rectifiers"
    (2015), equation 10, with a uniform distribution of the same variance; as torch.nn.init.kaiming_uniform_
    for relu.
    """
    limit = math.sqrt(6.0 / fan_in)
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def he_normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> Matrix:
    """w ~ N(0, σ²) with σ = √(2/inputs).

    He, Zhang, Ren & Sun (2015), equation 10; as torch.nn.init.kaiming_normal_ for relu.
    """
    return rng.normal(0.0, math.sqrt(2.0 / fan_in), (fan_in, fan_out))


METHODS: Mapping[str, Callable[..., Matrix]] = MappingProxyType(
    {
        "constant": constant,
        "uniform": uniform,
        "normal": normal,
        "glorot_uniform": glorot_uniform,
        "glorot_normal": glorot_normal,
        "he_uniform": he_uniform,
        "he_normal": he_normal,
    }
)
"""The methods by name: (rng, inputs, units, **settings) → the weights of a layer, shape (inputs, units)."""
