"""The help of a pane: its declared page, and the keys that do something at the position that is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from tui.commands.command import Command
from tui.help.page import Contents, Key
from tui.panes.declaration import PaneDeclaration
from tui.panes.transport import MARKS
from tui.text.notation import Notation
from tui.workspace.snapshot import Snapshot

_ARROWS = ("select.previous", "select.next")
"""The commands of the arrow keys, which the page of each pane describes."""
_UNIT = "row (of a function: step)"
"""What a step takes, as commands say it for networks and functions alike."""


def contents_at(
    snapshot: Snapshot, commands: Iterable[Command], panes: Mapping[str, PaneDeclaration]
) -> Contents:
    """The help of the focused pane; `panes` are those of the view."""
    name = snapshot.view_options.pane
    pane = panes[name]
    page = pane.help_page
    live = [
        command
        for command in commands
        if command.keys and command.available(snapshot) and not _leads_nowhere(command, panes)
    ]
    arrows = " ".join(command.shown for wanted in _ARROWS for command in live if command.id == wanted)
    moves = bool(page.arrows)
    own = [command for command in live if name in command.panes and command.id not in _ARROWS]
    others = [command for command in live if name not in command.panes and command.id not in _ARROWS]
    return Contents(
        f"{pane.digit} {pane.label}",
        page,
        (
            *([Key(arrows, page.arrows)] if moves else []),
            *(_key(command, snapshot.unit) for command in own),
        ),
        tuple(_grouped(others, snapshot.unit)),
        MARKS,
        Notation(unicode=snapshot.view_options.unicode),
    )


def _grouped(commands: Sequence[Command], unit: str) -> Iterator[tuple[str, tuple[Key, ...]]]:
    """The keys by the groups of their commands; those of other panes together at the end."""
    anywhere = [command for command in commands if not command.panes]
    for group, members in groupby(anywhere, key=lambda command: command.group):
        yield group, tuple(_key(command, unit) for command in members)
    elsewhere = [command for command in commands if command.panes]
    if elsewhere:
        yield (
            "In other panes",
            tuple(_key(command, unit, ", ".join(command.panes)) for command in elsewhere),
        )


def _key(command: Command, unit: str, panes: str = "") -> Key:
    text = command.help.replace(_UNIT, unit)
    return Key(command.shown, f"{text} ({panes})" if panes else text)


def _leads_nowhere(command: Command, panes: Mapping[str, PaneDeclaration]) -> bool:
    """Whether it leads to a pane that the view does not have."""
    kind, _, name = command.id.partition(".")
    return kind == "pane" and name not in panes
