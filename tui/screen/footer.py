"""The footer: the keys available at this step in the focused pane."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from tui.commands.command import Command
from tui.drawing.spans import Row, Span, fitted, width_of
from tui.views.areas import Arrangement
from tui.views.view import View
from tui.views.workbench import WORKBENCH
from tui.workspace.snapshot import Snapshot

_SPACINGS = ((" ", "   "), (" ", "  "), ("", "  "))
"""(margin before the first key, gap between keys), from wide to narrow; the last for small screens only."""


def footer(
    commands: Iterable[Command],
    snapshot: Snapshot,
    arrangement: Arrangement,
    *,
    view: View,
    playing: bool,
    alone: bool,
    width: int,
) -> Row:
    """Return the available keys with their labels; the least important are left out if there is no room.

    Adjacent commands with the same label share it. If one pane fills the screen, the key to the next pane is among
    the first.
    """
    view_command = f"view.{view.name}"
    without_effect = set() if arrangement.hidden else {"show_all"}
    available = [
        command._replace(rank=0) if alone and command.id == "next_pane" else command
        for command in commands
        if (command.label or command.id == view_command)
        and command.id not in without_effect
        and (not command.panes or snapshot.view_options.pane in command.panes)
        and command.available(snapshot)
    ]
    labels = {"forward.row": snapshot.unit, "play": "pause" if playing else "play"}
    labels[view_command] = WORKBENCH.name
    # Keys that undo an arrangement come first.
    for id, active in (
        (view_command, True),
        ("enlarge", arrangement.enlarged),
        ("show_all", bool(arrangement.hidden)),
    ):
        return_keys = [command._replace(rank=-1) for command in available if active and command.id == id]
        available = [*return_keys, *(command for command in available if not active or command.id != id)]
    if arrangement.enlarged:
        labels["enlarge"] = "shrink"
    groups = [
        [*same] for _, same in groupby(available, key=lambda command: labels.get(command.id, command.label))
    ]
    while True:
        for margin, gap in _SPACINGS if alone else _SPACINGS[:-1]:
            row = _spans(groups, labels, margin, gap)
            if width_of(row) <= width or len(groups) <= 1:
                return fitted(row, width)
        groups.remove(max(groups, key=lambda commands: commands[0].rank))


def _spans(groups: Iterable[list[Command]], labels: dict[str, str], margin: str, gap: str) -> list[Span]:
    spans = [Span(margin, "text")]
    for commands in groups:
        for command in commands:
            spans += [Span(command.shown, "key", f"do:{command.id}"), Span(" ", "dim", f"do:{command.id}")]
        label = labels.get(command.id, command.label)
        spans += [Span(label, "dim", f"do:{command.id}"), Span(gap, "dim")]
    return spans[:-1]
