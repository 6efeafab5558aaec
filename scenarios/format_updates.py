"""How parameters are updated: the optimizers and the learning rate's schedules, each with the keys it has."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, Tag

from scenarios.fields import Choice, Count, NotNegative, Positive, Share, chosen_by


class _Optimizer(Choice):
    common: ClassVar[frozenset[str]] = frozenset({"learning_rate"})

    learning_rate: Positive = Field(0.01, description="η: what the update is multiplied by.")
    weight_decay: NotNegative = Field(
        0.0, description="λ: pulls every parameter towards 0, by adding λ·θ to the gradient (L2)."
    )


class Sgd(_Optimizer):
    """update = −η·g."""

    called = "sgd"
    name: Literal["sgd"] = Field("sgd", description="Gradient descent, against the gradient.")


class Momentum(_Optimizer):
    """v ← μ·v + g, update = −η·v."""

    called = "momentum"
    name: Literal["momentum"] = Field(description="Gradient descent that keeps some of its velocity.")
    momentum: Share = Field(0.9, description="μ: the share of the velocity that stays.")


class Nesterov(_Optimizer):
    """v ← μ·v + g, update = −η·(g + μ·v)."""

    called = "nesterov"
    name: Literal["nesterov"] = Field(description="Momentum that looks one velocity ahead.")
    momentum: Share = Field(0.9, description="μ: the share of the velocity that stays.")


class Adagrad(_Optimizer):
    """s ← s + g², update = −η·g/(√s + ε)."""

    called = "adagrad"
    name: Literal["adagrad"] = Field(
        description="Each parameter's step shrinks with the sum of its squared gradients."
    )
    epsilon: Positive = Field(1e-10, description="ε: added to √s, so that nothing is divided by 0.")


class Rmsprop(_Optimizer):
    """s ← ρ·s + (1 − ρ)·g², update = −η·g/(√s + ε)."""

    called = "rmsprop"
    name: Literal["rmsprop"] = Field(
        description="Each parameter's step shrinks with the mean of its squared gradients."
    )
    rho: Share = Field(0.99, description="ρ: the share of the mean square that stays.")
    epsilon: Positive = Field(1e-8, description="ε: added to √s, so that nothing is divided by 0.")


class _Moments(_Optimizer):
    beta1: Share = Field(0.9, description="β₁: the share of the mean gradient that stays.")
    beta2: Share = Field(0.999, description="β₂: the share of the mean squared gradient that stays.")
    epsilon: Positive = Field(1e-8, description="ε: added to √v̂, so that nothing is divided by 0.")


class Adam(_Moments):
    """update = −η·m̂/(√v̂ + ε)."""

    called = "adam"
    name: Literal["adam"] = Field(description="The mean gradient over the root of the mean squared gradient.")


class AdamW(_Moments):
    """update = −η·(m̂/(√v̂ + ε) + λ·θ)."""

    called = "adamw"
    name: Literal["adamw"] = Field(description="Adam, with the weight decay apart from the gradient.")
    weight_decay: NotNegative = Field(
        0.01, description="λ: pulls parameters towards 0, apart from the gradient."
    )


Optimizer = Annotated[
    Annotated[Sgd, Tag("<sgd>")]
    | Annotated[Momentum, Tag("<momentum>")]
    | Annotated[Nesterov, Tag("<nesterov>")]
    | Annotated[Adagrad, Tag("<adagrad>")]
    | Annotated[Rmsprop, Tag("<rmsprop>")]
    | Annotated[Adam, Tag("<adam>")]
    | Annotated[AdamW, Tag("<adamw>")],
    chosen_by("name", "sgd"),
]


class ConstantRate(Choice):
    """η_t = η."""

    called = "constant"
    name: Literal["constant"] = Field("constant", description="η stays what it is.")


class StepRate(Choice):
    """η_t = η·factor^⌊t/every⌋."""

    called = "step"
    name: Literal["step"] = Field(description="η is multiplied by `factor` every so many steps.")
    every: Count = Field(description="How many steps go with the same η.")
    factor: Positive = Field(0.1, description="What η is multiplied by then.")


class ExponentialRate(Choice):
    """η_t = η·factor^t."""

    called = "exponential"
    name: Literal["exponential"] = Field(description="η is multiplied by `factor` after each step.")
    factor: Positive = Field(0.99, description="What η is multiplied by after each step.")


class InverseTimeRate(Choice):
    """η_t = η/(1 + decay·t)."""

    called = "inverse_time"
    name: Literal["inverse_time"] = Field(description="η is divided by 1 + decay·(steps taken).")
    decay: NotNegative = Field(0.01, description="After 1/decay steps η is half of what it was.")


class CosineRate(Choice):
    """η_t falls along half a cosine wave."""

    called = "cosine"
    name: Literal["cosine"] = Field(description="η falls along half a cosine wave.")
    steps: Count | None = Field(None, description="How many steps the way takes; default: the whole run.")
    minimum: NotNegative = Field(0.0, description="η at the end of the way.")


class LinearWarmupRate(Choice):
    """η_t = η·min(1, (t + 1)/steps)."""

    called = "linear_warmup"
    name: Literal["linear_warmup"] = Field(description="η grows evenly from η/steps, and then stays.")
    steps: Count = Field(10, description="The first step that goes with the whole η.")


Schedule = Annotated[
    Annotated[ConstantRate, Tag("<constant>")]
    | Annotated[StepRate, Tag("<step>")]
    | Annotated[ExponentialRate, Tag("<exponential>")]
    | Annotated[InverseTimeRate, Tag("<inverse_time>")]
    | Annotated[CosineRate, Tag("<cosine>")]
    | Annotated[LinearWarmupRate, Tag("<linear_warmup>")],
    chosen_by("name", "constant"),
]
