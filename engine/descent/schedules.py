"""The schedules: how the learning rate changes with the step's number."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(ABC):
    """η_t = f(η, t), with t = number − 1 the steps already taken.

    Raises:
        ValueError: a setting is outside its range.
    """

    name: ClassVar[str]
    """What a scenario calls it."""

    @abstractmethod
    def rate(self, learning_rate: float, number: int) -> float:
        """The learning rate of step `number` (from 1), given the scenario's learning rate η."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Schedule):
    """η_t = η."""

    name: ClassVar[str] = "constant"

    def rate(self, learning_rate: float, number: int) -> float:
        return learning_rate


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDecay(Schedule):
    """η_t = η·factor^⌊t/every⌋.

    As PyTorch's StepLR, counted in steps.
    """

    name: ClassVar[str] = "step"

    every: int
    """How many steps go with the same learning rate."""

    factor: float
    """What it is multiplied by then."""

    def __post_init__(self) -> None:
        _check_count("every", self.every)
        _check_positive("factor", self.factor)

    def rate(self, learning_rate: float, number: int) -> float:
        return learning_rate * _power(self.factor, (number - 1) // self.every)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exponential(Schedule):
    """η_t = η·factor^t.

    As PyTorch's ExponentialLR, counted in steps. A factor over 1 makes the learning rate grow, as a range
    test wants it.
    """

    name: ClassVar[str] = "exponential"

    factor: float
    """What the learning rate is multiplied by after each step."""

    def __post_init__(self) -> None:
        _check_positive("factor", self.factor)

    def rate(self, learning_rate: float, number: int) -> float:
        return learning_rate * _power(self.factor, number - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class InverseTime(Schedule):
    """η_t = η/(1 + decay·t).

    The rates add up to infinity while their squares do not, which convergence under noise asks for: Robbins &
    Monro, "A stochastic approximation method" (1951).
    """

    name: ClassVar[str] = "inverse_time"

    decay: float
    """How fast the rate falls: after 1/decay steps it is half of η."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.decay < math.inf:
            raise ValueError(f"decay is {self.decay!r}; it must be 0 or a positive number")

    def rate(self, learning_rate: float, number: int) -> float:
        return learning_rate / (1.0 + self.decay * (number - 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosine(Schedule):
    """η_t = minimum + (η − minimum)·(1 + cos(π·min(t, steps)/steps))/2.

    Half a cosine wave from η down to the minimum, which then stays. As the closed form of PyTorch's
    CosineAnnealingLR; Loshchilov & Hutter, "SGDR: stochastic gradient descent with warm restarts" (2017),
    equation 5, without restarts.
    """

    name: ClassVar[str] = "cosine"

    steps: int
    """How many steps the way down takes."""

    minimum: float = 0.0
    """The learning rate at its end."""

    def __post_init__(self) -> None:
        _check_count("steps", self.steps)
        if not 0.0 <= self.minimum < math.inf:
            raise ValueError(f"minimum is {self.minimum!r}; it must be 0 or a positive number")

    def rate(self, learning_rate: float, number: int) -> float:
        height = (1.0 + math.cos(math.pi * min(number - 1, self.steps) / self.steps)) / 2.0
        return self.minimum + (learning_rate - self.minimum) * height


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearWarmup(Schedule):
    """η_t = η·min(1, (t + 1)/steps).

    Step 1 goes with η/steps, step `steps` and all later ones with η. Goyal et al., "Accurate, large minibatch
    SGD" (2017), section 2.2.
    """

    name: ClassVar[str] = "linear_warmup"

    steps: int
    """The first step that goes with the whole η."""

    def __post_init__(self) -> None:
        _check_count("steps", self.steps)

    def rate(self, learning_rate: float, number: int) -> float:
        return learning_rate * min(1.0, number / self.steps)


SCHEDULES: dict[str, type[Schedule]] = {
    kind.name: kind for kind in (Constant, StepDecay, Exponential, InverseTime, Cosine, LinearWarmup)
}
"""The schedules by name. The scenario format and the glossary read this table."""


def _power(base: float, exponent: int) -> float:
    """base^exponent for a positive base; ∞ past the largest float, where Python would raise."""
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
