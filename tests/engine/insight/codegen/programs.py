"""Exported programs, run in this process and compared with the engine; and random runs to export."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import numpy as np
from hypothesis import strategies as st

from engine.descent.branch import Branch
from engine.descent.optimizers import OPTIMIZERS, Optimizer
from engine.descent.schedules import (
    SCHEDULES,
    Constant,
    Cosine,
    Exponential,
    InverseTime,
    LinearWarmup,
    Schedule,
    StepDecay,
)
from engine.descent.stopping import Stopping
from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.objectives.activations import ACTIVATIONS
from engine.objectives.losses import LOSSES, Loss
from engine.objectives.network import Layer, Network
from engine.objectives.parsing import CONDITIONAL, parse
from engine.objectives.standardization import DIVISORS, Standardization
from engine.types import Vector
from tests.engine.builders import function_training, network_training


class Outcome(NamedTuple):
    """What a run comes to."""

    losses: list[float]
    parameters: Vector
    step: int
    stopped: str


def outcome_of(code: str) -> Outcome:
    """Run a program and return what it printed and came to."""
    output, names = io.StringIO(), dict[str, Any]()
    with redirect_stdout(output), np.errstate():
        exec(compile(code, "program", "exec"), names)  # noqa: S102
    *lines, ending = [
        line for line in output.getvalue().splitlines() if line.startswith(("step ", "stopped "))
    ]
    assert ending == f"stopped after step {names['step']}: {names['stopped']}"
    parameters = names["parameters"]
    parts = [part.tolist() for part in (parameters if isinstance(parameters, list) else [parameters])]
    theta = np.concatenate([np.ravel(part) for part in parts])
    return Outcome([float(line.split()[-1]) for line in lines], theta, names["step"], names["stopped"])


def outcome_from(branch: Branch, taken: int) -> Outcome:
    """What a run that has ended came to, without the losses of the first steps."""
    assert branch.ending is not None
    losses = branch.losses.array[taken:].tolist()
    return Outcome(losses, branch.state(branch.newest).theta, *branch.ending)


def finished_after(training: Training, taken: int) -> tuple[Branch, int]:
    """The training run to its end, and how many steps to take before the program begins: fewer than there are."""
    timeline = Timeline(training)
    timeline.go(training.steps)
    return timeline.branch, min(taken, timeline.newest - 1)


# Random runs


@st.composite
def optimizers(draw: st.DrawFn) -> Optimizer:
    """Any optimizer with its own hyperparameters or extreme ones, with weight decay or without."""
    kind = OPTIMIZERS[draw(st.sampled_from(sorted(OPTIMIZERS)))]
    extremes = {"epsilon": 0.0, "beta1": 0.0, "beta2": 1.0 - 1e-9, "momentum": 0.0, "rho": 0.0}
    known = {name: value for name, value in extremes.items() if name in kind().settings()}
    chosen = draw(st.sets(st.sampled_from(sorted(known)))) if known else set()
    return kind(
        weight_decay=draw(st.sampled_from([0.0, 0.01])), **{name: known[name] for name in sorted(chosen)}
    )


SCHEDULES_WITH_SETTINGS: list[Schedule] = [
    Constant(),
    StepDecay(every=3, factor=0.5),
    Exponential(factor=1.5),
    InverseTime(decay=0.1),
    Cosine(steps=7, minimum=0.001),
    LinearWarmup(steps=4),
]
"""Every schedule."""
assert [type(schedule) for schedule in SCHEDULES_WITH_SETTINGS] == [*SCHEDULES.values()]


def schedules() -> st.SearchStrategy[Schedule]:
    """Any schedule."""
    return st.sampled_from(SCHEDULES_WITH_SETTINGS)


def stoppings(
    conditions: list[str], scale: float, pers: Sequence[Literal["step", "epoch"]] = ("step",)
) -> st.SearchStrategy[Stopping]:
    """Stop criteria that are met now and then."""
    thresholds = st.none() | st.sampled_from([0.03, 0.3, 1.0, 3.0])
    return st.builds(
        lambda gradient, update, change, below, when, patience, per: Stopping(
            gradient,
            update and update / 10,
            change and change / 10,
            below and below * scale,
            when and parse(when, functions=CONDITIONAL),
            patience,
            per,
        ),
        thresholds,
        thresholds,
        thresholds,
        thresholds,
        st.none() | st.sampled_from(conditions),
        st.integers(1, 4),
        st.sampled_from(pers),
    )


NETWORK_CONDITIONS = [
    "epoch_loss < 0.3",
    "epoch_loss < 2 and epoch > 2",
    "row == 3 and step > 5",
    "1/loss > 4 or 1/(step - 1) < 0.1 and learning_rate < 1",
    "value.z1_2 > 0.5 and value.p < value.t0",
    "abs(gradient.w1_2_1) < 0.01 or sign(gradient.b2_1) < 0",
    "max(gradient.z1_1, gradient.a1_2, -gradient.a2_1) < 0.02",
    "parameter.w1_1_1 < new.w1_1_1 and not update.b2_1 > 0",
    "log(value.loss) + exp(value.a2_1) < min(0.5, pi)",
]
FUNCTION_CONDITIONS = [
    "1/(step - 1) < 0.1 or value.x < 0",
    "abs(gradient.q) < 0.5 and not update.y < 0",
    "parameter.x < new.x or value.loss**0.5 < 0.3",
    "sqrt(abs(value.q)) + tanh(gradient.y) < 0.2 and learning_rate > 0",
    "epoch_loss < 1 or epoch > 1 or row == 1",
]

FUNCTIONS: dict[str, dict[str, str]] = {
    "x**2 + q*y**2": {"q": "3"},
    "q**2 + sin(x)/y": {"q": "x - 3*y"},
    "sigmoid(q*x) + softplus(-y) + relu(q - y) + 0.1*x**2": {"q": "cos(x)*y", "unused": "x/0"},
    "sqrt(q) - log(x**2 + 1)": {"q": "1 + x**2 + y**2"},
    "exp(-x)*q + abs(y) + tanh(x*y) + tan(0.1*x)": {"q": "(x + pi)**2/2"},
    "q*(y + x**4) + e**(0.3*x)": {"q": "2*x"},
    "x**3": {"q": "x*y"},
    "q": {"q": "(x - 1)**2 + (y + 2)**2/10"},
}


@st.composite
def network_trainings(draw: st.DrawFn) -> Training:
    """A small network of any kind over a handful of rows."""
    cost = Loss(
        draw(st.sampled_from(sorted(LOSSES))),
        draw(st.sampled_from([1.0, 0.5])),
        draw(st.sampled_from(["mean", "sum"])),
        draw(st.sampled_from(["mean", "sum"])),
    )
    hidden = draw(st.sampled_from([name for name in ACTIVATIONS if name != "softmax"]))
    output = cost.rule.fused_with or draw(st.sampled_from(["linear", "tanh", "relu", "softplus"]))
    outputs = draw(st.integers(2, 3))
    count = draw(st.integers(1, 7))
    training_rows = max(1, count - draw(st.integers(0, 2)))
    rng = np.random.default_rng(draw(st.integers(0, 10)))
    inputs, targets = rng.uniform(-2.0, 2.0, size=(count, 2)), rng.uniform(0.1, 0.9, size=(count, outputs))
    targets /= targets.sum(axis=1, keepdims=True)
    bias = draw(st.booleans())
    layers = [Layer(3, hidden, bias), Layer(outputs, output)]
    size = 6 + 3 * bias + 4 * outputs
    training = network_training(
        np.hstack([inputs, targets]).tolist(),
        layers,
        rng.normal(scale=0.7, size=size),
        inputs=("p", "q"),
        targets=tuple(f"t{index}" for index in range(outputs)),
        cost=cost,
        training_rows=training_rows,
        optimizer=draw(optimizers()),
        schedule=draw(schedules()),
        learning_rate=draw(st.sampled_from([0.01, 0.1, 1.0, 1e4])),
        epochs=draw(st.integers(1, 8)),
        batch_size=draw(st.none() | st.integers(1, 4)),
        order=draw(st.sampled_from(["sequential", "shuffle", "random"])),
        seed=draw(st.integers(0, 3)),
        frozen=draw(st.none() | st.just(np.arange(size) % 3 == 0) | st.just(np.arange(size) < 6)),
        stopping=draw(st.none() | stoppings(NETWORK_CONDITIONS, 0.3, ("step", "epoch"))),
    )
    if draw(st.booleans()):
        names = training.objective.parameters.names
        training = replace(training, undecayed=np.array([name.startswith("b") for name in names]))
    standardize = draw(st.sampled_from(["none", *DIVISORS])) if training_rows > 1 else "none"
    if standardize != "none":
        training = standardized(training, standardize, cost.rule.targets == "any" and draw(st.booleans()))
    return training


def standardized(training: Training, divisor: str, with_targets: bool) -> Training:
    """The same training with standardized inputs, and targets where `with_targets` is true."""
    network = training.objective
    assert isinstance(network, Network)
    scale = Standardization.of(network.inputs, network.training_rows, divisor)
    target_scale = (
        Standardization.of(network.targets, network.training_rows, divisor) if with_targets else None
    )
    objective = Network(
        network.input_names,
        network.target_names,
        scale.values(),
        target_scale.values() if target_scale else network.targets,
        network.layers,
        network.cost,
        training_rows=network.training_rows,
        input_standardization=scale,
        target_standardization=target_scale,
    )
    return replace(training, objective=objective)


@st.composite
def function_trainings(draw: st.DrawFn) -> Training:
    """The descent of one of several functions of x and y."""
    expression = draw(st.sampled_from(sorted(FUNCTIONS)))
    return function_training(
        expression,
        {"x": draw(st.sampled_from([-1.5, 0.0, 2.0])), "y": draw(st.sampled_from([-1.0, 0.5]))},
        draw(st.sampled_from([0.01, 0.1, 1.0, 1e4])),
        where=FUNCTIONS[expression],
        steps=draw(st.integers(1, 25)),
        optimizer=draw(optimizers()),
        schedule=draw(schedules()),
        frozen=draw(st.none() | st.just(np.array([False, True]))),
        stopping=draw(st.none() | stoppings(FUNCTION_CONDITIONS, 1.0)),
    )
