"""The function as lines of text: its formula, its derivatives, and the point at which the run stands."""

from __future__ import annotations

from collections.abc import Iterator

from engine.objectives.function import Function
from tui.traces.function_text import text_of_function
from tui.workspace import describe
from tui.workspace.snapshot import Snapshot


def function_lines(snapshot: Snapshot, argument: str) -> Iterator[str]:
    """Formula, derivatives and point; `argument` is not used."""
    function = snapshot.training.objective
    assert isinstance(function, Function)
    yield f"{describe.place(snapshot)}."
    yield from text_of_function(function, snapshot.notation)
    write, names = snapshot.notation, function.parameters.names
    coordinates = dict(zip(names, snapshot.theta.tolist(), strict=True))
    point = describe.enumerated(
        list(names), lambda name: f"{write.name(name)} = {write.number(coordinates[name])}"
    )
    value = snapshot.revealed.get("loss")
    yield f"here: {point}" + ("" if value is None else f"; L = {write.number(value)}")
