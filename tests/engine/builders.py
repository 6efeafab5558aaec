"""Small trainings for the tests, and what it means that two steps are the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.descent.optimizers import Optimizer, Sgd
from engine.descent.sampling import Order, Sampler
from engine.descent.schedules import Constant, Schedule
from engine.descent.stopping import Stopping
from engine.descent.timeline import Timeline
from engine.descent.training import Step, Training
from engine.objectives.function import Function
from engine.objectives.losses import Loss
from engine.objectives.network import Layer, Network, NetworkEvaluation
from engine.types import Mask, Vector

Numbers = Sequence[float]

PACKAGE_ROWS = [[8, 8, 4], [7, 9, 5], [6, 10, 6], [5, 12, 7]]
"""cgpa, profile_score, lpa."""


def network_training(
    rows: Sequence[Numbers],
    layers: Sequence[Layer],
    theta: Numbers | Vector,
    *,
    inputs: Sequence[str] = ("x",),
    targets: Sequence[str] = ("y",),
    cost: Loss | None = None,
    training_rows: int | None = None,
    row_numbers: Sequence[int] | None = None,
    learning_rate: float = 0.1,
    optimizer: Optimizer | None = None,
    schedule: Schedule | None = None,
    epochs: int = 5,
    batch_size: int | None = 1,
    order: Order = "sequential",
    seed: int = 0,
    frozen: Mask | None = None,
    stopping: Stopping | None = None,
    undecayed: Mask | None = None,
) -> Training:
    """A network over rows whose first columns are its inputs and whose last ones are its targets."""
    data = np.array(rows, dtype=np.float64)
    network = Network(
        inputs,
        targets,
        np.ascontiguousarray(data[:, : len(inputs)]),
        np.ascontiguousarray(data[:, len(inputs) :]),
        layers,
        cost or Loss(),
        training_rows=training_rows,
        row_numbers=row_numbers,
    )
    sampler = Sampler(network.training_rows, batch_size, order, seed)
    return Training(
        network,
        np.array(theta, dtype=np.float64),
        optimizer or Sgd(),
        learning_rate,
        schedule or Constant(),
        epochs * sampler.steps_per_epoch,
        sampler,
        frozen,
        stopping,
        undecayed,
    )


def package_prediction(
    *,
    learning_rate: float = 0.001,
    epochs: int = 5,
    optimizer: Optimizer | None = None,
    batch_size: int | None = 1,
    order: Order = "sequential",
    cost: Loss | None = None,
    frozen: Mask | None = None,
    stopping: Stopping | None = None,
    training_rows: int | None = None,
) -> Training:
    """The 2-2-1 network of the project's own example: weights 0.1, biases 0."""
    return network_training(
        PACKAGE_ROWS,
        [Layer(2), Layer(1)],
        [0.1, 0.1, 0.1, 0.1, 0.0, 0.0, 0.1, 0.1, 0.0],
        inputs=("cgpa", "profile_score"),
        targets=("lpa",),
        learning_rate=learning_rate,
        epochs=epochs,
        optimizer=optimizer,
        batch_size=batch_size,
        order=order,
        cost=cost,
        frozen=frozen,
        stopping=stopping,
        training_rows=training_rows,
    )


def function_training(
    expression: str,
    start: Mapping[str, float],
    learning_rate: float,
    *,
    where: Mapping[str, str] | None = None,
    steps: int = 10,
    optimizer: Optimizer | None = None,
    schedule: Schedule | None = None,
    frozen: Mask | None = None,
    stopping: Stopping | None = None,
) -> Training:
    """The descent of an expression from `start`, whose keys are its variables."""
    return Training(
        Function(expression, where or {}, tuple(start)),
        np.array(list(start.values()), dtype=np.float64),
        optimizer or Sgd(),
        learning_rate,
        schedule or Constant(),
        steps,
        None,
        frozen,
        stopping,
    )


def finished(training: Training) -> Timeline:
    """The training run to its end."""
    timeline = Timeline(training)
    timeline.go(training.steps)
    assert timeline.ending is not None
    return timeline


def stepped(training: Training, number: int = 1) -> Step:
    """Step `number` of the training."""
    timeline = Timeline(training)
    assert timeline.go(number) == number
    return timeline.step()


def network_evaluation(step: Step) -> NetworkEvaluation:
    """What the step's network worked out."""
    assert isinstance(step.evaluation, NetworkEvaluation)
    return step.evaluation


def network_of(training: Training) -> Network:
    """The network that is trained."""
    assert isinstance(training.objective, Network)
    return training.objective


def parameters(training: Training, theta: Vector) -> dict[str, float]:
    """θ by its names."""
    return dict(zip(training.objective.parameters.names, theta.tolist(), strict=True))


def bits(step: Step) -> tuple[object, ...]:
    """Everything in a step, so that two steps compare equal only if they are the same to the last bit."""
    evaluation = step.evaluation
    values = evaluation.named_values()
    arrays = [step.theta, step.gradient, step.slots, step.update, *step.after]
    if isinstance(evaluation, NetworkEvaluation):
        arrays += [*evaluation.sums, *evaluation.activations, *evaluation.gradients_z]
    numbers = (step.loss, step.learning_rate, *values.values(), *evaluation.named_gradients().values())
    known = (step.number, step.epoch, tuple(step.rows.tolist()), tuple(values))
    return (*known, *map(float.hex, numbers), *(array.tobytes() for array in arrays))


def whole_run(timeline: Timeline) -> list[tuple[object, ...]]:
    """The bits of every step that has been taken."""
    return [bits(timeline.step(number)) for number in range(1, timeline.newest + 1)]
