"""Parts for training: length, rows, updates, and stopping criteria."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from scenarios.fields import MAX_COUNT, Array, Count, NotNegative, Part, Positive, Seed, Written
from scenarios.format_updates import ConstantRate, Optimizer, Schedule, Sgd
from scenarios.language import Condition
from scenarios.wording import described


def _batch_size(value: object) -> object:
    if value == "all":
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_COUNT:
        return value
    raise ValueError(f'expected a whole number from 1 to {MAX_COUNT:,}, or "all", got {described(value)}')


class Stop(Part):
    """The run has converged once any of these has held for `patience` steps, or epochs, in a row."""

    gradient_norm: Positive | None = Field(None, description="The length of the gradient is at most this.")
    update_norm: Positive | None = Field(None, description="The length of the update is at most this.")
    loss_change: NotNegative | None = Field(
        None, description="The loss differs from the step before by at most this."
    )
    loss_below: float | None = Field(None, description="The loss is below this.")
    when: Condition | None = Field(
        None, description='A condition on the step, such as "abs(parameter.x) < 0.01 and loss < 1".'
    )
    patience: Count = Field(1, description="For how many steps, or epochs, in a row it must hold.")
    per: Literal["step", "epoch"] = Field(
        "step",
        description="When it is checked: after each step, or at the end of each epoch by the mean loss of its rows.",
    )


class _Training(Part):
    frozen: Annotated[Array[Written], Field(max_length=1000)] = Field(
        (), description='Parameters that no update changes: names, or patterns such as "b*".'
    )
    optimizer: Optimizer = Field(Sgd(), description="How a gradient becomes an update; default: sgd.")
    schedule: Schedule = Field(
        ConstantRate(), description="How η changes with the steps; default: it does not."
    )
    stop: Stop | None = Field(None, description="When to end early; default: the run takes all its steps.")


class NetworkTraining(_Training):
    """How a network trains on its rows."""

    called = "a network scenario"

    epochs: Count = Field(1, description="How many times the training goes through the rows.")
    batch_size: Annotated[int | Literal["all"], BeforeValidator(_batch_size)] = Field(
        1, description='How many rows make up one step: a number, or "all".'
    )
    order: Literal["sequential", "shuffle", "random"] = Field(
        "sequential",
        description="In which order rows come: as they stand, shuffled anew each epoch, or drawn at random "
        "(some rows twice, some not at all).",
    )
    seed: Seed = Field(0, description="The start of all random numbers of the run.")


class FunctionTraining(_Training):
    """How a function descends."""

    called = "a function scenario"

    steps: Count = Field(20, description="How many steps the run takes.")
