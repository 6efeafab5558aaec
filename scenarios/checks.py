"""Checks of a scenario's parts against each other, before any data is read."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from engine.objectives.function import Function
from engine.objectives.losses import LOSSES
from engine.objectives.tokens import ExpressionError
from scenarios.errors import Key
from scenarios.faults import Fault, Faulty, repeated
from scenarios.format import FunctionScenario, NetworkScenario, Scenario
from scenarios.format_network import LayerPart, PinnedStart, UniformStart
from scenarios.format_playback import Ask, Cue
from scenarios.format_training import Stop
from scenarios.language import located
from scenarios.names import biases_of
from scenarios.wording import counted, described, listed, plain, suggestion


def faults_within(scenario: Scenario) -> Iterator[Fault]:
    """The contradictions within a scenario."""
    if isinstance(scenario, NetworkScenario):
        yield from _layer_faults(scenario)
        yield from _standardization_faults(scenario)
        yield from _initial_faults(scenario)
    else:
        yield from _domain_faults(scenario)
        if "weight_decay_bias" in scenario.training.optimizer.model_fields_set:
            key: Key = ("training", "optimizer", "weight_decay_bias")
            yield Fault(key, "a function has no biases; leave this out")
        if scenario.training.stop is not None and scenario.training.stop.per == "epoch":
            yield Fault(
                ("training", "stop", "per"), 'a function has no epochs; leave this out, or give "step"'
            )
    stop = scenario.training.stop
    if stop is not None and not stop.model_fields_set - {"patience", "per"}:
        criteria = listed(key for key in Stop.model_fields if key not in ("patience", "per"))
        yield Fault(("training", "stop"), f"no criterion is given; give {criteria}, or leave the table out")
    labels = [compare.label for compare in scenario.compare]
    yield from repeated(labels, ("compare",), ("label",))
    for index, cue in enumerate(scenario.cue):
        yield from _cue_faults(cue, ("cue", index), isinstance(scenario, FunctionScenario))


def function_of(scenario: FunctionScenario) -> Function:
    """The objective of a function scenario.

    Raises:
        Faulty: a text or name is invalid.
    """
    part = scenario.function
    try:
        return Function(part.expression, part.where, tuple(part.start))
    except ExpressionError as error:
        key: Key = tuple(str(error.entry).split(".", 2))
        text = part.where.get(str(key[-1]), part.expression)
        message = plain(error.message, 300) if error.column == 1 else located(error, text)
        raise Faulty([Fault(key, message)]) from error


def _layer_faults(scenario: NetworkScenario) -> Iterator[Fault]:
    layers, loss = scenario.network.layers, scenario.loss.name
    for index, layer in enumerate(layers[:-1]):
        if layer.activation == "softmax":
            yield Fault(("network", "layers", index, "activation"), "softmax can only be in the last layer")
    last: LayerPart = layers[-1]
    key: Key = ("network", "layers", len(layers) - 1)
    needed = LOSSES[loss].fused_with
    if needed and last.activation != needed:
        yield Fault((*key, "activation"), f"the loss {loss} needs {needed} here, got {last.activation}")
    if last.activation == "softmax" and needed != "softmax":
        with_softmax = listed(name for name, rule in LOSSES.items() if rule.fused_with == "softmax")
        yield Fault((*key, "activation"), f"softmax goes with the loss {with_softmax} only, got {loss}")
    if needed == "softmax" and last.units < 2:
        yield Fault((*key, "units"), f"{loss} needs a unit for each class, so at least 2, got 1")


def _standardization_faults(scenario: NetworkScenario) -> Iterator[Fault]:
    """Standardized targets, which are partly negative, with a loss whose targets are probabilities."""
    loss = scenario.loss.name
    if scenario.data.standardize_targets and LOSSES[loss].targets != "any":
        free = listed(name for name, rule in LOSSES.items() if rule.targets == "any")
        message = (
            f"{loss} needs targets from 0 to 1, which standardized targets are not; leave this out, or use the "
            f"loss {free}"
        )
        yield Fault(("data", "standardize_targets"), message)


def _initial_faults(scenario: NetworkScenario) -> Iterator[Fault]:
    initial, layers = scenario.network.initial, scenario.network.layers
    if isinstance(initial, UniformStart) and initial.low > initial.high:
        yield Fault(
            ("network", "initial", "low"), f"{initial.low!r} is above high, which is {initial.high!r}"
        )
    elif isinstance(initial, UniformStart) and not isfinite(initial.high - initial.low):
        message = (
            f"from {initial.low!r} to {initial.high!r} is further than the greatest number; give numbers "
            "that are less far apart"
        )
        yield Fault(("network", "initial", "low"), message)
    if not isinstance(initial, PinnedStart):
        return
    for name in ("weights", "biases"):
        given = getattr(initial, name)
        if given is not None and len(given) != len(layers):
            expected = counted(len(layers), "entry", "entries")
            message = f"expected {expected}, one for each layer, got {len(given)}"
            yield Fault(("network", "initial", name), message)
    sizes = [
        layer.units if biased else 0
        for layer, biased in zip(layers, biases_of(scenario.network), strict=True)
    ]
    for index, (biases, size) in enumerate(zip(initial.biases or (), sizes, strict=False)):
        if len(biases) != size:
            expected = (
                f"{counted(size, 'number')}, one for each unit" if size else "none, since it has no biases"
            )
            message = f"layer {index + 1}: expected {expected}, got {len(biases)}"
            yield Fault(("network", "initial", "biases", index), message)


def _domain_faults(scenario: FunctionScenario) -> Iterator[Fault]:
    part = scenario.function
    for name in part.domain:
        if name not in part.start:
            message = f"there is no variable {plain(name)} in function.start{suggestion(name, part.start)}"
            yield Fault(("function", "domain", name), message)


def _cue_faults(cue: Cue, key: Key, of_function: bool) -> Iterator[Fault]:
    """The contradictions within one cue."""
    times = [name for name in ("at", "step", "when") if getattr(cue, name) is not None]
    if not times:
        yield Fault(key, 'no moment is given; give at, step or when, such as at = "start"')
    for extra in times[1:]:
        yield Fault((*key, extra), f"{times[0]} is given already; give one of at, step and when")
    if not cue.model_fields_set - {"at", "step", "when"}:
        yield Fault(key, "nothing happens; give say, focus, pause, set, knob or ask")
    moment = cue.at
    if moment is not None and not isinstance(moment, str):
        if of_function and (moment.epoch is not None or moment.row is not None):
            yield Fault((*key, "at"), "a function has no epochs and rows; give a step: { step = 1 }")
        elif moment.step is not None and (moment.epoch is not None or moment.row is not None):
            yield Fault((*key, "at"), "give an epoch and a row, or a step, not both")
        elif moment.epoch is None and moment.step is None:
            yield Fault((*key, "at"), "give an epoch, and perhaps a row, or else a step")
    if cue.ask is not None and cue.ask.choices is not None:
        yield from _choice_faults(cue.ask, cue.ask.choices, (*key, "ask"))


def _choice_faults(ask: Ask, choices: tuple[str, ...], key: Key) -> Iterator[Fault]:
    """The contradictions within a multiple-choice question."""
    yield from repeated(choices, (*key, "choices"))
    if ask.tolerance is not None:
        yield Fault((*key, "tolerance"), "a tolerance is for typed numbers; with choices, leave it out")
    if not isinstance(ask.answer, int) or not 1 <= ask.answer <= len(choices):
        message = f"expected which of the choices is right, a number from 1 to {len(choices)}, "
        yield Fault((*key, "answer"), f"{message}got {described(ask.answer)}")
