"""The parameters as lines of text: value, gradient, update and new value of each that is listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scenarios.wording import counted
from tui.workspace import describe
from tui.workspace.parameter_listing import Listing
from tui.workspace.parameter_patterns import existing_pattern
from tui.workspace.snapshot import Snapshot

_RANKS_AT_ONCE = 20
"""Ranks for which the order is worked out at once: of a million parameters few are ever read."""


def parameter_lines(snapshot: Snapshot, argument: str) -> Iterator[str]:
    """The listed parameters, or those that `argument` names.

    Raises:
        InvalidArgument: no parameter is called that.
    """
    if argument:
        pattern = existing_pattern(snapshot.training.objective.parameters, argument)
        snapshot = replace(snapshot, view_options=replace(snapshot.view_options, pattern=pattern))
    return _lines(snapshot)


def _lines(snapshot: Snapshot) -> Iterator[str]:
    listing, names = Listing.of(snapshot), snapshot.training.objective.parameters.names
    order = "" if snapshot.view_options.order == "θ" else f", the largest {snapshot.view_options.order} first"
    yield f"{describe.place(snapshot)}: {len(listing):,} of {counted(len(names), 'parameter')}{order}."
    for start in range(0, len(listing), _RANKS_AT_ONCE):
        for index in listing.places(range(start, min(start + _RANKS_AT_ONCE, len(listing)))):
            yield describe.parameter(snapshot, names[index])
