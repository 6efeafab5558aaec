"""The footer: the keys that do something at this step, in this pane."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from tui.commands.command import Command
from tui.drawing.spans import Row, Span, fitted, width_of
from tui.views.areas import Arrangement
from tui.workspace.snapshot import Snapshot

_SPACINGS = ((" ", "   "), (" ", "  "), ("", "  "))
"""What stands before the first key and between two, from the roomy to the tight; the last for small screens only."""


def footer(
    commands: Iterable[Command],
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
    without_effect = set() if arrangement.hidden else {"show_all"}
    available = [
        command._replace(rank=0) if alone and command.id == "next_pane" else command
        for command in commands
        if command.label
        and command.id not in without_effect
        and (not command.panes or snapshot.view_options.pane in command.panes)
        and command.available(snapshot)
    ]
    labels = {"forward.row": snapshot.unit, "play": "pause" if playing else "play"}
    # The ways back come first.
    for id, out in (("enlarge", arrangement.enlarged), ("show_all", bool(arrangement.hidden))):
        back = [command._replace(rank=-1) for command in available if out and command.id == id]
        available = [*back, *(command for command in available if not out or command.id != id)]
    if arrangement.enlarged:
        labels["enlarge"] = "shrink"
    told = [
        [*same] for _, same in groupby(available, key=lambda command: labels.get(command.id, command.label))
    ]
    while True:
        for margin, gap in _SPACINGS if alone else _SPACINGS[:-1]:
            row = _written(told, labels, margin, gap)
            if width_of(row) <= width or len(told) <= 1:
                return fitted(row, width)
        told.remove(max(told, key=lambda commands: commands[0].rank))


def _written(told: Iterable[list[Command]], labels: dict[str, str], margin: str, gap: str) -> list[Span]:
    spans = [Span(margin, "text")]
    for commands in told:
        for command in commands:
            spans += [Span(command.shown, "key", f"do:{command.id}"), Span(" ", "dim", f"do:{command.id}")]
        label = labels.get(command.id, command.label)
        spans += [Span(label, "dim", f"do:{command.id}"), Span(gap, "dim")]
    return spans[:-1]
