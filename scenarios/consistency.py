"""Checks of a scenario's numbers, patterns, texts and cues against its network or function and its data."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from engine.objectives.expression import Node
from engine.objectives.function import Function
from engine.objectives.losses import LOSSES
from engine.objectives.parsing import check_names
from engine.objectives.patterns import PatternError, matcher
from engine.objectives.tokens import ExpressionError
from scenarios.class_labels import labels_in, proposal, texts_of_numbers
from scenarios.dataset import Dataset
from scenarios.errors import Key
from scenarios.faults import Fault
from scenarios.format import FunctionScenario, NetworkScenario, Scenario
from scenarios.format_network import PinnedStart
from scenarios.format_playback import Cue, CueMoment
from scenarios.language import Placeholder, located, parsed, pieces_of
from scenarios.limits import Usage
from scenarios.names import (
    MAX_NAMES_SEARCHED,
    KnownNames,
    names_of_function,
    names_of_network,
    parameter_names,
)
from scenarios.wording import counted, plain, suggestion


def network_faults(scenario: NetworkScenario, dataset: Dataset, usage: Usage) -> Iterator[Fault]:
    """The faults of a network scenario with respect to its layers and data."""
    network = scenario.network
    size = len(parameter_names(network, len(dataset.input_names)))
    units = sum(layer.units for layer in network.layers)
    for what, amount in (("parameters", size), ("units in all rows", units * len(dataset.inputs))):
        if (message := usage.add(what, amount)) is not None:
            yield Fault(("network", "layers"), f"{message}; use fewer units")
            return
    yield from _pinned_faults(scenario, len(dataset.input_names))
    yield from _target_faults(scenario, dataset)
    yield from _common_faults(scenario, names_of_network(network, dataset), usage)
    training = scenario.training
    batch = dataset.training_rows if training.batch_size == "all" else training.batch_size
    steps = training.epochs * -(-dataset.training_rows // batch)
    tested = frozenset(dataset.row_numbers[dataset.training_rows :])
    for index, cue in enumerate(scenario.cue):
        yield from _step_faults(cue, ("cue", index), steps)
        yield from _epoch_faults(cue, ("cue", index, "at"), training.epochs, len(dataset.inputs), tested)


def function_faults(scenario: FunctionScenario, function: Function, usage: Usage) -> Iterator[Fault]:
    """The faults of a function scenario with respect to its variables and values."""
    yield from _common_faults(scenario, names_of_function(function), usage)
    for index, cue in enumerate(scenario.cue):
        yield from _step_faults(cue, ("cue", index), scenario.training.steps)


def _pinned_faults(scenario: NetworkScenario, inputs: int) -> Iterator[Fault]:
    initial, layers = scenario.network.initial, scenario.network.layers
    if not isinstance(initial, PinnedStart):
        return
    for index, (table, layer) in enumerate(zip(initial.weights, layers, strict=False)):
        sources = layers[index - 1].units if index else inputs
        key: Key = ("network", "initial", "weights", index)
        if len(table) != sources:
            expected = counted(sources, "list")
            yield Fault(
                key, f"layer {index + 1}: expected {expected}, one for each of its inputs, got {len(table)}"
            )
            continue
        for source, row in enumerate(table):
            if len(row) != layer.units:
                expected = counted(layer.units, "number")
                message = f"expected {expected}, one to each unit, got {len(row)}"
                yield Fault((*key, source), f"layer {index + 1}, from {source + 1}: {message}")


def _target_faults(scenario: NetworkScenario, dataset: Dataset) -> Iterator[Fault]:
    """Targets outside the range of the loss, reported for the first such row."""
    targets, loss = dataset.raw_targets, scenario.loss.name
    match LOSSES[loss].targets:
        case "probabilities":
            faulty = ((targets < 0.0) | (targets > 1.0)).any(axis=1)
            wanted = f"{loss} needs targets from 0 to 1"
        case "distribution":
            faulty = (targets < 0.0).any(axis=1) | (abs(targets.sum(axis=1) - 1.0) > 1e-6)
            wanted = f"{loss} needs targets that are 0 or more and add up to 1 in each row"
        case _:
            return
    indices = np.flatnonzero(faulty)
    if not len(indices):
        return
    number = min(dataset.row_numbers[index] for index in indices)
    values = targets[dataset.row_numbers.index(number)]
    shown = ", ".join(
        f"{name} is {value:g}" for name, value in zip(dataset.target_names[:4], values, strict=False)
    )
    more = f" (and {counted(len(indices) - 1, 'other row')} like it)" if len(indices) > 1 else ""
    key: Key = ("data", "rows", number - 1) if scenario.data.rows is not None else ("data",)
    yield Fault(key, f"in row {number} {shown}{more}; {wanted}{_proposal(scenario, dataset)}")


def _proposal(scenario: NetworkScenario, dataset: Dataset) -> str:
    """The end of the message about a single target that can be a column of class labels."""
    if len(dataset.target_names) > 1 or scenario.data.classes is not None:
        return ""
    texts = texts_of_numbers(dataset.raw_targets[:, 0])
    if LOSSES[scenario.loss.name].targets == "probabilities" and len(labels_in(texts or ())) != 2:
        return ""
    return f"; if {dataset.target_names[0]} holds class labels, {proposal(texts)}"


def _common_faults(scenario: Scenario, known: KnownNames, usage: Usage) -> Iterator[Fault]:
    """Faults in frozen patterns, in names in expressions and texts, and in knobs."""
    yield from _frozen_faults(scenario.training.frozen, known, usage)
    stop = scenario.training.stop
    if stop is not None and stop.when is not None:
        yield from _name_faults(parsed(stop.when), known, ("training", "stop", "when"), stop.when)
    for index, cue in enumerate(scenario.cue):
        key: Key = ("cue", index)
        if cue.when is not None:
            yield from _name_faults(parsed(cue.when), known, (*key, "when"), cue.when)
        for name in cue.knob or ():
            if name not in known.parameters:
                yield Fault((*key, "knob", name), _no_parameter(name, known))
        for inner, text in _texts_of(cue):
            for piece in pieces_of(text):
                if isinstance(piece, Placeholder):
                    yield from _name_faults(piece.expression, known, (*key, *inner), text)
        if cue.ask is not None and isinstance(cue.ask.answer, str):
            answer = cue.ask.answer
            yield from _name_faults(parsed(answer), known, (*key, "ask", "answer"), answer)


def _texts_of(cue: Cue) -> Iterator[tuple[Key, str]]:
    """A cue's templates, by their keys in the cue."""
    if cue.say is not None:
        yield ("say",), cue.say
    if cue.ask is not None:
        for name in ("text", "hint", "why"):
            text = getattr(cue.ask, name)
            if text is not None:
                yield ("ask", name), text
        for index, choice in enumerate(cue.ask.choices or ()):
            yield ("ask", "choices", index), choice


