"""Optimizers: the update of the parameters from gradient, learning rate and the optimizer's state.

θ_next = θ + update(θ, g, state, η, k), where g = ∂L/∂θ and k is the step's number. Where definitions in the
literature differ, PyTorch's is used: ε outside the root, the gradient itself as the first velocity, no dampening.
`formulas` is the same arithmetic as text, from which a step is explained with its own numbers.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import ClassVar, NamedTuple

import numpy as np

from engine.types import Matrix, Vector

Formulas = tuple[tuple[str, str], ...]
"""Assignments in order: (name, expression)."""

_DECAYED_GRADIENT = ("gradient", "gradient + weight_decay*parameter")


class TorchOptimizer(NamedTuple):
    """The class of torch.optim that computes the same update, for the exported programs."""

    constructor: str
    """The call that makes it, over the hyperparameters in braces; {decay} stands for a weight decay, if any."""
    state: tuple[str, ...] = ()
    """Its name for each slot."""
    counts_steps: bool = False
    """Whether its state also counts the steps taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimizer(ABC):
    """An optimizer: θ ← θ + update.

    All vectors have shape (n,), n the number of parameters; the state has shape (len(slots), n). The
    hyperparameters are the fields.

    Raises:
        ValueError: a hyperparameter is outside its range.
    """

    name: ClassVar[str]
    """The optimizer's name in scenario files."""

    slots: ClassVar[tuple[str, ...]] = ()
    """The name of each row of the state."""

    torch: ClassVar[TorchOptimizer | None] = None
    """The optimizer's counterpart in PyTorch; None to export the update's formulas instead."""

    weight_decay: float = 0.0
    """λ: g ← g + λ·θ (L2 regularization), unless the optimizer defines it otherwise."""

    def __post_init__(self) -> None:
        for key, value in self.settings().items():
            _check(key, value)

    def settings(self) -> dict[str, float]:
        """The hyperparameters by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def start(self, size: int) -> Matrix:
        """The state before step 1: zeros, shape (len(slots), size)."""
        return np.zeros((len(self.slots), size))

    @abstractmethod
    def update(
        self, theta: Vector, gradient: Vector, state: Matrix, learning_rate: float, number: int
    ) -> tuple[Vector, Matrix]:
        """The update to add to θ at step `number` (from 1), and the next state. No argument is written to.

        θ is what the weight decay pulls towards 0: a parameter that it spares is 0 there.
        """

    @property
    @abstractmethod
    def formulas(self) -> Formulas:
        """The update as assignments; the last one assigns "update".

        Expressions may use gradient, parameter, learning_rate, step (the step's number), the hyperparameters and
        slots by name (a slot has its value before the step until it is assigned), and names assigned earlier.
        """

    def _with_decay(self, theta: Vector, gradient: Vector) -> Vector:
        """g + λ·θ."""
        return gradient + self.weight_decay * theta if self.weight_decay else gradient

    def _after_decay(self, *assignments: tuple[str, str]) -> Formulas:
        """The assignments, after g ← g + λ·θ if λ is not 0."""
        return (_DECAYED_GRADIENT, *assignments) if self.weight_decay else assignments


@dataclass(frozen=True, slots=True, kw_only=True)
class Sgd(Optimizer):
    """update = −η·g.

    Gradient descent; stochastic if a step takes only some of the rows. As torch.optim.SGD.
    """

    name: ClassVar[str] = "sgd"
    torch: ClassVar[TorchOptimizer | None] = TorchOptimizer("SGD(parameters, lr=learning_rate{decay})")

    def update(
        self, theta: Vector, gradient: Vector, state: Matrix, learning_rate: float, number: int
    ) -> tuple[Vector, Matrix]:
        if self.weight_decay:
            gradient = gradient + self.weight_decay * theta
        return gradient * -learning_rate, state

    @property
    def formulas(self) -> Formulas:
        return self._after_decay(("update", "-learning_rate*gradient"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Momentum(Optimizer):
    """v ← μ·v + g,  update = −η·v.

    The first velocity is g. As torch.optim.SGD with momentum; Polyak, "Some methods of speeding up the
    convergence of iteration methods" (1964), whose velocity has the learning rate inside: the same path while
    η stays the same.
    """

    name: ClassVar[str] = "momentum"
    slots: ClassVar[tuple[str, ...]] = ("velocity",)
    torch: ClassVar[TorchOptimizer | None] = TorchOptimizer(
        "SGD(parameters, lr=learning_rate, momentum={momentum!r}{decay})", ("momentum_buffer",)
    )

    momentum: float = 0.9
    """μ: the share of the velocity that stays, in [0, 1)."""

    def update(
        self, theta: Vector, gradient: Vector, state: Matrix, learning_rate: float, number: int
    ) -> tuple[Vector, Matrix]:
        state = self.momentum * state + self._with_decay(theta, gradient)
        return state[0] * -learning_rate, state

    @property
    def formulas(self) -> Formulas:
        return self._after_decay(
            ("velocity", "momentum*velocity + gradient"),
            ("update", "-learning_rate*velocity"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Nesterov(Optimizer):
    """v ← μ·v + g,  update = −η·(g + μ·v).

    Looks one velocity ahead; the gradient is still taken at θ. As torch.optim.SGD with nesterov=True;
    Sutskever, Martens, Dahl & Hinton, "On the importance of initialization and momentum in deep learning"
    (2013).
    """

    name: ClassVar[str] = "nesterov"
    slots: ClassVar[tuple[str, ...]] = ("velocity",)
    torch: ClassVar[TorchOptimizer | None] = TorchOptimizer(
        "SGD(parameters, lr=learning_rate, momentum={momentum!r}, nesterov=True{decay})", ("momentum_buffer",)
    )

    momentum: float = 0.9
    """μ: the share of the velocity that stays, in [0, 1)."""

    def update(
        self, theta: Vector, gradient: Vector, state: Matrix, learning_rate: float, number: int
    ) -> tuple[Vector, Matrix]:
        gradient = self._with_decay(theta, gradient)
        state = self.momentum * state + gradient
        return (gradient + self.momentum * state[0]) * -learning_rate, state

    @property
    def formulas(self) -> Formulas:
        return self._after_decay(
            ("velocity", "momentum*velocity + gradient"),
            ("update", "-learning_rate*(gradient + momentum*velocity)"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Adagrad(Optimizer):
    """s ← s + g²,  update = −η·g/(√s + ε).

    As torch.optim.Adagrad (s starts at 0, no decay of η: a schedule does that); Duchi, Hazan & Singer,
    "Adaptive subgradient methods for online learning and stochastic optimization" (2011).
    """

    name: ClassVar[str] = "adagrad"
    slots: ClassVar[tuple[str, ...]] = ("square_sum",)
    torch: ClassVar[TorchOptimizer | None] = TorchOptimizer(
        "Adagrad(parameters, lr=learning_rate, eps={epsilon!r}{decay})", ("sum",), counts_steps=True
    )

    epsilon: float = 1e-10
    """ε: bounds the steps where squares are small; with 0, a parameter whose squares are all 0 stays."""

    def update(
        self, theta: Vector, gradient: Vector, state: Matrix, learning_rate: float, number: int
    ) -> tuple[Vector, Matrix]:
        gradient = self._with_decay(theta, gradient)
        state = state + gradient * gradient
        return _over_root(gradient * -learning_rate, state[0], self.epsilon), state

    @property
    def formulas(self) -> Formulas:
        return self._after_decay(
            ("square_sum", "square_sum + gradient**2"),
            ("update", _quotient("-learning_rate*gradient", "square_sum", self.epsilon)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RMSprop(Optimizer):
    """s ← ρ·s + (1 − ρ)·g²,  update = −η·g/(√s + ε).

    As torch.optim.RMSprop, whose alpha is ρ, without its momentum and centring; Hinton, "Neural networks for
    machine learning", lecture 6 (2012).
    """

    name: ClassVar[str] = "rmsprop"
    slots: ClassVar[tuple[str, ...]] = ("mean_square",)
    torch: ClassVar[TorchOptimizer | None] = TorchOptimizer(
        "RMSprop(parameters, lr=learning_rate, alpha={rho!r}, eps={epsilon!r}{decay})",
        ("square_avg",),
        counts_steps=True,
    )

    rho: float = 0.99
    """ρ: the share of the mean square that stays, in [0, 1)."""

    epsilon: float = 1e-8
    """ε: bounds the steps where squares are small; with 0, a parameter whose squares are all 0 stays."""

    def update(
        self, theta: Vector, gradient: Vector, state: Matrix, learning_rate: float, number: int
    ) -> tuple[Vector, Matrix]:
        gradient = self._with_decay(theta, gradient)
        state = self.rho * state + (1.0 - self.rho) * (gradient * gradient)
        return _over_root(gradient * -learning_rate, state[0], self.epsilon), state

    @property
    def formulas(self) -> Formulas:
        return self._after_decay(
            ("mean_square", "rho*mean_square + (1 - rho)*gradient**2"),
            ("update", _quotient("-learning_rate*gradient", "mean_square", self.epsilon)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _MomentEstimating(Optimizer):
    """m ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²,  m̂ = m/(1 − β₁ᵏ),  v̂ = v/(1 − β₂ᵏ).

    The corrected moments that Adam and AdamW share; k is the step's number.
    """

    slots: ClassVar[tuple[str, ...]] = ("first_moment", "second_moment")

    beta1: float = 0.9
    """β₁: the share of the first moment, the mean gradient, that stays, in [0, 1)."""

    beta2: float = 0.999
    """β₂: the share of the second moment, the mean squared gradient, that stays, in [0, 1)."""

    epsilon: float = 1e-8
    """ε: bounds the steps where squares are small; with 0, a parameter whose squares are all 0 stays."""

    def _moments_as_text(self) -> Formulas:
        """The moments and the corrected moments."""
        return (
            ("first_moment", "beta1*first_moment + (1 - beta1)*gradient"),
            ("second_moment", "beta2*second_moment + (1 - beta2)*gradient**2"),
            ("corrected_first", f"first_moment/{_correction('beta1', self.beta1)}"),
            ("corrected_second", f"second_moment/{_correction('beta2', self.beta2)}"),
        )

    def _direction(self, gradient: Vector, state: Matrix, number: int) -> tuple[Vector, Matrix]:
        """m̂/(√v̂ + ε), and the next moments."""
        moments = np.empty_like(state)
        first, second = moments
        first[:] = self.beta1 * state[0] + (1.0 - self.beta1) * gradient
        second[:] = self.beta2 * state[1] + (1.0 - self.beta2) * (gradient * gradient)
        corrected_first = first / _one_less_power(self.beta1, number)
        corrected_second = second / _one_less_power(self.beta2, number)
        return _over_root(corrected_first, corrected_second, self.epsilon), moments


def _over_root(numerator: Vector, squares: Vector, epsilon: float) -> Vector:
    """numerator/(√squares + ε); 0 where the divisor is 0, which only ε = 0 leaves to happen."""
    root = np.sqrt(squares)
    if epsilon:
        return np.asarray(numerator / (root + epsilon))
    return np.divide(numerator, root, out=np.zeros_like(root), where=root != 0.0)


def _quotient(numerator: str, squares: str, epsilon: float) -> str:
    """The same as text; `ratio` is the quotient that is 0 where its divisor is 0."""
    if epsilon:
        return f"{numerator}/(sqrt({squares}) + epsilon)"
    return f"ratio({numerator}, sqrt({squares}))"


def _one_less_power(beta: float, number: int) -> float:
    """1 − βᵏ, free of cancellation for β near 1."""
    return 1.0 - beta**number if beta < _NEARLY_ONE else -math.expm1(number * math.log(beta))


_NEARLY_ONE = 0.9999
"""The share β from which on 1 − βᵏ would lose more than four of its sixteen digits."""


def _correction(name: str, beta: float) -> str:
    """1 − βᵏ as text."""
    return f"(1 - {name}**step)" if beta < _NEARLY_ONE else f"(-expm1(step*log({name})))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adam(_MomentEstimating):
    """update = −η·m̂/(√v̂ + ε).

    m̂ and v̂ are the corrected first and second moments of g: see `formulas`. As torch.optim.Adam; Kingma &
    Ba, "Adam: a method for stochastic optimization" (2015), algorithm 1.
    """

    name: ClassVar[str] = "adam"
    torch: ClassVar[TorchOptimizer | None] = TorchOptimizer(
        "Adam(parameters, lr=learning_rate, betas=({beta1!r}, {beta2!r}), eps={epsilon!r}{decay})",
        ("exp_avg", "exp_avg_sq"),
        counts_steps=True,
    )

    def update(
        self, theta: Vector, gradient: Vector, state: Matrix, learning_rate: float, number: int
    ) -> tuple[Vector, Matrix]:
        direction, moments = self._direction(self._with_decay(theta, gradient), state, number)
        return direction * -learning_rate, moments

    @property
    def formulas(self) -> Formulas:
        direction = _quotient("corrected_first", "corrected_second", self.epsilon)
        return self._after_decay(
            *self._moments_as_text(),
            ("update", f"-learning_rate*{direction if self.epsilon == 0.0 else f'({direction})'}"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AdamW(_MomentEstimating):
    """update = −η·(m̂/(√v̂ + ε) + λ·θ).

    Adam with the weight decay decoupled: λ·θ joins the update and not the gradient, so the moments do not see
    it. As torch.optim.AdamW; Loshchilov & Hutter, "Decoupled weight decay regularization" (2019).
    """

    name: ClassVar[str] = "adamw"
    torch: ClassVar[TorchOptimizer | None] = TorchOptimizer(
        "AdamW(parameters, lr=learning_rate, betas=({beta1!r}, {beta2!r}), eps={epsilon!r}, "
        "weight_decay={weight_decay!r})",
        ("exp_avg", "exp_avg_sq"),
        counts_steps=True,
    )

    weight_decay: float = 0.01

    def update(
        self, theta: Vector, gradient: Vector, state: Matrix, learning_rate: float, number: int
    ) -> tuple[Vector, Matrix]:
        direction, moments = self._direction(gradient, state, number)
        return self._with_decay(theta, direction) * -learning_rate, moments

    @property
    def formulas(self) -> Formulas:
        direction = _quotient("corrected_first", "corrected_second", self.epsilon)
        if self.weight_decay:
            direction += " + weight_decay*parameter"
        bare = self.epsilon == 0.0 and not self.weight_decay
        return (
            *self._moments_as_text(),
            ("update", f"-learning_rate*{direction if bare else f'({direction})'}"),
        )


OPTIMIZERS: dict[str, type[Optimizer]] = {
    kind.name: kind for kind in (Sgd, Momentum, Nesterov, Adagrad, RMSprop, Adam, AdamW)
}
"""The optimizers by name. The scenario format, the exports and the glossary read this table."""


def _check(key: str, value: float) -> None:
    """Raise ValueError for a hyperparameter outside its range."""
    if key in ("weight_decay", "epsilon"):
        accepted, remedy = 0.0 <= value < math.inf, "0 or a positive number"
    else:
        accepted, remedy = 0.0 <= value < 1.0, "at least 0 and less than 1"
    if not accepted:
        raise ValueError(f"{key} is {value!r}; it must be {remedy}")
