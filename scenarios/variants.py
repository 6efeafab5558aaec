"""The runs of a scenario: the first as the file says, and each compared one, checked with its data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from engine.objectives.function import Function
from scenarios.checks import faults_within, function_of
from scenarios.consistency import function_faults, network_faults
from scenarios.dataset import Dataset, dataset_of
from scenarios.errors import Key, ScenarioError, key_text
from scenarios.faults import Fault, Faulty
from scenarios.files import Folder
from scenarios.format import FunctionScenario, NetworkScenario, Scenario
from scenarios.limits import Usage
from scenarios.settings import flattened, places_of, setting_at, with_settings
from scenarios.validating import validated
from scenarios.wording import listed

_MAX_FAULTS = 100
"""So many faults of one kind are looked for."""

_MAX_FAULTY_RUNS = 10
"""After so many compared runs that cannot be made, the others are not tried."""

_ACTIONS: Mapping[str, str] = {"learning_rate": "training.optimizer.learning_rate"}
"""What a cue can set by a short name, and the setting that it stands for."""


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """One run of a scenario: all that it is a function of."""

    label: str | None
    """What a compared run is called; None for the first."""
    scenario: Scenario
    """With this run's settings; cues and compared runs are only in the first."""
    dataset: Dataset | None
    """A network's data."""
    function: Function | None
    """A function scenario's function."""


def variants_of(document: Mapping[str, Any], folder: Folder) -> tuple[Variant, ...]:
    """Every run that a document describes, the first one first.

    Raises:
        Faulty: all that is wrong with the scenario and its data.
    """
    builder = _VariantBuilder(folder)
    scenario = validated(document)
    first = builder.variant(None, scenario)
    bare = without_playback(document)
    variants, errors = [first], list[Faulty]()
    for index, compare in enumerate(scenario.compare):
        try:
            changed = _changed(bare, scenario, compare.set)
            variants.append(builder.variant(compare.label, changed))
        except Faulty as error:
            errors.append(_moved(error, places_of(compare.set), ("compare", index, "set")))
            if len(errors) == _MAX_FAULTY_RUNS:
                break
    errors += _cue_errors(scenario, bare)
    if errors:
        raise Faulty(
            [fault for error in errors for fault in error.faults],
            sum((error.problems for error in errors), ()),
        )
    return tuple(variants)


def without_playback(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document without compared runs and cues, which speak of it as it stands."""
    return {key: value for key, value in document.items() if key not in ("compare", "cue")}


def revised_variant(
    document: Mapping[str, Any], variant: Variant, settings: Mapping[str, Any], folder: Folder
) -> Variant:
    """A run with other settings; its data or function is the same one where nothing of it is changed.

    Args:
        document: what describes the run, without compared runs and cues.
        variant: the run itself.
        settings: what is to be otherwise, by dotted keys.
        folder: where the scenario lies.

    Raises:
        Faulty: the settings contradict each other, the scenario or its data.
    """
    builder = _VariantBuilder(folder)
    builder.reuse(variant)
    return builder.variant(variant.label, _changed(document, variant.scenario, settings))


class _VariantBuilder:
    """Makes runs; those with the same data or function share it."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._usage = Usage()
        self._datasets: dict[object, Dataset] = {}
        self._functions: dict[object, Function] = {}

    def reuse(self, variant: Variant) -> None:
        """Take the data or function of a run that is there already as made."""
        if isinstance(variant.scenario, NetworkScenario):
            assert variant.dataset is not None
            self._datasets[_data_key(variant.scenario)] = variant.dataset
        else:
            assert variant.function is not None
            self._functions[_function_key(variant.scenario)] = variant.function

    def variant(self, label: str | None, scenario: Scenario) -> Variant:
        """The run of a scenario whose shape is valid.

        Raises:
            Faulty: the scenario contradicts itself or does not fit its data.
        """
        faults = list(islice(faults_within(scenario), _MAX_FAULTS))
        dataset: Dataset | None = None
        function: Function | None = None
        try:
            if isinstance(scenario, NetworkScenario):
                dataset = self._dataset(scenario)
                faults += islice(network_faults(scenario, dataset, self._usage), _MAX_FAULTS)
            else:
                function = self._function(scenario)
                faults += islice(function_faults(scenario, function, self._usage), _MAX_FAULTS)
        except Faulty as error:
            raise Faulty(faults + error.faults) from error
        except ScenarioError as error:
            raise Faulty(faults, error.problems) from error
        if faults:
            raise Faulty(faults)
        return Variant(label, scenario, dataset, function)

    def _dataset(self, scenario: NetworkScenario) -> Dataset:
        key = _data_key(scenario)
        if key not in self._datasets:
            # Points are counted before they are made, all other rows once they are there.
            made = scenario.data.generator.n if scenario.data.generator is not None else 0
            self._use("rows", made, ("data",))
            dataset = dataset_of(scenario, self._folder)
            self._use("rows", len(dataset.inputs) - made, ("data",))
            self._datasets[key] = dataset
        return self._datasets[key]

    def _function(self, scenario: FunctionScenario) -> Function:
        key = _function_key(scenario)
        if key not in self._functions:
            function = function_of(scenario)
            self._use("intermediate values", len(function.nodes), ("function", "expression"))
            self._functions[key] = function
        return self._functions[key]

    def _use(self, what: str, amount: int, key: Key) -> None:
        if (message := self._usage.add(what, amount)) is not None:
            raise Faulty([Fault(key, message)])


def _data_key(scenario: NetworkScenario) -> object:
    """What the data is a function of."""
    # Only the split into training and test rows depends on the seed.
    seed = scenario.training.seed if scenario.data.test_fraction else 0
    return (scenario.data, scenario.network.layers[-1].units, seed)


def _function_key(scenario: FunctionScenario) -> object:
    """What the function is a function of."""
    part = scenario.function
    return (part.expression, tuple(part.where.items()), tuple(part.start))


def _changed(bare: Mapping[str, Any], scenario: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """The scenario with other settings; what is not touched is not validated again."""
    changed = with_settings(bare, settings)
    known = {key: getattr(scenario, key) for key in changed if changed[key] is bare.get(key)}
    return validated(changed, known)


def _cue_errors(scenario: Scenario, bare: Mapping[str, Any]) -> Iterator[Faulty]:
    """What is wrong with the settings that cues change."""
    for index, cue in enumerate(scenario.cue):
        key: Key = ("cue", index, "set")
        settings = {_ACTIONS.get(dotted, dotted): value for _, dotted, value in flattened(cue.set or {})}
        places = {_ACTIONS.get(dotted, dotted): inner for dotted, inner in places_of(cue.set or {}).items()}
        foreign = [inner for dotted, inner in places.items() if not dotted.startswith("training.")]
        if foreign:
            message = f"a cue can set {listed(_ACTIONS)}, or a dotted key under training"
            yield Faulty([Fault((*key, *inner), message) for inner in foreign])
        elif settings:
            try:
                _changed(bare, scenario, settings)
            except Faulty as error:
                yield _moved(error, places, key)


def _moved(error: Faulty, places: Mapping[str, Key], home: Key) -> Faulty:
    """The error with its faults at the settings that brought them about."""
    faults: list[Fault] = []
    for fault in error.faults:
        dotted, inner = setting_at(fault.key, places) or ("", ())
        said = fault.message if dotted == key_text(fault.key) else f"{key_text(fault.key)}: {fault.message}"
        faults.append(Fault((*home, *inner), said))
    return Faulty(faults, error.problems)
