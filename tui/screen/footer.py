"""The line at the bottom: what to press next, and nothing more."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from tui.commands.command import Action
from tui.drawing.spans import Row, Span, fitted, width_of
from tui.views.areas import Arrangement
from tui.workspace.snapshot import Snapshot

_SPACINGS = ((" ", "   "), (" ", "  "), ("", "  "))
"""What stands before the first key and between two, from the roomy to the tight; the last for small screens only."""


def keys_row(
    actions: Iterable[Action],
    snapshot: Snapshot,
    arrangement: Arrangement,
    *,
    playing: bool,
    alone: bool,
    width: int,
) -> Row:
    """The keys that do something at this moment in this pane; the least needed ones go where there is no room.

    Neighbours with the same label share it. Where a pane has the screen alone, the key that leads to the others is
    among the first.
    """
    useless = set() if arrangement.hidden else {"show_all"}
    offered = [
        action._replace(rank=0) if alone and action.id == "next_pane" else action
        for action in actions
        if action.label
        and action.id not in useless
        and (not action.panes or snapshot.view_options.pane in action.panes)
        and action.offered(snapshot)
    ]
    labels = {"forward.row": snapshot.unit, "play": "pause" if playing else "play"}
    # The ways back come first.
    for id, out in (("enlarge", arrangement.enlarged), ("show_all", bool(arrangement.hidden))):
        back = [action._replace(rank=-1) for action in offered if out and action.id == id]
        offered = [*back, *(action for action in offered if not out or action.id != id)]
    if arrangement.enlarged:
        labels["enlarge"] = "shrink"
    told = [[*same] for _, same in groupby(offered, key=lambda action: labels.get(action.id, action.label))]
    while True:
        for margin, gap in _SPACINGS if alone else _SPACINGS[:-1]:
            row = _written(told, labels, margin, gap)
            if width_of(row) <= width or len(told) <= 1:
                return fitted(row, width)
        told.remove(max(told, key=lambda actions: actions[0].rank))


def _written(told: Iterable[list[Action]], labels: dict[str, str], margin: str, gap: str) -> list[Span]:
    spans = [Span(margin, "text")]
    for actions in told:
        for action in actions:
            spans += [Span(action.shown, "key", f"do:{action.id}"), Span(" ", "dim", f"do:{action.id}")]
        label = labels.get(action.id, action.label)
        spans += [Span(label, "dim", f"do:{action.id}"), Span(gap, "dim")]
    return spans[:-1]
