"""Parts for updates: optimizers and learning-rate schedules, each with its own keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_type_hints

from pydantic import Field, create_model, model_validator

from engine.descent.optimizers import OPTIMIZERS
from engine.descent.schedules import SCHEDULES
from scenarios.fields import Count, NameIn, NotNegative, Positive, Share, TableChoice

Kind = TypeVar("Kind", bound=TableChoice)


class Optimizer(TableChoice):
    """Any optimizer of the engine's table, with the keys that all have."""

    common: ClassVar[frozenset[str]] = frozenset({"learning_rate", "weight_decay_bias"})
    default = "sgd"

    learning_rate: Positive = Field(
        0.01, description="η: an update is −η times the gradient, or times what the optimizer makes of it."
    )
    weight_decay: NotNegative = Field(
        0.0, description="λ: pulls every parameter towards 0, by adding λ·θ to the gradient (L2)."
    )
    weight_decay_bias: bool = Field(True, description="Whether the weight decay also pulls biases.")

    @classmethod
    def kinds(cls) -> Mapping[str, type[Optimizer]]:
        return _parts(Optimizer, _OPTIMIZER_PARTS, OPTIMIZERS)


class Sgd(Optimizer):
    """update = −η·g."""

    called = "sgd"
    name: Literal["sgd"] = Field("sgd", description="Gradient descent, against the gradient.")


class Momentum(Optimizer):
    """v ← μ·v + g, update = −η·v."""

    called = "momentum"
    name: Literal["momentum"] = Field(description="Gradient descent that keeps some of its velocity.")
    momentum: Share = Field(0.9, description="μ: the share of the velocity that stays.")


class Nesterov(Optimizer):
    """v ← μ·v + g, update = −η·(g + μ·v)."""

    called = "nesterov"
    name: Literal["nesterov"] = Field(description="Momentum that looks one velocity ahead.")
    momentum: Share = Field(0.9, description="μ: the share of the velocity that stays.")


class Adagrad(Optimizer):
    """s ← s + g², update = −η·g/(√s + ε)."""

    called = "adagrad"
    name: Literal["adagrad"] = Field(
        description="Each parameter's step shrinks with the sum of its squared gradients."
    )
    epsilon: NotNegative = Field(
        1e-10, description="ε: added to √s, which bounds the steps where s is small."
    )


class Rmsprop(Optimizer):
    """s ← ρ·s + (1 − ρ)·g², update = −η·g/(√s + ε)."""

    called = "rmsprop"
    name: Literal["rmsprop"] = Field(
        description="Each parameter's step shrinks with the mean of its squared gradients."
    )
    rho: Share = Field(0.99, description="ρ: the share of the mean square that stays.")
    epsilon: NotNegative = Field(1e-8, description="ε: added to √s, which bounds the steps where s is small.")


class _Moments(Optimizer):
    beta1: Share = Field(0.9, description="β₁: the share of the mean gradient that stays.")
    beta2: Share = Field(0.999, description="β₂: the share of the mean squared gradient that stays.")
    epsilon: NotNegative = Field(1e-8, description="ε: added to √v̂, which bounds the steps where v̂ is small.")


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


_OPTIMIZER_PARTS: tuple[type[Optimizer], ...] = (Sgd, Momentum, Nesterov, Adagrad, Rmsprop, Adam, AdamW)


class Schedule(TableChoice):
    """Any schedule of the engine's table."""

    default = "constant"

    @classmethod
    def kinds(cls) -> Mapping[str, type[Schedule]]:
        return _parts(Schedule, _SCHEDULE_PARTS, SCHEDULES)


class ConstantRate(Schedule):
    """η_t = η."""

    called = "constant"
    name: Literal["constant"] = Field("constant", description="η stays what it is.")


class StepRate(Schedule):
    """η_t = η·factor^⌊t/every⌋."""

    called = "step"
    name: Literal["step"] = Field(description="η is multiplied by `factor` every so many steps.")
    every: Count = Field(description="How many steps go with the same η.")
    factor: Positive = Field(0.1, description="What η is multiplied by then.")


class ExponentialRate(Schedule):
    """η_t = η·factor^t."""

    called = "exponential"
    name: Literal["exponential"] = Field(description="η is multiplied by `factor` after each step.")
    factor: Positive = Field(0.99, description="What η is multiplied by after each step.")


class InverseTimeRate(Schedule):
    """η_t = η/(1 + decay·t)."""

    called = "inverse_time"
    name: Literal["inverse_time"] = Field(description="η is divided by 1 + decay·(steps taken).")
    decay: NotNegative = Field(0.01, description="After 1/decay steps η is half of what it was.")


class CosineRate(Schedule):
    """η_t falls along half a cosine wave."""

    called = "cosine"
    name: Literal["cosine"] = Field(description="η falls along half a cosine wave.")
    steps: Count | None = Field(None, description="How many steps the way takes; default: the whole run.")
    minimum: NotNegative = Field(0.0, description="η at the end of the way.")


class LinearWarmupRate(Schedule):
    """η_t = η·min(1, (t + 1)/steps)."""

    called = "linear_warmup"
    name: Literal["linear_warmup"] = Field(description="η grows evenly from η/steps, and then stays.")
    steps: Count = Field(10, description="The first step that goes with the whole η.")


_SCHEDULE_PARTS: tuple[type[Schedule], ...] = (
    ConstantRate,
    StepRate,
    ExponentialRate,
    InverseTimeRate,
    CosineRate,
    LinearWarmupRate,
)


def _parts(
    base: type[Kind], written: tuple[type[Kind], ...], table: Mapping[str, type[Any]]
) -> Mapping[str, type[Kind]]:
    """The part of each name in a table: the one written here, or else one made from the engine's class."""
    by_name = {part.called: part for part in written}
    return {name: by_name.get(name) or _part_from(base, kind) for name, kind in table.items()}


_made: dict[type[Any], type[Any]] = {}
"""The parts made so far, by the engine's class."""


def _part_from(base: type[Kind], kind: type[Any]) -> type[Kind]:
    """The part of an engine class that has none here: its keys are the dataclass fields of the class.

    Ranges are checked by the class itself, which raises ValueError.
    """
    if kind not in _made:
        _made[kind] = _made_from(base, kind)
    return _made[kind]


def _made_from(base: type[Kind], kind: type[Any]) -> type[Any]:
    name, summary = kind.name, (kind.__doc__ or kind.name).strip().splitlines()[0]
    types = get_type_hints(kind)
    keys: dict[str, Any] = {
        field.name: (types[field.name], Field(... if field.default is MISSING else field.default))
        for field in fields(kind)
        if field.name not in base.model_fields or base.model_fields[field.name].default != field.default
    }
    keys["name"] = (Annotated[str, NameIn({name: kind})], Field(name, description=summary))

    def checked(part: Kind) -> Kind:
        kind(**part.settings())
        return part

    validators: dict[str, Any] = {"checked": model_validator(mode="after")(checked)}
    named = type(kind.__name__, (base,), {"__module__": __name__, "__doc__": summary, "called": name})
    return create_model(
        kind.__name__, __base__=named, __doc__=summary, __module__=__name__, __validators__=validators, **keys
    )
