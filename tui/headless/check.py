"""`gradstep check`: whether scenario files are in order, with every problem on a line of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scenarios.building import build
from scenarios.errors import ScenarioError
from scenarios.loading import load


def problems_in(files: Iterable[str]) -> Iterator[str]:
    """FILE:LINE: KEY: what is wrong, for every problem of every file; nothing for a file that is right."""
    for file in files:
        try:
            build(load(file))
        except ScenarioError as error:
            yield str(error)
