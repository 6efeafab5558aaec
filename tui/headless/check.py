"""`gradstep check`: validation of scenario files, one line for each problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scenarios.building import build
from scenarios.errors import ScenarioError
from scenarios.loading import load


def problems_of(files: Iterable[str]) -> Iterator[str]:
    """Yield the problems of each faulty file as lines of "FILE:LINE: KEY: message"; nothing for a valid file."""
    for file in files:
        try:
            build(load(file))
        except ScenarioError as error:
            yield str(error)
