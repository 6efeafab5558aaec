"""From a checked scenario to runs that can be trained: objective, initial parameters and settings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.descent.optimizers import OPTIMIZERS, Optimizer
from engine.descent.sampling import Sampler
from engine.descent.schedules import SCHEDULES, Schedule
from engine.descent.stopping import Stopping
from engine.descent.training import Training
from engine.objectives.function import Function
from engine.objectives.initial import initial_parameters, pinned
from engine.objectives.losses import Loss
from engine.objectives.network import Layer, Network
from engine.objectives.parameters import Parameters
from engine.types import NO_ROWS, Mask, Vector
from scenarios.dataset import Dataset
from scenarios.errors import Key
from scenarios.faults import Fault, Faulty
from scenarios.format import FunctionScenario, NetworkScenario
from scenarios.format_network import NetworkPart, PinnedStart
from scenarios.format_training import Stop
from scenarios.format_updates import Optimizer as OptimizerPart
from scenarios.format_updates import Schedule as SchedulePart
from scenarios.language import parsed
from scenarios.names import biases_of
from scenarios.variants import Variant
from scenarios.wording import plain

if TYPE_CHECKING:
    from scenarios.loading import Loaded

_START_STREAM = 1
"""Parameters are drawn with the seed [seed, 0, 1]; epochs with [seed, epoch], the split of rows with [seed, 0]."""


class RunSpec(NamedTuple):
    """One run of a scenario."""

    label: str | None
    """The label of a compared run; None for the scenario's own run."""
    training: Training


def build(loaded: Loaded) -> tuple[RunSpec, ...]:
    """The runs of a scenario, its own first.

    Raises:
        ScenarioError: the loss at the start of a run is not finite.
    """
    try:
        return tuple(RunSpec(variant.label, training_of(variant)) for variant in loaded.variants)
    except Faulty as error:
        raise loaded.error_of(error) from error


def training_of(variant: Variant) -> Training:
    """The complete definition of one run.

    Raises:
        Faulty: the loss at the start is not finite.
    """
    scenario = variant.scenario
    if isinstance(scenario, NetworkScenario):
        assert variant.dataset is not None
        training = _network_training(scenario, variant.dataset)
    else:
        assert variant.function is not None
        training = _function_training(scenario, variant.function)
    _check_start(training, variant.label)
    return training


def _function_training(scenario: FunctionScenario, function: Function) -> Training:
    settings = scenario.training
    return Training(
        objective=function,
        start=np.array([scenario.function.start[name] for name in function.variables]),
        optimizer=_optimizer(settings.optimizer),
        learning_rate=settings.optimizer.learning_rate,
        schedule=_schedule(settings.schedule, settings.steps),
        steps=settings.steps,
        frozen=_frozen(settings.frozen, function.parameters),
        stopping=_stopping(settings.stop),
    )


def _network_training(scenario: NetworkScenario, dataset: Dataset) -> Training:
    part, settings, loss = scenario.network, scenario.training, scenario.loss
    biases = biases_of(part)
    network = Network(
        dataset.input_names,
        dataset.target_names,
        dataset.inputs,
        dataset.targets,
        [Layer(layer.units, layer.activation, bias) for layer, bias in zip(part.layers, biases, strict=True)],
        Loss(loss.name, loss.scale, loss.over_outputs, loss.over_rows),
        training_rows=dataset.training_rows,
        row_numbers=dataset.row_numbers,
        input_standardization=dataset.input_standardization,
        target_standardization=dataset.target_standardization,
    )
    batch = None if settings.batch_size == "all" else settings.batch_size
    sampler = Sampler(dataset.training_rows, batch, settings.order, settings.seed)
    steps = settings.epochs * sampler.steps_per_epoch
    return Training(
        objective=network,
        start=_start(part, biases, len(dataset.input_names), settings.seed),
        optimizer=_optimizer(settings.optimizer),
        learning_rate=settings.optimizer.learning_rate,
        schedule=_schedule(settings.schedule, steps),
        steps=steps,
        sampler=sampler,
        frozen=_frozen(settings.frozen, network.parameters),
        undecayed=_undecayed(settings.optimizer, network),
        stopping=_stopping(settings.stop),
    )


def _start(part: NetworkPart, biases: list[bool], inputs: int, seed: int) -> Vector:
    """θ before the first step."""
    initial = part.initial
    units = [layer.units for layer in part.layers]
    if isinstance(initial, PinnedStart):
        given = initial.biases or tuple(
            (0.0,) * n if bias else () for n, bias in zip(units, biases, strict=True)
        )
        return pinned(initial.weights, given)
    shapes = list(zip([inputs, *units[:-1]], units, strict=True))
    rng = np.random.default_rng([seed, 0, _START_STREAM])
    return initial_parameters(shapes, biases, initial.method, rng, bias=initial.bias, **initial.settings())


def _optimizer(part: OptimizerPart) -> Optimizer:
    return OPTIMIZERS[part.called](**part.settings())


def _undecayed(part: OptimizerPart, network: Network) -> Mask | None:
    """The biases, if the weight decay spares them; None if it pulls every parameter, or none."""
    if part.weight_decay_bias or not part.weight_decay:
        return None
    mask = np.zeros(len(network.parameters), dtype=np.bool_)
    for block in network.blocks:
        mask[block.biases : block.end] = True
    return mask if mask.any() else None


def _schedule(part: SchedulePart, steps: int) -> Schedule:
    kind, settings = SCHEDULES[part.called], dict(part.settings())
    if any(field.name == "steps" for field in fields(kind)):
        settings.setdefault("steps", steps)
    return kind(**settings)


def _stopping(part: Stop | None) -> Stopping | None:
    if part is None:
        return None
    settings = part.model_dump(exclude={"when"})
    return Stopping(**settings, when=parsed(part.when) if part.when is not None else None)


def _frozen(patterns: Iterable[str], parameters: Parameters) -> Mask | None:
    """The parameters that match any of the patterns; None if there are no patterns."""
    mask: Mask | None = None
    for pattern in patterns:
        matching = parameters.matching(pattern)
        mask = matching if mask is None else mask | matching
    return mask


def _check_start(training: Training, label: str | None) -> None:
    """Raise Faulty if the loss of the first step is not finite."""
    rows = training.sampler.rows_of(1) if training.sampler else NO_ROWS
    loss = training.objective.loss(training.start, rows)
    if isfinite(loss):
        return
    key: Key = ("network", "initial")
    remedy = "smaller numbers"
    if isinstance(training.objective, Function):
        key, remedy = ("function", "start"), "another start"
    run = "" if label is None else f" in the run {plain(label)}"
    message = f"the loss at the start is {loss}{run}, so the run cannot start; give {remedy}"
    raise Faulty([Fault(key, message)])
