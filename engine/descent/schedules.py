"""Learning-rate schedules: the learning rate as a function of the step's number."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(ABC):
    """A schedule: η_t = f(η, t), where t = number − 1 is the number of steps already taken.

    Raises:
        ValueError: a setting is outside its range.
    """

    name: ClassVar[str]
    """The schedule's name in scenario files."""

    code: ClassVar[str]
    """The same as a Python expression, for the exported programs: over eta, the scenario's η, and t; the settings stand
    in braces."""

    @abstractmethod
    def rate(self, learning_rate: float, number: int) -> float:
        """The learning rate of step `number` (from 1), given the scenario's learning rate η."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Schedule):
    """η_t = η."""

    name: ClassVar[str] = "constant"
    code: ClassVar[str] = "eta"

    def rate(self, learning_rate: float, number: int) -> float:
        return learning_rate


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDecay(Schedule):
    """η_t = η·factor^⌊t/every⌋.

    As PyTorch's StepLR, counted in steps.
    """

    name: ClassVar[str] = "step"
    code: ClassVar[str] = "eta * np.float64({factor!r}) ** (t // {every})"

    every: int
    """Steps with the same learning rate."""

    factor: float
    """The factor after every `every` steps."""

    def __post_init__(self) -> None:
        _check_count("every", self.every)
        _check_positive("factor", self.factor)

    def rate(self, learning_rate: float, number: int) -> float:
        return learning_rate * _power(self.factor, (number - 1) // self.every)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exponential(Schedule):
    """η_t = η·factor^t.

    As PyTorch's ExponentialLR, counted in steps. A factor over 1 makes the learning rate grow, as in a learning
    rate range test.
    """

    name: ClassVar[str] = "exponential"
    code: ClassVar[str] = "eta * np.float64({factor!r}) ** t"

    factor: float
    """The factor after each step."""

    def __post_init__(self) -> None:
        _check_positive("factor", self.factor)

    def rate(self, learning_rate: float, number: int) -> float:
        return learning_rate * _power(self.factor, number - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class InverseTime(Schedule):
    """η_t = η/(1 + decay·t).

    The rates have an infinite sum and a finite sum of squares, as convergence under noise requires: Robbins &
    Monro, "A stochastic approximation method" (1951).
    """

    name: ClassVar[str] = "inverse_time"
    code: ClassVar[str] = "eta / (1.0 + {decay!r} * t)"

    decay: float
    """The rate of the decay: after 1/decay steps, η_t is half of η."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.decay < math.inf:
            raise ValueError(f"decay is {self.decay!r}; it must be 0 or a positive number")

    def rate(self, learning_rate: float, number: int) -> float:
        return learning_rate / (1.0 + self.decay * (number - 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosine(Schedule):
    """η_t = minimum + (η − minimum)·(1 + cos(π·min(t, steps)/steps))/2.

    Half a cosine wave from η to the minimum, constant afterwards. As the closed form of PyTorch's
    CosineAnnealingLR; Loshchilov & Hutter, "SGDR: stochastic gradient descent with warm restarts" (2017),
    equation 5, without restarts.
    """

    name: ClassVar[str] = "cosine"
    code: ClassVar[str] = (
        "{minimum!r} + (eta - {minimum!r}) * ((1.0 + math.cos(math.pi * min(t, {steps}) / {steps})) / 2.0)"
    )

    steps: int
    """Steps from η to the minimum."""

    minimum: float = 0.0
    """The learning rate at the end."""

    def __post_init__(self) -> None:
        _check_count("steps", self.steps)
        if not 0.0 <= self.minimum < math.inf:
            raise ValueError(f"minimum is {self.minimum!r}; it must be 0 or a positive number")

    def rate(self, learning_rate: float, number: int) -> float:
        fraction = (1.0 + math.cos(math.pi * min(number - 1, self.steps) / self.steps)) / 2.0
        return self.minimum + (learning_rate - self.minimum) * fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearWarmup(Schedule):
    """η_t = η·min(1, (t + 1)/steps).

    Step 1 has η/steps; step `steps` and all later ones have η. Goyal et al., "Accurate, large minibatch
    SGD" (2017), section 2.2.
    """

    name: ClassVar[str] = "linear_warmup"
    code: ClassVar[str] = "eta * min(1.0, (t + 1) / {steps})"

    steps: int
    """The first step with the full η."""

    def __post_init__(self) -> None:
        _check_count("steps", self.steps)

    def rate(self, learning_rate: float, number: int) -> float:
        return learning_rate * min(1.0, number / self.steps)


SCHEDULES: dict[str, type[Schedule]] = {
    kind.name: kind for kind in (Constant, StepDecay, Exponential, InverseTime, Cosine, LinearWarmup)
}
"""The schedules by name. The scenario format and the glossary read this table."""


def _power(base: float, exponent: int) -> float:
    """base^exponent for a positive base; ∞ on overflow, where Python raises."""
    try:
        return base**exponent
    except OverflowError:
        return math.inf


def _check_count(key: str, value: int) -> None:
    if value < 1:
        raise ValueError(f"{key} is {value!r}; it must be 1 or more")


def _check_positive(key: str, value: float) -> None:
    if not 0.0 < value < math.inf:
        raise ValueError(f"{key} is {value!r}; it must be a positive number")
