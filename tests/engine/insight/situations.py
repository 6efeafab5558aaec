"""Situations that the program puts into words: small runs that fall, rise, diverge, stop, or are changed."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from engine.descent.optimizers import OPTIMIZERS, Optimizer
from engine.descent.schedules import Constant, Cosine, Exponential, Schedule
from engine.descent.stopping import Stopping
from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.objectives.parsing import CONDITIONAL, parse
from tests.engine.builders import function_training, package_prediction
from tests.engine.insight.story.test_step_story_truth import CASES, training_of

FUNCTIONS: list[tuple[str, dict[str, float]]] = [
    ("x**2", {"x": 1.5}),
    ("x**2", {"x": 0.0}),
    ("5*x**2 + y**2", {"x": 1.0, "y": -2.0}),
    ("x**2 - log(x)", {"x": 2.0}),
    ("sqrt(x)", {"x": 1.0}),
    ("sqrt(x**2 + y**2)", {"x": 0.0, "y": 0.0}),
    ("-x**2", {"x": 1.0}),
    ("x**3", {"x": 0.5}),
    ("sin(3*x) + 0.1*x**2", {"x": 2.0}),
    ("abs(x) + y**2", {"x": 0.3, "y": 1.0}),
    ("1/x + x", {"x": 0.5}),
    ("exp(x) - 2*x", {"x": 1.0}),
    ("x**2*y**2 + x", {"x": 1.0, "y": 2.0}),
    ("tanh(x) + 3", {"x": 40.0}),
    ("cos(x) + 2", {"x": 1e15}),
]
"""Functions with minima, without, with kinks, with ends of their domains, and with starts at which nothing moves."""

STEPS = 60
"""Steps of a situation at most."""


class Situation(NamedTuple):
    """What is random about a run, besides the model."""

    learning_rate: float
    optimizer: Optimizer
    schedule: Schedule
    stopping: Stopping | None
    frozen: bool
    change: tuple[int, float] | None
    """A step after which the learning rate is multiplied; None for an unchanged run."""


def _stopping(kind: str, limit: float, patience: int) -> Stopping | None:
    if kind == "none":
        return None
    if kind == "when":
        return Stopping(when=parse(f"loss < {limit}", functions=CONDITIONAL), patience=patience)
    if kind == "several":
        return Stopping(gradient_norm=limit, loss_below=limit, loss_change=limit, patience=patience)
    return Stopping(**{kind: limit}, patience=patience)  # type: ignore[arg-type]


OPTIMIZERS_TRIED = st.builds(
    lambda name, decay: OPTIMIZERS[name](weight_decay=decay),
    st.sampled_from(["sgd", "sgd", *OPTIMIZERS]),
    st.sampled_from([0.0, 0.0, 0.3]),
)

SITUATIONS = st.builds(
    Situation,
    st.sampled_from([1e-3, 0.05, 0.3, 0.5, 0.9, 1.1, 2.0, 30.0, 1e80]),
    OPTIMIZERS_TRIED,
    st.sampled_from(
        [Constant(), Constant(), Exponential(factor=1.3), Exponential(factor=0.8), Cosine(steps=20)]
    ),
    st.builds(
        _stopping,
        st.sampled_from(
            ["none", "none", "gradient_norm", "update_norm", "loss_change", "loss_below", "when", "several"]
        ),
        st.sampled_from([1e-6, 0.01, 0.5, 3.0]),
        st.sampled_from([1, 1, 2, 3]),
    ),
    st.booleans(),
    st.none() | st.tuples(st.integers(1, 8), st.sampled_from([0.1, 3.0, 50.0])),
)


def of_function(function: tuple[str, dict[str, float]], situation: Situation) -> Training:
    """The situation with a function."""
    expression, start = function
    return _with(function_training(expression, start, situation.learning_rate, steps=STEPS), situation)


MODELS = st.sampled_from(FUNCTIONS) | CASES | st.just(None)
"""A function, a random network, or the network of the project's own example."""


def training_in(model: object, situation: Situation) -> Training:
    """The situation with one of the models."""
    if model is None:
        return _with(package_prediction(epochs=STEPS // 4), situation)
    if isinstance(model, tuple) and isinstance(model[0], str):
        return of_function(model, situation)
    training = training_of(model)  # type: ignore[arg-type]
    return _with(replace(training, steps=min(STEPS, 12 * training.steps_per_epoch)), situation)


def _with(training: Training, situation: Situation) -> Training:
    mask = None
    if situation.frozen and len(training.start) > 1:
        mask = np.arange(len(training.start)) % 2 == 1
    return replace(
        training,
        learning_rate=situation.learning_rate,
        optimizer=situation.optimizer,
        schedule=situation.schedule,
        stopping=situation.stopping,
        frozen=mask,
    )


@np.errstate(all="ignore")
def run_of(training: Training, situation: Situation) -> Timeline:
    """The run to its end, with the change on the way."""
    timeline = Timeline(training)
    if situation.change is not None:
        step, factor = situation.change
        reached = timeline.go(step)
        if timeline.ending is None and reached == step:
            timeline.change(replace(training, learning_rate=training.learning_rate * factor))
    timeline.go(STEPS)
    return timeline
