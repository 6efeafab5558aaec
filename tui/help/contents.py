"""What the help has at a moment of the workbench: the page of the pane, and the keys that do something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from tui.commands.command import Action
from tui.help.page import Contents, Key
from tui.help.pages import AROUND, PAGES
from tui.panes.pane import Pane
from tui.text.notation import Notation
from tui.views.layouts import NUMBERS
from tui.workspace.snapshot import Snapshot

_ARROWS = ("select.previous", "select.next")
"""The actions whose keys do in each pane what its page says."""
_UNIT = "row (of a function: step)"
"""What a step takes, in the words of actions that do not know what is looked at."""


def contents_at(snapshot: Snapshot, actions: Iterable[Action], panes: Mapping[str, Pane]) -> Contents:
    """The help of the pane where the arrows move."""
    name = snapshot.view_options.pane
    page = PAGES[name, snapshot.network is not None]
    live = [action for action in actions if action.offered(snapshot) and not _leads_nowhere(action, panes)]
    arrows = " ".join(action.shown for wanted in _ARROWS for action in live if action.id == wanted)
    moves = type(panes[name]).moved is not Pane.moved
    others = [action for action in live if name not in action.panes and action.id not in _ARROWS]
    return Contents(
        f"{NUMBERS[name]} {name.capitalize()}",
        page,
        (
            *([Key(arrows, page.arrows)] if moves else []),
            *(_key(action, snapshot.unit) for action in live if name in action.panes),
        ),
        tuple(_grouped(others, snapshot.unit)),
        AROUND,
        Notation(letters=snapshot.view_options.letters),
    )


def _grouped(actions: Sequence[Action], unit: str) -> Iterator[tuple[str, tuple[Key, ...]]]:
    """The keys by the groups of their actions; those of other panes together at the end."""
    anywhere = [action for action in actions if not action.panes]
    for group, found in groupby(anywhere, key=lambda action: action.group):
        yield group, tuple(_key(action, unit) for action in found)
    elsewhere = [action for action in actions if action.panes]
    if elsewhere:
        yield (
            "In other panes",
            tuple(_key(action, unit, told=", ".join(action.panes)) for action in elsewhere),
        )


def _key(action: Action, unit: str, told: str = "") -> Key:
    text = action.help.replace(_UNIT, unit)
    return Key(action.shown, f"{text} ({told})" if told else text)


def _leads_nowhere(action: Action, panes: Mapping[str, Pane]) -> bool:
    """Whether it goes to a pane that this scenario does not have."""
    kind, _, name = action.id.partition(".")
    return kind == "pane" and name not in panes