def _name_faults(expression: Node, known: KnownNames, key: Key, text: str) -> Iterator[Fault]:
    try:
        check_names(expression, known, "quantity", text)
    except ExpressionError as error:
        yield Fault(key, located(error, text))


def _no_parameter(name: str, known: KnownNames) -> str:
    return f"there is no parameter {plain(name)}{suggestion(name, list(islice(known.parameters, MAX_NAMES_SEARCHED)))}"


def _frozen_faults(patterns: tuple[str, ...], known: KnownNames, usage: Usage) -> Iterator[Fault]:
    wild = [pattern for pattern in patterns if not pattern.isidentifier()]
    message = usage.add("names to compare with patterns", len(wild) * len(known.parameters))
    if message is not None:
        yield Fault(("training", "frozen"), f"{message}; use fewer patterns")
        return
    for index, pattern in enumerate(patterns):
        key: Key = ("training", "frozen", index)
        if pattern not in wild:
            if pattern not in known.parameters:
                yield Fault(key, _no_parameter(pattern, known))
            continue
        try:
            matches = matcher(pattern)
        except PatternError as error:
            yield Fault(key, str(error))
            continue
        if not any(map(matches, known.parameters)):
            few = list(islice(known.parameters, 4))
            rest = ", …" if len(known.parameters) > len(few) else ""
            yield Fault(key, f"no parameter matches {plain(pattern)}; there are {', '.join(few)}{rest}")


def _step_faults(cue: Cue, key: Key, steps: int) -> Iterator[Fault]:
    """A step beyond the end of the run."""
    moment = cue.at.step if isinstance(cue.at, CueMoment) else None
    for inner, step in (("step",), cue.step), (("at", "step"), moment):
        if step is not None and step > steps:
            yield Fault((*key, *inner), f"the run has {counted(steps, 'step')}, got {step:,}")


def _epoch_faults(cue: Cue, key: Key, epochs: int, rows: int, tested: frozenset[int]) -> Iterator[Fault]:
    """An epoch or a row that the run does not reach."""
    moment = cue.at
    if not isinstance(moment, CueMoment):
        return
    if moment.epoch is not None and moment.epoch > epochs:
        yield Fault((*key, "epoch"), f"the run has {counted(epochs, 'epoch')}, got {moment.epoch:,}")
    if moment.row is not None and moment.row > rows:
        yield Fault((*key, "row"), f"the data has {counted(rows, 'row')}, got {moment.row:,}")
    if moment.row in tested:
        yield Fault((*key, "row"), f"row {moment.row} is kept apart for testing and never trained on")
