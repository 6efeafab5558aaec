"""The roles of columns: which are a network's inputs, and which its targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from engine.objectives.losses import LOSSES
from scenarios.class_labels import labels_in, proposal
from scenarios.columns import Columns
from scenarios.errors import Key
from scenarios.faults import Fault, Faulty
from scenarios.format import NetworkScenario
from scenarios.wording import counted, listed, plain, suggestion

Texts = Callable[[int], Sequence[str] | None]
"""From a column to its different texts, to propose them as class labels; None if they are too many."""


class Roles(NamedTuple):
    """The indices of the input columns and of the target columns."""

    inputs: tuple[int, ...]
    targets: tuple[int, ...]


def roles_of(scenario: NetworkScenario, columns: Columns, texts_of: Texts) -> Roles:
    """The inputs and targets as named; by default, targets are the last columns and inputs all others.

    There is one target for each unit of the last layer, or one column with class labels.

    Raises:
        Faulty: a named column does not exist, or the targets do not fit the last layer.
    """
    data, outputs = scenario.data, scenario.network.layers[-1].units
    expected = 1 if data.classes is not None else outputs
    faults: list[Fault] = []
    inputs = _named(data.inputs, ("data", "inputs"), columns, faults)
    targets = _named(data.targets, ("data", "targets"), columns, faults)
    unnamed = [index for index in range(len(columns.names)) if index not in columns.apart]
    if targets is None:
        free = [index for index in unnamed if index not in (inputs or ())]
        targets = tuple(free[-expected:])
    if inputs is None:
        inputs = tuple(index for index in unnamed if index not in targets)
    faults += [
        Fault(
            ("data", "inputs"),
            f"{plain(columns.names[index])} is a target too; a column can be only one of the two",
        )
        for index in inputs
        if index in targets
    ]
    if not faults and len(targets) != expected:
        faults.append(Fault(("data", "targets"), _number_fault(scenario, columns, targets, texts_of)))
    if not faults and not inputs:
        faults.append(
            Fault(("data",), "no column is left for the inputs; give at least one input and one target")
        )
    if faults:
        raise Faulty(faults)
    return Roles(inputs, targets)


def _number_fault(
    scenario: NetworkScenario, columns: Columns, targets: Sequence[int], texts_of: Texts
) -> str:
    """The message about targets that are not as many as expected."""
    count, outputs = len(targets), scenario.network.layers[-1].units
    what = f"{'is' if count == 1 else 'are'} {'named' if scenario.data.targets else 'there'}"
    if scenario.data.classes is not None:
        return f"data.classes are the labels in one target column, and {counted(count, 'column')} {what}"
    if count == 1:
        texts, name = texts_of(targets[0]), columns.shown(targets[0])
        kind = LOSSES[scenario.loss.name].targets
        if kind == "distribution":
            return (
                f"{scenario.loss.name} needs a target of 0 and 1 for each of the {outputs} units, and only {name} "
                f"{what}; if it holds class labels, {proposal(texts)}"
            )
        if kind == "probabilities" and len(labels_in(texts or ())) == outputs:
            return (
                f"the last layer has {counted(outputs, 'unit')}, and 1 target column {what}; give one unit for each "
                f"target, or, if {name} holds class labels, {proposal(texts)}"
            )
    return (
        f"the last layer has {counted(outputs, 'unit')}, and {counted(count, 'target column')} {what}; give one unit "
        "for each target"
    )


def _named(
    names: Sequence[str] | None, key: Key, columns: Columns, faults: list[Fault]
) -> tuple[int, ...] | None:
    """The columns with these names."""
    if names is None:
        return None
    meant: list[int] = []
    for index, name in enumerate(names):
        found = columns.indices_of(name)
        if not found:
            known = [shown for place, shown in enumerate(columns.names) if columns.written[place]]
            faults.append(Fault((*key, index), f"there is no column {plain(name)}{suggestion(name, known)}"))
        elif len(found) > 1:
            places = listed((str(place + 1) for place in found), "and")
            rename = "rename them, or give all names as data.columns"
            message = f"the columns {places} are called {plain(name)}; {rename}"
            faults.append(Fault((*key, index), message))
        elif found[0] in meant:
            faults.append(Fault((*key, index), f"{columns.names[found[0]]} is named twice"))
        meant += found[:1]
    return tuple(meant)
