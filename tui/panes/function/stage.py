"""The stage of a function: its curve, its contour map, or its graph."""

from __future__ import annotations

from dataclasses import replace

from engine.insight.story.beats import Phase
from engine.objectives.function import Function
from tui.drawing.spans import Row, Span
from tui.drawing.wrapping import wrapped
from tui.panes.function.contour_map import surface
from tui.panes.function.curve import curve
from tui.panes.function.declaration import FUNCTION_STAGE
from tui.panes.function.domain import chart_fault, function_of, named
from tui.panes.function.graph import graph_rows, tree_of
from tui.panes.pane import Pane
from tui.workspace.snapshot import Snapshot
from tui.workspace.view_options import ViewOptions

_GRAPH_FROM = 18
"""Height from which a curve or a map has the graph of its named values below it."""


class FunctionStage(Pane):
    """One variable: a curve. Two: a map. More: every node of the graph with its value and gradient."""

    declaration = FUNCTION_STAGE

    def title(self, snapshot: Snapshot) -> tuple[Span, ...]:
        function = function_of(snapshot)
        text = snapshot.notation.formula(function.forward_formula(function.output))
        return (Span(self.declaration.label, "title"), Span(f"   {named(snapshot)} = {text}", "text"))

    def hint(self, snapshot: Snapshot) -> tuple[Span, ...]:
        match snapshot.phase:
            case Phase.FORWARD | Phase.LOSS:
                return (Span("how high is it here?", "value"),)
            case Phase.BACKWARD:
                return (Span("how steep is it here?", "gradient"),)
            case Phase.UPDATE:
                return (Span("the step", "update"),)
            case _:
                return ()

    def body(self, snapshot: Snapshot, width: int, height: int) -> list[Row]:
        function = function_of(snapshot)
        if len(function.variables) > 2:
            return graph_rows(snapshot, function, width, height)
        low = 0
        if height >= _GRAPH_FROM and _has_named_values(function):
            low = min(len(tree_of(function)) + 1, height // 3)
        room = height - low - (1 if low else 0)
        if fault := chart_fault(snapshot, function):
            rows = [*map(tuple, wrapped([Span(fault, "text")], width))][:room]
        else:
            draw = curve if len(function.variables) == 1 else surface
            rows = draw(snapshot, function, width, room)
        if low == 0 and height - len(rows) > len(tree_of(function)) + 1:
            low = len(tree_of(function)) + 1
        return [*rows, *([()] if low else []), *graph_rows(snapshot, function, width, low)]

    def moved(self, snapshot: Snapshot, by: int) -> ViewOptions:
        """Select the next or the previous value of the function, in the order of its graph."""
        keys = list(dict.fromkeys(line.key for line in tree_of(function_of(snapshot))))
        selected = snapshot.view_options.selected
        index = keys.index(selected) + by if selected in keys else 0 if by > 0 else len(keys) - 1
        return replace(snapshot.view_options, selected=keys[max(0, min(index, len(keys) - 1))])


def _has_named_values(function: Function) -> bool:
    """Whether an intermediate value has a name."""
    return any(key.isidentifier() and key not in function.variables for key in function.keys)
