"""`gradstep check`: validation of scenario files, one line for each problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from scenarios.building import build
from scenarios.errors import ScenarioError
from scenarios.format import NetworkScenario
from scenarios.loading import Loaded, load
from scenarios.unbuilt import warnings_of
from scenarios.wording import plain


class Check(NamedTuple):
    """The result for one file."""

    problems: str
    """A line of "FILE:LINE: KEY: message" for each problem; "" for a valid file."""
    readings: tuple[str, ...] = ()
    """How each data file of a valid scenario was read, in a line each."""
    warnings: tuple[str, ...] = ()
    """A line for each part of a valid scenario that is not carried out."""


def check_files(files: Iterable[str]) -> Iterator[Check]:
    """Check the files, and yield the result for each."""
    for file in files:
        try:
            loaded = load(file)
            build(loaded)
        except ScenarioError as error:
            yield Check(str(error))
        else:
            warnings = tuple(f"warning: {warning}" for warning in warnings_of(loaded))
            yield Check("", tuple(dict.fromkeys(_readings(loaded))), warnings)


def _readings(loaded: Loaded) -> Iterator[str]:
    for variant in loaded.variants:
        if variant.dataset is not None and variant.dataset.reading:
            assert isinstance(variant.scenario, NetworkScenario)
            file = variant.scenario.data.file
            yield f"{plain(str(file))}: {'; '.join(variant.dataset.reading)}"
