"""The variants of a scenario: its own run and each compared run, checked with their data."""

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
"""Faults of one kind that are reported."""

_MAX_FAULTY_RUNS = 10
"""Faulty compared runs after which the others are not checked."""

_ACTIONS: Mapping[str, str] = {"learning_rate": "training.optimizer.learning_rate"}
"""Short names of settings in cues, and their dotted keys."""


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """One run of a scenario, with everything that defines it."""

    label: str | None
    """The label of a compared run; None for the scenario's own run."""
    scenario: Scenario
    """The scenario with this run's settings; only the first variant has cues and compared runs."""
    dataset: Dataset | None
    """The dataset of a network scenario."""
    function: Function | None
    """The objective of a function scenario."""


def variants_of(document: Mapping[str, Any], folder: Folder) -> tuple[Variant, ...]:
    """Every run of a document, the scenario's own first.

    Raises:
        Faulty: the scenario or its data is invalid; carries all faults.
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
    """The document without compared runs and cues, which refer to the original settings."""
    return {key: value for key, value in document.items() if key not in ("compare", "cue")}


def revised_variant(
    document: Mapping[str, Any], variant: Variant, settings: Mapping[str, Any], folder: Folder
) -> Variant:
    """A run with other settings, which reuses the dataset or function if these do not change it.

    Args:
        document: the run's document, without compared runs and cues.
        variant: the run.
        settings: the changed settings, by dotted keys.
        folder: the scenario's folder.

    Raises:
        Faulty: the settings are invalid for the scenario or its data.
    """
    builder = _VariantBuilder(folder)
    builder.reuse(variant)
    return builder.variant(variant.label, _changed(document, variant.scenario, settings))


class _VariantBuilder:
    """A builder of variants; those with equal data or functions share them."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._usage = Usage()
        self._datasets: dict[object, Dataset] = {}
        self._functions: dict[object, Function] = {}

    def reuse(self, variant: Variant) -> None:
        """Reuse the dataset or function of an existing variant."""
        if isinstance(variant.scenario, NetworkScenario):
            assert variant.dataset is not None
            self._datasets[_data_key(variant.scenario)] = variant.dataset
        else:
            assert variant.function is not None
            self._functions[_function_key(variant.scenario)] = variant.function

    def variant(self, label: str | None, scenario: Scenario) -> Variant:
        """The variant of a validated scenario.

        Raises:
            Faulty: the scenario is inconsistent, or does not match its data.
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
            # Generated rows are counted before they are made, others after they are read.
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
    """The settings that determine the dataset."""
    # Only the split into training and test rows depends on the seed.
    seed = scenario.training.seed if scenario.data.test_fraction else 0
    return (scenario.data, scenario.network.layers[-1].units, seed)


def _function_key(scenario: FunctionScenario) -> object:
    """The settings that determine the function."""
    part = scenario.function
    return (part.expression, tuple(part.where.items()), tuple(part.start))


def _changed(bare: Mapping[str, Any], scenario: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """The scenario with other settings; unchanged tables are not validated again."""
    changed = with_settings(bare, settings)
    known = {key: getattr(scenario, key) for key in changed if changed[key] is bare.get(key)}
    return validated(changed, known)


def _cue_errors(scenario: Scenario, bare: Mapping[str, Any]) -> Iterator[Faulty]:
    """The faults of settings in cues."""
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
    """The error with each fault moved to the setting that causes it."""
    faults: list[Fault] = []
    for fault in error.faults:
        dotted, inner = setting_at(fault.key, places) or ("", ())
        said = fault.message if dotted == key_text(fault.key) else f"{key_text(fault.key)}: {fault.message}"
        faults.append(Fault((*home, *inner), said))
    return Faulty(faults, error.problems)
