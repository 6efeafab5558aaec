"""A recorded step of package prediction against the same step in other ways, all in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median

from benchmarks import plain_loop, scalar_engine, torch_loop
from benchmarks.measuring import Budget, Measurement, by_turns, cpu_seconds, ratios
from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.objectives.network import Network
from scenarios.building import build
from scenarios.loading import load

EPOCH_LOSSES = (
    26.345577666415263,
    19.85942891863526,
    10.881602572213675,
    3.777037799271362,
    1.223804496951285,
    0.8860544873038916,
    0.9037980809999199,
    0.9126959329820745,
    0.9022607000454246,
    0.8845704163881786,
)
"""Of the first ten epochs: derived analytically and by complex-step differentiation, in float64."""

_EPOCHS = 250

Train = Callable[[int], list[float]]
"""Trains for so many epochs from the start; the epoch losses."""


class Disagreement(Exception):
    """Two ways that are to do the same work do not."""


def measure(quick: bool) -> Iterator[Measurement]:
    """The engine against each of the others, as ratios of processor time."""
    reports = ways_to_train(build(load("package-prediction"))[0].training)
    for name, train in reports.items():
        check(name, train(len(EPOCH_LOSSES)))
    tasks = {name: cpu_seconds(_run(train)) for name, train in reports.items()}
    times = by_turns(tasks, rounds=7 if quick else 41)
    engine = times["engine"]
    steps = _EPOCHS * 4

    def micros(name: str) -> str:
        return f"{1e6 * median(times[name]) / steps:.1f} µs"

    yield Measurement(
        "recorded engine step, against a plain NumPy loop",
        Budget(1.0, "×"),
        ratios(engine, times["plain loop"]),
        f"{micros('engine')} a step against {micros('plain loop')}",
    )
    for name, told, limit in ("scalar engine", "a scalar engine", 4.0), ("PyTorch", "PyTorch, eager", 12.0):
        what, budget = f"… times faster than {told}", Budget(limit, "×", at_least=True)
        if name in times:
            yield Measurement(what, budget, ratios(times[name], engine), f"which takes {micros(name)} a step")
        else:
            yield Measurement(what, budget, note="torch is not installed")


def ways_to_train(training: Training) -> dict[str, Train]:
    """The ways that can be had here to train package prediction for any number of epochs."""
    network = training.objective
    assert isinstance(network, Network)
    inputs, targets, rate = network.inputs, network.targets, training.learning_rate
    rows, answers = inputs.tolist(), targets[:, 0].tolist()

    def recorded(epochs: int) -> list[float]:
        timeline = Timeline(replace(training, steps=epochs * training.steps_per_epoch))
        timeline.advance(epochs * training.steps_per_epoch)
        losses: list[float] = timeline.branch.epoch_losses.array.tolist()
        return losses

    reports: dict[str, Train] = {
        "engine": recorded,
        "plain loop": lambda epochs: plain_loop.train(inputs, targets, epochs, rate),
        "scalar engine": lambda epochs: scalar_engine.train(rows, answers, epochs, rate),
    }
    if torch_loop.installed():
        reports["PyTorch"] = lambda epochs: torch_loop.train(inputs, targets, epochs, rate)
    return reports


def check(name: str, losses: list[float]) -> None:
    """See that a way comes to the known epoch losses, within 10⁻¹².

    Raises:
        Disagreement: it does not.
    """
    for epoch, (known, loss) in enumerate(zip(EPOCH_LOSSES, losses, strict=True), 1):
        if not abs(loss - known) <= 1e-12:
            raise Disagreement(f"{name}: the loss of epoch {epoch} is {loss!r}, not {known!r}")


def _run(train: Train) -> Callable[[], object]:
    return lambda: train(_EPOCHS)
