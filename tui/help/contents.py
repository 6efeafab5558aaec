"""The help of a pane: its declared page, and the keys that do something at the position that is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from tui.commands.command import Action
from tui.help.page import Contents, Key
from tui.panes.pane import Pane
from tui.panes.transport import MARKS
from tui.text.notation import Notation
from tui.workspace.snapshot import Snapshot

_ARROWS = ("select.previous", "select.next")
"""The actions of the arrow keys, which the page of each pane describes."""
_UNIT = "row (of a function: step)"
"""What a step takes, as actions say it for networks and functions alike."""


def contents_at(snapshot: Snapshot, actions: Iterable[Action], panes: Mapping[str, Pane]) -> Contents:
    """The help of the focused pane; `panes` are those of the view."""
    name = snapshot.view_options.pane
    pane = panes[name].declaration
    page = pane.help_page
    live = [action for action in actions if action.offered(snapshot) and not _leads_nowhere(action, panes)]
    arrows = " ".join(action.shown for wanted in _ARROWS for action in live if action.id == wanted)
    moves = type(panes[name]).moved is not Pane.moved
    own = [action for action in live if name in action.panes and action.id not in _ARROWS]
    others = [action for action in live if name not in action.panes and action.id not in _ARROWS]
    return Contents(
        f"{pane.digit} {pane.label}",
        page,
        (
            *([Key(arrows, page.arrows)] if moves else []),
            *(_key(action, snapshot.unit) for action in own),
        ),
        tuple(_grouped(others, snapshot.unit)),
        MARKS,
        Notation(letters=snapshot.view_options.letters),
    )


def _grouped(actions: Sequence[Action], unit: str) -> Iterator[tuple[str, tuple[Key, ...]]]:
    """The keys by the groups of their actions; those of other panes together at the end."""
    anywhere = [action for action in actions if not action.panes]
    for group, members in groupby(anywhere, key=lambda action: action.group):
        yield group, tuple(_key(action, unit) for action in members)
    elsewhere = [action for action in actions if action.panes]
    if elsewhere:
        yield (
            "In other panes",
            tuple(_key(action, unit, ", ".join(action.panes)) for action in elsewhere),
        )


def _key(action: Action, unit: str, panes: str = "") -> Key:
    text = action.help.replace(_UNIT, unit)
    return Key(action.shown, f"{text} ({panes})" if panes else text)


def _leads_nowhere(action: Action, panes: Mapping[str, Pane]) -> bool:
    """Whether it leads to a pane that the view does not have."""
    kind, _, name = action.id.partition(".")
    return kind == "pane" and name not in panes
