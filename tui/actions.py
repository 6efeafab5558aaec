"""What a person can do in the workbench, each thing declared once: key, footer, palette and help are made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from textual.binding import Binding

from tui.moment import Moment

if TYPE_CHECKING:
    from tui.screens.workbench import Workbench


def always(moment: Moment) -> bool:
    """Offer an action at every moment."""
    return True


class Action(NamedTuple):
    """One thing to do."""

    id: str
    """By which its key can be remapped: "forward.beat"."""
    keys: tuple[str, ...]
    """As Textual calls them; the first is the one that is shown."""
    shown: str
    """The key as it is printed on keyboards."""
    label: str
    """In the footer; "" leaves it out there."""
    help: str
    """In the help and the palette: a whole sentence without its full stop."""
    group: str
    do: Callable[[Workbench], None]
    rank: int = 0
    """How soon the footer does without it where there is little room."""
    panes: tuple[str, ...] = ()
    """The panes to which it belongs: the footer offers it there only; () where it is for all."""
    offered: Callable[[Moment], bool] = always
    """Whether it does something at a moment."""


def bindings(actions: Iterable[Action]) -> list[Binding]:
    """The actions as Textual's key bindings."""
    return [
        Binding(
            ",".join(action.keys),
            f"do('{action.id}')",
            action.label or action.help,
            show=bool(action.label),
            key_display=action.shown,
            id=action.id,
            # Done before the next key is looked at, which may be meant for a dialog that this one opens.
            priority=True,
        )
        for action in actions
    ]


def remapped(actions: Iterable[Action], keys: Mapping[str, str]) -> tuple[Action, ...]:
    """The actions with the keys that take the place of the usual ones, by ids; only what is shown changes here."""
    return tuple(
        action._replace(shown=_printed(keys[action.id])) if action.id in keys else action
        for action in actions
    )


def _printed(key: str) -> str:
    """A key of Textual's as it is printed on keyboards; of several, the first."""
    first = key.split(",")[0]
    named = {"full_stop": ".", "comma": ",", "right": "→", "left": "←", "up": "↑", "down": "↓"}
    return named.get(first, first)
